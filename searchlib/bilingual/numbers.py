"""Which numbers does a passage hold, however they are written, and which does another lack?

Figures are read in every way they may be meant: 10 тыс. is 10,000; 18.05.1949 a date or its
parts; 1718 a number, or half an hour past five. What is spelled out is a number too, but only
figures and words that always count are missed where the other passage has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from searchlib.analysis import AnalysedToken, is_cyrillic
from searchlib.bilingual.compounds import split
from searchlib.bilingual.number_words import MONTHS, SCALES, WORDS, Part, prefixed

__all__ = ["Number", "numbers", "unmatched"]

Reading = tuple[Fraction, ...]


class Number(NamedTuple):
    """Hold a number at its offsets in a text, and the ways to read it.

    Each reading is one value, or several that stand for it together. ``sure`` says that it
    is to be missed where nothing equals it.
    """

    start: int
    end: int
    readings: tuple[Reading, ...]
    sure: bool


_SPACES = " \u00a0\u2009\u202f"
_FIGURE = re.compile(
    rf"(?<!\d)\d++(?:[.,:/]\d++|[{_SPACES}'’]\d{{3}}(?!\d))*+(?:[{_SPACES}]?[½¼¾⅓⅔])?|[½¼¾⅓⅔]"
)
_SCALE = re.compile(r"[\s-]{0,3}+([^\W\d_]{1,15}+)(?![^\W\d_])")
_SHORT_SCALES = {"тыс": 1_000, "млн": 1_000_000, "млрд": 10**9}
_MONEYS = {"m": 1_000_000, "k": 1_000}
_MONEY = re.compile(r"[$£€][\d.,]{1,20}$")
_STEMS = {"тысяч": 1_000, "миллион": 10**6, "миллиард": 10**9, "триллион": 10**12, "сотн": 100}
_RANGE = re.compile(r"\s*+(?:[-–—]|to\b|or\b|and\b|до\b|или\b|и\b)\s*+[$£€]?(?=\d)")
_AFTERNOON = re.compile(r"\s?p\.?\s?m\b", re.IGNORECASE)
_ROMAN = re.compile(r"(?<![\w.])[IVXІХ]{1,7}(?![\w'’])")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_IN_LATIN = str.maketrans("ІХ", "IX")
_MARKER = re.compile(r"[-*•·—–\s]*+\(?\d{1,3}[.)](?=\s)")
_OF_A_NAME = re.compile(r"[^\W\d_ºo][-\u2010\u2011]?$")
_NOTE = re.compile(r"\[[\d*]+\]")
_LONGEST = 30
"""How many characters of a figure are read: what has more is no number."""
_MONTH_NEAR = 12
_FIRST_YEAR, _LAST_YEAR = 1800, 2100
"""Which numbers of four digits are written with two as well."""


def numbers(text: str, start: int, end: int, tokens: Iterable[AnalysedToken]) -> list[Number]:
    """Return the numbers of the passage ``text[start:end]``, whose tokens these are, in order.

    The number of an item and the mark of a footnote are there to be found, not to be missed.
    """
    notes = {match.start() + 1 for match in _NOTE.finditer(text, start, end)}
    marker = _MARKER.match(text, start, end)
    aside = marker.end() if marker else start
    inside = split(list(tokens))
    found = [
        figure._replace(
            sure=figure.start >= aside
            and figure.start not in notes
            and not _OF_A_NAME.search(text, max(start, figure.start - 3), figure.start)
        )
        for figure in _figures(text, start, end)
    ]
    spans = [(figure.start, figure.end) for figure in found]
    others = (*_spelled_out(text, inside), *_roman(text, start, end), *_months(inside, spans))
    found += (
        other
        for other in others
        if not any(first < other.end and other.start < last for first, last in spans)
    )
    return sorted(found)


def unmatched(ours: Sequence[Number], theirs: Iterable[Number]) -> list[Number]:
    """Return those of our numbers that no number of theirs equals."""
    there = {value for number in theirs for reading in number.readings for value in reading}
    return [
        number
        for number in ours
        if number.sure and not any(there.issuperset(reading) for reading in number.readings)
    ]


def _figures(text: str, start: int, end: int) -> Iterator[Number]:
    """Yield the numbers in figures."""
    for match in _FIGURE.finditer(text, start, end):
        written = match[0]
        if len(written) > _LONGEST:
            continue
        last = match.end()
        readings = list(_readings(written))
        if (scaled := _scaled(text, last, end)) is not None:
            scale, last = scaled
            readings = _times(readings, scale)
        elif (range_ := _RANGE.match(text, last, end)) is not None:
            to = _FIGURE.match(text, range_.end(), end)
            if to is not None and (scaled := _scaled(text, to.end(), end)) is not None:
                readings += _times(readings, scaled[0])
        elif _AFTERNOON.match(text, last, end):
            readings += [(reading[0] + 12, *reading[1:]) for reading in readings]
        yield Number(match.start(), last, tuple(dict.fromkeys(readings)), sure=True)


def _times(readings: Iterable[Reading], scale: int) -> list[Reading]:
    """Return what a figure is that a scale multiplies: its parts are none then, if it is one."""
    known = list(readings)
    return [(reading[0] * scale,) for reading in known if len(reading) == 1] or known


def _scaled(text: str, at: int, end: int) -> tuple[int, int] | None:
    """Return what multiplies the figure that ends at ``at``, and where that word ends."""
    word = _SCALE.match(text, at, end)
    if word is None:
        return None
    money = text[at].isalpha() and _MONEY.search(text, max(0, at - _LONGEST), at)
    scale = (_MONEYS.get(word[1].lower()) if money else None) or _scale_of(word[1].lower())
    return (scale, word.end()) if scale else None


@lru_cache(maxsize=1 << 10)
def _scale_of(word: str) -> int | None:
    """Return by how much a word multiplies the figure before it."""
    if (scale := _SHORT_SCALES.get(word)) is not None:
        return scale
    if (scale := SCALES.get(word)) is None:
        return next((value for stem, value in _STEMS.items() if word.startswith(stem)), None)
    return scale


def _readings(written: str) -> Iterator[Reading]:
    """Yield the ways to read a figure, the likeliest first."""
    fraction = sum((_FRACTIONS[sign] for sign in written if sign in _FRACTIONS), Fraction(0))
    parts = re.findall(r"\d+", written)
    if not parts:
        yield (fraction,)
        return
    groups = [Fraction(int(part)) for part in parts]
    if len(parts) == 1:
        yield (groups[0] + fraction,)
        yield from _of_four(parts[0], groups[0])
        return
    signs = re.sub(r"[\d½¼¾⅓⅔]", "", written)
    if len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:]) and signs[0] not in ":/":
        yield (Fraction(int("".join(parts))),)
    if signs[-1] in ".," and signs.count(signs[-1]) == 1:
        decimal = Fraction(f"{int(''.join(parts[:-1]))}.{parts[-1]}")
        if decimal.denominator > 1 or len(parts[-1]) < 3:
            yield (decimal,)
    if signs == "/" and groups[1]:
        yield (groups[0] / groups[1],)
    if signs == ":" and not groups[1]:
        yield (groups[0],)
    if signs.strip(",'’"):
        yield tuple(groups)
        yield tuple(value % 100 if _FIRST_YEAR <= value < _LAST_YEAR else value for value in groups)
    if len(parts) == 2 and len(parts[1]) == 2 and len(parts[0]) <= 2:
        yield (Fraction(int("".join(parts))),)


_FRACTIONS = {
    "½": Fraction(1, 2),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
}


def _of_four(digits: str, value: Fraction) -> Iterator[Reading]:
    """Yield how else four digits are read: as a year of its century, or as a time of day."""
    if len(digits) == 4:
        hours, minutes = divmod(int(value), 100)
        if _FIRST_YEAR <= value < _LAST_YEAR:
            yield (Fraction(minutes),)
        elif hours < 24 and minutes < 60:
            yield (Fraction(hours), Fraction(minutes))


def _spelled_out(text: str, tokens: Sequence[AnalysedToken]) -> Iterator[Number]:
    """Yield the numbers in words; those that stand together are one."""
    run: list[tuple[AnalysedToken, Part]] = []
    glue: AnalysedToken | None = None
    for token in tokens:
        part = _part(token)
        if run and (part is None or token.start >= run[-1][0].end):
            between = text[run[-1][0].end : token.start]
            joined = glue is not None or not between.strip(" \u00a0-\u2010\u2011\n")
            if part is not None and joined and _goes_on([p for _, p in run], part):
                run.append((token, part))
                glue = None
                continue
            if part is None and token.form in ("and", "a", "с") and joined:
                glue = token
                continue
            yield _number_of(run)
            run = []
        glue = None
        if part is not None:
            run = [(token, part)]
        elif (value := prefixed(token.form)) is not None:
            yield Number(token.start, token.end, ((Fraction(value),),), sure=False)
    if run:
        yield _number_of(run)


def _part(token: AnalysedToken) -> Part | None:
    """Return what a word says of a number, if it does."""
    for name in (token.form, *(token.terms[:1] if is_cyrillic(token.form) else ())):
        if (part := WORDS.get(name)) is not None:
            return part
    return None


def _goes_on(parts: Sequence[Part], part: Part) -> bool:
    """Say whether a word adds to the number before it: twenty five does, two three does not."""
    if part.scale:
        return True
    before = parts[-1]
    if before.scale:
        return part.value < before.value
    if part.value == Fraction(1, 2):
        return before.value.denominator == 1
    return 0 < part.value < before.value and before.value % (100 if part.value >= 10 else 10) == 0


def _number_of(run: Sequence[tuple[AnalysedToken, Part]]) -> Number:
    """Return the number that words standing together say."""
    total = current = Fraction(0)
    for _, part in run:
        if not part.scale:
            current += part.value
        elif part.value == 100:
            current = (current or 1) * part.value
        else:
            total += (current or 1) * part.value
            current = Fraction(0)
    sure = any(part.sure for _, part in run)
    return Number(run[0][0].start, run[-1][0].end, ((total + current,),), sure)


def _roman(text: str, start: int, end: int) -> Iterator[Number]:
    """Yield Roman numerals up to 39: congresses, centuries, quarters, and parts."""
    for match in _ROMAN.finditer(text, start, end):
        values = [_ROMAN_VALUES[letter] for letter in match[0].translate(_IN_LATIN)]
        value = sum(
            -one if one < other else one
            for one, other in zip(values, [*values[1:], 0], strict=True)
        )
        yield Number(match.start(), match.end(), ((Fraction(value),),), sure=False)


def _months(
    tokens: Iterable[AnalysedToken], figures: Sequence[tuple[int, int]]
) -> Iterator[Number]:
    """Yield the names of months that stand beside figures, as their numbers."""
    for token in tokens:
        number = MONTHS.get(token.form) or (MONTHS.get(token.terms[0]) if token.terms else None)
        if number is not None and any(
            first - token.end <= _MONTH_NEAR and token.start - last <= _MONTH_NEAR
            for first, last in figures
        ):
            yield Number(token.start, token.end, ((Fraction(number),),), sure=False)
