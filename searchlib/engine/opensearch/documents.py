"""How does a document lie in OpenSearch? As text that is nothing but ready terms.

A field's text has a word for each position: its terms with ``|`` between them, or ``_``
where there is none. The analyzer takes that apart again and knows no language.

What counts a term's score is its frequency alone (the similarity), and the field's length
beside it, as a number: ``opensearch_plan.py`` makes BM25 of both when a query comes. So
the statistics are those of the documents that are there, whatever Lucene has deleted and
not yet forgotten, and the same on every shard.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from typing import Any

from searchlib.engine.base import Document, FieldTerms, FlatTerms
from searchlib.errors import SearchlibError
from searchlib.ranking import LENGTHS, length_code

__all__ = [
    "ANALYZER",
    "LARGEST",
    "LEAST",
    "PROPERTIES",
    "SETTINGS",
    "decoded",
    "encoded",
    "fields_of",
    "key",
    "positions_of",
    "property_of",
    "source",
    "term_code",
]

LEAST, LARGEST = -(2**63), 2**63 - 1
"""The ends of a long."""
ANALYZER = "searchlib_terms"
_GAP = "_"
_LONGEST_TERM = 1_000
"""Characters; a longer term is kept as its digest. Lucene takes 32,766 bytes."""
_LONGEST_VALUE = 32_766
"""Bytes of an id or keyword that Lucene takes."""

SETTINGS: dict[str, Any] = {
    "refresh_interval": -1,
    "similarity": {
        "searchlib_frequency": {
            "type": "scripted",
            "script": {"source": "return doc.freq;"},
        }
    },
    "analysis": {
        "tokenizer": {"searchlib_positions": {"type": "whitespace", "max_token_length": 1_000_000}},
        "filter": {
            "searchlib_alternatives": {
                "type": "pattern_capture",
                "patterns": ["([^|]+)"],
                "preserve_original": False,
            },
            "searchlib_gaps": {"type": "stop", "stopwords": [_GAP]},
        },
        "analyzer": {
            ANALYZER: {
                "type": "custom",
                "tokenizer": "searchlib_positions",
                "filter": ["searchlib_alternatives", "searchlib_gaps"],
            }
        },
    },
}
"""The settings of an index."""

PROPERTIES: dict[str, Any] = {
    "id": {"type": "keyword"},
    "stored": {"type": "binary"},
}
"""The fields every index has; others come with the documents that have them."""

_KINDS: dict[str, dict[str, Any]] = {
    "text": {
        "type": "text",
        "analyzer": ANALYZER,
        "similarity": "searchlib_frequency",
        "norms": False,
        "index_options": "positions",
    },
    "length": {"type": "integer", "index": False},
    "tokens": {"type": "long", "index": False},
    "keyword": {"type": "keyword"},
    "interval": {"type": "long_range", "doc_values": False},
    "start": {"type": "keyword", "index": False},
}
"""What each kind of field is to OpenSearch."""


def property_of(kind: str) -> dict[str, Any]:
    """Return the mapping of a field of this kind."""
    return _KINDS[kind]


def fields_of(written: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """Yield kind and name of each field of a document that not every document has."""
    for kind in _KINDS:
        for name in written.get(kind, ()):
            yield kind, name


def source(document: Document) -> dict[str, Any]:
    """Return a document as OpenSearch is given it.

    Raises SearchlibError for an id or keyword too long for it.
    """
    fields = document.fields.items()
    written = {
        "id": _bounded(document.id, document.id),
        "text": {name: _text(terms) for name, terms in fields},
        "length": {name: LENGTHS[length_code(terms.length)] for name, terms in fields},
        "tokens": {name: terms.length for name, terms in fields},
        "keyword": {
            name: [_bounded(value, document.id) for value in values]
            for name, values in document.keywords.items()
            if values
        },
        "interval": {
            name: [{"gte": low, "lte": high} for low, high in spans]
            for name, spans in document.intervals.items()
            if spans
        },
        "start": {
            name: f"{min(low for low, _ in spans) - LEAST:016x}"
            for name, spans in document.intervals.items()
            if spans
        },
        "stored": b64encode(document.whole()).decode("ascii"),
    }
    return {kind: what for kind, what in written.items() if what != {}}


def key(record_id: str) -> str:
    """Return under which ``_id`` a record lies: any string may be a record's id."""
    return sha256(record_id.encode("utf-8", "surrogatepass")).hexdigest()[:40]


# Terms ----------------------------------------------------------------------

_UNSAFE = re.compile(r"[^\w=.'’-]|_")


@lru_cache(maxsize=200_000)
def term_code(term: str) -> str:
    """Return a term as a word that the analyzer leaves whole, readable where it can be.

    >>> term_code("сталь"), term_code("=a b"), term_code("")
    ('сталь', '=a%20.b', '%')
    """
    code = _UNSAFE.sub(lambda found: f"%{ord(found[0]):x}.", term) or "%"
    if len(code) > _LONGEST_TERM:
        code = "#" + sha256(term.encode("utf-8", "surrogatepass")).hexdigest()
    return code


def _text(terms: FieldTerms | FlatTerms) -> str:
    """Return the text that has these terms at these positions."""
    places: dict[int, list[str]] = {}
    for term, positions in terms.positions.items():
        code = term_code(term)
        for place in positions:
            places.setdefault(place, []).append(code)
    return " ".join(
        "|".join(places[place]) if place in places else _GAP
        for place in range(max(places, default=-1) + 1)
    )


def positions_of(text: str, terms: Iterable[str]) -> list[int]:
    """Return at which positions of a field's text any of these terms stands, ascending."""
    wanted = {term_code(term) for term in terms}
    return [
        place
        for place, word in enumerate(text.split(" "))
        if not wanted.isdisjoint(word.split("|"))
    ]


# Ids and keywords -----------------------------------------------------------

_MARK = "\ue000"
_SPECIAL = re.compile("[\ud800-\udfff\ue000]")


def encoded(value: str) -> str:
    """Return a string that UTF-8 can write, in the order of code points.

    A lone surrogate becomes U+E000 and a character for which one; so does U+E000 itself.
    """
    return _SPECIAL.sub(lambda found: _MARK + chr(ord(found[0]) - 0xD800 + 0x100), value)


def decoded(value: str) -> str:
    """Return the string that was encoded."""
    if _MARK not in value:
        return value
    return re.sub(f"{_MARK}(.)", lambda found: chr(ord(found[1]) - 0x100 + 0xD800), value)


def _bounded(value: str, record_id: str) -> str:
    """Return a value encoded. Raises SearchlibError when it is too long."""
    code = encoded(value)
    if 4 * len(code) > _LONGEST_VALUE and len(code.encode("utf-8")) > _LONGEST_VALUE:
        raise SearchlibError(
            f"The record {record_id[:80]!r} has an id or a value of the description of"
            f" {len(value):,} characters; OpenSearch keeps {_LONGEST_VALUE:,} bytes of one."
            " Shorten it in its file, or use another engine."
        )
    return code


def line(action: str, record_id: str, written: dict[str, Any] | None = None) -> bytes:
    """Return the lines of a bulk request that index or delete a document."""
    lines = [json.dumps({action: {"_id": key(record_id)}})]
    if written is not None:
        lines.append(json.dumps(written, ensure_ascii=False))
    return ("\n".join(lines) + "\n").encode("utf-8")
