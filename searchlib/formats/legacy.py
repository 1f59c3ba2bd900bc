"""In which encoding is a file that is not Unicode? Told by how much it then reads like text.

Each encoding is tried on lines that hold bytes beyond ASCII. A character costs what it is
rare in archives' Russian, English and Central European; capitals inside words, words of two
scripts and signs in places where nobody types them cost more. The cheapest reading wins
where it is clearly cheaper than all that give another text. How it compares with
libraries: docs/decisions/007-encodings.md.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from math import log
from typing import NamedTuple

__all__ = ["ENCODINGS", "Guess", "guess_encoding", "unlikelihood"]

# The name people know, to Python's; of those that give one text the first is named.
ENCODINGS = {
    "cp1251": "cp1251",
    "koi8-r": "koi8_r",
    "cp866": "cp866",
    "mac-cyrillic": "mac_cyrillic",
    "iso-8859-5": "iso8859_5",
    "cp1252": "cp1252",
    "cp1250": "cp1250",
    "latin-1": "latin_1",
}
# How much rarer files in an encoding are than in others: a handicap, as a cost.
_RARER = {"mac-cyrillic": 1.5, "iso-8859-5": 1.5, "cp1250": 1.5, "latin-1": 1.5}

_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN = frozenset({"cp1252", "cp1250", "latin-1"})

_MARGIN, _MARGIN_IN_LATIN = 3.0, 1.5
"""By how much the best reading must be cheaper: odds of 20 to 1; less for mere accents."""
_WORST, _WORST_RUSSIAN = 5.8, 4.4
"""What a character may cost on average: 3.1 in most Russian text, 4 in all capitals."""


class Guess(NamedTuple):
    """Say in which encoding bytes are. ``others`` are about as likely: then it is not sure."""

    encoding: str
    others: tuple[str, ...] = ()


def guess_encoding(data: bytes) -> Guess | None:
    """Return the likeliest of ENCODINGS, or None where nothing reads like text."""
    sample = _sample(data)
    readings: dict[str, str] = {}
    for name, codec in ENCODINGS.items():
        # A byte an encoding has not may be damage: it costs, and no more.
        text = sample.decode(codec, "replace")
        known = next((other for other in readings if readings[other] == text), "")
        if known and name in _LATIN and known not in _LATIN and not _CYRILLIC.search(text):
            del readings[known]
            known = ""
        if not known:
            readings[name] = text
    costs = sorted(
        (unlikelihood(text) + _RARER.get(name, 0), name) for name, text in readings.items()
    )
    best, name = costs[0]
    beyond = len(sample.translate(None, bytes(range(0x80))))
    russian = 2 * len(_CYRILLIC.findall(readings[name])) > beyond
    if best > (_WORST_RUSSIAN if russian else _WORST) * beyond + _MARGIN:
        return None
    return Guess(name, tuple(o for cost, o in costs[1:] if cost - best < _margin(name, o)))


def _margin(best: str, other: str) -> float:
    return _MARGIN_IN_LATIN if {best, other} <= _LATIN else _MARGIN


_TRIED, _PIECES = 32_768, 16
_BEYOND_ASCII = re.compile(rb"[\x80-\xff][^\n]{0,1000}")


def _sample(data: bytes) -> bytes:
    """Return up to 32 KB out of the whole length, of the lines with bytes beyond ASCII."""
    if len(data) <= _TRIED:
        return data
    pieces: list[bytes] = []
    step = len(data) // _PIECES
    for start in range(0, len(data), step):
        room = _TRIED // _PIECES
        for found in _BEYOND_ASCII.finditer(data, start, start + step):
            # From where the word begins: what a byte means shows in its word.
            begins = max(data.rfind(b" ", 0, found.start()), found.start() - 40, 0)
            pieces.append(data[begins : found.end()])
            room -= found.end() - begins
            if room < 0:
                break
    return b"\n".join(pieces)


# The cost of a reading ------------------------------------------------------

_PERCENT = (
    "о10.97 е8.45 а8.01 и7.35 н6.70 т6.26 с5.47 р4.73 в4.54 л4.40 к3.49 м3.21 д2.98 п2.81"
    " у2.62 я2.01 ы1.90 ь1.74 г1.70 з1.65 б1.59 ч1.44 й1.21 х0.97 ж0.94 ш0.73 ю0.64 ц0.48"
    " щ0.36 э0.32 ф0.26 ъ0.04 ё0.20"
)
"""How often a Russian letter stands in text (National Corpus of the Russian Language)."""
# Of other letters and of signs only classes are known.
_CLASSES = {
    3.0: "«»“”„—–…№’‘\u00a0",
    4.0: "áéíóöüäßçñèêëîïôâàú°§·•",
    4.5: "őűčšžřěęąłśćżźńý─│┌┐└┘├┤┬┴┼═║╔╗╚╝╠╣╦╩╬",
    5.5: "ășțşţåøæùòìãœůďťňđ©\u00ad",
    6.0: "®™†‡±×½¼€£ґõû",
    7.0: "іїєў",
}
_UNKNOWN, _CONTROL = 9.0, 14.0
_CASE, _SCRIPTS, _GLUED, _ACCENTS, _ALONE, _START = 4.0, 8.0, 5.0, 4.0, 2.0, 1.5
_PIECE = re.compile(r"[^\W\d_]{1,60}|[^\x00-\x7f]")
_SIGN_IN_WORD = re.compile(r"(?<=[^\W\d_])[^\w\s\x00-\x7f’‘–—\u00ad](?=[^\W\d_])")
_SIGN_BEFORE_WORD = re.compile(
    r"(?<![^\W\d_])(?:[^\w\s\x00-\x7f«“„‘’\u00a0](?=[^\W\d_])|[‘’](?=[\u0400-\u052f]))"
)
# A sentence that begins in lower case.
_SMALL_START = re.compile(r"(?:\A|\n|[.!?]\s)[«“„]?(?=[^\x00-\x7f])[^\W\d_](?<=[а-яё])")


@cache
def _letter_costs() -> dict[str, float]:
    costs = {sign: cost for cost, signs in _CLASSES.items() for sign in signs}
    costs |= {entry[0]: -log(float(entry[1:]) / 100) for entry in _PERCENT.split()}
    return costs | {chr(code): _CONTROL for code in (*range(0x80, 0xA0), 0xFFFD)}


def unlikelihood(text: str) -> float:
    """Return how unlikely a text is, as a negative logarithm; words in ASCII cost nothing."""
    pieces = Counter(piece for piece in _PIECE.findall(text) if not piece.isascii())
    glued = len(_SIGN_IN_WORD.findall(text)) + len(_SIGN_BEFORE_WORD.findall(text))
    starts = len(_SMALL_START.findall(text))
    shape = _GLUED * glued + _START * starts
    return shape + sum(count * _piece_cost(piece) for piece, count in pieces.items())


def _piece_cost(piece: str) -> float:
    """Return the cost of a word that is not all ASCII, or of a sign."""
    costs = _letter_costs()
    lower = piece.lower()
    beyond = [letter for letter in lower if letter > "\x7f"]
    cost = sum(costs.get(letter, _UNKNOWN) for letter in beyond)
    if not piece.isalpha():
        return cost
    cyrillic = sum("\u0400" <= letter <= "\u052f" for letter in lower)
    if piece not in (lower, piece.upper(), piece.capitalize()):
        # "ElPeriódico" is a name; Russian has none such.
        turns = (a.islower() and b.isupper() for a, b in pairwise(piece))
        back = (a.isupper() and b.islower() for a, b in pairwise(piece[1:] if cyrillic else ""))
        cost += _CASE * (sum(turns) + sum(back))
    elif len(piece) > 1 and piece.isupper():
        cost += len(piece) / 2
    if cyrillic:
        return cost + _SCRIPTS * (cyrillic < len(piece))
    if len(beyond) == len(piece) == 1:
        return cost + _ALONE
    # Accents are rare even in words that have them.
    return cost + _ACCENTS * len(beyond) * (len(beyond) > 1 and 2 * len(beyond) > len(piece))
