"""Which words tell most of a record? They find others like it, in either language.

A word tells the more the oftener it stands in the record and the fewer records hold it:
tf x idf, the frequency saturated as BM25 does. The best are asked for together, each with
what says it in the other language, so that a translation is found by its original.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from searchlib.analysis import AnalysedToken, is_cyrillic
from searchlib.answers.hits import Marker, hits
from searchlib.answers.parts import Parts
from searchlib.bilingual.compounds import split
from searchlib.bilingual.description import keyword
from searchlib.bilingual.fields import FIELDS, weighted
from searchlib.bilingual.links import Alignment
from searchlib.bilingual.stop_words import STOP_WORDS
from searchlib.entries import texts_of
from searchlib.highlight import Highlighter
from searchlib.query import plan as to
from searchlib.ranking import FIELD_WEIGHTS, K1, idf
from searchlib.records import Record
from searchlib.results import Hits

__all__ = ["similar"]

_MOST_WORDS, _MOST_PERSONS = 32, 4
"""How many words are asked for, half of them in each language, and how many persons."""
_MOST_TRANSLATIONS = 4
_SHORTEST = 3
_MOST_TRIED = 4 * _MOST_WORDS
_MOST_READ = 5_000
"""How many different words of a record are weighed at most: those of a long book."""


Load = Callable[[str], tuple[Record, Alignment]]


def similar(record_id: str, most: tuple[int, int], parts: Parts, fingerprint: str) -> Hits:
    """Return the records most like one, without copies of it: ``most`` hits, passages of each."""
    started = time.perf_counter()
    record, (limit, passages) = parts.load(record_id)[0], most
    told = _telling(record, parts)
    left_out = [record_id]
    while True:
        matches = parts.engine.search(_besides(told.plan, left_out), limit=limit)
        loaded = [parts.load(match.id) for match in matches.matches]
        copies = [other.id for other, _ in loaded if _same_texts(record, other)]
        if not copies:
            break
        left_out += copies
    highlighter = Highlighter(told.plan, told.translations)
    analyse = parts.analyzer.among(parts.forms_of(highlighter.wanted), places=False)
    marker = Marker(highlighter, analyse, parts.linker.counterparts)
    scored = zip(loaded, matches.matches, strict=True)
    found = tuple(hits(((*each, match.score) for each, match in scored), marker, passages))
    took = (time.perf_counter() - started) * 1000
    return Hits(
        " ".join(told.words), matches.total, found, took_ms=took,
        records=parts.engine.count(), fingerprint=fingerprint,
    )  # fmt: skip


class _Telling(NamedTuple):
    """Hold a plan for records like one, its words as written, and which terms translate them."""

    plan: to.Plan
    words: tuple[str, ...]
    translations: frozenset[str]


class _Word(NamedTuple):
    """Hold a word of the record: how it is written, its terms, and how much it tells."""

    form: str
    terms: tuple[str, ...]
    person: bool
    alone: bool
    """Whether no other record holds it."""
    tells: float


def _telling(record: Record, parts: Parts) -> _Telling:
    """Return what to ask for records like this one: nothing, if it has no words."""
    engine = parts.engine

    def says(word: _Word) -> to.Weighted:
        """Return what says a word in the other language, as far as any record holds it."""
        if word.person:
            return ()
        token = AnalysedToken(0, len(word.form), word.form, 0, word.terms)
        said = parts.crossing.of_word(token)[:_MOST_TRANSLATIONS]
        held = engine.statistics(_text_of_other(word.form), [term for term, _ in said]).matching
        return tuple(pair for pair in said if held[pair[0]])

    weighed = sorted(_weighed(record, parts), key=lambda w: (-w.tells, w.form))
    chosen = list(_chosen(weighed, says))
    best = max((word.tells for word, _ in chosen), default=1.0)
    nodes = tuple(_node(word, said, word.tells / best) for word, said in chosen)
    own = {term for word, _ in chosen for term in word.terms}
    others = {term for _, said in chosen for term, _ in said}
    words = tuple(dict.fromkeys(word.form for word, _ in chosen))
    return _Telling(to.Or(nodes), words, frozenset(others - own))


def _node(word: _Word, said: to.Weighted, weight: float) -> to.Terms:
    """Return the plan of one word, with what says it."""
    terms = tuple((term, weight) for term in word.terms)
    terms += tuple((term, weight * share) for term, share in said)
    return to.Terms(weighted(FIELDS["person" if word.person else ""]), terms)


def _text_of_other(form: str) -> str:
    """Return the field of the text in the language that a form is not of."""
    return "en" if is_cyrillic(form) else "ru"


def _weighed(record: Record, parts: Parts) -> Iterator[_Word]:
    """Yield the words of a record, and those of its persons' names, with how much they tell."""
    often: dict[tuple[tuple[str, ...], bool], float] = {}
    forms: dict[tuple[tuple[str, ...], bool], str] = {}
    where: dict[str, set[str]] = {}
    for field, text in texts_of(record).items():
        for token in split(parts.analyzer.analyse(text)):
            if not _may_tell(token):
                continue
            key = token.terms, field == "person"
            if key not in forms and len(forms) >= _MOST_READ:
                continue
            forms.setdefault(key, token.form)
            often[key] = often.get(key, 0.0) + FIELD_WEIGHTS.get(field, 1.0)
            where.setdefault(field, set()).update(token.terms)
    matching: dict[tuple[str, bool], int] = {}
    for field, wanted in where.items():
        for term, count in parts.engine.statistics(field, wanted).matching.items():
            here = term, field == "person"
            matching[here] = max(matching.get(here, 0), count)
    records = parts.engine.count()
    for (terms, person), frequency in often.items():
        held = max(matching[term, person] for term in terms)
        tells = idf(records, held) * frequency / (frequency + K1)
        yield _Word(forms[terms, person], terms, person, held == 1, tells)


def _may_tell(token: AnalysedToken) -> bool:
    return (
        len(token.form) >= _SHORTEST
        and not token.form.isdigit()
        and token.form not in STOP_WORDS
        and STOP_WORDS.isdisjoint(token.terms)
    )


def _chosen(
    weighed: Sequence[_Word], says: Callable[[_Word], to.Weighted]
) -> Iterator[tuple[_Word, to.Weighted]]:
    """Yield the words that tell most, with what says them: of both languages alike.

    A word no other record holds finds nothing, unless one holds what says it.
    """
    persons = (word for word in weighed if word.person and not word.alone)
    yield from ((word, ()) for word in islice(persons, _MOST_PERSONS))
    sides = [
        [word for word in weighed if not word.person and is_cyrillic(word.form) == russian]
        for russian in (True, False)
    ]
    half = _MOST_WORDS // 2
    rest = [max(half, _MOST_WORDS - len(side)) for side in reversed(sides)]
    for side, most in zip(sides, rest, strict=True):
        said = ((word, says(word)) for word in side[:_MOST_TRIED])
        yield from islice(((word, how) for word, how in said if how or not word.alone), most)


def _besides(plan: to.Plan, ids: Iterable[str]) -> to.Plan:
    """Return a plan that leaves out the records with these ids."""
    return to.And((plan, *(to.Not(to.Keyword("id", keyword(one))) for one in ids)))


def _same_texts(record: Record, other: Record) -> bool:
    """Say whether two records hold the same texts, word for word."""
    return bool(record.texts) and _words(record) == _words(other)


def _words(record: Record) -> list[list[str]]:
    return sorted(text.body.split() for text in record.texts)
