"""What counts more? BM25, the length of a text, and the weight of each field.

Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond,
Foundations and Trends in Information Retrieval 3(4), 2009. Every engine ranks
by these numbers.
"""

from __future__ import annotations

from math import log

__all__ = [
    "FIELD_WEIGHTS",
    "FUZZY_WEIGHTS",
    "K1",
    "LEAST_TRANSLATION",
    "LEAST_WHERE_REQUIRED",
    "LENGTHS",
    "MOST_PAIRS",
    "MOST_TRANSLATIONS",
    "PAIR_SLOP",
    "PAIR_WEIGHT",
    "PART_WEIGHT",
    "ROW_SLOP",
    "SHARE_WHERE_REQUIRED",
    "STOP_WORD_WEIGHT",
    "TRANSLATION_POWER",
    "B",
    "bm25",
    "idf",
    "length_code",
    "saturation",
]

K1 = 1.2
"""How soon repeating a word stops counting."""
B = 0.75
"""How much a long text is held against its words, from 0 to 1."""

FIELD_WEIGHTS = {"title": 0.8, "summary": 0.8, "ru": 1.0, "en": 1.0}
"""How much a word counts by where it stands.

Title, summary and text add up; the two texts say the same, so only the better counts.
BM25 favours a short field already: a title that weighs more hides the text.
"""
STOP_WORD_WEIGHT = 0.3
"""How much an article, a preposition or a pronoun counts beside other words."""
PART_WEIGHT = 0.7
"""How much the parts of a compound count where not all of a sentence need be found."""
PAIR_WEIGHT = 0.2
"""How much two neighbours in a query count once more in a record that has them together."""
PAIR_SLOP = 4
"""How far apart they may stand: with four words between them, in either order with two."""
MOST_PAIRS = 12
"""How many pairs of a query are looked for: those of a long sentence, but not of a page."""
FUZZY_WEIGHTS = (1.0, 0.8, 0.6)
"""How much a form counts that is 0, 1 or 2 edits from the word asked for."""

TRANSLATION_POWER = 0.4
"""How a translation counts: its weight in the lexicon to this power.

Below 1 it lifts the second and third translation, which a reader may have meant as well.
"""
MOST_TRANSLATIONS = 8
LEAST_TRANSLATION = 0.25
"""How many translations of a word are looked for, and how much the least of them counts."""
LEAST_WHERE_REQUIRED = 0.33
"""How much the least of them counts where all words of a query must be found.

There a doubtful one would make a record a hit by itself; in a sentence it only helps to rank.
"""
SHARE_WHERE_REQUIRED = 0.22
"""How much its weight in the lexicon is there at least, beside the best that is not akin to it."""
ROW_SLOP = 2
"""How far apart the words of a translation may stand that the lexicon knows as a whole."""


def idf(records: int, matching: int) -> float:
    """Return the inverse document frequency of a term in ``matching`` of ``records`` records."""
    return log(1 + (records - matching + 0.5) / (matching + 0.5))


def saturation(length: int, average: float) -> float:
    """Return what stands beside tf under the line of BM25, for a field of ``length`` tokens.

    BM25 = idf x (k1 + 1) x tf / (tf + saturation).
    """
    return K1 * (1 - B + B * (length / average if average else 0.0))


def bm25(frequency: int, length: int, average: float, idf: float) -> float:
    """Return what a term scores that a field of ``length`` tokens holds ``frequency`` times.

    The length counts as ``length_code`` keeps it; ``average`` is that of the field.
    """
    kept = LENGTHS[length_code(length)]
    return idf * (K1 + 1) * frequency / (frequency + saturation(kept, average))


def length_code(length: int) -> int:
    """Return the code, 0 to 255, of a length in tokens.

    Lengths are kept in one byte, exact up to 40 and with three binary digits
    beyond, as Lucene (SmallFloat) and tantivy keep theirs: so that all engines
    agree on them.
    """
    if length < 24:
        return length
    rest = length - 24
    if rest < 8:
        return 24 + rest
    shift = rest.bit_length() - 4
    return 24 + (((rest >> shift) & 7) | (shift + 1) << 3)


def _length_of(code: int) -> int:
    """Return the smallest length that has this code."""
    if code < 24:
        return code
    bits, shift = (code - 24) & 7, ((code - 24) >> 3) - 1
    return 24 + (bits if shift < 0 else (bits | 8) << shift)


LENGTHS = tuple(_length_of(code) for code in range(256))
"""The length each code stands for, in tokens."""
