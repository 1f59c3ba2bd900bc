"""Bilingual full-text search for archives: Russian and English, side by side.

    >>> import searchlib
    >>> with searchlib.open("index") as index:          # doctest: +SKIP
    ...     for hit in index.search("помощь Северной Корее"):
    ...         print(hit.record.title, hit.score)
"""

from searchlib.build import Progress, Report, Status, status
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

__version__ = "0.1.0"

open = Index.open  # noqa: A001  read as searchlib.open
build = Index.build

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
    "QueryTooExpensive",
    "Progress",
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
