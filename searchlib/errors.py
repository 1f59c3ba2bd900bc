"""What can go wrong, and with which exit code?

SearchlibError
├── UsageError             a wrong argument or option
├── FormatError            a file that cannot be read as records
├── IndexNotFound          nothing has been indexed here yet
├── IndexOutdated          built by another version: rebuild it
├── IndexDamaged           a file of the index is missing or altered
├── IndexLocked            somebody else is writing
├── RecordNotFound         no record has this id
├── QueryTooExpensive      the query would not be answered within its bounds
└── EngineUnavailable      the engine's package is not there, or its cluster does not answer

Every message says what happened and what to do next. No input of a reader is
a syntax error; what could not be understood comes back as a warning.
"""

from __future__ import annotations

__all__ = [
    "EngineUnavailable",
    "FormatError",
    "IndexDamaged",
    "IndexLocked",
    "IndexNotFound",
    "IndexOutdated",
    "QueryTooExpensive",
    "RecordNotFound",
    "SearchlibError",
    "UsageError",
]


class SearchlibError(Exception):
    """Be the base of every error searchlib raises on purpose."""

    exit_code = 2


class UsageError(SearchlibError):
    """Say that an argument has a value that means nothing here."""


class FormatError(SearchlibError):
    """Say why a file cannot be read as records."""


class IndexNotFound(SearchlibError):
    """Say that a folder holds no index."""


class IndexOutdated(SearchlibError):
    """Say that an index was built by another version of searchlib or its dictionaries."""


class IndexDamaged(SearchlibError):
    """Say which file of an index is missing or altered."""


class IndexLocked(SearchlibError):
    """Say who is writing to the index."""


class RecordNotFound(SearchlibError):
    """Say that no record has the id asked for."""


class QueryTooExpensive(SearchlibError):
    """Say which part of a query matches too much to be answered."""


class EngineUnavailable(SearchlibError):
    """Say which package an engine needs, or which cluster does not answer."""
