"""Under which file number does it lie, where an archive has no fond and opis? Kept whole.

``PRC FMA 106-00026-01``, ``FO 371/84060``, ``795.00/6-2550``: each country has its own
notation, and a number is only cut where the name of the archive ends and the pages begin.
"""

from __future__ import annotations

import re
from dataclasses import replace

from searchlib.archival.archives import (
    archive_within,
    canonical_archive,
    find_archive,
    has_fonds,
)
from searchlib.archival.shelfmark_labels import (
    SAME_PLACE,
    TRAILING_LEAVES,
    fold,
    leaf_ranges,
    next_label,
)
from searchlib.archival.shelfmark_numbers import DASHES, shelfmark_number
from searchlib.records import Shelfmark

__all__ = ["file_numbers", "in_table", "is_printed", "unknown_archive", "without_opening"]

_DASH = f"[{DASHES}]"
# 893.796/8–1248, 740.00119 Control (Korea)/7–1249, 711.94/2594
_DECIMAL = re.compile(
    rf"\W{{0,3}}(\d{{3}}[a-zA-Z]?\.\w{{1,8}}(?:\s[A-Z(][\w.()]{{0,20}}){{0,4}}/\d{{1,6}}[a-z]?"
    rf"(?:{_DASH}\d{{2,6}})?)(?=\W|$)"
)
_DECIMAL_FILE = "NARA decimal file"
# Departments of British government whose papers are in Kew.
_KEW = re.compile(r"(?:FO|CAB|PREM|DEFE|WO|CO|DO|FCO|KV|HW|ADM|AIR|HS|GFM)\s\d{1,4}/\d")
_RECORD_GROUP = re.compile(r"\b(?:RG|Record Group)\s?\d")
_SLASHED = re.compile(
    rf"(\d+\w?)(?:/|{_DASH})(\d+\w?)(?:/|{_DASH})(\d+\w?)(?:/(\d[{DASHES}\d]*))?", re.ASCII
)

_OPENING = re.compile(
    r"\A[\W_]*+(?:(?:source|see also|see|cf|from|in|источник|см|см\. также|смотри|подлинник|копия"
    r"|оригинал|хранится|опубликовано)\b[\s.:]+)+",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\([^()]{1,60}\)[\s.,:]*")
# Books and journals have places, years, volumes and issues; archives have not.
_PRINTED = re.compile(
    r"""\([^():]{2,60}:[^()]{2,80},\s?\d{4}\)
    |\((?:[^()]{2,40},\s)?(?:\w{3,9}\s)?(?:1[89]|20)\d\d(?:[/–-]\d{2,4})?\),\s(?:pp?|с)\.
    |\b(?:М|Л|СПб|Пг|Пб|Киев|Минск|Пекин|Пхеньян)\.?(?:;\s\w+\.?)?[,:]\s?(?:[^.,:]{2,40},\s?)?(?:1[89]|20)\d\d
    |(?:1[89]|20)\d\d[.,]\s(?:№|No\.|Вып\.|Т\.)\s?\d
    |\bvols?\.?\s?[\dIVXLC]{1,6}\b[^;]{0,80}\bpp?\.
    |\b(?:no|nos)\.\s?\d[^;]{0,60},\spp?\.""",
    re.VERBOSE | re.IGNORECASE,
)
_ARCHIVE_WORD = re.compile(
    r"\b(?:\w{0,20}archi[vw]|arhiv|arkhiv|архив|архів|levéltár|librar(?:y|ies)\b|museum|bibliot|библиотек"
    r"|музей|nachlass|papers\b|collection\b)|档案",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"[A-ZА-ЯІЇЄҐ][\w-]?[A-ZА-ЯІЇЄҐ]{1,8}(?:\s[A-ZА-ЯІЇЄҐ][\w-]{0,8}){0,3}")
_NO_ARCHIVE = frozenset({
    "USSR", "USA", "US", "UN", "UK", "PRC", "DPRK", "ROK", "GDR", "CC", "CPSU", "CCP", "KWP",
    "NATO", "FRUS", "CWIHP", "NKIDP", "TASS", "СССР", "США", "ООН", "КНР", "КНДР", "ГДР", "ЦК",
    "КПСС", "ВКП", "КПК", "ТПК", "МИД", "ТАСС", "НАТО",
})  # fmt: skip
_NUMBER = re.compile(
    rf"\w[{DASHES}/.:]\s?\w*\d|\d[{DASHES}/.:]\w|\d{{5}}"
    r"|\b(?:box|file|folder|reel|no|vol|rg|sygn|dosar|doboz|inv|kart\w*)\b\.?\s?(?:no\.?\s?)?\w*\d",
    re.IGNORECASE,
)
_PROSE = re.compile(
    r"(?<![\w(])[^\W\d_A-ZА-Я]{3,}\s[^\W\d_A-ZА-Я]{3,}(?![^()]*\))|^[^\W\d_]{3,}ed\s"
)
_SHORT = 4


def is_printed(text: str) -> bool:
    """Tell a book or a journal from what lies in an archive."""
    return bool(_PRINTED.search(text))


def file_numbers(text: str) -> tuple[Shelfmark, ...]:
    """Return the file numbers a citation without fond and opis holds."""
    marks: list[Shelfmark] = []
    for piece in text.split(";"):
        found = _one(piece)
        if found or not marks:
            marks += [found] if found else []
        elif _shape(piece) == _shape(marks[-1].path):
            marks.append(_with_pages(replace(marks[-1], listy=()), piece))
        elif marks[-1].listy or not marks[-1].path or next_label(fold(piece), 0):
            continue
        elif re.search(r"\d", piece) and not _PROSE.search(piece):
            marks[-1] = replace(marks[-1], path=f"{marks[-1].path}; {plain(piece)}")
    return tuple(marks)


def in_table(text: str) -> tuple[Shelfmark, ...]:
    """Return the file number in a text that begins with an archive of the table."""
    if not any(map(str.isalnum, text)):
        return ()
    archive, path = find_archive(without_opening(text).strip(" ,.:"))
    found = _one(without_opening(text)) if archive and re.search(r"\d", path) else None
    return (found,) if found else ()


def without_opening(text: str) -> str:
    """Drop what leads to a shelfmark: ``and``, ``см. также``, ``Source:``."""
    for opening in (SAME_PLACE, _OPENING):
        if found := opening.match(text):
            text = text[found.end() :]
    return text


def unknown_archive(text: str) -> str:
    """Return the archive, not of the table, that the text before a shelfmark names, or ""."""
    text = text.rpartition("//")[2]
    parts = [part.strip(" .:–—-[]\"'«»“”") for part in re.split(r"[,;()]|(?<=\w{3})\.\s", text)]
    for part in reversed(parts):
        part = _OPENING.sub("", part)
        if _ARCHIVE_WORD.search(part) and part[:1].isupper() and len(part.split()) <= 12:
            return part
    last = next(filter(None, reversed(parts)), "")
    last = _OPENING.sub("", last)
    return last if _is_initials(last) else ""


def _is_initials(text: str) -> bool:
    return bool(_INITIALS.fullmatch(text)) and not _NO_ARCHIVE & set(text.split())


def _one(text: str) -> Shelfmark | None:
    """Return the one file number of a text, or None."""
    text = _OPENING.sub("", text.strip(" ,.;:[]"), count=1)
    if found := _DECIMAL.match(text.removeprefix(f"{_DECIMAL_FILE}, ")):
        return Shelfmark(archive=_DECIMAL_FILE, fond=plain(found[1]))
    if _KEW.match(text):
        return _with_pages(Shelfmark(archive="TNA"), text)
    archive, path = find_archive(text)
    if not archive:
        archive, path = _by_parts(text)
    path = _IN_BRACKETS.sub("", path, count=1) if _IN_BRACKETS.match(path) else path
    known = canonical_archive(archive)
    if known == "TNA" and _RECORD_GROUP.search(path):
        archive = known = "NARA"
    if not archive or _is_prose(path) or not (known or _NUMBER.search(path)):
        return None
    if known and path and len(known) < _SHORT and not re.search(r"\d.*\d", path):
        return None
    mark = _with_pages(Shelfmark(archive), path)
    # Where there are fonds, a label out of its place is damage and no file number.
    damaged = has_fonds(archive) and next_label(fold(mark.path), 0)
    return None if damaged else mark


def _is_prose(path: str) -> bool:
    return bool(_PROSE.search(path))


def _by_parts(text: str) -> tuple[str, str]:
    """Find the archive among the parts between commas; else the first, if it sounds like one."""
    parts = [part.strip() for part in text.split(",")]
    for number, part in enumerate(parts):
        name = canonical_archive(part) or (archive_within(part) if "(" in part else "")
        if name:
            return name, ", ".join(parts[:number] + parts[number + 1 :])
    first, _, rest = text.partition(" ")
    if _is_initials(first.rstrip(",.:")) and re.match(r"\S*\d", rest):
        return first.rstrip(",.:"), rest
    sounds = _is_initials(parts[0]) or (
        _ARCHIVE_WORD.search(parts[0]) and len(parts[0].split()) > 1 and parts[0][:1].isupper()
    )
    return (parts[0], ", ".join(parts[1:])) if sounds else ("", text)


def _with_pages(mark: Shelfmark, path: str) -> Shelfmark:
    """Cut the pages off a file number; in an archive with fonds read ``17/162/39`` as such."""
    path = path.strip(" ,.;:")
    pages = TRAILING_LEAVES.search(fold(path))
    if pages:
        mark = replace(mark, listy=leaf_ranges(pages["labelled"] or pages["bare"]))
        path = path[: pages.start()].strip(" ,.;:")
    slashed = _SLASHED.fullmatch(path) if has_fonds(mark.archive) else None
    if slashed:
        fond, opis, delo = map(shelfmark_number, slashed.groups("")[:3])
        leaves = leaf_ranges(slashed[4]) if slashed[4] else mark.listy
        return replace(mark, fond=fond, opis=opis, delo=delo, listy=leaves)
    return replace(mark, path=plain(path))


def _shape(path: str) -> str:
    """Return the outline of a file number: ``a 9/9`` for ``FO 371/84060``."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", plain(path)))


def plain(path: str) -> str:
    """Write a file number with plain hyphens and without stray spaces at its slashes."""
    path = re.sub(rf"(?<=\w){_DASH}(?=\w)", "-", " ".join(path.split()))
    return re.sub(r"(?<=\d)\s?/\s?(?=\d)", "/", path).strip(f" ,.;:{DASHES}")
