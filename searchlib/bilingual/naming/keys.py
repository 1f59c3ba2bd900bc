"""Under which keys is a name found in either script? Its first consonants, by kind.

Forms that may be one name share a key; what shares one is then compared in earnest. A letter
that is read in several ways gives several keys: the h of Hamilton is г, х or silent.
"""

from __future__ import annotations

import re
from functools import lru_cache

from searchlib.bilingual.naming.letters import is_cyrillic, plain
from searchlib.patterns import lazily

__all__ = ["keys"]

_LENGTH = 3
"""How many consonants make a key: the more, the fewer names share it by chance."""
_ENOUGH = 40
"""How many letters of a word are looked at."""
_MOST = 16
"""How many keys one word may have."""

Readings = tuple[tuple[str, tuple[str, ...]], ...]

# Kinds: P lips, F lips and teeth, T tip of the tongue, S hissing, K back of the tongue,
# L, M, N, R themselves. Patterns are tried in order on letters without accents.
_LATIN: Readings = (
    (r"tsch|sch|stch|shch|sz?cz", ("S", "SK")),
    (r"sc(?=[eiy])", ("S", "SK")),
    (r"tch|tsh|dzh|dsh|dj|dz|ts|tz|cz|cs|zh|sh|sz|sj|zs", ("S",)),
    (r"cc?h?(?=[iy])", ("S", "K", "T")),  # Japanese chi is ти
    (r"cch?(?=e)", ("S", "KS", "K")),
    (r"ch", ("S", "K", "T")),
    (r"gg(?=[ei])", ("S", "K")),
    (r"gl(?=i)", ("L", "KL")),
    (r"gy", ("T", "S", "K")),
    (r"ll", ("L", "")),
    (r"kn", ("KN", "N")),
    (r"kj", ("S", "K")),
    (r"mp", ("MP", "P")),
    (r"(?<!^)th", ("T", "")),
    (r"ck", ("K", "SK")),
    (r"kh", ("K",)),
    (r"rz", ("RS", "S")),
    (r"gh", ("K", "")),
    (r"ph", ("F",)),
    (r"th", ("T", "F")),
    (r"gn", ("KN", "N")),
    (r"ng(?=[eiy])", ("NK", "N", "NS")),
    (r"ng", ("NK", "N")),
    (r"n(?=[bp])", ("N", "M")),
    (r"qu", ("K", "KF", "S")),
    (r"c", ("K", "S")),
    (r"ti(?=[aou])", ("T", "S")),
    (r"g(?=[eiy])", ("K", "S", "")),
    (r"x", ("KS", "S", "K")),
    (r"j", ("S", "", "K")),
    (r"h", ("", "K")),
    (r"w", ("F", "")),
    (r"q", ("K", "S")),
    (r"[gk]", ("K",)),
    (r"[bp]", ("P",)),
    (r"[fv]", ("F",)),
    (r"[dt]", ("T",)),
    (r"[sz]", ("S",)),
    (r"l", ("L",)),
    (r"m", ("M",)),
    (r"n", ("N",)),
    (r"r", ("R",)),
)
_CYRILLIC: Readings = (
    (r"(?<=[бгдкпстч])х", ("K", "")),
    (r"ж(?=[аоуэ])", ("S", "R")),  # Жуйцзинь is Ruijin
    (r"[бп]", ("P",)),
    (r"[вф]", ("F",)),
    (r"[дт]", ("T",)),
    (r"[гкх]", ("K",)),
    (r"[жзсцчшщ]", ("S",)),
    (r"л", ("L",)),
    (r"м", ("M",)),
    (r"н", ("N",)),
    (r"р", ("R",)),
)
_FIRST = re.compile(r"(?:\(\?<[^)]+\))?(?:\[(\w+)\]|(\w))")


_Table = dict[str, tuple[re.Pattern[str], list[tuple[str, ...]]]]


def _by_letter(rows: Readings) -> _Table:
    """Return what begins with a letter: patterns, a group for each, and how each is read.

    To try those of all letters in turn took four times as long.
    """
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for pattern, kinds in rows:
        for one in pattern.split("|"):
            begun = _FIRST.match(one)
            for letter in begun[1] or begun[2] if begun else "":
                found.setdefault(letter, []).append((f"({one})", kinds))
    return {
        letter: (lazily("|".join(one for one, _ in those)), [kinds for _, kinds in those])
        for letter, those in found.items()
    }


_OF_LATIN, _OF_CYRILLIC = _by_letter(_LATIN), _by_letter(_CYRILLIC)
_MAY_BE_SILENT = lazily(r"(?<=[a-z])(?:us|um|os|is|as|[dprstxz]|e[nrt]|ts|ds|rd|lt|ld|nt)$")
"""Endings that French does not speak, or that Latin and Greek names lose in Russian."""
_CASE_ENDING = lazily(r"(?<=[а-я])(?:ом|ем|ым|им|ого|его|ами|ов)$")
"""Endings of Russian cases that hold a consonant."""
_LAST = lazily(r"(?<=[a-z])[dprstxz]$")


@lru_cache(maxsize=1 << 16)
def keys(word: str) -> tuple[str, ...]:
    """Return the keys of one word of a name, written in either script; at least one."""
    letters = plain(word[:_ENOUGH])
    if is_cyrillic(letters):
        found = dict.fromkeys(_grown(letters, _OF_CYRILLIC))
        if ending := _CASE_ENDING.search(letters):
            found.update(dict.fromkeys(_grown(letters[: ending.start()], _OF_CYRILLIC)))
        return tuple(found)
    found = dict.fromkeys(_grown(letters, _OF_LATIN))
    for shorter in {silent.sub("", letters): None for silent in (_MAY_BE_SILENT, _LAST)}:
        if shorter != letters:
            found.update(dict.fromkeys(_grown(shorter, _OF_LATIN)))
    return tuple(found)


def _grown(letters: str, table: _Table) -> tuple[str, ...]:
    """Return the keys that the readings of a word's letters make."""
    grown: tuple[str, ...] = ("",)
    end = 0
    for place, letter in enumerate(letters):
        if place < end or letter not in table:
            continue
        pattern, readings = table[letter]
        if match := pattern.match(letters, place):
            end = match.end()
            grown, is_done = _longer(grown, readings[(match.lastindex or 1) - 1])
            if is_done:
                break
    return _cut(grown)


# Words begin in few ways: each step is worked out once for all that begin so.


@lru_cache(maxsize=1 << 16)
def _longer(grown: tuple[str, ...], kinds: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """Add what some letters may be read as to keys; say whether no more need be added."""
    longer = tuple({_joined(key, kind): None for key in grown for kind in kinds})[:_MOST]
    return longer, all(len(key) > _LENGTH for key in longer)


@lru_cache(maxsize=1 << 16)
def _cut(grown: tuple[str, ...]) -> tuple[str, ...]:
    """Return keys of the length they are kept in, each once."""
    return tuple(dict.fromkeys([key[:_LENGTH] for key in grown]))


def _joined(key: str, kinds: str) -> str:
    """Add kinds to a key: a kind in a row counts once, and ts is one hissing sound."""
    for kind in kinds:
        if len(key) > _LENGTH or key.endswith(kind):
            continue
        if kind == "S" and key.endswith("T"):
            key = key[:-1] + ("" if key.endswith("ST") else "S")
        else:
            key += kind
    return key
