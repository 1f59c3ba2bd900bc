"""Which shelfmarks does a citation hold? Fond, opis, delo and leaves, label by label.

A shelfmark is an archive and a chain of labelled numbers with nothing but punctuation
between them. Where a label comes again a further shelfmark begins, which keeps what
stands above it: ``f. 5, op. 1, d. 2; d. 3``. What has no such chain is left to
``file_numbers``. All labels are looked for in text folded letter by letter, so that
Oп. with a Latin O is a label too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from searchlib.archival.archives import archive_within, canonical_archive, has_fonds
from searchlib.archival.file_numbers import (
    file_numbers,
    in_table,
    is_printed,
    unknown_archive,
    without_opening,
)
from searchlib.archival.shelfmark_labels import (
    IBID,
    MORE_FILES,
    ONE_UNIT,
    SAME_PLACE,
    fold,
    leaf_ranges,
    next_label,
)
from searchlib.archival.shelfmark_numbers import shelfmark_number
from searchlib.frozen import replace
from searchlib.records import Shelfmark

__all__ = ["read_chains", "read_shelfmarks"]

_TIGHT = re.compile(r"[\W_]*(?:\((?:[^()]|\([^()]{0,80}\)){0,120}\)[\W_]*)?")
_NAME_OF_FOND = re.compile(r"\s?[^\w\s][^\d;]{0,80}")
# "Р-7523 сч.": a fond of secret papers.
_CLASSIFIED = re.compile(r"\s[^\W\d_]{1,3}[\s.,]*")
_CYRILLIC = re.compile("[а-яёіїєґ]", re.IGNORECASE)
_ARCHIVES_WITH_PAPKI = frozenset({"AVP RF", "AVP SSSR", ""})
_LOWER = {"fond": 0, "opis": 1, "papka": 2, "delo": 2, "listy": 3}


class _Unit(NamedTuple):
    """Hold one labelled number: which field it fills, with what, and where it stands."""

    field: str
    values: tuple[Any, ...]
    written: str
    start: int
    end: int
    label: str


def read_shelfmarks(text: str) -> tuple[Shelfmark, ...]:
    """Return the shelfmarks in a text, in their order; none where it cites no archive."""
    return read_chains(text) or (() if is_printed(text) else file_numbers(text))


def read_chains(text: str) -> tuple[Shelfmark, ...]:
    """Return the shelfmarks that have a fond and an opis, and file numbers between them."""
    units = list(_units(text))
    if any(unit.field == "fond" for unit in units) or _may_lack_fond(text, units):
        return tuple(_in_chains(text, units))
    return ()


def _may_lack_fond(text: str, units: list[_Unit]) -> bool:
    """Tell ``РГАСПИ, 558, оп. 11, д. 331``, whose fond has no label, and its like."""
    return any(unit.field == "opis" for unit in units) and bool(archive_within(text))


def _units(text: str) -> Iterator[_Unit]:
    """Yield the labelled numbers of a text."""
    folded = fold(text)
    end = 0
    while label := next_label(folded, end):
        word, field, start, begin, end = label
        if field == "listy":
            values: tuple[Any, ...] = leaf_ranges(folded[begin:end])
        else:
            russian = bool(_CYRILLIC.search(text, start, begin))
            raw = [text[begin:end]]
            if field == "delo" and (more := MORE_FILES.match(folded, end)):
                raw += re.findall(r"\d\w*", text[end : more.end()])
                end = more.end()
            values = tuple(shelfmark_number(value, russian=russian) for value in raw)
        yield _Unit(field, values, text[start:end], start, end, word)


def _in_chains(text: str, units: list[_Unit]) -> Iterator[Shelfmark]:
    """Yield what the chains of a text say, and the file numbers between them."""
    chain = _Chain()
    end = 0
    for number, unit in enumerate(units):
        gap = text[end : unit.start]
        if not number or not (_joins(chain.mark, units[number - 1], gap, unit)):
            yield from chain.closed()
            chain = _Chain.after(gap, unit, chain, first=not number)
            yield from chain.before
        yield from chain.add(unit, units[number + 1] if number + 1 < len(units) else None)
        end = unit.end
    yield from chain.closed()
    yield from (mark for piece in text[end:].split(";") for mark in in_table(piece))


def _joins(mark: Shelfmark, before: _Unit, gap: str, unit: _Unit) -> bool:
    """Tell punctuation between two units, or a unit of another name, from other text."""
    if _TIGHT.fullmatch(gap) or SAME_PLACE.fullmatch(gap):
        return True
    if before.field == "fond" and unit.field == "opis" and not mark.opis:
        if _CLASSIFIED.fullmatch(gap):
            return True
        return bool(_NAME_OF_FOND.fullmatch(gap)) and not archive_within(gap)
    return bool(mark.archive and ONE_UNIT.fullmatch(gap)) and not archive_within(gap)


class _Chain:
    """Gather the units of shelfmarks that follow one another in one archive."""

    def __init__(self, archive: str = "", fond: str = "") -> None:
        self.mark = Shelfmark(archive=archive, fond=fond)
        self.before: list[Shelfmark] = []

    @classmethod
    def after(cls, gap: str, unit: _Unit, previous: _Chain, *, first: bool) -> _Chain:
        """Begin the chain that follows some text: in which archive?"""
        *others, last = gap.split(";")
        named = without_opening(last)
        archive = archive_within(named) or unknown_archive(named)
        lacks_fond = unit.field == "opis" and has_fonds(archive)
        chain = cls(archive, _fond_before(last) if lacks_fond else "")
        if not first and not archive and IBID.search(last):
            chain.mark = replace(previous.mark, listy=())
        chain.before = [mark for piece in others for mark in in_table(piece)]
        return chain

    def add(self, unit: _Unit, following: _Unit | None) -> Iterator[Shelfmark]:
        """Take one unit in; yield the shelfmarks that it shows to be complete."""
        field = self._field(unit, following)
        if field == "path" or (field == "por" and self.mark.delo):
            self.mark = _with_extra(self.mark, unit.written.strip(" .,;:"))
            return
        if field == "listy":
            leaves = unit.values if unit.field == "listy" else leaf_ranges(unit.values[0])
            self.mark = replace(self.mark, listy=tuple(dict.fromkeys((*self.mark.listy, *leaves))))
            return
        field = "delo" if field == "por" else field
        values = unit.values if unit.field != "listy" else (str(unit.values[0][0]),)
        if getattr(self.mark, field):
            yield from self.closed()
            self.mark = _inherited(self.mark, field)
        for value in values[:-1]:
            self.mark = replace(self.mark, **{field: value})
            yield from self.closed()
        self.mark = replace(self.mark, **{field: values[-1]})

    def _field(self, unit: _Unit, following: _Unit | None) -> str:
        """Tell ``p. 59``, a page after its file, from ``p. 59``, a papka of the diplomats.

        In English an opis is at times a list: ``fond 45, list 1, file 334``.
        """
        before_file = following is not None and following.field == "delo"
        if unit.label == "list" and before_file and self.mark.fond and not self.mark.opis:
            return "opis"
        if unit.label != "p" or _CYRILLIC.search(unit.written) or not self.mark.delo:
            return unit.field
        if self.mark.archive in _ARCHIVES_WITH_PAPKI or (following and following.field == "listy"):
            return unit.field
        return "listy"

    def closed(self) -> Iterator[Shelfmark]:
        """Yield the shelfmark gathered, if it is one."""
        mark = self.mark
        if canonical_archive(mark.archive):
            complete = bool(mark.fond and (mark.opis or has_fonds(mark.archive))) or bool(
                has_fonds(mark.archive) and mark.opis and mark.delo
            )
        else:
            complete = bool(mark.fond and (mark.opis or (mark.archive and mark.delo)))
        if complete:
            yield mark


def _with_extra(mark: Shelfmark, written: str) -> Shelfmark:
    """Keep a unit that has no field of its own as it is written."""
    return replace(mark, path=f"{mark.path}, {written}" if mark.path else written)


def _inherited(mark: Shelfmark, field: str) -> Shelfmark:
    """Keep of the last shelfmark what stands above ``field``."""
    lower: dict[str, Any] = {name: "" for name, rank in _LOWER.items() if rank >= _LOWER[field]}
    if field == "delo":
        lower.pop("papka")
    return replace(mark, **{**lower, "listy": (), "path": ""})


def _fond_before(text: str) -> str:
    """Return the fond that stands without a label before an opis: ``LYA, K-1, ap. 3``."""
    found = re.search(r"(?:^|,)\s*((?:[^\W\d_]{1,2}-?)?\d[\w/-]{0,12})[\s,.]*$", text)
    return shelfmark_number(found[1]) if found else ""
