"""Which searches were made? A line for each, in a private file that a search adds to.

What goes wrong with it never is a reason for a search to fail: a home that is read-only, or
full, has no history. A line is added in one write, so that commands that run at once do not
mix theirs. When the file is full it becomes the older of two, and a new one is begun; what
was in the older one is forgotten.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from searchlib.cli.places import private, state_folder

__all__ = ["forget", "remember", "remembered"]

_LONGEST = 256 * 1024
"""In bytes, of each of the two files: some two thousand searches."""
_LONGEST_QUERY = 2_000
"""Characters kept of a query, and of a filter: no search with a page pasted is asked again."""
_KINDS: dict[str, type] = {"at": str, "query": str, "total": int}
"""What each line has, and of what kind."""


def _files() -> tuple[Path, Path]:
    folder = state_folder()
    return folder / "history.older.jsonl", folder / "history.jsonl"


def remember(query: str, options: dict[str, Any], total: int, index: str) -> None:
    """Add a search to the history, or do nothing where that cannot be done."""
    with suppress(OSError, ValueError, RuntimeError):
        fields = {
            "at": datetime.now().astimezone().isoformat(timespec="seconds"),
            "query": _short(query),
            "total": total,
            "index": os.path.abspath(index),  # noqa: PTH100  what a path costs is a tenth of all
            **{name: _short(value) for name, value in options.items()},
        }
        # Not as UTF-8: a query may hold bytes that are no characters.
        size = _append(_files()[1], json.dumps(fields).encode() + b"\n")
        if size > _LONGEST:
            _turn_over()


def _short(value: Any) -> Any:  # noqa: ANN401  of the same kind as it was
    return value[:_LONGEST_QUERY] if isinstance(value, str) else value


def _append(path: Path, line: bytes) -> int:
    """Add a line in one write; return how long the file is then."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    try:
        descriptor = os.open(path, flags, 0o600)
    except FileNotFoundError:
        private(path.parent)
        descriptor = os.open(path, flags, 0o600)
    try:
        os.write(descriptor, line)
        return os.fstat(descriptor).st_size
    finally:
        os.close(descriptor)


def _turn_over() -> None:
    """Begin a new file; who does so at the same time finds it begun."""
    from filelock import FileLock, Timeout

    older, newer = _files()
    with suppress(Timeout), FileLock(newer.with_suffix(".lock"), timeout=0, mode=0o600):
        if newer.stat().st_size > _LONGEST:
            newer.replace(older)


def remembered() -> Iterator[dict[str, Any]]:
    """Yield the searches made, the earliest first; lines that are no such are passed over."""
    for path in _files():
        with suppress(FileNotFoundError), path.open("rb") as lines:
            for line in lines:
                with suppress(ValueError):
                    found = json.loads(line)
                    if isinstance(found, dict) and _KINDS.items() <= _kinds(found).items():
                        yield found


def _kinds(found: dict[str, Any]) -> dict[str, type]:
    return {name: type(value) for name, value in found.items()}


def forget() -> int:
    """Delete the history; return how many searches were in it."""
    count = sum(1 for _ in remembered())
    for path in _files():
        path.unlink(missing_ok=True)
    return count
