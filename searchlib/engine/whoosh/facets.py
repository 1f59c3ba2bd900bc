"""How many of some documents have each value of a keyword field? By a column of ordinals.

A value is known by its place among all values of the field; the ordinals of all documents
stand one after the other, with an offset for each document, so that the values of those
that match are gathered and counted at once.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from searchlib.engine.whoosh.segment import Segment

__all__ = ["Values"]

_DENSE: Final = 4
"""From one document in so many on, it is quicker to go over the values of all of them."""
_STRING: Final = 60
"""How many bytes a string takes beside its characters."""


class Values:
    """Know which values of a field each document of a segment has."""

    def __init__(self, segment: Segment, field: str) -> None:
        names: list[str] = []
        rows: list[npt.NDArray[Any]] = []
        for name, having in segment.keywords(field):
            names.append(name)
            rows.append(np.asarray(having))
        self._names = names
        ordinals = np.arange(len(names), dtype=np.min_scalar_type(len(names)))
        ordinals = np.repeat(ordinals, [len(row) for row in rows])
        documents = np.concatenate(rows) if rows else np.empty(0, np.uint8)
        self._ordinals: npt.NDArray[Any] = ordinals[np.argsort(documents, kind="stable")]
        many = np.bincount(documents, minlength=segment.size)
        self._offsets = np.concatenate(([0], np.cumsum(many))).astype(np.uint32)
        self._one_each = bool(np.all(many == 1))

    @property
    def nbytes(self) -> int:
        """Return how many bytes of memory this takes."""
        strings = sum(map(len, self._names)) * 2 + _STRING * len(self._names)
        return self._ordinals.nbytes + self._offsets.nbytes + strings

    def counts(self, documents: npt.NDArray[np.int64]) -> dict[str, int]:
        """Return how many of the documents have each value; those none has are left out."""
        found = np.bincount(self._of(documents), minlength=len(self._names))
        if found.all():
            return dict(zip(self._names, found.tolist(), strict=True))
        names = self._names
        return {names[place]: int(found[place]) for place in np.flatnonzero(found)}

    def _of(self, documents: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
        """Return the ordinals of all values of some documents."""
        offsets, size = self._offsets, len(self._offsets) - 1
        if len(documents) == size:
            return self._ordinals
        rows: npt.NDArray[Any] = documents
        if not self._one_each and len(documents) * _DENSE > size:
            wanted = np.zeros(size, bool)
            wanted[documents] = True
            rows = np.repeat(wanted, np.diff(offsets))
        elif not self._one_each:
            starts = offsets[documents].astype(np.int64)
            many = offsets[documents + 1] - starts
            before = np.cumsum(many) - many
            rows = np.repeat(starts - before, many) + np.arange(many.sum())
        found: npt.NDArray[Any] = self._ordinals[rows]
        return found
