"""How do hits reach a file? One after the other, and the file is there whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from itertools import islice
from pathlib import Path
from secrets import token_hex

import searchlib
from searchlib.cli.asking import FORMATS as NAMES
from searchlib.cli.asking import Asked, Shown
from searchlib.cli.explaining import explained
from searchlib.cli.progress import progress
from searchlib.export.csv import BOM
from searchlib.export.streams import FORMATS, Row

__all__ = ["export", "form_of", "ranked", "rows", "written"]

_LONG = 1_000
"""From this many hits on it is shown how far the writing is."""
_ENDINGS = {
    ".txt": "text",
    **{f".{form.ending}": name for name, form in FORMATS.items()},
    ".ndjson": "jsonl",
    ".bibtex": "bibtex",
}


def form_of(output: str, forms: Sequence[str] = NAMES) -> str:
    """Return which of ``forms`` the end of a file's name stands for. Raises UsageError."""
    form = _ENDINGS.get(Path(output).suffix.lower(), "")
    if form not in forms:
        known = ", ".join(ending for ending, one in _ENDINGS.items() if one in forms)
        raise searchlib.UsageError(
            f"{output} does not say by its end what to write: {known}. "
            f"Name the form: --format {'|'.join(forms)}"
        )
    return form


def ranked(
    opened: searchlib.Index, query: str, asked: Asked, shown: Shown, *, marks: bool = True
) -> Iterator[tuple[int, searchlib.Hit]]:
    """Yield the hits of a query that are wanted, each with its rank from 1."""
    found = opened.each(
        query, offset=shown.offset, passages=shown.passages, marks=marks, **asked.arguments()
    )
    yield from enumerate(islice(found, None if shown.every else shown.limit), shown.offset + 1)


def rows(
    opened: searchlib.Index, query: str, asked: Asked, shown: Shown, name: str = ""
) -> Iterator[Row]:
    """Yield the hits of a query that are wanted, with what their form shows of them."""
    marks = FORMATS[shown.form].marked
    for rank, hit in ranked(opened, query, asked, shown, marks=marks):
        why = explained(opened, query, hit, asked) if shown.explain else None
        by_score = asked.sort == "relevance"
        yield Row(hit, rank, name, opened.fingerprint, why, by_score)


def export(found: Iterable[Row], shown: Shown, total: int, *, named: bool = False) -> int:
    """Write rows where they are wanted, and return how many they were.

    ``total`` says how many are to come; ``named`` that they are of several queries.
    """
    written_rows = 0
    quiet = total < _LONG or (shown.output in ("", "-") and sys.stdout.isatty())
    with (
        nullcontext(_no_progress) if quiet else progress("Writing", "Done", "hits") as show,
        written(shown.output) as write,
    ):

        def counted() -> Iterator[Row]:
            nonlocal written_rows
            for row in found:
                show(written_rows, total, "")
                yield row
                written_rows += 1

        if shown.bom and shown.form == "csv":
            write(BOM)
        for piece in FORMATS[shown.form].text(counted(), named):
            write(piece)
    return written_rows


def _no_progress(_done: int, _total: int, _name: str) -> None:
    """Show nothing."""


@contextmanager
def written(output: str) -> Iterator[Callable[[str], object]]:
    """Lend what writes to a file, or to standard output where none is named.

    The file is replaced when all is written, and as it was when anything goes wrong.
    What is no file, such as a pipe or a device, is written to as it is.
    """
    if output in ("", "-"):
        sys.stdout.flush()
        stream = sys.stdout.buffer
        yield lambda text: stream.write(_bytes(text))
        stream.flush()
        return
    target = Path(os.path.realpath(output))
    if target.exists() and not target.is_file():
        with target.open("wb") as device:
            yield lambda text: device.write(_bytes(text))
        return
    if not target.parent.is_dir():
        raise searchlib.UsageError(
            f"There is no folder {target.parent} to write {target.name} in. Make it first."
        )
    part = target.with_name(f".{target.name[:100]}.{token_hex(8)}.part")
    try:
        with part.open("xb") as file:
            if target.exists():  # before a word is written: it may not be for everyone
                part.chmod(stat.S_IMODE(target.stat().st_mode))
            yield lambda text: file.write(_bytes(text))
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _bytes(text: str) -> bytes:
    """Return a text as UTF-8; half characters, which have no such form, as question marks."""
    return text.encode("utf-8", "replace")
