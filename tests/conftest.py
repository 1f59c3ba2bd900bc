"""What several tests share: an index of the documents, the real binary, and its server."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

DOCUMENTS = Path(__file__).parents[1] / "documents"

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def documents() -> Path:
    """The folder of documents that comes with searchlib."""
    return DOCUMENTS


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the documents; nobody writes to it."""
    folder = tmp_path_factory.mktemp("built") / "index"
    command = [sys.executable, "-m", "searchlib", "index", DOCUMENTS, "--index", folder]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return folder


@pytest.fixture
def environment(built: Path, tmp_path: Path) -> dict[str, str]:
    """An environment in which the binary finds the shared index, and nothing of the user's."""
    ours = (
        "SEARCHLIB_",
        "_SEARCHLIB_",
        "LESS",
        "PAGER",
        "NO_COLOR",
        "COLUMNS",
        "LINES",
        "LC_",
        "XDG_",
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {
        **kept,
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "SEARCHLIB_INDEX": str(built),
        "SEARCHLIB_DOCUMENTS": str(DOCUMENTS),
    }


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    """Run the binary in an empty folder, its output to pipes; None takes a variable away."""

    def run(
        *arguments: str | bytes,
        stdin: str | bytes = "",
        env: Mapping[str, str | None] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        variables = {**environment, **(env or {})}
        done = subprocess.run(
            [sys.executable, "-m", "searchlib", *arguments],
            input=stdin if isinstance(stdin, bytes) else stdin.encode(),
            capture_output=True,
            env={name: value for name, value in variables.items() if value is not None},
            cwd=tmp_path,
            timeout=60,
            check=False,
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    return run


@pytest.fixture
def shell(
    environment: dict[str, str], tmp_path: Path
) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Run a line in bash, where ``searchlib`` is the binary; any part of a pipe may fail it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    binary = folder / "searchlib"
    binary.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m searchlib "$@"\n')
    binary.chmod(0o755)
    path = f"{folder}{os.pathsep}{environment['PATH']}"

    def shell(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-o", "pipefail", "-c", line],
            env={**environment, "PATH": path},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return shell


# The server.

HOSTILE = "note <b>bold</b>\x1b[31m \u202eevil & 'quoted' \"text\""
RECORDS = [
    {
        "id": "strange/id?#%41 ё",
        "title": f"<script>alert(1)</script> {HOSTILE}",
        "date": "1950-02-03",
        "summary": "<img src=x onerror=alert(1)>",
        "url": "javascript:alert(1)",
        "sender": "Shtykov",
        "type": "letter",
        "text_en": f"The giraffe of the embassy wrote a {HOSTILE}\n\nSecond paragraph.",
    },
    {
        "id": "only-russian",
        "title": "Письмо о железной дороге",
        "date": "1951",
        "type": "letter",
        "text_ru": "Железная дорога в Маньчжурии будет передана корейским товарищам.",
    },
    *(
        {
            "id": f"letter-{number}",
            "title": f"Letter No. {number} on railway coal",
            "date": f"19{46 + number % 9}-03-{number % 28 + 1:02}",
            "type": "report" if number % 4 else "letter",
            "archive": "RGASPI" if number % 3 else "AVP RF",
            "fond": str(500 + number % 11),
            "text_ru": f"Прошу отпустить {number} тонн угля для железной дороги и больницы.",
            "text_en": f"I ask for {number} tons of coal for the railway and the hospital.",
        }
        for number in range(1, 36)
    ),
]


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Documents of several kinds, some hostile, and their index; nobody writes to them."""
    folder = tmp_path_factory.mktemp("archive")
    shutil.copytree(DOCUMENTS, folder / "documents")
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in RECORDS)
    (folder / "documents" / "letters.jsonl").write_text(lines, "utf-8")
    import searchlib

    assert not searchlib.build(folder / "documents", folder / "index").problems
    return folder / "documents", folder / "index"


@contextmanager
def serving(*options: str | Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run the real server on a free port; yield its address."""
    command = [sys.executable, "-m", "searchlib", "serve", "--port", "0", *map(str, options)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            found = re.search(r"at (http://\S+)/ ", said)
            assert found, said + process.stderr.read()
            yield found[1], process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


@pytest.fixture(scope="session")
def served(archive: tuple[Path, Path]) -> Iterator[str]:
    """The address of a server of the archive."""
    pytest.importorskip("uvicorn", reason="needs searchlib[server]")
    pytest.importorskip("httpx", reason="needs httpx")
    with serving("--index", archive[1]) as (address, _):
        yield address


# The page in a browser.


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser, started once for each file of tests."""
    import browsing

    with browsing.playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=browsing.CHROMIUM, args=browsing.OPTIONS)
        yield started
        started.close()


@pytest.fixture
def visit(browser: Any, served: str) -> Iterator[Callable[..., Any]]:
    """Open an address in a new window; what goes wrong in it fails the test."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def visit(path: str, width: int = 1280, **options: Any) -> Any:
        options.setdefault("locale", "en")
        context = browser.new_context(viewport={"width": width, "height": 860}, **options)
        contexts.append(context)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda said: (
                wrong.append(said.text)
                if said.type == "error" and not re.search("status of 40[04]", said.text)
                else None
            ),
        )
        page.goto(served + path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert wrong == []
