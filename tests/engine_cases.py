"""What can an engine be given? Random documents and plans of every kind of node."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import reduce

import pytest
from hypothesis import strategies as st

from searchlib.engine import Document, FieldTerms
from searchlib.query.plan import (
    And,
    Best,
    Everything,
    Keyword,
    Not,
    Or,
    Overlap,
    Phrase,
    Plan,
    Prefer,
    Terms,
)

WORDS = ["а", "б", "x", "=x", "ё", "和", "", "\ud800", "a b", "\U0010ffff"]
IDS = ["1", "2", "10", "Ω", "дело 5", "\udc80", "a.b/C", ""]
WEIGHTS = st.sampled_from([0.25, 0.5, 1.0, 2.0])
FACETS = ("id", "type", "none")
SORTS = st.sampled_from(["relevance", "date", "-date", "list", "-nothing"])

_places = st.lists(st.integers(0, 30), min_size=1, max_size=6, unique=True).map(sorted)
_terms = st.dictionaries(st.sampled_from(WORDS), _places, min_size=1, max_size=6)
_lengths = st.one_of(st.integers(1, 60), st.sampled_from([100, 5_000, 70_000]))


def _field(length, terms):
    """Return a field no shorter than the number of its positions."""
    return FieldTerms(max(length, len(set().union(*terms.values()))), terms)


_fields = st.dictionaries(
    st.sampled_from(["title", "ru", "en"]), st.builds(_field, _lengths, _terms), max_size=3
)
_span = st.tuples(st.integers(-50, 50), st.integers(0, 30)).map(lambda s: (s[0], s[0] + s[1]))
_spans = st.one_of(_span, st.just((-(2**63), 2**63 - 1)))
documents = st.builds(
    Document,
    id=st.sampled_from(IDS),
    fields=_fields,
    keywords=st.dictionaries(
        st.sampled_from(["id", "type"]), st.lists(st.sampled_from(WORDS), max_size=2, unique=True)
    ),
    intervals=st.dictionaries(st.sampled_from(["date", "list"]), st.lists(_spans, max_size=2)),
    stored=st.binary(max_size=20),
)
changes = st.lists(st.one_of(documents, st.sampled_from(IDS)), max_size=8)
"""What one writer does: a document is added, an id deleted."""

_asked = st.lists(
    st.tuples(st.sampled_from(["title", "ru", "en", "none"]), WEIGHTS),
    max_size=3,
    unique_by=lambda field: field[0],
).map(tuple)
_word = st.lists(
    st.tuples(st.sampled_from([*WORDS, "absent"]), WEIGHTS), max_size=3, unique_by=lambda t: t[0]
).map(tuple)
_leaves = st.one_of(
    st.builds(Terms, _asked, _word),
    st.builds(Phrase, _asked, st.lists(_word, max_size=4).map(tuple), st.integers(0, 5)),
    st.builds(Keyword, st.sampled_from(["id", "type", "none"]), st.sampled_from([*WORDS, *IDS])),
    st.builds(Overlap, st.sampled_from(["date", "list", "none"]), *[st.integers(-60, 60)] * 2),
    st.just(Everything()),
)


def _grown(inner: st.SearchStrategy[Plan]) -> st.SearchStrategy[Plan]:
    several = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(
        st.builds(And, several),
        st.builds(Or, several),
        st.builds(Best, several),
        st.builds(Not, inner),
        st.builds(Prefer, inner, inner, WEIGHTS),
    )


plans = st.recursive(_leaves, _grown, max_leaves=8)


@contextmanager
def set_to(values):
    """Give names of modules other values for as long as the block lasts; None is none to call."""
    with pytest.MonkeyPatch.context() as patched:
        for path, value in values.items():
            *within, name = path.split(".")
            inner = next(
                n for n in range(len(within), 0, -1) if ".".join(within[:n]) in sys.modules
            )
            owner = reduce(getattr, within[inner:], sys.modules[".".join(within[:inner])])
            patched.setattr(owner, name, value)
        yield
