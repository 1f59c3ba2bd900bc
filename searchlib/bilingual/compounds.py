"""Which words is a hyphenated word made of? The whole, and its parts.

Analysis gives both, the whole first; a query looks for one or the other.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TypeVar

from searchlib.analysis import AnalysedToken, Token, fold

__all__ = ["pieces", "split", "wholes"]

_Token = TypeVar("_Token", Token, AnalysedToken)


def wholes(tokens: list[AnalysedToken]) -> list[AnalysedToken]:
    """Return tokens with hyphenated words whole, and not their parts."""
    found: list[AnalysedToken] = []
    for token in tokens:
        if not found or token.start >= found[-1].end:
            found.append(token)
    return found


def split(tokens: list[_Token]) -> list[_Token]:
    """Return tokens with the parts of hyphenated words, and not the whole."""
    return [
        token
        for token, after in zip_longest(tokens, tokens[1:])
        if after is None or after.start >= token.end
    ]


def pieces(pattern: str) -> list[str]:
    """Return a folded pattern as the words it is made of: A/PV.7* is three, Цзе-д* one."""
    found = re.findall(r"[\w'*?]+", fold(re.sub(r"[-\u2010\u2011]", "", pattern)))
    return [piece for piece in found if any(map(str.isalnum, piece))]
