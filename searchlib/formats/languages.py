"""Where does the Russian end and the English begin, when nothing marks the place?

Every line is weighed by its script: as many letters as stand in the wrong text
is what a division costs. The cheapest division wins, and each further change
of language must save more than it costs, so that glosses, quotations and names
in the other script stay where they are.
"""

from __future__ import annotations

import re
from itertools import groupby
from math import inf
from operator import itemgetter
from typing import NamedTuple

__all__ = ["body_of", "split_by_language"]

_CYRILLIC = re.compile(r"[\u0400-\u052f]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
# In the alphabet of most lines letters can be counted as bytes, which is ten times as fast.
_ALPHABET = "cp1251"
_NO_LATIN, _NO_CYRILLIC = (
    bytes(
        code
        for code in range(256)
        if code != ord("\n") and not of.match(bytes((code,)).decode(_ALPHABET, "replace"))
    )
    for of in (_LATIN, _CYRILLIC)
)
# Letters that the alphabet has not, and one of their script that it has.
_BEYOND = (
    (re.compile("[\u00c0-\u024f]"), "w"),
    (re.compile("[\u0400\u040d\u0450\u045d\u0460-\u048f\u0492-\u052f]"), "ж"),
)
_NUMBER_SIGN = re.compile(r"[Nn](?<!\w.)[ºo°]\.?[^\S\n]?(?=\d)")


def _kind(char: str) -> str:
    """Return what a character may be in a number sign: it is told so in a tenth of the time."""
    kinds = {"N": "N", "n": "N", "o": "o", "°": "o", ".": "."}
    return kinds.get(char, " " if char.isspace() else "0" if char.isdecimal() else "-")


_KINDS = "".join(_kind(bytes((n,)).decode(_ALPHABET, "replace")) for n in range(256)).encode()
_NUMBER_SIGNS = (b"No0", b"No.0", b"No 0", b"No. 0")

# "[...]", "[….]", "...", "* * *", "---": something was left out, or a text is over.
_CLOSING = re.compile(r"^\s*(?:[\[(<]?\s*(?:\.{2,}|…)[.…\s]*[\])>]?|(?:[-*_=]\s*){3,})\s*$")

# Below this share of the other text's letters a script is glosses, not a text: where
# the description promises no languages, where it promises one, and for a few words.
_GLOSSES, _GLOSSES_IN_ONE, _GLOSSES_IN_FEW = 0.1, 0.3, 0.5
_FEW = 40
# What each change of language after the first must save, in letters.
_CHANGE_SHARE, _CHANGE_MOST = 0.15, 400
# Where more than this share stays in the wrong text, the languages alternate.
_MISPLACED = 0.2


class _Line(NamedTuple):
    text: str
    ru: int
    en: int


def split_by_language(body: str, expected: tuple[str, ...] = ()) -> tuple[tuple[str, str], ...]:
    """Divide a body into (language, text), each language once, in order of appearance.

    ``expected`` are the languages the description promises. Every non-blank line
    of the body is in exactly one of the texts.
    """
    lines = _weighed(body)
    languages = _languages(lines, expected)
    parts: dict[str, list[str]] = {}
    start = 0
    for language, run in groupby(languages):
        end = start + sum(1 for _ in run)
        text = body_of("\n".join(line.text for line in lines[start:end]))
        start = end
        if text:
            parts.setdefault(language, []).append(text)
    return tuple((language, "\n\n".join(texts)) for language, texts in parts.items())


def _weighed(text: str) -> list[_Line]:
    """Count each line's letters by script; a number sign is no word of either language."""
    try:
        signs = text.encode(_ALPHABET)
        if any(map(signs.translate(_KINDS).__contains__, _NUMBER_SIGNS)):
            signs = _NUMBER_SIGN.sub("", text).encode(_ALPHABET)
    except UnicodeEncodeError:
        counted = _NUMBER_SIGN.sub("", text)
        for beyond, letter in _BEYOND:
            counted = beyond.sub(letter, counted)
        signs = counted.encode(_ALPHABET, "replace")
    ru, en = (
        map(len, signs.translate(None, others).split(b"\n")) for others in (_NO_CYRILLIC, _NO_LATIN)
    )
    return [*map(_Line, text.split("\n"), ru, en)]


# The division ---------------------------------------------------------------


def _languages(lines: list[_Line], expected: tuple[str, ...]) -> list[str]:
    """Return the language of every line."""
    total = {
        "ru": sum(ru for _, ru, en in lines if ru > en),
        "en": sum(en for _, ru, en in lines if en >= ru),
    }
    more, less = sorted(total, key=lambda language: (-total[language], language != "en"))
    if total[less] <= _glosses(total[less], expected) * total[more]:
        return [more] * len(lines)
    change = min(_CHANGE_MOST, _CHANGE_SHARE * total[less])
    languages = _cheapest(lines, change)
    while change > 1 and _misplaced(lines, languages) > _MISPLACED * total[less]:
        change /= 4
        languages = _cheapest(lines, change)
    return _with_loose_lines(lines, languages)


def _glosses(letters: int, expected: tuple[str, ...]) -> float:
    """Return the share of the longer text up to which the other script is no text."""
    promised = {"ru", "en"} & set(expected)
    if len(promised) == 2:
        return 0
    usual = _GLOSSES_IN_ONE if promised else _GLOSSES
    return max(usual, _GLOSSES_IN_FEW) if letters < _FEW else usual


def _misplaced(lines: list[_Line], languages: list[str]) -> int:
    """Count the letters of lines that stand in a text of the other language."""
    wrong = (
        ru - en if language == "en" else en - ru
        for (_, ru, en), language in zip(lines, languages, strict=True)
    )
    return sum(letters for letters in wrong if letters > 0)


def _cheapest(lines: list[_Line], change: float) -> list[str]:
    """Choose the languages that put the fewest letters into the wrong text (Viterbi).

    The first change is free: two languages were found, so there is one at least.
    """
    # What it costs to have come this far: in the first language, and after a change.
    first_ru = first_en = 0.0
    ru = en = inf
    steps: list[tuple[int, int]] = []
    for _, in_ru, in_en in lines:
        ru_cost, ru_step = en + change, _CHANGED
        if ru < ru_cost:
            ru_cost, ru_step = ru, _STAYED
        if first_en < ru_cost:
            ru_cost, ru_step = first_en, _LEFT_FIRST
        en_cost, en_step = first_ru, _LEFT_FIRST
        if en < en_cost:
            en_cost, en_step = en, _STAYED
        if ru + change < en_cost:
            en_cost, en_step = ru + change, _CHANGED
        steps.append((ru_step, en_step))
        first_ru, first_en = first_ru + in_en, first_en + in_ru
        ru, en = ru_cost + in_en, en_cost + in_ru
    _, language, changed = min(
        (first_ru, "ru", False),
        (en, "en", True),
        (ru, "ru", True),
        (first_en, "en", False),
        key=itemgetter(0),
    )
    return _way_back(steps, language, changed=changed)


_STAYED, _CHANGED, _LEFT_FIRST = range(3)


def _way_back(steps: list[tuple[int, int]], language: str, *, changed: bool) -> list[str]:
    """Return the language of every line on the way that ends in ``language``."""
    languages = []
    for into_ru, into_en in reversed(steps):
        languages.append(language)
        step = into_ru if language == "ru" else into_en
        if changed and step != _STAYED:
            language, changed = ("en" if language == "ru" else "ru"), step == _CHANGED
    return languages[::-1]


def _with_loose_lines(lines: list[_Line], languages: list[str]) -> list[str]:
    """Give lines without a language to the text they close or open.

    An omission mark right after a text closes it; numbers, dates and further
    marks open the text that follows. Before the first and after the last text
    there is only one to belong to.
    """
    settled = list(languages)
    last = ""
    loose: list[int] = []
    for number, ((_, ru, en), language) in enumerate(zip(lines, languages, strict=True)):
        if not ru and not en:
            loose.append(number)
            continue
        closing = _closing(lines, loose) if last and last != language else 0
        for position, index in enumerate(loose):
            settled[index] = last if last == language or position < closing else language
        last, loose = language, []
    for index in loose:
        settled[index] = last or languages[index]
    return settled


def _closing(lines: list[_Line], loose: list[int]) -> int:
    """Count the loose lines between two texts that close the first of them."""
    count = marks = 0
    for index in loose:
        text = lines[index].text
        if text.strip() and not _CLOSING.match(text):
            break
        # Of two marks in a row the second opens the following text.
        marks += bool(text.strip())
        if marks > 1:
            break
        count += 1
    return count


# The text -------------------------------------------------------------------

_ENDED = re.compile(r"[.!?…:;]['\"”»’)\]*_]*$")
_LIST_ITEM = re.compile(r"^\s*(?:[-*+•–—]\s|\(?(?![тгср]\.)\w{1,3}[.)]\s|#|>|\|)")


def body_of(text: str) -> str:
    """Return a text as written: paragraphs one blank line apart, page breaks healed.

    A page break is two paragraphs of which the first ends without a stop and the
    second goes on in lower case; one space joins them again.
    """
    # Each paragraph is a list of pieces: text is joined once, however often it goes on.
    paragraphs: list[list[str]] = []
    lines: list[str] = []
    for line in (*map(str.rstrip, text.split("\n")), ""):
        if line:
            lines.append(line)
            continue
        if not lines:
            continue
        paragraph, lines = "\n".join(lines), []
        if paragraphs and _goes_on(paragraphs[-1], paragraph):
            # A word broken at its hyphen stays broken over a line, as in print.
            joint = "\n" if paragraphs[-1][-1].endswith("-") else " "
            paragraphs[-1] += [joint, paragraph.lstrip()]
        else:
            paragraphs.append([paragraph])
    return "\n\n".join(map("".join, paragraphs))


def _goes_on(before: list[str], after: str) -> bool:
    """Tell a paragraph that goes on after a page break."""
    tail = before[-1][-80:]
    return (
        after.lstrip()[:1].islower()
        and not _LIST_ITEM.match(after)
        and not _ENDED.search(tail)
        and not _CLOSING.match(tail.rpartition("\n")[2])
        and not before[0][:4].lstrip().startswith(("#", "|", ">"))
    )
