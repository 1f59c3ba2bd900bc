"""What does a reader's own dictionary say? Glossaries, dictd and StarDict, as pairs of words.

A glossary is a table of two or three columns: Russian, English, and a weight from 0 to 1.
Of a dictionary's article those pieces are taken that are all in the other script: examples,
labels, pronunciations and remarks in brackets are left out, and what comes first counts most.
"""

from __future__ import annotations

import gzip
import html
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from searchlib.analysis import AnalysedToken
from searchlib.bilingual.layers import Entries
from searchlib.bilingual.stop_words import STOP_WORDS
from searchlib.errors import FormatError
from searchlib.formats.decoding import decode

__all__ = [
    "READERS",
    "Said",
    "entries",
    "parts",
    "read",
    "read_dictd",
    "read_glossary",
    "read_stardict",
]

_LARGEST = 256 * 1024 * 1024
"""Of a dictionary unpacked, in bytes."""
_MOST_GLOSSES = 12
_MOST_WORDS = 5
_LONGEST_ARTICLE = 50_000
_FIRST = 0.6
"""What the first translation of an article weighs; the second weighs half of it, and so on."""

_DIGITS = {
    char: number
    for number, char in enumerate(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    )
}
_ARTICLES = (".dict.dz", ".dict")
_PARTS = {".index": (_ARTICLES,), ".ifo": ((".idx", ".idx.gz"), _ARTICLES)}
"""What must lie beside a dictionary's first file, in either form."""
_TABLES = (".tsv", ".txt")
_ABOUT_ITSELF = re.compile("00-?database")
_TAG = re.compile("<[^<>]*>")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|/[^/\n]*/|\b_\w+\.?")
_PIECE = re.compile(r"[;,\n]|\b\d+[.)>]|(?<!\w)\w\)|[•●—–=:]")
_WORDS = re.compile(r"[^\W\d_]+(?:[-'’ ][^\W\d_]+)*")
_LATIN = re.compile("[A-Za-z]")
_CYRILLIC = re.compile("[А-Яа-яЁёѢѣІіѲѳѴѵ]")


class Said(NamedTuple):
    """Say that Russian words and English words mean the same, and how surely, from 0 to 1."""

    ru: str
    en: str
    weight: float = 1.0


def read(path: Path, skipped: list[str] | None = None) -> list[Said]:
    """Return what a glossary or a dictionary says, by the ending of its name.

    Lines of a glossary that mean nothing are put into ``skipped``, with the reason, if it is
    given. Raises FormatError when it cannot be read, or its format is not known.
    """
    ending = _ending(path)
    return read_glossary(path, skipped) if ending in _TABLES else READERS[ending](path)


def parts(path: Path) -> list[Path]:
    """Return the files a glossary or a dictionary consists of, itself the first.

    Raises FormatError when one of them is missing, or its format is not known.
    """
    return [path, *(_beside(path, endings) for endings in _PARTS.get(_ending(path), ()))]


def _ending(path: Path) -> str:
    """Return the ending of a name, if it is that of a dictionary."""
    ending = path.suffix.lower()
    if ending not in READERS:
        known = ", ".join(READERS)
        raise FormatError(
            f"{path} is no glossary or dictionary searchlib can read: their names end in {known}."
        )
    return ending


def read_glossary(path: Path, skipped: list[str] | None = None) -> list[Said]:
    """Return the lines of a table with tabs: two languages in either order, and a weight.

    Empty lines and those that begin with # are left out. A line that means nothing is put
    into ``skipped`` with the reason, if it is given. Raises FormatError with the line if it is
    not, or if there is no other line.
    """
    found = []
    wrong: list[str] = []
    for number, line in enumerate(decode(_bytes(path), str(path)).split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            try:
                found.append(_of_line(line))
            except ValueError as error:
                wrong.append(f"line {number}: {error}")
    if wrong and (skipped is None or not found):
        raise FormatError(f"{path}, {wrong[0]}")
    if skipped is not None:
        skipped += wrong
    return found


def _of_line(line: str) -> Said:
    """Read a line of a glossary. Raises ValueError, saying what is wrong."""
    one, *rest = (column.strip() for column in line.split("\t"))
    if not one or not rest or not rest[0]:
        raise ValueError("write the Russian, a tab, and the English.")
    ru, en = (one, rest[0]) if _is_russian(one) else (rest[0], one)
    if not _is_russian(ru) or not _is_english(en):
        raise ValueError("one of the two must be Russian and the other English.")
    if len(rest) < 2 or not rest[1]:
        return Said(ru, en)
    try:
        weight = float(rest[1].replace(",", "."))
    except ValueError:
        weight = -1.0
    if not 0 < weight <= 1:
        raise ValueError(f"the weight {rest[1]!r} is no number above 0 and up to 1.")
    return Said(ru, en, weight)


def read_dictd(index: Path) -> list[Said]:
    """Return what a dictionary of dictd says: NAME.index beside NAME.dict or NAME.dict.dz.

    Format: RFC 2229 and dictfmt(1). Raises FormatError when it cannot be read.
    """
    data = _unpacked(_beside(index, _ARTICLES))
    found: list[Said] = []
    lines = _bytes(index).split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            word, start, length = line.decode("utf-8").rstrip("\r").split("\t")[:3]
            at, size = _number(start), _number(length)
        except (ValueError, KeyError) as error:
            raise FormatError(f"{index}, line {number}: this is no index of dictd.") from error
        if at + size > len(data):
            raise FormatError(f"{index}, line {number}: its article is not in the dictionary.")
        if not _ABOUT_ITSELF.match(word):
            found += _article(word, data[at : at + size].decode("utf-8", "replace"))
    return found


def _number(digits: str) -> int:
    """Return a number as dictd writes it, with 64 digits."""
    value = 0
    for digit in digits[:10]:
        value = value * 64 + _DIGITS[digit]
    return value


def read_stardict(ifo: Path) -> list[Said]:
    """Return what a dictionary of StarDict says: NAME.ifo beside NAME.idx and NAME.dict(.dz).

    Format: StarDict's doc/StarDictFileFormat. Raises FormatError when it cannot be read.
    """
    header, *lines = decode(_bytes(ifo), str(ifo)).split("\n")
    if not header.startswith("StarDict's dict ifo file"):
        raise FormatError(f"{ifo}, line 1: this is no .ifo file of StarDict.")
    about = dict(line.split("=", 1) for line in lines if "=" in line)
    words, data = (_unpacked(_beside(ifo, endings)) for endings in _PARTS[".ifo"])
    place = struct.Struct(">QI" if about.get("idxoffsetbits") == "64" else ">II")
    kinds, start = about.get("sametypesequence", ""), 0
    found: list[Said] = []
    while start < len(words):
        end = words.find(b"\0", start)
        if end < 0 or end + 1 + place.size > len(words):
            raise FormatError(f"{ifo}: its index breaks off at byte {start}.")
        word = words[start:end].decode("utf-8", "replace")
        at, size = place.unpack_from(words, end + 1)
        if at + size > len(data):
            raise FormatError(f"{ifo}: the article of {word!r} is not in the dictionary.")
        text = "\n".join(_texts(data[at : at + size], kinds))
        found += _article(word, html.unescape(_TAG.sub("\n", text)))
        start = end + 1 + place.size
    return found


def _texts(article: bytes, kinds: str) -> Iterator[str]:
    """Yield the texts of an article, which may hold sounds and pictures as well."""
    start, number = 0, 0
    while start < len(article):
        if kinds and number >= len(kinds):
            return
        kind = kinds[number] if kinds else chr(article[start])
        last = bool(kinds) and number == len(kinds) - 1
        number, start = number + 1, start + (0 if kinds else 1)
        if kind.isupper():  # a sound or a picture: its length in four bytes, unless it is the last
            size = int.from_bytes(article[start : start + 4], "big")
            start = len(article) if last else start + 4 + size
            continue
        end = len(article) if last else article.find(b"\0", start)
        end = len(article) if end < 0 else end
        if kind in "mlgxhk":
            yield article[start:end].decode("utf-8", "replace")
        start = end + 1


def _article(word: str, text: str) -> Iterator[Said]:
    """Yield what an article says of its word in the other script, the first the surest."""
    russian = _is_russian(word)
    if not russian and not _is_english(word):
        return
    said: dict[str, None] = {}
    for piece in _PIECE.split(_ASIDE.sub(" ", " ".join(_unwrapped(text)))):
        gloss = " ".join(piece.split())
        other = _CYRILLIC if russian else _LATIN
        if _WORDS.fullmatch(gloss) and not other.search(gloss) and gloss.count(" ") < _MOST_WORDS:
            said[gloss] = None
        if len(said) == _MOST_GLOSSES:
            break
    for rank, gloss in enumerate(said, 1):
        yield Said(*((word, gloss) if russian else (gloss, word)), _FIRST / rank)


def _unwrapped(text: str) -> Iterable[str]:
    """Return the lines of an article; a line break is a space, but for the word's own line."""
    first, *rest = text[:_LONGEST_ARTICLE].split("\n")
    return (first + " ; ", *rest)


def _is_russian(text: str) -> bool:
    return bool(_CYRILLIC.search(text))


def _is_english(text: str) -> bool:
    return bool(_LATIN.search(text)) and not _is_russian(text)


def entries(said: Iterable[Said], analyse: Callable[[str], Iterable[AnalysedToken]]) -> Entries:
    """Return pairs of words as entries of a lexicon, both ways, under the terms of the words.

    Stop words are left out, so that of «Council of Ministers» two words are looked for.
    """
    found: dict[tuple[str, str], dict[str, float]] = {}
    for pair in said:
        ru, en = _term(analyse(pair.ru)), _term(analyse(pair.en))
        if ru and en:
            for language, term, other in (("en", ru, en), ("ru", en, ru)):
                known = found.setdefault((language, term), {})
                known[other] = max(known.get(other, 0.0), pair.weight)
    return found


def _term(tokens: Iterable[AnalysedToken]) -> str:
    """Return words as a term of the lexicon; one alone as it is cited."""
    wholes: list[AnalysedToken] = []
    for token in tokens:  # the parts of a compound come after the whole
        if not wholes or token.start >= wholes[-1].end:
            wholes.append(token)
    chosen = [token for token in wholes if token.form not in STOP_WORDS] or wholes
    if len(chosen) == 1 and chosen[0].form in chosen[0].terms:
        return chosen[0].form
    return " ".join(token.terms[0] for token in chosen)


def _beside(path: Path, endings: Iterable[str]) -> Path:
    """Return the file of the same name with one of these endings."""
    for ending in endings:
        if (other := path.with_suffix(ending)).exists():
            return other
    raise FormatError(f"{path} needs {' or '.join(endings)} beside it; copy that file there too.")


def _unpacked(path: Path) -> bytes:
    """Return the bytes of a file; those of one that is packed unpacked."""
    if path.suffix not in (".dz", ".gz"):
        return _bytes(path)
    try:
        with gzip.open(path) as file:
            data = file.read(_LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FormatError(f"{path} cannot be unpacked: {error}. Copy it again.") from error
    return _bounded(data, path)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return _bounded(file.read(_LARGEST + 1), path)
    except OSError as error:
        raise FormatError(f"{path} cannot be read: {error.strerror or error}.") from error


def _bounded(data: bytes, path: Path) -> bytes:
    if len(data) > _LARGEST:
        raise FormatError(f"{path} holds more than {_LARGEST >> 20} MB; that is no dictionary.")
    return data


READERS: Mapping[str, Callable[[Path], list[Said]]] = {
    **dict.fromkeys(_TABLES, read_glossary),
    ".index": read_dictd,
    ".ifo": read_stardict,
}
