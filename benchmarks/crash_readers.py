"""Does a reader always get an answer while the index is rebuilt under it?"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

import searchlib
from benchmarks.crash_archive import QUERIES
from benchmarks.crash_trials import started

__all__ = ["read_while_rebuilding"]

_PATIENCE = 300.0
_COUNTED = ("searches", "opened", "errors", "empty", "wrong")


def read_while_rebuilding(
    archive: Path, scratch: Path, readers: int, rebuilds: int
) -> dict[str, int | float]:
    """Search in a loop from several processes during rebuilds; return what they counted.

    ``wrong`` are answers other than before the first rebuild. Every reader opens the index
    anew for each round of queries, and asks another that it opens only for every hundredth.
    Raises RuntimeError when a rebuild fails.
    """
    with searchlib.open(archive / "index") as opened:
        expected = {query: _answer(opened, query) for query in QUERIES}
    stop = scratch / "stop"
    children = [
        _forked(archive / "index", expected, stop, scratch / f"{n}") for n in range(readers)
    ]
    begun = time.perf_counter()
    try:
        for _ in range(rebuilds):
            if code := started(archive, ("rebuild",)).wait(_PATIENCE):
                raise RuntimeError(f"rebuild ended with {code}")
    finally:
        seconds = time.perf_counter() - begun
        stop.touch()
        for child in children:
            os.waitpid(child, 0)
    total = Counter(dict.fromkeys(_COUNTED, 0))
    for number in range(readers):
        total.update(json.loads((scratch / f"{number}").read_text("utf-8")))
    return {**total, "rebuilds": rebuilds, "seconds": round(seconds, 1)}


def _answer(opened: searchlib.Index, query: str) -> list[tuple[str, float]]:
    return [(hit.record.id, hit.score) for hit in opened.search(query, limit=20).hits]


def _forked(
    index: Path, expected: dict[str, list[tuple[str, float]]], stop: Path, result: Path
) -> int:
    """Start a process that searches until ``stop`` is there; return its number."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        return child
    counted: Counter[str] = Counter()
    code = 1
    try:
        while not stop.exists():
            _search(index, expected, counted, stop)
        result.write_text(json.dumps(counted), "utf-8")
        code = 0
    finally:
        os._exit(code)


def _search(
    index: Path, expected: dict[str, list[tuple[str, float]]], counted: Counter[str], stop: Path
) -> None:
    """Keep one index open for a hundred rounds, and open another for each of these."""
    try:
        with searchlib.open(index) as kept:
            for _ in range(100):
                if stop.exists():
                    break
                with searchlib.open(index) as opened:
                    counted["opened"] += 1
                    for query, answer in expected.items():
                        for one in (opened, kept):
                            found = _answer(one, query)
                            counted["searches"] += 1
                            counted["empty"] += not found
                            counted["wrong"] += found != answer
    except Exception as error:
        print(f"a reader: {type(error).__name__}: {error}", file=sys.stderr)
        counted["errors"] += 1
