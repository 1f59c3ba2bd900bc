"""``searchlib search``: find records, and read the hits in both languages."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

import searchlib
from searchlib.cli import options
from searchlib.cli.terminal import Screen, safe


@click.command("search")
@click.argument("words", nargs=-1, required=True, metavar="QUERY...")
@click.option("--any", "match_any", is_flag=True, help="Rank records that hold some of the words.")
@click.option("-n", "--limit", type=click.IntRange(0), default=10, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0, help="Skip this many hits.")
@click.option(
    "--sort",
    type=click.Choice(["relevance", "date", "-date"]),
    default="relevance",
    show_default=True,
    help="date: the earliest first; -date: the latest first.",
)
@click.option("--filter", "filtering", default="", metavar="QUERY", help="Only among these.")
@click.option(
    "--passages",
    type=click.IntRange(0),
    default=3,
    show_default=True,
    help="How many passages to show of each hit.",
)
@click.option("--pager/--no-pager", default=True, help="Page long output on a terminal.")
@options.json_lines
@options.color
@options.index
@options.documents
def command(
    words: tuple[str, ...],
    match_any: bool,
    limit: int,
    offset: int,
    sort: str,
    filtering: str,
    passages: int,
    pager: bool,
    as_json: bool,
    color: str,
    folder: str,
    documents: str,
) -> int:
    """Search Russian and English texts alike; each word is found in all its forms.

    \b
    Examples:
      searchlib search "помощь Северной Корее"
      searchlib search '"American troops" -Japan'
      searchlib search 'войск* date:1949-05 archive:РГАСПИ'
      searchlib search '"войск* Корее"~4 OR =Маньчжурии'
      searchlib search --any 'Who asked for weapons and officers?'
      searchlib search --json -n 50 Manchuria | jq .title

    \b
    Query language:
      a b          both words, in any form       a OR b    either (ИЛИ)
      "a b"        side by side                  -a        not a (НЕ)
      "a b"~4      with up to 4 words' room      =a        in this form only
      a* м?р       wildcards                     a~1       up to 1 letter off
      title: summary: text: ru: en: person:      in one part of the record
      archive: fond: opis: papka: delo: list:    by shelfmark
      type: lang: id: date:1949-05 date:[1949 TO 1950-06] date:<1950

    A query of "-" is read from standard input. Exit code: 0 found, 1 nothing found, 2 error.
    """
    query = sys.stdin.read().strip() if words == ("-",) else " ".join(words)
    _build_first(folder, documents)
    with searchlib.open(folder) as index:
        hits = index.search(
            query,
            match="any" if match_any else "all",
            limit=limit,
            offset=offset,
            sort=sort,
            filter=filtering,
            passages=passages,
        )
    for warning in hits.warnings:
        click.echo(f"searchlib: {safe(warning)}", err=True)
    if as_json:
        from searchlib.export.json_lines import hit_fields, line

        for rank, hit in enumerate(hits.hits, offset + 1):
            click.echo(line(hit_fields(hit, rank)))
    else:
        screen = Screen(color)
        screen.page(_shown(hits, screen), pager=pager)
    return 0 if hits.total else 1


def _build_first(folder: str, documents: str) -> None:
    """Build the index of a folder that has never been indexed."""
    if Path(folder, "CURRENT").exists() or not Path(documents).is_dir():
        return
    from searchlib.cli.index import build

    click.echo(f"There is no index in {folder} yet; indexing {documents} first.", err=True)
    build(documents, folder)


def _shown(hits: searchlib.Hits, screen: Screen) -> Iterator[str]:
    """Yield the lines of an answer."""
    count = f"{hits.total:,} hit" + ("" if hits.total == 1 else "s")
    if len(hits) < hits.total and len(hits):
        count += f", {hits.offset + 1} to {hits.offset + len(hits)}"
    yield screen.style(f"{count} for {safe(hits.query)}  ({hits.took_ms:.0f} ms)", dim=True)
    for note in hits.notes:
        yield screen.style(f"  {safe(note)}", dim=True)
    for rank, hit in enumerate(hits, hits.offset + 1):
        yield ""
        yield from _hit(hit, rank, screen)


def _hit(hit: searchlib.Hit, rank: int, screen: Screen) -> Iterator[str]:
    record = hit.record
    yield f"{rank}. " + screen.heading(record.title or record.id, hit.title_marks)
    facts = [record.date.written if record.date else "", record.type, record.id]
    facts.append(f"score {hit.score:.2f}")
    yield "   " + screen.style(" · ".join(safe(fact) for fact in facts if fact), dim=True)
    marks = record.citation.shelfmarks if record.citation else ()
    for mark in marks:
        yield "   " + screen.style(safe(str(mark)), dim=True)
    if hit.summary_marks or (record.summary and not hit.passages):
        yield ""
        yield from screen.paragraph(record.summary, hit.summary_marks)
    if hit.passages:
        yield ""
        yield from screen.side_by_side(hit.passages)
