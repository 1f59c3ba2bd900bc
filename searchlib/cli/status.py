"""``searchlib status``: what the index holds, and whether it is in step with the documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click
from click.core import ParameterSource

import searchlib
from searchlib.cli import options
from searchlib.cli.index import counted, problem_of
from searchlib.cli.terminal import Screen

_MOST = 10
"""How many skipped files to name; --json names all."""
_NAMED = 3


@click.command("status")
@options.json_lines
@options.color
@options.index
@options.documents
@click.pass_context
def command(ctx: click.Context, as_json: bool, color: str, index: str, documents: str) -> int:
    """Say what the index holds, and whether it is in step with the documents.

    \b
    Examples:
      searchlib status
      searchlib status --index ~/archive/index --documents ~/archive/cables
      searchlib status --json | jq .records
    """
    given = ctx.get_parameter_source("documents") is not ParameterSource.DEFAULT
    status = searchlib.status(documents if given else None, index)
    if as_json:
        from dataclasses import asdict

        from searchlib.export.json_lines import line

        click.echo(line(asdict(status)))
        return 0
    screen = Screen(color)
    for label, value in _rows(status, index):
        for row in screen.entry(label, value):
            click.echo(row, color=screen.color)
    return 0


def _rows(status: searchlib.Status, index: str) -> Iterator[tuple[str, str]]:
    yield "index", f"{index}, {status.generation}"
    yield "built", datetime.fromisoformat(status.built).astimezone().strftime("%Y-%m-%d %H:%M")
    yield "fingerprint", status.fingerprint
    yield "engine", _engine(status)
    yield "dictionary", status.dictionary
    yield "records", f"{counted(status.records, 'record')} from {counted(status.files, 'file')}"
    yield "size", f"{status.bytes / 1e6:,.1f} MB"
    yield "lexicon", _lexicon(status)
    changes = {
        "new": status.new,
        "changed": status.changed,
        "moved": tuple(status.moved),
        "gone": status.gone,
    }
    if status.outdated:
        yield "", "built by another version of searchlib. Run: searchlib rebuild"
    if not Path(status.documents).is_dir():
        yield "documents", f"there is no folder {status.documents}; the index answers without it"
    elif any(changes.values()):
        since = ", ".join(f"{kind}: {_named(files)}" for kind, files in changes.items() if files)
        yield "documents", f"{since}. Run: searchlib index"
    else:
        yield "documents", f"in step with {status.documents}"
    for kind, those in (
        ("skipped", status.problems),
        ("repaired", status.notes),
        ("left out", status.duplicates),
    ):
        for path, problem in list(those.items())[:_MOST]:
            yield kind, problem_of(path, problem)
        if len(those) > _MOST:
            yield "", f"and {len(those) - _MOST:,} more; --json names all"
    for group in status.near_duplicates[:_MOST]:
        yield "much alike", _named(group)
    if len(status.near_duplicates) > _MOST:
        yield "", f"and {len(status.near_duplicates) - _MOST:,} more groups; --json names all"
    for aside in status.quarantine:
        yield "quarantine", f"{aside}: damaged, and not used"


def _engine(status: searchlib.Status) -> str:
    """Return which engine keeps the index, and how far it is to the next one."""
    if not status.next_engine:
        return status.engine
    if status.engine_share < 1:
        share = f"{int(status.engine_share * 100)}%" if status.engine_share > 0.01 else "under 1%"
        return f"{status.engine}, {share} of the way to {status.next_engine}"
    return f"{status.engine}; time for {status.next_engine}. Run: {'; '.join(status.next_commands)}"


def _lexicon(status: searchlib.Status) -> str:
    """Return what the index translates by."""
    said = [f"learnt from {counted(status.learnt, 'record')}"] if status.learnt else []
    said += [f"glossaries: {_named(status.glossaries)}"] if status.glossaries else []
    said += ["the glossaries have changed. Run: searchlib index"] * status.glossaries_changed
    return "; ".join(said) or "as it comes with searchlib"


def _named(files: Sequence[str]) -> str:
    """Return how many files these are, and the names of the first."""
    names = ", ".join(files[:_NAMED]) + (", …" if len(files) > _NAMED else "")
    return f"{len(files):,} ({names})"
