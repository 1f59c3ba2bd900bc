"""How alike are two written names, one in Cyrillic and one in Latin letters?

Word by word by the learnt table and as Chinese syllables; whole names also closed up, as
Chinese and Korean ones are cut in many ways; and by the tables of persons and places.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from math import exp, inf, log
from typing import NamedTuple

from searchlib.bilingual.naming import chinese, korean
from searchlib.bilingual.naming.groups import KINDS, Group, closed_up, groups_of
from searchlib.bilingual.naming.keys import keys
from searchlib.bilingual.naming.letters import is_cyrillic, plain, words, written
from searchlib.bilingual.naming.nominative import nominatives
from searchlib.bilingual.naming.pairs import Pairs, Prepared, learnt

__all__ = ["THRESHOLD", "by_rules", "comparer"]

THRESHOLD = 0.45
"""How alike two forms must be to be taken for one name: see docs/decisions/010-names.md."""

_WORST = 2.2
"""The cost a letter above which two words are nothing like each other."""
_INFLECTED = 0.97
"""What a form weighs that is compared by a nominative it may be a case of."""
_LEFT_OVER = 0.97
"""What a word of one name counts that has no counterpart in the other: a first name."""
_MOVED = 0.98
"""What a name weighs whose family name stands last in one script and first in the other."""
_MOST_WORDS, _LONGEST_WORD = 8, 40
"""What has more words or letters is no name, and like nothing."""
_CLOSED_UP = 0.95
_TABLES_SHARE = 0.1
"""By how much names that a table holds equal may differ: Бэйпин is Beiping before Beijing."""
_AT_LEAST = 0.01
_STRANGE = 0.6
"""What an initial that is another letter's leaves of a name."""
_SURE = 0.85
"""A form that is this much like another is not tried in other cases."""

_INITIAL = re.compile(r"(?<![^\W\d_])([^\W\d_])\.")
_INITIALS = {
    "а": "a", "б": "b", "в": "vw", "г": "gh", "д": "dj", "е": "eyj", "ж": "zj", "з": "z",
    "и": "iy", "й": "yij", "к": "kcq", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
    "р": "r", "с": "sc", "т": "t", "у": "uw", "ф": "fpt", "х": "hkcx", "ц": "ctz", "ч": "ct",
    "ш": "s", "щ": "s", "э": "e", "ю": "yiju", "я": "yij",
}  # fmt: skip


def comparer(name: str, kinds: tuple[str, ...] = KINDS) -> Callable[[str], float]:
    """Return a function that says how alike a name is to others of the other script.

    ``kinds`` says in which tables it is looked up: see :func:`groups_of`.
    """
    return _Name(name, kinds).like


def by_rules(name: str, least: float = 0.0) -> Callable[[str], float]:
    """Return the same, but without the tables of places and persons: what rules alone say.

    Below ``least`` it may return less than that, but sooner.
    """
    return _Name(name, (), min(_WORST, -log(least)) if least else _WORST).like_by_rules


class _Word(NamedTuple):
    """Hold one word of a name, in every nominative it may be a case of."""

    form: str
    forms: tuple[str, ...]
    keys: frozenset[str]


class _Closed(NamedTuple):
    """Hold a name closed up, made ready for each table that can cut it."""

    letters: str
    weight: float
    learnt: Prepared
    chinese: Prepared | None
    korean: Prepared | None


class _Tables:
    """Give the tables in the direction in which a name is compared, each once it is needed.

    To read them all takes as long as to find and mark ten hits; most names that are compared
    share no key, and need none.
    """

    def __init__(self, from_cyrillic: bool) -> None:
        self._from_cyrillic = from_cyrillic

    @cached_property
    def learnt(self) -> Pairs:
        """Return the table learnt from names."""
        return self._turned(learnt())

    @cached_property
    def chinese(self) -> Pairs:
        """Return the table of Chinese syllables."""
        return self._turned(chinese.pairs())

    @cached_property
    def korean(self) -> Pairs:
        """Return the table of Korean letters."""
        return self._turned(korean.pairs())

    def _turned(self, table: Pairs) -> Pairs:
        return table if self._from_cyrillic else table.turned()


class _Name:
    """Compare one name with others, each of its words prepared once, when it is compared."""

    def __init__(self, name: str, kinds: tuple[str, ...], worst: float = _WORST) -> None:
        self._name = name
        self._worst = worst
        self._kinds = kinds
        parts = _comparable(name)
        self._cyrillic = bool(parts) and is_cyrillic(plain(parts[0]))
        self._tables = _Tables(self._cyrillic)
        self._words = tuple(self._word(part) for part in parts)
        self._prepared: dict[str, tuple[Prepared, Prepared | None]] = {}
        self._groups: tuple[Group, ...] | None = None
        self._keys = _keys_of(parts)
        self._closed: list[_Closed] | None = None

    def _word(self, part: str) -> _Word:
        form = plain(part)
        forms = nominatives(form) if self._cyrillic else tuple(dict.fromkeys((written(part), form)))
        return _Word(form, forms, frozenset(keys(part)))

    def _prepare(self, form: str) -> tuple[Prepared, Prepared | None]:
        """Return a form as the tables of letters and of syllables have it."""
        prepared = self._prepared.get(form)
        if prepared is None:
            tables = self._tables
            prepared = tables.learnt.prepare(form), _cut(tables.chinese, _unmarked(form))
            self._prepared[form] = prepared
        return prepared

    def like(self, other: str) -> float:
        """Return how alike another name is, from 0 to 1."""
        parts = self._other_script(other)
        if not parts:
            return 0.0
        alike = self._like(other, parts)
        return 1 - _TABLES_SHARE * (1 - alike) if self._is_known_as(other) else alike

    def like_by_rules(self, other: str) -> float:
        """Return how alike another name is by its letters alone."""
        parts = self._other_script(other)
        return self._like(other, parts) if parts else 0.0

    def _other_script(self, other: str) -> list[str]:
        """Return the words of another name; none if it is in the same script."""
        parts = _comparable(other) if self._words else []
        return parts if parts and is_cyrillic(plain(parts[0])) != self._cyrillic else []

    def _like(self, other: str, parts: list[str]) -> float:
        if len(parts) == len(self._words) == 1:
            return self._word_like(self._words[0], parts[0])
        by_words = self._by_words(parts, _initials(self._name) | _initials(other))
        forms = [plain(part) for part in parts]
        korean_first = (self._words[0].form if self._cyrillic else forms[0]) in korean.SURNAMES
        if by_words > _SURE or (not korean_first and self._keys.isdisjoint(_keys_of(parts))):
            return by_words
        return max(by_words, self._as_a_whole(forms, korean_first))

    def _is_known_as(self, other: str) -> bool:
        """Say whether a table holds this name and another for the same."""
        if self._groups is None:
            self._groups = groups_of(self._name, self._kinds)
        if not self._groups:
            return False
        letters = {closed_up(other)}
        if not self._cyrillic:
            letters.update(closed_up(name) for g in groups_of(other) for name in g.names[:1])
        return any(closed_up(name) in letters for g in self._groups for name in g.names)

    def _word_like(self, word: _Word, other: str) -> float:
        """Return how alike two words are, in the case in which they are most alike."""
        if word.keys.isdisjoint(keys(other)):
            return 0.0
        form = plain(other)
        others = nominatives(form) if not self._cyrillic else tuple({written(other): 0, form: 0})
        best = 0.0
        for own_place, own_form in enumerate(word.forms):
            prepared = self._prepare(own_form)
            for other_place, other_form in enumerate(others):
                inflected = own_place if self._cyrillic else other_place
                if inflected and best > _SURE:
                    return best
                length = (len(own_form) + len(other_form)) / 2
                alike = exp(-self._cost(prepared, other_form, self._worst * length) / length)
                best = max(best, alike * (_INFLECTED if inflected else 1.0))
        return best

    def _cost(self, prepared: tuple[Prepared, Prepared | None], other: str, most: float) -> float:
        """Return the cost of pairing two words by the table that does it best."""
        learnt_pairs, syllables = prepared
        cost = self._tables.learnt.distance(learnt_pairs, other, most)
        if syllables is None:
            return cost
        return min(cost, self._tables.chinese.distance(syllables, _unmarked(other), most))

    def _by_words(self, parts: list[str], initials: set[str]) -> float:
        """Return how alike names are whose words correspond, in whatever order."""
        scores = {
            (i, j): self._part_like(word, part, initials)
            for i, word in enumerate(self._words)
            for j, part in enumerate(parts)
        }
        total = weights = 0.0
        left = abs(len(self._words) - len(parts))
        strange = 0
        while scores:
            (i, j), score = max(scores.items(), key=lambda item: item[1])
            pair = self._words[i].form, plain(parts[j])
            weight = min(map(len, pair))
            if initials.isdisjoint(pair):
                total += weight * (1 - max(score, _AT_LEAST)) / max(score, _AT_LEAST)
                weights += weight
            elif score < THRESHOLD:
                strange += 1
            scores = {at: value for at, value in scores.items() if at[0] != i and at[1] != j}
        # The harmonic mean: one word that is another spoils the name.
        share = weights / (total + weights) if weights else 0.0
        return share * float(_LEFT_OVER**left * _STRANGE**strange)

    def _part_like(self, word: _Word, part: str, initials: set[str]) -> float:
        """Compare two words of names, either of which may be an initial."""
        form = plain(part)
        if initials.isdisjoint((word.form, form)):
            return self._word_like(word, part)
        pair = (word.form, form) if self._cyrillic else (form, word.form)
        return THRESHOLD if pair[1][:1] in _INITIALS.get(pair[0][:1], "") else 0.0

    def _as_a_whole(self, forms: list[str], may_be_korean: bool) -> float:
        """Return how alike names are closed up: their syllables are parted in many ways."""
        if self._closed is None:
            self._closed = self._prepare_closed()
        best = 0.0
        for other, weight in _closed_forms(forms, not self._cyrillic):
            spelt = _unmarked(other)
            for own in self._closed:
                length = (len(own.letters) + len(other)) / 2
                most = self._worst * length
                cost = inf
                if own.chinese is not None:
                    cost = self._tables.chinese.distance(own.chinese, spelt, most)
                if own.korean is not None and may_be_korean:
                    cost = min(cost, self._tables.korean.distance(own.korean, spelt, most))
                best = max(best, weight * own.weight * exp(-cost / length))
        return max(best, self._closed_up(self._closed[0], "".join(forms)))

    def _closed_up(self, own: _Closed, other: str) -> float:
        """Return how alike two names are by the learnt table, taken for one word each."""
        length = (len(own.letters) + len(other)) / 2
        cost = self._tables.learnt.distance(own.learnt, other, self._worst * length)
        return _CLOSED_UP * exp(-cost / length)

    def _prepare_closed(self) -> list[_Closed]:
        tables = self._tables
        return [
            _Closed(
                letters,
                weight,
                tables.learnt.prepare(letters),
                _cut(tables.chinese, _unmarked(letters)),
                _cut(tables.korean, _unmarked(letters)),
            )
            for letters, weight in _closed_forms([w.form for w in self._words], self._cyrillic)
        ]


def _cut(table: Pairs, form: str) -> Prepared | None:
    """Return a form prepared, if it may be made of the pieces of a table."""
    prepared = table.prepare(form)
    return prepared if table.can_cut(prepared) else None


def _closed_forms(forms: list[str], cyrillic: bool) -> list[tuple[str, float]]:
    """Return a name closed up, with what each way weighs.

    A Russian one in the nominatives of its last word; a Latin one also with its last word,
    the family name of Western custom, first.
    """
    *first, last = forms
    if cyrillic:
        return [
            ("".join((*first, nominative)), _INFLECTED if place else 1.0)
            for place, nominative in enumerate(nominatives(last))
        ]
    moved = [("".join((last, *first)), _MOVED)] if 1 < len(forms) <= 3 else []
    return [("".join(forms), 1.0), *moved]


def _comparable(name: str) -> list[str]:
    """Return the words of a name; none of what is too long to be one."""
    parts = words(name[: _MOST_WORDS * _LONGEST_WORD])
    longest = max(map(len, parts), default=0)
    return parts if len(parts) <= _MOST_WORDS and longest <= _LONGEST_WORD else []


def _keys_of(parts: list[str]) -> set[str]:
    """Return the keys of a name's words, and of it closed up in order or the last word first."""
    closed = ["".join(parts), "".join((*parts[-1:], *parts[:-1]))]
    return {key for form in (*parts, *closed) for key in keys(form)}


def _initials(name: str) -> set[str]:
    """Return the initials in a name: single letters with a full stop."""
    return {plain(initial) for initial in _INITIAL.findall(name)}


def _unmarked(form: str) -> str:
    """Return a form as the tables of syllables have it: no marks, no э."""
    return plain(form).replace("'", "").replace("э", "е")
