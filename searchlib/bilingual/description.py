"""In which notation are values of the description compared, whichever language they come in?"""

from __future__ import annotations

import re

from searchlib.analysis import LOOK_ALIKES, fold

__all__ = ["MOST_SHELFMARKS", "as_kept", "keyword", "of_shelfmark"]

MOST_SHELFMARKS = 8
"""How many shelfmarks of a record are told apart when a query names several parts."""


def keyword(value: str) -> str:
    """Return a value of a description as it is compared.

    It is folded and single-spaced; letters that look alike in both scripts are one, so
    that ``дело 5а`` is found whichever keyboard typed the letter.
    """
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


def of_shelfmark(field: str, number: int) -> str:
    """Return the field of the index that holds a part of the shelfmark of this number."""
    return f"{field}@{number}"
