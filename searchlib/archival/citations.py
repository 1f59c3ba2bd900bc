"""In which archive does it lie, under which shelfmark, and thanks to whom?

A Wilson Center citation reads: title in quotes, date, "Wilson Center Digital
Archive", shelfmarks, credits, address. Only the shelfmarks and the credits are
kept apart; the rest stays in ``Citation.written``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from searchlib.archival.archives import archive_names, canonical_archive, find_archive
from searchlib.archival.dates import parse_date
from searchlib.records import Citation, Shelfmark

__all__ = ["archive_names", "parse_citation", "shelfmark_number"]

# Nobody writes a longer citation; what follows is damage and is not worth reading.
_LONGEST = 5_000

_FIELDS = {
    "fond": "fond fund f фонд ф",
    "opis": "opis' opis op inventory inv ap опись оп",
    "delo": "delo file spr byla b a.e ae d дело спр справа а.е д",
    "papka": "papka folder p папка п",
    "listy": "listy list ark leaves leaf pp l ll листы листов листах лист арк лл л стр",
}
_FIELD_OF = {word: field for field, words in _FIELDS.items() for word in words.split()}
_ALTERNATIVES = "|".join(sorted((re.escape(word) for word in _FIELD_OF), key=len, reverse=True))
_DASH = r"[-‐‑‒–—−]"
_LEAF = r"\d{1,6}(?:[а-яa-z](?![^\W\d_]))?(?:\s?(?:об|ob|verso)\b\.?)?"
_LEAVES = rf"{_LEAF}(?:\s?{_DASH}\s?{_LEAF})?"
_LABELLED = re.compile(
    rf"(?<![\w.'’-])({_ALTERNATIVES})(?:\.\s{{0,3}}|\s{{1,3}}|(?=\d))(?:№|no\.?|nº)?\s{{0,3}}"
    rf"(?=[^\s,;.]{{0,8}}\d)([^\W_]{{1,12}}(?:[-/][^\W_]{{1,12}}){{0,4}})",
    re.IGNORECASE,
)
_MORE_LEAVES = re.compile(
    rf"{_LEAVES}(?:\s?(?:,\s?(?:and\s|и\s)?|\band\s|\bи\s){_LEAVES}){{0,200}}", re.IGNORECASE
)
_RANGE = re.compile(
    rf"(\d{{1,6}})(?:\s?[а-яa-z]{{1,3}}\.?)?(?:\s?{_DASH}\s?(\d{{1,6}}))?", re.IGNORECASE
)
_SLASHED = re.compile(rf"^(\d+\w?)/(\d+\w?)/(\d+\w?)(?:/({_LEAVES}))?$")
_DECIMAL = re.compile(rf"^\W{{0,3}}(\d{{3}}\w?\.\w{{1,8}}/\d{{1,3}}{_DASH}\d{{2,6}})")
_BARE_PAGES = re.compile(rf",\s?(?:pp?\.\s?)?(\d{{1,6}}\s?{_DASH}\s?\d{{1,6}})$")

# By sound, as English-language citations of Russian fonds have it.
_LATIN = str.maketrans(
    "абвгдезиклмнопрстуфхАБВГДЕЗИКЛМНОПРСТУФХ", "abvgdeziklmnoprstufhABVGDEZIKLMNOPRSTUFH"
)

_URL = re.compile(r"<?\bhttps?://[^\s<>]+>?", re.IGNORECASE)
_DIGITAL_ARCHIVE = re.compile(
    r"(?:Wilson Center|History and Public Policy Program) Digital Archive[,.;:]?\s?", re.IGNORECASE
)
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»"}
_PUBLISHED = re.compile(r"[,.;]?\s?(?:re)?published (?:in|as)\b.{0,2000}$", re.IGNORECASE)
_BOOK = re.compile(r"\([^():]{2,60}:[^()]{2,80},\s?\d{4}\)")

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
# "Contributed, transcribed, and translated for NKIDP by"
_CREDIT = re.compile(
    rf"\b(?:documents?\s)?((?:{_VERB})(?:(?:,\s?(?:and\s)?|\sand\s)(?:{_VERB}|edited)){{0,4}})"
    rf"(?:\s(?:for|from|into)\s[^\s,;]{{1,30}}(?:\s[^\s,;]{{1,30}}){{0,4}}?)?"
    rf"(?:\sby\s|(?<=[а-я])(?:\sс\s\w{{3,20}})?(?::|\s[-–—])?\s)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<![^\W\d_a-zа-яё])\.(?:\s|$)|[;(<]")
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
    written = " ".join(text[:_LONGEST].split())
    described, credited = _split_credits(_URL.sub(" ", _without_title(written)))
    translators, contributors = _people(credited)
    return Citation(written, _shelfmarks(described), translators, contributors)


def shelfmark_number(text: str) -> str:
    """Write the letters of a fond, opis or delo in Latin, as in ``R-5446`` for ``Р-5446``.

    One notation for both languages; leading zeros tell fonds apart and stay.
    """
    return text.translate(_LATIN)


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


# Shelfmarks -----------------------------------------------------------------


def _shelfmarks(text: str) -> tuple[Shelfmark, ...]:
    text = _PUBLISHED.sub("", text).strip(" ,;:")
    if not text or _BOOK.search(text):
        return ()
    if found := _DECIMAL.match(text):
        return (Shelfmark(archive="NARA decimal file", path=_plain(found[1])),)
    labelled = [found for found in _LABELLED.finditer(text) if found]
    fields = {_FIELD_OF[found[1].casefold()] for found in labelled}
    if len(fields) >= 2 and fields & {"fond", "opis"}:
        return _russian_shelfmarks(text, labelled)
    return _path_shelfmarks(text)


def _russian_shelfmarks(text: str, labelled: list[re.Match[str]]) -> tuple[Shelfmark, ...]:
    """Read ``AP RF, f. 4, op. 1, d. 331, ll. 59-61, and RGASPI, f. 558, …`` label by label."""
    marks: list[Shelfmark] = []
    current = Shelfmark()
    end = 0
    for found in labelled:
        if found.start() < end:
            continue
        field = _FIELD_OF[found[1].casefold()]
        archive = _archive_before(text[end : found.start()])
        if archive or _starts_anew(current, field):
            if current.fond or current.delo:
                marks.append(current)
            current = _inherited(current, field, archive)
        value, end = _value(text, found, field)
        current = replace(current, **{field: value})
    return (*marks, current)


def _archive_before(gap: str) -> str:
    """Return the archive named between two shelfmarks, or "" where only punctuation stands."""
    gap = gap.strip(" ,;.:()[]").removeprefix("and ").removeprefix("и ").strip(" ,;.:")
    if not sum(map(str.isalpha, gap)) >= 2 or gap.casefold() in {"and", "и", "об", "ob"}:
        return ""
    parts = [gap, *re.split(r"[,;()]", gap)]
    return next(filter(None, map(canonical_archive, parts)), "") or find_archive(gap)[0] or gap


_ORDER = {"fond": 0, "opis": 1, "papka": 2, "delo": 2, "listy": 3}


def _starts_anew(current: Shelfmark, field: str) -> bool:
    """Tell a further shelfmark by a label that was already given."""
    return bool(getattr(current, field))


def _inherited(current: Shelfmark, field: str, archive: str) -> Shelfmark:
    """Keep of the last shelfmark what stands above ``field``: ``f. 5, op. 1, d. 2; d. 3``."""
    if archive:
        return Shelfmark(archive=archive)
    above: dict[str, Any] = {name: "" for name, rank in _ORDER.items() if rank >= _ORDER[field]}
    if field == "delo":
        above.pop("papka")
    above.pop("listy", None)
    return replace(current, listy=(), **above)


def _value(text: str, found: re.Match[str], field: str) -> tuple[Any, int]:
    """Return a label's value, and where it ends."""
    if field != "listy":
        return shelfmark_number(found[2]), found.end(2)
    leaves = _MORE_LEAVES.match(text, found.start(2))
    return (_leaves(leaves[0]), leaves.end()) if leaves else ((), found.end(2))


def _leaves(text: str) -> tuple[tuple[int, int], ...]:
    """Read leaf numbers as inclusive ranges; ``193-94`` means 193 to 194."""
    ranges = []
    for first, last in _RANGE.findall(text):
        if last and len(last) < len(first):
            last = first[: len(first) - len(last)] + last
        low, high = int(first), int(last or first)
        ranges.append((min(low, high), max(low, high)))
    return tuple(dict.fromkeys(ranges))


def _path_shelfmarks(text: str) -> tuple[Shelfmark, ...]:
    """Keep whole what follows the name of an archive that has no fond and opis."""
    text = text.strip(" ,.;:")
    archive, path = find_archive(text)
    if not archive:
        archive, path = _archive_by_parts(text)
    if slashed := _SLASHED.match(path):
        fond, opis, delo, leaves = slashed.groups()
        fond, opis, delo = map(shelfmark_number, (fond, opis, delo))
        return (Shelfmark(archive, fond, opis, delo, listy=_leaves(leaves or "")),)
    pages = _BARE_PAGES.search(path)
    listy = _leaves(pages[1]) if pages else ()
    path = path[: pages.start()] if pages else path
    known = canonical_archive(archive) or (archive and any(map(str.isdigit, path)))
    return (Shelfmark(archive, listy=listy, path=_plain(path)),) if known else ()


def _archive_by_parts(text: str) -> tuple[str, str]:
    """Find the archive among the parts between commas; else the first part is taken for it."""
    parts = [part.strip() for part in text.split(",")]
    for number, part in enumerate(parts):
        if name := canonical_archive(part):
            return name, ", ".join(parts[:number] + parts[number + 1 :])
    return parts[0], ", ".join(parts[1:])


def _plain(path: str) -> str:
    """Write a file number with plain hyphens and without stray spaces at its slashes."""
    path = re.sub(rf"(?<=\w){_DASH}(?=\w)", "-", path)
    return re.sub(r"(?<=\d)\s?/\s?(?=\d)", "/", path).strip(" ,.;:")


# Credits --------------------------------------------------------------------


def _people(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the translators and the contributors a citation thanks."""
    found = list(_CREDIT.finditer(text))
    people: dict[str, dict[str, None]] = {"translators": {}, "contributors": {}}
    for number, credit in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(text)
        names = _names(text[credit.end() : end])
        for verb in re.findall(_VERB, credit[1].casefold()):
            people[_VERBS[verb]].update(dict.fromkeys(names))
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
        name = name.partition(" for ")[0]
    return name if _INITIAL_AT_END.search(name) else name.rstrip(".")
