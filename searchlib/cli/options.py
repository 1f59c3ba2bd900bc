"""Which options do several commands share?"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

__all__ = [
    "FOLDER",
    "HOW_MANY",
    "Command",
    "color",
    "documents",
    "form",
    "group",
    "history",
    "index",
    "json_lines",
    "not_both",
    "pager",
    "wait",
    "workers",
]

Command = TypeVar("Command", bound=Callable[..., Any])
FOLDER = click.Path(file_okay=False)
"""A folder, there or not; shells complete its name."""
HOW_MANY = "--all shows every one: leave out -n, or --all."
_SUBCOMMAND = "COMMAND [ARGS]..."


def not_both(one: str, other: str, message: str) -> None:
    """Raise UsageError if both of two options of the running command were typed."""
    typed = click.core.ParameterSource.COMMANDLINE
    source = click.get_current_context().get_parameter_source
    if source(one) is typed is source(other):
        raise click.UsageError(message)


def index(command: Command) -> Command:
    """Add ``--index``."""
    return click.option(
        "--index",
        type=FOLDER,
        envvar="SEARCHLIB_INDEX",
        default="index",
        show_default=True,
        metavar="FOLDER",
        help="Where the index lies.",
    )(command)


def documents(command: Command) -> Command:
    """Add ``--documents``."""
    return click.option(
        "--documents",
        type=FOLDER,
        envvar="SEARCHLIB_DOCUMENTS",
        default="documents",
        show_default=True,
        metavar="FOLDER",
        help="Where the records lie, as files.",
    )(command)


def color(command: Command) -> Command:
    """Add ``--color``."""
    return click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Mark words in colour; auto: on a terminal, unless NO_COLOR is set.",
    )(command)


def pager(command: Command) -> Command:
    """Add ``--pager`` and ``--no-pager``."""
    return click.option(
        "--pager/--no-pager", default=True, help="Page long output on a terminal (PAGER, or less)."
    )(command)


def json_lines(command: Command) -> Command:
    """Add ``--json``."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print JSON Lines: one object a line."
    )(command)


def form(named: str | None, *, as_json: bool) -> str | None:
    """Return the form that --format and --json ask for together; None where neither does."""
    if as_json and named not in (None, "jsonl"):
        raise click.UsageError(f"--json and --format {named} are two forms: choose one.")
    return "jsonl" if as_json else named


def history(command: Command) -> Command:
    """Add ``--history`` and ``--no-history``."""
    return click.option(
        "--history/--no-history",
        envvar="SEARCHLIB_HISTORY",
        default=True,
        help="Keep this search in your history, or not (SEARCHLIB_HISTORY=off).",
    )(command)


def group(name: str) -> Callable[[Callable[..., int]], click.Group]:
    """Make a group of commands, of a function that is called before any of them.

    Named alone it shows its help, as a whole and not as one line of an error.
    """

    def made(before: Callable[..., int]) -> click.Group:
        @wraps(before)
        @click.pass_context
        def called(ctx: click.Context) -> int:
            if ctx.invoked_subcommand is None:
                click.echo(ctx.get_help(), err=True)
                return 2
            return before(ctx)

        return click.group(name, invoke_without_command=True, subcommand_metavar=_SUBCOMMAND)(
            called
        )

    return made


def workers(command: Command) -> Command:
    """Add ``--workers``."""
    return click.option(
        "--workers",
        type=click.IntRange(min=0),
        default=_cores,
        show_default="one for each core",
        metavar="N",
        help="Read files in N other processes; 0 reads them in this one, however long one takes.",
    )(command)


def _cores() -> int:
    return os.cpu_count() or 1


def wait(command: Command) -> Command:
    """Add ``--wait``."""
    return click.option(
        "--wait",
        type=click.FloatRange(min=0),
        default=10.0,
        show_default=True,
        metavar="SECONDS",
        help="How long to wait for another writer.",
    )(command)
