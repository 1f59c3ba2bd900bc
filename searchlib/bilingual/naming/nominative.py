"""Of which names can this Russian form be a case? Those whose endings it could have lost.

No dictionary knows the names of an archive; their endings are few. Reading too many
nominatives costs a look-up, reading too few costs the name.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

__all__ = ["nominatives", "of_plurals"]

_ALL = ("",)
_CONSONANTS = tuple("бвгджзклмнпрстфхцчшщ")
_VOWELS = tuple("аеиоуыэюя")
Endings = tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...]
"""Endings, what stands before them, and what may stand in their place; the likeliest first."""


def _endings(*rows: tuple[tuple[str, ...], str, tuple[str, ...]]) -> Endings:
    return tuple((tuple(endings.split()), before, instead) for before, endings, instead in rows)


_SINGULAR = _endings(
    (("ов", "ев", "ив", "он", "ен", "ин"), "а у ым е ой", ("", "а")),
    (("ск",), "ого ому им ом", ("ий", "ой")),
    (("ск",), "ую ой", ("ая", "ий")),
    (_CONSONANTS, "ого ому ым", ("ый", "ой")),
    (_CONSONANTS, "его ему им", ("ий",)),
    (_CONSONANTS, "а у ом е ем", ("",)),
    (_CONSONANTS, "ом ем", ("ый", "ий")),
    (_CONSONANTS, "ы у ой е и ей", ("а",)),
    (_CONSONANTS, "я ю ем е и", ("ь",)),
    (_CONSONANTS, "и ю ей е", ("я",)),
    (_ALL, "ой ую", ("ая",)),
    (_ALL, "ей юю", ("яя",)),
    (_VOWELS, "я ю ем е и", ("й",)),
    (_VOWELS, "и ю ей е", ("я",)),
)
_PLURAL = _endings(
    (_CONSONANTS, "ые ых ым ыми ие их им ими", ("ий", "ый", "ие", "ые")),
    (_ALL, "ов ам ами ах", ("ы", "а")),
    (("ск",), "ая ое ую ой", ("ий",)),
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
    """Yield a form with other endings; of two that it may have lost, it is the longer one."""
    for endings, before, instead in table:
        if form.endswith(endings):
            stems = [form[: -len(ending)] for ending in endings if form.endswith(ending)]
            stem = min((stem for stem in stems if stem.endswith(before)), key=len, default="")
            if len(stem) >= _SHORTEST:
                yield from (stem + ending for ending in instead)
