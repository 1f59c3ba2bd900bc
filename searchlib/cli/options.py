"""Which options do several commands share?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["color", "documents", "index", "json_lines"]

Command = TypeVar("Command", bound=Callable[..., Any])


def index(command: Command) -> Command:
    """Add ``--index``."""
    return click.option(
        "--index",
        "folder",
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


def json_lines(command: Command) -> Command:
    """Add ``--json``."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print JSON Lines: one object a line."
    )(command)
