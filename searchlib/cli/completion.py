"""``searchlib completion``: complete commands, options and ids in your shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]), metavar="SHELL")
@click.pass_context
def command(ctx: click.Context, shell: str) -> int:
    """Print a script that completes commands, options and record ids in SHELL.

    SHELL is bash, zsh or fish.

    \b
    Examples:
      eval "$(searchlib completion bash)"  # in ~/.bashrc
      eval "$(searchlib completion zsh)"   # in ~/.zshrc
      searchlib completion fish > ~/.config/fish/completions/searchlib.fish
    """
    found = get_completion_class(shell)
    assert found is not None, shell
    root = ctx.find_root().command
    click.echo(found(root, {}, "searchlib", "_SEARCHLIB_COMPLETE").source())
    return 0
