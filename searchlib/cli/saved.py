"""``searchlib saved``: keep searches, ask them again, and hear what is new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, groupby
from pathlib import Path

import click

import searchlib
from searchlib.cli import options
from searchlib.cli.answers import answer, blocks, put, screen_for
from searchlib.cli.asking import Asked, QueryCommand, Shown, asked, shown
from searchlib.cli.keeping import Last, Saved, load, remove, save, saved
from searchlib.cli.search import build_first, query_of
from searchlib.cli.terminal import safe, say

__all__ = ["command"]


@options.group("saved")
def command(ctx: click.Context) -> int:
    """Keep searches under a name, ask them again, and hear what is new.

    They are yours: they lie in your own folder, and outlive the index.

    \b
    Examples:
      searchlib saved add army 'корейские дивизии' --filter date:1949
      searchlib saved run army
      searchlib saved list
    """
    ctx.default_map = dict.fromkeys(("add", "list", "run", "remove"), ctx.default_map or {})
    return 0


@command.command("add", cls=QueryCommand)
@click.argument("name")
@click.argument("words", nargs=-1, required=True, metavar="QUERY...")
@asked
def add(name: str, words: tuple[str, ...], asked: Asked) -> int:
    """Keep a search under NAME, with its options.

    \b
    Examples:
      searchlib saved add divisions 'корейские дивизии' --filter date:1949
      searchlib saved add 'mao on korea' Mao Korea --sort date
    """
    query = query_of(words)
    save(Saved(name, query, asked), new=True)
    say(f"Saved {name}. To ask it: searchlib saved run {name!r}")
    return 0


@command.command("list")
@options.json_lines
def list_(as_json: bool) -> int:
    """Show the saved searches, and when each was last asked.

    \b
    Examples:
      searchlib saved list
      searchlib saved list --json
    """
    found = list(saved())
    width = max((len(one.name) for one in found), default=0)
    for one in found:
        last = max((run.at for run in one.runs.values()), default="")
        if as_json:
            from searchlib.export.json_lines import line

            click.echo(
                line({"name": one.name, "query": one.query, **vars(one.asked), "last": last})
            )
            continue
        when = last[:16].replace("T", " ") or "never asked"
        said = f"{one.query} {one.asked}".rstrip()
        click.echo(safe(f"{one.name:<{width}}  {when:<16}  {said}"))
    if not found:
        say("No search is saved. To keep one: searchlib saved add NAME QUERY")
    return 0 if found else 1


@command.command("run", short_help="Ask a saved search again, and say what is new.")
@click.argument("name")
@click.option("--new", "only_new", is_flag=True, help="Show only hits that are new.")
@shown
@options.index
@options.documents
def run(name: str, only_new: bool, shown: Shown, index: str, documents: str) -> int:
    """Ask the search saved under NAME again, and say how many hits are new since it last was.

    With --new, those that are not shown stay new for the next time; --all shows every one.

    Exit code: 0 found (with --new: something new), 1 nothing found, 2 error.

    \b
    Examples:
      searchlib saved add korea Корея; searchlib saved run korea
      searchlib saved add mao Mao; searchlib saved run mao --all -o mao.csv
      searchlib saved add yalu Yalu; searchlib saved run yalu --new
    """
    shown.check()
    one = load(name)
    build_first(index, documents)
    folder = str(Path(index).resolve())
    before = one.runs.get(folder)
    known = before.ids if before else frozenset()
    with searchlib.open(index) as opened:
        arguments = one.asked.arguments()
        ids = [record_id for record_id, _ in opened.scores(one.query, **arguments)]
        new = [place for place, record_id in enumerate(ids) if record_id not in known]
        left: list[int] = []
        if only_new:
            wanted = new[shown.offset : None if shown.every else shown.offset + shown.limit]
            _show(opened, one, wanted, shown)
            left = sorted(set(new).difference(wanted))
        else:
            answer(opened, one.query, one.asked, shown)
        say(_news(len(new), before))
        if left:
            say(f"{len(left):,} of them are not shown, and stay new. To see every one: --all")
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        last = Last(now, opened.fingerprint, frozenset(ids).difference(ids[n] for n in left))
    now_saved = load(name)  # another command may have asked it of another index meanwhile
    save(now_saved._replace(runs={**now_saved.runs, folder: last}), new=False)
    return 0 if (new if only_new else ids) else 1


def _news(new: int, before: Last | None) -> str:
    if before is None:
        return "This search is asked of this index for the first time."
    is_new = "1 hit is new" if new == 1 else f"{new:,} hits are new"
    return f"{is_new if new else 'Nothing is new'} since {before.at[:16].replace('T', ' ')}."


def _show(opened: searchlib.Index, one: Saved, places: list[int], shown: Shown) -> None:
    """Show the hits at some places of the answer, each with its rank."""
    from searchlib.cli.exporting import export, ranked, rows

    # Hits between these places are not read: there may be many of them.
    stretches = [shown.part(first, many) for first, many in _stretches(places)]
    given = opened, one.query, one.asked
    if shown.form != "text":
        every_row = chain.from_iterable(rows(*given, stretch) for stretch in stretches)
        export(every_row, shown, len(places))
        return
    if not places and shown.output in ("", "-"):
        return
    hits = chain.from_iterable(ranked(*given, stretch) for stretch in stretches)
    screen = screen_for(shown)
    lines = ((*block, "") for block in blocks(opened, one.query, hits, one.asked, shown))
    put(chain.from_iterable(lines), shown, screen)


def _stretches(places: list[int]) -> Iterator[tuple[int, int]]:
    """Yield where places follow each other, and how many do."""
    for _, those in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        (_, first), *rest = those
        yield first, 1 + len(rest)


@command.command("remove")
@click.argument("name")
def remove_(name: str) -> int:
    """Forget the search saved under NAME.

    \b
    Examples:
      searchlib saved add short-lived Корея; searchlib saved remove short-lived
    """
    remove(name)
    say(f"Removed {name}.")
    return 0
