"""Which words of the two scripts sound alike? Молотов and Molotov: their consonants do."""

from __future__ import annotations

import re

from searchlib.analysis import is_cyrillic

__all__ = ["consonants"]

_SHORT, _FEWEST, _KEY = 3, 3, 4
"""Letters that are too few for a cognate; how many consonants cognates must have, and share."""
_MOST = 100_000
"""Of how many words the consonants are remembered."""


def consonants(term: str) -> str:
    """Return the first consonants of a word as both scripts hear them, or "" if there are few.

    Words that may be cognates, or one name in two scripts, have the same: молотов and
    molotov. It is crude and errs to the side of finding too much.
    """
    return _heard[term]


class _Heard(dict[str, str]):
    """Remember the first consonants of words: most words of a text were in others before."""

    def __missing__(self, term: str) -> str:
        if len(self) >= _MOST:
            self.clear()
        found = self[term] = _consonants(term)
        return found


_heard = _Heard()


def _consonants(term: str) -> str:
    if len(term) <= _SHORT or not term.isalpha():
        return ""
    if is_cyrillic(term):
        heard = term.replace("дж", "ж").translate(_RUSSIAN)
    else:
        heard = _ENGLISH_SOUND.sub(lambda match: _ENGLISH[match[0]], term)
    kept = heard[:1] + heard[1:].replace("a", "")
    key = "".join(
        letter for letter, before in zip(kept, "\0" + kept, strict=False) if letter != before
    )
    return key[:_KEY] if len(key) >= _FEWEST else ""


_RUSSIAN = str.maketrans(
    {
        **dict(
            zip("бвгджзйклмнпрстфцчшщыэюяаеиоуё", "bvgdssaklmnprstfssssaaaaaaaaaa", strict=True)
        ),
        **dict.fromkeys("хъь", ""),
    }
)
_ENGLISH = {
    **dict.fromkeys(
        ("sch", "tch", "ch", "sh", "zh", "tz", "ts", "dz", "ce", "ci", "cy", "z", "j"), "s"
    ),
    **dict.fromkeys("aeiouy", "a"),
    "ph": "f",
    "th": "t",
    "ck": "k",
    "c": "k",
    "q": "k",
    "w": "v",
    "x": "ks",
    "ng": "n",
    **dict.fromkeys(("kh", "h"), ""),
}
_ENGLISH_SOUND = re.compile("|".join(sorted(_ENGLISH, key=len, reverse=True)))
