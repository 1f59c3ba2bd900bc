"""Which characters of a text are bytes that were read in the wrong encoding? Put right, where sure.

``Ă©migrĂ©`` was UTF-8 read as cp1250, ``РџСЂРёРІРµС‚`` UTF-8 read as cp1251, ``Ïðèâåò`` cp1251
read as cp1252. What nobody writes is put right: characters that are together the bytes of
plausible letters. A single letter is taken so only inside a word or beside surer ones.
Everything else stays as it is.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable, Set
from functools import cache, lru_cache, partial
from itertools import islice, product
from typing import NamedTuple

from searchlib.formats.legacy import unlikelihood

__all__ = ["repair"]


def repair(text: str) -> tuple[str, list[str]]:
    """Return a text with its misread characters put right, and notes that say so.

    >>> repair("РџСЂРёРІРµС‚")[0]
    'Привет'
    """
    repaired: Counter[tuple[str, str]] = Counter()
    seen = _Seen.of(text)
    names = [name for name in _MISREADINGS if seen.holds(_patterns(name).sought)]
    if len(names) > 1:
        names.sort(key=lambda name: -_explained(text[:_LOOKED_AT], _patterns(name)))
    # A line that is misread throughout shows best in which encoding it was.
    for put_right, name in product((_put_whole_right, _put_right), names):
        find = _finding(text, _patterns(name).sought, seen)
        text, places = _by_lines(text, find, partial(put_right, name=name))
        repaired["UTF-8", name] += places
    seen = _Seen.of(text) if repaired.total() else seen
    absent = ""
    for written, read in _SWAPS:
        codec, sought = _READ[read]
        if read == absent or not seen.holds(sought):
            absent = read
            continue
        word = sought.pattern
        put_right = partial(_put_words_right, word=word, codecs=(codec, _WRITTEN[written]))
        text, places = _by_lines(text, _searching(text, word), put_right)
        seen = _Seen.of(text) if places else seen
        repaired[written, read] += places
    return text, [
        f"repaired {places:,} place{'s' * (places != 1)} of {written} that had been read as {read}"
        for (written, read), places in repaired.items()
        if places
    ]


_EVERY_BYTE = bytes(range(256))
_ALPHABET = "cp1251"
"""In which nearly all of most texts can be told by its bytes, which is many times as fast."""
_REPLACED, _MANY = re.compile(rb"\?"), 500
_IN_ALPHABET = frozenset(_EVERY_BYTE.decode(_ALPHABET, "ignore"))


class _Sought(NamedTuple):
    """Hold a pattern of characters of some sets that follow one another.

    ``needed`` are the characters of the first set if the alphabet has none of them. ``kinds`` is
    a table that turns each byte of the alphabet into the number of the set it is of, ``row`` are
    the numbers that follow one another, ``beyond`` the characters it has not.
    """

    pattern: re.Pattern[str]
    needed: frozenset[str]
    kinds: bytes
    row: bytes
    beyond: frozenset[str]

    @classmethod
    def of(cls, pattern: str, *sets: str) -> _Sought:
        """Return what is found where a character of each set follows one of the set before."""
        numbers = {chars: number for number, chars in enumerate(dict.fromkeys(sets), start=1)}
        kinds = bytearray(256)
        for chars, number in numbers.items():
            for sign in chars.encode(_ALPHABET, "ignore"):
                kinds[sign] = number
        row = bytes(map(numbers.__getitem__, sets))
        beyond = frozenset("".join(sets)) - _IN_ALPHABET
        needed = frozenset(sets[0]) if beyond.issuperset(sets[0]) else frozenset[str]()
        return cls(re.compile(pattern), needed, bytes(kinds), row, beyond)


class _Seen(NamedTuple):
    """Hold a text, its bytes in the alphabet, and which characters the alphabet has not.

    There may be others among these.
    """

    text: str
    signs: bytes
    beyond: Set[str]

    @classmethod
    def of(cls, text: str) -> _Seen:
        """Look at the characters of a text."""
        signs = text.encode(_ALPHABET, "replace")
        few = signs.count(b"?") < _MANY
        beyond = {text[found.start()] for found in _REPLACED.finditer(signs)} if few else set(text)
        return cls(text, signs, beyond)

    def holds(self, sought: _Sought) -> bool:
        """Tell whether the text holds what is sought."""
        if sought.needed and self.beyond.isdisjoint(sought.needed):
            return False
        if not self.beyond.isdisjoint(sought.beyond):
            return bool(sought.pattern.search(self.text))
        return sought.row in self.signs.translate(sought.kinds)


_LOOKED_AT = 1_000_000


def _explained(text: str, patterns: _Patterns) -> int:
    """Count the characters that are misread letters, if they were misread so."""
    return sum(found.end() - found.start() for found in patterns.stretch.finditer(text))


_Find = Callable[[int], tuple[int, int] | None]
"""Return where from an offset on something stands, or None."""


def _searching(text: str, pattern: re.Pattern[str]) -> _Find:
    """Find a pattern in a text."""
    return lambda start: found.span() if (found := pattern.search(text, start)) else None


def _finding(text: str, sought: _Sought, seen: _Seen) -> _Find:
    """Find what is sought in a text: by its bytes if it is the one that was seen."""
    if text is not seen.text or not seen.beyond.isdisjoint(sought.beyond):
        return _searching(text, sought.pattern)
    kinds, row = seen.signs.translate(sought.kinds), sought.row
    return lambda start: (at, at + len(row)) if (at := kinds.find(row, start)) >= 0 else None


def _by_lines(
    text: str, find: _Find, put_right: Callable[[str], tuple[str, int]]
) -> tuple[str, int]:
    """Put right the lines that hold what is found; return how many places there were."""
    pieces: list[str] = []
    places = done = 0
    while found := find(done):
        start = text.rfind("\n", done, found[0]) + 1 or done
        end = _end_of_line(text, found[1])
        line, here = put_right(text[start:end])
        pieces += [text[done:start], line]
        places += here
        done = end
    return ("".join([*pieces, text[done:]]), places) if places else (text, 0)


_LONG_LINE = 65_536


def _end_of_line(text: str, start: int) -> int:
    """Return where a line ends; a very long one at a space, or anywhere."""
    end = text.find("\n", start, start + _LONG_LINE)
    if end < 0:
        end = text.find(" ", start + _LONG_LINE, start + 2 * _LONG_LINE)
    return min(start + 2 * _LONG_LINE, len(text)) if end < 0 else end


# UTF-8 read as another encoding ---------------------------------------------


# First bytes of the letters of Latin, with « and °, and of Russian.
_LEADS, _RUSSIAN = b"\xc2\xc3\xc4\xc5\xd0\xd1", b"\xd0\xd1"


class _Look(NamedTuple):
    """Say how UTF-8 looks when read in one encoding.

    ``letters`` is how many in a row nobody writes, ``leads`` the first bytes they may have,
    ``signs`` whether one dash or quotation mark is enough.
    """

    codec: str
    letters: int = 2
    leads: bytes = _LEADS
    signs: bool = True


# Where first bytes are read as lines of a table only those of Russian are sure; where they
# are read as dashes, "– А – Б" is a dialogue.
_MISREADINGS = {
    "cp1251": _Look("cp1251"),
    "cp1252": _Look("cp1252"),
    "latin-1": _Look("latin_1"),
    "cp1250": _Look("cp1250"),
    "koi8-r": _Look("koi8_r", letters=4, leads=_RUSSIAN),
    "cp866": _Look("cp866", leads=_RUSSIAN, signs=False),
    "cp437": _Look("cp437", leads=_RUSSIAN),
    "mac-cyrillic": _Look("mac_cyrillic", letters=3, signs=False),
    "mac-roman": _Look("mac_roman", letters=3),
}


class _Patterns(NamedTuple):
    """Hold what misread text is found by, and the byte of each character."""

    table: dict[int, int]
    sought: _Sought
    sure: re.Pattern[str]
    single: re.Pattern[str]
    stretch: re.Pattern[str]


@cache
def _patterns(name: str) -> _Patterns:
    look = _MISREADINGS[name]
    read = {byte: _character(byte, look.codec) for byte in range(0x80, 0x100)}
    following = "".join(read[byte] for byte in range(0x80, 0xC0))
    after = f"[{re.escape(following)}]"
    sure_letter = f"[{re.escape(''.join(read[byte] for byte in look.leads))}]{after}"
    letter = f"[{re.escape(''.join(read[byte] for byte in _LEADS))}]{after}"
    # U+2010 to U+203F are dashes, quotation marks and the like; U+2116 is the number sign.
    sign = f"{re.escape(read[0xE2] + read[0x80])}{after}"
    number_sign = re.escape(read[0xE2] + read[0x84] + read[0x96])
    leads = "".join(read[byte] for byte in _LEADS) + read[0xE2] * look.signs
    single = f"{letter}|{sign}|{number_sign}"
    sure = f"(?:{sure_letter}){{{look.letters},}}"
    sure += f"|{sign}|{number_sign}" if look.signs else ""
    return _Patterns(
        {code: code for code in range(0x80)} | {ord(char): byte for byte, char in read.items()},
        _Sought.of(f"[{re.escape(leads)}]{after}", leads, following),
        re.compile(sure),
        re.compile(single),
        re.compile(f"(?:{single})+"),
    )


def _character(byte: int, codec: str) -> str:
    """Return what a byte is read as; what an encoding leaves open, browsers read as a control."""
    try:
        return bytes((byte,)).decode(codec)
    except UnicodeDecodeError:
        return chr(byte)


_MOST_TIMES = 2
"""How often a text may have been misread."""


def _put_whole_right(line: str, name: str) -> tuple[str, int]:
    """Put right a line of UTF-8 that was misread throughout; count its stretches."""
    patterns = _patterns(name)
    places = 0
    for _ in range(_MOST_TIMES):
        right = _whole(line, patterns) if _is_sure(line, name) else ""
        if not right:
            break
        places += sum(1 for _ in patterns.stretch.finditer(line))
        line = right
    return line, places


def _is_sure(line: str, name: str) -> bool:
    """Tell a line that holds more of misread text than one letter."""
    patterns = _patterns(name)
    if patterns.sure.search(line):
        return True
    letters = (_letters(found[0], name) for found in patterns.single.finditer(line))
    return len(list(islice(filter(_ACCENT.match, letters), 2))) > 1


def _put_right(line: str, name: str) -> tuple[str, int]:
    """Put right what is sure in a line, then single letters beside it or inside words."""
    patterns = _patterns(name)
    places = 0

    def sure(found: re.Match[str]) -> str:
        nonlocal places
        right = _letters(found[0], name)
        places += bool(right)
        return right or found[0]

    def single(found: re.Match[str]) -> str:
        nonlocal places
        before = surer[found.start() - 1] if found.start() else ""
        after = surer[found.end()] if found.end() < len(surer) else ""
        right = _letters(found[0], name)
        if not right or not _is_misread(found[0], right, before, after, beside=places > 0):
            return found[0]
        places += 1
        return right

    surer = patterns.sure.sub(sure, line)
    return patterns.single.sub(single, surer), places


def _whole(line: str, patterns: _Patterns) -> str:
    """Return a line that was misread throughout, or "" where a part of it was not."""
    try:
        return codecs.charmap_encode(line, "strict", patterns.table)[0].decode("utf-8")
    except UnicodeError:
        return ""


_ACCENT = re.compile("[\u00c0-\u017f]")
_PLAUSIBLE = re.compile("[\u00a0-\u017f\u0401-\u0475\u0490\u0491\u2010-\u203a\u2116]+")


@lru_cache(maxsize=4096)
def _letters(misread: str, name: str) -> str:
    """Return what misread characters are, or "" where that is nothing anybody writes."""
    right = _whole(misread, _patterns(name))
    return right if _PLAUSIBLE.fullmatch(right) else ""


_CLOSING = "”’‘“…–—»"
_ONE_LETTER_WORDS = frozenset("авикосуяАВИКОСУЯ")


def _is_misread(misread: str, right: str, before: str, after: str, *, beside: bool) -> bool:
    """Tell whether two characters are one letter, by what stands before and after them."""
    if "\u00c0" <= right <= "\u017f":
        # "BLÅ…" and „JÄ“ are words; a quotation mark inside a word is none.
        inside = _is_ascii_letter(before), _is_ascii_letter(after)
        if misread[-1] in _CLOSING:
            return all(inside)
        # A capital closes no word but one of capitals: those may be anything.
        last = right.isupper() and not inside[1] and not beside
        return any(inside) and not last and not (before.isalpha() and not inside[0])
    if before.isalpha():
        return False
    if right in _ONE_LETTER_WORDS and not after.isalpha():
        # "Ð¸" is no word, but "Рё" is a name of Japan.
        return beside or misread[0] in "ÐÑĐŃ"
    # Â is set before nothing by who writes Russian or English.
    return misread[0] == "Â" or (beside and not (right.isalpha() and after.isalpha()))


def _is_ascii_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


# One encoding of letters read as another ------------------------------------

_WRITTEN = {"cp1251": "cp1251", "koi8-r": "koi8_r"}
_SWAPS = (("cp1251", "cp1252"), ("koi8-r", "cp1252"), ("koi8-r", "cp1251"))
_CAPITALS = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁ"
_ACCENTED = "".join(map(chr, range(0xC0, 0x100)))
# What words look like that are misread: "Ïðèâåò" or "оПХБЕР".
_READ = {
    "cp1252": (
        "cp1252",
        _Sought.of("[\u00c0-\u00ff]{3}[\u00c0-\u00ff]+", *[_ACCENTED] * 4),
    ),
    "cp1251": (
        "cp1251",
        _Sought.of("[а-яё][А-ЯЁ]{2}[А-ЯЁ]*", _CAPITALS.lower(), _CAPITALS, _CAPITALS),
    ),
}
_FEWEST_WORDS, _FEWEST_LETTERS = 2, 10
_LIKELY, _LIKELIER = 3.6, 10.0
"""What a letter may cost where a line is put right, and by how much the line must gain."""


def _put_words_right(line: str, word: re.Pattern[str], codecs: tuple[str, str]) -> tuple[str, int]:
    """Put right a line of letters misread, where it then reads much likelier."""
    words = word.findall(line)
    if len(words) < _FEWEST_WORDS or sum(map(len, words)) < _FEWEST_LETTERS:
        return line, 0
    read, written = codecs
    try:
        right = line.encode(read).decode(written)
    except UnicodeError:
        return line, 0
    cost, beyond = unlikelihood(right), sum(char > "\x7f" for char in right)
    if cost > _LIKELY * beyond or cost + _LIKELIER > unlikelihood(line):
        return line, 0
    return right, len(line.split())
