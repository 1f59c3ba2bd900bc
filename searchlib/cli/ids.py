"""Which record does a reader mean who types a part of its id?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import click

import searchlib

__all__ = ["complete", "found"]

_LEAST = 4
"""How much of an id must be given, so that a hit's number is not taken for one."""
_MOST = 10
"""How many ids to name when several fit."""


def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the ids that begin like this; none when there is no index to ask."""
    try:
        with searchlib.open(ctx.params.get("index") or "index") as opened:
            fitting = (one for one in opened.ids() if one.startswith(incomplete))
            return list(islice(fitting, 100))
    except (OSError, searchlib.SearchlibError):
        return []


def found(opened: searchlib.Index, wanted: str) -> searchlib.Record:
    """Return the record with this id, or else the one whose id begins or ends so."""
    try:
        return opened.get(wanted)
    except searchlib.RecordNotFound:
        fitting = _fitting(opened.ids(), wanted.casefold()) if len(wanted) >= _LEAST else []
        if not fitting:
            raise
    if len(fitting) == 1:
        return opened.get(fitting[0])
    named = ", ".join(fitting[:_MOST]) + (", …" if len(fitting) > _MOST else "")
    raise searchlib.RecordNotFound(f"{len(fitting):,} records fit {wanted!r}: {named}. Name one.")


def _fitting(ids: Iterator[str], wanted: str) -> list[str]:
    """Return the ids with this number at their end, or else that begin or end so."""
    near = [
        one for one in ids if one.casefold().startswith(wanted) or one.casefold().endswith(wanted)
    ]
    numbered = [one for one in near if one.casefold().endswith(f"-{wanted}")]
    return numbered or near
