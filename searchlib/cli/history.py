"""``searchlib history``: which searches were made here?"""

from __future__ import annotations

from collections import deque

import click

from searchlib.cli import options
from searchlib.cli.asking import Asked
from searchlib.cli.index import counted
from searchlib.cli.remembered import forget, remembered
from searchlib.cli.terminal import safe, say


@click.command("history")
@click.option(
    "-n", "--limit", type=click.IntRange(0), default=20, show_default=True, metavar="N",
    help="Show the last N searches.",
)  # fmt: skip
@click.option("--clear", is_flag=True, help="Forget all searches.")
@options.json_lines
def command(limit: int, clear: bool, as_json: bool) -> int:
    """Show the last searches made, the latest last, with how many hits each had.

    They are kept in a file that only you can read. None are with --no-history, with
    SEARCHLIB_HISTORY=off, or with history = false in searchlib.toml. To ask a search again
    and hear what is new, save it: searchlib saved --help

    \b
    Examples:
      searchlib history
      searchlib history -n 100 --json
      searchlib history --clear
    """
    if clear:
        say(f"Forgot {counted(forget(), 'search').replace('searchs', 'searches')}.")
        return 0
    last = deque(remembered(), maxlen=limit)
    for one in last:
        if as_json:
            from searchlib.export.json_lines import line

            click.echo(line(one))
            continue
        usual = vars(Asked())
        kept = {name: one[name] for name in usual if isinstance(one.get(name), type(usual[name]))}
        when = str(one["at"])[:16].replace("T", " ")
        said = f"{one['query']} {Asked(**kept)}"
        click.echo(safe(f"{when}  {one['total']:>9,} hits  {said}".rstrip()))
    if not last:
        say("No searches are remembered.")
    return 0 if last else 1
