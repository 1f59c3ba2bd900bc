"""``searchlib concordance``: every place of a word, one under the other, in its context."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import click

import searchlib
from searchlib.cli import options
from searchlib.cli.answers import brief, did_you_mean, span
from searchlib.cli.asking import QueryCommand
from searchlib.cli.kwic import Layout
from searchlib.cli.search import build_first, query_of
from searchlib.cli.terminal import Screen, say

_SORTS = ["text", "left", "right", "match", "date", "-date"]
_WIDTH = 60
_WIDEST = 1_000
_FORMATS = ("text", "jsonl", "csv")


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
    show_default=True,
    help="Show this many lines.",
)
@click.option(
    "--offset", type=click.IntRange(0), metavar="N", default=0, help="Skip this many lines."
)
@click.option("--all", "every", is_flag=True, help="Show every line.")
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
    show_default=True,
    help="Look through this many records at most.",
)
@click.option(
    "--aligned/--no-aligned",
    default=None,
    help="Show what the other text says.  [default: on a wide terminal]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="Write lines in this form; text unless -o names a file that ends otherwise.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    default="",
    metavar="FILE",
    help="Write lines to FILE, whole or not at all.",
)
@click.option("--bom", is_flag=True, help="Begin a CSV file as Excel needs it for Cyrillic.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table: as --format csv.")
@options.json_lines
@options.pager
@options.color
@options.index
@options.documents
def command(
    words: tuple[str, ...],
    sort: str,
    width: int | None,
    limit: int,
    offset: int,
    every: bool,
    lang: str | None,
    filtering: str,
    match_any: bool,
    translate: bool,
    most: int,
    aligned: bool | None,
    form: str | None,
    output: str,
    bom: bool,
    as_csv: bool,
    as_json: bool,
    pager: bool,
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
      searchlib concordance Корея --all -o korea.csv --bom
      searchlib concordance Маньчжурия --json | jq .left

    Exit code: 0 found, 1 nothing found, 2 error.
    """
    form = _form(form, as_csv=as_csv, as_json=as_json, output=output)
    if bom and form != "csv":
        raise click.UsageError("--bom is for a table: add --format csv, or -o FILE.csv.")
    options.not_both("limit", "every", options.HOW_MANY)
    query = query_of(words)
    to_file = output not in ("", "-")
    screen = Screen("never" if to_file else color)
    asked: dict[str, Any] = {
        "filter": filtering,
        "match": "any" if match_any else "all",
        "translate": translate,
    }
    build_first(index, documents)
    with searchlib.open(index) as opened:
        found = opened.concordance(
            query,
            width=(screen.width if form == "text" else _WIDTH) if width is None else width,
            sort=sort,
            limit=sys.maxsize if every else limit,
            offset=offset,
            language=lang or "",
            most=most,
            **asked,
        )
        notes = (*found.notes, *(() if found.records else _why_not(opened, query, asked)))
    for said in found.warnings if form == "text" else (*found.warnings, *notes):
        say(f"searchlib: {said}")
    if form != "text":
        _write(_written(found, form), output, begin="\ufeff" if bom else "")
    else:
        lines = _shown(found, notes, Layout(found, screen, width, aligned), screen)
        _write(lines, output) if to_file else screen.page(lines, pager=pager)
    if to_file:
        say(f"Wrote {len(found):,} of {_counted(found.total)} to {output}")
    return 0 if found.total else 1


def _form(form: str | None, *, as_csv: bool, as_json: bool, output: str) -> str:
    """Return the form that is asked for; the end of a file's name tells where none is named."""
    if as_csv and (as_json or form not in (None, "csv")):
        other = "--json" if as_json else f"--format {form}"
        raise click.UsageError(f"--csv and {other} are two forms: choose one.")
    form = "csv" if as_csv else options.form(form, as_json=as_json)
    if form is None and output not in ("", "-"):
        from searchlib.cli.exporting import form_of

        form = form_of(output, _FORMATS)
    return form or "text"


def _why_not(opened: searchlib.Index, query: str, asked: dict[str, Any]) -> Iterator[str]:
    """Yield what a search says where it finds nothing: missing words, and what may be meant."""
    hits = opened.search(query, limit=0, **asked)
    return chain((note for note in hits.notes if "also looked for" not in note), did_you_mean(hits))


def _write(lines: Iterator[str], output: str, begin: str = "") -> None:
    """Write lines to a file, or to standard output where none is named."""
    from searchlib.cli.exporting import written

    with written(output) as write:
        write(begin)
        for line in lines:
            write(f"{line}\n")


def _written(found: searchlib.Concordance, form: str) -> Iterator[str]:
    """Yield the lines for programs."""
    if form == "csv":
        from searchlib.export.concordance_csv import concordance_csv

        yield from concordance_csv(found)
        return
    from searchlib.export.json_lines import concordance_fields, line

    for number, one in enumerate(found, found.offset + 1):
        yield line(concordance_fields(one, number))


def _counted(lines: int) -> str:
    return f"{lines:,} line" + ("" if lines == 1 else "s")


def _shown(
    found: searchlib.Concordance, notes: Iterable[str], layout: Layout, screen: Screen
) -> Iterator[str]:
    """Yield the lines for a reader."""
    count = _counted(found.total)
    last = found.offset + len(found)
    if 0 < len(found) < found.total:
        count += f", {span(found.offset, last)},"
    records = f"{found.read:,} record" + ("" if found.read == 1 else "s")
    heading = f"{count} of {records} for {brief(found.query)} ({found.took_ms:.0f} ms)"
    yield from screen.facts(heading, indent=0)
    for note in notes:
        yield from screen.facts(note, indent=2)
    if len(found):
        yield ""
    for line in found:
        yield from layout.rows(line)
    if last < found.total and len(found):
        yield ""
        yield from screen.facts(f"{found.total - last:,} more: --offset {last}", indent=0)
    elif found.total and not len(found):
        yield from screen.facts(f"none of them after {found.offset:,}", indent=2)
