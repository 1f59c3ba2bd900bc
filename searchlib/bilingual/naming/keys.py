"""Under which keys is a name found in either script? Its first consonants, by kind.

Forms that may be one name share a key; what shares one is then compared in earnest. A letter
that is read in several ways gives several keys: the h of Hamilton is г, х or silent.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from searchlib.bilingual.naming.letters import is_cyrillic, plain

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
    (r"t?sch|stch|shch|sz?cz", ("S", "SK")),
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
_SCRIPTS = tuple(
    (re.compile("|".join(f"({pattern})" for pattern, _ in rows)), tuple(kinds for _, kinds in rows))
    for rows in (_LATIN, _CYRILLIC)
)
_MAY_BE_SILENT = re.compile(r"(?<=[a-z])(?:us|um|os|is|as|[dprstxz]|e[nrt]|ts|ds|rd|lt|ld|nt)$")
"""Endings that French does not speak, or that Latin and Greek names lose in Russian."""
_CASE_ENDING = re.compile(r"(?<=[а-я])(?:ом|ем|ым|им|ого|его|ами|ов)$")
"""Endings of Russian cases that hold a consonant."""
_LAST = re.compile(r"(?<=[a-z])[dprstxz]$")


@lru_cache(maxsize=1 << 16)
def keys(word: str) -> tuple[str, ...]:
    """Return the keys of one word of a name, written in either script; at least one."""
    letters = plain(word[:_ENOUGH])
    if is_cyrillic(letters):
        found = dict.fromkeys(_grown(letters, *_SCRIPTS[1]))
        if ending := _CASE_ENDING.search(letters):
            found.update(dict.fromkeys(_grown(letters[: ending.start()], *_SCRIPTS[1])))
        return tuple(found)
    found = dict.fromkeys(_grown(letters, *_SCRIPTS[0]))
    if len(min(found, key=len)) <= _LENGTH:
        for silent in (_MAY_BE_SILENT, _LAST):
            shorter = silent.sub("", letters)
            if shorter != letters:
                found.update(dict.fromkeys(_grown(shorter, *_SCRIPTS[0])))
    return tuple(found)


def _grown(
    letters: str, pattern: re.Pattern[str], readings: tuple[tuple[str, ...], ...]
) -> tuple[str, ...]:
    """Return the keys that the readings of a word's letters make."""
    grown = [""]
    for match in pattern.finditer(letters):
        kinds = readings[(match.lastindex or 1) - 1]
        if len(grown) == len(kinds) == 1:
            grown = [_joined(grown[0], kinds[0])]
        else:
            longer = {_joined(key, kind): None for key in grown for kind in kinds}
            grown = list(longer)[:_MOST]
        if len(grown[0]) > _LENGTH and all(len(key) > _LENGTH for key in grown):
            break
    return tuple(dict.fromkeys([key[:_LENGTH] for key in grown]))


@cache
def _joined(key: str, kinds: str) -> str:
    """Add kinds to a key: a kind in a row counts once, and ts is one hissing sound.

    There are a few thousand keys in all, so each step is worked out once.
    """
    for kind in kinds:
        if len(key) > _LENGTH or key.endswith(kind):
            continue
        if kind == "S" and key.endswith("T"):
            key = key[:-1] + ("" if key.endswith("ST") else "S")
        else:
            key += kind
    return key
