"""What does an archive hold before and after a command, and what must hold if it is cut off?

An archive is a folder of four: `documents`, `index`, `incoming` (what is imported from) and
nothing else. Each of its records has a word that no other has.
"""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import searchlib
from searchlib.formats import FORMATS
from searchlib.store.catalogue import Catalogue
from searchlib.store.generations import Store

__all__ = [
    "SCENARIOS",
    "Complaint",
    "Expected",
    "Scenario",
    "Snapshot",
    "Verifier",
    "files_in",
    "filled",
    "leftovers",
    "prepare",
    "record",
    "snapshot",
    "word",
    "words_of",
]

QUERIES = ("уголь", "письма о хлебе", "telegram OR coal", "date:1949", '"железная дорога"')
_WORDS = {
    "ru": "уголь хлеб письмо телеграмма министр завод граница дорога посол ответ совет год",
    "en": "coal bread letter telegram minister factory border railway envoy reply council",
}
_SIGN = re.compile(rb"The sign is (\w+)")
_SYLLABLES = ("ba", "re", "mi", "lo", "nu", "ky", "to", "fe")


def word(number: int) -> str:
    """Return a word only record ``number`` has, of the first 260,000."""
    return "".join(_SYLLABLES[number >> 3 * place & 7] for place in range(6))


def record(number: int, words: int = 40) -> bytes:
    """Return a record as Markdown, with so many words in each language and one of its own."""
    chance = random.Random(number)
    ru, en = (" ".join(chance.choices(known.split(), k=words)) for known in _WORDS.values())
    return (
        f"## **May {number % 28 + 1}, 1949**\n\n### **Cable No. {number}**\n\n"
        f"#### **Citation:**\n\n<https://archive.example.org/document/{number}>\n\n"
        f"#### **Contents:**\n\nTranscript - Russian  \nTranslation - English\n\n"
        f"{ru}. Железная дорога {number}.\n\n{en}. The sign is {word(number)}.\n"
    ).encode()


def words_of(files: Iterable[bytes]) -> list[str]:
    """Return the words that only one record has, of all records in some files."""
    found = (match for data in files for match in _SIGN.findall(data))
    return sorted({match.decode() for match in found})


def _zipped(*numbers: int) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w") as archive:
        for number in numbers:
            archive.writestr(f"letter-{number}.md", record(number))
    return data.getvalue()


# The archive before each command -----------------------------------------------


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (1_000_000_000, 1_000_000_000))


Build = Callable[[Path, Path], object]
"""Build an index (the second) of documents (the first), or bring it in step with them."""


def filled(archive: Path, count: int, words: int = 40, build: Build = searchlib.build) -> None:
    """Make an archive of ``count`` records and a few; its index has a generation before."""
    half = count // 2
    _write(archive / "documents", {f"a/{n:04}.md": record(n, words) for n in range(half)})
    build(archive / "documents", archive / "index")
    more = {f"b/{n:04}.md": record(n, words) for n in range(half, count)}
    more["b/again.md"] = record(0, words)  # left out, for a/0000.md has it
    more["incoming/taken.md"] = record(2000)
    if "zip" in FORMATS:
        more["b/letters.zip"] = _zipped(2001, 2002)
    _write(archive / "documents", more)
    build(archive / "documents", archive / "index")


def _to_import(archive: Path) -> None:
    files = {f"new/{n}.md": record(n) for n in range(3000, 3003)}
    files |= {"there.md": (archive / "documents/a/0001.md").read_bytes(), "taken.md": record(3010)}
    if "zip" in FORMATS:
        files["more.zip"] = _zipped(3020, 3021)
    _write(archive / "incoming", files)


def _to_import_first(archive: Path) -> None:
    _to_import(archive)
    shutil.rmtree(archive / "documents")
    shutil.rmtree(archive / "index")


def _to_index(archive: Path) -> None:
    documents = archive / "documents"
    _write(documents, {"c/new.md": record(3000), "new.md": record(3001)})
    _write(documents, {"b/again.md": record(3002), "a/0001.md": record(1, 50) + b"\nPostscript.\n"})
    (documents / "a/0002.md").rename(documents / "moved.md")
    (documents / "a/0003.md").unlink()


def _to_index_first(archive: Path) -> None:
    shutil.rmtree(archive / "index")


def _to_rebuild(_archive: Path) -> None:
    """Leave everything as it is."""


def _to_repair(archive: Path) -> None:
    name = next((archive / "index").glob("generation-000002/whoosh/*.trm"))
    data = name.read_bytes()
    name.unlink()  # another generation may share it
    name.write_bytes(data[:-10])


class Scenario(NamedTuple):
    """Name a command: its arguments, and what is done to the archive before it."""

    arguments: tuple[str, ...]
    before: Callable[[Path], None]


SCENARIOS = {
    "import": Scenario(("import", "incoming", "--replace"), _to_import),
    "import, first": Scenario(("import", "incoming"), _to_import_first),
    "index": Scenario(("index",), _to_index),
    "index, first": Scenario(("index",), _to_index_first),
    "rebuild": Scenario(("rebuild",), _to_rebuild),
    "check --repair": Scenario(("check", "--repair"), _to_repair),
}


def prepare(folder: Path, name: str, build: Build, count: int = 8, words: int = 40) -> Path:
    """Make the archive as it is before a scenario's command; return where."""
    base, archive = folder / "base", folder / name.replace(" ", "-")
    if not base.exists():
        filled(base, count, words, build)
    shutil.copytree(base, archive)
    SCENARIOS[name].before(archive)
    return archive


# What an index answers ---------------------------------------------------------


class Snapshot(NamedTuple):
    """Hold all an index answers.

    ``ids`` are listed as often as they come, ``found`` gives the ids each word finds,
    ``ranked`` the ids and scores of a few queries, ``texts`` a hash of each record, and
    ``rows`` what the catalogue says of files and records.
    """

    ids: tuple[str, ...]
    found: dict[str, tuple[str, ...]]
    ranked: dict[str, tuple[tuple[str, float], ...]]
    texts: dict[str, int]
    rows: tuple[object, ...]


def snapshot(index: Path, words: Sequence[str]) -> Snapshot:
    """Open an index as a reader does, and ask it everything. Raises what opening raises."""
    with searchlib.open(index) as opened:
        ids = tuple(opened.ids())
        found = {
            one: tuple(hit.record.id for hit in opened.search(f"={one}", passages=0).hits)
            for one in words
        }
        ranked = {
            query: tuple(
                (hit.record.id, hit.score)
                for hit in opened.search(query, limit=50, translate=False).hits
            )
            for query in QUERIES
        }
        texts = {one: hash(opened.get(one)) for one in ids}
    generation = Store(index).current()
    assert generation is not None
    with closing(Catalogue.open(generation.catalogue)) as catalogue:
        rows = tuple(
            (name, source._replace(mtime_ns=0), *(row[1:] for row in catalogue.rows(name)))
            for name, source in sorted(catalogue.sources().items())
        )
    return Snapshot(ids, found, ranked, texts, rows)


# What must hold ------------------------------------------------------------------


class Complaint(NamedTuple):
    """Say what is wrong after a crash: of which kind, and what."""

    kind: str
    """``lost``, ``doubled``, ``unread`` (a reader got an error or no answer), ``unclean``."""
    what: str


class Expected(NamedTuple):
    """Hold what an archive must be before and after a command.

    ``before`` is None where nothing can be read before; ``replaced`` are contents that may
    only be found in ``documents/.replaced`` afterwards.
    """

    before: Snapshot | None
    after: Snapshot
    documents: dict[str, bytes]
    incoming: dict[str, bytes]
    replaced: tuple[bytes, ...]
    originals: dict[str, bytes]


def files_in(folder: Path, *, hidden: bool = False) -> dict[str, bytes]:
    """Return the files in a folder and their contents, those hidden or the others."""
    found = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = path.relative_to(folder)
        if path.is_file() and hidden == any(part.startswith(".") for part in name.parts):
            found[name.as_posix()] = path.read_bytes()
    return found


class Verifier:
    """Compare an archive with what it must be."""

    def __init__(self, expected: Expected, ask: Callable[[Path], Snapshot]) -> None:
        self._expected = expected
        self._ask = ask

    def cut_off(self, archive: Path) -> Iterator[Complaint]:
        """Yield what is wrong for whoever reads right after a command was cut off."""
        yield from self._originals(archive)
        before, after = self._expected.before, self._expected.after
        try:
            now = self._ask(archive / "index")
        except Exception as error:
            if before is not None:
                yield Complaint("unread", f"{type(error).__name__}: {error}")
            return
        if now in (before, after):
            return
        committed = after if before is None else before
        kept = [one for one in committed.ids if one in after.ids]
        yield from _missing(now, committed, kept)
        yield Complaint("unread", "it answers neither as before nor as after")

    def finished(self, archive: Path, index: str = "index") -> Iterator[Complaint]:
        """Yield what is wrong after the next command has ended well."""
        yield from self._originals(archive)
        after = self._expected.after
        try:
            now = self._ask(archive / index)
        except Exception as error:
            yield Complaint("unread", f"{type(error).__name__}: {error}")
            return
        yield from _missing(now, after, after.ids)
        for what, one, other in zip(Snapshot._fields, now, after, strict=True):
            if one != other:
                yield Complaint("unclean", f"{what} are not those of an index built from scratch")

    def _originals(self, archive: Path) -> Iterator[Complaint]:
        """Yield which of the originals are not whole, in the documents and where they came from."""
        expected = self._expected
        here, aside = (files_in(archive / "documents", hidden=hidden) for hidden in (False, True))
        for name, data in here.items():
            if data not in (expected.originals.get(name), expected.documents.get(name)):
                yield Complaint("lost", f"documents/{name} is not as any file was")
        for name in expected.originals.keys() - here.keys():
            yield Complaint("lost", f"documents/{name} is gone")
        kept = {*here.values(), *aside.values()}
        for data in set(expected.originals.values()) - kept:
            yield Complaint("lost", f"an original of {len(data)} bytes is nowhere any more")
        for name, data in aside.items():
            if name.startswith(".replaced/") and data not in expected.replaced:
                yield Complaint("unclean", f"documents/{name} is no file that was replaced")
        if files_in(archive / "incoming") != expected.incoming:
            yield Complaint("lost", "a file to be imported is not as it was")


def _missing(now: Snapshot, committed: Snapshot, ids: Sequence[str]) -> Iterator[Complaint]:
    """Yield the records that are not found by id or by word, or are found twice."""
    for one in ids:
        words = [each for each, found in committed.found.items() if one in found]
        if one not in now.ids or not all(one in now.found[each] for each in words):
            yield Complaint("lost", one)
    twice = {one for one in now.ids if now.ids.count(one) > 1}
    twice |= {one for found in now.found.values() for one in found if len(found) > 1}
    yield from (Complaint("doubled", one) for one in sorted(twice))


def leftovers(archive: Path) -> Iterator[str]:
    """Yield what a finished command has no need of, and left."""
    for path in sorted((archive / "documents").rglob("*.part")):
        yield str(path.relative_to(archive))
    replaced = list((archive / "documents" / ".replaced").rglob("*.*"))
    if len([path for path in replaced if path.is_file()]) > 1:
        yield "documents/.replaced: more than what was replaced"
    known = {"CURRENT", "LOCK", "LOCK.owner", "quarantine"}
    generations = []
    for path in sorted((archive / "index").iterdir()):
        if path.name.startswith("generation-"):
            generations.append(path)
        elif path.name not in known:
            yield f"index/{path.name}"
    current = (archive / "index" / "CURRENT").read_text().split()[0]
    if len(generations) > 2 or max(path.name for path in generations) != current:
        yield ", ".join(f"index/{path.name}" for path in generations)
    listed = Store(archive / "index").current()
    assert listed is not None
    yield from _unlisted(listed.folder, listed.manifest.files)


def _unlisted(folder: Path, files: dict[str, tuple[int, str]]) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in files and name != "manifest.json":
            yield f"{folder.name}/{name}"
