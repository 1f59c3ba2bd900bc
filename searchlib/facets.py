"""By what may hits be counted and narrowed down? Values of the description, as a reader sees them.

The filter of a value finds all records that are counted for it: a date is counted for every
year it may mean, as a search for a year finds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from searchlib.errors import UsageError
from searchlib.records import Record
from searchlib.results import Facet, FacetValue

__all__ = ["FACETS", "checked", "facet", "facet_field", "facet_values"]

FACETS = ("year", "decade", "archive", "fond", "language", "type", "person")
_IN_ORDER = frozenset(("year", "decade"))
"""Those whose values are shown by themselves, and not the commonest first."""
_MOST_YEARS = 100
"""A date that may be any of more years than this is counted for none."""
_MOST_VALUES = 20
_ONE_KIND = {"telegram": "cable"}
_PARTED = "\x1f"
_FIELDS = {"year": "date", "decade": "date", "language": "lang", "person": "correspondent"}
"""The fields of a query by which facets of another name are narrowed down."""


def checked(names: Iterable[str]) -> tuple[str, ...]:
    """Return names of facets. Raises UsageError for one there is not."""
    names = tuple(names)
    for name in names:
        if name not in FACETS:
            raise UsageError(f"A facet is one of {', '.join(FACETS)}, not {name!r}.")
    return names


def facet_field(name: str) -> str:
    """Return the keyword field of the index that holds the values of a facet."""
    return f"by_{name}"


def facet_values(record: Record) -> dict[str, list[str]]:
    """Return what an engine keeps of a record to count it by, for each facet."""
    from searchlib.archival.archives import canonical_archive

    shelfmarks = record.citation.shelfmarks if record.citation else ()
    archives = [(canonical_archive(m.archive) or m.archive.strip(), m.fond) for m in shelfmarks]
    first, last = (record.date.start.year, record.date.end.year) if record.date else (1, 0)
    years = range(first, last + 1) if last - first < _MOST_YEARS else ()
    return {
        "year": [f"{year:04}" for year in years],
        "decade": sorted({f"{year // 10 * 10:04}s" for year in years}),
        "archive": [archive for archive, _ in archives],
        "fond": [_PARTED.join(pair) for pair in archives if all(pair)],
        "language": [text.language for text in record.texts],
        "type": [_ONE_KIND.get(record.type, record.type)],
        "person": [*record.sender, *record.recipient],
    }


def facet(name: str, counts: Mapping[str, int]) -> Facet:
    """Return a facet of counts by value as an engine keeps them."""
    if name in _IN_ORDER:
        ranked = sorted(counts.items())
    else:
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_VALUES]
    values = (FacetValue(_shown(kept), count, _filter(name, kept)) for kept, count in ranked)
    return Facet(name, tuple(values), len(counts))


def _shown(kept: str) -> str:
    archive, parted, fond = kept.partition(_PARTED)
    return f"{archive}, f. {fond}" if parted else archive


def _filter(name: str, kept: str) -> str:
    """Return the query that narrows a search down to a value."""
    if name == "fond":
        archive, _, fond = kept.partition(_PARTED)
        return f"archive:{_quoted(archive)} fond:{_quoted(fond)}"
    field = _FIELDS.get(name, name)
    return f"{field}:{kept if kept.isalnum() else _quoted(kept)}"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
