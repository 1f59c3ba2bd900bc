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
from searchlib.index import Index
from searchlib.records import (
    AlignedPassages,
    Citation,
    DateInterval,
    Hit,
    Hits,
    Mark,
    Passage,
    Record,
    Shelfmark,
    Text,
)

if TYPE_CHECKING:
    from searchlib.indexing import Progress, Report, Status, build, status

__version__ = "0.1.0"

open = Index.open  # noqa: A001  read as searchlib.open


def __getattr__(name: str) -> object:
    """Import what builds an index only when it is asked for: a search does without."""
    if name in ("Progress", "Report", "Status", "build", "status"):
        from importlib import import_module

        return getattr(import_module("searchlib.indexing"), name)
    raise AttributeError(f"module 'searchlib' has no attribute {name!r}")


__all__ = [
    "AlignedPassages",
    "Citation",
    "DateInterval",
    "EngineUnavailable",
    "FormatError",
    "Hit",
    "Hits",
    "Index",
    "IndexDamaged",
    "IndexLocked",
    "IndexNotFound",
    "IndexOutdated",
    "Mark",
    "Passage",
    "Progress",
    "QueryTooExpensive",
    "Record",
    "RecordNotFound",
    "Report",
    "SearchlibError",
    "Shelfmark",
    "Status",
    "Text",
    "UsageError",
    "build",
    "open",
    "status",
]
