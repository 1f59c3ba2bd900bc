"""What does an answer look like? The hits of one query, on a terminal or in a file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

import click

import searchlib
from searchlib.cli.asking import Asked, Shown
from searchlib.cli.terminal import Screen, say

__all__ = ["answer", "blocks", "brief", "did_you_mean", "lines_of", "put", "screen_for", "span"]

_LONGEST = 300


def answer(opened: searchlib.Index, query: str, asked: Asked, shown: Shown) -> searchlib.Hits:
    """Search, and show the hits as they are wanted; return what was found."""
    page = shown.form == "text" and not shown.every
    hits = opened.search(
        query,
        limit=shown.limit if page else 0,
        offset=shown.offset,
        passages=shown.passages,
        facets=dict.fromkeys(shown.facets),
        **asked.arguments(),
    )
    for warning in hits.warnings:
        say(f"searchlib: {warning}")
    if shown.form != "text":
        _write(opened, query, hits, asked, shown)
        return hits
    screen = screen_for(shown)
    found: Iterable[tuple[int, searchlib.Hit]] = enumerate(hits, hits.offset + 1)
    if shown.every:
        from searchlib.cli.exporting import ranked

        found = ranked(opened, query, asked, shown)
    last = hits.total if shown.every else hits.offset + len(hits)
    put(_lines(hits, blocks(opened, query, found, asked, shown), last, screen), shown, screen)
    return hits


def screen_for(shown: Shown) -> Screen:
    """Return the screen that hits are laid out for: one without colour for a file."""
    return Screen("never" if shown.output not in ("", "-") else shown.color)


def put(lines: Iterable[str], shown: Shown, screen: Screen) -> None:
    """Print lines, or write them to the file that is named, one after the other."""
    if shown.output in ("", "-") and (not shown.every or sys.stdout.isatty()):
        screen.page(lines, pager=shown.pager)
        return
    from searchlib.cli.exporting import written

    with written(shown.output) as write:
        for line in lines:
            write((line if screen.color else click.unstyle(line)) + "\n")


def _write(
    opened: searchlib.Index, query: str, hits: searchlib.Hits, asked: Asked, shown: Shown
) -> None:
    """Write hits in another form than text, one after the other."""
    from searchlib.cli.exporting import export, rows

    for note in dict.fromkeys((*hits.notes, *did_you_mean(hits))):
        say(f"searchlib: {note}")
    last = hits.total if shown.every else min(shown.offset + shown.limit, hits.total)
    count = export(rows(opened, query, asked, shown), shown, max(last - shown.offset, 0))
    if shown.output not in ("", "-"):
        every = "" if count == hits.total else "; --all writes every one"
        say(f"Wrote {count:,} of {_counted(hits.total)} to {shown.output}{every}")


def _counted(hits: int) -> str:
    return f"{hits:,} hit" + ("" if hits == 1 else "s")


def brief(query: str) -> str:
    """Return a query as a heading has room for it: a page of text asked for is not said again."""
    return query if len(query) <= _LONGEST else f"{query[:_LONGEST]}…"


def span(offset: int, last: int) -> str:
    """Return which places of an answer are shown: those after an offset, up to the last."""
    return f"{offset + 1:,} to {last:,}" if last > offset + 1 else f"number {last:,}"


def _lines(
    hits: searchlib.Hits,
    blocks: Iterable[Iterator[str]],
    last: int,
    screen: Screen,
) -> Iterator[str]:
    """Yield the lines of an answer; ``last`` is the rank of the last hit that is shown."""
    count = _counted(hits.total)
    if 0 < last - hits.offset < hits.total:
        count += f", {span(hits.offset, last)},"
    among = f" among {brief(hits.filter)}" if hits.filter else ""
    yield from screen.facts(
        f"{count} for {brief(hits.query)}{among} ({hits.took_ms:.0f} ms)", indent=0
    )
    for note in dict.fromkeys((*hits.notes, *did_you_mean(hits))):
        yield from screen.facts(note, indent=2)
    for block in blocks:
        yield ""
        yield from block
    if hits.facets:
        yield ""
    for facet in hits.facets:
        values = " · ".join(f"{value.value} ({value.count:,})" for value in facet.values)
        if more := facet.distinct - len(facet.values):
            values += f" · {more:,} more"
        yield from screen.facts(values or "nothing", indent=0, lead=f"by {facet.field}: ")
    if hits.offset < last < hits.total:
        yield ""
        yield from screen.facts(f"{hits.total - last:,} more: --offset {last}", indent=0)
    elif hits.total and last <= hits.offset:
        yield from screen.facts(f"none of them after {hits.offset:,}", indent=2)


def did_you_mean(hits: searchlib.Hits) -> Iterator[str]:
    """Yield the queries that are suggested, with what each finds."""
    for other in hits.suggestions:
        yield f"did you mean: {other.query} ({_counted(other.total)})"


def blocks(
    opened: searchlib.Index,
    query: str,
    ranked: Iterable[tuple[int, searchlib.Hit]],
    asked: Asked,
    shown: Shown,
) -> Iterator[Iterator[str]]:
    """Yield the lines of each hit, and why it matched where that is asked."""
    screen = screen_for(shown)
    for rank, hit in ranked:
        yield lines_of(hit, rank, screen)
        if shown.explain:
            from searchlib.cli.explaining import explained, explanation_lines

            yield explanation_lines(explained(opened, query, hit, asked), screen)


def lines_of(hit: searchlib.Hit, rank: int, screen: Screen) -> Iterator[str]:
    """Yield the lines of one hit."""
    record = hit.record
    yield from screen.heading(record.title or record.id, hit.title_marks, lead=f"{rank}. ")
    facts = [record.date.written if record.date else "", record.type, record.id]
    facts.append(f"score {hit.score:.2f}" if hit.score else "")
    yield from screen.facts(" · ".join(filter(None, facts)))
    for mark in record.citation.shelfmarks if record.citation else ():
        yield from screen.facts(str(mark))
    if hit.summary_marks or (record.summary and not hit.passages):
        yield ""
        yield from screen.paragraph(record.summary, hit.summary_marks)
    if hit.passages:
        yield ""
        yield from screen.side_by_side(hit.passages, {text.language for text in record.texts})
