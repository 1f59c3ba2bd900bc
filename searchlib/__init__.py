"""Bilingual full-text search for archives: Russian and English, side by side.

>>> import searchlib
>>> with searchlib.open("index") as index:          # doctest: +SKIP
...     for hit in index.search("помощь Северной Корее"):
...         print(hit.record.title, hit.score)
"""

from typing import TYPE_CHECKING

from searchlib.errors import (
    EngineUnavailable,
    FormatError,
    IndexDamaged,
    IndexLocked,
    IndexNotFound,
    IndexOutdated,
    QueryTooExpensive,
    RecordNotFound,
    SearchlibError,
    UsageError,
)
from searchlib.facets import FACETS
from searchlib.index import Index
from searchlib.records import (
    AlignedPassages,
    Citation,
    Comparison,
    DateInterval,
    Facet,
    FacetValue,
    Hit,
    Hits,
    Mark,
    OnlyIn,
    Passage,
    Record,
    Renamed,
    Shelfmark,
    Text,
    Translated,
)

if TYPE_CHECKING:
    from searchlib.indexing.building import Progress, Report, build
    from searchlib.indexing.checking import Check, Status, check, compare, status
    from searchlib.indexing.documents import Changes
    from searchlib.indexing.importing import Import, import_files
    from searchlib.indexing.lexicons import Added, Glossary, Learnt, add_glossaries, learn

__version__ = "0.1.0"

open = Index.open  # noqa: A001  read as searchlib.open


_LATER = {
    name: f"searchlib.indexing.{module}"
    for module, names in {
        "building": ("Progress", "Report", "build"),
        "checking": ("Check", "Status", "check", "compare", "status"),
        "documents": ("Changes",),
        "importing": ("Import", "import_files"),
        "lexicons": ("Added", "Glossary", "Learnt", "add_glossaries", "learn"),
    }.items()
    for name in names
}


def __getattr__(name: str) -> object:
    """Import what builds an index only when it is asked for: a search does without."""
    if module := _LATER.get(name):
        from importlib import import_module

        return getattr(import_module(module), name)
    raise AttributeError(f"module 'searchlib' has no attribute {name!r}")


__all__ = [
    "FACETS",
    "Added",
    "AlignedPassages",
    "Changes",
    "Check",
    "Citation",
    "Comparison",
    "DateInterval",
    "EngineUnavailable",
    "Facet",
    "FacetValue",
    "FormatError",
    "Glossary",
    "Hit",
    "Hits",
    "Import",
    "Index",
    "IndexDamaged",
    "IndexLocked",
    "IndexNotFound",
    "IndexOutdated",
    "Learnt",
    "Mark",
    "OnlyIn",
    "Passage",
    "Progress",
    "QueryTooExpensive",
    "Record",
    "RecordNotFound",
    "Renamed",
    "Report",
    "SearchlibError",
    "Shelfmark",
    "Status",
    "Text",
    "Translated",
    "UsageError",
    "add_glossaries",
    "build",
    "check",
    "compare",
    "import_files",
    "learn",
    "open",
    "status",
]
