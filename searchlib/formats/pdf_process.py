"""How is a PDF read without trusting it? In a process with bounds, which is asked and may die."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, cast

from searchlib.errors import FormatError
from searchlib.formats.original import Original

__all__ = ["pages_of"]

LARGEST = 256 * 1024 * 1024
"""How many bytes a PDF may have: a scanned book with its text behind the images."""

MEMORY = 1536 * 1024 * 1024
"""How many bytes of addresses reading may take, where the system can limit them."""

SECONDS_A_PAGE = 20.0
SECONDS_A_FILE = 300.0
_PIECE = 1024 * 1024

_ERRORS = {
    "damaged": "the PDF is damaged and none of it can be read; copy it again from its source,"
    " or mend it with: mutool clean",
    "locked": "the PDF is locked with a password; save it without one,"
    " for example with: qpdf --decrypt --password=…",
    "long": "the PDF has more than 10,000 pages; divide it into records",
}

_lock = threading.Lock()
_process: subprocess.Popen[bytes] | None = None


def pages_of(original: Original) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what a PDF says of itself, and its pages: see ``pdf_pages``.

    Raises FormatError when the reader is not installed, the PDF is locked or damaged,
    or reading it takes too long or too much memory.
    """
    if find_spec("pypdfium2") is None:
        raise FormatError(
            f"{original.name}: reading PDF needs a package that is not installed;"
            " install it with: pip install 'searchlib[pdf]'"
        )
    if original.size > LARGEST:
        raise FormatError(
            f"{original.name}: the PDF is larger than {LARGEST // 2**20} MB; divide it into records"
        )
    with _lock:
        finished = False
        try:
            answers = list(_ask(original))
            finished = True
        finally:
            # An answer not read to its end would be taken for that of the next file.
            if not finished:
                _stop()
    for answer in answers:
        if "error" in answer:
            raise FormatError(f"{original.name}: {_ERRORS[answer['error']]}")
    return answers[0], answers[1:]


def _ask(original: Original) -> Iterator[dict[str, Any]]:
    """Send a file to the process and yield its answers."""
    process = _running()
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    deadline = time.monotonic() + SECONDS_A_FILE
    with suppress(OSError):  # the process has died: the answers will tell
        _send(original, cast("IO[bytes]", process.stdin))
    while True:
        timer = threading.Timer(min(SECONDS_A_PAGE, max(deadline - time.monotonic(), 0)), stop)
        timer.start()
        try:
            line = cast("IO[bytes]", process.stdout).readline()
        finally:
            timer.cancel()
        if not line.endswith(b"\n"):
            raise FormatError(
                f"{original.name}: reading the PDF "
                + (
                    "took too long"
                    if late.is_set()
                    else "failed: it is damaged, or needs too much memory"
                )
                + "; print it to a new PDF, or export it as text"
            )
        answer: dict[str, Any] = json.loads(line)
        if not answer:
            return
        yield answer
        if "error" in answer:
            return


def _send(original: Original, into: IO[bytes]) -> None:
    with original.open() as file:
        into.write(original.size.to_bytes(8, "big"))
        while piece := file.read(_PIECE):
            into.write(piece)
        into.flush()


def _running() -> subprocess.Popen[bytes]:
    """Return the process, started when the first PDF comes and again when it has died."""
    global _process
    if _process is None or _process.poll() is not None:
        _stop()
        # By its path: as a module it would import the package. -P: the folder of this
        # file has an html.py, which is not the one of the standard library.
        _process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", str(Path(__file__).with_name("pdf_pages.py")), str(MEMORY)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    return _process


def _stop() -> None:
    """End the process, if there is one."""
    global _process
    process, _process = _process, None
    if process is None:
        return
    process.kill()
    with suppress(OSError):
        process.communicate()


atexit.register(_stop)
