"""Did you mean something else? Queries that find more, where one finds little or nothing.

A query in the wrong keyboard layout is read as a string; in others each word that no record
holds is replaced by words of the index that it may be a slip of, that sound like it, or that
it spells in Latin letters. What is offered has been counted, and is never searched instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from heapq import nlargest
from itertools import islice, product
from math import log
from typing import Any, NamedTuple

from searchlib.analysis import AnalysedToken, exactly, is_cyrillic, tokenize
from searchlib.answers.completions import in_case
from searchlib.answers.parts import Parts
from searchlib.bilingual.compounds import split
from searchlib.bilingual.stop_words import STOP_WORDS
from searchlib.bilingual.widen import Widened
from searchlib.query import keyboard, parse
from searchlib.query import tree as ask
from searchlib.query.slips import slip_cost
from searchlib.results import Suggestion

__all__ = ["Candidate", "suggestions"]

_FEW = _RARE = 2
"""Up to so many hits are few; and a word that more records hold is meant as it is written."""
_MOST = 3
_MOST_WORDS, _MOST_EACH, _MOST_COUNTED = 8, 3, 8
"""Of how many words of a query others are looked for, how many of each, and how many queries
made of them are counted."""
_LEAST_TIMES = 10
"""How much commoner another word must be than one that some record holds."""
_SHORTEST, _SHORTEST_FAR = 3, 6
"""How many letters a word has that may be one edit from another, and two."""
_LONGEST = 40
_MOST_NEAR, _MOST_COMPARED = 300, 40
_SOUNDS_ALIKE, _SPELT_ALIKE = 0.8, 0.7
_MOST_SOUNDING = 12
_BY_SOUND, _BY_LETTERS = 5.0, 1.0
"""What it costs that a word only sounds like another, or is written in Latin letters."""
_ONE_SLIP, _TWO_SLIPS = 7.5, 10.0
"""What one slip costs at most, and what two that are likely; the second is thought of only
where next to nothing was found."""
_BEGINNING = 4
"""What begins with so many letters as a word of the index may be another form of it."""
_SCHEMES = ("practical", "odni", "passport", "press", "plain", "bas")
"""In which ways readers write Russian in Latin letters without signs."""


class Candidate(NamedTuple):
    """Hold a form that may have been meant: in how many records, how likely (a logarithm)."""

    form: str
    records: int
    likely: float
    why: str


def suggestions(
    query: str, widened: Widened, total: int, count: Callable[..., int], parts: Parts
) -> tuple[Suggestion, ...]:
    """Return up to three queries that find more than one that finds ``total``, likeliest first.

    They find more records; or, where translations and names that sound alike were found for a
    word that no record holds, more that hold the words themselves. ``widened`` is what was looked
    for. ``count`` returns how many records a query finds, with ``translate=False`` how many without
    translations.
    """
    tree = parse(query).tree
    few = total <= _FEW
    unknown = _Unknown(tree, parts, widened if total else None, few=few)
    if not unknown.words:
        return ()
    held = count(str(tree), translate=False) if total else 0
    if held > _FEW:
        return ()
    found: dict[str, Suggestion] = {}
    for other, why in islice(_others(query, unknown, parts), _MOST_COUNTED):
        asked = str(parse(other).tree)
        if asked in found or asked == str(tree):
            continue
        many = count(asked)
        if many > total or (many and count(asked, translate=False) > held):
            found[asked] = Suggestion(asked, many, why)
            if len(found) == _MOST:
                break
    return tuple(found.values())


def _others(query: str, unknown: _Unknown, parts: Parts) -> Iterator[tuple[str, str]]:
    """Yield queries that may have been meant, each with why."""
    yield from ((other, "keyboard") for other in _retyped(query, parts))
    yield from unknown.rewritten()


# The wrong keyboard ---------------------------------------------------------------


def _retyped(query: str, parts: Parts) -> Iterator[str]:
    """Yield the query with all its stretches in the other layout, or only some of them."""
    chunks = list(keyboard.chunks(query, _MOST_WORDS))
    words = {word for chunk in chunks for _, word in chunk.readings}
    known = _known(words, parts)
    better: dict[int, str] = {}
    sure = 0
    for number, chunk in enumerate(chunks):
        fitting = [(text, word) for text, word in chunk.readings if word in known]
        if fitting:
            better[number] = fitting[0][0]
            sure += any(len(word) >= _SHORTEST for _, word in fitting)
    if not sure:
        return
    if len(better) == len(chunks):
        yield _with(query, chunks, better)
    held = _known((query[chunk.start : chunk.end] for chunk in chunks), parts)
    some = {
        n: text for n, text in better.items() if query[chunks[n].start : chunks[n].end] not in held
    }
    if 0 < len(some) < len(chunks):
        yield _with(query, chunks, some)


def _with(query: str, chunks: Sequence[keyboard.Chunk], better: Mapping[int, str]) -> str:
    """Return a query with some of its stretches replaced."""
    parts, end = [], 0
    for number, chunk in enumerate(chunks):
        parts += [query[end : chunk.start], better.get(number, query[chunk.start : chunk.end])]
        end = chunk.end
    return "".join((*parts, query[end:]))


def _known(words: Iterable[str], parts: Parts) -> set[str]:
    """Return those words that records hold in any form: one form of them, at least, is kept.

    Of what the index has no word that begins like it, no other form is looked for, which
    would take the Russian dictionary.
    """
    found = set()
    for word in dict.fromkeys(words):
        tokens = list(tokenize(word))
        form = tokens[0].form if len(tokens) == 1 else ""
        if not form.isalpha() or len(form) > _LONGEST:
            continue
        if form in STOP_WORDS or parts.vocabulary.terms([form]) or parts.vocabulary.forms([form]):
            found.add(word)
        elif len(form) > _BEGINNING and parts.vocabulary.like(form[:_BEGINNING] + "*", 1):
            terms = {term for token in parts.analyzer.analyse(form) for term in token.terms}
            if parts.vocabulary.forms(terms):
                found.add(word)
    return found


# Slips, sounds and letters -----------------------------------------------------------


class _Unknown:
    """Hold the words of a query that no record holds, or hardly any, with what may be meant.

    Words of a name that was found in another spelling are none of them; nor is a name meant
    that was looked for already.
    """

    def __init__(self, tree: ask.Node, parts: Parts, found: Widened | None, *, few: bool) -> None:
        self._tree = tree
        self._parts = parts
        others = found.translations if found else ()
        self._looked_for = set(filter(parts.crossing.is_named, others))
        self._most = _TWO_SLIPS if few else _ONE_SLIP
        named = {
            form
            for words, others in (found.said if found else ())
            if " " in words and any(map(parts.crossing.written, others))
            for form in words.split(" ")
        }
        self.words: dict[str, int] = {}
        """Forms, each with how many records hold it."""
        texts = dict.fromkeys(
            node.text for node in ask.walk(tree) if isinstance(node, ask.Word | ask.Exact)
        )
        for token in (token for text in texts for token in split(parts.analyzer.analyse(text))):
            if len(self.words) < _MOST_WORDS and self._may_be_wrong(token, named):
                self.words[token.form] = 0
        counted = self._records_of(self.words)
        for form in list(self.words):
            terms = {term for token in parts.analyzer.analyse(form) for term in token.terms}
            held = max(counted[form], self._held(form, terms))
            if held > (_RARE if few else 0) or _LEAST_TIMES * held > parts.engine.count():
                del self.words[form]
            else:
                self.words[form] = held

    def _may_be_wrong(self, token: AnalysedToken, named: Set[str]) -> bool:
        return (
            token.form not in named
            and _SHORTEST <= len(token.form) <= _LONGEST
            and token.form.replace("'", "").isalpha()
            and token.form not in STOP_WORDS
        )

    def _held(self, form: str, terms: Iterable[str]) -> int:
        statistics = self._parts.engine.statistics(_text_in(form), terms)
        return max(statistics.matching.values(), default=0)

    def _records_of(self, forms: Iterable[str]) -> dict[str, int]:
        """Return how many records hold each form: as it is written, or else as a lemma."""
        found: dict[str, int] = {}
        sides: dict[str, list[str]] = {}
        for form in forms:
            sides.setdefault(_text_in(form), []).append(form)
        for field, those in sides.items():
            for name, term_of in (
                (field, exactly),
                ("title", exactly),
                ("summary", exactly),
                (field, str),
            ):
                rest = {form: term_of(form) for form in those if not found.get(form)}
                counted = self._parts.engine.statistics(name, rest.values()).matching
                found.update((form, counted[term]) for form, term in rest.items())
        return found

    def rewritten(self) -> Iterator[tuple[str, str]]:
        """Yield the query with unknown words replaced, the likeliest replacements first."""
        choices = []
        for form, records in self.words.items():
            some = [
                c for c in self.candidates(form) if not records or self._far_commoner(c, records)
            ]
            kept = [Candidate(form, records, 0.0, "")] if records or not some else []
            choices.append([(form, c) for c in (kept + some)[:_MOST_EACH]])
        ranked = nlargest(
            2 * _MOST_COUNTED, product(*choices), key=lambda row: sum(c.likely for _, c in row)
        )
        for row in ranked:
            changed = {form: c for form, c in row if c.why}
            if changed:
                others = {form: c.form for form, c in changed.items()}
                why = next(iter(changed.values())).why
                yield str(_rewritten(self._tree, others, self._parts.analyzer.analyse)), why

    def _far_commoner(self, candidate: Candidate, records: int) -> bool:
        return candidate.records >= _LEAST_TIMES * records

    def candidates(self, form: str) -> list[Candidate]:
        """Return the forms that may have been meant, the likeliest first."""
        costs = {
            **{other: (cost, "letters") for other, cost in self._by_letters(form)},
            **{other: (cost, "name") for other, cost in self._by_sound(form)},
            **{other: (cost, "spelling") for other, cost in self._by_slips(form)},
        }
        costs = {o: cost for o, cost in costs.items() if o != form and cost[0] <= self._most}
        records = self._records_of(costs)
        found = [
            Candidate(other, records[other], log(records[other]) - cost, why)
            for other, (cost, why) in costs.items()
            if records[other]
        ]
        return self._one_of_each(sorted(found, key=lambda c: (-c.likely, c.form)))

    def _one_of_each(self, found: list[Candidate]) -> list[Candidate]:
        """Return the candidates without what finds the same: other forms, and what was found."""
        known = self._parts.vocabulary.terms(c.form for c in found)
        words: dict[tuple[str, ...], Candidate] = {}
        for candidate in found:
            terms = known.get(candidate.form, (candidate.form,))
            if self._looked_for.isdisjoint(terms):
                words.setdefault(terms, candidate)
        return list(words.values())

    def _by_slips(self, form: str) -> Iterator[tuple[str, float]]:
        """Yield the forms an edit away, or else lemmas, or else two, with what the slip costs."""
        records: dict[str, int] = {}
        for distance, lemmas in ((1, False), (1, True), (2, False)):
            if any(records.values()) or (distance > 1 and len(form) < _SHORTEST_FAR):
                break
            near = self._parts.vocabulary.near(form, distance, _MOST_NEAR, lemmas=lemmas)
            records = self._records_of(other for other, _ in near if other != form)
        held = nlargest(_MOST_COMPARED, records, key=records.__getitem__)
        yield from ((other, slip_cost(form, other)) for other in held if other.isalpha())

    def _by_sound(self, form: str) -> Iterator[tuple[str, float]]:
        """Yield the words of the same script that sound alike, with what that costs."""
        from searchlib.bilingual.naming.keys import keys
        from searchlib.bilingual.naming.sounds import sound

        own = list(filter(None, keys(form)))
        if is_cyrillic(form):
            own = [key.lower() for key in own]
        heard = sound(form)
        for name in self._parts.vocabulary.sounding(own, heard, _SOUNDS_ALIKE, _MOST_SOUNDING):
            if is_cyrillic(name) == is_cyrillic(form):
                yield name, _BY_SOUND + slip_cost(heard, sound(name))

    def _by_letters(self, form: str) -> Iterator[tuple[str, float]]:
        """Yield the Russian forms that are so written in Latin letters, with what that costs."""
        if is_cyrillic(form) or not form.isascii():
            return
        from searchlib.bilingual.naming.romanisation import romanise
        from searchlib.bilingual.naming.sounds import keys_across, sound

        across = keys_across(form)
        lemmas = self._parts.vocabulary.sounding(across, sound(form), _SPELT_ALIKE, _MOST_SOUNDING)
        for other in sorted({*lemmas, *self._parts.vocabulary.forms(lemmas)}):
            written = {romanise(other, scheme) for scheme in _SCHEMES}
            cost = 0.0 if form in written else slip_cost(form, romanise(other, _SCHEMES[0]))
            if cost <= _ONE_SLIP:
                yield other, _BY_LETTERS + cost


def _text_in(form: str) -> str:
    """Return the field of the text in the language that a form is of."""
    return "ru" if is_cyrillic(form) else "en"


def _rewritten(
    node: ask.Node, others: Mapping[str, str], analyse: Callable[[str], list[AnalysedToken]]
) -> ask.Node:
    """Return a tree whose words have other forms; all else stays."""

    def again(inner: ask.Node) -> Any:  # noqa: ANN401  of the same kind as it was
        return _rewritten(inner, others, analyse)

    match node:
        case ask.Word(text):
            return ask.Word(_respelt(text, others, analyse))
        case ask.Exact(text):
            return ask.Exact(_respelt(text, others, analyse))
        case ask.Phrase(words, slop):
            return ask.Phrase(tuple(map(again, words)), slop)
        case ask.And(nodes):
            return ask.And(tuple(map(again, nodes)))
        case ask.Or(nodes):
            return ask.Or(tuple(map(again, nodes)))
        case ask.Not(inner):
            return ask.Not(again(inner))
        case ask.Within(name, inner):
            return ask.Within(name, again(inner))
    return node


def _respelt(
    text: str, others: Mapping[str, str], analyse: Callable[[str], list[AnalysedToken]]
) -> str:
    """Return a word, or several hyphenated, with other forms, in capitals as before."""
    parts, end = [], 0
    for token in split(analyse(text)):
        if token.form in others:
            parts += [
                text[end : token.start],
                in_case(others[token.form], text[token.start : token.end]),
            ]
            end = token.end
    return "".join((*parts, text[end:]))
