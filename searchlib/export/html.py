"""How does a notebook show hits and records? Both texts side by side, marked, in either theme.

One piece of HTML that needs nothing else: no script, no picture, no font, no file. Its
colours are the notebook's own, light or dark; what is marked lies on a tint that goes with
both. All that comes from documents is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from searchlib.export.marking import pieces, seen
from searchlib.records import LANGUAGES, AlignedPassages, Mark, Passage, Record
from searchlib.results import Hit, Hits

__all__ = ["html"]

_STYLE = """<style>
.searchlib{max-width:72em;line-height:1.45}
.searchlib h4{margin:1em 0 0;font-size:1.05em;font-weight:600}
.searchlib h4 a{color:inherit;text-decoration-color:rgba(128,128,128,.7);\
text-underline-offset:.15em}
.searchlib p{margin:.2em 0;white-space:pre-line;unicode-bidi:isolate;overflow-wrap:anywhere}
.searchlib .of{opacity:.75;font-size:.92em}
.searchlib .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(18em,1fr));\
gap:.3em 1.5em;margin:.4em 0;padding-left:.8em;border-left:2px solid rgba(128,128,128,.4)}
.searchlib .whole{max-height:32em;overflow:auto}
.searchlib mark{color:inherit;background:rgba(255,196,0,.45);border-radius:2px}
.searchlib mark.counterpart{background:rgba(64,150,255,.3)}
</style>"""
_COUNTED = "hit", "hits"


def html(shown: Hits | Hit | Record) -> str:
    """Return hits, a hit or a record as a piece of HTML 5.

    Marks are ``<mark>`` elements; those of counterparts have the class ``counterpart``. Texts
    say their language (``lang``). An address is a link only when it is one of the web.
    """
    if isinstance(shown, Hits):
        parts = _hits(shown)
    elif isinstance(shown, Hit):
        parts = _hit(shown)
    else:
        parts = _record(shown)
    return f'{_STYLE}<div class="searchlib">{"".join(parts)}</div>'


def _hits(hits: Hits) -> Iterator[str]:
    """Yield the answer to a query: how it was read, and its hits."""
    counted = f"{hits.total:,} {_COUNTED[hits.total != 1]}"
    first, last = hits.offset + 1, hits.offset + len(hits)
    some = f", {first:,} to {last:,}," if first < last else f", number {last:,},"
    some *= 0 < len(hits) < hits.total
    yield f"<p><b>{counted}</b>{some} for <code>{_safe(hits.query)}</code></p>"
    for said in (*hits.warnings, *hits.notes):
        yield f'<p class="of">{_safe(said)}</p>'
    for other in hits.suggestions:
        found = f"{other.total:,} {_COUNTED[other.total != 1]}"
        yield f'<p class="of">did you mean: <code>{_safe(other.query)}</code> ({found})</p>'
    for facet in hits.facets:
        values = ", ".join(f"{_safe(one.value)} ({one.count:,})" for one in facet.values)
        yield f'<p class="of">{_safe(facet.field)}: {values or "nothing"}</p>'
    for number, hit in enumerate(hits, hits.offset + 1):
        yield from _hit(hit, f"{number}. ")


def _hit(hit: Hit, number: str = "") -> Iterator[str]:
    """Yield a hit: its record's description in short, and its passages."""
    yield _heading(hit.record, number, hit.title_marks)
    yield _facts(hit.record, f"score {hit.score:.2f}" if hit.score else "")
    if hit.summary_marks or (hit.record.summary and not hit.passages):
        yield f"<p>{_marked(hit.record.summary, hit.summary_marks)}</p>"
    for pair in hit.passages:
        yield _pair(pair)


def _record(record: Record) -> Iterator[str]:
    """Yield a record: its description, and its texts."""
    yield _heading(record)
    yield _facts(record)
    people = (", ".join(record.sender), ", ".join(record.recipient))
    for line in (" → ".join(filter(None, people)), record.summary):
        if line:
            yield f"<p>{_safe(line)}</p>"
    texts = filter(None, map(record.text, LANGUAGES))
    columns = "".join(_side(text.language, _safe(text.body)) for text in texts)
    if columns:
        yield f'<div class="pair whole">{columns}</div>'


def _heading(record: Record, number: str = "", marks: Sequence[Mark] = ()) -> str:
    title = _marked(record.title, marks) if record.title.strip() else _safe(record.id)
    if record.url.startswith(("https://", "http://")):
        title = f'<a href="{_safe(record.url)}" rel="noopener noreferrer">{title}</a>'
    return f"<h4>{number}{title}</h4>"


def _facts(record: Record, *more: str) -> str:
    """Return a line of what is known of a record."""
    marks = record.citation.shelfmarks if record.citation else ()
    day = record.date.written if record.date else ""
    found = filter(None, (day, record.type, *map(str, marks), record.id, *more))
    return f'<p class="of">{" · ".join(map(_safe, found))}</p>'


def _pair(pair: AlignedPassages) -> str:
    sides: Iterable[Passage] = filter(None, (pair.ru, pair.en))
    shown = (_side(one.language, _marked(one.text, one.marks, one.start)) for one in sides)
    return f'<div class="pair">{"".join(shown)}</div>'


def _side(language: str, written: str) -> str:
    return f'<p lang="{language}">{written}</p>'


def _marked(text: str, marks: Sequence[Mark], start: int = 0) -> str:
    """Return a text that begins at offset ``start``, with its marks as elements."""
    return "".join(
        f'<mark class="{piece.kind}">{escape(piece.text)}</mark>'
        if piece.kind
        else escape(piece.text)
        for piece in pieces(text, marks, start)
    )


def _safe(text: str) -> str:
    return escape(seen(text))
