"""Which words has one side of two aligned passages, and where do terms stand in it?

A hyphenated word counts by its parts, and as a whole that stands where they do.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, count
from operator import add
from typing import Any, NamedTuple

from searchlib.analysis import LONGEST, Token, parted, remembered, tokens_of
from searchlib.bilingual.abbreviations import ABBREVIATIONS
from searchlib.bilingual.compounds import split
from searchlib.bilingual.lexicon import OTHER, READINGS, Lexicon, Said
from searchlib.bilingual.stop_words import STOP_WORDS

__all__ = ["Range", "Side", "Terms"]

Range = tuple[int, int]
"""Words in a row: the number of the first, and that after the last."""
Span = tuple[int, int]
"""Where a word stands, as offsets into the passage."""

_MOST_TOGETHER = 5
"""How many words a lexicon may know as one."""
_MOST_BETWEEN = 2
"""How many stop words may stand between them: Council of the Ministers."""
_MOST_PLACES = 12
"""At how many places of a term, the nearest, a word of the other passage is looked for."""
_MOST_READ = 1 << 15
"""How many pieces of text are remembered with their words."""

_STOPS = frozenset(".!?…")
_made = tuple.__new__  # what a named tuple's own __new__ calls, in about half the time
_NO_WORDS: Any = ((), (), (), (), ())


class _Word(NamedTuple):
    """Hold a word of a piece of text: where it stands there, its form, and its terms.

    It has no terms where they are not known without analysis. ``whole`` is the word of several
    parts that it is a part of: its form, how many of the parts come before, and how many after.
    """

    start: int
    end: int
    form: str
    terms: tuple[str, ...]
    whole: tuple[str, int, int] | None


_Piece = tuple[_Word, ...]
"""The words of what stands between spaces, hyphenated ones in their parts."""


class Terms:
    """Know which terms forms stand for, and remember the words of pieces of text with theirs.

    ``of`` is asked of few words of a passage: most have nothing to do with the query.
    ``indexed`` is asked of all, and returns those alone that need no analysis.
    """

    def __init__(
        self,
        of: Callable[[str], tuple[str, ...]],
        indexed: Callable[[set[str]], Mapping[str, tuple[str, ...]]],
    ) -> None:
        self.of = of
        self.indexed = indexed
        self._known: dict[str, _Piece] = {}

    def read(self, parts: Sequence[str]) -> Sequence[_Piece]:
        """Return the words of each part of a text; no word goes on from one to the next."""
        known = self._known
        try:
            return [known[part] for part in parts]
        except KeyError:
            new = self._new({part: remembered(part) for part in parts if part not in known})
        pieces = [new[part] if part in new else known[part] for part in parts]
        if len(known) + len(new) > _MOST_READ:
            self._known = known = {}  # other threads keep the dictionary they have
        known.update((part, piece) for part, piece in new.items() if len(part) <= LONGEST)
        return pieces

    def read_whole(self, text: str) -> _Piece:
        """Return the words of a text."""
        return self._new({"": tokens_of(text)})[""]

    def _new(self, read: Mapping[str, Sequence[Token]]) -> dict[str, _Piece]:
        """Return the words of tokens: the terms of all are asked for at once."""
        rows = {
            part: (tokens, split([*tokens]) if len(tokens) > 1 else tokens)
            for part, tokens in read.items()
        }
        terms = self.indexed({word.form for _, words in rows.values() for word in words})
        return {
            part: tuple(
                _made(_Word, (start, end, form, terms.get(form, ()), whole))
                for (start, end, form, _), whole in zip(words, _wholes(tokens, words), strict=True)
            )
            for part, (tokens, words) in rows.items()
        }


class Side:
    """Hold the words of a passage in one language, by number.

    Most are but looked up among the terms of the query: where a term stands is found out for
    those alone that are asked for.
    """

    def __init__(self, language: str, text: str, terms: Terms) -> None:
        self.language = language
        self.text = text
        self._terms = terms
        parts = parted(text)
        self._pieces = [terms.read_whole(text)] if parts is None else terms.read(parts)
        self._firsts = [*accumulate(map(len, self._pieces), initial=0)]
        self._starts = [*map(add, accumulate(map(len, parts or ()), initial=0), count())]
        words = [*chain.from_iterable(self._pieces)]
        columns: Any = zip(*words, strict=True) if words else _NO_WORDS
        self.folded: Sequence[str]
        """The form of each word."""
        self._terms_by_number: Sequence[tuple[str, ...]]
        _, _, self.folded, self._terms_by_number, wholes = columns
        self._wholes = dict(_numbered(wholes)) if any(wholes) else {}
        self._terms_of_wholes = [*self._known_wholes()] if self._wholes else []
        of_wholes = (terms for _, terms in self._terms_of_wholes)
        self.held = frozenset(chain.from_iterable(chain(self._terms_by_number, of_wholes)))
        """The terms that stand anywhere in the passage."""
        self._standing: dict[str, Sequence[Range]] = {}

    @property
    def words(self) -> list[Token]:
        """All words, with their offsets."""
        return split(tokens_of(self.text))

    def _known_wholes(self) -> Iterator[tuple[Range, Sequence[str]]]:
        """Yield where hyphenated and completed words stand, and which terms these stand for."""
        rows = sorted((place, form) for form, place in {*self._wholes.values()})
        known = self._terms.indexed({form for _, form in rows})
        for place, form in rows:
            yield place, known.get(form, ())

    def span(self, number: int) -> Span:
        """Return where a word stands."""
        piece = bisect_right(self._firsts, number) - 1
        word = self._pieces[piece][number - self._firsts[piece]]
        offset = self._starts[piece]
        return offset + word.start, offset + word.end

    def standing(self, term: str) -> Sequence[Range]:
        """Return where a term stands, in order."""
        found = self._standing.get(term)
        if found is None:
            found = self._standing[term] = self._places(term) if term in self.held else ()
        return found

    def _places(self, term: str) -> Sequence[Range]:
        """Return where a term stands that stands somewhere, in order."""
        rows = enumerate(self._terms_by_number)
        found = [(number, number + 1) for number, terms in rows if term in terms]
        more = [place for place, terms in self._terms_of_wholes if term in terms]
        return sorted(found + more) if more else found

    def _has_capital(self, number: int) -> bool:
        """Say whether a word has a capital, or the hyphenated one it is a part of: Цзэ-дун."""
        if number in self._wholes:
            number = self._wholes[number][1][0]
        return self.text[self.span(number)[0]].isupper()

    def _begins_sentence(self, number: int) -> bool:
        if number == 0:
            return True
        end, start = self.span(number - 1)[1], self.span(number)[0]
        before = self.folded[number - 1]
        stopped = not _STOPS.isdisjoint(self.text[end:start])
        return stopped and not (before in ABBREVIATIONS or len(before) == 1)

    def __len__(self) -> int:
        return len(self.folded)

    def says_little(self, number: int) -> bool:
        """Say whether a word is a stop word, and none in a name: По is one in Бой По."""
        return self.folded[number] in STOP_WORDS and not self._is_in_name(number)

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
            after < len(self.folded)
            and self._has_capital(after)
            and not self._begins_sentence(after)
        )

    def forms(self, number: int) -> Iterator[tuple[str, Range]]:
        """Yield a word's form, and that of the hyphenated word it is a part of."""
        yield self.folded[number], (number, number + 1)
        if number in self._wholes:
            yield self._wholes[number]

    def said(self, number: int, lexicon: Lexicon) -> Iterator[tuple[Said, Range]]:
        """Yield what may say a word, alone and in what a lexicon knows as one; and of which words.

        A row of words that the lexicon may know begins with the word, or with that before it.
        """
        to = OTHER[self.language]
        alone = lexicon.said(self._terms_of(number), to)
        yield alone, (number, number + 1)
        if number in self._wholes:
            form, place = self._wholes[number]
            yield lexicon.said(self._terms.of(form), to), place
        before = lexicon.said(self._terms_of(number - 1), to) if number else None
        for first, word in ((number - 1, before), (number, alone)):
            if word is not None and word.opening:
                for term, place in self._together(first, word.opening, lexicon):
                    if place[1] > number:
                        yield lexicon.said((term,), to), place

    def _together(
        self, first: int, opening: Iterable[str], lexicon: Lexicon
    ) -> Iterator[tuple[str, Range]]:
        """Yield what a lexicon may know as one and begins with a word, in these readings."""
        to, last = OTHER[self.language], first + 1
        terms = [*opening]
        for _ in range(_MOST_TOGETHER - 1):
            if not terms or (last := self._behind_stop_words(last)) >= len(self.folded):
                return
            more = self._terms_of(last)[:READINGS]
            terms = [f"{before} {term}" for before in terms for term in more]
            last += 1
            for term in terms:
                yield term, (first, last)
            terms = [term for term in terms if lexicon.begins(term, to)]

    def _behind_stop_words(self, number: int) -> int:
        """Return the next word that is no stop word, if it is near."""
        for place in range(number, min(number + _MOST_BETWEEN, len(self.folded) - 1) + 1):
            if not self.says_little(place):
                return place
        return len(self.folded)

    def _terms_of(self, number: int) -> tuple[str, ...]:
        return self._terms_by_number[number] or self._terms.of(self.folded[number])

    def near(self, term: str, share: float) -> Sequence[Range]:
        """Return where a term stands: if often, the places nearest to a share of the passage."""
        found = self.standing(term)
        if len(found) <= _MOST_PLACES:
            return found
        middle = bisect_left(found, (int(share * len(self.folded)), 0))
        first = min(max(middle - _MOST_PLACES // 2, 0), len(found) - _MOST_PLACES)
        return found[first : first + _MOST_PLACES]

    def places(self, terms: str, share: float) -> Iterable[Range]:
        """Return where terms, parted by spaces, stand together: see ``near``."""
        if " " not in terms:
            return self.near(terms, share)
        first, *rest = terms.split(" ")
        return self._in_a_row(first, rest, share) if first in self.held else ()

    def _in_a_row(self, begin: str, rest: Sequence[str], share: float) -> Iterator[Range]:
        """Yield where terms stand one behind the other, but for stop words between them."""
        for first, last in self.near(begin, share):
            at = last
            for term in rest:
                at = self._behind_stop_words(at)
                row = self.standing(term)
                place = bisect_left(row, (at, 0))
                if place == len(row) or row[place][0] != at:
                    break
                at = row[place][1]
            else:
                yield first, at

    def again(self, numbers: Iterable[int]) -> set[int]:
        """Return words, and those that are the same word as one of them."""
        found = {*numbers}
        for term in {term for number in found for term in self._terms_of(number)}:
            found.update(first for first, last in self.standing(term) if last == first + 1)
        return found

    def at(self, spans: Iterable[tuple[int, int]]) -> set[int]:
        """Return the words that stand at offsets of the passage."""
        found: set[int] = set()
        for start, end in spans:
            piece = bisect_right(self._starts, start, 0, len(self._pieces)) - 1
            while piece < len(self._pieces) and self._starts[piece] < end:
                offset = self._starts[piece]
                for number, word in enumerate(self._pieces[piece], self._firsts[piece]):
                    if offset + word.start < end and start < offset + word.end:
                        found.add(number)
                piece += 1
        return found


def _numbered(
    wholes: Iterable[tuple[str, int, int] | None],
) -> Iterator[tuple[int, tuple[str, Range]]]:
    """Yield hyphenated and completed words by number: where their parts stand, so do they."""
    for number, whole in enumerate(wholes):
        if whole:
            form, before, behind = whole
            yield number, (form, (number - before, number + behind + 1))


def _wholes(
    tokens: Sequence[Token], words: Sequence[Token]
) -> Sequence[tuple[str, int, int] | None]:
    """Return the word of several parts that each of the words is a part of, as in ``_Word``."""
    found: list[tuple[str, int, int] | None] = [None] * len(words)
    for token in tokens if len(tokens) > len(words) else ():
        inside = [n for n, word in enumerate(words) if token.start <= word.start < token.end]
        if inside and token not in words:
            for number in inside:
                found[number] = token.form, number - inside[0], inside[-1] - number
    return found
