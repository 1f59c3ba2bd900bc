"""What stands on the pages? Answers and records, as templates show them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import searchlib
from searchlib import AlignedPassages, Hit, Hits, Passage, Record
from searchlib.export.citing import written
from searchlib.export.marking import Piece, pieces, seen
from searchlib.server.addresses import Asked, address, exports, reading
from searchlib.server.narrowing import COUNTED, narrowing
from searchlib.server.parameters import MOST_EXPORTED
from searchlib.server.reasons import reasons
from searchlib.server.words import Words

__all__ = ["View", "record_page", "results_page", "similar_page"]

HITS_A_PAGE = 10
_PASSAGES = 3
_WHOLE = 1_000_000
_PAGES = 1_000

View = dict[str, Any]


def results_page(index: searchlib.Index, asked: Asked, words: Words) -> View:
    """Return what the page of an answer shows; of the whole archive, where nothing is asked."""
    home = not asked["q"].strip() and not asked["filter"] and asked["page"] == 1
    hits = index.search(
        asked["q"],
        match=asked["match"],
        limit=0 if home else HITS_A_PAGE,
        offset=(asked["page"] - 1) * HITS_A_PAGE,
        sort=asked["sort"],
        filter=asked["filter"],
        passages=_PASSAGES,
        translate=asked["translate"],
        facets=COUNTED,
    )
    query = bool(asked["q"].strip())
    why = {
        hit.record.id: reasons(index, hit.record.id, asked, words)
        for hit in hits
        if query and asked["explain"] == "1"
    }
    return {
        "page": "home" if home else "results",
        "asked": asked,
        "total": hits.total,
        "took": f"{hits.took_ms:.0f}",
        "records": len(index),
        "warnings": hits.warnings,
        "notes": [words.note(note) for note in hits.notes],
        "broader": _broader(hits, asked),
        "suggestions": [
            {"query": seen(other.query), "total": other.total, "tongue": tongue(other.query)}
            | {"href": address(asked, q=other.query)}
            for other in hits.suggestions
        ],
        "hits": [
            {**_hit(hit, n, asked, words), "why": why.get(hit.record.id)}
            for n, hit in enumerate(hits, hits.offset + 1)
        ],
        "explain": address(asked, page=asked["page"], explain="1") if query and not why else "",
        "in_context": address(asked, "/context", sort="relevance") if query else "",
        "exports": exports(asked),
        "exported": MOST_EXPORTED,
        "citation": seen(hits.citation()),
        "sorts": [(sort, asked["sort"] == sort) for sort in ("relevance", "date", "-date")],
        **narrowing(hits, asked, words),
        **_paging(hits.total, asked),
    }


def _broader(hits: Hits, asked: Asked) -> str:
    """Return where some of the words are looked for, if that finds what all of them do not."""
    some = any("some of the words" in note for note in hits.notes)
    return address(asked, match="any") if some else ""


def _paging(total: int, asked: Asked) -> View:
    pages = min(max(1, -(-total // HITS_A_PAGE)), _PAGES)
    page, explain = asked["page"], asked["explain"]
    return {
        "number": page,
        "pages": pages,
        "before": address(asked, page=page - 1, explain=explain) if page > 1 else "",
        "after": address(asked, page=page + 1, explain=explain) if page < pages else "",
    }


def _hit(hit: Hit, number: int, asked: Asked, words: Words) -> View:
    record = hit.record
    title = record.title or words("untitled")
    href = reading(asked, record.id)
    return {
        "number": number,
        "id": record.id,
        "href": href,
        "title": pieces(title, hit.title_marks if record.title else ()),
        "tongue": tongue(title),
        "facts": _facts(record, words),
        "shelfmarks": _shelfmarks(record),
        "summary": _summary(hit),
        "summary_tongue": tongue(record.summary),
        "pairs": [{**_pair(pair), "href": f"{href}#{_anchor(pair)}"} for pair in hit.passages],
        "both": len(record.texts) > 1,
        "why": None,
    }


def _summary(hit: Hit) -> list[Piece]:
    shown = hit.summary_marks or not hit.passages
    return pieces(hit.record.summary, hit.summary_marks) if shown else []


def _facts(record: Record, words: Words) -> list[str]:
    people = "\u00a0→ ".join(filter(None, (", ".join(record.sender), ", ".join(record.recipient))))
    facts = (words.date(record.date), words.type(record.type), people, record.classification)
    return [seen(fact) for fact in facts if fact]


def _shelfmarks(record: Record) -> list[str]:
    marks = record.citation.shelfmarks if record.citation else ()
    return [seen(str(mark)) for mark in marks if str(mark)]


def _pair(pair: AlignedPassages) -> View:
    return {"ru": _marked(pair.ru), "en": _marked(pair.en)}


def _marked(passage: Passage | None) -> list[Piece]:
    return pieces(passage.text, passage.marks, passage.start) if passage else []


def _anchor(pair: AlignedPassages) -> str:
    """Return the name of a row of the texts: where its first passage begins."""
    first = pair.ru or pair.en
    return f"{first.language}{first.start}" if first else ""


def tongue(text: str) -> str:
    """Return the language of a title by its script: ru or en."""
    cyrillic = sum("Ѐ" <= character <= "ӿ" for character in text)
    return "ru" if cyrillic * 2 > sum(map(str.isalpha, text)) else "en"


# A record ---------------------------------------------------------------------


def record_page(index: searchlib.Index, record_id: str, asked: Asked, words: Words) -> View:
    """Return what the page of a record shows. Raises RecordNotFound."""
    record = index.get(record_id)
    hit = _marked_hit(index, record_id, asked)
    known = {_anchor(pair): pair for pair in hit.passages} if hit else {}
    pairs = [known.get(_anchor(pair), pair) for pair in index.aligned(record_id)]
    rows = _rows(record, pairs, words)
    title = record.title or words("untitled")
    shown = [pieces(title, hit.title_marks if hit and record.title else ())]
    shown += [pieces(record.summary, hit.summary_marks if hit else ())]
    shown += [row[side] for row in rows for side in ("ru", "en")]
    return {
        "page": "record",
        "asked": asked,
        "id": record_id,
        "title": shown[0],
        "tongue": tongue(title),
        "facts": _facts(record, words),
        "summary": shown[1],
        "summary_tongue": tongue(record.summary),
        "description": _description(record, words),
        "url": record.url if re.match(r"https?://", record.url) else "",
        "rows": rows,
        "texts": {text.language: {"kind": f"kind:{text.kind}"} for text in record.texts},
        "marks": sum(bool(piece.kind) for row in shown for piece in row),
        "near": [
            {"id": other, "title": seen(index.get(other).title), "share": f"{share:.0%}"}
            | {"href": reading(asked, other)}
            for other, share in index.near_duplicates(record_id)
        ],
        "similar": address(asked, f"/similar/{quote(record_id, safe='')}", filter=()),
        "citation": seen(written(record)),
        "citing": f"/citations/{quote(record_id, safe='')}",
        "metadata": _metadata(record),
        "back": address(asked) if asked["q"].strip() else "",
    }


def similar_page(index: searchlib.Index, record_id: str, asked: Asked, words: Words) -> View:
    """Return what the page of the records most like one shows. Raises RecordNotFound."""
    title = index.get(record_id).title or words("untitled")
    hits = index.similar(record_id, HITS_A_PAGE)
    unasked = {**asked, "q": ""}
    return {
        "page": "similar",
        "asked": asked,
        "title": seen(title),
        "tongue": tongue(title),
        "words": seen(hits.query),
        "hits": [_hit(hit, number, unasked, words) for number, hit in enumerate(hits, 1)],
        "back": reading(asked, record_id),
    }


def _marked_hit(index: searchlib.Index, record_id: str, asked: Asked) -> Hit | None:
    """Return the record as the query's hit, every passage that matched; None if it is none."""
    if not asked["q"].strip():
        return None
    escaped = record_id.replace("\\", "\\\\").replace('"', '\\"')
    try:
        hits = index.search(
            asked["q"],
            match=asked["match"],
            limit=1,
            filter=f'id:"{escaped}"',
            passages=_WHOLE,
            translate=asked["translate"],
        )
    except searchlib.QueryTooExpensive:
        return None  # the record can be read all the same
    return hits[0] if len(hits) and hits[0].record.id == record_id else None


def _rows(record: Record, pairs: Sequence[AlignedPassages], words: Words) -> list[View]:
    """Return the passages side by side; ``new`` says where a paragraph begins."""
    bodies = {text.language: text.body for text in record.texts}
    pages = {text.language: list(text.pages) for text in record.texts}
    ends = dict.fromkeys(bodies, 0)
    rows = []
    for number, pair in enumerate(pairs, 1):
        new, begun = number == 1, {"ru": "", "en": ""}
        for passage in filter(None, (pair.ru, pair.en)):
            gap = bodies[passage.language][ends[passage.language] : passage.start]
            new = new or "\n\n" in gap
            ends[passage.language] = passage.end
            left = pages[passage.language]
            while left and left[0][0] < passage.end:
                begun[passage.language] = words("leaf", number=seen(left.pop(0)[1]))
        rows.append({
            "id": _anchor(pair), "number": number, "new": new, "pages": begun, **_pair(pair),
        })  # fmt: skip
    return rows


def _description(record: Record, words: Words) -> list[tuple[str, list[str]]]:
    """Return the labels of a description and their values, where there are any."""
    citation = record.citation
    rows = (
        ("date", [words.date(record.date)]),
        ("type", [words.type(record.type)]),
        ("classification", [record.classification]),
        ("sender", [", ".join(record.sender)]),
        ("recipient", [", ".join(record.recipient)]),
        ("shelfmark", _shelfmarks(record)),
        ("translator", [", ".join(citation.translators) if citation else ""]),
        ("original", [", ".join(map(words.tongue, record.original_languages))]),
        ("credits", [record.credits]),
        ("id", [record.id]),
        ("file", [record.source]),
    )
    shown = ((name, [seen(value) for value in values if value]) for name, values in rows)
    return [(name, values) for name, values in shown if values]


def _metadata(record: Record) -> list[tuple[str, str]]:
    """Return Dublin Core for the head of the page, which reference managers read."""
    rows = [("DC.title", record.title), ("DC.identifier", record.url or record.id)]
    rows += [("DC.creator", name) for name in record.sender]
    rows += [("DC.date", record.date.start.isoformat())] if record.date else []
    rows += [("DC.source", mark) for mark in _shelfmarks(record)]
    rows += [("DC.language", text.language) for text in record.texts]
    return [(name, seen(value)) for name, value in rows if value]
