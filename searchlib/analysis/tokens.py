"""Where are the words of a text, and how is each written once its spelling is folded?

A token points into the original text; folding (case, ё, accents, soft hyphens,
words broken over a line, pre-1918 letters, Latin look-alikes inside Cyrillic
words) changes its form, never its offsets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from searchlib.patterns import lazily

__all__ = [
    "ACRONYM",
    "LONGEST",
    "LOOK_ALIKES",
    "PARAGRAPH_GAP",
    "REMARKS",
    "SPACES",
    "Token",
    "fold",
    "gap",
    "is_cyrillic",
    "placed",
    "tokenize",
]

PARAGRAPH_GAP = 100
"""How many positions a blank line takes: a phrase does not run across paragraphs."""

_REMARKS = """
sic illegible unclear footnote note notes translator translators trans editor editors ed eds
handwritten signed signature так неразборчиво нрзб прим примечание подпись зачеркнуто
"""
REMARKS = frozenset(_REMARKS.split())
"""Words that an editor's remarks begin with, which are no part of the text they stand in."""

LONGEST = 100
"""How many characters of a word are kept in its form: what is longer is no word."""


class Token(NamedTuple):
    """A word: ``text[start:end]``, its folded form, and the place where it stands.

    A hyphenated word gives one token for the whole, and one for each of its
    parts; the whole stands at the position of its first part. A word that an editor
    completed, ``[И]осиф``, gives one for the whole, and one for what the original has,
    at the same position.
    """

    start: int
    end: int
    form: str
    position: int


_IGNORED = "\u00ad\u200b-\u200d\u2060\ufeff"  # soft hyphen, zero-width characters
# Accents and stress, Church Slavonic titlos, Hebrew and Arabic vowels.
_ACCENTS = (
    "\u0300-\u036f\u0483-\u0487"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
)
_LETTER = "[^\\W\\d_ʼ]"
_LETTERS = rf"{_LETTER}+(?:[{_ACCENTS}{_IGNORED}]+{_LETTER}*)*"
_APOSTROPHES = "'’‘ʼ`´"
_HYPHENS = "-\u2010\u2011"
_BROKEN = rf"(?:[{_HYPHENS}¬]|(?<=\u00ad))[ \t]*\r?\n[ \t]*(?=[a-zß-öø-ÿа-џѣѳѵ])"
_CAPITAL = "[A-ZА-ЯЁ]"
_NO_MORE = rf"(?![^\W_]|[{_ACCENTS}])"
# The lookbehind lets a long row of capitals be tried once, not from each of them.
ACRONYM = (
    rf"(?:(?<!{_CAPITAL}\.)(?:{_CAPITAL}\.){{2,}}+"
    rf"(?:(?<={_CAPITAL}\.{_CAPITAL}\.{_CAPITAL}\.)|{_CAPITAL}(?!\.))"
    rf"|U\.[SNK](?:\.|(?!\.))){_NO_MORE}"
)
_ORDINALS = "ого|его|ому|ему|ой|ая|ое|ые|ый|ий|го|му|ми|ую|й|я|е|х|м|ю|ти".replace(
    "й", "(?:й|и\u0306)"
)
# Thousands are parted by commas, or as in Russian by spaces; 38-й and 38th say 38.
_NUMBER = (
    r"\d{1,3}(?:(?:,\d{3})+|(?:[\u00a0\u2009\u202f]\d{3})+|(?: 000)+)(?!\d)"
    rf"|\d+(?:-(?:{_ORDINALS})|st|nd|rd|th)"
    rf"(?![{_HYPHENS}\w{_ACCENTS}])"
    r"|\d+"
)
_KINDS = (
    r"(?P<gap>\n[ \t\r]*\n\s*)"
    rf"|(?P<acronym>{ACRONYM})"
    rf"|(?P<word>{_LETTERS}(?:(?:[{_HYPHENS}{_APOSTROPHES}]|{_BROKEN}){_LETTERS})*)"
    rf"|(?P<number>{_NUMBER})"
)
_TOKENS = re.compile(_KINDS)
SPACES = lazily(rf"(\s(?<![{_HYPHENS}¬\u00ad\s\d]\s)\s*)")
"""Where a text can be cut: the parts have the tokens that they have in the whole.

Words go on over a line's end behind a hyphen, and numbers over a space behind a digit.
"""
_GAP = re.compile(r"\n[ \t\r]*\n")
# Letters in brackets beside letters; atomic, since most words are not followed by a bracket.
_COMPLETED = rf"(?>{_LETTERS})?+(?:\[(?>{_LETTERS})\](?>{_LETTERS})?+)++"
_CAPITAL_INSIDE = lazily(r"[a-zа-яё][\[\]]++[A-ZА-ЯЁ]")
_BREAK = lazily(_BROKEN)
_PART = lazily(rf"(?:[^{_HYPHENS}]|[{_HYPHENS}](?=\s))+")
"""A part of a word with hyphens; one before white space does not part it: the line ends there."""

_SIMPLE = re.compile(rf"[a-z]{{1,{LONGEST}}}|[а-я]{{0,{LONGEST - 1}}}[а-щы-я]")
_BESIDE = '.,;:!?()"«»“”„…—–'
"""Signs beside a word that have no part in it: most words need no more than to be folded."""
_BREVE = "\u0306"
_MARKS = lazily(f"(?<!и)[{_ACCENTS}]|(?!{_BREVE})[{_ACCENTS}]")
_CYRILLIC = lazily("[\u0400-\u052f]")
_LATIN = lazily("[a-z]")

# What Unicode does not decompose, and the letters the reform of 1918 abolished.
_LETTERS_FOLDED = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ß": "ss",
        "ı": "i",
        "ς": "σ",
        "ʼ": "'",
        "ё": "е",
        "ѣ": "е",
        "і": "и",
        "ѳ": "ф",
        "ѵ": "и",
    }
)
_ONE_APOSTROPHE = str.maketrans(
    dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
)
"""Makes one of all apostrophes, and leaves out what is ignored."""
_TO_CYRILLIC = str.maketrans("aceopxykmthbi", "асеорхукмтнви")
LOOK_ALIKES = str.maketrans("асеорхукмтнв", "aceopxykmthb")
"""Cyrillic letters that look like Latin ones, as a table for ``str.translate``."""


def is_cyrillic(form: str) -> bool:
    """Say whether a folded form is written in Cyrillic letters."""
    return "\u0400" <= form[:1] <= "\u052f"


def fold(word: str) -> str:
    """Return the form of one word: lower case, without accents or old letters."""
    form = word.lower()
    if _SIMPLE.fullmatch(form):
        return form
    form = unicodedata.normalize("NFKD", form.translate(_ONE_APOSTROPHE))
    if not form.isascii():
        form = unicodedata.normalize("NFC", _MARKS.sub("", form))
    form = "".join(form.lower().translate(_LETTERS_FOLDED).split()) or word
    if not form.isascii() and _CYRILLIC.search(form):
        form = _one_script(form)
        form = form.rstrip("ъ") or form
    return form[:LONGEST]


def _one_script(form: str) -> str:
    """Write a word of both scripts in one, where the letters of the other only look alike."""
    if not _LATIN.search(form):
        return form
    for table, foreign in ((_TO_CYRILLIC, _LATIN), (LOOK_ALIKES, _CYRILLIC)):
        repaired = form.translate(table)
        if not foreign.search(repaired):
            return repaired
    return form


def tokenize(text: str) -> Iterator[Token]:
    """Yield the tokens of ``text`` in order of position."""
    return iter(placed(text)[0])


@lru_cache(maxsize=1024)
def gap(spaces: str) -> int:
    """Return how many positions there are between two parts of a text that spaces divide."""
    return PARAGRAPH_GAP if _GAP.search(spaces) else 0


def placed(text: str) -> tuple[list[Token], int]:
    """Return the tokens of ``text`` in order of position, and the position behind them."""
    word = text.strip(_BESIDE)
    if _SIMPLE.fullmatch(form := word.lower()) and len(word) == len(form):
        start = text.index(word)
        return [Token(start, start + len(word), form, 0)], 1
    found: list[Token] = []
    position = 0
    for match in (_with_completed() if "[" in text else _TOKENS).finditer(text):
        kind = match.lastgroup
        word = match.group()
        start = match.start()
        if kind == "word":
            form = word.lower()
            if _SIMPLE.fullmatch(form):
                found.append(Token(start, match.end(), form, position))
                position += 1
            else:
                found += _compound(word, start, position)
                position = found[-1].position + 1
        elif kind == "gap":
            position += PARAGRAPH_GAP
        elif kind == "completed":
            found += _completed(word, start, position)
            position = found[-1].position + 1
        else:
            form = _number(word) if kind == "number" else fold(word.replace(".", ""))
            found.append(Token(start, match.end(), form, position))
            position += 1
    return found, position


@cache
def _with_completed() -> re.Pattern[str]:
    """Return the pattern of tokens with that of completed words, for texts with brackets."""
    return re.compile(rf"(?P<completed>{_COMPLETED})|{_KINDS}")


def _completed(word: str, start: int, position: int) -> Iterator[Token]:
    """Yield a word that an editor completed: the whole, then what stands outside the brackets.

    What is in brackets alone is a word, and so is each of Korea[North] and Korea[sic].
    """
    parts = list(re.finditer(_LETTERS, word))
    outside = [part for part in parts if not part.start() or word[part.start() - 1] != "["]
    inside = {
        fold(part.group()) for part in parts if part.start() and word[part.start() - 1] == "["
    }
    if not outside or _CAPITAL_INSIDE.search(word) or not inside.isdisjoint(REMARKS):
        for place, part in enumerate(parts, position):
            yield Token(start + part.start(), start + part.end(), fold(part.group()), place)
        return
    whole = fold("".join(part.group() for part in parts))
    yield Token(start, start + len(word), whole, position)
    if len(outside) == 1:
        part = outside[0]
        yield Token(start + part.start(), start + part.end(), fold(part.group()), position)


def _number(written: str) -> str:
    """Return the digits of a number, in ASCII."""
    digits = "".join(filter(str.isdecimal, written))
    if not digits.isascii():
        digits = "".join(str(unicodedata.digit(digit)) for digit in digits)
    return digits[:LONGEST]


def _compound(word: str, start: int, position: int) -> Iterator[Token]:
    """Yield a word that may hold hyphens: the whole, then its parts if it has any.

    A word broken over a line is one word: only a hyphen within a line makes parts.
    """
    parts = [
        Token(start + part.start(), start + part.end(), fold(_unbroken(part.group())), place)
        for place, part in enumerate(_PART.finditer(word), position)
    ]
    if len(parts) > 1:
        whole = "".join(part.form for part in parts)
        yield Token(start, start + len(word), whole[:LONGEST], position)
    yield from parts


def _unbroken(part: str) -> str:
    """Return a word that may be broken over a line as one."""
    return _BREAK.sub("", part) if "\n" in part else part
