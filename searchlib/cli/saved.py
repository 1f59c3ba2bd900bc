"""``searchlib saved``: keep searches, ask them again, and hear what is new."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

import searchlib
from searchlib.cli import options
from searchlib.cli.answers import answer, lines_of
from searchlib.cli.asking import Asked, QueryCommand, Shown, asked, shown
from searchlib.cli.keeping import Last, Saved, load, remove, save, saved
from searchlib.cli.search import build_first, query_of
from searchlib.cli.terminal import Screen, safe, say

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

    Exit code: 0 found (with --new: something new), 1 nothing found, 2 error.

    \b
    Examples:
      searchlib saved add korea Корея; searchlib saved run korea
      searchlib saved add mao Mao; searchlib saved run mao --all -o mao.csv
      searchlib saved add yalu Yalu; searchlib saved run yalu --new
    """
    one = load(name)
    build_first(index, documents)
    folder = str(Path(index).resolve())
    before = one.runs.get(folder)
    known = before.ids if before else frozenset()
    with searchlib.open(index) as opened:
        arguments = one.asked.arguments()
        ids = [record_id for record_id, _ in opened.scores(one.query, **arguments)]
        new = [place for place, record_id in enumerate(ids) if record_id not in known]
        if only_new:
            _show_new(opened, one, new, shown)
        else:
            answer(opened, one.query, one.asked, shown)
        say(_news(len(new), before))
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        last = Last(now, opened.fingerprint, frozenset(ids))
    save(one._replace(runs={**one.runs, folder: last}), new=False)
    return 0 if (new if only_new else ids) else 1


def _news(new: int, before: Last | None) -> str:
    if before is None:
        return "This search is asked of this index for the first time."
    is_new = "1 hit is new" if new == 1 else f"{new:,} hits are new"
    return f"{is_new if new else 'Nothing is new'} since {before.at[:16].replace('T', ' ')}."


def _show_new(opened: searchlib.Index, one: Saved, places: list[int], shown: Shown) -> None:
    """Show the hits at some places of the answer, each with its rank."""
    if shown.form != "text":
        from searchlib.cli.exporting import export, rows

        wanted = set(places)
        found = rows(opened, one.query, one.asked, shown)
        export((row for row in found if row.rank - 1 in wanted), shown, len(places))
        return
    screen = Screen(shown.color)
    first = shown.offset
    for place in places[first : None if shown.every else first + shown.limit]:
        (hit,) = opened.search(
            one.query, limit=1, offset=place, passages=shown.passages, **one.asked.arguments()
        )
        for line in (*lines_of(hit, place + 1, screen), ""):
            click.echo(line, color=screen.color)


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
