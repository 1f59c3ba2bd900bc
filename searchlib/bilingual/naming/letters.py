"""How are the letters of a name written before they are compared? In one way each."""

from __future__ import annotations

import unicodedata

from searchlib.analysis import is_cyrillic
from searchlib.patterns import lazily

__all__ = ["is_cyrillic", "plain", "words", "written"]

_ONE = str.maketrans(
    dict.fromkeys("’`‘ʻʼʿʾʹ′´", "'")
    | dict.fromkeys('\u200b\u200e\u200f\u00ad\u0361\ufe20\ufe21\u034f"«»', None)
    | {"ſ": "s"}
)
# What Unicode does not decompose, as in searchlib.analysis.fold.
_PLAIN = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ß": "ss",
        "ı": "i",
        "ё": "е",
    }
)
_RUSSIAN = lazily("[а-я]*")
_WORD = lazily(r"[^\W\d_](?:[\w'’`‘ʻʼʿʾʹ\u0300-\u036f\u0361\ufe20\ufe21]*\w)?")


def written(word: str) -> str:
    """Return a word in lower case, composed, with one apostrophe for all; accents stay."""
    return unicodedata.normalize("NFC", word.lower().translate(_ONE))


def plain(word: str) -> str:
    """Return a word without accents, apostrophes and ё, as texts are folded."""
    form = word.lower()
    if (form.isascii() and form.isalpha()) or (form and _RUSSIAN.fullmatch(form)):
        return form
    form = written(form).translate(_PLAIN)
    if form.isascii() or _RUSSIAN.fullmatch(form):
        return form
    return "".join(
        letter
        if letter == "й"
        else "".join(filter(_is_plain, unicodedata.normalize("NFD", letter)))
        for letter in form
    )


def _is_plain(letter: str) -> bool:
    return letter.isalnum() or letter in "' -"


def words(name: str) -> list[str]:
    """Return the words of a name; a hyphen parts them like a space."""
    return _WORD.findall(name)
