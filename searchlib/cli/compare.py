"""``searchlib compare``: what only one of a record's two texts says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

import click

import searchlib
from searchlib.cli import options
from searchlib.cli.ids import complete, found
from searchlib.cli.terminal import Screen, say

_LANGUAGES = {"ru": "Russian", "en": "English"}


@click.command("compare")
@click.argument("record_id", metavar="ID", shell_complete=complete)
@click.option("--side-by-side", is_flag=True, help="Show passages in columns on any terminal.")
@options.pager
@options.json_lines
@options.color
@options.index
def command(
    record_id: str, side_by_side: bool, pager: bool, as_json: bool, color: str, index: str
) -> int:
    """Say what only one of a record's two texts says: passages, numbers and names.

    A number or a name is shown in its passage, beside the one that was expected to say it;
    then places and persons that the texts call by other names. What may be said in other
    words is not listed: read the texts to be sure.

    \b
    Examples:
      searchlib compare wilsoncenter-114898
      searchlib compare 114898 --side-by-side --no-pager
      searchlib compare 114898 --json | jq .numbers
    """
    with searchlib.open(index) as opened:
        record = found(opened, record_id)
        comparison = opened.compare(record.id)
    if as_json:
        from searchlib.export.json_lines import comparison_fields, line

        click.echo(line(comparison_fields(comparison)))
    else:
        screen = Screen(color)
        screen.page(_shown(record, comparison, screen, side_by_side), pager=pager)
    if len(comparison.languages) < len(_LANGUAGES):
        has = " and ".join(f"only in {_LANGUAGES[name]}" for name in comparison.languages)
        say(f"searchlib: {record.id} has a text {has or 'in no language'}: nothing to compare.")
        return 1
    if not comparison:
        say(f"searchlib: nothing was found that only one text of {record.id} says.")
        return 1
    return 0


def _shown(
    record: searchlib.Record, comparison: searchlib.Comparison, screen: Screen, columns: bool
) -> Iterator[str]:
    """Yield the lines of a comparison: what is alone, what is missing, what is said otherwise."""
    yield from screen.heading(record.title or record.id)
    for language, those in _by_language(comparison.passages):
        yield ""
        yield from screen.heading(f"Passages only in the {language} ({len(those)})")
        for one in those:
            yield ""
            yield from screen.paragraph(one.text)
    for kind, found_ in (("Numbers", comparison.numbers), ("Names", comparison.names)):
        for language, those in _by_language(found_):
            yield ""
            yield from screen.heading(f"{kind} only in the {language} ({len(those)})")
            for words, pair in _by_passage(those):
                yield ""
                yield from _entry(words, pair, screen, columns)
    if comparison.renamed:
        yield ""
        yield from screen.heading(f"Said by another name ({len(comparison.renamed)})")
        for name in comparison.renamed:
            yield ""
            words = f"{name.ru} \N{EN DASH} {name.en}: the same {name.kind} by another name"
            yield from _entry(words, name.passages, screen, columns)


def _entry(
    words: str, pair: searchlib.AlignedPassages, screen: Screen, columns: bool
) -> Iterator[str]:
    """Yield the lines of what is said, and of the passages it is said in or missing from."""
    yield from screen.facts(words)
    yield from screen.side_by_side([pair], _LANGUAGES, columns=columns)


def _by_language(
    those: Iterable[searchlib.OnlyIn],
) -> Iterator[tuple[str, list[searchlib.OnlyIn]]]:
    """Yield what each text says alone, with the name of its language, if it says any."""
    for code, name in _LANGUAGES.items():
        if alone := [one for one in those if one.language == code]:
            yield name, alone


def _by_passage(
    those: Iterable[searchlib.OnlyIn],
) -> Iterator[tuple[str, searchlib.AlignedPassages]]:
    """Yield the passages that say something alone, all of it marked, and its words."""
    for _, group in groupby(those, key=_unmarked):
        same = list(group)
        marks = tuple(mark for one in same for mark in _side(one).marks)
        side = replace(_side(same[0]), marks=marks)
        pair = replace(same[0].passages, **{same[0].language: side})
        yield ", ".join(dict.fromkeys(" ".join(one.text.split()) for one in same)), pair


def _side(one: searchlib.OnlyIn) -> searchlib.Passage:
    side = one.passages.ru if one.language == "ru" else one.passages.en
    assert side is not None
    return side


def _unmarked(one: searchlib.OnlyIn) -> int:
    """Return where the passage begins that says it."""
    return _side(one).start
