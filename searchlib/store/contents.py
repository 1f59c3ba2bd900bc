"""Do two indexes hold the same, whoever built them, where, when, and for which engine?

Each record has a digest, a SHA-256 of its description and texts. Their sum modulo 2^256
stands for all of them, in whatever order they came (the hash of a multiset: Bellare and
Micciancio, "A new paradigm for collision-free hashing", 1997). A fingerprint is made of
it and of what else decides which records a query finds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from searchlib.records import Record

__all__ = ["fingerprint", "record_digest"]

_SCHEME = "searchlib contents 1"
"""Raise it when the same contents would give another fingerprint."""
_MODULUS = 2**256
_PLACES = frozenset(("source",))
"""The fields that say where a record lies, and nothing of what it is."""


def record_digest(record: Record) -> bytes:
    """Return the SHA-256 of what a record says, wherever its file lies.

    Fields that are empty do not count: one that a later version adds changes no digest.
    """
    said = {name: value for name, value in vars(record).items() if value and name not in _PLACES}
    return sha256(_written(said).encode()).digest()


def _plain(value: Any) -> str | dict[str, object]:  # noqa: ANN401  whatever a record holds
    """Return what JSON has for a date, or for the nouns of a record: their fields."""
    if isinstance(value, date):
        return value.isoformat()
    said: dict[str, object] = vars(value)
    return said


_written = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_plain).encode


def fingerprint(
    digests: Iterable[bytes], analysis: int, dictionary: str, glossaries: Mapping[str, str]
) -> str:
    """Return the fingerprint of an index in hexadecimal, 64 digits.

    ``digests`` are those of its records, in any order; ``glossaries`` the SHA-256 of each
    by its name. The order of the names is that in which they are trusted, so it counts.
    """
    records = sum(int.from_bytes(digest, "big") for digest in digests) % _MODULUS
    said = [_SCHEME, f"{records:064x}", analysis, dictionary, sorted(glossaries.items())]
    return sha256(json.dumps(said).encode()).hexdigest()
