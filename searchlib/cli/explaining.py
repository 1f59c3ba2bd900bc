"""Why did a hit match? Its words and the parts of its score, as a tree under the hit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import searchlib
from searchlib.cli.asking import Asked
from searchlib.cli.terminal import Screen

__all__ = ["explained", "explanation_lines"]

_MOST_MEANINGS = 8
_FIELDS = {"ru": "Russian text", "en": "English text", "person": "persons"}


def explained(
    index: searchlib.Index, query: str, hit: searchlib.Hit, asked: Asked
) -> searchlib.Explanation:
    """Return why a hit of a query matched."""
    how = asked.arguments()
    return index.explain(query, hit.record.id, match=how["match"], translate=how["translate"])


def explanation_lines(explanation: searchlib.Explanation, screen: Screen) -> Iterator[str]:
    """Yield the lines of an explanation: each part of the query, and what it adds to the score."""
    yield from screen.facts(f"score {explanation.score:.2f}, the sum of")
    words = {word.written: word for word in explanation.words}
    parts = sorted(explanation.parts, key=lambda part: part.word)
    groups = [(name, list(those)) for name, those in groupby(parts, key=lambda part: part.word)]
    for name, those in sorted(groups, key=lambda group: -_total(group[1])):
        meant = f" ({_meant(words[name])})" if name in words else ""
        yield from screen.facts(f"{name}{meant}", lead=f"{_total(those):7.2f}  ")
        for part in those:
            counted = _counted(part, explanation.records)
            yield from screen.facts(counted, indent=10, lead=f"{part.score:7.2f}  ")
    if missing := [word.written for word in explanation.words if not word.found]:
        yield from screen.facts(f"not in this record: {', '.join(missing)}")


def _total(parts: Iterable[searchlib.Contribution]) -> float:
    return sum(part.score for part in parts)


def _meant(word: searchlib.AskedWord) -> str:
    """Return what a word is looked for as: others in the order of their weight."""
    shown = [
        meaning.written if meaning.weight == 1 else f"{meaning.written} {meaning.weight:.2f}"
        for meaning in word.meanings[:_MOST_MEANINGS]
    ]
    return ", ".join(shown) + (", …" if len(word.meanings) > _MOST_MEANINGS else "")


def _counted(part: searchlib.Contribution, records: int) -> str:
    """Return one part of a score in numbers: where, how often, how rare, at what weight."""
    field = _FIELDS.get(part.field, part.field)
    times = "once" if part.frequency == 1 else f"{part.frequency:,} times"
    return (
        f"{field}: {part.written}; {times} in {part.length:,} words "
        f"(average {part.average:,.0f}), in {part.matching:,} of {records:,} records "
        f"(idf {part.idf:.2f}), weight {part.weight:.2f}"
    )
