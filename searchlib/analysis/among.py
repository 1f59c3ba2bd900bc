"""Where do some forms stand in a text? Only the paragraphs that may hold them are read.

Most paragraphs of a record hold no word of a query, and to see that takes a fifth of the
time it takes to read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set

from searchlib.analysis.tokens import ACRONYM, LONGEST, PARAGRAPH_GAP, Token, fold, tokenize

__all__ = ["Among"]

_GAP = re.compile(r"\n[ \t\r]*\n\s*")
_RUN = re.compile("[a-zа-я]+")
_ODD = re.compile(
    "[^\x00-\x5f\x61-\x7fа-яё«»“”„—–―−…№§•°£€’\xa0\u2009\u202f]"  # whatever else folding may change
    "|ъ(?![а-яё])|-[ \t]*\r?\n"
)
_MIXED = re.compile("[a-z](?:(?<=[а-яё].)|(?<=[а-яё]['’].)|(?=['’]?[а-яё]))")
_CYRILLIC = re.compile("[а-яё]")
_DIGIT = re.compile("[0-9]")
_HELD_BY_APOSTROPHES = re.compile("[a-zа-я]+(?:'[a-zа-я]+)+")
_INITIALS = re.compile(r"[A-ZА-ЯЁ]\.[A-ZА-ЯЁ]")
_ACRONYM = re.compile(ACRONYM)


_JOINED = frozenset("-'’_.0123456789")
"""What may stand before a run of letters that is not a word by itself; and behind it."""
_BEHIND = _JOINED - {"."}


class Among:
    """Find the tokens of texts that have one of some forms.

    Without ``places`` the positions of tokens are of no account, as where no phrase is looked
    for: most paragraphs then need not be read at all.
    """

    def __init__(self, forms: Set[str], *, places: bool = True) -> None:
        self._forms = forms
        self._places = places
        self._has_numbers = any(form[:1].isdigit() for form in forms)
        self._has_long = any(len(form) >= LONGEST for form in forms)

    def tokens(self, text: str) -> Iterator[Token]:
        """Yield the tokens of ``text`` whose form is among the forms.

        The positions of those in one paragraph are as far apart as in ``tokenize``; from one
        paragraph to another they are at least as far apart.
        """
        start = position = 0
        for gap in (*_GAP.finditer(text), None):
            end = gap.start() if gap else len(text)
            paragraph = text[start:end]
            for token in self._inside(paragraph):
                yield Token(
                    token.start + start, token.end + start, token.form, token.position + position
                )
            position += end - start + PARAGRAPH_GAP
            start = gap.end() if gap else end

    def _inside(self, paragraph: str) -> Iterable[Token]:
        """Return the tokens of a paragraph that have one of the forms."""
        folded = paragraph.lower()
        if self._is_odd(folded):
            return self._read(paragraph)
        folded = folded.replace("ё", "е").replace("’", "'")
        if not self._forms.isdisjoint(_joined(paragraph, folded)):
            return self._read(paragraph)
        if self._forms.isdisjoint(_RUN.findall(folded)):
            return ()
        return self._read(paragraph) if self._places else self._by_runs(paragraph, folded)

    def _is_odd(self, folded: str) -> bool:
        """Say whether a paragraph must be read to know whether any of the forms stands in it."""
        if self._has_long or _ODD.search(folded):
            return True
        if self._has_numbers and _DIGIT.search(folded):
            return True
        return bool(not folded.isascii() and _CYRILLIC.search(folded) and _MIXED.search(folded))

    def _read(self, paragraph: str) -> Iterator[Token]:
        return (token for token in tokenize(paragraph) if token.form in self._forms)

    def _by_runs(self, paragraph: str, folded: str) -> Iterable[Token]:
        """Return the tokens that are runs of letters; read the paragraph if one may be more."""
        found = []
        for run in _RUN.finditer(folded):
            if run[0] in self._forms:
                start, end = run.span()
                beside = folded[start - 1 : start] in _JOINED or folded[end : end + 1] in _BEHIND
                if beside or end - start == 1:  # a letter may be one of an acronym
                    return self._read(paragraph)
                found.append(Token(start, end, run[0], 0))
        return found


def _joined(paragraph: str, folded: str) -> list[str]:
    """Return the forms of words that are more than a run of letters."""
    words: list[str] = []
    if "-" in folded:  # a hyphenated word is one as a whole, too
        words += _RUN.findall(_with("-", folded).replace("-", ""))
    if "'" in folded:
        words += _HELD_BY_APOSTROPHES.findall(_with("'", folded))
    if _INITIALS.search(paragraph):
        words += [fold(word.replace(".", "")) for word in _ACRONYM.findall(paragraph)]
    return words


def _with(sign: str, text: str) -> str:
    """Return what stands between white space and has a sign in it."""
    return " ".join(part for part in text.split() if sign in part)
