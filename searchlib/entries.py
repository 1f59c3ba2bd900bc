"""What is kept of a record? Terms to match, values to filter by, bytes to give back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import accumulate, chain, islice, pairwise
from struct import Struct, pack, unpack_from
from typing import Any

from searchlib.analysis import AnalysedToken, around_brackets, exactly
from searchlib.bilingual.description import (
    MOST_SHELFMARKS,
    around_brackets_of,
    as_kept,
    keyword,
    of_shelfmark,
)
from searchlib.bilingual.links import Alignment, Link
from searchlib.engine import Deflated, Document, FieldTerms, FlatTerms
from searchlib.facets import facet_field, facet_values
from searchlib.records import Citation, DateInterval, Record, Shelfmark, Text

__all__ = ["document", "stored", "texts_of", "unstored"]


Analyse = Callable[[str], list[AnalysedToken]]

_LENGTH = Struct("<I")
_link = partial(tuple.__new__, Link)  # what a named tuple's own _make calls, in half the time
_FIELDS = Record.__match_args__
_MANY = ("original_languages", "contents", "sender", "recipient")
"""The fields of a record that hold several texts each."""
_NUMBERED = ("fond", "opis", "papka", "delo")
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
    words = {
        name: terms for text in texts_of(record).items() for name, terms in _fields(*text, analyse)
    }
    shelfmarks = record.citation.shelfmarks if record.citation else ()
    parts = [_parts(mark) for mark in shelfmarks]
    keywords = {
        **{facet_field(name): values for name, values in facet_values(record).items()},
        "id": [keyword(record.id)],
        "type": [keyword(name) for name in _KINDS.get(record.type, (record.type,))],
        "lang": [text.language for text in record.texts],
        **{
            part: [value for own in parts for value in own[part]]
            for part in ("archive", *_NUMBERED)
        },
    }
    intervals = {
        "date": [_days(record.date)] if record.date else [],
        "list": [span for mark in shelfmarks for span in mark.listy],
    }
    for number, (mark, own) in enumerate(zip(shelfmarks[:MOST_SHELFMARKS], parts, strict=False)):
        keywords |= {of_shelfmark(part, number): values for part, values in own.items()}
        intervals[of_shelfmark("list", number)] = list(mark.listy)
    return Document(
        record.id,
        {name: terms for name, terms in words.items() if terms.length},
        {name: sorted(set(filter(None, values))) for name, values in keywords.items()},
        intervals,
        Deflated.of(stored(record, alignment)),
    )


def _parts(mark: Shelfmark) -> dict[str, list[str]]:
    """Return the parts of a shelfmark as a query for them is compared."""
    from searchlib.archival.archives import archive_names

    numbers = {part: [keyword(as_kept(part, getattr(mark, part)))] for part in _NUMBERED}
    return {**numbers, "archive": [keyword(name) for name in archive_names(mark.archive)]}


def _fields(name: str, text: str, analyse: Analyse) -> Iterator[tuple[str, FieldTerms | FlatTerms]]:
    """Yield a field of the index with its terms, and the one of its words around brackets.

    These have a field of their own, so that a word beside brackets counts once.
    """
    if text:
        tokens = analyse(text)
        yield name, _terms(tokens)
        if "[" in text:
            yield around_brackets_of(name), _terms([*around_brackets(text, tokens)])


def _terms(tokens: Sequence[AnalysedToken]) -> FieldTerms | FlatTerms:
    """Return the terms of a text with their positions."""
    forms: dict[str, tuple[list[int], tuple[str, ...]]] = {}
    for _, _, form, position, terms in tokens:
        if form in forms:
            forms[form][0].append(position)
        else:
            forms[form] = ([position], terms)
    positions: dict[str, list[int]] = {}
    for places, terms in forms.values():
        for term in terms:
            positions[term] = sorted(positions[term] + places) if term in positions else places
    return FlatTerms.of(
        len(tokens),
        [*map(exactly, forms), *positions],
        [*(places for places, _ in forms.values()), *positions.values()],
    )


def _days(interval: DateInterval) -> tuple[int, int]:
    return interval.start.toordinal(), interval.end.toordinal()


def stored(record: Record, alignment: Alignment) -> bytes:
    """Return a record and its aligned passages as bytes, for ``unstored``.

    First how long the description is, as four bytes; then the description as JSON, numbers of
    four bytes, and the texts. Of rows of numbers that rise the differences are kept, which take
    little when compressed.
    """
    bodies = [text.body.encode("utf-8", "surrogatepass") for text in record.texts]
    rows = _rows(alignment)
    numbers = [after - before for row in rows for before, after in pairwise((0, *row))]
    whole = {
        "record": {name: getattr(record, name) for name in _FIELDS} | {"texts": None},
        "texts": [
            (text.language, text.kind, len(body), text.pages, text.footnotes)
            for text, body in zip(record.texts, bodies, strict=True)
        ],
        "rows": [*map(len, rows)],
    }
    told = json.dumps(whole, ensure_ascii=False, separators=(",", ":"), default=_plain)
    head = told.encode("utf-8", "surrogatepass")
    return b"".join((_LENGTH.pack(len(head)), head, pack(f"<{len(numbers)}i", *numbers), *bodies))


def _rows(alignment: Alignment) -> tuple[Sequence[int], ...]:
    """Return an alignment as rows of numbers: ends of passages, sizes of links, what they link."""
    return (
        *(tuple(chain.from_iterable(spans)) for spans in alignment[:2]),
        *(tuple(len(link[side]) for link in alignment.links) for side in (0, 1)),
        *(tuple(chain.from_iterable(link[side] for link in alignment.links)) for side in (0, 1)),
    )


def _plain(value: object) -> str | dict[str, Any]:
    """Return what JSON has for a date, or for the nouns of a record: their fields."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, DateInterval | Citation | Shelfmark):
        return vars(value)
    raise TypeError(f"{type(value).__name__} cannot be stored")


def unstored(kept: bytes) -> tuple[Record, Alignment]:
    """Return the record and the alignment that ``stored`` made bytes of."""
    at = _LENGTH.size + _LENGTH.unpack_from(kept)[0]
    whole = json.loads(kept[_LENGTH.size : at].decode("utf-8", "surrogatepass"))
    numbers = iter(unpack_from(f"<{sum(whole['rows'])}i", kept, at))
    rows = [list(accumulate(islice(numbers, size))) for size in whole["rows"]]
    at += 4 * sum(whole["rows"])
    texts = []
    for language, kind, size, pages, notes in whole["texts"]:
        body = kept[at : at + size].decode("utf-8", "surrogatepass")
        texts.append(Text(language, kind, body, _tuples(pages), _tuples(notes)))
        at += size
    read = whole["record"]
    read["texts"] = tuple(texts)
    for name in _MANY:
        read[name] = tuple(read[name])
    if days := read["date"]:
        start, end = date.fromisoformat(days["start"]), date.fromisoformat(days["end"])
        read["date"] = DateInterval(start, end, days["written"], days["edtf"])
    if read["citation"]:
        read["citation"] = _citation(read["citation"])
    return Record(*map(read.__getitem__, _FIELDS)), _alignment(rows)


def _alignment(rows: Sequence[Sequence[int]]) -> Alignment:
    """Return the alignment that ``_rows`` made rows of."""
    ru, en = (tuple(zip(row[::2], row[1::2], strict=True)) for row in rows[:2])
    left, right = (_parted(*each) for each in zip(rows[2:4], rows[4:], strict=True))
    return Alignment(ru, en, tuple(map(_link, zip(left, right, strict=True))))


def _parted(sizes: Sequence[int], row: Sequence[int]) -> Iterable[tuple[int, ...]]:
    """Return a row in parts of such sizes; most links join one passage with one."""
    if sizes.count(1) == len(sizes) == len(row):
        return zip(row)
    whole = tuple(row)
    return [whole[end - size : end] for size, end in zip(sizes, accumulate(sizes), strict=True)]


def _citation(kept: dict[str, Any]) -> Citation:
    """Return a citation; the values of each part come in the order of its fields."""
    written, marks, *names = kept.values()
    shelfmarks = [Shelfmark(*map(_tuples, mark.values())) for mark in marks]
    return Citation(written, tuple(shelfmarks), *map(tuple, names))


def _tuples(value: Any) -> Any:  # noqa: ANN401  whatever JSON holds
    """Return JSON lists as tuples."""
    if not isinstance(value, list):
        return value
    return tuple(map(_tuples, value)) if value else ()
