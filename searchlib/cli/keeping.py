"""Which searches are saved, and what did each find when it was last run?

Each is a file of its own in the user's data folder, replaced in one step: so two commands
at once leave one of the two, whole. Not in index/, which is disposable; nor in documents/,
where every file is a record, and which several people may share.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any, NamedTuple

import searchlib
from searchlib.cli.asking import Asked
from searchlib.cli.places import data_folder, private

__all__ = ["Last", "Saved", "load", "remove", "save", "saved"]

_LONGEST_NAME = 40


class Last(NamedTuple):
    """Hold what a search found when it was last run on one index: when, which, what."""

    at: str
    fingerprint: str
    ids: frozenset[str]


class Saved(NamedTuple):
    """Hold a saved search, and its last run on each index, by the index's folder."""

    name: str
    query: str
    asked: Asked
    runs: Mapping[str, Last] = {}


def _path(name: str) -> Path:
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise searchlib.UsageError(
            f"A saved search has a name of 1 to {_LONGEST_NAME} characters, not {name!r}."
        )
    key = sha256(name.casefold().encode()).hexdigest()[:32]  # no system forbids it, nor its length
    return data_folder() / "saved" / f"{key}.json"


def save(one: Saved, *, new: bool) -> None:
    """Write a saved search. Raises UsageError when ``new`` and there is one of its name."""
    path = _path(one.name)
    if new and path.exists():
        raise searchlib.UsageError(
            f"There is a saved search {one.name!r} already. Take it back first: "
            f"searchlib saved remove '{one.name}'"
        )
    private(path.parent)
    runs = {index: {**last._asdict(), "ids": sorted(last.ids)} for index, last in one.runs.items()}
    fields = {"name": one.name, "query": one.query, "asked": one.asked.given(), "runs": runs}
    part = path.with_suffix(f".{token_hex(8)}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as file:  # noqa: PTH123  of a descriptor
            file.write(json.dumps(fields).encode())
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def load(name: str) -> Saved:
    """Return the saved search of this name. Raises UsageError when there is none."""
    path = _path(name)
    try:
        return _read(path)
    except FileNotFoundError:
        known = ", ".join(one.name for one in saved())
        hint = f"Saved are: {known}." if known else "Save one: searchlib saved add NAME QUERY"
        raise searchlib.UsageError(f"There is no saved search {name!r}. {hint}") from None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise searchlib.UsageError(
            f"{path} cannot be read ({error}). Delete it, and save the search again."
        ) from error


def _read(path: Path) -> Saved:
    fields: dict[str, Any] = json.loads(path.read_bytes())
    runs = {
        index: Last(last["at"], last["fingerprint"], frozenset(last["ids"]))
        for index, last in fields["runs"].items()
    }
    return Saved(fields["name"], fields["query"], Asked(**fields["asked"]), runs)


def saved() -> Iterator[Saved]:
    """Yield all saved searches by name; files that are none are passed over."""
    found = []
    for path in (data_folder() / "saved").glob("*.json"):
        with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
            found.append(_read(path))
    yield from sorted(found, key=lambda one: one.name.casefold())


def remove(name: str) -> None:
    """Delete a saved search. Raises UsageError when there is none of this name."""
    try:
        _path(name).unlink()
    except FileNotFoundError:
        load(name)  # says which there are
