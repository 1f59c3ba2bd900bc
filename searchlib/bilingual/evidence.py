"""Which passages of two texts share words? Numbers, names, cognates, and what a lexicon says.

What two passages share is rated as Moore does (Fast and Accurate Sentence Alignment of
Bilingual Corpora, AMTA 2002), by a likelihood ratio: how much likelier a word is where its
counterpart stands than anywhere in the text. A word without a counterpart speaks against a
link, the more so the more of the words of these texts have one: so what only one text says
stays alone, and is not swallowed by its neighbour.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from itertools import compress
from math import log, sqrt
from typing import NamedTuple

from searchlib.analysis import AnalysedToken, is_cyrillic
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.stop_words import STOP_WORDS

__all__ = [
    "Band",
    "Evidence",
    "Shared",
    "Words",
    "consonants",
    "linked",
    "of_lexicon",
    "places",
    "shared",
]

Band = Sequence[tuple[int, int]]
"""For each Russian passage, the English ones it may be linked with: first, and after the last."""

_Rows = list[dict[int, float]]

_SAME = 0.9
"""How surely a number or a word of the other script is the same in both texts."""
_COGNATE = 0.5
_SHORT, _FEWEST, _KEY = 3, 3, 4
"""Letters that are too few for a cognate; how many consonants cognates must have, and share."""
_SMOOTHING = 4.0
"""How many passages more there seem to be, so that short texts do not make a word look frequent."""
_RAREST = 25.0
"""A word counts at most as one of so many passages: in long texts rare words stand together."""
_TRUST = 0.6
"""What the evidence of a word counts: words of a sentence do not stand there independently."""
_EXPECTED = 0.7
"""How often a word that has a counterpart anywhere has one in the passage that says the same."""


Evidence = Callable[[str], Mapping[str, float] | None]
"""Which English terms may say a Russian one, each with how surely, above 0 to 1.

None says that nothing is known of it, so that the ``get`` of a dictionary is evidence. What is
less sure than 0.1 takes time and changes nothing.
"""


_MOST_SAID, _SUREST = 4, 0.1
"""How many counterparts of a term are worth their time, and how sure the least of them."""
_MANY, _MOST = 500, 100_000
"""After how many terms more are to be expected, and how many are remembered."""


def of_lexicon(lexicon: Lexicon) -> Evidence:
    """Return what a lexicon says of single words; what was asked for is remembered."""
    return _Said(lexicon).__getitem__


class _Said(dict[str, Mapping[str, float] | None]):
    """Remember what a lexicon says of single words: a dictionary's lookup costs least."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def __missing__(self, term: str) -> Mapping[str, float] | None:
        if len(self) == _MANY:
            self._lexicon.hold()
        elif len(self) >= _MOST:
            self.clear()
        best = self._lexicon.translations(term, "en")[:_MOST_SAID]
        said = {one.term: one.weight for one in best if one.weight >= _SUREST} or None
        self[term] = said
        return said


class Words(NamedTuple):
    """Hold the terms of each passage in order, how many, and in which passages each stands."""

    terms: list[list[str]]
    counts: list[int]
    places: dict[str, list[int]]


class Shared(NamedTuple):
    """Hold what passages share: for each Russian one, English ones with a gain above 0.

    ``twice_ru`` is what a Russian passage shares with an English one and the next alike,
    ``twice_en`` what an English one shares with a Russian one and the next: counted once
    where they are linked together. ``cost_ru`` and ``cost_en`` is what a passage's words
    cost as long as they have no counterpart.
    """

    gains: _Rows
    twice_ru: _Rows
    twice_en: _Rows
    cost_ru: list[float]
    cost_en: list[float]


def places(tokens: Sequence[AnalysedToken], spans: Sequence[tuple[int, int]]) -> Words:
    """Return where the terms of a text stand, but for stop words."""
    if not tokens:
        return Words([[] for _ in spans], [0] * len(spans), {})
    starts, _, forms, _, terms = zip(*tokens, strict=True)  # by columns it takes half the time
    kept = [form not in STOP_WORDS for form in forms]
    heads = [those[0] for those in compress(terms, kept)]
    begins = [*compress(starts, kept)]
    rows: list[list[str]] = []
    found: dict[str, list[int]] = {}
    first = 0
    for number, (_, end) in enumerate(spans):
        last = bisect_left(begins, end, first)
        row = heads[first:last]
        first = last
        rows.append(row)
        once = [number]  # of all terms that stand nowhere else, as most do
        for term in row:
            if term not in found:
                found[term] = once
            elif (here := found[term])[-1] != number:
                if len(here) == 1:
                    found[term] = [here[0], number]
                else:
                    here.append(number)
    return Words(rows, [*map(len, rows)], found)


def shared(
    ru: Words, en: Words, evidence: Evidence | None = None, band: Band | None = None
) -> Shared:
    """Rate what the passages of two texts share; only within a band, if there is one."""
    n, m = len(ru.counts), len(en.counts)
    gains: _Rows = [{} for _ in range(n)]
    twice_ru: _Rows = [{} for _ in range(n)]
    twice_en: _Rows = [{} for _ in range(n)]
    found_here = 0
    pairs = (n + _SMOOTHING) * (m + _SMOOTHING)
    rarest = min(_RAREST, sqrt(pairs)) - 1
    for here, counterparts in linked(ru, en, evidence):
        there, sure = counterparts[0]
        if len(here) == len(there) == len(counterparts) == 1 and band is None:  # as most are
            row, j = gains[here[0]], there[0]
            gain = _TRUST * log(1 + sqrt(sure) * rarest)
            row[j] = row[j] + gain if j in row else gain
            found_here += 1
            continue
        hits: dict[int, float] = {}
        for there, sure in counterparts:
            rare = sqrt(pairs / (len(here) * len(there)))
            gain = _TRUST * log(1 + sqrt(sure) * ((rare if rare < _RAREST else _RAREST) - 1))
            for j in there:
                if j not in hits or gain > hits[j]:
                    hits[j] = gain
        found_here += _add(here, hits, band, (gains, twice_ru, twice_en))
    known = found_here / max(1, sum(ru.counts))
    return Shared(gains, twice_ru, twice_en, _costs(ru.counts, known), _costs(en.counts, known))


def linked(
    ru: Words, en: Words, evidence: Evidence | None
) -> list[tuple[list[int], list[tuple[list[int], float]]]]:
    """Return where each Russian term stands that has counterparts in the English text.

    With it: where each of these stands, and how surely it is one.
    """
    english = en.places
    found: list[tuple[list[int], list[tuple[list[int], float]]]] = []
    cognates: dict[str, list[tuple[list[int], float]]] = {}
    for term, here in ru.places.items():
        counterparts = [(english[term], _SAME)] if term in english else []
        if evidence is not None and (said := evidence(term)):
            for other in said:
                if other in english and other != term:
                    counterparts.append((english[other], said[other]))  # noqa: PERF401  few
        if counterparts:
            found.append((here, counterparts))
        elif key := _heard[term]:
            found.append((here, cognates.setdefault(key, counterparts)))
    for there, key in zip(english.values(), map(_heard.__getitem__, english), strict=True):
        if key in cognates:
            cognates[key].append((there, _COGNATE))
    return [one for one in found if one[1]]


def _add(
    here: list[int],
    hits: Mapping[int, float],
    band: Band | None,
    into: tuple[_Rows, _Rows, _Rows],
) -> int:
    """Add to what passages share a term that stands ``here``, its counterparts where it hits.

    Return in how many places it has one.
    """
    gains, twice_ru, twice_en = into
    there = sorted(hits)
    again = {j: min(hits[j], hits[j + 1]) / 2 for j in there if j + 1 in hits}
    near, before, found = there, -2, 0
    for i in here:
        if band is not None:
            first, last = band[i]
            near = there[bisect_left(there, first) : bisect_left(there, last)]
        row = gains[i]
        for j in near:
            gain = hits[j]
            row[j] = row[j] + gain if j in row else gain
            if j in again:
                twice_ru[i][j] = twice_ru[i].get(j, 0.0) + again[j]
            if before == i - 1:
                twice_en[before][j] = twice_en[before].get(j, 0.0) + gain / 2
        found += bool(near)
        before = i
    return found


def _costs(counts: Sequence[int], known: float) -> list[float]:
    """Return what the words of each passage cost where they find no counterpart.

    ``known`` is the share of the words of these texts that have one anywhere near.
    """
    each = -log(1 - _EXPECTED * min(1.0, known)) * _TRUST / 2
    return [each * count for count in counts]


def consonants(term: str) -> str:
    """Return the first consonants of a word as both scripts hear them, or "" if there are few.

    Words that may be cognates, or one name in two scripts, have the same: молотов and
    molotov. It is crude and errs to the side of finding too much.
    """
    return _heard[term]


class _Heard(dict[str, str]):
    """Remember the first consonants of words: most words of a text were in others before."""

    def __missing__(self, term: str) -> str:
        if len(self) >= _MOST:
            self.clear()
        found = self[term] = _consonants(term)
        return found


_heard = _Heard()


def _consonants(term: str) -> str:
    if len(term) <= _SHORT or not term.isalpha():
        return ""
    if is_cyrillic(term):
        heard = term.replace("дж", "ж").translate(_RUSSIAN)
    else:
        heard = _ENGLISH_SOUND.sub(lambda match: _ENGLISH[match[0]], term)
    kept = heard[:1] + heard[1:].replace("a", "")
    key = "".join(
        letter for letter, before in zip(kept, "\0" + kept, strict=False) if letter != before
    )
    return key[:_KEY] if len(key) >= _FEWEST else ""


_RUSSIAN = str.maketrans(
    {
        **dict(
            zip("бвгджзйклмнпрстфцчшщыэюяаеиоуё", "bvgdssaklmnprstfssssaaaaaaaaaa", strict=True)
        ),
        **dict.fromkeys("хъь", ""),
    }
)
_ENGLISH = {
    **dict.fromkeys(
        ("sch", "tch", "ch", "sh", "zh", "tz", "ts", "dz", "ce", "ci", "cy", "z", "j"), "s"
    ),
    **dict.fromkeys("aeiouy", "a"),
    "ph": "f",
    "th": "t",
    "ck": "k",
    "c": "k",
    "q": "k",
    "w": "v",
    "x": "ks",
    "ng": "n",
    **dict.fromkeys(("kh", "h"), ""),
}
_ENGLISH_SOUND = re.compile("|".join(sorted(_ENGLISH, key=len, reverse=True)))
