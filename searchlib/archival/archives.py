"""Under which names is one archive known?"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from searchlib.archival.archive_table import ARCHIVES, RENAMED

__all__ = ["archive_names", "archive_within", "canonical_archive", "find_archive", "has_fonds"]

_DOTTED_LETTER = re.compile(r"\.(?=\w\b)|(?<=\b\w)\.")
_NOT_WORD = re.compile(r"[\W_]+")
_PART = re.compile(r"[,;:()\[\]/«»\"“”]+|\.\s")
_FORMER = re.compile(r"\((?:бывш|ранее|former|ex\b)[^()]{0,80}\)", re.IGNORECASE)
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
# A slip of the keyboard: А typed as A.
_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТУХІЈЅ", "ABEKMHOPCTYXIJS")
# As far back as an archive is looked for in running text.
_MOST_WORDS = 40
_SHORT = 3
_REMEMBERED = 1024
"""Of how many names: a citation asks for its archive's many times, and so does the next."""
_ARTICLES = ("the", "The")


def _key(name: str) -> str:
    """Fold a name so that ``А.П. РФ``, ``APRF`` and ``ap rf`` compare as one would expect."""
    folded = unicodedata.normalize("NFKC", name).upper().replace("Ё", "Е").translate(_LOOK_ALIKES)
    words = _NOT_WORD.sub(" ", _DOTTED_LETTER.sub("", folded)).split()
    return " ".join("ARCHIVE" if word == "ARCHIVES" else word for word in words if word != "THE")


@cache
def _by_key() -> dict[str, str]:
    return {_key(spelling): row[0] for row in ARCHIVES for spelling in row}


@cache
def _rows() -> dict[str, tuple[str, ...]]:
    return {row[0]: row for row in ARCHIVES}


@lru_cache(maxsize=_REMEMBERED)
def canonical_archive(name: str) -> str:
    """Return the canonical name of an archive, or "" where it is not in the table."""
    return _by_key().get(_key(name), "")


@lru_cache(maxsize=_REMEMBERED)
def archive_names(archive: str) -> tuple[str, ...]:
    """Return every spelling of an archive's name, canonical first; the name itself if unknown.

    Former names are included: what is cited as RTsKhIDNI lies in RGASPI today.
    """
    name = canonical_archive(archive)
    if not name:
        return (archive.strip(),) if archive.strip() else ()
    group = next((names for names in RENAMED if name in names), (name,))
    ordered = (name, *(other for other in group if other != name))
    return tuple(spelling for one in ordered for spelling in _rows()[one])


@lru_cache(maxsize=_REMEMBERED)
def has_fonds(archive: str) -> bool:
    """Tell an archive ordered by fond and opis: in the table they have names in Cyrillic."""
    return any(map(_CYRILLIC.search, _rows().get(archive, ())))


def find_archive(text: str, *, longest: int = 12) -> tuple[str, str]:
    """Split ``text`` into the archive its first words name and the rest; ("", text) if none."""
    words = text.split()
    for count in range(min(longest, len(words)), 0, -1):
        name = canonical_archive(" ".join(words[:count]))
        if name and words[count - 1] not in _ARTICLES:
            return name, " ".join(words[count:]).lstrip(",.;: ")
    first, hyphen, rest = text.partition("-")
    name = canonical_archive(first) if hyphen and len(first) > _SHORT else ""
    return (name, rest) if name else ("", text)


def archive_within(text: str, *, longest: int = 12) -> str:
    """Return the archive of the table that running text names last, or "".

    Short names count in the middle of a text only as initials: the National Archives
    that end "Georgian National Archives" are not those of the table.
    """
    text = _FORMER.sub(" ", text)
    for part in reversed(_PART.split(text)):
        if name := canonical_archive(part):
            return name
    words = text.split()[-_MOST_WORDS:]
    for count in range(min(longest, len(words)), 0, -1):
        for start in range(len(words) - count, -1, -1):
            spelling = " ".join(words[start : start + count])
            if (count > 3 or _is_initials(spelling)) and (name := canonical_archive(spelling)):
                return name
    return ""


def _is_initials(text: str) -> bool:
    """Tell ``AP RF`` and ``TsKhSD`` from words with capitals."""
    return 2 * sum(map(str.isupper, text)) >= sum(map(str.isalpha, text)) > 1
