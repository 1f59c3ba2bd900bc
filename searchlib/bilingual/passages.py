"""Where does a passage begin, and where does it end? A text cut into its sentences.

A passage is a sentence, an item of a list, a heading, or a line that stands alone. Blank
lines part passages, but for a sentence that goes on behind one, as over the end of a page.
Every character that is no white space lies in just one passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from searchlib.bilingual.abbreviations import ABBREVIATIONS
from searchlib.bilingual.stop_words import STOP_WORDS

__all__ = ["LONGEST", "Span", "passages"]

LONGEST = 1200
"""A sentence longer than this many characters is cut into passages of about half of it."""

Span = tuple[int, int]

_BLANK_LINE = re.compile(r"\n[ \t\r\f\v]*+\n")
_LETTER = r"[^\W\d_]"
_NUMBERED = rf"\(?(?:\d{{1,3}}|{_LETTER}|[ivxIVX]{{2,4}})\)"
_BULLET = r"[-*•·]"
_CLOSERS = r"(?:[»”“\"'’)\]¹²³⁰⁴-⁹]|\[\d{1,3}\])*+"
_OPENINGS = (
    r"(?:The|This|That|These|There|It|He|She|We|They|In|On|At|For|From|With|By|As|If|When|While|After"
    r"|But|And|However|His|Her|Their|Its|Our|According)(?=\s[a-z\d«\"“])"
    r"|На|По|Он|Она|Они|Это|Этот|Эта|Эти|Об|Из|Как|Что|Чтобы|Но|Мы|Если|Когда|Для|От|При|За|До|Во"
    r"|Со|Под|Без|Так|Также|Однако|Там|Тем|После|Сейчас|Теперь|Кроме|Между|В"
)
"""Words that sentences begin with. Standing so behind no stop, one follows a heading without."""
_ENDS = re.compile(
    r"[.!?…;:,\n ](?:"  # begun with one set of characters, it is found four times as fast
    r"(?![a-zа-я])(?:"  # so most spaces are passed by
    rf"(?<=[.!?…])(?<![.!?…]{{2}})[.!?…]*+(?P<closers>{_CLOSERS})\s++"
    rf"|(?<= )(?=[A-ZА-Я])(?<=[\w»”\"%)] )(?P<heading>(?=(?:{_OPENINGS})\s))"
    rf"|(?<=[;:,])(?P<item>[ \t\u00a0]++(?={_NUMBERED}\s)))"
    r"|(?<=\n)\s*+)"
)
_OPENERS = re.compile(r"[«“„\"'‘(\[…]*+(?:[—–-]+\s*+)?[«“„\"'‘(\[…]*+")
_ITEM = re.compile(rf"(?:{_BULLET}\s+)?(?:{_NUMBERED}|\d{{1,3}}\.)\s|{_BULLET}\s|[—–-]\s?[A-ZА-ЯЁ]")
_MARKER = re.compile(rf"[-*•·—–\s(]*+(?:\d{{1,3}}(?:\.\d{{1,3}})*+|{_LETTER}|[IVX]{{1,5}})")
_INITIAL = re.compile(r"(?:[A-ZА-ЯЁ]|Дж|Ch|Th|Yu|Ya)(?:\.-?[A-ZА-ЯЁ])*+")
_WORD = re.compile(r"[\w-]+")
_CLAUSE = re.compile(r"[;,:]\s")
_CLOSING = {"(": ")", "[": "]"}
_SHORTEST_HEADING = 12
_GOES_ON = frozenset(",-–—¬\u00ad")
_NARROW = 30
"""Lines up to this many characters are no lines of running text, but of a letterhead."""
_BRIEF = 30
"""A clause this long has hardly said anything yet: 17 мая 1949 г. Мао Цзэдун ..."""
_LONGEST_ABBREVIATION = 8
_ASIDE = 250
"""Stops in brackets do not end a sentence, if the brackets close within so many characters."""


def passages(text: str) -> tuple[Span, ...]:
    """Return the offsets of the passages of a text, in order."""
    found: list[Span] = []
    for start, end in _paragraphs(text):
        for first, last in _sentences(text, start, end):
            if last - first <= LONGEST:
                found.append((first, last))
            else:
                found += _cut(text, first, last)
    return tuple(found)


def _paragraphs(text: str) -> Iterator[Span]:
    """Yield what lies between blank lines, but as one where a sentence goes on behind one."""
    begun: Span | None = None
    start = 0
    for end in (*(match.start() for match in _BLANK_LINE.finditer(text)), len(text)):
        here = _trimmed(text, start, end)
        start = end
        if here is None:
            continue
        if begun is None:
            begun = here
        elif _runs_on(text, begun, here[0]):
            begun = begun[0], here[1]
        else:
            yield begun
            begun = here
    if begun is not None:
        yield begun


def _runs_on(text: str, before: Span, start: int) -> bool:
    """Say whether a paragraph that begins at ``start`` goes on with the one before."""
    begun, end = before
    last = text[end - 1]
    return (
        text[start].islower()
        and (last in _GOES_ON or (last.isalpha() and end - begun > _NARROW))
        and not _ITEM.match(text, start)
    )


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """Return a stretch without the white space around it, or None if there is nothing else."""
    inner = text[start:end]
    left = len(inner.lstrip())
    return (end - left, start + len(inner.rstrip())) if left else None


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of a paragraph."""
    widest = 0
    begin = start
    for match in _ENDS.finditer(text, start, end):
        kind = match.lastgroup
        if kind == "closers":
            last = match.end("closers")
            ends = _stops(text, begin, match)
        else:
            last = match.start() + (kind == "item")
            ends = kind is not None and not _inside_brackets(text, begin, last)
            if kind == "heading":
                ends = ends and last - begin >= _SHORTEST_HEADING and not _quoted(text, begin, last)
        if not ends and "\n" in match[0]:
            widest = widest or max(map(len, text[start:end].split("\n")))
            ends = _breaks(text, last, match.end(), widest)
        if ends:
            yield begin, begin + len(text[begin:last].rstrip())
            begin = match.end()
    yield begin, end


def _breaks(text: str, end: int, start: int, widest: int) -> bool:
    """Say whether a passage ends with its line, and does not run over into the next."""
    if _ITEM.match(text, start):
        return True
    first = _first_letter(text, start)
    if text[end - 1] in _GOES_ON or text[first : first + 1].islower():
        return False
    length = end - text.rfind("\n", 0, end) - 1
    return text[end - 1] in ";:" or widest <= _NARROW or length < 0.7 * widest


def _stops(text: str, begin: int, match: re.Match[str]) -> bool:
    """Say whether a sentence ends with these stops."""
    at, after = match.span()
    first = after if text[after : after + 1].isalnum() else _first_letter(text, after)
    if text[first : first + 1].islower() and not _ITEM.match(text, after):
        return False
    if text[at - 1 : at] in _CLOSING or _inside_brackets(text, begin, match.end("closers")):
        return False
    if text[at] != "." or match.start("closers") > at + 1:
        return True
    short = max(begin, at - _LONGEST_ABBREVIATION)
    long_word = at - short == _LONGEST_ABBREVIATION and text[short:at].isalpha()
    return long_word or _full_stop(text, begin, match, first)


def _full_stop(text: str, begin: int, stop: re.Match[str], first: int) -> bool:
    """Say whether a sentence ends with this full stop: not if it is that of an abbreviation.

    What follows is no small letter: it begins at ``first``.
    """
    at = stop.start()
    if at - begin < _BRIEF and _MARKER.fullmatch(text, begin, at):
        return False
    before, word = _last_words(text, begin, at)
    if word[:1].isupper() and _INITIAL.fullmatch(word):
        return bool(stop["closers"]) or _is_opening(text, first)
    pair = (before + word).lower() if before.endswith(".") else ""
    kind = ABBREVIATIONS.get(pair) or ABBREVIATIONS.get(word.lower())
    if kind is None and len(word) != 1:
        return True
    number = text[first : first + 1].isdigit()
    opening = not number and _is_opening(text, first)
    match kind:
        case None:
            return opening or not word.isalpha()
        case "before a name":
            return False
        case "before a number":
            return not number
        case "behind a number":
            counted = before[-1:].isdigit() or len(word) > 1
            return not number if counted else opening
        case "behind a year":
            counted = before[-1:].isdigit() or before.isupper() or before.endswith(".")
            return counted and (opening or (at - begin > _BRIEF and not number))
        case "closes a list":
            return ")" not in stop["closers"]
    return opening


def _last_words(text: str, begin: int, at: int) -> tuple[str, str]:
    """Return the last two words before a stop, the last without the signs that open it."""
    words = text[max(begin, at - _BRIEF) : at].split()[-2:]
    if not words or text[at - 1].isspace():
        return "", ""
    return (words[0] if len(words) > 1 else ""), words[-1].lstrip("«“„\"'‘([—–")


def _first_letter(text: str, start: int) -> int:
    """Return where the first word begins: behind quotes, brackets and dashes."""
    if text[start : start + 1].isalnum():
        return start
    match = _OPENERS.match(text, start)
    return match.end() if match else start


def _is_opening(text: str, start: int) -> bool:
    """Say whether a word is one that sentences begin with: a stop word, and no initial."""
    match = _WORD.match(text, start)
    return (
        match is not None
        and match[0].lower() in STOP_WORDS
        and not text.startswith(".", match.end())
    )


def _inside_brackets(text: str, begin: int, at: int) -> bool:
    """Say whether ``at`` lies in brackets that stand inside the sentence, and soon close."""
    begin = (begin if begin > at - _ASIDE else at - _ASIDE) + 1
    opened = text.rfind("(", begin, at)
    if (square := text.rfind("[", begin, at)) > opened:
        opened = square
    if opened < 0:
        return False
    closing = _CLOSING[text[opened]]
    return closing not in text[opened:at] and closing in text[at : at + _ASIDE]


def _quoted(text: str, begin: int, at: int) -> bool:
    """Say whether ``at`` lies in a quotation that begins in the sentence."""
    begin = max(begin, at - _ASIDE)
    return bool(text.count('"', begin, at) % 2) or any(
        text.count(opening, begin, at) > text.count(closing, begin, at)
        for opening, closing in (("«", "»"), ("“", "”"))
    )


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the parts of a very long sentence: cut at a comma, else between words, or anywhere."""
    while end - start > LONGEST:
        least, most = start + LONGEST // 4, start + LONGEST
        commas = [match.end() for match in _CLAUSE.finditer(text, least, most)]
        aim = start + LONGEST // 2
        space = text.rfind(" ", least, most) + 1
        cut = min(commas, key=lambda at: abs(at - aim)) if commas else space or most
        yield start, start + len(text[start:cut].rstrip())
        while text[cut].isspace():
            cut += 1
        start = cut
    yield start, end
