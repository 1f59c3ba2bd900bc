"""By what can an answer be narrowed down, and by what is it? Facets, and filters in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from searchlib import Facet, Hits
from searchlib.export.marking import seen
from searchlib.server.addresses import Asked, address
from searchlib.server.chart import chart
from searchlib.server.words import Words

__all__ = ["COUNTED", "narrowing"]

_SHOWN = ("archive", "person", "type", "fond", "language")
COUNTED = ("year", "decade", *_SHOWN)
"""The facets a page asks for."""
_AT_FIRST = 6
"""How many values of a facet are seen at once."""
_SPAN = re.compile(r"date:\[([0-9]+) TO ([0-9]+)\]")
_ONE = re.compile(r'(date|archive|correspondent|person|type|lang):(?:"([^"\\]*)"|([\w-]+))')
"""A filter that names one value; and which facet has that value."""
_FACET_OF = {"correspondent": "person", "lang": "language"}

View = dict[str, Any]


def narrowing(hits: Hits, asked: Asked, words: Words) -> View:
    """Return what a page shows of filters: those chosen, and those that can be."""
    counted = {facet.field: facet for facet in hits.facets}
    chips = [_chip(one, asked, hits, words) for one in asked["filter"]]
    return {
        "chips": chips,
        "clear": address(asked, filter=()),
        "facets": [
            _facet(counted[name], asked, words)
            for name in _SHOWN
            if _narrows(counted[name], hits.total, asked)
        ],
        "spans": [chip for chip in chips if chip["of_years"]],
        "chart": chart(
            counted["year"].values,
            counted["decade"].values,
            lambda value: address(asked, filter=_with(asked["filter"], value)),
        ),
    }


def _with(chosen: Sequence[str], value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*chosen, value)))


def _without(asked: Asked, chosen: str) -> str:
    """Return the address without a filter."""
    return address(asked, filter=tuple(one for one in asked["filter"] if one != chosen))


def _chip(chosen: str, asked: Asked, hits: Hits, words: Words) -> View:
    """Return a filter in words, and the address without it."""
    return {
        "label": _label(chosen, hits, words),
        "without": _without(asked, chosen),
        "of_years": chosen.startswith("date:"),
    }


def _label(chosen: str, hits: Hits, words: Words) -> str:
    if chosen == "*":
        return words("everything")
    for facet in hits.facets:
        for value in facet.values:
            if value.filter == chosen:
                return words.value(facet.field, seen(value.value))
    if span := _SPAN.fullmatch(chosen):
        first, last = span[1].lstrip("0"), span[2]
        return f"{first if first != '1' else ''}–{last if last != '9999' else ''}"
    if one := _ONE.fullmatch(chosen):
        return words.value(_FACET_OF.get(one[1], one[1]), seen(one[2] or one[3]))
    return seen(chosen)


def _narrows(facet: Facet, total: int, asked: Asked) -> bool:
    """Say whether a facet has anything to choose, or to show as chosen."""
    values = facet.values
    return any(value.count < total or value.filter in asked["filter"] for value in values)


def _facet(facet: Facet, asked: Asked, words: Words) -> View:
    values = []
    for value in facet.values:
        chosen = value.filter in asked["filter"]
        other = _without(asked, value.filter) if chosen else ""
        values.append({
            "label": words.value(facet.field, seen(value.value)),
            "count": value.count,
            "chosen": chosen,
            "href": other or address(asked, filter=_with(asked["filter"], value.filter)),
        })  # fmt: skip
    values.sort(key=lambda value: not value["chosen"])
    return {
        "name": facet.field,
        "values": values[:_AT_FIRST],
        "rest": values[_AT_FIRST:],
        "unseen": facet.distinct - len(values),
    }
