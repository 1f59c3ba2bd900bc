"""Which words are in this text? One function, for indexing and for asking.

The script of a word decides its language, so that a Russian word in an English
text is found as Russian. Every token stands for one or more terms: the lemmas
of a Russian form, the stems of an English one, the value of a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain
from typing import NamedTuple

from searchlib.analysis.among import Among
from searchlib.analysis.brackets import depths, passed_over
from searchlib.analysis.remembering import parted, remembered, tokens_of
from searchlib.analysis.tokens import (
    LONGEST,
    LOOK_ALIKES,
    PARAGRAPH_GAP,
    SPACES,
    Token,
    fold,
    gap,
    is_cyrillic,
    placed,
    tokenize,
)
from searchlib.analysis.versions import dictionary_version, stemmer_version

__all__ = [
    "LONGEST",
    "LOOK_ALIKES",
    "PARAGRAPH_GAP",
    "STRETCHES_OF_BUILD",
    "VERSION",
    "AnalysedToken",
    "Analyzer",
    "Token",
    "around_brackets",
    "depths",
    "dictionary_version",
    "exact_form",
    "exactly",
    "fold",
    "is_cyrillic",
    "parted",
    "remembered",
    "stemmer_version",
    "tokenize",
    "tokens_of",
]

VERSION = 2
"""Raise it when the same text would give other tokens or terms than before."""

_MOST_FORMS = 200_000
"""How many forms to remember of an index that can be asked again."""
STRETCHES_OF_BUILD, _STRETCHES, _LONGEST_STRETCH = 400_000, 100_000, 100
"""How many stretches between spaces to remember, half a kilobyte each with their words, while an
index is built and otherwise; and of how many characters."""

Lookup = Callable[[Iterable[str]], Mapping[str, tuple[str, ...]]]


class AnalysedToken(NamedTuple):
    """A token (see :class:`Token`) and the terms it stands for, the likeliest first."""

    start: int
    end: int
    form: str
    position: int
    terms: tuple[str, ...]

    def indexed(self) -> tuple[str, ...]:
        """Return what the token is indexed under: its terms, and its form to be asked exactly."""
        return (exactly(self.form), *self.terms)


_Stretch = tuple[tuple[tuple[int, int, str, int, tuple[str, ...]], ...], int]
"""The tokens of a stretch without spaces, and how many positions it takes: plain tuples,
through which Python need not search for cycles."""


def exactly(form: str) -> str:
    """Return the term that stands for a form itself, whatever its lemmas."""
    return "=" + form


class Analyzer:
    """Find the terms of texts, remembering every form it has seen.

    ``lookup`` returns the terms of those forms that were analysed before, by the same
    version of searchlib and its dictionaries; it saves loading the Russian dictionary.
    ``stretches`` is how many stretches between spaces are remembered.
    """

    def __init__(self, lookup: Lookup | None = None, *, stretches: int = _STRETCHES) -> None:
        self._lookup = lookup
        self._most_stretches = stretches
        self._terms: dict[str, tuple[str, ...]] = {}
        self._learnt: dict[str, tuple[str, ...]] = {}
        self._stretches: dict[str, _Stretch] = {}

    def among(
        self, forms: Set[str], *, places: bool = True
    ) -> Callable[[Sequence[str]], list[list[AnalysedToken]]]:
        """Return a function that returns those tokens of texts whose form is among ``forms``.

        Positions are as far apart as those of ``analyse``, but in two paragraphs maybe farther;
        without ``places`` they are of no account.
        With them, tokens come once more where the text reads on over brackets: see
        ``around_brackets``.
        """
        among = Among(forms, places=places).tokens

        def analyse(texts: Sequence[str]) -> list[list[AnalysedToken]]:
            found = among(texts)
            if places:
                found = [
                    list(_with_brackets(text, forms)) if tokens and "[" in text else tokens
                    for text, tokens in zip(texts, found, strict=True)
                ]
            known = self._known({token.form for tokens in found for token in tokens})
            make = tuple.__new__  # half of what AnalysedToken() takes
            return [
                [make(AnalysedToken, (*token, known[token.form])) for token in tokens]
                for tokens in found
            ]

        return analyse

    def analyse(self, text: str) -> list[AnalysedToken]:
        """Return the tokens of ``text`` with their terms, in order of position."""
        found: list[AnalysedToken] = []
        pieces = [text] if text.isalnum() else SPACES.split(text)
        known, new = self._stretches_of(pieces[::2])
        make = tuple.__new__  # half of what AnalysedToken() takes, 500 times a record
        begin = place = 0
        for piece, spaces in zip(pieces[::2], chain(pieces[1::2], ("",)), strict=True):
            tokens, positions = known[piece] if piece in known else new[piece]
            for start, end, form, position, terms in tokens:
                values = (begin + start, begin + end, form, place + position, terms)
                found.append(make(AnalysedToken, values))
            begin += len(piece) + len(spaces)
            place += positions
            if spaces != " ":
                place += gap(spaces)
        return found

    def analyse_each(self, texts: Iterable[str]) -> list[list[AnalysedToken]]:
        """Return the tokens of each of some texts: see ``analyse``."""
        return [self.analyse(text) for text in texts]

    def _stretches_of(
        self, pieces: Iterable[str]
    ) -> tuple[Mapping[str, _Stretch], Mapping[str, _Stretch]]:
        """Return the stretches between spaces that are known by now, and those that were not.

        Most words of a text were in others before, with the same signs around them.
        """
        known = self._stretches
        if len(known) > self._most_stretches:
            self._stretches = known = {}
        new = {piece: placed(piece) for piece in {*pieces}.difference(known)}
        terms = self._known({token.form for tokens, _ in new.values() for token in tokens})
        made = {
            piece: (tuple((*token, terms[token.form]) for token in tokens), positions)
            for piece, (tokens, positions) in new.items()
        }
        known.update((piece, s) for piece, s in made.items() if len(piece) <= _LONGEST_STRETCH)
        return known, made

    def terms(self, form: str) -> tuple[str, ...]:
        """Return the terms a form stands for, the likeliest first."""
        found = self._terms.get(form)
        return self._known({form})[form] if found is None else found

    def indexed(self, forms: set[str]) -> Mapping[str, tuple[str, ...]]:
        """Return a dictionary that holds the terms of ``forms``, or of those the index holds."""
        if self._lookup is None:
            return self._known(forms)
        known = self._remembered()
        if new := forms.difference(known):
            known.update(self._lookup(new))
        return known

    def _known(self, forms: set[str]) -> Mapping[str, tuple[str, ...]]:
        """Return a dictionary that holds the terms of ``forms``."""
        known = self._remembered()
        if new := forms.difference(known):
            self._learn(new, known)
        return known

    def _remembered(self) -> dict[str, tuple[str, ...]]:
        """Return what is remembered; of an index that can be asked again only so much."""
        if self._lookup is not None and len(self._terms) > _MOST_FORMS:
            self._terms = {}  # other threads keep the dictionary they have
        return self._terms

    def take_learnt(self) -> dict[str, tuple[str, ...]]:
        """Return the terms of the forms analysed since this was last asked."""
        learnt, self._learnt = self._learnt, {}
        return learnt

    def _learn(self, forms: set[str], known: dict[str, tuple[str, ...]]) -> None:
        """Add the terms of forms not seen yet to those ``known``."""
        if self._lookup is not None:
            known.update(self._lookup(forms))
            forms = forms.difference(known)
        for form in forms:
            known[form] = self._learnt[form] = _terms_of(form)


def _with_brackets(text: str, forms: Set[str]) -> Iterator[Token]:
    """Yield the tokens whose form is among ``forms``, and again those around brackets."""
    tokens = tokens_of(text)
    yield from (token for token in tokens if token.form in forms)
    for number, position in passed_over(text, tokens):
        if tokens[number].form in forms:
            yield tokens[number]._replace(position=position)


def around_brackets(text: str, tokens: list[AnalysedToken]) -> Iterator[AnalysedToken]:
    """Yield the tokens around brackets again, at the positions they have without what is in them.

    They come behind all tokens of the text, by ascending position.
    """
    for number, position in passed_over(text, tokens):
        start, end, form, _, terms = tokens[number]
        yield AnalysedToken(start, end, form, position, terms)


def exact_form(term: str) -> str | None:
    """Return the form an exact term stands for, or None for another term."""
    return term[1:] if term.startswith("=") else None


def _terms_of(form: str) -> tuple[str, ...]:
    """Analyse one form: its script says in which language."""
    if is_cyrillic(form):
        from searchlib.analysis.russian import lemmas

        return lemmas(form)
    if form.isdigit():
        return (form.lstrip("0") or "0",)
    if not form[:1].isascii():
        return (form,)
    from searchlib.analysis.english import stems

    return stems(form)
