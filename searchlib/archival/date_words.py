"""Which words of a date mean what? The vocabulary of ``dates``, Russian and English.

Everything here is matched against text in lower case, with ё written as е. Patterns
are compiled when the first date needs them (``re`` keeps them), not at import.
"""

from __future__ import annotations

import re
from typing import Any

__all__ = [
    "CENTURY",
    "CENTURY_NAMES",
    "DECADES",
    "FILLERS",
    "MARKERS",
    "RANGE_OPENERS",
    "SEASONS",
    "YEARS",
    "century_number",
    "is_russian",
    "month_number",
    "split_time",
]

_MONTHS = {
    1: "jan january янв январь января январю январе январем",
    2: "feb february фев февр февраль февраля февралю феврале февралем",
    3: "mar march мар март марта марту марте мартом",
    4: "apr april апр апрель апреля апрелю апреле апрелем",
    5: "may май мая маю мае маем",
    6: "jun june июн июнь июня июню июне июнем",
    7: "jul july июл июль июля июлю июле июлем",
    8: "aug august авг август августа августу августе августом",
    9: "sep sept september сен сент сентябрь сентября сентябрю сентябре сентябрем",
    10: "oct october окт октябрь октября октябрю октябре октябрем",
    11: "nov november ноя нояб ноябрь ноября ноябрю ноябре ноябрем",
    12: "dec december дек декабрь декабря декабрю декабре декабрем",
}
_MONTH_OF = {name: number for number, names in _MONTHS.items() for name in names.split()}


YEARS = range(1000, 2101)
"""The years that a number of four digits may be."""


def month_number(word: str) -> int:
    """Return the number of the month a word names in any case, or 0."""
    return _MONTH_OF.get(word, 0)


def is_russian(month: str) -> bool:
    """Tell the Russian name of a month from an English one."""
    return "а" <= month[:1] <= "я"


# Words that stand beside a date and say nothing about it.
FILLERS = frozenset({
    "г", "гг", "год", "года", "году", "годы", "годов", "годах", "year", "years", "of", "the",
    "day", "дня", "день", "число", "числа", "месяц", "месяца", "month", "on", "at", "in", "from",
    "от", "в", "во", "со", "за", "к", "дата", "date", "dated", "received", "получено", "получена",
    "получен", "отправлено", "отправлена", "передано", "sent", "night", "unknown", "числе",
    "период",
    "учебный", "учебного", "отчетный", "хозяйственный", "academic", "school", "fiscal",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
    "понедельник", "вторник", "среда", "среду", "четверг", "пятница", "пятницу", "суббота",
    "субботу", "воскресенье", "пн", "вт", "ср", "чт", "пт", "сб", "вс", "st", "nd", "rd", "th",
})  # fmt: skip

_TH = r"(?:-?(?:я|й|ая|ой|ый|ий|ья|ое|е|го))?"
_FIRST = rf"(?:перв(?:\.|ая|ой|ую|ое|ом|ый|ого)|1{_TH}|i|(?:the )?(?:first|1st))"
_SECOND = rf"(?:втор(?:\.|ая|ой|ую|ое|ом|ого)|2{_TH}|ii|(?:the )?(?:second|2nd))"
_THIRD = rf"(?:трет(?:ья|ий|ьей|ью|ьего|ьем)|3{_TH}|iii|(?:the )?(?:third|3rd))"
_FOURTH = rf"(?:четверт(?:ый|ая|ого|ом)|4{_TH}|iv|(?:the )?(?:fourth|4th))"
_QUARTER = r"\s?(?:квартал[аеу]?|кв\b\.?|quarter)(?: of)?"
_HALF = r"\s?полугоди[еяю]"
_TEN_DAYS = r"\s?(?:декад[аеуы]|ten days(?: of)?)"
_HALVES = r"\s?(?:половин[аеуы]|пол\.|half(?: of)?)"


# (what is said, which field of a date it fills, with which value)
MARKERS: tuple[tuple[str, str, Any], ...] = (
    (r"\b(?:circa|ca|approximately|approx|about|around|cca)\b\.?|(?<!\w)c\.?\s?(?=\d{3})|~",
     "circa", True),
    (r"\b(?:около|приблизительно|примерно|прибл|ок)\b\.?", "circa", True),
    (r"\?|\b(?:probably|possibly|presumably|вероятно|предположительно|возможно)\b",
     "uncertain", True),
    (r"\(?(?:\bo\.\s?s\b\.?|\bold style\b|\bjulian\b|\bст\.\s?ст\b\.?"
     r"|\b(?:по )?стар(?:ому|ого) стил[юя]\b)\)?", "style", "julian"),
    (r"\(?(?:\bn\.\s?s\b\.?|\bnew style\b|\bgregorian\b|\bн\.\s?ст\b\.?"
     r"|\b(?:по )?нов(?:ому|ого) стил[юя]\b)\)?", "style", "gregorian"),
    (r"\b(?:of )?this year\b|\b(?:сего|этого|текущего|нынешнего) г(?:ода|\.)|\bс\.\s?г\.",
     "years", 0),
    (r"\b(?:of )?last year\b|\b(?:прошлого|минувшего) г(?:ода|\.)", "years", -1),
    (r"\b(?:of )?next year\b|\b(?:следующего|будущего) г(?:ода|\.)", "years", 1),
    (r"\b(?:of )?this month\b|\binst(?:ant)?\b\.?|\b(?:сего|этого|текущего) месяца\b"
     r"|\bс\.\s?м\.", "months", 0),
    (r"\b(?:of )?last month\b|\bult(?:imo)?\b\.?|\b(?:прошлого|минувшего) месяца\b",
     "months", -1),
    (r"\bday before yesterday\b|\bпозавчера\b", "days", -2),
    (r"\byesterday\b|\bвчера\b", "days", -1),
    (r"\btoday\b|\bсегодня\b", "days", 0),
    (r"\btomorrow\b|\bзавтра\b", "days", 1),
    *((rf"(?<!\w){order}{_QUARTER}\b|\bq{number}\b", "season", 32 + number)
      for number, order in enumerate((_FIRST, _SECOND, _THIRD, _FOURTH), start=1)),
    (rf"(?<!\w){_FIRST}{_HALF}\b", "season", 40),
    (rf"(?<!\w){_SECOND}{_HALF}\b", "season", 41),
    (r"\bspring\b|\bвесн(?:а|ы|ой|у|е)\b", "season", 21),
    (r"\bsummer\b|\bлет(?:о|а|ом|у)\b", "season", 22),
    (r"\bautumn\b|\bfall\b|\bосен(?:ь|и|ью)\b", "season", 23),
    (r"\bwinter\b|\bзим(?:а|ы|ой|у|е)\b", "season", 24),
    (rf"(?:\bв )?(?<!\w){_FIRST}{_HALVES}(?!\w)", "part", "first half"),
    (rf"(?:\bво )?(?<!\w){_SECOND}{_HALVES}(?!\w)", "part", "second half"),
    (rf"(?:\bв )?(?<!\w){_FIRST}{_TEN_DAYS}\b", "part", "first ten days"),
    (rf"(?:\bво )?(?<!\w){_SECOND}{_TEN_DAYS}\b", "part", "second ten days"),
    (rf"(?:\bв )?(?<!\w)(?:{_THIRD}|последн(?:яя|ей|юю)|(?:the )?last){_TEN_DAYS}\b",
     "part", "last ten days"),
    (r"\bearly\b|\b(?:the )?beginning(?: of)?\b|\b(?:в )?начал[оеау]\b|\bнач\."
     r"|\bранн(?:яя|ей|ий|его|им)\b",
     "part", "early"),
    (r"\bmid\b-?|\b(?:the )?middle(?: of)?\b|\b(?:в )?середин[аеыу]\b|\bсер\.", "part", "mid"),
    (r"\blate\b|\b(?:the )?end(?: of)?\b|\b(?:в )?кон(?:ец|це|ца|цу)\b|\bкон\."
     r"|\bпоздн(?:яя|ей|ий|его)\b",
     "part", "late"),
    (r"\b(?:not earlier than|no earlier than|not before|(?<!not )after|since|не ранее"
     r"|не раньше|после)\b", "side", "after"),
    (r"\b(?:not later than|no later than|not after|before|prior to|until|не позднее|не позже"
     r"|ранее|до)\b|^\W*by\b", "side", "before"),
    (r"\b(?:later than|позднее|позже)\b", "side", "after"),
)  # fmt: skip

# What may open "from … to …".
RANGE_OPENERS = re.compile(
    r"^\W*(?:from|between|(?:в|за) период со?|в период|между|(?:в )?ночь со?|(?:the )?night of"
    r"|со?)\s"
)

# First month of a season and how many it has (EDTF 21-24, 33-36, 40 and 41); winter is counted
# from December of the year before.
SEASONS = {
    21: (3, 3), 22: (6, 3), 23: (9, 3), 24: (12, 3),
    33: (1, 3), 34: (4, 3), 35: (7, 3), 36: (10, 3),
    40: (1, 6), 41: (7, 6),
}  # fmt: skip

# Centuries -------------------------------------------------------------------

_ORDINALS = (
    "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
    "twenty-first",
)  # fmt: skip
_CENTURIES = {
    "xv": 15, "xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20, "xxi": 21,
} | {word: number for number, word in enumerate(_ORDINALS, start=15)}  # fmt: skip
CENTURY_NAMES = "|".join(sorted(_CENTURIES, key=len, reverse=True))
CENTURY = (
    rf"(?<![\w-])(?:(?P<first>{CENTURY_NAMES})\s?[-–—]\s?)?"
    rf"(?:(?P<name>{CENTURY_NAMES})|(?P<digits>1[5-9]|2[01])(?:th|st|-?й|-?го)?)"
    r"[\s-](?:век\w{0,3}\b|вв\b\.?|в(?:\.|$)|столети\w{1,2}\b|centur(?:y|ies)\b|c\.)"
)


# Stems of decades in words; the decade's first year.
DECADES = {
    "twent|двадцат": 1920, "thirt|тридцат": 1930, "fort|сороков": 1940, "fift|пятидесят": 1950,
    "sixt|шестидесят": 1960, "sevent|семидесят": 1970, "eight|восьмидесят": 1980,
    "ninet|девяност": 1990,
}  # fmt: skip


def century_number(name: str) -> int:
    """Return the number of a century in Roman numerals, digits or English words, or 0."""
    return int(name) if name.isdecimal() else _CENTURIES.get(name, 0)


# Times of day ---------------------------------------------------------------

_TIMES = (
    r"(?:(?<=\d)t|(?<![\w:.]))(?P<h>\d{1,2}):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?"
    r"(?:z\b|\s?(?P<half>[ap])\.?\s?m\b\.?)?(?![\d:])",
    r"(?<![\w:.,])(?P<h>\d{1,2})(?:[.:](?P<m>[0-5]\d))?\s?(?P<half>[ap])\.?\s?m\b\.?",
    r"(?<![\w:.])(?P<h>\d{1,2})\s?(?:час(?:а|ов)?|ч)\b\.?"
    r"(?:\s?(?:и\s)?(?P<m>[0-5]?\d)\s?(?:мин(?:ут[аы]?)?|м)\b\.?)?"
    r"(?:\s(?P<part>утра|дня|вечера|ночи)\b)?",
    r"(?:\bв|(?<=г\.))\s(?P<h>\d{1,2})\.(?P<m>[0-5]\d)(?![.\d])",
    r"(?<![\w:.])(?P<h>\d{1,2})\.(?P<m>[0-5]\d)\s?(?:hours|hrs|час(?:а|ов)?)\b\.?",
    r"(?P<named>\bnoon\b|\bmidday\b|\b(?:в )?полдень\b)",
    r"(?<![\w:.])(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)\s?(?:hours|hrs|часов)\b\.?",
)


def split_time(text: str) -> tuple[str, str]:
    """Take the time of day out of a date: the rest, and ``HH:MM:SS`` or ""."""
    for pattern in _TIMES:
        found = re.search(pattern, text)
        if found and (time := _clock(found.groupdict())) is not None:
            return f"{text[: found.start()]} {text[found.end() :]}", time
    return text, ""


def _clock(parts: dict[str, str | None]) -> str | None:
    """Return the time as ``HH:MM:SS``, "" for 24:00, which EDTF has not, and None if impossible."""
    if parts.get("named"):
        return "12:00:00"
    hour, half = int(parts["h"] or 0), _HALF_OF.get(parts.get("part") or "", parts.get("half"))
    if (hour, int(parts.get("m") or 0)) == (24, 0):
        return ""
    if hour > 23 or (parts.get("half") and not 1 <= hour <= 12):
        return None
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{int(parts.get('m') or 0):02}:{int(parts.get('s') or 0):02}"


# "12 часов дня" is noon, "2 часа ночи" before dawn.
_HALF_OF = {"утра": "a", "дня": "p", "вечера": "p", "ночи": "a"}
