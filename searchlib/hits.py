"""What does a reader get of a record that matched? Its best passages, both languages, marked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter

from searchlib.analysis import AnalysedToken
from searchlib.bilingual.alignment import Alignment, Link
from searchlib.entries import texts_of
from searchlib.highlight import Found, Highlighter, joined
from searchlib.records import LANGUAGES, AlignedPassages, Hit, Mark, Passage, Record

__all__ = ["hit", "side_by_side"]

Analyse = Callable[[str], Iterable[AnalysedToken]]
_SHOWN = frozenset(("title", "summary", *LANGUAGES))
_Spans = Sequence[tuple[int, int]]


def hit(
    record: Record,
    alignment: Alignment,
    score: float,
    highlighter: Highlighter,
    analyse: Analyse,
    most: int,
) -> Hit:
    """Return a hit with up to ``most`` of the record's passages that matched.

    ``analyse`` returns the tokens of a text; those the highlighter does not want may be missing.
    """
    found = {
        name: highlighter.find(name, analyse(text))
        for name, text in texts_of(record).items()
        if name in _SHOWN and highlighter.looks_at(name)
    }
    spans = {name: joined(places) for name, places in found.items()}
    return Hit(
        record=record,
        score=score,
        passages=tuple(
            _pair(record, alignment, link, spans) for link in _best(alignment, found, most)
        ),
        title_marks=_marks(spans.get("title", ())),
        summary_marks=_marks(spans.get("summary", ())),
    )


def side_by_side(record: Record, alignment: Alignment) -> tuple[AlignedPassages, ...]:
    """Return all passages of a record, aligned and unmarked."""
    return tuple(_pair(record, alignment, link, {}) for link in alignment.links)


def _best(alignment: Alignment, found: Mapping[str, Sequence[Found]], most: int) -> list[Link]:
    """Return the links to show, in order of the text.

    Each in turn is the one that shows most words of the query not shown yet, then most
    words, then most places; so that every word is seen where it stands.
    """
    left = _inside(alignment, found)
    if len(left) <= most:
        return [alignment.links[number] for number in sorted(left)]
    words = {number: set(places) for number, places in left.items()}
    unseen: set[int] = set().union(*words.values())
    chosen: list[int] = []
    while unseen and len(chosen) < most:
        best = max(left, key=lambda n: (len(words[n] & unseen), len(words[n]), len(left[n]), -n))
        chosen.append(best)
        unseen -= words[best]
        del left[best]
    rest = sorted(left, key=lambda n: (-len(words[n]), -len(left[n]), n))
    chosen += rest[: most - len(chosen)]
    return [alignment.links[number] for number in sorted(chosen)]


def _inside(alignment: Alignment, found: Mapping[str, Sequence[Found]]) -> dict[int, list[int]]:
    """Return the words of the query in the passages of each link, once for each place."""
    words: dict[int, list[int]] = {}
    for side, (language, spans) in enumerate(zip(LANGUAGES, alignment[:2], strict=True)):
        starts = [start for start, _ in spans]
        links = {passage: n for n, link in enumerate(alignment.links) for passage in link[side]}
        for place in found.get(language, ()):
            number = links[bisect_right(starts, place.start) - 1]
            words.setdefault(number, []).append(place.word)
    return words


def _pair(
    record: Record, alignment: Alignment, link: Link, marks: Mapping[str, _Spans]
) -> AlignedPassages:
    """Return the two sides of a link, with the marks inside them."""
    sides = (
        _passage(record, language, [spans[n] for n in numbers], marks.get(language, ()))
        for language, spans, numbers in zip(LANGUAGES, alignment[:2], link, strict=True)
    )
    return AlignedPassages(*sides)


def _passage(record: Record, language: str, spans: _Spans, marks: _Spans) -> Passage | None:
    """Return consecutive passages of a text as one, with the marks inside it."""
    text = record.text(language)
    if text is None or not spans:
        return None
    start, end = spans[0][0], spans[-1][1]
    low = bisect_right(marks, start, key=itemgetter(1))
    high = bisect_left(marks, end, key=itemgetter(0))
    inside = [(max(first, start), min(last, end)) for first, last in marks[low:high]]
    return Passage(language, start, end, text.body[start:end], _marks(inside))


def _marks(spans: _Spans) -> tuple[Mark, ...]:
    return tuple(Mark(start, end) for start, end in spans)
