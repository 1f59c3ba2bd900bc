"""Which words has one side of two aligned passages, and where do terms stand in it?

A hyphenated word counts by its parts, and as a whole that stands where they do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from searchlib.analysis import Token, is_cyrillic, tokenize
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

_STOP = re.compile(r"[.!?…]")


class Terms(NamedTuple):
    """Know which terms a form stands for, and which forms stand for a term.

    Both are asked of few words of a passage only: most have nothing to do with the query.
    """

    of: Callable[[str], Sequence[str]]
    forms: Callable[[str], Iterable[str]]


class Side:
    """Hold the words of a passage in one language, by number."""

    def __init__(self, language: str, text: str, terms: Terms) -> None:
        self.language = language
        self.text = text
        self._terms = terms
        tokens = list(tokenize(text))
        self.words = split(tokens)
        self._places: dict[str, list[Range]] = {}
        for number, word in enumerate(self.words):
            self._places.setdefault(word.form, []).append((number, number + 1))
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
                self._places.setdefault(token.form, []).append(place)

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
        return not any(any(lexicon.layers(term, to)) for term in self._terms_of(number))

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
            last = self._behind_stop_words(last)
            if not terms or last >= len(self.words):
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

    def standing(self, term: str) -> list[Range]:
        """Return where a term stands."""
        forms = self._terms.forms(term)
        return [place for form in forms for place in self._places.get(form, ())]

    def places(self, terms: Sequence[str]) -> Iterator[Range]:
        """Yield where terms stand one behind the other, but for stop words between them."""
        for first, last in self.standing(terms[0]):
            at = last
            for term in terms[1:]:
                at = self._behind_stop_words(at)
                ends = [b for a, b in self.standing(term) if a == at]
                if not ends:
                    break
                at = ends[0]
            else:
                yield first, at

    def again(self, number: int) -> Iterator[int]:
        """Yield the words that are the same word as one."""
        for term in self._terms_of(number):
            for first, last in self.standing(term):
                if last == first + 1:
                    yield first

    def at(self, spans: Iterable[tuple[int, int]]) -> set[int]:
        """Return the words that stand at offsets of the passage."""
        wanted = list(spans)
        return {
            number
            for number, word in enumerate(self.words)
            if any(start < word.end and word.start < end for start, end in wanted)
        }


def _in_language(term: str, language: str) -> bool:
    return is_cyrillic(term) == (language == "ru")
