"""Which names mean one place, or one person? Two reviewed tables.

They hold what no rule can say: Мукден is Shenyang, Ли Сын Ман is Syngman Rhee.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import islice, product
from math import prod
from pathlib import Path
from typing import NamedTuple

from searchlib.bilingual.naming.letters import is_cyrillic, plain, words
from searchlib.bilingual.naming.nominative import nominatives, of_plurals

__all__ = ["KINDS", "Group", "closed_up", "groups_of"]

KINDS = ("place", "person")
_MOST_READINGS = 64
"""How many nominatives of a name of several words are looked up."""
_MOST_LETTERS = 100
_LONGEST = 6
"""Of how many words a name in the tables has at most."""


class Group(NamedTuple):
    """Hold the names of one place or person, the usual ones of each script first."""

    kind: str
    names: tuple[str, ...]


def closed_up(name: str) -> str:
    """Return the letters of a name alone: Порт-Артур, Порт Артур and порт-артур are one."""
    return "".join(filter(str.isalnum, plain(name))).replace("э", "е")


def groups_of(name: str, kinds: Iterable[str] = KINDS) -> tuple[Group, ...]:
    """Return the groups a name belongs to; in Russian it may stand in any case.

    A place whose name means something else more often (Молотов, Дальний) is found only
    when ``kinds`` is places alone.
    """
    wanted = tuple(kinds)
    parts = words(name[:_MOST_LETTERS])
    if not parts or len(parts) > _LONGEST or len(name) > _MOST_LETTERS:
        return ()
    found: dict[Group, None] = {}
    for reading in _readings([plain(part) for part in parts]):
        for group, ambiguous in _table().get(reading, ()):
            if group.kind in wanted and not (ambiguous and wanted != ("place",)):
                found[group] = None
    return tuple(found)


def _readings(forms: list[str]) -> Iterable[str]:
    """Return the closed-up nominatives a name may be a case of, as it stands first."""
    if not is_cyrillic(forms[0]):
        return ("".join(map(closed_up, forms)),)
    choices = [dict.fromkeys((*nominatives(form), *of_plurals(form))) for form in forms]
    if prod(map(len, choices)) > _MOST_READINGS:
        choices = [dict.fromkeys(islice(choice, 3)) for choice in choices]
    return (
        "".join(map(closed_up, reading)) for reading in islice(product(*choices), _MOST_READINGS)
    )


@cache
def _table() -> Mapping[str, list[tuple[Group, bool]]]:
    """Return the groups of each closed-up name, and whether it means something else too."""
    table: dict[str, list[tuple[Group, bool]]] = {}
    for kind in KINDS:
        text = Path(__file__).with_name(f"{kind}s.txt").read_text("utf-8")
        for line in text.splitlines():
            if not line.startswith("#") and line.strip():
                written = [name.strip() for name in line.split(";")]
                group = Group(kind, tuple(name.rstrip("*") for name in written))
                for name in written:
                    table.setdefault(closed_up(name), []).append((group, name.endswith("*")))
    return table
