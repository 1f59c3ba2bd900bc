"""Which words does a digital archive's site set around a document, in English and Russian?"""

from __future__ import annotations

import re
from functools import lru_cache

from searchlib.formats.layouts.description import date_line
from searchlib.formats.layouts.furniture import is_furniture
from searchlib.formats.layouts.lines import LONGEST_KEY, begins_with, key, unmarked

__all__ = [
    "begins_labels",
    "closes_head",
    "is_format",
    "label_of",
    "marks",
    "without_neighbours",
]

# What a label below the document opens. Those of the first group begin the description;
# the others are labels only inside it: "Source" may stand in a document.
_LABELS = {
    label: part
    for part, labels in {
        "people": "author(s), author, authors, associated people & organizations,"
        " associated people and organizations, associated people, associated organizations,"
        " associated places, associated topics, subjects discussed, автор(ы), автор, авторы,"
        " упомянутые лица, упомянутые лица и организации, упомянутые места,"
        " связанные лица и организации, связанные лица, связанные места, связанные темы,"
        " обсуждаемые темы",
        "information": "document information, about this document, информация о документе,"
        " сведения о документе, о документе",
        "others": "related documents, related items, similar documents, more documents,"
        " похожие документы, связанные документы, другие документы, смотрите также",
        "uploaded": "original uploaded date, date uploaded, upload date, дата загрузки,"
        " дата публикации на сайте",
        "number": "record id, номер записи, идентификатор записи",
        "summary": "document summary, краткое содержание документа",
    }.items()
    for label in re.split(r",\s+", labels)
}
_INNER_LABELS = {
    label: part
    for part, labels in {
        "source": "source, источник",
        "citation": "citation, цитирование, цитата",
        "summary": "summary, краткое содержание, аннотация",
        "archive": "original archive, archive, архив",
        "rights": "rights, права",
        "kind": "type, document type, тип, тип документа",
        "languages": "language, languages, original language, язык, языки, язык оригинала",
        "classification": "original classification, classification, гриф, гриф секретности",
        "credits": "credits, donors, donor, благодарности",
        "people": "contributor(s), contributor, contributors, translator(s), translator,"
        " translators, collection(s), collections, theme(s), themes, topics, places, people,"
        " keywords, subjects, составители, переводчик, коллекции, темы, ключевые слова",
    }.items()
    for label in re.split(r",\s+", labels)
}
_ALL_LABELS = {**_LABELS, **_INNER_LABELS}
# Labels that are words of documents too: they begin a description only with others near.
_COMMON = re.compile(r"authors?|авторы?|related items|о документе|смотрите также")
_NEAR = 6
# A label with its value on the same line: "Record ID: 123456".
_WITH_VALUE = re.compile(r"(?P<label>[^:\n]{2,40}?)\s?:\s(?P<value>\S.*)")
_RIGHTS = re.compile(r"the history and public policy program welcomes reuse|some documents may be")

# Lines that close what a page has between a title and its document.
_HEAD_ENDS = frozenset({
    "get citation", "share document", "view document in", "citation share download",
    "показать цитату", "поделиться документом", "посмотреть документ",
})  # fmt: skip
_FORMAT = re.compile(
    r"(?:(?:original|english|russian|chinese|korean|german|hungarian|full)\s)?"
    r"(?:html|pdf|text|scan|transcript(?:ion)?|translation|document)|english|russian"
    r"|(?:(?:английск|русск)\w{2}\s)?(?:html|pdf|текст|скан|оригинал|перевод)"
    r"|английский|русский"
)
_RIGHTS_BEGIN = ("the", "some")
_OPENINGS = frozenset(
    (*_RIGHTS_BEGIN, *(label.partition(" ")[0] for label in (*_LABELS, *_HEAD_ENDS)))
)
"""First words of what tells a site's page: few other lines begin with one of them."""
_OTHERS = frozenset(label.partition(" ")[0] for label, part in _LABELS.items() if part == "others")
_ENDS = 500
"""How many lines at either end of a page may hold its labels."""


def label_of(line: str, *, inside: bool = False) -> tuple[str, str]:
    """Return which part a label opens and what stands behind it; ("", "") for other lines.

    ``inside`` says that the line is below the first label, where plain words are labels too.
    """
    if len(line) > LONGEST_KEY or not (inside or begins_with(line, _OPENINGS)):
        return "", ""
    return _label_of(line, inside)


@lru_cache(maxsize=1024)
def _label_of(line: str, inside: bool) -> tuple[str, str]:
    folded = key(line)
    if not folded or len(folded) > 300:
        return "", ""
    known = _ALL_LABELS if inside else _LABELS
    if part := known.get(folded):
        return part, ""
    if inside and _RIGHTS.match(folded):
        return "rights", ""
    found = _WITH_VALUE.fullmatch(unmarked(line))
    if found and (part := known.get(key(found["label"]))):
        return part, found["value"]
    return ("rights", "") if _RIGHTS.match(folded) else ("", "")


def begins_labels(lines: list[str], number: int) -> bool:
    """Tell whether the description below a document begins at a line."""
    if not label_of(lines[number])[0]:
        return False
    folded = key(lines[number]).partition(":")[0]
    near = [line for line in lines[number + 1 : number + 4 * _NEAR] if line.strip()][:_NEAR]
    return not _COMMON.fullmatch(folded) or any(label_of(line)[0] for line in near)


def without_neighbours(lines: list[str]) -> list[str]:
    """Return a page's lines without a list of other records that closes it."""
    for number in range(len(lines) - 1, max(-1, len(lines) - _ENDS), -1):
        line = lines[number]
        if line and begins_with(line, _OTHERS) and label_of(line)[0] == "others":
            rest = [line for line in lines[number + 1 :] if line.strip()]
            listed = any(date_line(line) is not None for line in rest)
            return lines[:number] if listed or all(map(is_furniture, rest)) else lines
    return lines


def closes_head(line: str) -> bool:
    """Tell a line that stands between a title and its document, and nowhere else."""
    return begins_with(line, _OPENINGS) and key(line) in _HEAD_ENDS


def is_format(line: str) -> bool:
    """Tell a line that offers the document in one form: ``English HTML``."""
    return bool(_FORMAT.fullmatch(key(line)[:60]))


_ALONE = re.compile(
    r"author\(s\)|associated .{5,40}|original uploaded date|автор\(ы\)|the history and public.*"
)


def marks(lines: list[str]) -> int:
    """Count the different lines that only a digital archive's site has; some count double."""
    ends = lines if len(lines) <= 2 * _ENDS else lines[:_ENDS] + lines[-_ENDS:]
    telling = (line for line in ends if line and begins_with(line, _OPENINGS))
    said = [(line, folded) for line in telling if (folded := key(line))]
    seen = {folded for _, folded in said if folded in _HEAD_ENDS}
    labels = ((label_of(line)[0], folded.partition(":")[0]) for line, folded in said)
    seen |= {folded for part, folded in labels if part and part != "others"}
    return len(seen) + sum(bool(_ALONE.fullmatch(folded)) for folded in seen)
