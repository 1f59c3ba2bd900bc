"""``searchlib similar``: find the records most like one."""

from __future__ import annotations

from collections.abc import Iterator

import click

import searchlib
from searchlib.cli import options
from searchlib.cli.answers import lines_of
from searchlib.cli.ids import complete, found
from searchlib.cli.terminal import Screen, say


@click.command("similar")
@click.argument("record_id", metavar="ID", shell_complete=complete)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(0),
    metavar="N",
    default=10,
    show_default=True,
    help="Show this many records.",
)
@click.option(
    "--passages",
    type=click.IntRange(0),
    metavar="N",
    default=1,
    show_default=True,
    help="Show this many passages of each.",
)
@options.pager
@options.json_lines
@options.color
@options.index
def command(
    record_id: str, limit: int, passages: int, pager: bool, as_json: bool, color: str, index: str
) -> int:
    """Find the records most like this one, in either language.

    They hold the words that tell most of it, or what says these words in the other language.
    Copies of its texts are left out.

    \b
    Examples:
      searchlib similar wilsoncenter-114898
      searchlib similar 114898 -n 3 --passages 2 --no-pager
      searchlib similar 114898 --json | jq -r '[.score, .id] | @tsv'
    """
    with searchlib.open(index) as opened:
        record = found(opened, record_id)
        hits = opened.similar(record.id, limit, passages=passages)
    if as_json:
        from searchlib.export.json_lines import hit_fields, line

        for rank, hit in enumerate(hits, 1):
            click.echo(line(hit_fields(hit, rank)))
    else:
        screen = Screen(color)
        screen.page(_shown(record, hits, screen), pager=pager)
    if not hits.total:
        say(f"searchlib: no other record is like {record.id}.")
        return 1
    return 0


def _shown(record: searchlib.Record, hits: searchlib.Hits, screen: Screen) -> Iterator[str]:
    """Yield the lines of an answer."""
    yield from screen.heading(record.title or record.id, lead="like ")
    if hits.query:
        yield from screen.facts(f"by the words: {hits.query}", indent=5)
    for rank, hit in enumerate(hits, 1):
        yield ""
        yield from lines_of(hit, rank, screen)
