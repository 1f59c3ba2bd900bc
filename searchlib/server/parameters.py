"""Which parameters does an address take? One table, read by the server and by its description."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from searchlib import FACETS, UsageError
from searchlib.export.streams import FORMATS

__all__ = [
    "CITATION",
    "CONCORDANCE",
    "COUNTED",
    "EXPORT",
    "FORM",
    "LONGEST_QUERY",
    "MOST_EXPORTED",
    "MOST_HITS",
    "MOST_READ",
    "PAGE",
    "RECORD",
    "SEARCH",
    "SIMILAR",
    "SUGGEST",
    "Parameter",
    "read",
]

LONGEST_QUERY = 1_000
"""Characters in a query, or in a filter."""
MOST_HITS = 100
DEEPEST = 10_000
MOST_EXPORTED = 100_000
MOST_PASSAGES = 100
_MOST_VALUES = 16
"""How often one parameter may be given."""

_NUMBER = re.compile(r"-?[0-9]{1,9}")
_BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Parameter:
    """Describe a parameter: its kind (string, integer or boolean), its bounds, what it means."""

    name: str
    about: str
    kind: str = "string"
    default: Any = ""
    least: int = 0
    most: int = LONGEST_QUERY
    choices: tuple[str, ...] = ()
    many: bool = False

    def value(self, written: str) -> str | int | bool:
        """Return the value of what is written. Raises UsageError."""
        if self.choices and written not in self.choices:
            raise UsageError(f"{self.name} is one of {', '.join(self.choices)}, not {written!r}.")
        if self.kind == "boolean":
            if written not in _BOOLEANS:
                raise UsageError(f"{self.name} is true or false, not {written!r}.")
            return _BOOLEANS[written]
        if self.kind == "integer":
            if not _NUMBER.fullmatch(written) or not self.least <= int(written) <= self.most:
                raise UsageError(
                    f"{self.name} is a whole number from {self.least} to {self.most:,}."
                )
            return int(written)
        if len(written) > self.most:
            raise UsageError(f"{self.name} has at most {self.most:,} characters.")
        return written


QUERY = Parameter("q", "What to look for, in searchlib's query language.")
FILTER = Parameter(
    "filter", "A query that records must match as well, without counting for the score.", many=True
)
MATCH = Parameter(
    "match",
    "Whether a record must hold all words, or any of them.",
    default="all",
    choices=("all", "any"),
)
TRANSLATE = Parameter(
    "translate", "Whether words are looked for in the other language too.", "boolean", True
)
FACET = Parameter("facet", "What to count all matches by.", choices=FACETS, many=True)
SORT = Parameter(
    "sort",
    "The order of hits; date is the earliest first.",
    default="relevance",
    choices=("relevance", "date", "-date"),
)

COUNTED = (QUERY, FILTER, MATCH, TRANSLATE, FACET)
SEARCH = (
    *COUNTED,
    SORT,
    Parameter("limit", "How many hits to return.", "integer", 10, 0, MOST_HITS),
    Parameter("offset", "How many hits to pass over.", "integer", 0, 0, DEEPEST),
    Parameter("passages", "How many passages of each hit.", "integer", 3, 0, MOST_PASSAGES),
    Parameter("explain", "Whether to add why each hit matched.", "boolean", False),
)
SUGGEST = (
    QUERY,
    Parameter("limit", "How many completions to return.", "integer", 10, 0, MOST_HITS),
)
SIMILAR = (
    Parameter("limit", "How many records to return.", "integer", 10, 0, MOST_HITS),
    Parameter("passages", "How many passages of each.", "integer", 1, 0, MOST_PASSAGES),
)
FORM = Parameter("format", "The form of the hits.", choices=tuple(FORMATS))
EXPORT = (
    QUERY,
    FILTER,
    MATCH,
    TRANSLATE,
    SORT,
    Parameter("limit", "How many hits to return.", "integer", MOST_EXPORTED, 0, MOST_EXPORTED),
    Parameter("passages", "How many passages of each hit.", "integer", 3, 0, MOST_PASSAGES),
    Parameter("bom", "Whether CSV begins as Excel needs it for Cyrillic.", "boolean", False),
)
MOST_READ = 200
"""How many records one request for a concordance looks through."""
ORDER = ("text", "left", "right", "match", "date", "-date")
CONCORDANCE = (
    QUERY,
    FILTER,
    MATCH,
    Parameter(
        "translate", "Whether words are looked for in the other language too.", "boolean", False
    ),
    Parameter(
        "sort",
        "The order of lines: by the words to the left or right, by the form found, by date.",
        default="text",
        choices=ORDER,
    ),
    Parameter("language", "Which texts to look through.", choices=("ru", "en")),
    Parameter("width", "Characters of context on either side.", "integer", 60, 0, 300),
    Parameter("limit", "How many lines to return.", "integer", 50, 0, MOST_HITS),
    Parameter("offset", "How many lines to pass over.", "integer", 0, 0, DEEPEST),
)
RECORD = (Parameter("alignment", "Whether to add which passages say the same.", "boolean", False),)
CITATION = (
    Parameter(
        "format", "The format of the citation.", default="csl", choices=("bibtex", "csl", "ris")
    ),
)
PAGE = (
    QUERY,
    FILTER,
    MATCH,
    SORT,
    TRANSLATE,
    Parameter("by", "The order of lines of a concordance.", default="text", choices=ORDER),
    Parameter("page", "Which page of hits.", "integer", 1, 1, DEEPEST // 10),
    Parameter("explain", "Whether to say why each hit matched.", choices=("", "0", "1")),
    Parameter("from", "The earliest year.", most=4),
    Parameter("to", "The latest year.", most=4),
    Parameter("lang", "The language of the page.", choices=("", "en", "ru")),
)


def read(given: Mapping[str, Sequence[str]], table: Sequence[Parameter]) -> dict[str, Any]:
    """Return the values of all parameters of a table; those given many times as tuples.

    Raises UsageError for an unknown one, one given twice, and a value that means nothing.
    """
    names = [parameter.name for parameter in table]
    for name in given:
        if name not in names:
            close = get_close_matches(name[:50], names, 1)
            hint = f"Did you mean {close[0]!r}?" if close else f"There are {', '.join(names)}."
            raise UsageError(f"There is no parameter {name[:50]!r}. {hint}")
    return {
        parameter.name: _values(parameter, given.get(parameter.name, ())) for parameter in table
    }


def _values(parameter: Parameter, written: Sequence[str]) -> Any:  # noqa: ANN401  of any kind
    if len(written) > (_MOST_VALUES if parameter.many else 1):
        times = f"{_MOST_VALUES} times" if parameter.many else "once"
        raise UsageError(f"{parameter.name} is given at most {times}.")
    values = tuple(parameter.value(one) for one in written)
    if parameter.many:
        return values
    return values[0] if values else parameter.default
