"""``searchlib show``: read one record, both texts side by side."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import click

import searchlib
from searchlib.cli import options
from searchlib.cli.ids import complete, found
from searchlib.cli.terminal import Screen, safe, say

_LANGUAGES = {"ru": "Russian", "en": "English"}


@click.command("show")
@click.argument("record_id", metavar="ID", shell_complete=complete)
@click.option(
    "--text",
    type=click.Choice(["both", "ru", "en"]),
    default="both",
    show_default=True,
    help="Which of the texts to show.",
)
@click.option("--side-by-side", is_flag=True, help="Show both texts in columns on any terminal.")
@click.option("--cite", is_flag=True, help="Print a citation in one line, and no text.")
@click.option(
    "--style",
    type=click.Choice(["archive", "source", "gost", "chicago"]),
    help="How to cite: as its archive asks for (archive), as the source has it, GOST R 7.0.5, "
    "or Chicago.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "jsonl", "csv", "ris", "bibtex", "csl"]),
    default=None,
    help="Print the record in this form; text, if none is named.",
)
@options.pager
@options.json_lines
@options.color
@options.index
def command(
    record_id: str,
    text: str,
    side_by_side: bool,
    cite: bool,
    style: str | None,
    form: str | None,
    pager: bool,
    as_json: bool,
    color: str,
    index: str,
) -> int:
    """Show the record with this id: its description, and its texts side by side.

    The beginning or the end of an id will do where no other record has the same.

    \b
    Examples:
      searchlib show wilsoncenter-114898
      searchlib show 114898 --side-by-side
      searchlib show 114898 --text en --no-pager
      searchlib show 114898 --json | jq .citation
      searchlib show 114898 --cite
      searchlib show 114898 --cite --style gost
      searchlib show 114898 --format bibtex > cable.bib
    """
    if (cite or style) and (form or as_json):
        raise click.UsageError("--cite and --style print one line: leave out --format and --json.")
    form = options.form(form, as_json=as_json) or "text"
    with searchlib.open(index) as opened:
        record = found(opened, record_id)
        if cite or style:
            from searchlib.export.styles import cited

            click.echo(safe(cited(record, style or "archive")))
            return 0
        if form not in ("text", "jsonl"):
            _print(record, form)
            return 0
        pairs = opened.aligned(record.id)
        near = opened.near_duplicates(record.id)
    if form == "jsonl":
        from searchlib.export.json_lines import line, record_fields

        click.echo(line({**record_fields(record), "near_duplicates": near}))
        return 0
    screen = Screen(color)
    texts: Iterator[str] = _one(record, text, screen)
    if text == "both":
        languages = {side.language for side in record.texts}
        texts = chain([""], screen.side_by_side(pairs, languages, 0, columns=side_by_side))
    screen.page(chain(_shown(record, near, screen), texts), pager=pager)
    if text != "both" and record.text(text) is None:
        say(f"searchlib: {record.id} has no text in {text}.")
        return 1
    return 0


def _print(record: searchlib.Record, form: str) -> None:
    """Print a record in a form that hits have, too."""
    from searchlib.cli.exporting import written
    from searchlib.export.streams import FORMATS, Row

    with written("") as write:
        for piece in FORMATS[form].text([Row(searchlib.Hit(record, 0.0), 1)], False):
            write(piece)


def _shown(
    record: searchlib.Record, near: tuple[tuple[str, float], ...], screen: Screen
) -> Iterator[str]:
    """Yield the lines of a record's description."""
    yield from screen.heading(record.title or record.id)
    for label, value in _description(record):
        yield from screen.entry(label, value)
    if near:
        alike = ", ".join(f"{one} ({share:.0%} the same)" for one, share in near)
        yield from screen.entry("much like", alike)
    if record.summary:
        yield ""
        yield from screen.paragraph(record.summary, indent=0)


def _one(record: searchlib.Record, language: str, screen: Screen) -> Iterator[str]:
    """Yield the lines of one text."""
    if (only := record.text(language)) is not None:
        for paragraph in only.body.split("\n\n"):
            yield ""
            yield from screen.paragraph(paragraph, indent=0)


def _description(record: searchlib.Record) -> Iterator[tuple[str, str]]:
    """Yield the labels and values of a description that has them."""
    citation = record.citation
    rows = [
        ("id", record.id),
        ("date", record.date.written if record.date else ""),
        ("type", record.type),
        ("secrecy", record.classification),
        ("from", ", ".join(record.sender)),
        ("to", ", ".join(record.recipient)),
        *(("shelfmark", str(mark)) for mark in (citation.shelfmarks if citation else ())),
        ("citation", citation.written if citation else ""),
        ("translator", ", ".join(citation.translators) if citation else ""),
        ("original", ", ".join(map(_language, record.original_languages))),
        ("contents", ", ".join(map(_content, record.contents))),
        ("credits", record.credits),
        ("url", record.url),
        ("file", record.source),
    ]
    return ((label, value) for label, value in rows if value)


def _language(code: str) -> str:
    """Return the name of a language; of one we have no name for, its code."""
    return _LANGUAGES.get(code, code)


def _content(part: str) -> str:
    """Return what ``transcript:ru`` stands for, in words."""
    kind, colon, code = part.partition(":")
    return f"{kind} in {_language(code)}" if colon else part
