"""What of a written date is beside the point? Brackets, notes of receipt, numbers of papers."""

from __future__ import annotations

import re
import unicodedata

from searchlib.archival.date_words import CENTURY_NAMES, DECADES, month_number

__all__ = ["cleaned"]

# In this order: what is found, what stands in its place.
_NOISE: tuple[tuple[str, str], ...] = (
    (r"[*†‡⁰¹²³⁴-⁹\"«»“”„]", " "),
    # "19[50]": the editor's part of a year.
    (r"(?<!\d)(\d{1,3})\[(\d{1,3})\]", r"\1\2"),
    (r"\[([?])\]|\(([?])\)", " ? "),
    # "194?" is a year of that decade; "[1]" ends in a footnote.
    (r"(?<!\d)(1[0-9]\d|20\d)\?", r"\1x ?"),
    (r"(?<!\d)([12]\d\d)-(?=[^\w]*$)", r"\1x"),
    (r"\[\d{1,2}\]$", " "),
)
_TIDYING: tuple[tuple[str, str], ...] = (
    (r"(?<=г\.)\d{1,2}$", " "),
    # What came in later has a date of its own.
    (r"(?<=\d)((?:(?!received)\D){0,12}?)[\W_]*\b(?:received|rec'?d|получен[оаы]?|поступил[оа]?"
     r"|принят[оаы]?|расшифрован[оа]?|вх\.)\b.*", r"\1"),
    (r"\bб\s?/\s?д\b|\bб\.\s?д\.|\bn\.\s?d\.?\b|\bs\.\s?d\.?\b|\bбез даты\b", " "),
    # A page, a number, a file; not "5 p. m.", and not "т. 5 мая".
    (r"\b(?:no|nos|nr|pp?|pages?|vols?|volume|chapter|docs?|document|files?|folder|box|room|order"
     r"|reel|resolution|article|issue|fond|opis|delo|list|приказ|том|стр|док|документ|глава|номер"
     r"|статья|резолюция|фонд|опись|дело|листы?|лл|ll|op|оп)\b\.?\s?(?:no\.?\s?)?"
     r"\d[\d/-]*\w{0,3}(?!\w|\.\d)", " "),
    (r"(?<!\w)[dflдфл]\.\s?\d+(?!\s?[./]?\s?[^\W\d_]{3})(?![\w.])", " "),
    (r"(?<=\d)(?=г(?:г|од\w{0,3})?\b)", " "),
    (r"(?<!\d)(\d{1,2})[–—](\d{1,2})[–—](\d{4})(?!\d)", r"\1-\2-\3"),
    (r"\b(?:at )?\d{1,2} o'?clock\b", " "),
    (rf"\b({CENTURY_NAMES})(?=\s?[-–—]\s?[^\W\d_]{{1,9}}\s(?:{CENTURY_NAMES})\s?в)", r"\1 в."),
    *((rf"\b(?:{stems})(?:ies|ы[ехм]|ы[хе])\b", f"{year}s ") for stems, year in DECADES.items()),
    (r"(?<!\d)([2-9]0)\s?[-–—]\s?([2-9]0)(?=-?(?:е|х)\b)", r"\1-е – \2"),
    # Date-time group of military telegrams.
    (r"(?<!\d)(\d\d)([01]\d|2[0-3])([0-5]\d)\s?z\b", r"\1 \2:\3"),
)  # fmt: skip
# A word of both alphabets is a slip of the keyboard.
_MIXED = re.compile(r"\b[a-z]+[а-я][a-zа-я]*\b|\b[а-я]+[a-z][a-zа-я]*\b")
_TO_CYRILLIC = str.maketrans("aceopxykmth", "асеорхукмтн")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{0,80})[)\]]")
_STYLE = re.compile(r"\s?(?:o\.|n\.|ст|н\.|ok|ca|c\.|old|new|по\s|стар|нов)")


def cleaned(text: str) -> str:
    """Fold case, ё, brackets and what is no part of the date away."""
    text = unicodedata.normalize("NFKC", _replaced(_NOISE, text))
    text = text.casefold().replace("ё", "е").replace("%", "?~")
    text = _MIXED.sub(lambda found: found[0].translate(_TO_CYRILLIC), text)
    return _BRACKETS.sub(_opened, _replaced(_TIDYING, text))


def _replaced(table: tuple[tuple[str, str], ...], text: str) -> str:
    for pattern, replacement in table:
        text = re.sub(pattern, replacement, text)
    return text


def _opened(found: re.Match[str]) -> str:
    """Write what stands in brackets without them; a second style behind a stroke."""
    inside, before = found[1], found.string[: found.start()]
    if not any(map(str.isdigit, inside)):
        kept = _STYLE.match(inside) or any(map(month_number, re.findall(r"\w+", inside)))
        return f" {inside} " if kept or found[0][0] == "[" else " "
    is_day = re.fullmatch(r"\d{1,2}", inside) and re.search(r"\d\s?$", before)
    has_month = any(map(month_number, re.findall(r"[^\W\d_]+", inside)))
    has_day = re.search(r"(?<!\d)\d{1,2}(?!\d)", inside)
    if is_day or (has_month and has_day and any(map(str.isdigit, before))):
        return f" / {inside} "
    return f" {inside} "
