"""What did the reader ask? Query strings, and the trees they mean."""

from searchlib.query.parser import (
    INTERVAL_FIELDS,
    TEXT_FIELDS,
    VALUE_FIELDS,
    Parsed,
    parse,
)
from searchlib.query.tree import (
    And,
    Between,
    Everything,
    Exact,
    Fuzzy,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Value,
    Wildcard,
    Within,
    Word,
    walk,
)

__all__ = [
    "INTERVAL_FIELDS",
    "TEXT_FIELDS",
    "VALUE_FIELDS",
    "And",
    "Between",
    "Everything",
    "Exact",
    "Fuzzy",
    "Node",
    "Not",
    "Nothing",
    "Or",
    "Parsed",
    "Phrase",
    "Value",
    "Wildcard",
    "Within",
    "Word",
    "parse",
    "walk",
]
