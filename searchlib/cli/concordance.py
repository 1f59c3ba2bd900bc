"""``searchlib concordance``: every place of a word, one under the other, in its context."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

import searchlib
from searchlib.cli import options
from searchlib.cli.asking import QueryCommand
from searchlib.cli.kwic import Layout
from searchlib.cli.search import build_first
from searchlib.cli.terminal import Screen, say

_SORTS = ["text", "left", "right", "match", "date", "-date"]
_WIDTH = 60
_WIDEST = 1_000


@click.command("concordance", cls=QueryCommand)
@click.argument("words", nargs=-1, required=True, metavar="QUERY...")
@click.option(
    "--sort",
    type=click.Choice(_SORTS),
    default="text",
    show_default=True,
    help="left, right: by the words on that side; match: by the form found; date: of the record.",
)
@click.option(
    "--width",
    type=click.IntRange(0, _WIDEST),
    metavar="N",
    help="Characters of context on either side.  [default: as the terminal has room, else 60]",
)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(0),
    metavar="N",
    default=50,
    show_default="50",
    help="Show this many lines.",
)
@click.option(
    "--offset", type=click.IntRange(0), metavar="N", default=0, help="Skip this many lines."
)
@click.option("--lang", type=click.Choice(["ru", "en"]), help="Only the texts in this language.")
@click.option(
    "--filter",
    "filtering",
    default="",
    metavar="QUERY",
    help="Only among the records that match this, too.",
)
@click.option("--any", "match_any", is_flag=True, help="Take records that hold some of the words.")
@click.option(
    "--translate", is_flag=True, help="Look for words in the other language and spelling too."
)
@click.option(
    "--records",
    "most",
    type=click.IntRange(1),
    metavar="N",
    default=1_000,
    show_default="1,000",
    help="Look through this many records at most.",
)
@click.option(
    "--aligned/--no-aligned",
    default=None,
    help="Show what the other text says.  [default: on a wide terminal]",
)
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for spreadsheets.")
@options.pager
@options.json_lines
@options.color
@options.index
@options.documents
def command(
    words: tuple[str, ...],
    sort: str,
    width: int | None,
    limit: int,
    offset: int,
    lang: str | None,
    filtering: str,
    match_any: bool,
    translate: bool,
    most: int,
    aligned: bool | None,
    as_csv: bool,
    pager: bool,
    as_json: bool,
    color: str,
    index: str,
    documents: str,
) -> int:
    """List every place where the words stand, one under the other, in their context.

    A concordance (KWIC): words are found in all their forms, phrases as one. Sorted by what
    stands to the left or right, places that say alike come together. Case, stress and
    punctuation do not count, and ё is е. The query language is that of search.

    \b
    Examples:
      searchlib concordance Корея
      searchlib concordance войска --sort left
      searchlib concordance '"Северная Корея"' --sort right --aligned
      searchlib concordance 'troops OR weapons' --lang en -n 100
      searchlib concordance Корея --csv -n 1000 > table.csv
      searchlib concordance Маньчжурия --json | jq .left

    Exit code: 0 found, 1 nothing found, 2 error.
    """
    if as_csv and as_json:
        raise searchlib.UsageError("--csv and --json are two formats: choose one.")
    query = sys.stdin.read().lstrip("\ufeff") if words == ("-",) else " ".join(words)
    screen = Screen(color)
    build_first(index, documents)
    with searchlib.open(index) as opened:
        found = opened.concordance(
            query.strip(),
            width=(_WIDTH if as_csv or as_json else screen.width) if width is None else width,
            sort=sort,
            limit=limit,
            offset=offset,
            language=lang or "",
            filter=filtering,
            match="any" if match_any else "all",
            translate=translate,
            most=most,
        )
    for warning in found.warnings:
        say(f"searchlib: {warning}")
    if as_csv or as_json:
        for note in found.notes:
            say(f"searchlib: {note}")
        for line in _written(found, as_csv=as_csv):
            click.echo(line)
    else:
        screen.page(_shown(found, Layout(found, screen, width, aligned), screen), pager=pager)
    return 0 if found.total else 1


def _written(found: searchlib.Concordance, *, as_csv: bool) -> Iterator[str]:
    """Yield the lines for programs."""
    if as_csv:
        from searchlib.export.concordance_csv import concordance_csv

        yield from concordance_csv(found)
        return
    from searchlib.export.json_lines import concordance_fields, line

    for number, one in enumerate(found, found.offset + 1):
        yield line(concordance_fields(one, number))


def _shown(found: searchlib.Concordance, layout: Layout, screen: Screen) -> Iterator[str]:
    """Yield the lines for a reader."""
    count = f"{found.total:,} line" + ("" if found.total == 1 else "s")
    last = found.offset + len(found)
    if 0 < len(found) < found.total:
        count += f", {found.offset + 1:,} to {last:,},"
    records = f"{found.read:,} record" + ("" if found.read == 1 else "s")
    heading = f"{count} of {records} for {found.query} ({found.took_ms:.0f} ms)"
    yield from screen.facts(heading, indent=0)
    for note in found.notes:
        yield from screen.facts(note, indent=2)
    yield ""
    for line in found:
        yield from layout.rows(line)
    if last < found.total and len(found):
        yield ""
        yield from screen.facts(f"{found.total - last:,} more: --offset {last}", indent=0)
    elif found.total and not len(found):
        yield from screen.facts(f"none of them after {found.offset:,}", indent=2)
