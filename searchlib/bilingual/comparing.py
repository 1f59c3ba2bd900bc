"""What does only one of a record's texts say? Passages, numbers, names, and other names.

What is looked for is looked for in the aligned passage and in those beside it: sentences are
not always divided alike. Where it is unsure whether the other text says it, nothing is said.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from searchlib.analysis import AnalysedToken
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.links import Alignment
from searchlib.bilingual.mentions import NamesOf, names_of, otherwise, unsaid
from searchlib.bilingual.numbers import Number, numbers, unmatched
from searchlib.records import LANGUAGES, AlignedPassages, Mark, Passage, Record
from searchlib.results import Comparison, OnlyIn, Renamed

__all__ = ["compare"]

Analyse = Callable[[str], list[AnalysedToken]]
_START = attrgetter("start")
_BESIDE = 1
"""How many links before and after are looked at, too."""


class _Side(NamedTuple):
    """Hold what one text says in one link, from the first passage to the last."""

    language: str
    start: int
    end: int
    text: str
    numbers: Sequence[Number]
    names: NamesOf

    def passage(self, *marked: tuple[int, int]) -> Passage:
        """Return it as a passage, with marks."""
        marks = tuple(Mark(start, end) for start, end in marked)
        return Passage(self.language, self.start, self.end, self.text, marks)


_Link = tuple[_Side | None, _Side | None]


def compare(
    record: Record, alignment: Alignment, analyse: Analyse, lexicon: Lexicon | None = None
) -> Comparison:
    """Return what only one of a record's texts says, in order of the texts.

    ``analyse`` returns the tokens of a text; the lexicon is the one that is shipped.
    """
    languages = tuple(name for name in LANGUAGES if record.text(name))
    if len(languages) < len(LANGUAGES):
        return Comparison(record.id, languages)
    lexicon = lexicon or Lexicon.open()
    links = list(zip(*_sides(record, alignment, analyse, lexicon), strict=True))
    return Comparison(
        record.id,
        languages,
        passages=tuple(_alone(links)),
        numbers=tuple(_missing_numbers(links)),
        names=tuple(_missing_names(links, lexicon)),
        renamed=tuple(_renamed(links)),
    )


def _sides(
    record: Record, alignment: Alignment, analyse: Analyse, lexicon: Lexicon
) -> Iterator[list[_Side | None]]:
    """Yield, for each language, what its text says in each link."""
    for language, spans, place in zip(LANGUAGES, alignment[:2], (0, 1), strict=True):
        text = record.text(language)
        body = text.body if text else ""
        tokens = analyse(body)
        sides: list[_Side | None] = []
        for link in alignment.links:
            if not link[place]:
                sides.append(None)
                continue
            start, end = spans[link[place][0]][0], spans[link[place][-1]][1]
            low, high = (bisect_left(tokens, at, key=_START) for at in (start, end))
            here = tokens[low:high]
            sides.append(
                _Side(
                    language,
                    start,
                    end,
                    body[start:end],
                    numbers(body, start, end, here),
                    names_of(body, start, here, lexicon),
                )
            )
        yield sides


def _alone(links: Sequence[_Link]) -> Iterator[OnlyIn]:
    """Yield the passages that only one text has, but for those without a word."""
    for ru, en in links:
        side = ru or en
        if side is not None and (ru is None or en is None) and any(map(str.isalnum, side.text)):
            yield _only(side, side.start, side.end, None, marked=False)


def _missing_numbers(links: Sequence[_Link]) -> Iterator[OnlyIn]:
    for ours, other, beside in _looked_for(links):
        there = [number for side in beside for number in side.numbers]
        for number in unmatched(ours.numbers, there):
            yield _only(ours, number.start, number.end, other)


def _missing_names(links: Sequence[_Link], lexicon: Lexicon) -> Iterator[OnlyIn]:
    for ours, other, beside in _looked_for(links):
        for name in unsaid(ours.names, [side.names for side in beside], lexicon):
            yield _only(ours, name.start, name.end, other)


def _looked_for(links: Sequence[_Link]) -> Iterator[tuple[_Side, _Side, list[_Side]]]:
    """Yield each side of each link, the other side, and that with what stands beside it."""
    for number, link in enumerate(links):
        near = links[max(0, number - _BESIDE) : number + _BESIDE + 1]
        for side in (0, 1):
            ours, other = link[side], link[1 - side]
            if ours is not None and other is not None:
                yield ours, other, [there for one in near if (there := one[1 - side]) is not None]


def _renamed(links: Sequence[_Link]) -> Iterator[Renamed]:
    """Yield the places and persons that are called by other names, each pair of names once."""
    seen: set[tuple[str, str]] = set()
    for ru, en in links:
        if ru is not None and en is not None:
            for kind, name, other in otherwise(ru.names, en.names):
                pair = name.words[0].terms[0], other.text
                if pair not in seen:
                    seen.add(pair)
                    marked = ru.passage(name[:2]), en.passage(other[:2])
                    yield Renamed(kind, name.text, other.text, AlignedPassages(*marked))


def _only(side: _Side, start: int, end: int, other: _Side | None, *, marked: bool = True) -> OnlyIn:
    """Return what stands at these offsets, beside the passage that does not say it."""
    ours = side.passage(*([(start, end)] if marked else []))
    theirs = other.passage() if other else None
    pair = (ours, theirs) if side.language == "ru" else (theirs, ours)
    text = side.text[start - side.start : end - side.start]
    return OnlyIn(side.language, start, end, text, AlignedPassages(*pair))
