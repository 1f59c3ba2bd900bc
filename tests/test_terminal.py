"""What reaches a terminal: laid out for its width, in colour or not, and never its commands."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchlib import Mark
from searchlib.cli.layout import columns, pieces, safe, wrapped

pty = pytest.importorskip("pty", reason="needs a pseudo-terminal")

_STYLE = re.compile(r"\x1b\[(?:0|1|2|31)m")
"""The only sequences searchlib itself prints: plain, bold, dim, red."""
_OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_HOSTILE = "\x1b[35mred\x1b]0;title\x07 \x9b5mC1 \x08\x08back \rover \u202eright \x7f\u2066"


@dataclass
class Terminal:
    """A program on a terminal of a given size."""

    arguments: tuple[str, ...]
    environment: dict[str, str]
    cwd: Path
    width: int = 80
    height: int = 500
    output: bytes = b""
    code: int | None = None
    _end: int = field(default=-1, repr=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def __enter__(self) -> Terminal:
        import termios

        self._end, other = pty.openpty()
        termios.tcsetwinsize(other, (self.height, self.width))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "searchlib", *self.arguments],
            stdin=other,
            stdout=other,
            stderr=other,
            env=self.environment,
            cwd=self.cwd,
            start_new_session=True,
            preexec_fn=_own_terminal,
        )
        os.close(other)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        os.close(self._end)

    def read(self, until: bytes = b"", seconds: float = 30) -> str:
        """Read until these bytes were seen, or to the end."""
        assert self._process is not None
        limit = time.monotonic() + seconds
        while time.monotonic() < limit and not (until and until in self.output):
            if select.select([self._end], [], [], 0.1)[0]:
                try:
                    read = os.read(self._end, 65536)
                except OSError:  # Linux says so when the other end is closed
                    read = b""
                if not read:
                    self.code = self._process.wait(seconds)
                    break
                self.output += read
        return self.output.decode().replace("\r\n", "\n")

    def press(self, keys: bytes) -> None:
        os.write(self._end, keys)


def _own_terminal() -> None:
    """Make standard input the terminal that Ctrl-C is pressed on."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@pytest.fixture
def on_terminal(environment, tmp_path):
    """Run the binary to its end on a terminal; return what it printed."""

    def on_terminal(*arguments, width=80, height=500, code=0, **variables):
        with Terminal(arguments, {**environment, **variables}, tmp_path, width, height) as terminal:
            printed = terminal.read()
            assert terminal.code == code, printed
            assert "Traceback" not in printed
            return printed

    return on_terminal


# Colour.


def test_marks_are_red_on_a_terminal(on_terminal):
    printed = on_terminal("search", "корейские дивизии")
    assert "\x1b[31m\x1b[1mдивизии\x1b[0m" in printed
    assert "**" not in printed


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_where_none_is_wanted(on_terminal, variables):
    printed = on_terminal("search", "корейские дивизии", **variables)
    assert "\x1b" not in printed
    assert "**дивизии**" in printed


def test_colour_can_be_had_and_refused(run, on_terminal):
    assert "\x1b[31m" in run("search", "корейский", "--color", "always").stdout
    assert "\x1b" not in run("search", "корейский").stdout
    assert "\x1b" not in on_terminal("search", "корейский", "--color", "never")


def test_counterparts_are_a_shade_weaker(on_terminal):
    printed = on_terminal("search", "Korean divisions")
    assert "\x1b[31m\x1b[1mdivisions\x1b[0m" in printed
    assert "\x1b[31mкорейских\x1b[0m \x1b[31mдивизии\x1b[0m" in printed
    plain = on_terminal("search", "Korean divisions", NO_COLOR="1", width=130)
    assert "две _корейских_ _дивизии_ (по 10" in plain
    assert "**Korean** **divisions**" in plain


# Width.


def test_a_wide_terminal_shows_both_languages_side_by_side(on_terminal):
    rows = on_terminal("search", "помощь Северной Корее", width=130, NO_COLOR="1").splitlines()
    assert any(
        "оказании **помощи**" in row and "│ 3. _Aid_ to _North_ _Korea_" in row for row in rows
    )
    assert len({row.index("│") for row in rows if "│" in row}) == 1
    assert max(len(row) for row in rows) <= 130


@pytest.mark.parametrize("width", [40, 80])
def test_a_narrow_terminal_shows_one_under_the_other(on_terminal, width):
    rows = on_terminal("search", "помощь Северной Корее", width=width).splitlines()
    assert not any("│" in row for row in rows)
    assert any(row.startswith("   \x1b[2mru\x1b[0m  ") for row in rows)
    assert any(row.startswith("   \x1b[2men\x1b[0m  ") for row in rows)
    assert max(len(_STYLE.sub("", row)) for row in rows) <= width


def test_the_locale_takes_no_letter_away(run, on_terminal):
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = run("search", "-", stdin="дивизии \N{SNOWMAN}", env=ascii_only)
    assert "**дивизии**" in done.stdout
    assert "дивизии" in on_terminal("search", "дивизии", LC_ALL="C")


# The pager, the progress bar and Ctrl-C.


def test_the_pager_pages_what_is_longer_than_the_terminal(run, on_terminal):
    pager = {"PAGER": "sed s/^/PAGED/"}
    assert on_terminal("show", "114898", height=20, **pager).startswith("PAGED")
    assert "PAGED" not in on_terminal("show", "114898", height=500, **pager)
    assert "PAGED" not in on_terminal("show", "114898", "--no-pager", height=20, **pager)
    assert "PAGED" not in run("show", "114898", env=pager).stdout


def test_a_pager_that_is_not_there_or_leaves_early_is_no_error(on_terminal):
    assert "Kovalev" in on_terminal("show", "114898", height=20, PAGER="no-such-pager-here")
    on_terminal("show", "114898", height=20, PAGER="true")


def test_progress_is_shown_on_a_terminal_and_cleared(on_terminal, tmp_path, documents):
    printed = on_terminal("index", str(documents), "--index", "here")
    assert "Reading" in printed
    assert "Indexed 1 record from 1 file" in printed.splitlines()[-1]


def test_ctrl_c_is_quick_and_leaves_the_old_index(environment, run, tmp_path, documents):
    folder = tmp_path / "many"
    folder.mkdir()
    cable = next(documents.glob("*.md")).read_text("utf-8")
    (folder / "0.md").write_text(cable, "utf-8")
    here = ("--documents", "many", "--index", "here")
    assert run("index", *here).returncode == 0
    for number in range(1, 400):
        copy = cable.replace("document/114898", f"document/9{number}") + f"\n\nCopy {number}.\n"
        (folder / f"{number}.md").write_text(copy, "utf-8")

    with Terminal(("index", *here), environment, tmp_path) as terminal:
        terminal.read(until=b"/399")
        pressed = time.monotonic()
        terminal.press(b"\x03")
        printed = terminal.read(until=b"Stopped.")
        assert time.monotonic() - pressed < 5, printed
        printed = terminal.read()  # its readers may hold the terminal a little longer
    assert terminal.code == 130
    assert printed.endswith("Stopped.\n")
    assert "Traceback" not in printed
    assert len(list((tmp_path / "here").glob("generation-*"))) == 1
    assert run("search", "корейский", *here).stdout.startswith("1 hit for")


# Text from documents is never a command.


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, documents):
    """Where there is a record full of escape sequences, and a file that cannot be read."""
    folder = tmp_path_factory.mktemp("hostile")
    cable = next(documents.glob("*.md")).read_text("utf-8")
    for plain in ("Kovalev to Stalin", "Soviet specialists", "Положение на", "The situation"):
        assert plain in cable
        cable = cable.replace(plain, plain + _HOSTILE)
    (folder / "bad \x1b[35m\u202ename.md").write_text(cable, "utf-8", newline="")
    (folder / "no \x1b]0;t\x07\x9b.xyz").write_bytes(b"\x00")
    index = tmp_path_factory.mktemp("hostile-index")
    command = [sys.executable, "-m", "searchlib", "index", folder, "--index", index]
    assert subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 2
    return {"SEARCHLIB_INDEX": str(index), "SEARCHLIB_DOCUMENTS": str(folder)}


def test_names_of_files_are_printed_without_commands(run, hostile):
    indexed = run("rebuild", env=hostile)
    assert indexed.returncode == 2
    assert "skipped" in indexed.stderr
    assert "Indexed 1 record from 2 files" in indexed.stderr
    assert not _OBEYED.search(indexed.stderr)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("search", "положение situation"), 0),
        (("search", "--json", "положение"), 0),
        (("search", "x\x1b[35m\u202e\x9b(", "--sort", "date"), 1),
        (("show", "114898"), 0),
        (("show", "114898", "--text", "ru"), 0),
        (("show", "114898", "--json"), 0),
        (("show", "\x1b[35m"), 2),
        (("status",), 0),
        (("status", "--json"), 0),
        (("search", "x", "--sort", "\x1b[35m\u202e"), 2),
        (("search", "--\x1b[35m", "x"), 2),
        (("\x1b[35m\u202e",), 2),
    ],
)
def test_no_command_from_a_document_or_a_name_reaches_the_terminal(
    run, on_terminal, hostile, arguments, code
):
    done = run(*arguments, env=hostile)
    for text in (done.stdout, done.stderr):
        assert not _OBEYED.search(text)
    assert done.returncode == code
    if code == 0 and "--json" not in arguments:
        printed = on_terminal(*arguments, **hostile)
        assert not _OBEYED.search(_STYLE.sub("", printed))


# The layout, character by character.

_TEXT = st.text(st.sampled_from("абв xyz\n\t-,.ё\u0301\u00ad日本\x1b\u202e"), max_size=80)


@st.composite
def _marked(draw):
    text = draw(_TEXT)
    ends = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    kinds = st.sampled_from(["match", "counterpart"])
    return text, [Mark(start, end, draw(kinds)) for start, end in pairs]


@given(_marked(), st.integers(6, 30), st.sampled_from([{}, {"match": 4, "counterpart": 2}]))
def test_rows_are_no_wider_than_asked_and_lose_nothing_but_space(marked, width, signs):
    text, marks = marked
    cut = pieces(text, 0, marks)
    rows = wrapped(cut, width, signs)
    for row in rows:
        assert sum(columns(part) + signs.get(kind, 0) for part, kind in row) <= width
        assert not any("\n" in part for part, _ in row)

    def solid(parts):
        return [(c, mark) for part, mark in parts for c in part if not c.isspace()]

    assert solid(piece for row in rows for piece in row) == solid(cut)


def test_a_comma_stays_with_its_marked_word():
    row = pieces("помощь Корее, оружие", 0, [Mark(7, 12)])
    assert wrapped(row, 12) == [
        [("помощь", "")],
        [("Корее", "match"), (",", "")],
        [("оружие", "")],
    ]


def test_words_marked_as_one_take_their_signs_once():
    marked = pieces("дать Северной Корее", 0, [Mark(5, 19)])
    assert wrapped(marked, 23, {"match": 4}) == [[("дать ", ""), ("Северной Корее", "match")]]
    assert len(wrapped(marked, 22, {"match": 4})) == 2


def test_a_long_word_is_cut_and_a_no_break_space_does_not_break():
    assert wrapped([("абвгдежзик", "")], 4) == [
        [("абвг", "")],
        [("дежз", "")],
        [("ик", "")],
    ]
    assert wrapped([("стр. №\u00a05", "")], 7) == [[("стр.", "")], [("№\u00a05", "")]]


@given(st.text(st.characters(codec=None), max_size=40))
def test_safe_keeps_the_length_and_leaves_nothing_to_obey(text):
    cleaned = safe(text)
    assert len(cleaned) == len(text)
    assert not _OBEYED.search(cleaned)
    assert "\n" not in cleaned
    cleaned.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "wide"),
    [("abc", 3), ("Корея", 5), ("е\u0301ж", 2), ("日本", 4), ("а\u200bб", 2), ("№ 5 — «а»", 9)],
)
def test_columns(text, wide):
    assert columns(text) == wide


def test_what_only_one_text_says_is_shown_as_such(on_terminal):
    rows = on_terminal("show", "114898", "--no-pager", width=120, NO_COLOR="1").splitlines()
    assert any(row.startswith("(not in the Russian)") and "│ Nº 54611" in row for row in rows)
    assert any(row.startswith("[...]") and "│ (not in the English)" in row for row in rows)
    narrow = on_terminal("show", "114898", "--no-pager", width=60, NO_COLOR="1").splitlines()
    at = narrow.index("en  Nº 54611")
    assert narrow[at - 1] == "ru  (not in the Russian)"


def test_columns_can_be_asked_for_on_a_narrow_terminal(on_terminal):
    command = ("show", "114898", "--no-pager", "--side-by-side")
    rows = on_terminal(*command, width=60, NO_COLOR="1").splitlines()
    assert "Ковалев                      │ No. 477 - Kovalev, 18 May" in rows
    assert max(map(len, rows)) <= 60
