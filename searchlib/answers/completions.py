"""How may the word end that a reader is typing? As the commonest words of the index do."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nlargest
from typing import TYPE_CHECKING

from searchlib.analysis import exactly, fold, is_cyrillic
from searchlib.bilingual.fields import FIELDS as PLACES
from searchlib.bilingual.fields import weighted
from searchlib.engine import Engine
from searchlib.patterns import lazily
from searchlib.query import plan as to
from searchlib.query.fields import FIELDS
from searchlib.results import Completion

if TYPE_CHECKING:
    from searchlib.vocabulary import Vocabulary

__all__ = ["completions", "in_case"]

_LOOKED_AT = 800
"""Of how many forms the commonest are found: the shortest, since common words are short (Zipf,
The Psycho-Biology of Language, 1935)."""
_LONGEST = 40
_LAST_WORD = lazily(r"[^\W_](?:[\w'\u2019-]{0,40})\Z")
_LAST_FIELD = lazily(r"([^\W\d_]{1,20}):[^\s:]{0,60}\Z")


def completions(
    query: str, limit: int, forms: Vocabulary, engine: Engine
) -> tuple[Completion, ...]:
    """Return up to ``limit`` queries that complete the last word of one, the commonest first.

    Of a word's forms the commonest stands for all of them.
    """
    field, typed = _last_word(query)
    begun = fold(typed)
    if not begun or not limit or field not in PLACES:
        return ()
    found = forms.beginning(begun, _LOOKED_AT)
    held = _held(field, begun, [exactly(form) for form in found], engine)
    terms = forms.terms(found)
    words: dict[tuple[str, ...], str] = {}
    for form in sorted(found, key=lambda form: -held[exactly(form)]):
        words.setdefault(terms[form], form)
    counts = _held(field, begun, {term for each in words for term in each}, engine)
    often = {each: max(map(counts.__getitem__, each)) for each in words}
    best = nlargest(limit, (each for each in words if often[each]), key=often.__getitem__)
    fields = weighted(PLACES[field])
    offered = []
    for each in best:
        plan = to.Terms(fields, tuple((term, 1.0) for term in each))
        word = in_case(words[each], typed)
        records = engine.search(plan, limit=0).total
        offered.append(Completion(query[: len(query) - len(typed)] + word, word, records))
    return tuple(sorted(offered, key=lambda one: (-one.records, one.word)))


def _held(field: str, begun: str, terms: Iterable[str], engine: Engine) -> dict[str, int]:
    """Return in how many records each term is, at least: in that of its fields with the most."""
    text = "ru" if is_cyrillic(begun) else "en"
    names = PLACES[field] if field else (text, "title")
    counted = [engine.statistics(name, terms).matching for name in names]
    return {term: max(one[term] for one in counted) for term in terms}


def _last_word(query: str) -> tuple[str, str]:
    """Return the word at the very end of a query, and the field of the query it stands in."""
    tail = query[-2 * _LONGEST :]
    field = _LAST_FIELD.search(tail)
    word = _LAST_WORD.search(tail)
    within = FIELDS.get(field[1].lower(), "") if field else ""
    return within, word[0] if word and len(word[0]) <= _LONGEST else ""


def in_case(form: str, written: str) -> str:
    """Return a form in capitals where the word it stands for is."""
    if len(written) > 1 and written.isupper():
        return form.upper()
    return form[:1].upper() + form[1:] if written[:1].isupper() else form
