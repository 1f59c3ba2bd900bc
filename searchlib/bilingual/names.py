"""Is Чжоу Эньлай Zhou Enlai, or Chou En-lai? Names as either script writes them.

``variants`` says how a name may be written elsewhere, ``keys`` under which it may be found,
``similarity`` how alike two written forms are. Nothing here looks at an index.
"""

from __future__ import annotations

from collections.abc import Iterable

from searchlib.bilingual.naming.comparison import THRESHOLD, by_rules, comparer
from searchlib.bilingual.naming.groups import KINDS, Group, closed_up, groups_of
from searchlib.bilingual.naming.keys import keys
from searchlib.bilingual.naming.spellings import Variant, variants

__all__ = [
    "KINDS",
    "THRESHOLD",
    "Group",
    "Variant",
    "by_rules",
    "comparer",
    "groups_of",
    "keys",
    "rank",
    "same_letters",
    "similarity",
    "variants",
]


def similarity(russian: str, english: str) -> float:
    """Return how likely two forms are one name, from 0 to 1: one in Cyrillic, one in Latin.

    Words or whole names, the Russian in any case; which of the two comes first does not
    matter. Names that one of the tables holds equal are 0.9 and more.
    """
    return comparer(russian)(english)


def rank(name: str, candidates: Iterable[str]) -> list[tuple[str, float]]:
    """Return candidates of the other script with their similarity to a name, best first."""
    compare = comparer(name)
    scored = [(candidate, compare(candidate)) for candidate in candidates]
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))


def same_letters(one: str, other: str) -> bool:
    """Say whether two names of one script differ in spaces, hyphens, case and accents alone."""
    return closed_up(one) == closed_up(other)
