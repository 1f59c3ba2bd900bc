"""``searchlib lexicon``: which words translate which? What was learnt, and what you add."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import click
from click.core import ParameterSource

import searchlib
from searchlib.cli import options
from searchlib.cli.index import counted
from searchlib.cli.progress import progress
from searchlib.cli.terminal import Screen, safe, say

__all__ = ["command"]

_MOST_SKIPPED = 10
"""How many of the lines that are left out are named."""
_MOST_SHOWN = 8
"""How many translations of a word are shown; --json has all."""


@options.group("lexicon")
def command(ctx: click.Context) -> int:
    """Learn, add and show which words translate which.

    What searchlib brings counts least; above it stands what the archive's own records
    teach; above that your glossaries, in the folder glossaries/ beside the documents.

    \b
    Examples:
      searchlib lexicon show помощь
      searchlib lexicon add --help
      searchlib lexicon learn
    """
    ctx.default_map = dict.fromkeys(("add", "learn", "show"), ctx.default_map or {})
    return 0


@command.command("learn", short_help="Learn translations from records in both languages.")
@options.wait
@options.index
def learn(wait: float, index: str) -> int:
    """Learn from the records in both languages which words translate which.

    rebuild and index do so themselves, index when a tenth of these records has come or
    gone since. The records are not read again.

    \b
    Examples:
      searchlib lexicon learn
      searchlib lexicon learn --index index
    """
    with progress() as shown:
        learnt = searchlib.learn(index, wait=wait, progress=shown)
    records = counted(learnt.records, "record")
    if learnt.terms:
        found = f"Learnt translations of {counted(learnt.terms, 'term')} from {records}"
    else:
        found = f"Nothing is learnt: {records} in both languages teach too little"
    say(f"{found} ({learnt.seconds:.1f} s)")
    return 0


@command.command("add", short_help="Take in glossaries and dictionaries.")
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="FILE...")
@click.option("--dry-run", is_flag=True, help="Say what would be read; write nothing.")
@click.option("--replace", is_flag=True, help="Replace a glossary that has the same name.")
@options.wait
@options.index
@options.documents
@click.pass_context
def add(
    ctx: click.Context,
    files: tuple[str, ...],
    dry_run: bool,
    replace: bool,
    wait: float,
    index: str,
    documents: str,
) -> int:
    """Copy glossaries and dictionaries to the archive; searches translate by them at once.

    A glossary is a text file (.tsv) with a line for each pair: the Russian, a tab, the
    English, and if you wish a tab and a weight up to 1. Dictionaries may be dictd's
    (.index) or StarDict's (.ifo). To take one back, delete it from the folder
    glossaries/ beside the documents, and run: searchlib index.

    \b
    Examples:
      printf 'совпосол\\tSoviet ambassador\\n' > terms.tsv; searchlib lexicon add terms.tsv
      searchlib lexicon add terms.tsv --dry-run
    """
    given = ctx.get_parameter_source("documents") is not ParameterSource.DEFAULT
    added = searchlib.add_glossaries(
        files,
        documents if given else None,
        index,
        replacing=replace,
        dry_run=dry_run,
        wait=wait,
    )
    for name, glossary in added.glossaries.items():
        entries = "1 entry" if glossary.entries == 1 else f"{glossary.entries:,} entries"
        left = f", {counted(len(glossary.skipped), 'line')} skipped" if glossary.skipped else ""
        click.echo(f"{safe(name)}: {entries}{left}")
        for line in glossary.skipped[:_MOST_SKIPPED]:
            say(f"searchlib: skipped {safe(name)}, {safe(line)}")
        if (more := len(glossary.skipped) - _MOST_SKIPPED) > 0:
            say(f"searchlib: skipped {counted(more, 'more line')}")
    later = "" if added.in_effect or dry_run else "; the next index takes them in"
    there = f"; there already: {', '.join(added.there)}" if added.there else ""
    new = len(added.glossaries) - len(added.there)
    verb, what = "Would put" if dry_run else "Put", counted(new, "file")
    did = f"{verb} {what} in {added.folder}" if new else f"Nothing is new in {added.folder}"
    say(f"{did}{there}{later} ({added.seconds:.1f} s)")
    return 2 if any(glossary.skipped for glossary in added.glossaries.values()) else 0


@command.command("show", short_help="Show what says a word in the other language.")
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@options.json_lines
@options.color
@options.index
def show(words: Sequence[str], as_json: bool, color: str, index: str) -> int:
    """Show what says each WORD in the other language, and which layer of the lexicon says so.

    Several words in quotes are looked up as one.

    \b
    Examples:
      searchlib lexicon show посол
      searchlib lexicon show embassy 'железная дорога'
      searchlib lexicon show помощь --json | jq .said
    """
    with searchlib.open(index) as opened:
        found = {word: opened.translations(word) for word in words}
    if as_json:
        _print_json(found)
    else:
        screen = Screen(color)
        for word, translated in found.items():
            for line in _shown(word, translated, screen):
                click.echo(line, color=screen.color)
    return 0 if any(found.values()) else 1


def _print_json(found: dict[str, tuple[searchlib.Translated, ...]]) -> None:
    """Print one object for each translation."""
    from dataclasses import asdict

    from searchlib.export.json_lines import line

    for word, translated in found.items():
        for one in translated:
            fields = {**asdict(one), "weight": round(one.weight, 6), "layers": dict(one.layers)}
            click.echo(line({"word": word, **fields}))


def _shown(word: str, translated: Sequence[searchlib.Translated], screen: Screen) -> Iterator[str]:
    """Yield the lines of what says a word."""
    if not translated:
        yield from screen.heading(word)
        yield "  nothing in this lexicon says it"
    for term, those in groupby(translated, key=lambda one: one.term):
        yield from screen.heading(word if term == word else f"{word} ({term})")
        for one in list(those)[:_MOST_SHOWN]:
            layers = ", ".join(f"{safe(name)} {weight:.2f}" for name, weight in one.layers)
            yield f"  {one.weight:.2f}  {safe(one.said):<24}  {layers or 'as words of its family'}"
