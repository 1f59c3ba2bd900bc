"""What the command line says of itself is true; and what a search does without, it leaves alone."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pytest

CABLE = "wilsoncenter-114898"

bash = pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")


@bash
@pytest.mark.slow
def test_every_example_in_every_help_runs(shell, tmp_path, documents):
    """All lines under "Examples:", and under other headings that begin with a command's name."""
    shutil.copytree(documents, tmp_path / "documents")
    shutil.copytree(documents, tmp_path / "archive" / "cables")
    (tmp_path / ".config" / "fish" / "completions").mkdir(parents=True)
    _write_what_examples_name(tmp_path)
    assert _plain(shell, "searchlib index; searchlib search Корея").returncode == 0
    commands = list(_commands(shell))
    assert {"", "search", "saved run", "lexicon add", "history"} <= set(commands)
    alone, together = [], []
    for command in commands:
        lines = _examples(command, shell)
        assert lines, f"{command}: no examples"
        (alone if any(word in command for word in _WRITERS) else together).append((command, lines))
    for command, lines in alone:
        _run(command, lines, shell)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda those: _run(*those, shell), together))


_WRITERS = ("import", "index", "rebuild", "check", "lexicon", "history", "saved")
"""Commands that change what others read: each has its turn alone."""
_NOT_TO_RUN = {
    **({} if find_spec("tantivy") else {"rebuild --engine tantivy": "needs tantivy"}),
    "serve": "serves until it is stopped; tests/test_server.py runs it",
    "mcp": "serves until it is stopped; tests/test_mcp.py runs it",
    "rebuild --engine opensearch": "needs a cluster",
    "completion zsh": "needs zsh",
}
"""What is not run, and why: by what the line begins with after the name."""


def _write_what_examples_name(home: Path) -> None:
    """Put the files where the examples of import look for them."""
    for name in ("Downloads/cable.md", "fond-558/1.md", "corrected/cable.md"):
        (home / name).parent.mkdir()
        (home / name).write_text(f"Письмо об угле, {name}. A letter about coal.\n", "utf-8")
    (home / "documents" / "letter.md").write_text(
        "# Letter on Korean troops\n\nМао Цзэдун может передать Корее дивизии из Маньчжурии.\n\n"
        "Mao Zedong can transfer divisions of Korean troops from Manchuria to Korea.\n",
        "utf-8",
    )
    with zipfile.ZipFile(home / "letters.zip", "w") as letters:
        letters.write(home / "fond-558" / "1.md", "2.md")


def _plain(shell, line: str) -> subprocess.CompletedProcess[str]:
    """Run a line where nothing is set, as for a new user."""
    return shell(f"unset SEARCHLIB_INDEX SEARCHLIB_DOCUMENTS; {line}")


def _commands(shell, above: str = "") -> Iterator[str]:
    """Yield the names of all commands, and of those inside them, as the help lists them."""
    yield above
    text = _plain(shell, f"searchlib {above} --help").stdout
    block = re.search(r"^Commands:\n((?:  .*\n)+)", text, re.MULTILINE)
    for name in re.findall(r"^  (\S+)", block[1], re.MULTILINE) if block else ():
        yield from _commands(shell, f"{above} {name}".strip())


def _examples(command: str, shell) -> list[str]:
    """Return the lines of a help that are commands to type."""
    text = _plain(shell, f"searchlib {command} --help").stdout
    assert re.search(r"^ *Examples:\n", text, re.MULTILINE), f"{command}: no examples"
    return [
        line.strip()
        for line in re.findall(r"^ {4,}(\S.*)$", text, re.MULTILINE)
        if re.match(r"(?:(?:echo|printf|eval)\b.*\b)?searchlib (?!COMMAND|\[)", line.strip())
    ]


def _run(command: str, lines: Sequence[str], shell) -> None:
    """Run examples, each of which must find something and have nothing to complain of."""
    for line in lines:
        typed = line.partition("searchlib ")[2]
        if any(typed.startswith(words) for words in _NOT_TO_RUN):
            continue
        here = line if shutil.which("jq") or "| jq" not in line else re.sub(r"\| jq[^)]*", "", line)
        if "jq -r" in line and not shutil.which("jq"):
            continue
        done = _plain(shell, here)
        said = re.sub("searchlib: ([^:\n]+: )?also looked for: ", "", done.stderr)
        assert (done.returncode, said.count("searchlib: ")) == (0, 0), (line, done.stderr)


def _completed(run, words: str, number: int) -> list[str]:
    done = run(
        env={
            "_SEARCHLIB_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(number),
        }
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [line.partition(",")[2] for line in done.stdout.split()]


def test_completion_offers_commands_options_values_and_ids(run, tmp_path):
    assert _completed(run, "searchlib s", 1) == [
        "search", "saved", "similar", "show", "serve", "status",
    ]  # fmt: skip
    assert _completed(run, "searchlib search --l", 2) == ["--limit"]
    assert _completed(run, "searchlib search --sort ", 3) == ["relevance", "date", "-date"]
    assert _completed(run, "searchlib show wils", 2) == [CABLE]
    assert _completed(run, "searchlib show other", 2) == []
    assert _completed(run, "searchlib show --index none wils", 4) == []
    (tmp_path / "searchlib.toml").write_text("= wrong")
    assert _completed(run, "searchlib show wils", 2) == [CABLE]


@bash
def test_the_bash_script_completes(shell):
    line = (
        'eval "$(searchlib completion bash)"; COMP_WORDS=(searchlib sho); COMP_CWORD=1; '
        '_searchlib_completion searchlib; echo "${COMPREPLY[@]}"'
    )
    assert shell(line).stdout == "show\n"


# Start-up.

_NOT_FOR_A_SEARCH = (
    *("rich", "tomllib", "pymorphy3", "Stemmer", "rapidfuzz", "numpy", "filelock", "difflib"),
    *("whoosh", "hashlib", "searchlib.analysis.russian", "searchlib.bilingual.alignment"),
    *("urllib.request", "http.client", "email", "ssl", "subprocess", "click.shell_completion"),
    *("searchlib.formats", "searchlib.archival", "searchlib.export", "searchlib.build"),
    *("searchlib.cli.index", "searchlib.cli.show", "searchlib.cli.status"),
)


@pytest.mark.parametrize("query", ["корейские дивизии", "withdrawn troops", '"Северной Корее"'])
def test_a_search_of_seen_words_imports_only_what_it_needs(environment, tmp_path, query):
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'another'\n")
    code = (
        "import sys, json\nfrom searchlib.cli import main\n"
        "try:\n    main()\nfinally:\n    print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "search", query],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert "1. Cable No. 54611" in done.stdout
    loaded = json.loads(done.stderr)
    parts = {".".join(name.split(".")[:n]) for name in loaded for n in (1, 2, 3)}
    assert not parts.intersection(_NOT_FOR_A_SEARCH)


@pytest.mark.parametrize("group", ["saved", "lexicon"])
def test_a_group_named_alone_shows_its_help_in_lines(run, group):
    done = run(group)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == run(group, "--help").stdout
    assert "..." not in done.stderr.partition("Commands:")[2]  # no sentence is cut


def test_what_a_record_is_said_in_words(run):
    done = run("show", "114898", "--no-pager")
    assert "\noriginal    Russian\n" in done.stdout
    assert "\ncontents    transcript in Russian, translation in English\n" in done.stdout
