"""In which fields of the index is a word looked for, and what does it weigh in each?"""

from __future__ import annotations

from collections.abc import Sequence

from searchlib.bilingual.description import over_brackets
from searchlib.query import plan as to
from searchlib.ranking import FIELD_WEIGHTS

__all__ = ["FIELDS", "TEXTS", "in_places", "places", "weighted"]

TEXTS = frozenset(("ru", "en"))

FIELDS: dict[str, tuple[str, ...]] = {
    "": ("title", "summary", "ru", "en"),
    "text": ("ru", "en"),
    **{name: (name,) for name in ("title", "summary", "ru", "en", "person")},
    "place": ("title", "summary", "ru", "en"),
}
"""Which fields of the index a field of the query stands for; "" is a word without one.

No description says which places a record is about: their names are looked for in what it says.
"""


def places(within: str, weight: float = 1.0, *, together: bool = False) -> list[to.Fields]:
    """Return the fields a word is looked for in; those whose best counts stand together.

    ``together`` says that it is one of several in a row. A person's whole name says who is
    meant wherever it stands; a surname alone does not (Мир, Ким), and is looked for only
    among those who wrote and received.
    """
    names = FIELDS[within] + (FIELDS[""] if together and within == "person" else ())
    alone = [(name,) for name in names if name not in TEXTS]
    texts = tuple(name for name in names if name in TEXTS)
    return [weighted(some, weight) for some in (*alone, texts) if some]


def weighted(names: Sequence[str], weight: float = 1.0) -> to.Fields:
    """Return fields with their weights."""
    return tuple((name, weight * FIELD_WEIGHTS.get(name, 1.0)) for name in names)


def in_places(row: Sequence[to.Weighted], slop: int, where: Sequence[to.Fields]) -> to.Plan:
    """Return the plan of words in a row, in each of the places: what they score adds up."""
    plans = tuple(
        to.Terms(fields, row[0])
        if len(row) == 1
        else to.Phrase(over_brackets(fields), tuple(row), slop)
        for fields in where
    )
    return plans[0] if len(plans) == 1 else to.Or(plans)
