"""Search from the terminal: one command per file, over one method of Index each.

Exit codes: 0 found, 1 nothing found, 2 error, 130 stopped by Ctrl-C. Data goes to
standard output; progress, warnings and errors to standard error.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

import searchlib
from searchlib.cli.settings import settings
from searchlib.cli.terminal import say

__all__ = ["main"]

_COMMANDS = {
    "import": "Copy files into the documents, and index them.",
    "index": "Bring the index in step with the documents.",
    "rebuild": "Build the index anew from all documents.",
    "check": "Verify the index, and repair it.",
    "search": "Find records, and read the hits in both languages.",
    "saved": "Keep searches, ask them again, and hear what is new.",
    "history": "Show the last searches made.",
    "concordance": "List every place of a word in its context.",
    "verify": "Say whether a quotation stands in the records.",
    "similar": "Find the records most like one, in either language.",
    "show": "Read one record, both texts side by side.",
    "compare": "List what only one of a record's texts says.",
    "lexicon": "Learn, add and show which words translate which.",
    "serve": "Search from a browser, and over HTTP.",
    "mcp": "Let assistants search, read and verify.",
    "status": "Say what the index holds, and what has changed since.",
    "completion": "Complete commands, options and ids in your shell.",
}
"""The commands, each with what ``searchlib --help`` says of it."""


class _NobodyReads(Exception):
    """Say that whoever read our output has seen enough; click would call that a failure."""


@contextmanager
def _closed_pipe() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise _NobodyReads from error


class _Commands(click.Group):
    """Import a command only when it is asked for: start-up is part of the speed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        if name not in _COMMANDS:
            return None
        module = f"{name}_" if iskeyword(name) else name
        command: click.Command = import_module(f"searchlib.cli.{module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in _COMMANDS and not name.startswith("-") and not ctx.resilient_parsing:
            ctx.fail(_no_command(name))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401  click's own signature
    ) -> click.Context:
        with _closed_pipe():
            defaults = dict.fromkeys(_COMMANDS, _settings(extra))
            return super().make_context(info_name, args, parent, default_map=defaults, **extra)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  click's own signature
        with _closed_pipe():
            return super().invoke(ctx)


def _settings(extra: dict[str, Any]) -> dict[str, Any]:
    """Return the settings, or none where a mistake in them must not show: completing a line."""
    try:
        return settings()
    except searchlib.UsageError:
        if extra.get("resilient_parsing"):
            return {}
        raise


def _no_command(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, _COMMANDS, 1)
    if close:
        return f"There is no command {name!r}. Did you mean {close[0]!r}?"
    return f"There is no command {name!r}. To look for it: searchlib search {name}"


@click.command(
    cls=_Commands,
    invoke_without_command=True,
    subcommand_metavar="COMMAND [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Settings come from options, then the environment (SEARCHLIB_INDEX, "
    "SEARCHLIB_DOCUMENTS), then searchlib.toml or [tool.searchlib] in pyproject.toml.",
)
@click.version_option(searchlib.__version__, "-V", "--version", prog_name="searchlib")
@click.pass_context
def _group(ctx: click.Context) -> int:
    """Search bilingual archives: Russian and English texts, side by side.

    \b
    Examples:
      searchlib search "помощь Северной Корее"
      searchlib search troops withdrawing
      searchlib show 114898
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
        return 2
    return 0


def main() -> None:
    """Run the command line, and exit with 0, 1, 2 or 130."""
    # What is loaded by now stays, and a command makes next to no cycles: without this
    # the collector takes 5 % of a search.
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    _open_streams()
    try:
        code = _group.main(prog_name="searchlib", standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, _NobodyReads):
        _give_up_output()
        code = 0
    except (click.Abort, KeyboardInterrupt):
        say("Stopped.")
        code = 130
    except Exception as error:
        code = _explain(error)
    sys.exit(code)


def _open_streams() -> None:
    """Speak UTF-8 whatever the locale, and nothing to streams that were closed."""
    for name, mode, errors in (
        ("stdin", "r", "replace"),
        ("stdout", "w", "backslashreplace"),
        ("stderr", "w", "backslashreplace"),
    ):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors=errors)


def _give_up_output() -> None:
    """Let what Python still wants to write at its end go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _explain(error: Exception) -> int:
    """Say what went wrong and what to do next, and return the exit code."""
    if isinstance(error, searchlib.SearchlibError):
        say(f"searchlib: {error}")
        return error.exit_code
    if isinstance(error, click.ClickException):
        say(f"searchlib: {' '.join(error.format_message().split())}")
        if isinstance(error, click.UsageError) and error.ctx is not None:
            say(f"For help: {error.ctx.command_path} --help")
        return 2
    if isinstance(error, OSError) and error.strerror:
        place = f"{os.fsdecode(error.filename)}: " if error.filename else ""
        say(f"searchlib: {place}{error.strerror}")
        _give_up_output()
        return 2
    if os.environ.get("SEARCHLIB_TRACEBACK"):
        raise error
    say(
        f"searchlib: This should not happen ({type(error).__name__}: {error}). If the index may "
        "be damaged, run: searchlib check --repair. To report it, set SEARCHLIB_TRACEBACK=1 "
        "and send what is printed."
    )
    return 2
