"""What does a reader get of a record that matched? Its best passages, both languages, marked."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice
from operator import attrgetter

from searchlib.analysis import AnalysedToken
from searchlib.bilingual.links import Alignment, Link
from searchlib.entries import texts_of
from searchlib.frozen import frozen
from searchlib.highlight import Found, Highlighter, joined
from searchlib.records import LANGUAGES, AlignedPassages, Mark, Passage, Record
from searchlib.results import Hit

__all__ = ["Counterparts", "Loaded", "Marker", "around", "hits", "side_by_side"]

Analyse = Callable[[Sequence[str]], Sequence[Sequence[AnalysedToken]]]
Span = tuple[int, int]
Spans = Sequence[Span]
Loaded = tuple[Record, Alignment, float]
"""A record that matched, which of its passages say the same, and its score."""
Counterparts = Callable[[str, str, tuple[Spans, Spans]], tuple[Spans, Spans]]
_Side = tuple[str, int, int, str]
"""A passage without its marks: language, start and end, text."""
_PAGE = 10
"""How many records are looked through together: their texts are read faster than each alone."""
_FAR = sys.maxsize
_made = tuple.__new__  # what a named tuple's own __new__ calls, in about half the time
_START, _END = attrgetter("start"), attrgetter("end")
_SHOWN = frozenset(("title", "summary", *LANGUAGES))


@frozen
class Marker:
    """Hold what finds the words to mark for one query.

    ``analyse`` returns the tokens of each of some texts; those the highlighter does not want
    may be missing. ``counterparts`` takes two passages that say the same, with the places marked in
    each, and returns the places that say these, in each.
    """

    highlighter: Highlighter
    analyse: Analyse
    counterparts: Counterparts


def hits(loaded: Iterable[Loaded], marker: Marker, most: int) -> Iterator[Hit]:
    """Yield a hit of each record, with up to ``most`` of its passages that matched."""
    rest = iter(loaded)
    while page := tuple(islice(rest, _PAGE)):
        found = _found([record for record, _, _ in page], marker)
        for (record, alignment, score), places in zip(page, found, strict=True):
            yield Hit(
                record,
                score,
                tuple(
                    _marked(*_pair(record, alignment, link), places, marker)
                    for link in _best(alignment, places, most)
                ),
                *(_marks(places.get(name, ())) for name in ("title", "summary")),
            )


def _found(records: Iterable[Record], marker: Marker) -> list[dict[str, list[Found]]]:
    """Return where the words of the query stand in the texts of each record, by field."""
    find, looks_at = marker.highlighter.find, marker.highlighter.looks_at
    texts = [
        {name: text for name, text in texts_of(record).items() if name in _SHOWN and looks_at(name)}
        for record in records
    ]
    tokens = iter(marker.analyse([text for each in texts for text in each.values()]))
    return [{name: find(name, next(tokens)) for name in each} for each in texts]


def side_by_side(record: Record, alignment: Alignment) -> tuple[AlignedPassages, ...]:
    """Return all passages of a record, aligned and unmarked."""
    pairs = (_pair(record, alignment, link) for link in alignment.links)
    return tuple(AlignedPassages(_unmarked(ru), _unmarked(en)) for ru, en in pairs)


def around(
    record: Record, alignment: Alignment, language: str, words: Sequence[Found], marker: Marker
) -> tuple[AlignedPassages, ...]:
    """Return the passages some words of a text stand in, with these and their counterparts marked.

    ``words`` are in order and do not overlap.
    """
    found = {language: words}
    numbers = sorted(_by_link(alignment, found))
    return tuple(
        _marked(*_pair(record, alignment, alignment.links[number]), found, marker)
        for number in numbers
    )


def _best(alignment: Alignment, found: Mapping[str, Sequence[Found]], most: int) -> list[Link]:
    """Return the links to show, in order of the text.

    Each in turn is the one that shows most words of the query not shown yet, then most
    words, then most places; so that every word is seen where it stands.
    """
    left = _by_link(alignment, found)
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


def _by_link(alignment: Alignment, found: Mapping[str, Sequence[Found]]) -> dict[int, list[int]]:
    """Return the words of the query in the passages of each link, once for each place."""
    words: dict[int, list[int]] = {}
    for side, (language, spans) in enumerate(zip(LANGUAGES, alignment[:2], strict=True)):
        if not (places := found.get(language)):
            continue
        links = {passage: n for n, link in enumerate(alignment.links) for passage in link[side]}
        for place in places:
            number = links[bisect_right(spans, (place.start, _FAR)) - 1]
            words.setdefault(number, []).append(place.word)
    return words


def _pair(record: Record, alignment: Alignment, link: Link) -> tuple[_Side | None, _Side | None]:
    """Return the two sides of a link."""
    return (
        _side(record, "ru", alignment.ru, link.ru),
        _side(record, "en", alignment.en, link.en),
    )


def _side(record: Record, language: str, spans: Spans, numbers: Sequence[int]) -> _Side | None:
    """Return consecutive passages of a text as one."""
    text = record.text(language) if numbers else None
    if text is None:
        return None
    start, end = spans[numbers[0]][0], spans[numbers[-1]][1]
    return language, start, end, text.body[start:end]


def _unmarked(side: _Side | None) -> Passage | None:
    return side and Passage(*side, ())


def _marked(
    ru: _Side | None, en: _Side | None, found: Mapping[str, Sequence[Found]], marker: Marker
) -> AlignedPassages:
    """Return aligned passages with their marks.

    A word of the query is marked where it stands as asked, and where nothing but a translation
    of it stands in either passage; what says it in the other passage is its counterpart.
    """
    if ru is None or en is None:
        alone = (
            side and _with_marks(side, joined(place.span for place in _inside(side, found)))
            for side in (ru, en)
        )
        return AlignedPassages(*alone)
    in_ru, in_en = _inside(ru, found), _inside(en, found)
    own_ru, said_ru = _told_apart(in_ru, in_en, marker.highlighter.translated)
    own_en, said_en = _told_apart(in_en, in_ru, marker.highlighter.translated)
    more_ru, more_en = marker.counterparts(ru[3], en[3], (own_ru, own_en))
    return AlignedPassages(
        _with_marks(ru, own_ru, [*more_ru, *_needed(said_ru, more_ru, in_en)]),
        _with_marks(en, own_en, [*more_en, *_needed(said_en, more_en, in_ru)]),
    )


def _inside(side: _Side, found: Mapping[str, Sequence[Found]]) -> list[Found]:
    """Return what was found in a passage, as offsets into it, as far as it lies inside."""
    language, begin, end, _ = side
    if not (places := found.get(language)):
        return []
    low = bisect_right(places, begin, key=_END)
    high = bisect_left(places, end, low, key=_START)
    return [
        _made(Found, (max(a, begin) - begin, min(b, end) - begin, word, asked))
        for a, b, word, asked in places[low:high]
        if b > begin
    ]


def _told_apart(
    here: Sequence[Found], there: Sequence[Found], rows: Set[int]
) -> tuple[list[Span], list[Found]]:
    """Return the places in a passage that match, and those that say what the other passage has.

    ``rows`` are the parts of the query that translate several of its words: where one stands,
    each of its words says something, whatever it is by itself.
    """
    asked = {place.word for place in there if place.asked}
    together = {p.span for p in here if p.word in rows and not p.asked} if asked else ()
    own: list[Span] = []
    said: list[Found] = []
    for place in here:
        if not place.asked and (place.word in asked or place.span in together):
            said.append(place)
        else:
            own.append(place.span)
    return joined(own), said


def _needed(said: Sequence[Found], linked: Spans, there: Sequence[Found]) -> list[Span]:
    """Return where translations stand of words of which not all are linked to others.

    Right is a translation of правило, but not where rule stands for it.
    """
    if not said:
        return []
    asked = Counter(word for word, _ in {(one.word, one.span) for one in there if one.asked})
    held = Counter(place.word for place in said if place.span in linked)
    return [one.span for one in said if not 0 < asked[one.word] <= held[one.word]]


def _with_marks(side: _Side, own: Spans, said: Spans = ()) -> Passage:
    """Return a passage with marks; a counterpart is not marked on top of a match.

    The matches, ``own``, are in order and do not overlap.
    """
    kinds = [(a, b, "match") for a, b in own]
    if said:
        kinds += [
            (a, b, "counterpart")
            for a, b in joined(said)
            if not any(begin < b and a < end for begin, end in own)
        ]
        kinds.sort()
    start = side[1]
    return Passage(*side, tuple([Mark(start + a, start + b, kind) for a, b, kind in kinds]))


def _marks(found: Iterable[Found]) -> tuple[Mark, ...]:
    return tuple(Mark(*span, "match") for span in joined(place.span for place in found))
