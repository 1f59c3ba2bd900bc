"""Which forms does this index hold, and which terms do they stand for?

One row for each form ever indexed. It answers wildcards and fuzzy words on every
engine, and it saves loading the Russian dictionary for forms seen before: a search
then starts in a third of the time. A form no record holds any more does no harm.
Another table keeps what may be a name under keys that both scripts share.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cached_property
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path

from searchlib.analysis import is_cyrillic
from searchlib.database import Database

__all__ = ["Vocabulary"]

_SCHEMA = """
CREATE TABLE form (form TEXT PRIMARY KEY, terms TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE term (term TEXT, form TEXT, PRIMARY KEY (term, form)) WITHOUT ROWID;
CREATE TABLE name (key TEXT PRIMARY KEY, names TEXT NOT NULL) WITHOUT ROWID;
"""
_LAST = "\U0010ffff"
# In one string with ends of lines, which no form has in it: a row for each takes twice as long.
_FORMS = "SELECT group_concat(form, char(10)) FROM form WHERE length(form) BETWEEN ? AND ?"
_LEMMAS = (
    "SELECT group_concat(term, char(10)) FROM (SELECT DISTINCT term FROM term"
    " WHERE term BETWEEN '\u0400' AND '\u0530' AND length(term) BETWEEN ? AND ?)"
)
_BEGINNING = 2
"""Forms are looked up by so many letters they begin with, or all letters but these and one more."""
_LONGEST_PATTERN = 1000
"""In characters; no form is as long, and SQLite refuses patterns of more than 50,000 bytes."""


class Vocabulary:
    """Keep forms and their terms in one SQLite file, or in memory."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows = database.rows
        self._by_length: dict[str, dict[int, _Forms]] = {}
        self.close = database.close
        """Let go of the file."""

    @classmethod
    def create(cls, path: Path | None = None) -> Vocabulary:
        """Make an empty vocabulary at ``path``, or in memory."""
        return cls(Database.build(path, _SCHEMA))

    @classmethod
    def change(cls, path: Path) -> Vocabulary:
        """Open a copy nobody reads yet, to add to it."""
        return cls(Database.build(path))

    @classmethod
    def open(cls, path: Path) -> Vocabulary:
        """Open the vocabulary at ``path`` for reading. Raises IndexDamaged when that fails."""
        return cls(Database.read(path, "form"))

    def add(self, forms: Mapping[str, tuple[str, ...]]) -> None:
        """Add forms and their terms; those there are stay."""
        self._by_length = {}
        ordered = sorted(forms)
        rows = ((form, " ".join(forms[form])) for form in ordered)
        self._database.many("INSERT OR IGNORE INTO form VALUES (?, ?)", rows)
        pairs = [(term, form) for form in ordered for term in forms[form]]
        pairs.sort(key=itemgetter(0))  # the forms of a term stay in order
        self._database.many("INSERT OR IGNORE INTO term VALUES (?, ?)", iter(pairs))

    def add_names(self, names: Mapping[str, Set[tuple[str, str]]]) -> None:
        """Add names to those under their keys, each with how it sounds; neither has a space."""
        rows = (
            (key, " ".join(chain.from_iterable(sorted({*found, *self._names(key)}))))
            for key, found in sorted(names.items())
        )
        self._database.many("INSERT OR REPLACE INTO name VALUES (?, ?)", rows)

    def _names(self, key: str) -> list[tuple[str, str]]:
        """Return the names under a key, each after how it sounds."""
        rows = self._rows("SELECT names FROM name WHERE key = ?", (key,))
        return [pair for (line,) in rows for pair in _pairs(line.split(" "))]

    def sounding(self, keys: Iterable[str], sound: str, like: float, limit: int) -> list[str]:
        """Return up to ``limit`` names under any of ``keys``, those that sound most alike first.

        How alike is the share of letters that need no edit, ``like`` at least.
        """
        from rapidfuzz.distance import Levenshtein
        from rapidfuzz.process import extract

        sounds = {name: heard for key in keys for heard, name in self._names(key)}
        found = extract(
            sound, sounds, scorer=Levenshtein.normalized_similarity, score_cutoff=like, limit=limit
        )
        return [name for _, _, name in found]

    def terms(self, forms: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the terms of those of ``forms`` that are known."""
        found: dict[str, tuple[str, ...]] = {}
        rest = iter(forms)
        while batch := list(islice(rest, 500)):
            places = ",".join("?" * len(batch))
            query = f"SELECT form, terms FROM form WHERE form IN ({places})"  # noqa: S608
            for form, terms in self._rows(query, batch):
                found[form] = tuple(terms.split(" "))
        return found

    def forms(self, terms: Iterable[str]) -> set[str]:
        """Return the forms that stand for any of ``terms``."""
        found: set[str] = set()
        rest = iter(terms)
        while batch := list(islice(rest, 500)):
            places = ",".join("?" * len(batch))
            query = f"SELECT form FROM term WHERE term IN ({places})"  # noqa: S608
            found.update(form for (form,) in self._rows(query, batch))
        return found

    def spelt(self, terms: str) -> str | None:
        """Return terms with spaces between them as a reader would write them.

        A Russian term is a word, being a lemma; for an English one, a stem, its shortest form
        stands. None when no record holds one of them.
        """
        query = "SELECT form FROM term WHERE term = ? ORDER BY length(form), form LIMIT 1"
        words = [
            term if is_cyrillic(term) else form
            for term in terms.split(" ")
            for (form,) in self._rows(query, (term,))
        ]
        return " ".join(words) if len(words) == terms.count(" ") + 1 else None

    def like(self, pattern: str, limit: int) -> list[str]:
        """Return up to ``limit`` forms that fit a pattern with ``*`` and ``?``, in order."""
        if len(pattern) > _LONGEST_PATTERN:
            return []
        prefix = pattern.partition("*")[0].partition("?")[0]
        rows = self._rows(
            "SELECT form FROM form WHERE form >= ? AND form < ? AND form GLOB ? LIMIT ?",
            (prefix, prefix + _LAST, pattern.replace("[", "[[]"), limit),
        )
        return [form for (form,) in rows]

    def beginning(self, prefix: str, limit: int) -> list[str]:
        """Return up to ``limit`` forms that begin with ``prefix``, the shortest first."""
        rows = self._rows(
            "SELECT form FROM form WHERE form >= ? AND form < ?"
            " ORDER BY length(form), form LIMIT ?",
            (prefix, prefix + _LAST, limit),
        )
        return [form for (form,) in rows]

    def near(
        self, word: str, distance: int, limit: int, *, lemmas: bool = False
    ) -> list[tuple[str, int]]:
        """Return up to ``limit`` forms at most ``distance`` edits from ``word``, nearest first.

        Each comes with its number of edits. With ``lemmas`` they are those of Russian forms,
        which need not stand in any record themselves.

        An edit adds, drops or changes a letter, or swaps two neighbours (optimal
        string alignment distance).
        """
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        lengths = range(max(0, len(word) - distance), len(word) + distance + 1)
        found = [
            (int(edits), form)
            for forms in self._as_long(lengths, _LEMMAS if lemmas else _FORMS)
            for form, edits, _ in extract(
                word,
                forms.one_edit_from(word) if distance == 1 else forms.ordered,
                scorer=OSA.distance,
                score_cutoff=distance,
                limit=None,
            )
        ]
        return [(form, edits) for edits, form in sorted(found)[:limit]]

    def _as_long(self, lengths: range, query: str) -> list[_Forms]:
        """Return the forms of so many letters; they are kept, since to find them takes longest."""
        known = self._by_length.setdefault(query, {})
        if wanted := [length for length in lengths if length not in known]:
            found: dict[int, list[str]] = {length: [] for length in wanted}
            ((lines,),) = self._rows(query, (wanted[0], wanted[-1]))
            for form in () if lines is None else lines.split("\n"):
                if len(form) in found:
                    found[len(form)].append(form)
            known.update((length, _Forms(forms)) for length, forms in found.items())
        return [known[length] for length in lengths]


class _Forms:
    """Hold forms that are equally long."""

    def __init__(self, forms: Iterable[str]) -> None:
        self.ordered = sorted(forms)

    @cached_property
    def _lines(self) -> str:
        return "".join(f"{form}\n" for form in self.ordered)

    def one_edit_from(self, word: str) -> list[str]:
        """Return the forms that may be one edit from a word, and few others.

        An edit is before a letter of the word or behind it, or changes that letter, or swaps it
        with one beside it: so the form begins as the word does before the letter, or ends as it
        does behind it.
        """
        begin, end = word[:_BEGINNING], word[_BEGINNING + 1 :]
        if len(end) < _BEGINNING:
            return self.ordered
        low = bisect_left(self.ordered, begin)
        found = {*self.ordered[low : bisect_left(self.ordered, begin + _LAST, low)]}
        lines, end = self._lines, f"{end}\n"
        place = lines.find(end)
        while place >= 0:
            behind = place + len(end)
            found.add(lines[lines.rfind("\n", 0, place) + 1 : behind - 1])
            place = lines.find(end, behind)
        return list(found)


def _pairs(words: Sequence[str]) -> list[tuple[str, str]]:
    """Return words in pairs."""
    return list(zip(words[::2], words[1::2], strict=False))
