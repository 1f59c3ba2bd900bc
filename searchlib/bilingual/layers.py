"""Which translations has one file? Lines sorted by their bytes, found by halving.

A line is a language, a term, and its translations into that language with their weights, in
thousandths. A term is a lemma or a stem as the analysis gives it; the terms of an entry of
several words stand with spaces between them. A search opens a file without reading it.
"""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import accumulate
from math import ceil
from pathlib import Path

from searchlib.errors import FormatError, IndexDamaged, SearchlibError

__all__ = ["Entries", "Layer", "written"]

_HEADER = b"#searchlib lexicon 1\n"
_THOUSAND = 1000
_MOST_FOUND = 1_000
"""Of how many terms a layer remembers where they are: they are asked for several times in a row."""
_MOST_TRANSLATIONS = 12

_FAMILY_LETTERS = 4
_FAMILY_SHARE = 0.5
"""What two words must begin with in common to be taken for one family: letters, and share."""
_FAMILY_SIZE = 6

Entries = Mapping[tuple[str, str], Mapping[str, float]]
"""By (language, term): the translations into that language, with weights from 0 to 1."""


def written(entries: Entries) -> bytes:
    """Return entries as the bytes of a layer; the same entries give the same bytes."""
    lines: list[bytes] = []
    for (language, term), translations in entries.items():
        fields = [language, term]
        ranked = sorted(translations.items(), key=lambda pair: (-pair[1], pair[0]))
        for translation, weight in ranked[:_MOST_TRANSLATIONS]:
            thousandths = round(min(weight, 1.0) * _THOUSAND)
            if thousandths and translation:
                fields += [translation, str(thousandths)]
        if len(fields) > 2 and term:
            lines.append("\t".join(fields).encode("utf-8", "replace") + b"\n")
    lines.sort(key=_key_of)
    return _HEADER + b"".join(lines)


def _key_of(line: bytes) -> bytes:
    """Return what lines are sorted by: language and term, each with the tab after it."""
    return line[: line.index(b"\t", line.index(b"\t") + 1) + 1]


class Layer:
    """Look terms up in the bytes of one file; several threads may.

    ``of_index`` says whether the file is one of an index: when it turns out to be damaged,
    IndexDamaged is raised, and FormatError otherwise.
    """

    def __init__(self, lines: mmap.mmap | bytes, name: str = "", *, of_index: bool = False) -> None:
        """Take the bytes. Raises FormatError or IndexDamaged when they are no lexicon."""
        self._lines = lines
        self._of_index = of_index
        self._held: tuple[list[bytes], list[int]] | None = None
        self._places: dict[bytes, int] = {}
        self.name = name
        if lines[: len(_HEADER)] != _HEADER:
            raise _damaged(name, "is no lexicon of this version", of_index=of_index)

    @classmethod
    def open(cls, path: Path, *, of_index: bool = False) -> Layer:
        """Open a file for reading. Raises FormatError or IndexDamaged when it is no lexicon."""
        try:
            with path.open("rb") as file:
                lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            reason = f"cannot be read as a lexicon ({error})"
            raise _damaged(str(path), reason, of_index=of_index) from error
        try:
            return cls(lines, str(path), of_index=of_index)
        except SearchlibError:
            lines.close()
            raise

    def hold(self) -> None:
        """Take the lines apart, for a run that asks for thousands of terms.

        It takes 15 ms and twice the size of the file; a term is then found in 1 µs, and not in 10.
        """
        if self._held is None:
            *lines, rest = self._lines[len(_HEADER) :].split(b"\n")
            if rest:
                raise self._damaged()
            sizes = (len(line) + 1 for line in lines)
            self._held = lines, [*accumulate(sizes, initial=len(_HEADER))]

    def translations(self, term: str, to: str) -> dict[str, float]:
        """Return the translations of exactly this term, with weights."""
        key = f"{to}\t{term}\t".encode("utf-8", "replace")
        return self._read(self._find(key), key)

    def begins(self, term: str, to: str) -> bool:
        """Say whether any entry of several words begins with this term."""
        key = f"{to}\t{term} ".encode("utf-8", "replace")
        alone = key[:-1] + b"\t"
        lines, size, place = self._lines, len(key), self._find(alone)
        if lines[place : place + size] == alone:  # mostly known by now, and right before
            place = lines.find(b"\n", place) + 1
        if alone[:-1] < lines[place : place + size] < key:  # with a character of control
            place = self._find(key)
        return lines[place : place + size] == key

    def family(self, term: str, to: str) -> dict[str, float]:
        """Return the translations of the words that begin most like a term.

        They stand beside the place where the term would: корейский beside корея.
        """
        place = self._find(f"{to}\t{term}\t".encode("utf-8", "replace"))
        longest = max(_FAMILY_LETTERS, ceil(_FAMILY_SHARE * len(term)))
        near: list[tuple[int, int]] = []
        for step in (-1, 1):
            for other, start in self._terms(place, to, step):
                common = _shared(term, other)
                if common < longest:
                    break  # and so has what stands farther off
                longest = common
                if common >= _FAMILY_SHARE * len(other):
                    near.append((common, start))
        found: dict[str, float] = {}
        for common, start in near:
            if common == longest:
                for translation, weight in self._read(start, b"").items():
                    found[translation] = max(found.get(translation, 0.0), weight)
        return found

    def _terms(self, place: int, to: str, step: int) -> Iterable[tuple[str, int]]:
        """Yield a few single terms before or after a line, each with where its line starts."""
        for _ in range(_FAMILY_SIZE):
            if step < 0:
                if place <= len(_HEADER):
                    return
                place = self._start(place - 1)
            if place >= len(self._lines):
                return
            language, term, *_ = *self._line(place).split("\t", 2), ""
            if language != to:
                return
            if " " not in term:
                yield term, place
            if step > 0:
                place = self._lines.find(b"\n", place) + 1

    def _find(self, key: bytes) -> int:
        """Return where the first line starts that does not come before a key, and remember it."""
        place = self._places.get(key)
        if place is None:
            if len(self._places) >= _MOST_FOUND:
                self._places.clear()
            place = self._places[key] = self._looked_for(key)
        return place

    def _looked_for(self, key: bytes) -> int:
        """Return the same, by halving."""
        if self._held is not None:
            lines, starts = self._held
            return starts[bisect_left(lines, key)]
        whole, size = self._lines, len(key)
        low, high = len(_HEADER), len(whole)
        while low < high:
            start = whole.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = whole.find(b"\n", start) + 1
            if not end:
                raise self._damaged()
            if whole[start : start + size] < key:
                low = end
            else:
                high = start
        return low

    def _start(self, place: int) -> int:
        """Return where the line starts that holds this byte."""
        return self._lines.rfind(b"\n", 0, place) + 1

    def _line(self, start: int) -> str:
        try:
            return str(self._lines[start : self._lines.find(b"\n", start)], "utf-8")
        except UnicodeDecodeError as error:
            raise self._damaged() from error

    def _read(self, start: int, key: bytes) -> dict[str, float]:
        """Return the translations of the line at ``start``, if it is that of a key."""
        if self._lines[start : start + len(key)] != key:
            return {}
        fields = self._line(start).split("\t")[2:]
        try:
            found = {
                term: int(weight) / _THOUSAND
                for term, weight in zip(fields[::2], fields[1::2], strict=True)
            }
        except ValueError as error:
            raise self._damaged() from error
        if not all(0 < weight <= 1 for weight in found.values()):
            raise self._damaged()
        return found

    def _damaged(self) -> SearchlibError:
        return _damaged(self.name, "is damaged", of_index=self._of_index)

    def close(self) -> None:
        """Let go of the file, and of its lines."""
        self._held = None
        if isinstance(self._lines, mmap.mmap):
            with suppress(BufferError):
                self._lines.close()


def _damaged(name: str, what: str, *, of_index: bool) -> SearchlibError:
    """Return the error that says what is wrong with a file, and what to do."""
    if of_index:
        return IndexDamaged(f"{name} {what}. Run: searchlib check --repair")
    return FormatError(f"{name or 'This lexicon'} {what}. Make it again.")


def _shared(one: str, other: str) -> int:
    """Return how many letters two words begin with in common."""
    for place, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return place
    return min(len(one), len(other))
