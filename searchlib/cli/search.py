"""``searchlib search``: find records, and read the hits in both languages."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import click

import searchlib
from searchlib.cli import options
from searchlib.cli.terminal import Screen, say


class _QueryCommand(click.Command):
    """Read an unknown word after one dash as part of the query: ``корейский -Вьетнам``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, list(self._literal(args)))

    def _literal(self, args: Sequence[str]) -> Iterator[str]:
        """Put a space before such words: it means nothing in a query, and is no option."""
        given = [param for param in self.params if isinstance(param, click.Option)]
        valued = {name for option in given if not option.is_flag for name in option.opts}
        flags = {name for option in given for name in option.opts} | {"-h", "-"}
        rest = iter(args)
        for arg in rest:
            if arg == "--":
                yield from (arg, *rest)
            elif arg in valued:
                yield from (arg, *islice(rest, 1))
            elif arg.startswith("--") or arg in flags or not arg.startswith("-"):
                yield arg
            else:  # -n5 is an option with its value, -Berlin is not
                yield arg if arg[:2] in valued and arg[2:].isdecimal() else f" {arg}"


@click.command("search", cls=_QueryCommand)
@click.argument("words", nargs=-1, required=True, metavar="QUERY...")
@click.option("--any", "match_any", is_flag=True, help="Rank records that hold some of the words.")
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(0),
    metavar="N",
    default=10,
    show_default="10",
    help="Show this many hits.",
)
@click.option(
    "--offset", type=click.IntRange(0), metavar="N", default=0, help="Skip this many hits."
)
@click.option(
    "--sort",
    type=click.Choice(["relevance", "date", "-date"]),
    default="relevance",
    show_default=True,
    help="date: the earliest first; -date: the latest first.",
)
@click.option(
    "--filter",
    "filtering",
    default="",
    metavar="QUERY",
    help="Only among the records that match this, too.",
)
@click.option(
    "--passages",
    type=click.IntRange(0),
    metavar="N",
    default=3,
    show_default="3",
    help="Show this many passages of each hit.",
)
@click.option(
    "--facet",
    "facets",
    multiple=True,
    type=click.Choice(searchlib.FACETS),
    help="Count all hits by this; may be given several times.",
)
@click.option(
    "--no-translate",
    is_flag=True,
    help="Look for words as written, not in the other language or spelling too.",
)
@options.pager
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
    facets: tuple[str, ...],
    no_translate: bool,
    pager: bool,
    as_json: bool,
    color: str,
    index: str,
    documents: str,
) -> int:
    """Search Russian and English texts alike; each word is found in all its forms.

    What says it in the other language is found too, and said so. A word after a minus, =a,
    and words asked for in ru: or en: are looked for as written.

    \b
    Examples:
      searchlib search "помощь Северной Корее"
      searchlib search '"American troops" -Berlin'
      searchlib search 'войск* date:1949-05 archive:РГАСПИ'
      searchlib search '"войск* Корее"~4 OR =Маньчжурии'
      searchlib search --any 'Who asked for weapons and officers?'
      searchlib search корейский -Вьетнам --sort date
      searchlib search Корея --facet year --facet archive
      searchlib search --no-translate 'дивизии OR divisions'
      searchlib search --json -n 50 Manchuria | jq .title
      echo 'troops withdrawing' | searchlib search -

    \b
    Query language:
      a b          both words, in any form       a OR b    either (ИЛИ)
      "a b"        side by side                  -a        not a (НЕ)
      "a b"~4      with up to 4 words' room      =a        in this form only
      a* м?р       wildcards                     a~1       up to 1 letter off
      title: summary: text: ru: en:              in one part of the record
      person: place:                             by name, in any spelling
      archive: fond: opis: papka: delo: list:    by shelfmark
      type: lang: id: date:1949-05 date:[1949 TO 1950-06] date:<1950

    Your shell eats quotes, brackets, < and *: put the query between single quotes. A
    query of "-" is read from standard input. Where there is no index yet, it is built
    first. Exit code: 0 found, 1 nothing found, 2 error.
    """
    query = sys.stdin.read().lstrip("\ufeff") if words == ("-",) else " ".join(words)
    build_first(index, documents)
    with searchlib.open(index) as opened:
        hits = opened.search(
            query.strip(),
            match="any" if match_any else "all",
            limit=limit,
            offset=offset,
            sort=sort,
            filter=filtering,
            passages=passages,
            translate=not no_translate,
            facets=dict.fromkeys(facets),
        )
    for warning in hits.warnings:
        say(f"searchlib: {warning}")
    if not hits.total and opened.documents:
        _say_if_stale(opened.documents, Path(index))
    if as_json:
        _print_json(hits)
    else:
        screen = Screen(color)
        screen.page(_shown(hits, filtering.strip(), screen), pager=pager)
    return 0 if hits.total else 1


def build_first(index: str, documents: str) -> None:
    """Build the index of a folder that has never been indexed."""
    if Path(index, "CURRENT").exists():
        return
    if not Path(documents).is_dir():
        raise searchlib.IndexNotFound(
            f"There is no index in {index}, and no folder {documents} to make one from. "
            "Run: searchlib index FOLDER"
        )
    from searchlib.cli.index import build

    say(f"There is no index in {index} yet; indexing {documents} first.")
    build(documents, index)


def _say_if_stale(documents: Path, index: Path) -> None:
    """Say on standard error when files have come or gone since they were indexed.

    The time of the folder tells, without a look at each file; status looks at each.
    """
    try:
        stale = documents.stat().st_mtime > (index / "CURRENT").stat().st_mtime
    except OSError:
        return
    if stale:
        say(f"Files have come or gone in {documents} since. Run: searchlib index")


def _print_json(hits: searchlib.Hits) -> None:
    from searchlib.export.json_lines import hit_fields, line

    for note in hits.notes:
        say(f"searchlib: {note}")
    for rank, hit in enumerate(hits, hits.offset + 1):
        click.echo(line(hit_fields(hit, rank)))


def _shown(hits: searchlib.Hits, filtering: str, screen: Screen) -> Iterator[str]:
    """Yield the lines of an answer."""
    count = f"{hits.total:,} hit" + ("" if hits.total == 1 else "s")
    last = hits.offset + len(hits)
    if 0 < len(hits) < hits.total:
        count += f", {hits.offset + 1:,} to {last:,},"
    among = f" among {filtering}" if filtering else ""
    yield from screen.facts(f"{count} for {hits.query}{among} ({hits.took_ms:.0f} ms)", indent=0)
    for note in hits.notes:
        yield from screen.facts(note, indent=2)
    for rank, hit in enumerate(hits, hits.offset + 1):
        yield ""
        yield from _hit(hit, rank, screen)
    if hits.facets:
        yield ""
    for facet in hits.facets:
        values = " · ".join(f"{value.value} ({value.count:,})" for value in facet.values)
        if more := facet.distinct - len(facet.values):
            values += f" · {more:,} more"
        yield from screen.facts(f"by {facet.field}: {values or 'nothing'}", indent=0)
    if last < hits.total and len(hits):
        yield ""
        yield from screen.facts(f"{hits.total - last:,} more: --offset {last}", indent=0)
    elif hits.total and not len(hits):
        yield from screen.facts(f"none of them after {hits.offset:,}", indent=2)


def _hit(hit: searchlib.Hit, rank: int, screen: Screen) -> Iterator[str]:
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
