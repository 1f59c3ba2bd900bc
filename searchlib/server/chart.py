"""How do hits lie over the years? Bars of a chart, as wide as the span they have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from searchlib import FacetValue

__all__ = ["Bar", "Chart", "chart"]

_MOST_BARS = 120
_LEAST_BARS = 9
_HEIGHT = 100
_STEP = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """Hold one bar: its year or decade, its count, its place, and where it leads."""

    label: str
    count: int
    x: int
    y: float
    height: float
    href: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Hold the bars of a chart, in units of its own, and the years at its ends."""

    bars: tuple[Bar, ...]
    width: int
    first: str
    last: str
    height: int = _HEIGHT


def chart(
    years: Sequence[FacetValue], decades: Sequence[FacetValue], link: Callable[[str], str]
) -> Chart | None:
    """Return bars by year, or by decade where they are too many; None without any.

    ``link`` returns the address that narrows down to a filter.
    """
    if not years:
        return None
    numbers = [int(value.value) for value in years]
    if numbers[-1] - numbers[0] < _MOST_BARS:
        return _drawn(years, numbers, 1, link)
    return _drawn(decades, [int(value.value.rstrip("s")) for value in decades], 10, link)


def _drawn(
    values: Sequence[FacetValue], numbers: Sequence[int], step: int, link: Callable[[str], str]
) -> Chart:
    """Return bars that stand ``step`` years apart; a few of them are not made broad."""
    slots = (numbers[-1] - numbers[0]) // step + 1
    spare = max(0, _LEAST_BARS - slots)
    start = numbers[0] - spare // 2 * step
    highest = max(value.count for value in values)
    bars = []
    for number, value in zip(numbers, values, strict=True):
        height = max(3.0, round(_HEIGHT * value.count / highest, 1))
        x = (number - start) // step * _STEP
        bars.append(Bar(value.value, value.count, x, _HEIGHT - height, height, link(value.filter)))
    last = start + (slots + spare - 1) * step
    return Chart(tuple(bars), (slots + spare) * _STEP, str(max(start, 1)), str(last))
