"""What the command line says of itself is true; and what a search does without, it leaves alone."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

CABLE = "wilsoncenter-114898"

bash = pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")


@bash
def test_every_example_in_every_help_runs(shell, tmp_path, documents):
    shutil.copytree(documents, tmp_path / "documents")
    shutil.copytree(documents, tmp_path / "archive" / "cables")
    (tmp_path / ".config" / "fish" / "completions").mkdir(parents=True)
    assert _plain(shell, "searchlib index").returncode == 0
    assert len(_examples("index", shell)) == 3
    with ThreadPoolExecutor(2) as pool:
        rest = ("", "search", "show", "compare", "status", "completion")
        tried = pool.map(lambda command: len(_examples(command, shell)), rest)
        assert sum(tried) >= 20
    lexicon = ("lexicon", "lexicon show", "lexicon learn", "lexicon add")
    assert [len(_examples(command, shell)) for command in lexicon] == [3, 3, 2, 2]


def _plain(shell, line: str) -> subprocess.CompletedProcess[str]:
    """Run a line where nothing is set, as for a new user."""
    return shell(f"unset SEARCHLIB_INDEX SEARCHLIB_DOCUMENTS; {line}")


def _examples(command: str, shell) -> list[str]:
    """Run the examples in the help of a command that can run here, and return them."""
    text = _plain(shell, f"searchlib {command} --help").stdout
    block = re.search(r"^ *Examples:\n((?: +\S.*\n)+)", text, re.MULTILINE)
    assert block, f"{command}: no examples"
    lines = [line.strip() for line in block[1].splitlines() if "zsh" not in line]
    for line in lines:
        assert "searchlib" in line
        here = line if shutil.which("jq") else line.partition("| jq")[0]
        done = _plain(shell, here)
        said = done.stderr.replace("searchlib: also looked for: ", "")
        assert (done.returncode, said.count("searchlib: ")) == (0, 0), line
    return lines


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
    assert _completed(run, "searchlib s", 1) == ["search", "show", "serve", "status"]
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
    assert "whoosh" in loaded
    parts = {".".join(name.split(".")[:n]) for name in loaded for n in (1, 2, 3)}
    assert not parts.intersection(_NOT_FOR_A_SEARCH)
