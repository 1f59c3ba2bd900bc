"""``searchlib import``: copy files into the documents, and index them."""

from __future__ import annotations

from pathlib import Path

import click

import searchlib
from searchlib.cli import options
from searchlib.cli.index import counted, say_what_came
from searchlib.cli.progress import progress
from searchlib.cli.terminal import say

_MOST = 20


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@click.option(
    "--replace", is_flag=True, help="Take the new file where one of that name is there already."
)
@click.option("--dry-run", is_flag=True, help="Say what would be copied; write nothing.")
@options.workers
@options.wait
@options.index
@options.documents
def command(
    paths: tuple[str, ...],
    replace: bool,
    dry_run: bool,
    workers: int,
    wait: float,
    index: str,
    documents: str,
) -> int:
    """Copy files and folders into the documents, byte for byte, and index them.

    What is there already is not copied again, and nothing is written over: a file whose
    name is taken by other content is skipped, unless you say --replace, which keeps the
    old one in documents/.replaced. A ZIP archive is kept as it is and read through.

    \b
    Examples:
      searchlib import ~/Downloads/cable.md
      searchlib import ~/fond-558 letters.zip --dry-run
      searchlib import corrected/cable.md --replace
    """
    with progress("Copying", "Indexing") as copying, progress() as reading:
        done = searchlib.import_files(
            paths,
            documents,
            index,
            replacing=replace,
            dry_run=dry_run,
            workers=workers,
            wait=wait,
            copying=copying,
            progress=reading,
        )
    for path, reason in list(done.skipped.items())[:_MOST]:
        say(f"searchlib: skipped {path}: {reason}")
    if len(done.skipped) > _MOST:
        say(f"searchlib: skipped {len(done.skipped) - _MOST:,} more")
    for path, there in list(done.there.items())[:_MOST]:
        say(f"searchlib: {path} is there already, as {Path(documents, there)}")
    if len(done.there) > _MOST:
        say(f"searchlib: {len(done.there) - _MOST:,} more are there already")
    if dry_run:
        for path, name in done.copied.items():
            click.echo(f"{path} -> {Path(documents, name)}")
    did = "Would copy" if dry_run else "Copied"
    say(f"{did} {counted(len(done.copied), 'file')} into {documents}")
    code = 2 if done.skipped else 0
    return max(code, say_what_came(done.index, documents)) if done.index else code
