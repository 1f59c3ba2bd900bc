"""``searchlib show``: read one record, both texts side by side."""

from __future__ import annotations

from collections.abc import Iterator

import click

import searchlib
from searchlib.cli import options
from searchlib.cli.terminal import Screen, safe


@click.command("show")
@click.argument("record_id", metavar="ID")
@click.option(
    "--text",
    type=click.Choice(["both", "ru", "en"]),
    default="both",
    show_default=True,
    help="Which of the texts to show.",
)
@click.option("--pager/--no-pager", default=True, help="Page long output on a terminal.")
@options.json_lines
@options.color
@options.index
def command(record_id: str, text: str, pager: bool, as_json: bool, color: str, folder: str) -> int:
    """Show the record with this id: its description, and its texts side by side.

    \b
    Examples:
      searchlib show wilsoncenter-114898
      searchlib show wilsoncenter-114898 --text en
      searchlib show wilsoncenter-114898 --json | jq .citation
    """
    with searchlib.open(folder) as index:
        record = index.get(record_id)
        pairs = index.aligned(record.id)
    if as_json:
        from searchlib.export.json_lines import line, record_fields

        click.echo(line(record_fields(record)))
        return 0
    screen = Screen(color)
    screen.page(_shown(record, pairs, text, screen), pager=pager)
    return 0


def _shown(
    record: searchlib.Record,
    pairs: tuple[searchlib.AlignedPassages, ...],
    text: str,
    screen: Screen,
) -> Iterator[str]:
    """Yield the lines of a record."""
    yield screen.heading(record.title or record.id)
    for label, value in _description(record):
        yield screen.style(f"{label:<12}", dim=True) + safe(value)
    if record.summary:
        yield ""
        yield from screen.paragraph(record.summary, indent=0)
    yield ""
    if text != "both":
        only = record.text(text)
        for paragraph in (only.body if only else "").split("\n\n"):
            yield from screen.paragraph(paragraph, indent=0)
            yield ""
    else:
        yield from screen.side_by_side(pairs, indent=0)


def _description(record: searchlib.Record) -> Iterator[tuple[str, str]]:
    """Yield the labels and values of a description that has them."""
    citation = record.citation
    rows = [
        ("id", record.id),
        ("date", record.date.written if record.date else ""),
        ("type", record.type),
        ("from", ", ".join(record.sender)),
        ("to", ", ".join(record.recipient)),
        *(("shelfmark", str(mark)) for mark in (citation.shelfmarks if citation else ())),
        ("translator", ", ".join(citation.translators) if citation else ""),
        ("credits", record.credits),
        ("url", record.url),
        ("file", record.source),
    ]
    return ((label, value) for label, value in rows if value)
