"""How is Russian written in Latin letters? One table for each standard.

Each scheme is a row of letters and a few rules about neighbours; what a scheme does not say
is as in the one it is based on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

__all__ = ["SCHEMES", "romanise"]

_LETTERS = dict(zip("абвгдезиклмнопрстуф", "abvgdeziklmnoprstuf", strict=True))
_ENGLISH = _LETTERS | {
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ы": "y",
    "ю": "yu",
    "я": "ya",
    "й": "y",
    "э": "e",
    "ё": "e",
    "ъ": "",
    "ь": "",
    "ѣ": "e",
    "і": "i",
    "ѳ": "f",
    "ѵ": "i",
}
_CENTRAL = _ENGLISH | {
    "ё": "ë",
    "ж": "ž",
    "й": "j",
    "х": "h",
    "ц": "c",
    "ч": "č",
    "ш": "š",
    "щ": "šč",
    "э": "è",
    "ю": "ju",
    "я": "ja",
    "ѣ": "ě",
}
_YE = r"(?:(?<![^\W\d_])|(?<=[аеёиоуыэюяйъь]))"

Rules = tuple[tuple[str, str], ...]


class Scheme(NamedTuple):
    """Say how letters are written, and in which company otherwise."""

    letters: Mapping[str, str]
    rules: Rules = ()
    """Pattern in lower-case Russian, and what it is written as."""


_BGN_DOTS: Rules = (
    (r"й(?=[ауыэ])", "y·"),
    (r"(?<=[аеёиоуыэюя])ы(?=[ауыэ])", "·y·"),
    (r"ы(?=[ауыэ])", "y·"),
    (r"(?<=[аеёиоуыэюя])ы(?![ауыэ])", "·y"),
    (r"(?<=[бвгджзклмнпрстфхцчшщ])э", "·e"),
    (r"т(?=с(?![^\W\d_]))(?<![^\W\d_]т)", "t·"),
    (r"ш(?=ч)", "sh·"),
)
SCHEMES: Mapping[str, Scheme] = {
    "practical": Scheme(_ENGLISH, ((r"[иы]й(?![^\W\d_])", "y"), (r"кс", "x"), (r"ь(?=е)", "i"))),
    "bgn-pcgn": Scheme(
        _ENGLISH | {"ё": "ë", "ъ": "”", "ь": "’"},
        (*_BGN_DOTS, (_YE + "е", "ye"), (_YE + "ё", "yë")),
    ),
    "ala-lc": Scheme(
        _ENGLISH
        | {"ё": "ë", "й": "ǐ", "ц": "t͡s", "ъ": "ʺ", "ь": "ʹ", "э": "ė", "ю": "i͡u", "я": "i͡a"}
        | {"ѣ": "i͡e", "ѳ": "ḟ", "ѵ": "ẏ"},
    ),
    "iso-9": Scheme(
        _CENTRAL | {"щ": "ŝ", "ъ": "ʺ", "ь": "ʹ", "ю": "û", "я": "â", "і": "ì", "ѳ": "f̀"}
    ),
    "gost-7.79-a": Scheme(_CENTRAL | {"щ": "ŝ", "ъ": '"', "ь": "´", "ю": "û", "я": "â"}),
    "gost-16876": Scheme(_CENTRAL | {"щ": "šč", "ъ": '"', "ь": "´", "ю": "û", "я": "â"}),
    "scholarly": Scheme(_CENTRAL | {"х": "ch", "ъ": "ʺ", "ь": "ʹ", "э": "ė"}),
    "un-1987": Scheme(_CENTRAL | {"ъ": "”", "ь": "’"}),
    "gost-7.79-b": Scheme(
        _ENGLISH
        | {"ё": "yo", "й": "j", "х": "x", "ц": "cz", "щ": "shh", "ъ": "``", "ы": "y`", "э": "e`"}
        | {"ь": "`"},
        ((r"ц(?=[еёиiйыэюя])", "c"),),
    ),
    "odni": Scheme(_ENGLISH, ((_YE + "[её]", "ye"),)),
    "passport": Scheme(_ENGLISH | {"й": "i", "ъ": "ie", "ю": "iu", "я": "ia"}),
    "press": Scheme(_ENGLISH | {"ё": "yo"}, ((r"[иы]й(?![^\W\d_])", "y"),)),
    "plain": Scheme(_ENGLISH | {"й": "i", "щ": "sch"}, ((r"[иы]й(?![^\W\d_])", "y"),)),
    "bas": Scheme(
        _ENGLISH | {"х": "h", "ы": "i"},
        ((r"ь(?=[аеёиоуыэюя])", "y"),),
    ),
    "bas-strict": Scheme(
        _ENGLISH | {"ё": "``e", "х": "h", "ъ": '"', "ы": "`i", "ь": "'", "э": "`e"},
        ((r"ь(?=[аеёиоуыэюя])", "y"),),
    ),
    "french": Scheme(
        _ENGLISH
        | {"ж": "j", "ц": "ts", "ч": "tch", "ш": "ch", "щ": "chtch", "у": "ou", "ю": "iou"}
        | {"я": "ia", "й": "i"},
        ((r"[иы]й(?![^\W\d_])", "y"), (r"ин(?![^\W\d_])", "ine"), (r"в(?![^\W\d_])", "v")),
    ),
    "german": Scheme(
        _ENGLISH
        | {"в": "w", "ж": "sch", "з": "s", "й": "i", "х": "ch", "ц": "z", "ч": "tsch", "ш": "sch"}
        | {"щ": "schtsch", "ю": "ju", "я": "ja"},
    ),
}
"""By name. BGN/PCGN 1947; ALA-LC 1997 and 2012; ISO 9:1995; GOST 16876-71; GOST 7.79-2000,
systems A and B; UN 1987; the Office of the Director of National Intelligence's of 2015; the
Bulgarian Academy of Sciences' of 2017; passports (ICAO 9303); what scholars, the press and
the older press of other countries write."""

_TIE = "\u0361"
"""What joins two Latin letters for one Russian: both are capitals then."""
_IN_RUSSIAN = re.compile("[\u0400-\u04ff]")
_WORDS = re.compile(r"[^\W\d_]+")
_LOOK_ALIKES = str.maketrans("aceopxyiëACEOPXYKMTHB", "асеорхуіёАСЕОРХУКМТНВ")


def romanise(text: str, scheme: str) -> str:
    """Write Russian ``text`` in Latin letters; what is not Russian stays.

    Raises KeyError for a scheme that is none of ``SCHEMES``.
    """
    rules = SCHEMES[scheme]
    text = unicodedata.normalize("NFC", text)
    return _WORDS.sub(lambda match: _word(match.group(), scheme, rules), text)


def _word(word: str, name: str, scheme: Scheme) -> str:
    if not _IN_RUSSIAN.search(word):
        return word
    word = word.translate(_LOOK_ALIKES)
    pattern, outputs = _compiled(name)
    capitals = len(word) > 1 and word.isupper()
    written = []
    for match in pattern.finditer(word.lower()):
        output = outputs[match.lastindex - 1] if match.lastindex else None
        if output is None:
            output = scheme.letters.get(match.group(), match.group())
        if word[match.start()].isupper():
            output = output.upper() if capitals or _TIE in output else _capital(output)
        written.append(output)
    return "".join(written)


def _capital(output: str) -> str:
    """Write the first letter of an output as a capital, past any signs before it."""
    for at, letter in enumerate(output):
        if letter.isalpha():
            return output[:at] + letter.upper() + output[at + 1 :]
    return output


@cache
def _compiled(name: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    rules = SCHEMES[name].rules
    parts = [*(f"({pattern})" for pattern, _ in rules), "."]
    return re.compile("|".join(parts)), tuple(output for _, output in rules)
