// What does the page do better with a script? Keys, walking through marks, copying, tapping.

const $ = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const say = (text) => { $("[data-said]").textContent = text; };
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const smooth = () => (calm.matches ? "auto" : "smooth");

// Answers: a change of order or of options asks again at once.

for (const control of all("select[form=search], .controls input[form=search]")) {
  control.addEventListener("change", () => control.form.requestSubmit());
}

// Empty fields have no place in an address.
$("#search")?.addEventListener("submit", ({ currentTarget: form }) => {
  for (const field of form.elements) {
    field.disabled ||= ["from", "to"].includes(field.name) && !field.value;
    field.disabled ||= field.name === "sort" && field.value === "relevance";
  }
});
addEventListener("pageshow", () => {
  for (const field of $("#search")?.elements ?? []) field.disabled = false;
});

// Where an address leads into what is folded up, it is opened; some browsers do so themselves.
const unfold = () => {
  const folded = $(":target")?.closest("details:not([open])");
  if (folded) { folded.open = true; folded.scrollIntoView({ block: "center" }); }
};
addEventListener("hashchange", unfold);
unfold();

// Marks: [ and ], or the buttons, go from one to the next.

const marks = all("main mark");
const walk = $(".walk");
let here = -1;

function step(by) {
  const shown = marks.filter((mark) => mark.checkVisibility());
  if (!shown.length) return;
  const at = shown.indexOf(marks[here]);
  const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : (at + by + shown.length) % shown.length;
  marks[here]?.classList.remove("here");
  here = marks.indexOf(shown[next]);
  marks[here].classList.add("here");
  marks[here].scrollIntoView({ block: "center", behavior: smooth() });
  const output = walk && $("output", walk);
  if (output) {
    output.textContent = output.dataset.pattern.replace("##", shown.length).replace("#", next + 1);
  } else {
    say(marks[here].textContent);
  }
}

if (walk) {
  walk.hidden = false;
  walk.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-step]");
    if (button) step(Number(button.dataset.step));
  });
}

// Passages: a tap lights one up in both languages, another puts it out.

for (const row of all(".row")) {
  row.addEventListener("click", ({ target }) => {
    if (target.closest("a") || String(getSelection())) return;
    const lit = row.classList.contains("lit");
    for (const other of all(".row.lit")) other.classList.remove("lit");
    row.classList.toggle("lit", !lit);
  });
}

// Citing: copy what stands there.

for (const button of all("[data-copy]")) {
  button.hidden = false;
  const name = button.textContent;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    let said = button.dataset.done;
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
    } catch {
      getSelection().selectAllChildren(source);
      said = button.dataset.failed;
    }
    button.textContent = said;
    say(said);
    setTimeout(() => { button.textContent = name; }, 2500);
  });
}

// Keys: none while one types, and none at all when they are switched off.

const help = $("dialog.keys");
const working = $("[data-keys-on]");
const opener = $("[data-keys]");
const remembered = {
  get() { try { return localStorage.getItem("keys") !== "off"; } catch { return true; } },
  set(on) { try { localStorage.setItem("keys", on ? "on" : "off"); } catch { /* not kept, then */ } },
};
working.checked = remembered.get();
working.addEventListener("change", () => remembered.set(working.checked));
opener.hidden = false;
opener.addEventListener("click", () => help.showModal());

function toHit(by) {
  const links = all(".hit h2 a");
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  const next = links[Math.min(links.length - 1, Math.max(0, at + by))];
  next.focus({ preventScroll: true });
  next.closest(".hit").scrollIntoView({ block: "start", behavior: smooth() });
}

const keys = {
  "/": () => { const box = $("#q"); box.focus(); box.select(); },
  "j": () => toHit(1),
  "k": () => toHit(-1),
  "]": () => step(1),
  "[": () => step(-1),
  "?": () => help.showModal(),
};
// Where the same keys write Cyrillic letters.
const cyrillic = { "о": "j", "л": "k", "ъ": "]", "х": "[" };

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, dialog")) {
    if (event.key === "Escape" && event.target.id === "q") event.target.blur();
    return;
  }
  const action = keys[event.key] ?? keys[cyrillic[event.key]];
  if (!action || !working.checked) return;
  event.preventDefault();
  action();
});
