"""What is kept of a record? Terms to match, values to filter by, bytes to give back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from searchlib.analysis import AnalysedToken, around_brackets
from searchlib.bilingual.alignment import Alignment, Link
from searchlib.bilingual.description import (
    MOST_SHELFMARKS,
    around_brackets_of,
    as_kept,
    keyword,
    of_shelfmark,
)
from searchlib.engine import Document, FieldTerms
from searchlib.facets import facet_field, facet_values
from searchlib.records import Citation, DateInterval, Record, Shelfmark, Text

__all__ = ["document", "stored", "texts_of", "unstored"]


Analyse = Callable[[str], list[AnalysedToken]]

_KINDS = dict.fromkeys(("cable", "telegram"), ("cable", "telegram"))
"""Types that are one to a reader, whichever word a title has."""


def texts_of(record: Record) -> dict[str, str]:
    """Return what is searched word by word: the text of each field of the index."""
    return {
        "title": record.title,
        "summary": record.summary,
        **{text.language: text.body for text in reversed(record.texts)},
        "person": "\n\n".join((*record.sender, *record.recipient)),
    }


def document(record: Record, alignment: Alignment, analyse: Analyse) -> Document:
    """Return what an engine keeps of a record."""
    from searchlib.archival.archives import archive_names

    fields = {
        name: terms for text in texts_of(record).items() for name, terms in _fields(*text, analyse)
    }
    shelfmarks = record.citation.shelfmarks if record.citation else ()
    keywords = {
        **{facet_field(name): values for name, values in facet_values(record).items()},
        "id": [keyword(record.id)],
        "type": [keyword(name) for name in _KINDS.get(record.type, (record.type,))],
        "lang": [text.language for text in record.texts],
        "archive": [keyword(n) for mark in shelfmarks for n in archive_names(mark.archive)],
        **{
            part: [_kept(part, mark) for mark in shelfmarks]
            for part in ("fond", "opis", "papka", "delo")
        },
    }
    intervals = {
        "date": [_days(record.date)] if record.date else [],
        "list": [span for mark in shelfmarks for span in mark.listy],
    }
    for number, mark in enumerate(shelfmarks[:MOST_SHELFMARKS]):
        own = {part: [_kept(part, mark)] for part in ("fond", "opis", "papka", "delo")}
        own["archive"] = [keyword(name) for name in archive_names(mark.archive)]
        keywords |= {of_shelfmark(part, number): values for part, values in own.items()}
        intervals[of_shelfmark("list", number)] = list(mark.listy)
    return Document(
        record.id,
        {name: terms for name, terms in fields.items() if terms.length},
        {name: sorted(set(filter(None, values))) for name, values in keywords.items()},
        intervals,
        stored(record, alignment),
    )


def _kept(part: str, mark: Shelfmark) -> str:
    """Return a part of a shelfmark as a query for it is compared."""
    return keyword(as_kept(part, getattr(mark, part)))


def _fields(name: str, text: str, analyse: Analyse) -> Iterator[tuple[str, FieldTerms]]:
    """Yield a field of the index with its terms, and the one of its words around brackets.

    These have a field of their own, so that a word beside brackets counts once.
    """
    if text:
        tokens = analyse(text)
        yield name, _terms(tokens)
        if "[" in text:
            yield around_brackets_of(name), _terms(around_brackets(text, tokens))


def _terms(tokens: Iterable[AnalysedToken]) -> FieldTerms:
    """Return the terms of a text with their positions."""
    positions: dict[str, list[int]] = {}
    length = 0
    for token in tokens:
        length += 1
        for term in token.indexed():
            positions.setdefault(term, []).append(token.position)
    return FieldTerms(length, positions)


def _days(interval: DateInterval) -> tuple[int, int]:
    return interval.start.toordinal(), interval.end.toordinal()


def stored(record: Record, alignment: Alignment) -> bytes:
    """Return a record and its aligned passages as bytes, for ``unstored``."""
    whole = {"record": asdict(record), "alignment": alignment}
    return json.dumps(whole, ensure_ascii=False, default=_plain).encode("utf-8", "surrogatepass")


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be stored")


def unstored(kept: bytes) -> tuple[Record, Alignment]:
    """Return the record and the alignment that ``stored`` made bytes of."""
    whole = json.loads(kept.decode("utf-8", "surrogatepass"))
    fields = {name: _tuples(value) for name, value in whole["record"].items()}
    fields["texts"] = tuple(
        Text(**{name: _tuples(value) for name, value in text.items()})
        for text in whole["record"]["texts"]
    )
    if fields["date"]:
        days = whole["record"]["date"]
        ends = {name: date.fromisoformat(days[name]) for name in ("start", "end")}
        fields["date"] = DateInterval(**{**days, **ends})
    if fields["citation"]:
        fields["citation"] = _citation(whole["record"]["citation"])
    ru, en, links = _tuples(whole["alignment"])
    return Record(**fields), Alignment(ru, en, tuple(Link(*link) for link in links))


def _citation(kept: dict[str, Any]) -> Citation:
    marks = [{name: _tuples(value) for name, value in mark.items()} for mark in kept["shelfmarks"]]
    fields = {name: _tuples(value) for name, value in kept.items()}
    return Citation(**{**fields, "shelfmarks": tuple(Shelfmark(**mark) for mark in marks)})


def _tuples(value: Any) -> Any:  # noqa: ANN401  whatever JSON holds
    """Return JSON lists as tuples."""
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
