"""In which letters is a fond, an opis or a delo written? One notation for both languages."""

from __future__ import annotations

import re

__all__ = ["DASHES", "shelfmark_number"]

DASHES = "-‐‑‒–—−"

# By sound, as English-language citations of Russian fonds have it; what has no single
# letter as the Library of Congress writes it.
_LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхыэіґ", "abvgdeziiklmnoprstufhyeig", strict=True))
    | {"ё": "e", "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia"}
    | {"є": "ie", "ї": "i", "ъ": "", "ь": ""}
    | dict(zip("АБВГДЕЗИЙКЛМНОПРСТУФХЫЭІҐ", "ABVGDEZIIKLMNOPRSTUFHYEIG", strict=True))
    | {"Ё": "E", "Ж": "Zh", "Ц": "Ts", "Ч": "Ch", "Ш": "Sh", "Щ": "Shch", "Ю": "Iu", "Я": "Ia"}
    | {"Є": "Ie", "Ї": "I", "Ъ": "", "Ь": ""}
)
_TO_CYRILLIC = str.maketrans("ABCEHKMOPTXaceopxy", "АВСЕНКМОРТХасеорху")
_SPACED = re.compile(rf"\s?([{DASHES}/])\s?")
# "Р5446", "Р. 5446" and "р-5446" are one fond.
_PREFIX = re.compile(r"([^\W\d_])[\s.-]{0,3}(\d.+)", re.DOTALL)


def shelfmark_number(text: str, *, russian: bool = False) -> str:
    """Write the letters of a fond, opis or delo in Latin, as in ``R-5446`` for ``Р5446``.

    One notation for both languages; leading zeros tell fonds apart and stay. With
    ``russian`` Latin letters that look Russian are read as such.
    """
    if russian:
        text = text.translate(_TO_CYRILLIC)
    text = _SPACED.sub(lambda found: "/" if found[1] == "/" else "-", text).translate(_LATIN)
    prefixed = _PREFIX.fullmatch(text)
    return f"{prefixed[1].upper()}-{prefixed[2]}" if prefixed else text
