"""Search from the terminal: one command per file, over one method of Index each.

Exit codes: 0 found, 1 nothing found, 2 error. Data goes to standard output;
progress, warnings and errors to standard error.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

import searchlib

__all__ = ["main"]

_COMMANDS = ("index", "search", "show", "status", "completion")


class _Commands(click.Group):
    """Import a command only when it is asked for: start-up is part of the speed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        if name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"searchlib.cli.{name}").command
        return command


def _configured() -> dict[str, Any]:
    """Return the settings in searchlib.toml, or in pyproject.toml under [tool.searchlib]."""
    for name, path in (("searchlib.toml", ()), ("pyproject.toml", ("tool", "searchlib"))):
        file = Path(name)
        if not file.is_file():
            continue
        import tomllib

        try:
            settings: Any = tomllib.loads(file.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise searchlib.UsageError(f"{name} cannot be read: {error}") from error
        for part in path:
            settings = settings.get(part, {})
        if settings:
            return dict.fromkeys(_COMMANDS, settings)
    return {}


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Settings come from options, then the environment (SEARCHLIB_INDEX, "
    "SEARCHLIB_DOCUMENTS), then searchlib.toml or [tool.searchlib] in pyproject.toml.",
)
@click.version_option(searchlib.__version__, "-V", "--version", prog_name="searchlib")
@click.pass_context
def _group(ctx: click.Context) -> None:
    """Search bilingual archives: Russian and English texts, side by side.

    \b
    Examples:
      searchlib search "помощь Северной Корее"
      searchlib search 'troops withdrawing'
      searchlib show wilsoncenter-114898
    """
    ctx.default_map = _configured()


def main() -> None:
    """Run the command line, and exit with 0, 1 or 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = _group.main(standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        code = 130
    except click.ClickException as error:
        error.show()
        code = 2
    except searchlib.SearchlibError as error:
        click.echo(f"searchlib: {error}", err=True)
        code = error.exit_code
    sys.exit(code)
