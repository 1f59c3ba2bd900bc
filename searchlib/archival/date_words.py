"""Which words of a date mean what? The vocabulary of ``dates``, Russian and English.

Everything here is matched against text in lower case, with ё written as е. Patterns
are compiled when the first date needs them (``re`` keeps them), not at import.
"""

from __future__ import annotations

import re
from typing import Any

__all__ = ["FILLERS", "MARKERS", "RANGE_OPENERS", "SEASON_MONTHS", "month_number", "split_time"]

_MONTHS = {
    1: "jan january янв январь января январе январем",
    2: "feb february фев февр февраль февраля феврале февралем",
    3: "mar march мар март марта марте мартом",
    4: "apr april апр апрель апреля апреле апрелем",
    5: "may май мая мае маем",
    6: "jun june июн июнь июня июне июнем",
    7: "jul july июл июль июля июле июлем",
    8: "aug august авг август августа августе августом",
    9: "sep sept september сен сент сентябрь сентября сентябре сентябрем",
    10: "oct october окт октябрь октября октябре октябрем",
    11: "nov november ноя нояб ноябрь ноября ноябре ноябрем",
    12: "dec december дек декабрь декабря декабре декабрем",
}
_MONTH_OF = {name: number for number, names in _MONTHS.items() for name in names.split()}


def month_number(word: str) -> int:
    """Return the number of the month a word names in any case, or 0."""
    return _MONTH_OF.get(word, 0)


# Words that stand beside a date and say nothing about it.
FILLERS = frozenset({
    "г", "гг", "год", "года", "году", "годы", "годов", "годах", "year", "years", "of", "the",
    "day", "дня", "день", "число", "числа", "месяц", "месяца", "on", "at", "in", "from", "от",
    "в", "во", "со", "за", "дата", "date", "dated", "received", "получено", "получена",
    "числе", "st", "nd", "rd", "th", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "понедельник",
    "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье",
})  # fmt: skip

# (what is said, which field of a date it fills, with which value)
MARKERS: tuple[tuple[str, str, Any], ...] = (
    (r"\b(?:circa|ca|approximately|approx|about|around|cca)\b\.?|(?<!\w)c\.\s?(?=\d)|~",
     "circa", True),
    (r"\b(?:около|приблизительно|примерно|ок)\b\.?", "circa", True),
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
    (r"\bspring\b|\bвесн(?:а|ы|ой|у)\b", "season", 21),
    (r"\bsummer\b|\bлет(?:о|а|ом)\b", "season", 22),
    (r"\bautumn\b|\bfall\b|\bосен(?:ь|и|ью)\b", "season", 23),
    (r"\bwinter\b|\bзим(?:а|ы|ой|у)\b", "season", 24),
    (r"\b(?:the )?(?:first half|1st half)(?: of)?\b|\b(?:в )?перв(?:ая|ой) половин[аеы]\b",
     "part", "first half"),
    (r"\b(?:the )?(?:second half|2nd half)(?: of)?\b|\b(?:во )?втор(?:ая|ой) половин[аеы]\b",
     "part", "second half"),
    (r"\bearly\b|\b(?:the )?beginning of\b|\b(?:в )?начал[оеа]\b", "part", "early"),
    (r"\bmid\b-?|\b(?:the )?middle of\b|\b(?:в )?середин[аеы]\b", "part", "mid"),
    (r"\blate\b|\b(?:the )?end of\b|\b(?:в )?кон(?:ец|це|ца)\b", "part", "late"),
    (r"\b(?:not earlier than|no earlier than|not before|after|since|не ранее|не раньше|после)"
     r"\b", "side", "after"),
    (r"\b(?:not later than|no later than|not after|before|prior to|until|не позднее|не позже"
     r"|ранее|до)\b", "side", "before"),
)  # fmt: skip

# What may open "from … to …".
RANGE_OPENERS = re.compile(r"^\W*(?:from|between|в период с|в период|между|со?)\s")

# First month of a season; winter is counted from December of the year before (EDTF 21-24).
SEASON_MONTHS = {21: 3, 22: 6, 23: 9, 24: 12}


# Times of day ---------------------------------------------------------------

_TIMES = (
    r"(?:(?<=\d)t|(?<![\w:.]))(?P<h>\d{1,2}):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?"
    r"(?:z\b|\s?(?P<half>[ap])\.?\s?m\b\.?)?(?![\d:])",
    r"(?<![\w:.,])(?P<h>\d{1,2})(?:[.:](?P<m>[0-5]\d))?\s?(?P<half>[ap])\.?\s?m\b\.?",
    r"(?<![\w:.])(?P<h>\d{1,2})\s?(?:час(?:а|ов)?|ч)\b\.?"
    r"(?:\s?(?:и\s)?(?P<m>[0-5]?\d)\s?(?:мин(?:ут[аы]?)?|м)\b\.?)?",
    r"(?<![\w:.])(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)\s?(?:hours|hrs|часов)\b\.?",
)


def split_time(text: str) -> tuple[str, str]:
    """Take the time of day out of a date: the rest, and ``HH:MM:SS`` or ""."""
    for pattern in _TIMES:
        if (found := re.search(pattern, text)) and (time := _clock(found.groupdict())):
            return f"{text[: found.start()]} {text[found.end() :]}", time
    return text, ""


def _clock(parts: dict[str, str | None]) -> str:
    hour, half = int(parts["h"] or 0), parts.get("half")
    if hour > 23 or (half and not 1 <= hour <= 12):
        return ""
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{int(parts.get('m') or 0):02}:{int(parts.get('s') or 0):02}"
