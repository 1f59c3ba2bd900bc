"""How likely is it that who meant one word typed another? A noisy channel of four slips.

A letter left out and two neighbours swapped are the likeliest, there being few ways to do
it; a letter too many or a wrong one is any of thirty, but sooner that of the next key, or one
that sounds alike. After Kernighan, Church and Gale, A Spelling Correction Program Based on a
Noisy Channel Model, COLING 1990; weights are natural logarithms, set by hand.
"""

from __future__ import annotations

from searchlib.query.keyboard import neighbours

__all__ = ["slip_cost"]

_SWAPPED = _LEFT_OUT = _DOUBLED = 1.0
_SOUNDS_ALIKE = 1.5
_NEXT_KEY = 2.0
_ANY_LETTER = 4.5
_EACH = 2.0
"""What every slip costs, whichever it is: a second one is less likely than the first."""
_AT_THE_START = 1.0
"""What a slip in the first letter costs on top."""
_ALIKE = frozenset(
    pair
    for letters in (
        "ао", "еи", "еэ", "ея", "иы", "шщ", "зс", "тд", "бп", "гк", "жш", "вф", "ьъ", "йи", "цс",
        "ae", "ei", "ou", "iy", "ck", "sz", "sc", "kq", "vw", "jg", "td", "bp", "gk", "fv", "ao",
    )
    for pair in (letters, letters[::-1])
)  # fmt: skip
Row = list[float]


def slip_cost(typed: str, meant: str) -> float:
    """Return what it costs to type ``typed`` for ``meant``: minus a log-probability, 0 if equal.

    The cheapest way counts, by weighted optimal string alignment: time and memory are the
    product of both lengths, so words are expected, not texts.
    """
    near = neighbours()
    before: Row = []
    row = [0.0]
    for number in range(len(meant)):
        row.append(row[-1] + _EACH + _LEFT_OUT + (0.0 if number else _AT_THE_START))
    for i, key in enumerate(typed, 1):
        last = typed[i - 2] if i > 1 else ""
        current = [row[0] + _EACH + _ANY_LETTER + (_AT_THE_START if i == 1 else 0.0)]
        for j, letter in enumerate(meant, 1):
            first = _AT_THE_START if j == 1 else 0.0
            cost = row[j - 1] + (
                0.0 if key == letter else _EACH + first + _wrong(key, letter, near)
            )
            extra = _DOUBLED if key in (letter, last) else _ANY_LETTER
            if (key, letter) in near or (last and (key, last) in near):
                extra = min(extra, _NEXT_KEY)
            after = meant[j] if j < len(meant) else ""
            if after and ((key, after) in near or key == after):
                extra = min(extra, _NEXT_KEY)
            cost = min(cost, row[j] + _EACH + extra, current[j - 1] + _EACH + first + _LEFT_OUT)
            if i > 1 and j > 1 and key == meant[j - 2] and last == letter:
                cost = min(cost, before[j - 2] + _EACH + _SWAPPED)
            current.append(cost)
        before, row = row, current
    return row[-1]


def _wrong(typed: str, meant: str, near: frozenset[tuple[str, str]]) -> float:
    """Return what it costs to type one letter for another."""
    if typed + meant in _ALIKE:
        return _SOUNDS_ALIKE
    return _NEXT_KEY if (typed, meant) in near else _ANY_LETTER
