"""What do programs get? JSON of the same shape as `searchlib search --json`, and citations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple
from urllib.parse import urlencode

import searchlib
from searchlib.export.bibtex import bibtex
from searchlib.export.csl_json import csl_json
from searchlib.export.json_lines import concordance_fields, hit_fields, line, record_fields
from searchlib.export.ris import ris
from searchlib.server.parameters import (
    CITATION,
    CONCORDANCE,
    COUNTED,
    MOST_READ,
    RECORD,
    SEARCH,
    SIMILAR,
    SUGGEST,
    read,
)

__all__ = [
    "CITATIONS",
    "Body",
    "cited",
    "completed",
    "counts",
    "found",
    "in_context",
    "record_or_similar",
]

Given = Mapping[str, Sequence[str]]


class Body(NamedTuple):
    """Hold what is sent: its text, its media type, and under which name it may be kept."""

    text: str
    media_type: str = "application/json"
    filename: str = ""


class _Format(NamedTuple):
    media_type: str
    ending: str
    write: Callable[[searchlib.Record], str]


CITATIONS = {
    "ris": _Format("application/x-research-info-systems", "ris", ris),
    "bibtex": _Format("application/x-bibtex", "bib", bibtex),
    "csl": _Format("application/vnd.citationstyles.csl+json", "json", csl_json),
}
"""The formats of citations."""


def found(index: searchlib.Index, given: Given) -> Body:
    """Answer ``/search``."""
    asked = read(given, SEARCH)
    hits = index.search(
        asked["q"],
        match=asked["match"],
        limit=asked["limit"],
        offset=asked["offset"],
        sort=asked["sort"],
        filter=asked["filter"],
        passages=asked["passages"],
        translate=asked["translate"],
        facets=dict.fromkeys(asked["facet"]),
    )
    why = {
        hit.record.id: index.explain(
            asked["q"], hit.record.id, match=asked["match"], translate=asked["translate"]
        )
        for hit in hits
        if asked["explain"]
    }
    shown = [
        hit_fields(hit, rank, why.get(hit.record.id))
        for rank, hit in enumerate(hits, hits.offset + 1)
    ]
    return Body(line({**_counted(index, hits), "offset": hits.offset, "hits": shown}))


def record_or_similar(escaped: bool, index: searchlib.Index, given: Given, record_id: str) -> Body:
    """Answer ``/records/ID`` and ``/records/ID/similar``.

    An id may itself end in ``/similar``: it is read so where that slash came ``escaped``, and
    where no record has the id without it.
    """
    likened = record_id.removesuffix("/similar")
    if likened == record_id or escaped or (_has(index, record_id) and not _has(index, likened)):
        return _record(index, given, record_id)
    return _similar(index, given, likened)


def _has(index: searchlib.Index, record_id: str) -> bool:
    try:
        index.get(record_id)
    except searchlib.RecordNotFound:
        return False
    return True


def _similar(index: searchlib.Index, given: Given, record_id: str) -> Body:
    """Answer ``/records/ID/similar``: the records most like one."""
    asked = read(given, SIMILAR)
    hits = index.similar(record_id, asked["limit"], passages=asked["passages"])
    shown = [hit_fields(hit, rank) for rank, hit in enumerate(hits, 1)]
    return Body(line({**_counted(index, hits), "offset": 0, "hits": shown}))


def completed(base: str, index: searchlib.Index, given: Given) -> Body:
    """Answer ``/suggest`` as browsers ask it; ``base`` is the address of the page.

    The shape is that of the OpenSearch Suggestions extension 1.1: the query, its completions,
    what is to be said of each, and the address where each is answered.
    """
    asked = read(given, SUGGEST)
    found = index.suggest(asked["q"], asked["limit"])
    whole = (
        asked["q"],
        [one.query for one in found],
        [f"{one.records:,}" for one in found],
        [f"{base}?{urlencode({'q': one.query})}" for one in found],
    )
    return Body(line(whole), "application/x-suggestions+json")


def counts(index: searchlib.Index, given: Given) -> Body:
    """Answer ``/facets``: by all of them, unless some are named."""
    asked = read(given, COUNTED)
    hits = index.search(
        asked["q"],
        match=asked["match"],
        limit=0,
        filter=asked["filter"],
        translate=asked["translate"],
        facets=dict.fromkeys(asked["facet"] or searchlib.FACETS),
    )
    return Body(line(_counted(index, hits)))


def _counted(index: searchlib.Index, hits: searchlib.Hits) -> dict[str, Any]:
    return {
        "query": hits.query,
        "total": hits.total,
        "facets": [asdict(facet) for facet in hits.facets],
        "suggestions": [asdict(one) for one in hits.suggestions],
        "notes": hits.notes,
        "warnings": hits.warnings,
        "took_ms": hits.took_ms,
        "generation": index.generation,
        "fingerprint": hits.fingerprint,
        "records": hits.records,
    }


def in_context(index: searchlib.Index, given: Given) -> Body:
    """Answer ``/concordance``."""
    asked = read(given, CONCORDANCE)
    query, chosen = asked.pop("q"), asked.pop("filter")
    found = index.concordance(query, filter=chosen, most=MOST_READ, **asked)
    return Body(
        line({
            "query": found.query,
            "total": found.total,
            "records": found.records,
            "read": found.read,
            "offset": found.offset,
            "lines": [concordance_fields(one, n) for n, one in enumerate(found, found.offset + 1)],
            "notes": found.notes,
            "warnings": found.warnings,
            "took_ms": found.took_ms,
            "generation": index.generation,
            "fingerprint": index.fingerprint,
        })
    )  # fmt: skip


def _record(index: searchlib.Index, given: Given, record_id: str) -> Body:
    """Answer ``/records/ID``: as ``searchlib show --json`` does, and the alignment if asked."""
    asked = read(given, RECORD)
    fields = record_fields(index.get(record_id))
    fields["near_duplicates"] = index.near_duplicates(record_id)
    if asked["alignment"]:
        fields["alignment"] = [
            {"ru": _span(pair.ru), "en": _span(pair.en)} for pair in index.aligned(record_id)
        ]
    return Body(line(fields))


def _span(passage: searchlib.Passage | None) -> tuple[int, int] | None:
    return (passage.start, passage.end) if passage else None


def cited(index: searchlib.Index, given: Given, record_id: str) -> Body:
    """Answer ``/citations/ID``."""
    chosen = CITATIONS[read(given, CITATION)["format"]]
    text = chosen.write(index.get(record_id))
    return Body(text, chosen.media_type, f"{record_id}.{chosen.ending}")
