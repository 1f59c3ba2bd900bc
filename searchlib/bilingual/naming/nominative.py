"""Of which names can this Russian form be a case? Those whose endings it could have lost.

No dictionary knows the names of an archive; their endings are few. Reading too many
nominatives costs a look-up, reading too few costs the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

__all__ = ["nominatives", "of_plurals"]

_CONSONANT = "бвгджзклмнпрстфхцчшщ"
Endings = tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]
"""Pattern of a form's ending, and what may stand in its place; the likeliest first."""


def _endings(*rows: tuple[str, tuple[str, ...]]) -> Endings:
    return tuple((re.compile(pattern), endings) for pattern, endings in rows)


_SINGULAR = _endings(
    (r"(?<=[оеи][вн])(?:а|у|ым|е|ой)$", ("", "а")),
    (r"(?<=ск)(?:ого|ому|им|ом)$", ("ий", "ой")),
    (r"(?<=ск)(?:ую|ой)$", ("ая", "ий")),
    (rf"(?<=[{_CONSONANT}])(?:ого|ому|ым)$", ("ый", "ой")),
    (rf"(?<=[{_CONSONANT}])(?:его|ему|им)$", ("ий",)),
    (rf"(?<=[{_CONSONANT}])(?:а|у|ом|е|ем)$", ("",)),
    (rf"(?<=[{_CONSONANT}])(?:ом|ем)$", ("ый", "ий")),
    (rf"(?<=[{_CONSONANT}])(?:ы|у|ой|е|и|ей)$", ("а",)),
    (rf"(?<=[{_CONSONANT}])(?:я|ю|ем|е|и)$", ("ь",)),
    (rf"(?<=[{_CONSONANT}])(?:и|ю|ей|е)$", ("я",)),
    (r"(?:ой|ую)$", ("ая",)),
    (r"(?:ей|юю)$", ("яя",)),
    (r"(?<=[аеиоуыэюя])(?:я|ю|ем|е|и)$", ("й",)),
    (r"(?<=[аеиоуыэюя])(?:и|ю|ей|е)$", ("я",)),
)
_PLURAL = _endings(
    (rf"(?<=[{_CONSONANT}])(?:ые|ых|ым|ыми|ие|их|им|ими)$", ("ий", "ый", "ие", "ые")),
    (r"(?:ов|ам|ами|ах)$", ("ы", "а")),
    (r"(?<=ск)(?:ая|ое|ую|ой)$", ("ий",)),
)
_SHORTEST = 2


@lru_cache(maxsize=1 << 14)
def nominatives(form: str) -> tuple[str, ...]:
    """Return a folded form and the nominatives it may be a case of, the likeliest first.

    >>> nominatives("цзэдуна")[:2]
    ('цзэдуна', 'цзэдун')
    """
    return tuple(dict.fromkeys((form, *_without(form, _SINGULAR))))


def of_plurals(form: str) -> tuple[str, ...]:
    """Return what a form may stand for if it is a plural, or an adjective of another gender."""
    return tuple(dict.fromkeys(_without(form, _PLURAL)))


def _without(form: str, table: Endings) -> Iterator[str]:
    for pattern, endings in table:
        match = pattern.search(form)
        if match and match.start() >= _SHORTEST:
            yield from (form[: match.start()] + ending for ending in endings)
