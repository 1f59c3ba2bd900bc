"""Which words has one side of two aligned passages, and where do terms stand in it?

A hyphenated word counts by its parts, and as a whole that stands where they do.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter, itemgetter
from typing import NamedTuple

from searchlib.analysis import Token, is_cyrillic, tokens_of
from searchlib.bilingual.abbreviations import ABBREVIATIONS
from searchlib.bilingual.compounds import split
from searchlib.bilingual.lexicon import OTHER, Lexicon
from searchlib.bilingual.stop_words import STOP_WORDS

__all__ = ["Range", "Side", "Terms"]

Range = tuple[int, int]
"""Words in a row: the number of the first, and that after the last."""

_MOST_TOGETHER = 5
"""How many words a lexicon may know as one."""
_READINGS = 2
"""In how many readings each of them."""
_MOST_BETWEEN = 2
"""How many stop words may stand between them: Council of the Ministers."""
_MOST_PLACES = 12
"""At how many places of a term, the nearest, a word of the other passage is looked for."""

_END = attrgetter("end")
_JOINED = re.compile("[-‐‑¬­\\[]")
"""What a word has that gives more than one token."""
_STOP = re.compile(r"[.!?…]")


class Terms(NamedTuple):
    """Know which terms forms stand for.

    ``of`` is asked of few words of a passage: most have nothing to do with the query.
    ``indexed`` is asked of all, and returns those alone that need no analysis.
    """

    of: Callable[[str], Sequence[str]]
    indexed: Callable[[set[str]], Mapping[str, Sequence[str]]]


class Side:
    """Hold the words of a passage in one language, by number."""

    def __init__(self, language: str, text: str, terms: Terms) -> None:
        self.language = language
        self.text = text
        self._terms = terms
        tokens = tokens_of(text)
        self.words = split(tokens) if _JOINED.search(text) else tokens
        self._wholes: dict[int, tuple[str, Range]] = {}
        if len(tokens) > len(self.words):
            self._add_wholes(tokens)

    def _add_wholes(self, tokens: Sequence[Token]) -> None:
        """Take note of the hyphenated words: where their parts stand, so do they."""
        first = {word.start: number for number, word in enumerate(self.words)}
        after = {word.end: number + 1 for number, word in enumerate(self.words)}
        for token in tokens:
            place = first[token.start], after[token.end]
            if place[1] - place[0] > 1:
                self._wholes.update(dict.fromkeys(range(*place), (token.form, place)))

    @cached_property
    def standing(self) -> Mapping[str, Sequence[Range]]:
        """Where each term stands, in order."""
        known = self._terms.indexed({word.form for word in self.words})
        found: dict[str, list[Range]] = {}
        for number, word in enumerate(self.words):
            for term in known.get(word.form, ()):
                if term in found:
                    found[term].append((number, number + 1))
                else:
                    found[term] = [(number, number + 1)]
        if self._wholes:
            known = self._terms.indexed({form for form, _ in self._wholes.values()})
            for form, place in sorted({*self._wholes.values()}, key=itemgetter(1)):
                for term in known.get(form, ()):
                    insort(found.setdefault(term, []), place)
        return found

    def _has_capital(self, number: int) -> bool:
        """Say whether a word has a capital, or the hyphenated one it is a part of: Цзэ-дун."""
        if number in self._wholes:
            number = self._wholes[number][1][0]
        return self.text[self.words[number].start].isupper()

    def _begins_sentence(self, number: int) -> bool:
        if number == 0:
            return True
        before, word = self.words[number - 1 : number + 1]
        stopped = _STOP.search(self.text, before.end, word.start) is not None
        return stopped and not (before.form in ABBREVIATIONS or len(before.form) == 1)

    def __len__(self) -> int:
        return len(self.words)

    def says_little(self, number: int) -> bool:
        """Say whether a word is a stop word, and none in a name: По is one in Бой По."""
        return self.words[number].form in STOP_WORDS and not self._is_in_name(number)

    def may_be_name(self, number: int) -> bool:
        """Say whether a word may be one of a name: it has a capital, and is no stop word."""
        return self._has_capital(number) and not self.says_little(number)

    def is_name(self, number: int) -> bool:
        """Say whether it must be: its capital is not that of a sentence."""
        return self.may_be_name(number) and (
            not self._begins_sentence(number) or self._is_capital_after(number)
        )

    def is_strange(self, number: int, lexicon: Lexicon) -> bool:
        """Say whether it is a name that a lexicon does not know."""
        if not self.is_name(number):
            return False
        to = OTHER[self.language]
        return not any(lexicon.has(term, to) for term in self._terms_of(number))

    def _is_in_name(self, number: int) -> bool:
        """Say whether a word with a capital stands beside another; a sentence begins with one."""
        if not self._has_capital(number) or self._begins_sentence(number):
            return False
        return self._has_capital(number - 1) or self._is_capital_after(number)

    def _is_capital_after(self, number: int) -> bool:
        after = number + 1
        return (
            after < len(self.words)
            and self._has_capital(after)
            and not self._begins_sentence(after)
        )

    def forms(self, number: int) -> Iterator[tuple[str, Range]]:
        """Yield a word's form, and that of the hyphenated word it is a part of."""
        yield self.words[number].form, (number, number + 1)
        if number in self._wholes:
            yield self._wholes[number]

    def terms(self, number: int, lexicon: Lexicon) -> Iterator[tuple[str, Range]]:
        """Yield the terms a word stands for, alone and in what a lexicon knows as one."""
        for term in self._terms_of(number):
            yield term, (number, number + 1)
        if number in self._wholes:
            form, place = self._wholes[number]
            for term in self._terms.of(form):
                yield term, place
        for first in (number - 1, number):
            if first >= 0:
                for term, place in self._together(first, lexicon):
                    if place[1] > number:
                        yield term, place

    def _together(self, first: int, lexicon: Lexicon) -> Iterator[tuple[str, Range]]:
        """Yield what a lexicon may know as one and begins with a word."""
        to, last = OTHER[self.language], first + 1
        terms = [
            term
            for term in self._terms_of(first)[:_READINGS]
            if _in_language(term, self.language) and lexicon.begins(term, to)
        ]
        for _ in range(_MOST_TOGETHER - 1):
            if not terms or (last := self._behind_stop_words(last)) >= len(self.words):
                return
            more = self._terms_of(last)[:_READINGS]
            terms = [f"{before} {term}" for before in terms for term in more]
            last += 1
            for term in terms:
                yield term, (first, last)
            terms = [term for term in terms if lexicon.begins(term, to)]

    def _behind_stop_words(self, number: int) -> int:
        """Return the next word that is no stop word, if it is near."""
        for place in range(number, min(number + _MOST_BETWEEN, len(self.words) - 1) + 1):
            if not self.says_little(place):
                return place
        return len(self.words)

    def _terms_of(self, number: int) -> Sequence[str]:
        return self._terms.of(self.words[number].form)

    def near(self, term: str, share: float) -> Sequence[Range]:
        """Return where a term stands: if often, the places nearest to a share of the passage."""
        found = self.standing.get(term, ())
        if len(found) <= _MOST_PLACES:
            return found
        middle = bisect_left(found, (int(share * len(self.words)), 0))
        first = min(max(middle - _MOST_PLACES // 2, 0), len(found) - _MOST_PLACES)
        return found[first : first + _MOST_PLACES]

    def places(self, terms: str, share: float) -> Iterable[Range]:
        """Return where terms, parted by spaces, stand together: see ``near``."""
        return self._in_a_row(terms.split(" "), share) if " " in terms else self.near(terms, share)

    def _in_a_row(self, terms: Sequence[str], share: float) -> Iterator[Range]:
        """Yield where terms stand one behind the other, but for stop words between them."""
        for first, last in self.near(terms[0], share):
            at = last
            for term in terms[1:]:
                at = self._behind_stop_words(at)
                row = self.standing.get(term, ())
                place = bisect_left(row, (at, 0))
                if place == len(row) or row[place][0] != at:
                    break
                at = row[place][1]
            else:
                yield first, at

    def again(self, numbers: Iterable[int]) -> Iterator[int]:
        """Yield words, and those that are the same word as one of them."""
        seen: set[str] = set()
        for number in numbers:
            yield number
            if (form := self.words[number].form) not in seen:
                seen.add(form)
                for term in self._terms_of(number):
                    for first, last in self.standing.get(term, ()):
                        if last == first + 1:
                            yield first

    def at(self, spans: Iterable[tuple[int, int]]) -> set[int]:
        """Return the words that stand at offsets of the passage."""
        found: set[int] = set()
        for start, end in spans:
            number = bisect_right(self.words, start, key=_END)
            while number < len(self.words) and self.words[number].start < end:
                found.add(number)
                number += 1
        return found


def _in_language(term: str, language: str) -> bool:
    return is_cyrillic(term) == (language == "ru")
