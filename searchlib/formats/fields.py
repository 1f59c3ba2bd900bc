"""Which record do named values make? For readers of JSON and of tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from searchlib.archival.citations import parse_citation
from searchlib.archival.dates import parse_date
from searchlib.archival.titles import document_type, sender_and_recipient
from searchlib.formats.columns import TEXTS, Column
from searchlib.formats.identity import record_id
from searchlib.formats.language_tags import language_of_tag, languages_of
from searchlib.formats.languages import split_by_language
from searchlib.formats.shelfmarks import SHELFMARK_PARTS, citation_of
from searchlib.records import (
    LANGUAGES,
    Citation,
    DateInterval,
    Record,
    Shelfmark,
    Text,
)

__all__ = ["has_unread_date", "record_of", "writable"]

_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_PEOPLE = re.compile(r"[;|\n]")
_LONGEST_TITLE = 200


def writable(text: str) -> str:
    """Return a text with U+FFFD for what no encoding writes: halves of characters, and NUL."""
    return _UNWRITABLE.sub("\ufffd", text)


def record_of(values: Iterable[tuple[Column, Any]], source: str) -> Record | None:
    """Build a record of the values of columns; None where they hold no title and no text.

    What a column does not give is read from the title; a value that is there, even an
    empty one, is taken as it is. Of two columns for one part the first counts.
    """
    given: dict[str, Any] = {}
    texts: list[Text] = []
    listed: list[Text] = []
    for (part, language), value in values:
        if part in TEXTS:
            texts += _texts_of(value, part, language)
        elif part == "texts":
            listed += _listed(value)
        elif part not in given or not given[part]:
            given[part] = value
    _sort_identifier(given)
    citation = _citation(given)
    languages = _languages(given.get("languages"))
    found = (*listed, *_one_a_language(texts, languages))
    title = _title(given, citation, found)
    if not title and not found:
        return None
    day = _day(given.get("date"))
    sender, recipient = sender_and_recipient(title)
    return Record(
        id=_id(given, title, day, citation, found),
        title=title,
        texts=found,
        date=day,
        summary=_string(given.get("summary")),
        citation=citation,
        credits=_string(given.get("credits")),
        original_languages=languages,
        contents=_names(given.get("contents")),
        url=_string(given.get("url")),
        type=_string(given["type"]) if "type" in given else document_type(title),
        classification=_string(given.get("classification")),
        sender=_names(given["sender"]) if "sender" in given else sender,
        recipient=_names(given["recipient"]) if "recipient" in given else recipient,
        source=source,
    )


def has_unread_date(values: Iterable[tuple[Column, Any]], record: Record) -> bool:
    """Say whether a date was given for a record, and is none that can be read."""
    return not record.date and any(
        part == "date" and _string(value).strip() for (part, _), value in values
    )


def _sort_identifier(given: dict[str, Any]) -> None:
    """Take an identifier for an address where it is one, and for an id otherwise."""
    identifier = _string(given.pop("identifier", "")).strip()
    is_address = identifier.startswith(("http://", "https://"))
    given.setdefault("url" if is_address else "id", identifier)


def _id(
    given: Mapping[str, Any],
    title: str,
    day: DateInterval | None,
    citation: Citation | None,
    texts: tuple[Text, ...],
) -> str:
    """Return the id that is given; a bare number with a hash of the description behind it."""
    own, url = (" ".join(_string(given.get(part)).split()) for part in ("id", "url"))
    if own and not own.isdecimal():
        return own
    described = record_id(
        url=url,
        title=title,
        date=day.edtf if day else "",
        citation=citation.written if citation else "",
        text=texts[0].body if texts else "",
    )
    return f"{own}-{described}" if own and not url else described


def _title(given: Mapping[str, Any], citation: Citation | None, texts: tuple[Text, ...]) -> str:
    """Return the title, else the citation, else the beginning of the text."""
    title = " ".join(_string(given.get("title")).split())
    first = texts[0].body.strip().partition("\n")[0] if texts else ""
    return title or (citation.written if citation else first)[:_LONGEST_TITLE]


# Values ---------------------------------------------------------------------


def _string(value: object) -> str:
    """Return a value as text, with newlines at line ends; lists with semicolons."""
    if isinstance(value, str):
        return writable(value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        return "; ".join(filter(None, map(_string, value)))
    if isinstance(value, dict):
        return next(
            (_string(value[key]) for key in ("written", "value", "name") if key in value), ""
        )
    return ""


def _names(value: object) -> tuple[str, ...]:
    """Return the names in a list, or those in a text, each once."""
    names = map(_string, value) if isinstance(value, list) else _PEOPLE.split(_string(value))
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def _languages(value: object) -> tuple[str, ...]:
    """Return the codes of languages in a list or in a text."""
    labels = map(_string, value) if isinstance(value, list) else [_string(value)]
    return tuple(dict.fromkeys(code for label in labels for code in languages_of(label)))


def _day(value: object) -> DateInterval | None:
    """Read a date as written, or one that searchlib has written with its first and last day."""
    if isinstance(value, dict):
        try:
            start, end = (date.fromisoformat(str(value[side])) for side in ("start", "end"))
        except (KeyError, ValueError):
            return _day(_string(value))
        if start <= end:
            return DateInterval(
                start, end, _string(value.get("written")), _string(value.get("edtf"))
            )
    return parse_date(_string(value))


def _citation(given: Mapping[str, Any]) -> Citation | None:
    """Read a citation as written, one that searchlib has written, or the parts of a shelfmark."""
    value = given.get("citation")
    parts = {name: _string(given.get(name)) for name in SHELFMARK_PARTS}
    made = citation_of(_string(given.get("archive")), parts)
    if not value:
        return made
    if isinstance(value, dict) and isinstance(value.get("shelfmarks"), list):
        marks = (_shelfmark(mark) for mark in value["shelfmarks"] if isinstance(mark, dict))
        people = (_names(value.get(name)) for name in ("translators", "contributors"))
        return Citation(_string(value.get("written")), tuple(marks), *people)
    read = parse_citation(_string(value))
    if made and not any(mark.fond or mark.path for mark in read.shelfmarks):
        return Citation(read.written, made.shelfmarks, read.translators, read.contributors)
    return read


def _shelfmark(value: Mapping[str, Any]) -> Shelfmark:
    """Read a shelfmark as searchlib writes it: words, and pairs of leaf numbers."""
    made: dict[str, Any] = {
        field.name: _string(value[field.name])
        if isinstance(field.default, str)
        else _pairs(value[field.name])
        for field in fields(Shelfmark)
        if field.name in value
    }
    return Shelfmark(**made)


def _pairs(value: object) -> tuple[tuple[int, int], ...]:
    """Return the pairs of numbers in a list."""
    pairs = value if isinstance(value, list) else []
    return tuple(
        (pair[0], pair[1])
        for pair in pairs
        if isinstance(pair, list) and len(pair) == 2 and all(type(one) is int for one in pair)
    )


# Texts ----------------------------------------------------------------------


def _texts_of(value: object, kind: str, language: str) -> Iterator[Text]:
    """Read one text, or several by language: ``{"ru": "…", "en": "…"}``."""
    if isinstance(value, dict):
        for tag, body in value.items():
            if code := language_of_tag(str(tag)):
                yield from _texts_of(_string(body), kind, code)
        return
    body = _string(value).strip("\n ")
    if not body.strip():
        return
    if language in LANGUAGES:
        yield Text(language, kind, body)
    else:
        yield from (Text(code, kind, text) for code, text in split_by_language(body))


def _listed(value: object) -> Iterator[Text]:
    """Read texts as searchlib writes them, with their pages and footnotes."""
    if isinstance(value, dict):
        yield from _texts_of(value, "text", "")
    for entry in value if isinstance(value, list) else ():
        if not isinstance(entry, dict):
            yield from _texts_of(entry, "text", "")
            continue
        kind = entry.get("kind") if entry.get("kind") in TEXTS else "text"
        body = next((entry[key] for key in ("body", "text", "content") if key in entry), "")
        language = language_of_tag(_string(entry.get("language")))
        if language not in LANGUAGES:
            yield from _texts_of(body, str(kind), "")
            continue
        text = _string(body)
        if not text.strip():
            continue
        pages = entry.get("pages")
        yield Text(
            language,
            str(kind),
            text,
            tuple(
                (page[0], _string(page[1]))
                for page in (pages if isinstance(pages, list) else ())
                if isinstance(page, list) and len(page) == 2 and _is_inside(text, page[0])
            ),
            tuple(
                pair
                for pair in _pairs(entry.get("footnotes"))
                if pair[0] <= pair[1] and all(_is_inside(text, end) for end in pair)
            ),
        )


def _is_inside(text: str, offset: object) -> bool:
    return type(offset) is int and 0 <= offset <= len(text)


def _one_a_language(texts: list[Text], originals: tuple[str, ...]) -> tuple[Text, ...]:
    """Join texts in one language; say which is the original where the description does."""
    joined: dict[str, Text] = {}
    for text in texts:
        before = joined.get(text.language)
        if before:
            text = Text(text.language, before.kind, f"{before.body}\n\n{text.body}")
        elif text.kind == "text" and originals and len({one.language for one in texts}) > 1:
            kind = "transcript" if text.language in originals else "translation"
            text = Text(text.language, kind, text.body, text.pages, text.footnotes)
        joined[text.language] = text
    return tuple(joined.values())
