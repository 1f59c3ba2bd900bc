"""How does an archive's lexicon grow? Glossaries are added; words are learnt of the records."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from searchlib.bilingual.dictionaries import READERS, parts, read
from searchlib.engine import discard, open_engine
from searchlib.errors import FormatError, IndexDamaged, IndexNotFound, IndexOutdated, UsageError
from searchlib.files import digest, sync
from searchlib.indexing.building import Progress, fingerprint_of, silent, versions
from searchlib.indexing.glossaries import folder_of, write_glossaries
from searchlib.indexing.importing import half_copy
from searchlib.indexing.lessons import LEARNING, in_both_languages, write_learnt
from searchlib.store.catalogue import Catalogue
from searchlib.store.generations import GLOSSARIES, LEARNT, Store
from searchlib.vocabulary import Vocabulary

__all__ = ["Added", "Glossary", "Learnt", "add_glossaries", "learn"]


@dataclass(frozen=True, slots=True)
class Glossary:
    """Say what a glossary or a dictionary gave.

    ``entries`` are its pairs of words; ``skipped`` are the lines that mean nothing, each
    with the reason.
    """

    entries: int
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """Say what became of glossaries: those read, by their names, and the folder they lie in.

    ``there`` are those that lay there already, as they are; the others were put there.
    ``in_effect`` says that searches use them: an index was there, and has taken them in.
    """

    folder: str
    glossaries: dict[str, Glossary] = field(default_factory=dict)
    in_effect: bool = False
    seconds: float = 0.0
    there: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Learnt:
    """Say how many terms were learnt, of how many records in both languages; 0 of too few."""

    terms: int
    records: int
    seconds: float


def add_glossaries(
    paths: Iterable[str | Path],
    documents: str | Path | None = None,
    folder: str | Path = "index",
    *,
    replacing: bool = False,
    dry_run: bool = False,
    wait: float = 10.0,
) -> Added:
    """Copy glossaries and dictionaries into ``glossaries``, beside the documents.

    >>> from pathlib import Path
    >>> _ = Path("terms.tsv").write_text("совпосол\\tSoviet ambassador\\n", "utf-8")
    >>> added = searchlib.add_glossaries(["terms.tsv"], folder="index")
    >>> added.glossaries["terms.tsv"].entries, added.in_effect
    (1, True)

    They are tables with tabs (.tsv, .txt), or dictionaries of dictd (.index) or StarDict
    (.ifo), whose other files are copied too. The index in ``folder``, if there is one,
    translates by them from then on. The documents are those it was built from, unless
    another folder is given. With ``dry_run`` nothing is written.

    Raises FormatError when one cannot be read, UsageError when a name is taken by another
    glossary and ``replacing`` is not set, IndexLocked when somebody else is writing; nothing
    is copied then.
    """
    started = time.perf_counter()
    store = Store(Path(folder), wait, discard)
    where = Path(documents) if documents is not None else store.documents()
    target = folder_of(where if where is not None else Path("documents"))
    chosen = _chosen([Path(path) for path in paths])
    files = [part for path in chosen for part in parts(path)]
    found = {path.name: _read(path) for path in chosen}
    same = {file for file in files if _is_there(file, target / file.name, replacing)}
    there = tuple(path.name for path in chosen if same.issuperset(parts(path)))
    if dry_run:
        return Added(str(target), found, seconds=time.perf_counter() - started, there=there)
    with store.writing("searchlib lexicon add"):
        target.mkdir(parents=True, exist_ok=True)
        for file in files:
            if file not in same:
                _copy(file, target / file.name)
        sync(target)
        in_effect = _take_in(store, target)
    return Added(str(target), found, in_effect, time.perf_counter() - started, there)


def _is_there(file: Path, there: Path, replacing: bool) -> bool:
    """Say whether a file lies in its place already. Raises UsageError when another one does."""
    if not there.exists():
        return False
    if digest(there) == digest(file):
        return True
    if not replacing:
        raise UsageError(f"{there} is there with other content; --replace takes the new one")
    return False


def _chosen(paths: list[Path]) -> list[Path]:
    """Return the glossaries among some files, without those that are part of another."""
    others = {part for path in paths if path.suffix.lower() in READERS for part in parts(path)[1:]}
    chosen = [path for path in dict.fromkeys(paths) if path not in others]
    for name, count in Counter(path.name for path in chosen).items():
        if count > 1:
            raise UsageError(f"{count} of these files are called {name}. Rename all but one.")
    return chosen


def _read(path: Path) -> Glossary:
    """Return what a glossary gives; read before anything is copied."""
    skipped: list[str] = []
    said = read(path, skipped)
    if not said:
        raise FormatError(f"{path} says of no word what it is in the other language.")
    return Glossary(len(said), tuple(skipped))


def _copy(file: Path, target: Path) -> None:
    """Copy a file byte for byte, in one step."""
    if file.resolve() != target.resolve():
        with half_copy(file, target) as part:
            part.replace(target)


def _take_in(store: Store, glossaries: Path) -> bool:
    """Make a generation that translates by the glossaries there are; say whether there is one."""
    try:
        with store.succeeding("searchlib lexicon add", versions(), GLOSSARIES) as (new, base):
            documents = Path(base.manifest.documents)
            if folder_of(documents) != glossaries:
                return False
            states = write_glossaries(new / GLOSSARIES, base, documents)
            with closing(Catalogue.open(base.catalogue)) as catalogue:
                now = fingerprint_of(catalogue.contents(), states)
            manifest = base.manifest._replace(glossaries=states, fingerprint=now)
            store.switch(new, manifest, base)
    except (IndexNotFound, IndexOutdated, IndexDamaged):
        return False
    return True


def learn(
    folder: str | Path = "index", *, wait: float = 10.0, progress: Progress | None = None
) -> Learnt:
    """Learn from the records of the index in ``folder`` which words translate which.

    Each ``build`` does so when a tenth of the records has come or gone since. Raises
    IndexNotFound, IndexOutdated or IndexDamaged, and IndexLocked when somebody else is
    writing. ``progress`` is called when the learning begins.
    """
    started = time.perf_counter()
    store, shown = Store(Path(folder), wait, discard), progress or silent
    with store.succeeding("searchlib lexicon learn", versions(), LEARNT) as (new, base):
        with (
            closing(open_engine(base.manifest.engine, base.engine)) as engine,
            closing(Vocabulary.open(base.vocabulary)) as vocabulary,
        ):
            records = in_both_languages(engine)
            terms = write_learnt(
                new / LEARNT, engine, vocabulary, begin=lambda: shown(0, 0, LEARNING)
            )
        store.switch(new, base.manifest._replace(learnt=records), base)
    return Learnt(terms, records, time.perf_counter() - started)
