"""What does an index lose that is written in place? Plain Whoosh, as its documentation has it.

Files are copied straight to their names; changed ones are updated in the one index there
is, and a rebuild creates it anew in the same folder.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from zipfile import ZipFile

from benchmarks.crash_archive import QUERIES, Snapshot
from benchmarks.crash_trials import System

__all__ = ["SCENARIOS", "WHOOSH"]

SCENARIOS = ("import", "index", "rebuild")
_URL = re.compile(r"/document/(\d+)")


def _command(archive: Path, arguments: Sequence[str]) -> Callable[[], None]:
    def command() -> None:
        os.chdir(archive)
        if arguments[0] == "import":
            _copy(Path("incoming"), Path("documents"))
        update(Path("documents"), Path("index"), anew=arguments[0] == "rebuild")

    return command


def _copy(incoming: Path, documents: Path) -> None:
    """Copy files that are not there yet; move those aside that stand in the way."""
    for path in sorted(incoming.rglob("*.*")):
        target = documents / path
        if target.exists() and target.read_bytes() != path.read_bytes():
            aside = documents / ".replaced" / f"{path}.1"
            aside.parent.mkdir(parents=True, exist_ok=True)
            target.replace(aside)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)


def update(documents: Path, index: Path, *, anew: bool = False) -> None:
    """Put the records of all files that have changed into an index, or of all."""
    from whoosh.fields import ID, STORED, TEXT, Schema
    from whoosh.index import create_in, exists_in, open_dir

    index.mkdir(exist_ok=True)
    if anew or not exists_in(index):
        schema = Schema(
            id=ID(stored=True, unique=True), file=ID(stored=True), state=STORED, text=TEXT
        )
        opened = create_in(index, schema)
    else:
        opened = open_dir(index)
    with opened.searcher() as searcher:
        rows = list(searcher.all_stored_fields())
    files = {row["file"]: row["state"] for row in rows}
    owners = {row["id"]: row["file"] for row in rows}
    here = {path.relative_to(documents).as_posix(): path for path in _files(documents)}
    with opened.writer() as writer:
        changed = [name for name, path in here.items() if files.get(name) != _state(path)]
        for name in {*changed, *files} - ({*here} - {*changed}):
            writer.delete_by_term("file", name)
        owners = {one: file for one, file in owners.items() if file in {*here} - {*changed}}
        for name in sorted(changed):
            for text in _texts(here[name]):
                record_id = _URL.findall(text)[0]
                if owners.setdefault(record_id, name) == name:
                    state = _state(here[name])
                    writer.add_document(id=record_id, file=name, state=state, text=text)
    opened.close()


def _files(documents: Path) -> Iterator[Path]:
    return (
        path for path in documents.rglob("*.*") if path.is_file() and ".replaced" not in path.parts
    )


def _state(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


def _texts(path: Path) -> Iterator[str]:
    if path.suffix == ".zip":
        with ZipFile(path) as members:
            for name in members.namelist():
                yield members.read(name).decode()
    else:
        yield path.read_text("utf-8")


def _ask(index: Path, words: Sequence[str]) -> Snapshot:
    from whoosh.index import open_dir
    from whoosh.qparser import QueryParser

    opened = open_dir(index)
    with opened.searcher() as searcher:
        parser = QueryParser("text", opened.schema)

        def ids(query: str) -> tuple[tuple[str, float], ...]:
            hits = searcher.search(parser.parse(query), limit=50)
            return tuple(sorted((hit["id"], round(hit.score, 4)) for hit in hits))

        texts = {row["id"]: hash(row["file"]) for row in searcher.all_stored_fields()}
        listed = tuple(sorted(row["id"] for row in searcher.all_stored_fields()))
        found = {word: tuple(one for one, _ in ids(word)) for word in words}
        ranked = {query: tuple((one, 0.0) for one, _ in ids(query)) for query in QUERIES}
    opened.close()
    return Snapshot(listed, found, ranked, texts, ())


WHOOSH = System("whoosh in place", _command, _ask, update, ours=False)
