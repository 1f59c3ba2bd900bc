"""Why did a hit match? Each word of the query, what was found of it, and what that counts."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import searchlib
from searchlib import AskedWord, Contribution, Explanation
from searchlib.export.marking import seen
from searchlib.server.addresses import Asked
from searchlib.server.words import Words

__all__ = ["reasons"]

_MOST_MEANINGS = 6
_NEAR = " … "
"""What stands between words that count more where they are near each other."""

View = dict[str, Any]


def reasons(index: searchlib.Index, record_id: str, asked: Asked, words: Words) -> View | None:
    """Return why a record is a hit, the greatest reason first; None where that is too long to say.

    Raises UsageError and RecordNotFound.
    """
    try:
        why = index.explain(
            asked["q"], record_id, match=asked["match"], translate=asked["translate"]
        )
    except searchlib.QueryTooExpensive:
        return None
    meant = {word.written: word for word in why.words}
    by_word = groupby(sorted(why.parts, key=lambda part: part.word), key=lambda part: part.word)
    rows = [_row(name, list(parts), meant.get(name), why, words) for name, parts in by_word]
    return {
        "score": words.decimal(why.score),
        "rows": sorted(rows, key=lambda row: -row["weight"]),
        "missing": [seen(word.written) for word in why.words if not word.found],
    }


def _row(
    name: str, parts: list[Contribution], word: AskedWord | None, why: Explanation, words: Words
) -> View:
    score = sum(part.score for part in parts)
    return {
        "word": seen(name),
        "meant": _meant(word, words) if word else words("together") * (_NEAR in name),
        "weight": score,
        "score": words.decimal(score),
        "share": round(100 * score / why.score, 1) if why.score else 0.0,
        "parts": [_said(part, why, words) for part in parts],
    }


def _meant(word: AskedWord, words: Words) -> str:
    """Return what else a word was looked for as, with weights, the surest first."""
    others = [one for one in word.meanings if one.kind in ("translation", "name")]
    shown = [f"{one.written} {words.decimal(one.weight)}" for one in others[:_MOST_MEANINGS]]
    more = ", …" if len(others) > _MOST_MEANINGS else ""
    return words("as_other", meanings=seen(", ".join(shown))) + more if shown else ""


def _said(part: Contribution, why: Explanation, words: Words) -> View:
    """Return one term in one field: where, how often there, how rare, and what it adds."""
    return {
        "field": words.field(part.field),
        "written": seen(part.written),
        "counted": words(
            "counted",
            times=words.counted("times", part.frequency),
            length=words.counted("words", part.length),
            matching=words.number(part.matching),
            records=words.number(why.records),
        ),
        "score": words.decimal(part.score),
    }
