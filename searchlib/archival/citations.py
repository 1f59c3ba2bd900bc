"""In which archive does it lie, under which shelfmark, and thanks to whom?

A Wilson Center citation reads: title in quotes, date, "Wilson Center Digital
Archive", shelfmarks, credits, address. Only the shelfmarks and the credits are
kept apart; the rest stays in ``Citation.written``.
"""

from __future__ import annotations

import re

from searchlib.archival.archives import archive_names
from searchlib.archival.dates import parse_date
from searchlib.archival.shelfmark_numbers import shelfmark_number
from searchlib.archival.shelfmarks import read_chains, read_shelfmarks
from searchlib.records import Citation

__all__ = ["archive_names", "parse_citation", "shelfmark_number"]

# Nobody writes a longer citation; what follows is damage and is not worth reading.
_LONGEST = 5_000

_URL = re.compile(r"<?\bhttps?://[^\s<>]+>?", re.IGNORECASE)
_DIGITAL_ARCHIVE = re.compile(
    r"(?:Wilson Center|History and Public Policy Program) Digital Archive[,.;:]?\s?", re.IGNORECASE
)
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»"}
_PUBLISHED = re.compile(r"[,.;]?\s?(?:re)?published (?:in|as)\b.{0,2000}$", re.IGNORECASE)

_VERBS = {
    "translated": "translators",
    "translation": "translators",
    "перевод": "translators",
    "перевел": "translators",
    "перевела": "translators",
    "contributed": "contributors",
    "obtained": "contributors",
    "provided": "contributors",
    "transcribed": "contributors",
    "donated": "contributors",
    "submitted": "contributors",
    "предоставлено": "contributors",
    "предоставил": "contributors",
    "предоставила": "contributors",
}
_VERB = "|".join(_VERBS)
# Said of a translation as well, by those who made it.
_BESIDE = "edited|annotated|introduced|revised|commented"
_LABELS = {
    "translator": "translators",
    "trans.": "translators",
    "переводчик": "translators",
    "пер.": "translators",
    "courtesy of": "contributors",
}
_LABEL = "|".join(map(re.escape, _LABELS))
# "Contributed, transcribed, and translated for NKIDP by"
_CREDIT = re.compile(
    rf"\b(?:documents?\s)?((?:{_VERB})(?:(?:,\s?(?:and\s)?|\sand\s)(?:{_VERB}|{_BESIDE})){{0,4}})"
    rf"(?:\s(?:for|from|into|to)\s[^\s,;]{{1,30}}(?:\s[^\s,;]{{1,30}}){{0,4}}?)?"
    rf"(?:\sby\s|(?<=[а-я])(?:\sс\s\w{{3,20}})?(?::|\s[-–—])?\s)"
    rf"|(?<!\w)({_LABEL})(?:\sby|\sс\s\w{{3,20}}\.?)?:?\s(?=[^\W\d_])",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(
    r"(?<![^\W\d_a-zа-яё])(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bProf)\.(?:\s|$)|[;()\[\]<]"
)
# "C. Jones for CWIHP", "A. B. at the archive", "with corrections"
_NO_NAME = re.compile(r"(?:^|\s)(?:for|at the|with)\s.*$")
_INITIAL_AT_END = re.compile(r"(?:^|[\s.])[^\W\d_a-zа-яё]\.$")
_ORGANISATION = re.compile(
    r"\b(?:archives?|universit|institut|cent(?:er|re)|project|program|ministry|librar|museum"
    r"|committee|foundation|academy|department|service|embassy|archiv|архив|институт|университет)",
    re.IGNORECASE,
)


def parse_citation(text: str) -> Citation:
    """Read the shelfmarks, translators and contributors out of a citation.

    >>> parse_citation("РГАСПИ Ф.71 Оп.35 Д.961 Л.4-6").shelfmarks[0].fond
    '71'
    """
    written = " ".join(text.split())
    described, credited = _split_credits(_URL.sub(" ", _without_title(written[:_LONGEST])))
    translators, contributors = _people(credited)
    marks = read_shelfmarks(_PUBLISHED.sub("", described).strip(" ,;:"))
    # "Obtained by A. B. RGANI, f. 5, op. 1": thanks may come first.
    marks = marks or read_chains(credited)
    return Citation(written, marks, translators, contributors)


def _without_title(text: str) -> str:
    """Drop what precedes the shelfmark: the title in quotes, the date, the digital archive."""
    if found := _DIGITAL_ARCHIVE.search(text):
        return text[found.end() :]
    closing = _QUOTES.get(text[:1], "")
    end = text.find(closing, 1) if closing else -1
    return _without_date(text[end + 1 :].lstrip(" ,.")) if end > 0 else text


def _without_date(text: str) -> str:
    """Drop the date that opens a text: ``May 18, 1949, AP RF, f. 4``."""
    parts = text.split(", ")
    for count in (2, 1):
        if len(parts) > count and parse_date(", ".join(parts[:count]), alone=True):
            return ", ".join(parts[count:])
    return text


def _split_credits(text: str) -> tuple[str, str]:
    """Cut a citation where the first credit begins."""
    found = _CREDIT.search(text)
    return (text[: found.start()], text[found.start() :]) if found else (text, "")


# Credits --------------------------------------------------------------------


def _people(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the translators and the contributors a citation thanks."""
    found = list(_CREDIT.finditer(text))
    people: dict[str, dict[str, None]] = {"translators": {}, "contributors": {}}
    for number, credit in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(text)
        names = _names(text[credit.end() : end])
        for verb in re.findall(rf"{_VERB}|{_LABEL}", credit[0].casefold()):
            people[(_VERBS | _LABELS)[verb]].update(dict.fromkeys(names))
    return tuple(people["translators"]), tuple(people["contributors"])


def _names(text: str) -> tuple[str, ...]:
    """Split a list of names; an institution with commas in its name stays whole."""
    if end := _SENTENCE_END.search(text):
        text = text[: end.start() + (text[end.start()] == ".")]
    text = re.sub(r"[\s,]+(?:and|и)?[\s,]*$", "", text.strip())
    if _ORGANISATION.search(text):
        names = [text]
    else:
        names = re.split(r",\s?(?:and\s|и\s)?|\sand\s|\sи\s|\s&\s", text)
    return tuple(name for name in map(_tidy_name, names) if name)


def _tidy_name(name: str) -> str:
    name = name.strip(" ,;:")
    if not _ORGANISATION.search(name):
        name = _NO_NAME.sub("", name)
    return name if _INITIAL_AT_END.search(name) else name.rstrip(".")
