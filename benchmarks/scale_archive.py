"""Which files hold an archive of so many records? And the same records, put into FTS5."""

from __future__ import annotations

import pickle
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from benchmarks import generated
from benchmarks.scale_report import Figures
from benchmarks.speed_kept import prepared_documents, size_of
from benchmarks.speed_peers import Fts5
from benchmarks.speed_queries import Collected
from searchlib.export.json_lines import line, record_fields
from searchlib.records import Record

__all__ = ["FORMS", "fill_fts5", "write"]

_FOLDER = 1_000
"""How many records lie in one folder, or in one file of JSON Lines."""


def write(folder: Path, count: int, form: str) -> Path:
    """Write ``count`` generated records as files, unless they are there; return their folder."""
    documents = folder / f"documents-{count}-{form}"
    if not documents.exists():
        pending = documents.with_name(documents.name + ".part")
        shutil.rmtree(pending, ignore_errors=True)
        pending.mkdir(parents=True)
        records = generated.records(count)
        for number in range(0, count, _FOLDER):
            FORMS[form](pending / f"{number // _FOLDER:04}", islice(records, _FOLDER))
            print(f"\r{min(number + _FOLDER, count):,} records written", end="", file=sys.stderr)
        print(file=sys.stderr)
        pending.replace(documents)
    return documents


def _markdown(path: Path, records: Iterator[Record]) -> None:
    path.mkdir()
    for record in records:
        (path / f"{record.id}.md").write_text(generated.markdown(record), "utf-8")


def _json_lines(path: Path, records: Iterator[Record]) -> None:
    with path.with_suffix(".jsonl").open("w", encoding="utf-8") as file:
        file.writelines(f"{line(record_fields(record))}\n" for record in records)


FORMS: dict[str, Callable[[Path, Iterator[Record]], None]] = {
    "markdown": _markdown,
    "jsonl": _json_lines,
}
"""How records may lie in files: each in one of its own, or a thousand in one."""


def fill_fts5(folder: Path, count: int) -> Figures:
    """Put the records into FTS5, count their terms, and return what FTS5 took.

    The terms are ready made: the seconds are those of inserting and of the last commit.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "fts5.sqlite").unlink(missing_ok=True)
    collected, peer, seconds = Collected(), Fts5(folder), 0.0
    for documents, _ in prepared_documents(generated.records(count)):
        rows = [peer.row(document) for document in documents]
        started = time.perf_counter()
        for row in rows:
            peer.insert(row)
        seconds += time.perf_counter() - started
        for document in documents:
            collected.add(document)
        if sys.stderr.isatty():
            print(f"\r{collected.records:,} records in FTS5", end="", file=sys.stderr)
    print(f"\r{collected.records:,} records in FTS5", file=sys.stderr)
    started = time.perf_counter()
    peer.commit()
    seconds += time.perf_counter() - started
    peer.close()
    (folder / "collected.pickle").write_bytes(pickle.dumps(collected))
    return {
        "records": count,
        "build_s": seconds,
        "records_per_s": count / seconds,
        "index_mb": size_of(folder / "fts5.sqlite"),
    }
