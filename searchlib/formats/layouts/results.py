"""Is a page a list of search results? Such a page is refused: it holds no record."""

from __future__ import annotations

import re
from functools import cache

from searchlib.archival.titles import document_type
from searchlib.errors import FormatError
from searchlib.formats.layouts.description import date_line, is_support
from searchlib.formats.layouts.furniture import is_furniture
from searchlib.formats.layouts.lines import key
from searchlib.records import Record

__all__ = ["read"]

# How a list counts what it shows, folded; what stands in braces is below.
_COUNTS = """
    (search )?results? ?:? ?\\(?{shown} {of} {total}\\)?{rest}
    (showing|displaying|viewing) ({things} )?{shown} {of} {total}{rest}
    {shown} {of} {total} {things}{rest}
    (search )?results? ?[:(] ?{total}\\)?
    ((about|we found|found|your search (returned|found)) )?{total} {things} (found|for|match){rest}
    about {total} {things}
    (we found|found|there are|your search (returned|found)) {total} {things}{rest}
    (всего )?найден[оаы]?( всего)?( {things})? ?:? ?{total}( {things})?{rest}
    (результаты( поиска)?|показан[оы]?( {things})?) ?:? ?(с )?{shown} {of} {total}{rest}
    результат(ы|ов)( поиска)? ?[:(] ?{total}\\)?
    по (вашему )?запросу .{{0,80}}найден[оаы]? ?:? ?{total}{rest}
"""
# How these begin, but for numbers.
_COUNTS_BEGIN = (
    "search", "result", "showing", "displaying", "viewing", "about", "we ", "found", "your",
    "there", "всего", "найден", "результат", "показан", "по ",
)  # fmt: skip
# A count in no words: "1 - 3 of 97", "97 documents".
_BARE_COUNTS = """
    {shown} {of} {total}
    {total} {things}( найдено)?
"""
_NUMBER = r"(\d{1,3}([ ,.']\d{3}){1,3}|\d{1,9})"
_PARTS = {
    "total": f"(?P<total>{_NUMBER})",
    "shown": f"{_NUMBER} ?([-‐‑‒–—−]|to|по|до) ?{_NUMBER}",
    "of": "(of|out of|from|из|от)( (about|over|более))?",
    "things": r"((search )?results?|documents?|records?|items?|entries|hits|matches"
    r"|(документ|результат|запис|материал|дел|единиц)\w*( хранения)?)",
    "rest": "( .{0,80}|[.;,].{0,80})?",
}


@cache
def _patterns(table: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row.strip().format(**_PARTS)) for row in table.strip().split("\n"))


_HEADINGS = frozenset({
    "results", "result", "search results", "documents", "records", "items", "sort by",
    "sort by relevance", "relevance", "результаты", "результаты поиска", "документы", "записи",
    "сортировать по", "сортировка", "по дате", "по релевантности", "date", "title",
})  # fmt: skip
_DIGIT = re.compile(r"\d")
_NUMBERED = re.compile(r"\s{0,3}\d{1,4}[.)]\s+\S")
# What pages through a list, sorts or filters it: "2", "Page 1 of 10", "Next ›".
_PAGER = re.compile(
    r"\d{1,3}|(?:page|стр\w*\.?)\s\d.{0,20}|(?:sort|sorted|filter|view|сортир\w*|фильтр\w*)\b.{0,40}"
    r"|(?:[«‹<>›»]|first|last|next|prev\w*|первая|последняя|следующая|предыдущая)(?:\s.{0,20})?"
)
_SENTENCE = re.compile(r"[a-zа-яё]{3}[.!?][\"”»)]?$")
_END = 5
_TOP = 120
"""Within how many lines results are counted."""
_FEWEST_ENTRIES = 2
_MOST_LINES = 5_000
"""How many lines of a list are counted."""


def read(lines: list[str], source: str) -> list[Record]:
    """Refuse a list of search results with FormatError; give none for any other page."""
    counted = next(filter(None, (_count(lines, number) for number in range(_top(lines)))), None)
    if counted is None:
        return []
    number, found, said = counted
    total = int(re.sub(r"\D", "", found["total"]))
    entries, without_summary = _entries(lines[number + 1 :])
    if entries < (1 if said else _FEWEST_ENTRIES):
        return []
    raise FormatError(
        f"{source}: the page is a list of search results, not a record: it shows {entries:,} of"
        f" {total:,} records, {without_summary:,} of them without a summary; save or export each"
        " record's own page"
    )


def _top(lines: list[str]) -> int:
    """Return how many lines may count results: above a list stands no sentence."""
    top = enumerate(lines[:_TOP])
    return next((number + 1 for number, line in top if _is_prose(line)), min(_TOP, len(lines)))


def _is_prose(line: str) -> bool:
    """Tell a line of a document, or of its description, from a site's menu."""
    text = line.strip()
    # A sentence's end is sought at the end alone: so it takes no time to pass by the rest.
    long = len(text) > 150 or bool(text and (is_support(line) or _SENTENCE.search(text[-_END:])))
    return long and not is_furniture(line)


def _count(lines: list[str], number: int) -> tuple[int, re.Match[str], bool] | None:
    """Return the match of a line that counts results, and whether it says so in words."""
    if not _DIGIT.search(lines[number]):
        return None
    folded = key(lines[number])[:200]
    if not (folded[:1].isdecimal() or folded.startswith(_COUNTS_BEGIN)):
        return None
    if found := _first_match(_COUNTS, folded):
        return number, found, True
    if found := _first_match(_BARE_COUNTS, folded):
        above = (key(line) for line in lines[max(0, number - 4) : number])
        return number, found, bool(_HEADINGS & set(above))
    return None


def _first_match(table: str, text: str) -> re.Match[str] | None:
    return next((found for row in _patterns(table) if (found := row.fullmatch(text))), None)


def _entries(lines: list[str]) -> tuple[int, int]:
    """Count the entries of a list, and those that are no more than a date and a title."""
    kept = [line for line in lines[:_MOST_LINES] if line.strip() and not _is_of_list(line)]
    dates = [number for number, line in enumerate(kept) if date_line(line) is not None]
    if not dates:
        numbered = [number for number, line in enumerate(kept) if _NUMBERED.match(line)]
        starts, bare = numbered, 1
    else:
        # Each entry begins with its date, or with the title above it.
        titles = (bool(document_type(kept[number - 1])) for number in dates if number)
        others = (bool(document_type(line)) for line in _below(kept, dates))
        above = dates[0] > 0 and (dates[-1] == len(kept) - 1 or sum(titles) > sum(others))
        starts, bare = ([number - 1 for number in dates] if above else dates), 2
    ends = [*starts[1:], len(kept)][: len(starts)]
    return len(starts), sum(end - start <= bare for start, end in zip(starts, ends, strict=True))


def _below(lines: list[str], dates: list[int]) -> list[str]:
    return [lines[number + 1] for number in dates if number + 1 < len(lines)]


def _is_of_list(line: str) -> bool:
    """Tell a line that is of the list, not of an entry: its headings and its pages."""
    folded = key(line)
    return folded in _HEADINGS or is_furniture(line) or bool(_PAGER.fullmatch(folded[:60]))
