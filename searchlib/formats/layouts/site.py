"""What does a page of a digital archive's site hold, saved as text?

Above the document stand the site's menus and perhaps a neighbour's summary, then date,
title and, on the older site, summary and citation; below it the record's own summary and
its description under labels, then neighbours again. Which labels survive differs from
page to page, and so nothing is taken by its place alone.
"""

from __future__ import annotations

import re

from searchlib.archival.language_names import language_codes
from searchlib.formats.layouts.description import (
    Description,
    date_line,
    is_support,
    opening_title,
    record,
)
from searchlib.formats.layouts.furniture import is_furniture, is_plain_furniture
from searchlib.formats.layouts.lines import address, joined, key, unmarked, without_rules
from searchlib.formats.layouts.site_labels import (
    begins_labels,
    closes_head,
    is_format,
    label_of,
    marks,
)
from searchlib.records import Record

__all__ = ["read", "read_stripped"]

_FEWEST_MARKS = 2
_TOP = 300
"""Within how many lines a record's date and title stand."""
_FEW = 8
"""How many lines of others may stand above a date that nothing else tells to be the record's."""
_LONGEST_HEAD = 120
_LONGEST_TITLE = 400


def read(lines: list[str], source: str) -> list[Record]:
    """Read a page whose labels tell it; none where fewer than two do."""
    return _read(lines, source) if marks(lines) >= _FEWEST_MARKS else []


def read_stripped(lines: list[str], source: str) -> list[Record]:
    """Read a page without labels: a date, a title and who supported it, in this order."""
    top = [number for number in range(min(_TOP, len(lines))) if lines[number].strip()]
    for first, second, third in zip(top, top[1:], top[2:], strict=False):
        if is_support(lines[third]) and date_line(lines[first]) is not None:
            return _read(lines, source) if _is_title(lines[second]) else []
    return []


def _read(lines: list[str], source: str) -> list[Record]:
    described = Description()
    title = _title(lines, described)
    if title is None:
        return []
    described.title = unmarked(lines[title])
    start = _head(lines, title + 1, described)
    end = next((n for n in range(start, len(lines)) if begins_labels(lines, n)), len(lines))
    _labels(lines[end:], described)
    if not (described.url or address(described.citation)):
        described.url = _address_by_number(lines, described.number)
    body = _trimmed([line for line in lines[start:end] if not is_plain_furniture(line)])
    if not described.summary:
        body, described.summary = _own_summary(body, described.title, labels=end < len(lines))
    return [record(described, "\n".join(without_rules(body)), source)]


# Title and date -------------------------------------------------------------


def _title(lines: list[str], described: Description) -> int | None:
    """Find the title's line, and the date above it: what stands higher is not the record's."""
    quotes = (opening_title(line.strip())[0] for line in lines[: 2 * _TOP])
    quoted = {key(quote).rstrip(",") for quote in quotes if quote}
    support = _first_support(lines)
    best, found = 0, None
    above = 0
    for number, line in enumerate(lines[:_TOP]):
        title = _next(lines, number + 1) if date_line(line) is not None else None
        if title is not None and _is_title(lines[title]):
            # A date may also stand in a document, or above a neighbour's title.
            told = 4 * (key(lines[title]).rstrip(",") in quoted)
            told += 2 * _opens_head(lines, title) + (above < _FEW and number < support)
            if told > best:
                best, found, described.date = told, title, unmarked(line)
        above += bool(line.strip()) and not is_furniture(line)
    return _undated_title(lines) if found is None else found


def _next(lines: list[str], start: int) -> int | None:
    """Return the next line that says something and is not the site's."""
    for number in range(start, min(start + 20, len(lines))):
        if lines[number].strip() and not is_furniture(lines[number]):
            return number
    return None


def _is_title(line: str) -> bool:
    return len(line) <= _LONGEST_TITLE and not label_of(line)[0] and not is_support(line)


def _opens_head(lines: list[str], title: int) -> bool:
    """Tell a title by what follows it: who supported the record, or the site's buttons."""
    following = [line for line in lines[title + 1 : title + 8] if line.strip()][:3]
    return any(is_support(line) or is_furniture(line) for line in following)


def _first_support(lines: list[str]) -> int:
    """Return the line that says who supported the record; the title stands above it."""
    return next((n for n, line in enumerate(lines[:_TOP]) if is_support(line)), len(lines))


def _undated_title(lines: list[str]) -> int | None:
    """Find the title of a page without a date: above who supported it, or the first line."""
    support = _first_support(lines)
    if support < len(lines):
        above = (n for n in range(support - 1, -1, -1) if lines[n].strip())
        return next((n for n in above if not is_furniture(lines[n])), None)
    first = _next(lines, 0)
    return first if first is not None and _is_title(lines[first]) else None


# Between title and document -------------------------------------------------


def _is_button(lines: list[str], number: int, start: int) -> bool:
    """Tell a word or two between buttons that are known."""
    above = [line for line in lines[start:number] if line.strip()]
    below = next((line for line in lines[number + 1 : number + 4] if line.strip()), "")
    few = len(lines[number].split()) <= 3 and not re.search(r"[.!?:;,]\s*$", lines[number])
    return few and bool(above) and is_furniture(above[-1]) and is_furniture(below)


_CITES = re.compile(r"\bdigital archive,|\bцифровой архив,", re.IGNORECASE)


def _head(lines: list[str], start: int, described: Description) -> int:
    """Read what stands between a title and its document; return where the document begins."""
    reach = range(start, min(start + _LONGEST_HEAD, len(lines)))
    closing = max((n for n in reach if closes_head(lines[n])), default=start - 1)
    prose: list[str] = []
    number = start
    while number < len(lines):
        line = lines[number]
        if not line.strip() or closes_head(line) or is_furniture(line) or is_format(line):
            number += 1
        elif is_support(line):
            described.credits = unmarked(line)
            number += 1
        elif key(line) == key(described.title):
            number += 1
        elif end := _end_of_citation(lines, number):
            described.citation = joined(lines[number:end])
            number = end
        elif re.match(r"<?https?://\S+>?$", unmarked(line)):
            described.url = address(line)
            number += 1
        elif number < closing:
            prose.append(line)
            number += 1
        elif _is_button(lines, number, start):
            number += 1
        else:
            break
    described.summary = joined(prose)
    return number


def _end_of_citation(lines: list[str], start: int) -> int:
    """Return where a citation ends that begins here; 0 where none does.

    It is a title in quotation marks, with the digital archive's name or address behind it,
    perhaps on the next lines.
    """
    if not lines[start].lstrip().startswith(('"', "“", "«", "„")):
        return 0
    end = start + 1
    while end < min(start + 12, len(lines)) and lines[end].strip() and not address(lines[end - 1]):
        if closes_head(lines[end]) or is_furniture(lines[end]) or label_of(lines[end])[0]:
            break
        end += 1
    text = " ".join(lines[start:end])[:5000]
    return end if _CITES.search(text) or address(text) else 0


# Below the document ---------------------------------------------------------


def _labels(lines: list[str], described: Description) -> None:
    """Read the description below a document, label by label."""
    values: dict[str, list[str]] = {}
    part = ""
    for line in lines:
        label, value = label_of(line, inside=True)
        if label:
            part = label
            values.setdefault(part, []).extend(filter(None, [value]))
        elif line.strip() or values.get(part):
            values.setdefault(part, []).append(line)
    first = {part: _first_paragraph(value) for part, value in values.items()}
    described.summary = described.summary or first.get("summary", "")
    described.classification = first.get("classification", "")[:60]
    described.kind = first.get("kind", "")[:60]
    described.credits = described.credits or first.get("credits", "")
    described.languages = _languages(first.get("languages", ""))
    for part in ("citation", "source", "information", "archive"):
        described.citation = described.citation or first.get(part, "")
    described.number = first.get("number", "")[:20]


_DIGITAL_ARCHIVE = re.compile(
    r"wilson ?cent|центра? вильсона|history and public policy program", re.IGNORECASE
)


def _address_by_number(lines: list[str], number: str) -> str:
    """Return a record's address in the archive whose site this plainly is, by its number."""
    ends = (*lines[:_TOP], *lines[-_TOP:])
    known = any(_DIGITAL_ARCHIVE.search(line[:500]) for line in ends)
    if not known or not re.fullmatch(r"\d{4,9}", number):
        return ""
    return f"https://digitalarchive.wilsoncenter.org/document/{number}"


def _first_paragraph(lines: list[str]) -> str:
    """Return a label's value: what stands below it may be the value of a label that is lost."""
    return joined(lines).partition("\n\n")[0]


def _languages(value: str) -> tuple[str, ...]:
    codes = language_codes(value[:100])
    return codes if all(len(code) == 2 for code in codes) else ()


def _trimmed(lines: list[str]) -> list[str]:
    """Return a document's lines without the site's below it."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or is_furniture(lines[end - 1])):
        end -= 1
    return lines[:end]


# The record's own summary ---------------------------------------------------

_SENTENCE = re.compile(r"[\"“«]?[A-ZА-ЯЁ].{20,1500}[.!?][\"”»)]?")
_WRITER = re.compile(
    r"\b(?:I|we|you|your|our|my|me|us|я|мы|вы|вас|вам|нас|нам|наш\w*|ваш\w*|прошу|просим"
    r"|сообщаю|сообщаем)\b",
    re.IGNORECASE,
)
# What may follow a signature and is still the document's.
_POSTSCRIPT = re.compile(
    r"P\. ?S\b|Cop(?:y|ies)\b|cc\b|Enclos|Attach|Note\b|Translat|Sent\b|Received\b|Distribut"
    r"|П\. ?С\b|Копи[яи]|Приложени|Разослан|Отправлен|Получен|Перев[её]л",
    re.IGNORECASE,
)
_FULL_LINE = 50
_NAME = re.compile(r"[A-ZА-ЯЁ][\w'’-]{3,}")
_TYPES = re.compile(r"\b(?:Ciphered|Telegram|Cable|Letter|Report|Memorandum|Record|Conversation"
                    r"|From|Minutes|Note|Ministry|Embassy|Soviet)\b")  # fmt: skip


def _own_summary(lines: list[str], title: str, *, labels: bool) -> tuple[list[str], str]:
    """Divide a document from the summary that stands below it without a label.

    A summary is a sentence in nobody's voice that follows what closes a document (a
    signature, a date, a list of copies), or that names whom the title names.
    """
    start = _last_paragraph(lines)
    text = joined(lines[start:])
    if not _SENTENCE.fullmatch(text) or len(text.split()) < 5:
        return lines, ""
    if _WRITER.search(text) or _POSTSCRIPT.match(text):
        return lines, ""
    above = next((line.strip() for line in reversed(lines[:start]) if line.strip()), "")
    closed = bool(above) and len(above) < 60 and not re.search(r"[a-zа-яё]{3}[.!?:;,]\W*$", above)
    names = set(_NAME.findall(_TYPES.sub("", title)))
    named = bool(names & set(_NAME.findall(text)))
    if (labels and closed) or named:
        return _trimmed(lines[:start]), text
    return lines, ""


def _last_paragraph(lines: list[str]) -> int:
    """Return where the last paragraph begins: above it a line is short, or ends a sentence."""
    start = len(lines) - 1
    while start > 0 and len(lines) - start < 8:
        above = lines[start - 1].rstrip()
        if len(above) < _FULL_LINE or above.endswith((".", "!", "?", ":")):
            break
        start -= 1
    return max(start, 0)
