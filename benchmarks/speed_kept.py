"""What is kept between two runs of `benchmarks.speed`? Documents, and each system's index."""

from __future__ import annotations

import pickle
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from benchmarks import generated
from benchmarks.speed_peers import Fts5, Peer, Tantivy
from benchmarks.speed_queries import Collected
from benchmarks.speed_xapian import Xapian
from searchlib.engine import Document, create_engine
from searchlib.indexing.preparing import Preparer
from searchlib.records import Record
from searchlib.vocabulary import Vocabulary

__all__ = [
    "available",
    "built",
    "kept_documents",
    "kept_in",
    "prepared_documents",
    "size_of",
    "sizes_in",
]

PEERS: dict[str, Callable[[Path], Peer]] = {"fts5": Fts5, "tantivy": Tantivy, "xapian": Xapian}
_FILES = {"fts5": "fts5.sqlite"}
_CHUNK = 50

Forms = dict[str, tuple[str, ...]]


def available() -> Iterator[tuple[str, Callable[[Path], Peer]]]:
    """Yield the peers that are installed, by name."""
    return ((name, make) for name, make in PEERS.items() if name == "fts5" or find_spec(name))


def built(folder: Path, engine: str, count: int) -> Collected:
    """Index generated records with each system that has not done so in ``folder`` already."""
    kept = folder / "collected.pickle"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "documents.pickle").unlink(missing_ok=True)
        collected, vocabulary = Collected(), Vocabulary.create(folder / "vocabulary.sqlite")
        for documents, forms in prepared_documents(generated.records(count)):
            vocabulary.add(forms)
            with (folder / "documents.pickle").open("ab") as file:
                pickle.dump(documents, file)
            for document in documents:
                collected.add(document)
            print(f"\r{collected.records} records", end="", file=sys.stderr)
        vocabulary.close()
        print(file=sys.stderr)
        kept.write_bytes(pickle.dumps(collected))
    for name, make in available():
        if not _of_peer(folder, name).exists():
            peer = make(folder)
            with peer.filling() as add:
                _fill(name, add, folder)
            peer.close()
    if not kept_in(folder, engine).exists():
        made = create_engine(engine, kept_in(folder, engine))
        with made.writer() as writer:
            _fill(f"searchlib on {engine}", writer.add, folder)
        made.close()
    loaded: Collected = pickle.loads(kept.read_bytes())
    return loaded


def _fill(name: str, add: Callable[[Document], object], folder: Path) -> None:
    started, count = time.perf_counter(), 0
    for document in kept_documents(folder):
        add(document)
        count += 1
    rate = count / (time.perf_counter() - started)
    print(f"{name} takes {rate:.0f} analysed records a second", file=sys.stderr)


def kept_in(folder: Path, engine: str) -> Path:
    """Return where searchlib's own index lies: beside a peer of the same name."""
    return folder / (f"searchlib-{engine}" if engine in PEERS else engine)


def _of_peer(folder: Path, name: str) -> Path:
    return folder / _FILES.get(name, name)


def kept_documents(folder: Path) -> Iterator[Document]:
    """Yield the documents that were indexed, in that order."""
    with (folder / "documents.pickle").open("rb") as file:
        while file.peek(1):
            yield from pickle.load(file)


def prepared_documents(records: Iterable[Record]) -> Iterator[tuple[list[Document], Forms]]:
    """Yield documents and the forms in them, made in other processes, some at a time."""
    rest = iter(records)
    with ProcessPoolExecutor(2) as pool:
        while chunks := [chunk for _ in range(20) if (chunk := list(islice(rest, _CHUNK)))]:
            yield from pool.map(_prepare, chunks)


_preparer: list[Preparer] = []


def _prepare(records: Sequence[Record]) -> tuple[list[Document], Forms]:
    if not _preparer:
        _preparer.append(Preparer())
    documents = [_preparer[0].entry(record).document for record in records]
    return documents, dict(_preparer[0].take_learnt())


def sizes_in(folder: Path, engine: str) -> dict[str, float]:
    """Return how many megabytes the index of each system takes."""
    peers = {name: size_of(_of_peer(folder, name)) for name, _ in available()}
    return {"searchlib": size_of(kept_in(folder, engine)), **peers}


def size_of(path: Path) -> float:
    """Return how many megabytes a file or a folder takes."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6
