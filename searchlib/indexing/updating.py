"""Which records does an index gain and lose when files change?

The catalogue decides which of several files that hold one record keeps it; here the
engine is made to follow. Records are written as their files are read; what the index
lost to no other file is deleted at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing

from searchlib import entries
from searchlib.bilingual.naming import sounds
from searchlib.engine import Writer, open_engine
from searchlib.indexing.lessons import Lessons
from searchlib.indexing.preparing import Entry, Preparer
from searchlib.indexing.reading import Outcome
from searchlib.store.catalogue import Catalogue, Row
from searchlib.store.generations import Generation
from searchlib.vocabulary import Vocabulary

__all__ = ["Earlier", "Update"]

_MANY_FORMS = 50_000
_KEPT = "what was read from it before is kept"


class Earlier:
    """Give back what the generation before held of a file that cannot be read any more."""

    def __init__(self, generation: Generation | None) -> None:
        self._generation = generation

    def __call__(self, name: str) -> tuple[list[Entry], dict[str, tuple[str, ...]]]:
        """Return the entries of a file, and the forms in them; none when there are none."""
        before = self._generation
        if before is None:
            return [], {}
        with (
            closing(Catalogue.open(before.catalogue)) as catalogue,
            closing(open_engine(before.manifest.engine, before.engine)) as engine,
        ):
            kept = [engine.get(row.id) for row in catalogue.rows(name) if row.kept]
        records = [entries.unstored(stored)[0] for stored in kept if stored is not None]
        with closing(Preparer()) as preparer:
            return [preparer.entry(record) for record in records], preparer.take_learnt()


class Update:
    """Change an engine, a catalogue and a vocabulary together, file by file."""

    def __init__(
        self,
        writer: Writer,
        catalogue: Catalogue,
        vocabulary: Vocabulary,
        lessons: Lessons,
        earlier: Earlier,
    ) -> None:
        self._writer = writer
        self._catalogue = catalogue
        self._vocabulary = vocabulary
        self._lessons = lessons
        self._earlier = earlier
        self._forms: dict[str, tuple[str, ...]] = {}
        self._names: dict[str, set[tuple[str, str]]] = {}
        self._had: dict[int, bool] = {}
        """Records whose standing changed: whether the index had them before."""
        self._written: dict[str, int] = {}
        """Ids written, and the number of the record each is of."""
        self._lost: set[str] = set()
        self._unknown = catalogue.is_empty()
        """Whether the catalogue has nothing of a file that is read for the first time."""
        self._taken: set[str] = set()

    def run(
        self,
        gone: Iterable[str],
        moved: Iterable[tuple[str, str]],
        names: Iterable[str],
        read: Callable[[Iterable[str]], Iterator[Outcome]],
    ) -> None:
        """Forget files, rename others (new name, old name), and take in those read anew."""
        for name in gone:
            self._forget(name)
        for new, old in moved:
            self._note(self._catalogue.rename(old, new))
        for outcome in read(names):
            self._take(outcome)
        while missing := self._missing():
            for outcome in read(missing):
                self._supply(outcome)
        for record_id in self._lost:
            if self._catalogue.kept(record_id) is None:
                self._writer.delete(record_id)
        self._add_forms()

    def _take(self, outcome: Outcome) -> None:
        """Put what a file gave in the place of what it gave before."""
        name, source = outcome.name, outcome.source
        is_new = self._unknown and name not in self._taken
        self._taken.add(name)
        found: Iterable[Entry] = outcome.take()
        if outcome.failed:
            if self._catalogue.rows(name):
                problem = f"{source.problem}; {_KEPT}"
                self._catalogue.put(name, source._replace(problem=problem))
                self._learn(outcome.forms)  # other files may have them, and do not say so again
                return
            earlier, forms = self._earlier(name)
            if earlier:
                found = earlier
                source = source._replace(problem=f"{source.problem}; {_KEPT}")
                self._learn(forms)
        if not is_new:
            self._forget(name)
        for place, entry in enumerate(found):
            row, changed = self._catalogue.add(name, place, entry.fingerprint)
            self._note(changed)
            if row.kept:
                self._write(row, entry)
        self._catalogue.put(name, source)
        self._learn(outcome.forms)

    def _supply(self, outcome: Outcome) -> None:
        """Write those records of an unchanged file that another has held so far."""
        if self._catalogue.source(outcome.name).sha256 != outcome.source.sha256:
            self._take(outcome)
            return
        rows = self._catalogue.rows(outcome.name)
        for row, entry in zip(rows, outcome.take(), strict=False):
            if row.kept and row.id == entry.fingerprint.id:
                self._write(row, entry)
        for row in rows:
            self._had[row.number] = True  # or it cannot be had: the file says why
        if outcome.failed:
            self._catalogue.put(outcome.name, outcome.source)
        self._learn(outcome.forms)

    def _write(self, row: Row, entry: Entry) -> None:
        self._writer.add(entry.document)
        self._lessons.keep(row.id, entry.lesson)
        self._written[row.id] = row.number

    def _forget(self, name: str) -> None:
        self._lost.update(row.id for row in self._catalogue.rows(name) if row.kept)
        self._note(self._catalogue.forget(name))

    def _note(self, changed: Iterable[Row]) -> None:
        """Remember which records were gained or lost by what happened to others."""
        for row in changed:
            self._had.setdefault(row.number, not row.kept)
            if not row.kept:
                self._lost.add(row.id)

    def _missing(self) -> list[str]:
        """Return the files with records that belong in the index now and are not in it."""
        missing = set()
        for number, had in self._had.items():
            row = self._catalogue.row(number)
            if row is None or not row.kept:
                continue
            written = self._written.get(row.id, number if had else None)
            if written != number:
                missing.add(row.source)
        return sorted(missing)

    def _learn(self, forms: Mapping[str, tuple[str, ...]]) -> None:
        """Put forms into the vocabulary, many at a time, and the names among them.

        Names are worked out as forms come, while other processes read, not all at the end.
        """
        new = {form: terms for form, terms in forms.items() if form not in self._forms}
        self._forms.update(new)
        for key, names in sounds.entries(new).items():
            self._names.setdefault(key, set()).update(names)
        if len(self._forms) > _MANY_FORMS:
            self._add_forms()

    def _add_forms(self) -> None:
        self._vocabulary.add(self._forms)
        self._vocabulary.add_names(self._names)
        self._forms, self._names = {}, {}
