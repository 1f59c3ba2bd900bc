"""Which labels do the parts of a shelfmark have, and which leaves does a list of them mean?

All patterns are for text that ``fold`` has made: lower case, and Russian letters that
look Latin written as those. It keeps every letter at its place.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from searchlib.archival.shelfmark_numbers import DASHES

__all__ = [
    "IBID",
    "MORE_FILES",
    "ONE_UNIT",
    "SAME_PLACE",
    "TRAILING_LEAVES",
    "Label",
    "fold",
    "leaf_ranges",
    "next_label",
]

_LOOK_ALIKES = str.maketrans("аеорсухкіѕј’ʹ`", "aeopcyxkisj'''")


def fold(text: str) -> str:
    """Fold case and look-alikes letter by letter, so that offsets stay."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(small if len(small := char.lower()) == 1 else char for char in text)
    return low.translate(_LOOK_ALIKES)


# "path" is a unit that has no field of its own; "por" a file's number in its list, which
# Soviet diplomats gave beside its name or instead of it.
_FIELDS = {
    "fond": "fond fonds fonda fondas fund stock f ф фонд фонда фонде",
    "opis": "opis opis' opisi opys inventory inv op ap o aprašas опись описи опис описа описъ оп",
    "delo": "delo dela file files d dd sprava spr byla b a.e ae ed.khr ed.xp edinitsa·khraneniia"
    " дело дела дел д дд справа спр ед.хр ед.хран единица·хранения",
    "papka": "papka papki pap folder karton p папка папки п картон карт короб коробка кор к",
    "listy": "listy list listov leaves leaf sheets sheet arkushi arkushy arkush ark pages page"
    " pp fol l ll l.l листы листов листах листа листи лист л лл л.л аркуші аркуш арк стр с bl s",
    "por": "por пор порядковый",
    "path": "tom t vol volume part pt book reel roll rolik r box doc per"
    " том т часть ч книга кн ролик док перечень пер",
}
_FIELD_OF = {fold(word): field for field, words in _FIELDS.items() for word in words.split()}
_SPACING = {".": r"\.\s?", "·": r"\s"}
_FIRSTS = sorted({word[0] for word in _FIELD_OF})


def _beginning_with(first: str) -> str:
    """Return a pattern of what follows the first letter of the labels that begin with it."""
    words = sorted((word for word in _FIELD_OF if word[0] == first), key=len, reverse=True)
    return "|".join("".join(_SPACING.get(char, char) for char in word[1:]) for word in words)


# Begun with one set of letters, it is found many times as fast.
_WORDS = rf"[{''.join(_FIRSTS)}](?<![^\W_].)(?<![^\W_]'.)(?:" + "|".join(
    f"(?<={first})(?:{_beginning_with(first)})" for first in _FIRSTS
)
_DASH = f"[{DASHES}]"
_LABEL = re.compile(
    rf"(?P<label>{_WORDS}))(?:\s?[.:]{{1,2}}\s{{0,3}}|\s{{1,3}}|(?=[\d№#]))"
    r"(?:(?:№|no\.?|nr\.?|n[º°]|#)\s{0,2})?(?=[^\s,;]{0,4}[\s.]{0,2}\S?\s?\d|[cс]\s\d)"
)
# "Р-5446", "Р. 5446", "Р5446", "059а", "1261/0/43", "9401с/ч", "331-а".
_VALUE = re.compile(
    rf"(?:[rpп]\s?(?:\.\s?|{_DASH}\s|\s)(?=\d\d)|[^\W\d_]{{1,3}}{_DASH}(?=\d)|[^\W\d_]{{0,3}}(?=\d))"
    rf"\d[^\W_]{{0,11}}(?:[{DASHES}/][^\W_]{{1,12}}){{0,4}}(?![^\W_])"
)

# Leaves ---------------------------------------------------------------------

_BACK = "|".join(map(fold, ("об", "оборот", "ob", "oborot", "verso", "recto", "зв", "гръб")))
_SIDE = rf"(?:\s?(?:и\s|and\s)?\(?(?:{_BACK})\b\.?\)?|[vr]°)"
_LEAF = rf"\d{{1,6}}+(?!\d)(?:[^\W\d_](?![^\W_]))?{_SIDE}?"
_TO = rf"\s?(?:{_DASH}|\.{{2,3}}|…|\bto\b|\b{fold('по')}\b)\s?"
_LEAVES = rf"{_LEAF}(?:{_TO}{_LEAF})?"
_AND = r"(?:\s?[,;]\s?(?:(?:and|и|&)\s)?|\s(?:and|и|&)\s)"
# A number before a word, or inside a date, is no leaf: "l. 60, 5 May 1949".
_NO_LEAF = r"(?!\s?[^\W\d_]{3}|[./]\d|\s?г\.)"
_LIST = re.compile(rf"(?:(?:c|from)\s)?{_LEAVES}(?:{_AND}{_LEAVES}{_NO_LEAF}){{0,200}}")
_RANGE = re.compile(rf"(\d{{1,6}})(?:[^\W\d_](?![^\W_]))?{_SIDE}?(?:{_TO}(\d{{1,6}}))?")
TRAILING_LEAVES = re.compile(
    rf"(?:,\s?|\s)(?:(?:pp?|ff?|ll?|fl|bl|s|k|c|стр|л|лл|aрk|арк)\.\s?(?P<labelled>{_LEAVES}"
    rf"(?:{_AND}{_LEAVES}){{0,200}})|(?<=,\s)(?P<bare>(?!1[89]\d\d{_DASH}(?:1[89])?\d\d$)\d{{1,6}}\s?{_DASH}\s?\d{{1,6}}))$"
)


def leaf_ranges(text: str) -> tuple[tuple[int, int], ...]:
    """Read folded leaf numbers as inclusive ranges; ``193-94`` means 193 to 194."""
    ranges = []
    for first, last in _RANGE.findall(text):
        if last and len(last) < len(first) and int(last) < int(first):
            last = first[: len(first) - len(last)] + last
        low, high = int(first), int(last or first)
        ranges.append((min(low, high), max(low, high)))
    return tuple(dict.fromkeys(ranges))


# Between two units ----------------------------------------------------------

# "Д. 5, 6, 7": files of one opis. A year that follows is none of them.
MORE_FILES = re.compile(
    rf"(?:{_AND}(?!(?:1[89]|20)\d\d(?!\d))\d{{1,5}}+[^\W\d_]?(?=\s?(?:[,;)\]]|\.(?!\d)|$|\s(?:and|и)\s)))"
    r"{1,50}"
)
ONE_UNIT = re.compile(r"[\s.,;]*[^\W\d_]{1,12}\.?\s?(?:№\s?)?\d{1,6}[^\W_]?[\s.,;]*")
_SAME = (
    "and", "also", "as well as", "ibid", "ibidem", "same", "и", "та", "а также", "там же",
    "тамже", "там само", "пак там", "see also", "см. также",
)  # fmt: skip
SAME_PLACE = re.compile(
    rf"[\W_]*+(?:(?:{'|'.join(map(re.escape, _SAME))})\b[\W_]*+){{1,4}}", re.IGNORECASE
)
IBID = re.compile(r"\b(?:ibid(?:em)?|там же|тамже|там само|пак там)\b", re.IGNORECASE)


class Label(NamedTuple):
    """Hold a label and its value: which field, and where both stand."""

    word: str
    field: str
    start: int
    value: int
    end: int


def next_label(folded: str, position: int) -> Label | None:
    """Return the first labelled value at or after ``position`` of folded text, or None."""
    while found := _LABEL.search(folded, position):
        word = "".join(found["label"].split())
        field = _FIELD_OF.get(word) or _FIELD_OF[found["label"].replace(" ", "·")]
        value = (_LIST if field == "listy" else _VALUE).match(folded, found.end())
        if value:
            return Label(word, field, found.start(), value.start(), value.end())
        position = found.end("label")
    return None
