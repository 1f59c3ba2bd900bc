"""In which notation are values of the description compared, whichever language they come in?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from searchlib.analysis import LOOK_ALIKES, fold
from searchlib.query import plan as to
from searchlib.query import shown
from searchlib.query import tree as ask

__all__ = [
    "CORRESPONDENT",
    "MOST_SHELFMARKS",
    "around_brackets_of",
    "as_kept",
    "described_by",
    "in_shelfmarks",
    "is_of_shelfmark",
    "keyword",
    "of_shelfmark",
    "one_shelfmark",
    "over_brackets",
    "several_shelfmarks",
]

CORRESPONDENT = "by_person"
"""The field of the index with whole names, as written, of those who wrote and received."""
MOST_SHELFMARKS = 8
"""How many shelfmarks of a record are told apart when a query names several parts."""
_PARTS = frozenset(("archive", "fond", "opis", "papka", "delo", "list"))
_LONGEST_KNOWN = 100
"""How long a value is that is remembered: the names of archives come with every record."""


def keyword(value: str) -> str:
    """Return a value of a description as it is compared.

    It is folded and single-spaced; letters that look alike in both scripts are one, so
    that ``дело 5а`` is found whichever keyboard typed the letter.
    """
    return _keyword(value) if len(value) <= _LONGEST_KNOWN else _compared(value)


@lru_cache(maxsize=4096)
def _keyword(value: str) -> str:
    return _compared(value)


def _compared(value: str) -> str:
    words = (fold(word).translate(LOOK_ALIKES) for word in re.split(r"[\s.,;]+", value))
    return " ".join(filter(None, words))


def as_kept(name: str, value: str) -> str:
    """Return a value of a description in the notation records have it in."""
    if name == "type":
        from searchlib.archival.titles import document_type

        return document_type(value) or value
    if name == "lang":
        from searchlib.archival.language_names import language_codes

        return next(iter(language_codes(value)), value)
    if name in ("fond", "opis", "papka", "delo") and not value.isdecimal():
        from searchlib.archival.shelfmark_numbers import shelfmark_number

        return shelfmark_number(value)
    return value


def described_by(name: str, value: str) -> to.Plan:
    """Return the plan of a value of a description; a whole name is compared letter by letter."""
    if name == "correspondent":
        return to.Keyword(CORRESPONDENT, value)
    return to.Keyword(name, keyword(as_kept(name, value)))


def of_shelfmark(field: str, number: int) -> str:
    """Return the field of the index that holds a part of the shelfmark of this number."""
    return f"{field}@{number}"


def is_of_shelfmark(node: ask.Node) -> bool:
    """Say whether a node of a query asks for a part of a shelfmark."""
    return isinstance(node, ask.Value | ask.Between) and node.field in _PARTS


def in_shelfmarks(nodes: Sequence[ask.Node]) -> list[list[ask.Node]]:
    """Return parts of shelfmarks by shelfmark: where a part comes again, another one begins.

    Leaves may come again: one file has many.
    """
    marks: list[list[ask.Node]] = [[]]
    for node in nodes:
        there = {before.field for before in marks[-1] if isinstance(before, ask.Value)}
        if isinstance(node, ask.Value) and node.field in there:
            marks.append([])
        marks[-1].append(node)
    return marks


def several_shelfmarks(marks: Sequence[Sequence[ask.Node]]) -> list[str]:
    """Return a note where parts of more than one shelfmark are asked for."""
    if len(marks) < 2:
        return []
    said = "; ".join(" ".join(map(shown, mark)) for mark in marks)
    return [f"looked for in several shelfmarks of a record: {said}"]


def one_shelfmark(plans: Sequence[to.Plan]) -> to.Plan:
    """Require parts of a shelfmark of one and the same of a record's shelfmarks."""
    if len(plans) == 1:
        return plans[0]
    return to.Or(
        tuple(
            to.And(tuple(_at_shelfmark(plan, number) for plan in plans))
            for number in range(MOST_SHELFMARKS)
        )
    )


def _at_shelfmark(plan: to.Plan, number: int) -> to.Plan:
    """Return the plan of a part of a shelfmark for the shelfmark of this number."""
    match plan:
        case to.Keyword(name, value):
            return to.Keyword(of_shelfmark(name, number), value)
        case to.Overlap(name, low, high):
            return to.Overlap(of_shelfmark(name, number), low, high)
    return plan


def around_brackets_of(field: str) -> str:
    """Return the field of the index that holds a text as it reads over its brackets."""
    return f"{field}_around"


def over_brackets(fields: tuple[tuple[str, float], ...]) -> tuple[tuple[str, float], ...]:
    """Return weighted fields with those a phrase is found in over brackets, which add no score."""
    return (*fields, *((around_brackets_of(name), 0.0) for name, _ in fields))
