"""What was odd about a file of many records, in few words? Remarks counted by kind."""

from __future__ import annotations

from searchlib.errors import FormatError
from searchlib.formats.original import Original

__all__ = ["Remarks"]

_SHOWN = 100
"""How many problems of one file are told one by one."""
_PLACES = 5


class Remarks:
    """Gather what is said of the places of one file; ``unit`` is what its places are called."""

    def __init__(self, original: Original, unit: str) -> None:
        self._original = original
        self._unit = unit
        self._problems: list[str] = []
        self._more = 0
        self._notes: dict[str, list[int]] = {}

    def problem(self, place: int, reason: str) -> None:
        """Say which place could not be read, and why."""
        if len(self._problems) < _SHOWN:
            self._problems.append(f"{self._unit} {place}: {reason}")
        else:
            self._more += 1

    def note(self, place: int, what: str) -> None:
        """Say what was made good at a place."""
        self._notes.setdefault(what, [])
        if len(self._notes[what]) <= _PLACES:
            self._notes[what].append(place)

    def close(self, records: int) -> None:
        """Hand all over to the file. Raises FormatError where not one record was read."""
        for what, places in self._notes.items():
            named = ", ".join(map(str, places[:_PLACES])) + (" …" if len(places) > _PLACES else "")
            self._original.notes.append(f"{what} ({self._unit} {named})")
        if not records:
            first = self._problems[0] if self._problems else "it holds no records"
            raise FormatError(f"{self._original.name}: nothing could be read; {first}")
        self._original.problems += self._problems
        if self._more:
            self._original.problems.append(f"{self._more} more problems of this kind")
