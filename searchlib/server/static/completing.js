// How may the word end that is being typed? A list under the search box, by arrows or by mouse.
// After the combobox pattern of the ARIA Authoring Practices Guide.

const box = document.getElementById("q");
const list = document.getElementById("completions");
const WAIT = 120, MOST = 8;
let timer = 0, asked = null, chosen = -1, typed = "";

if (box && list) {
  const names = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id };
  for (const [name, value] of Object.entries(names)) box.setAttribute(name, value);
  close();
  box.addEventListener("input", () => {
    clearTimeout(timer);
    typed = box.value;
    timer = setTimeout(ask, WAIT);
  });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", onKey);
  // The box keeps the focus while an option is clicked.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => {
    const option = target.closest("[role=option]");
    if (option) take(option);
  });
}

async function ask() {
  asked?.abort();
  if (!/[\p{L}\p{N}]$/u.test(typed)) return close();
  asked = new AbortController();
  try {
    const address = `/suggest?${new URLSearchParams({ q: typed, limit: MOST })}`;
    const answer = await fetch(address, { signal: asked.signal });
    if (!answer.ok) return close();
    const [query, completions, counts] = await answer.json();
    if (query === box.value && document.activeElement === box) show(completions, counts);
  } catch { /* typed on, or offline: there are no completions then */ }
}

function show(completions, counts) {
  const options = completions.map((text, number) => {
    const option = document.createElement("li");
    const count = document.createElement("small");
    option.id = `completion-${number}`;
    option.setAttribute("role", "option");
    option.dataset.query = text;
    count.textContent = counts[number];
    option.append(text, count);
    return option;
  });
  list.replaceChildren(...options);
  if (!options.length) return close();
  list.hidden = false;
  box.setAttribute("aria-expanded", "true");
  choose(-1);
}

function close() {
  clearTimeout(timer);
  asked?.abort();
  list.hidden = true;
  chosen = -1;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function choose(number) {
  chosen = number;
  for (const [place, option] of [...list.children].entries()) {
    option.setAttribute("aria-selected", String(place === number));
  }
  const option = list.children[number];
  if (option) {
    box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    box.removeAttribute("aria-activedescendant");
  }
  box.value = option?.dataset.query ?? typed;
}

function take(option) {
  box.value = option.dataset.query;
  close();
  box.form.requestSubmit();
}

function onKey(event) {
  if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const many = list.children.length;
  if (event.key === "ArrowDown") choose(chosen + 1 < many ? chosen + 1 : -1);
  else if (event.key === "ArrowUp") choose(chosen < 0 ? many - 1 : chosen - 1);
  else if (event.key === "Escape") { box.value = typed; close(); }
  else return;
  event.preventDefault();
}
