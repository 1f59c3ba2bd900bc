"""Where do some forms stand in a text? Only the paragraphs that may hold them are read.

Most paragraphs of a record hold no word of a query, and to see that takes a fifth of the
time it takes to read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

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


class Among:
    """Find the tokens of texts that have one of some forms."""

    def __init__(self, forms: Set[str]) -> None:
        self._forms = forms
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
            if self._may_be_in(paragraph):
                for token in tokenize(paragraph):
                    if token.form in self._forms:
                        yield Token(
                            token.start + start, token.end + start, token.form,
                            token.position + position,
                        )  # fmt: skip
            position += end - start + PARAGRAPH_GAP
            start = gap.end() if gap else end

    def _may_be_in(self, paragraph: str) -> bool:
        """Say whether any of the forms may stand in a paragraph: too often rather than never."""
        folded = paragraph.lower()
        if self._has_long or _ODD.search(folded):
            return True
        if self._has_numbers and _DIGIT.search(folded):
            return True
        if not folded.isascii() and _CYRILLIC.search(folded) and _MIXED.search(folded):
            return True
        folded = folded.replace("ё", "е").replace("’", "'")
        if "-" in folded:  # a hyphenated word is one as a whole, too
            folded += " " + _with("-", folded).replace("-", "")
        words = _RUN.findall(folded)
        if "'" in folded:
            words += _HELD_BY_APOSTROPHES.findall(_with("'", folded))
        if _INITIALS.search(paragraph):
            words += [fold(word.replace(".", "")) for word in _ACRONYM.findall(paragraph)]
        return not self._forms.isdisjoint(words)


def _with(sign: str, text: str) -> str:
    """Return what stands between white space and has a sign in it."""
    return " ".join(part for part in text.split() if sign in part)
