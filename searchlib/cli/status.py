"""``searchlib status``: what the index holds, and whether it is in step with the documents."""

from __future__ import annotations

import click

import searchlib
from searchlib.cli import options
from searchlib.cli.terminal import safe


@click.command("status")
@options.json_lines
@options.index
@options.documents
def command(as_json: bool, folder: str, documents: str) -> int:
    """Say what the index holds, and whether it is in step with the documents.

    \b
    Examples:
      searchlib status
      searchlib status --index ~/archive/index --documents ~/archive/cables
    """
    status = searchlib.status(documents, folder)
    if as_json:
        from dataclasses import asdict

        from searchlib.export.json_lines import line

        click.echo(line(asdict(status)))
        return 0
    rows = [
        ("index", f"{folder}, {status.generation}"),
        ("built", status.built),
        ("engine", status.engine),
        ("dictionary", status.dictionary),
        ("records", f"{status.records:,} from {status.files:,} files"),
        ("size", f"{status.bytes / 1e6:,.1f} MB"),
    ]
    for label, value in rows:
        click.echo(f"{label:<12}{safe(value)}")
    changes = {"new": status.new, "changed": status.changed, "gone": status.gone}
    if any(changes.values()):
        counts = ", ".join(f"{len(files):,} {kind}" for kind, files in changes.items() if files)
        click.echo(f"{'documents':<12}{counts} since: run searchlib index")
    else:
        click.echo(f"{'documents':<12}in step with {safe(documents)}")
    for path, problem in status.problems.items():
        click.echo(f"{'skipped':<12}{safe(path)}: {safe(problem)}")
    return 0
