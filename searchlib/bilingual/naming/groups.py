"""Which names mean one place, or one person? Two reviewed tables.

They hold what no rule can say: Мукден is Shenyang, Ли Сын Ман is Syngman Rhee.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice, product
from math import prod
from pathlib import Path
from typing import NamedTuple

from searchlib.bilingual.naming.letters import is_cyrillic, plain, words

__all__ = [
    "CLOSED_UP",
    "KINDS",
    "Group",
    "closed_up",
    "closed_up_lines",
    "groups_as_written",
    "groups_of",
    "may_begin",
]

KINDS = ("place", "person")
_MOST_READINGS = 64
"""How many nominatives of a name of several words are looked up."""
_MOST_LETTERS = 100
_LONGEST_ENDING = 3
"""By how many letters a name and a case of it differ at most, a word."""
_FEWEST = 2
"""How many letters two names must begin with in common for a closer look."""
_PLACE = Path(__file__)
CLOSED_UP = "closed_up.txt"
"""All names of the tables closed up, sorted: a name is found without reading the tables."""
_LONGEST = 6
"""Of how many words a name in the tables has at most."""


class Group(NamedTuple):
    """Hold the names of one place or person, the usual ones of each script first.

    ``ordinary`` are those of them that are words of the language: Дальний, Chosen.
    """

    kind: str
    names: tuple[str, ...]
    ordinary: tuple[str, ...] = ()


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
        found.update(dict.fromkeys(groups_as_written(reading, wanted)))
    return tuple(found)


def groups_as_written(form: str, kinds: Iterable[str] = KINDS) -> tuple[Group, ...]:
    """Return the groups of a name that stands in the nominative: quicker, as no case is tried."""
    wanted = tuple(kinds)
    return tuple(
        group
        for group, ambiguous in _groups_at(closed_up(form))
        if group.kind in wanted and not (ambiguous and wanted != ("place",))
    )


def _readings(forms: list[str]) -> Iterable[str]:
    """Return the closed-up nominatives a name may be a case of, as it stands first."""
    if not is_cyrillic(forms[0]):
        return ("".join(map(closed_up, forms)),)
    from searchlib.bilingual.naming.nominative import nominatives, of_plurals

    choices = [dict.fromkeys((*nominatives(form), *of_plurals(form))) for form in forms]
    if prod(map(len, choices)) > _MOST_READINGS:
        choices = [dict.fromkeys(islice(choice, 3)) for choice in choices]
    return (
        "".join(map(closed_up, reading)) for reading in islice(product(*choices), _MOST_READINGS)
    )


def may_begin(forms: Sequence[str]) -> bool:
    """Say whether folded forms may be a name of the tables, in whatever case.

    A quick look that loads no endings: what it lets through :func:`groups_of` decides.
    """
    closed = "".join(map(closed_up, forms))
    if not is_cyrillic(closed):
        return any(_beginning(f"{closed}\t"))
    first, last = closed_up(forms[0]), closed_up(forms[-1])
    begin = first[: max(len(first) - _LONGEST_ENDING, min(_FEWEST, len(first)))]
    within = last[: max(len(last) - _LONGEST_ENDING, 1)]
    return any(
        abs(len(name) - len(closed)) <= _LONGEST_ENDING * len(forms) and within in name
        for name in (line.partition("\t")[0] for line in _beginning(begin))
    )


def _beginning(letters: str) -> Iterator[str]:
    """Yield the lines of the closed-up names that begin with letters."""
    lines = _lines()
    for place in range(bisect_left(lines, letters), len(lines)):
        if not lines[place].startswith(letters):
            return
        yield lines[place]


def _groups_at(closed: str) -> Iterator[tuple[Group, bool]]:
    """Yield the groups of a closed-up name, and whether it means something else too."""
    for line in _beginning(f"{closed}\t"):
        _, kind, number, mark = line.split("\t")
        named = _named_in(_table(kind)[int(number)])
        names = tuple(name.rstrip("*") for name in named)
        ordinary = tuple(name[:-2] for name in named if name.endswith("**"))
        yield Group(kind, names, ordinary), bool(mark)


def closed_up_lines() -> Iterator[str]:
    """Yield the lines of ``closed_up.txt``: what ``python -m benchmarks.names --close-up`` writes.

    Each is a name closed up, its kind, the line of its table, and * if it is marked so there.
    """
    for kind in KINDS:
        for number, line in enumerate(_table(kind)):
            if not line.startswith("#"):
                for name in _named_in(line):
                    mark = "*" if name.endswith("*") else ""
                    yield f"{closed_up(name)}\t{kind}\t{number:03}\t{mark}"


def _named_in(line: str) -> list[str]:
    return [name for name in map(str.strip, line.split(";")) if name]


@cache
def _table(kind: str) -> list[str]:
    return _PLACE.with_name(f"{kind}s.txt").read_text("utf-8").splitlines()


@cache
def _lines() -> list[str]:
    return _PLACE.with_name(CLOSED_UP).read_text("utf-8").splitlines()
