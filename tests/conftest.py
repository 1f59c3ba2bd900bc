"""What several tests share: an index of the documents, and the real binary."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

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
    ours = ("SEARCHLIB_", "_SEARCHLIB_", "LESS", "PAGER", "NO_COLOR", "COLUMNS", "LINES", "LC_")
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
