"""Which queries is speed measured with? Ten classes of them, drawn from what is indexed.

Each is drawn by a seed out of the collection itself, so that it finds something, with words
as rare or common as its class says, half of them Russian and half English.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import extract

from searchlib.analysis import Analyzer
from searchlib.bilingual.crossing import Crossing
from searchlib.bilingual.lexicon import Lexicon
from searchlib.engine import Document

__all__ = ["CLASSES", "FIELDS", "Collected", "Query", "draw", "tokens"]

FIELDS = {"title": 0.8, "summary": 0.8, "ru": 1.0, "en": 1.0}
"""The fields a word is looked for in, and their weights."""
_MOST_FORMS = 200
_SAMPLE = 2_000

Word = tuple[tuple[str, float], ...]


class Query(NamedTuple):
    """Hold a query for all systems: words, each of alternative terms with their weights.

    ``how`` they belong together is ``all``, ``any`` or ``phrase``; ``field`` is one of
    ``FIELDS`` or, when empty, all of them; ``days`` bound the date. ``text`` is how a
    reader would write it.
    """

    kind: str
    text: str
    words: tuple[Word, ...]
    how: str = "all"
    field: str = ""
    days: tuple[int, int] | None = None
    prefix: str = ""


class Collected:
    """Count the terms of documents that go by, and keep a sample of texts."""

    def __init__(self, seed: int = 1) -> None:
        self.records = 0
        self.holding: dict[str, Counter[str]] = {"ru": Counter(), "en": Counter()}
        self.texts: list[dict[str, list[str]]] = []
        self._chance = random.Random(seed)

    def add(self, document: Document) -> None:
        """Take a document into account."""
        texts = {field: tokens(document, field) for field in self.holding}
        for field, words in texts.items():
            self.holding[field].update(set(words))
        self.records += 1
        if len(self.texts) < _SAMPLE:
            self.texts.append(texts)
        elif (place := self._chance.randrange(self.records)) < _SAMPLE:
            self.texts[place] = texts


def tokens(document: Document, field: str) -> list[str]:
    """Return a field's tokens in order, each as the likeliest of its terms."""
    if field not in document.fields:
        return []
    at: dict[int, str] = {}
    for term, positions in document.fields[field].positions.items():
        if not term.startswith("="):
            for position in positions:
                at.setdefault(position, term)
    return [at[position] for position in sorted(at)]


def draw(collected: Collected, each: int, seed: int = 1) -> list[Query]:
    """Return ``each`` queries of every class, as far as the collection has such words."""
    drawer = _Drawer(collected, random.Random(seed))
    found: dict[Query, None] = {}
    for kind in CLASSES:
        number = 0
        for query in _attempts(drawer, kind, 30 * each):
            if query not in found:
                found[query] = None
                number += 1
            if number == each:
                break
    return list(found)


def _attempts(drawer: _Drawer, kind: str, most: int) -> Iterator[Query]:
    for number in range(most):
        query = CLASSES[kind](drawer, "ru" if number % 2 else "en")
        if query is not None:
            yield query._replace(kind=kind)


class _Drawer:
    def __init__(self, collected: Collected, chance: random.Random) -> None:
        self._collected = collected
        self._chance = chance
        self._analyzer = Analyzer()
        self._crossing = Crossing(Lexicon.open())
        many = collected.records
        bounds = {
            "rare": (2, max(5, many // 4_000)),
            "middle": (max(1, many // 200), max(3, many // 50)),
            "common": (many // 12, many),
        }
        self._terms = {
            (kind, field): [
                term
                for term, held in sorted(collected.holding[field].items())
                if low <= held <= high and _plain(term)
            ]
            for kind, (low, high) in bounds.items()
            for field in collected.holding
        }

    def word(self, kind: str, field: str) -> str:
        return self._chance.choice(self._terms[kind, field])

    def single(self, kind: str, field: str) -> Query:
        term = self.word(kind, field)
        return Query("", term, (_alone(term),))

    def some(self, field: str) -> Query:
        terms = [self.word(kind, field) for kind in ("common", "middle", "middle")]
        return Query("", " OR ".join(terms), tuple(map(_alone, terms)), "any")

    def all_of_three(self, field: str) -> Query | None:
        held = self._collected.holding[field]
        least = self._collected.records // 200
        words = sorted({t for t in self._text(field) if _plain(t) and held[t] >= least})
        if len(words) < 3:
            return None
        terms = self._chance.sample(words, 3)
        return Query("", " ".join(terms), tuple(map(_alone, terms)))

    def phrase(self, field: str) -> Query | None:
        text, size = self._text(field), self._chance.choice((2, 2, 3))
        if len(text) < size:
            return None
        start = self._chance.randrange(len(text) - size + 1)
        terms = text[start : start + size]
        if not all(map(_plain, terms)):
            return None
        return Query("", f'"{" ".join(terms)}"', tuple(map(_alone, terms)), "phrase")

    def prefix(self, field: str) -> Query | None:
        start = self.word("middle", field)[:5]
        terms = [term for term in self._collected.holding[field] if term.startswith(start)]
        return Query("", start + "*", (_weighted(sorted(terms)[:_MOST_FORMS]),), prefix=start)

    def fuzzy(self, field: str) -> Query | None:
        term = self.word("middle", field)
        near = extract(
            term, list(self._collected.holding[field]), scorer=Levenshtein.distance,
            score_cutoff=1, limit=_MOST_FORMS,
        )  # fmt: skip
        alternatives = [(name, 1.0 if not far else 0.8) for name, far, _ in near if _plain(name)]
        return Query("", term + "~1", (tuple(alternatives),))

    def fielded(self, field: str) -> Query:
        term = self.word(self._chance.choice(("middle", "common")), field)
        year = self._chance.randrange(1945, 1954)
        days = self._days(year), self._days(year + 2) - 1
        text = f"{field}:{term} date:[{year} TO {year + 1}]"
        return Query("", text, (_alone(term),), field=field, days=days)

    def translated(self, field: str) -> Query | None:
        term = self.word(self._chance.choice(("middle", "common")), field)
        token, *rest = self._analyzer.analyse(term)
        others = self._crossing.of_word(token)
        if rest or not others:
            return None
        own = tuple((name, 1.0) for name in token.terms)
        return Query("", term, (own + tuple(o for o in others if _plain(o[0])),))

    def _text(self, field: str) -> list[str]:
        return self._chance.choice(self._collected.texts)[field]

    @staticmethod
    def _days(year: int) -> int:
        return date(year, 1, 1).toordinal()


def _plain(term: str) -> bool:
    """Say whether every system has a term as one word."""
    return term.isalpha() and len(term) > 3


def _alone(term: str) -> Word:
    return ((term, 1.0),)


def _weighted(terms: Iterable[str]) -> Word:
    return tuple((term, 1.0) for term in terms if _plain(term))


CLASSES = {
    "rare term": lambda drawer, field: drawer.single("rare", field),
    "middle term": lambda drawer, field: drawer.single("middle", field),
    "common term": lambda drawer, field: drawer.single("common", field),
    "or": _Drawer.some,
    "and of three": _Drawer.all_of_three,
    "phrase": _Drawer.phrase,
    "prefix": _Drawer.prefix,
    "fuzzy": _Drawer.fuzzy,
    "field and dates": _Drawer.fielded,
    "cross-language": _Drawer.translated,
}
