"""``searchlib check``: is the index whole?"""

from __future__ import annotations

import click
from click.core import ParameterSource

import searchlib
from searchlib.cli import options
from searchlib.cli.index import counted
from searchlib.cli.progress import progress
from searchlib.cli.terminal import safe, say


@click.command("check")
@click.option("--repair", is_flag=True, help="Build an index with problems anew.")
@click.option("--all", "everything", is_flag=True, help="Compare every record, not a sample.")
@options.json_lines
@options.workers
@options.wait
@options.index
@options.documents
@click.pass_context
def command(
    ctx: click.Context,
    repair: bool,
    everything: bool,
    as_json: bool,
    workers: int,
    wait: float,
    index: str,
    documents: str,
) -> int:
    """Verify every byte of the index, its counts, and records against the documents.

    Problems are named, and the exit code is then 2. With --repair the index is built
    anew; what was damaged is kept in index/quarantine.

    \b
    Examples:
      searchlib check
      searchlib check --all
      searchlib check --repair
    """
    given = ctx.get_parameter_source("documents") is not ParameterSource.DEFAULT
    with progress("Comparing", "Done") as shown:
        found = searchlib.check(
            documents if given else None,
            index,
            repair=repair,
            sample=None if everything else 100,
            workers=workers,
            wait=wait,
            progress=shown,
        )
    if as_json:
        from dataclasses import asdict

        from searchlib.export.json_lines import line

        click.echo(line({**asdict(found), "seconds": round(found.seconds, 3)}))
        return 2 if found.problems else 0
    for kind, lines in (
        ("problem", found.problems),
        ("repaired", found.repaired),
        ("note", found.notes),
    ):
        for one in lines:
            click.echo(f"{kind:<9} {safe(one)}")
    verdict = (
        f"{counted(len(found.problems), 'problem')} found in {index}"
        if found.problems
        else f"{index} is in order"
    )
    compared = f", {found.compared:,} compared with the documents" if found.compared else ""
    say(f"{verdict}: {counted(found.records, 'record')}{compared} ({found.seconds:.1f} s)")
    return 2 if found.problems else 0
