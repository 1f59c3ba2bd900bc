"""README tells the truth: its sample is what the command prints, its examples run."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def run(words, folder):
    environment = {**os.environ, "COLUMNS": "100", "PYTHONPATH": str(ROOT)}
    environment.pop("NO_COLOR", None)
    return subprocess.run(
        [sys.executable, "-m", "searchlib", *words, "--index", str(folder / "index")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        cwd=ROOT,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("readme")


def timeless(text):
    return re.sub(r"\(\d+ ms\)", "(… ms)", text.strip())


SAMPLES = re.findall(r"```\n\$ searchlib (.*?)\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize(("command", "shown"), SAMPLES, ids=[command for command, _ in SAMPLES])
def test_a_sample_is_what_the_command_prints(command, shown, folder):
    assert timeless(run(shlex.split(command), folder).stdout) == timeless(shown)


EXAMPLES = re.findall(r"^searchlib ((?:search|show|status).*)$", README, re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_find_something(example, folder):
    done = run(shlex.split(example, comments=True), folder)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert done.stdout


def test_readme_begins_with_two_commands():
    blocks = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)[:2]
    assert [kind for kind, _ in blocks] == ["sh", "sh"]
    assert all(len(block.strip().splitlines()) == 1 for _, block in blocks)
    assert "searchlib search" in blocks[0][1]
    assert "pytest" in blocks[1][1]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_has_a_place_left_empty(page):
    text = page.read_text("utf-8")
    assert not re.search(r"^(BENCHMARKS|MEASURED|SAMPLE)$|\bWHOLE\b|WHOOSH3RESULT", text, re.M)
