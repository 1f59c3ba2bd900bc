"""Bilingual full-text search for archives: Russian and English, side by side.

Build an index of a folder of documents, open it, search it:

>>> import searchlib
>>> report = searchlib.build("documents", "index")
>>> report.records, report.problems
(1, {})
>>> index = searchlib.open("index")
>>> hits = index.search("помощь Северной Корее", limit=5)
>>> hits.total, hits[0].record.id
(1, 'wilsoncenter-114898')

A hit shows passages of both texts, aligned; marks are offsets into the whole text:

>>> passage = hits[0].passages[0].en
>>> passage.marked
('Aid', 'North', 'Korea')
>>> mark = passage.marks[0]
>>> hits[0].record.text("en").body[mark.start:mark.end], mark.kind
('Aid', 'counterpart')

What is asked and what was added to it is said:

>>> index.search("корейские дивизии", match="any", translate=False).query
'корейские OR дивизии'
>>> index.search("жирафы").notes
('no record holds жирафы',)
>>> [(value.value, value.count) for value in index.search("", facets=["year"]).facets[0].values]
[('1949', 1)]

Programs change an archive with a ``writer``, and many threads may search an index that is
open. Errors are ``SearchlibError``s, and say what to do:

>>> index.close()
>>> index.search("Корея")
Traceback (most recent call last):
searchlib.errors.UsageError: This index has been closed. Open it again: searchlib.open(FOLDER)

What is in ``__all__``, and the functions of ``searchlib.export``, is what programs may rely on.
More examples, for web frameworks, notebooks and databases, are in docs/recipes/.
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
    DateInterval,
    Mark,
    Passage,
    Record,
    Shelfmark,
    Text,
)
from searchlib.results import (
    AskedWord,
    Comparison,
    Completion,
    Concordance,
    ConcordanceLine,
    Contribution,
    Explanation,
    Facet,
    FacetValue,
    Hit,
    Hits,
    Meaning,
    OnlyIn,
    QuotedPlace,
    Renamed,
    Suggestion,
    Translated,
    Verification,
    WordDifference,
)
from searchlib.version import VERSION

if TYPE_CHECKING:
    from searchlib.indexing.building import Progress, Report, build
    from searchlib.indexing.checking import Check, Status, check, compare, status
    from searchlib.indexing.documents import Changes
    from searchlib.indexing.importing import Import, import_files
    from searchlib.indexing.lexicons import Added, Glossary, Learnt, add_glossaries, learn
    from searchlib.indexing.writing import Writer, writer

__version__ = VERSION

open = Index.open  # noqa: A001  read as searchlib.open


_LATER = {
    name: f"searchlib.indexing.{module}"
    for module, names in {
        "building": ("Progress", "Report", "build"),
        "checking": ("Check", "Status", "check", "compare", "status"),
        "documents": ("Changes",),
        "importing": ("Import", "import_files"),
        "lexicons": ("Added", "Glossary", "Learnt", "add_glossaries", "learn"),
        "writing": ("Writer", "writer"),
    }.items()
    for name in names
}


def __getattr__(name: str) -> object:
    """Import what builds an index only when it is asked for: a search does without."""
    if module := _LATER.get(name):
        from importlib import import_module

        return getattr(import_module(module), name)
    raise AttributeError(f"module 'searchlib' has no attribute {name!r}")


def _repr_html_(self: Hits | Hit | Record) -> str:
    """Return what a notebook shows."""
    from searchlib.export.html import html

    return html(self)


# Here, and not where the nouns are: these know nothing of how they leave.
for _noun in (Hit, Hits, Record):
    _noun._repr_html_ = _repr_html_  # type: ignore[union-attr]


__all__ = [
    "FACETS",
    "Added",
    "AlignedPassages",
    "AskedWord",
    "Changes",
    "Check",
    "Citation",
    "Comparison",
    "Completion",
    "Concordance",
    "ConcordanceLine",
    "Contribution",
    "DateInterval",
    "EngineUnavailable",
    "Explanation",
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
    "Meaning",
    "OnlyIn",
    "Passage",
    "Progress",
    "QueryTooExpensive",
    "QuotedPlace",
    "Record",
    "RecordNotFound",
    "Renamed",
    "Report",
    "SearchlibError",
    "Shelfmark",
    "Status",
    "Suggestion",
    "Text",
    "Translated",
    "UsageError",
    "Verification",
    "WordDifference",
    "Writer",
    "add_glossaries",
    "build",
    "check",
    "compare",
    "import_files",
    "learn",
    "open",
    "status",
    "writer",
]
