"""How large an archive is an engine made for, and which is the next one?

The limits are where the benchmarks show that the next engine pays (see benchmarks/scale.py,
docs/decisions/017-matching.md and 018-tantivy.md), for records of about 530 words:

- whoosh builds 100,000 records, 1.3 GB of index, in 1.5 GB of memory and matches in some
  3 ms; past that a build and the first searches after it take longer than tantivy's.
- tantivy writes 3 million records, 55 GB, in a night, with one thread, on one disc. Past
  that an index wants several machines to be built on, and more memory than one has.

Archives of long records come to the same in bytes with fewer of them.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["CAPACITIES", "Capacity", "share_used"]


class Capacity(NamedTuple):
    """Say for how many records, or bytes of index, an engine is made, and what comes then."""

    records: int
    bytes: int
    next: str
    commands: tuple[str, ...]
    """What to run to have the next engine."""


CAPACITIES = {
    "whoosh": Capacity(
        100_000,
        2_000_000_000,
        "tantivy",
        ("pip install 'searchlib[tantivy]'", "searchlib rebuild --engine tantivy"),
    ),
    "tantivy": Capacity(
        3_000_000,
        60_000_000_000,
        "opensearch",
        (
            "pip install 'searchlib[opensearch]'",
            "searchlib rebuild --engine opensearch --url https://HOST:9200/NAME",
        ),
    ),
}
"""What each engine is made for; one that is not here takes any archive."""


def share_used(engine: str, records: int, size: int) -> float:
    """Return how much of an engine's capacity an index of ``size`` bytes takes: 1.0 is all.

    An engine without limits has none of it used, whatever it holds.
    """
    capacity = CAPACITIES.get(engine)
    return max(records / capacity.records, size / capacity.bytes) if capacity else 0.0
