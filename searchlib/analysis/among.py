"""Where do some forms stand in a text? Only the words that may have one are read.

Most texts are searched as bytes, a letter each, with what may stand inside a word left out:
that takes a tenth of the time it takes to read them, and shows where to read.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import accumulate, groupby

from searchlib.analysis.remembering import GAP, remembered, tokens_of
from searchlib.analysis.tokens import ACRONYM, LONGEST, PARAGRAPH_GAP, Token, fold
from searchlib.patterns import lazily

__all__ = ["Among"]

_CODE = "cp1251"
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_LETTERS = (_LATIN + _CYRILLIC).encode(_CODE)
_SIGNS = b"-.[]"
"""What may stand inside a word and is not in its form."""
_ODD = b"\x98"
"""Stands for what folding may change otherwise than by the table; the code has no such letter."""
_PLAIN = bytes({*range(0x60), *range(0x61, 0x80)}) + (
    _CYRILLIC + _CYRILLIC.upper() + "Ёё«»“”„—–…№§•°€’\xa0"
).encode(_CODE)


def _all_but(kept: bytes) -> bytes:
    return bytes(set(range(256)).difference(kept))


_FOLDED = bytearray(_ODD * 256)
for _before, _after in (
    (_PLAIN, _PLAIN),
    ((_LATIN + _CYRILLIC).upper().encode(_CODE), _LETTERS),
    ("Ёё’\n".encode(_CODE), "ее' ".encode(_CODE)),
):
    for _sign, _instead in zip(_before, _after, strict=True):
        _FOLDED[_sign] = _instead
_WORDS = bytes.maketrans(_all_but(_LETTERS), b" " * len(_all_but(_LETTERS)))
_HARD_SIGN = lazily(rb"\xfa(?![\xe0-\xff])")  # at the end of a word
_SCRIPTS = bytearray(256)
"""Says of each letter which script it is of, 1 or 2; all else is 0."""
for _script, _letters in ((1, _LATIN), (2, _CYRILLIC)):
    for _letter in _letters.encode(_CODE):
        _SCRIPTS[_letter] = _script
_BOTH = b"\x03"
_JOINTS = bytes.maketrans(_LETTERS + b".[]", b"L" * len(_LETTERS) + b"---")
_JOINT = b"-L"
"""What is left of a sign inside a word; to look for it takes a third of what a pattern takes."""
_APART = " \0 "
"""What stands between two texts that are read together: no word or number goes on over it, nor
does a line that ends with a hyphen."""
_NUMBER = re.compile(rb"[0-9]")
_BROKEN = lazily(rb"[-\x98\xac\xad][ \t]*\r?\n[ \t]*")
_HYPHENS = frozenset((b"-", b"\x98", b"\xac", b"\xad"))
_THOUSANDS = lazily(rb"(?<=[0-9\x98]) (?=000)")
_ACRONYM = lazily(ACRONYM)
_COUNTRY = b"u."
"""What the one acronym begins with that may have a single stop inside: U.S-led."""
_MANY = 30
"""From so many forms on it is quicker to look each word of a text up among them."""

_made = tuple.__new__  # what a named tuple's own __new__ calls, in about half the time


class Among:
    """Find the tokens of texts that have one of some forms.

    Without ``places`` the positions of tokens are of no account, as where no phrase is looked
    for.
    """

    def __init__(self, forms: Set[str], *, places: bool = True) -> None:
        self._forms = forms
        self._places = places
        self._has_long = any(len(form) >= LONGEST for form in forms)
        self._has_numbers = any(form[:1].isdigit() for form in forms)
        words = (form for form in forms if not form[:1].isdigit())
        self._codes = frozenset(form.encode(_CODE, "replace") for form in words)
        self._roots = _roots(self._codes)
        self._latin = [code for code in self._roots if code.isascii()]
        self._with_apostrophes = [code for code in self._codes if b"'" in code]

    def tokens(self, texts: Sequence[str]) -> list[Sequence[Token]]:
        """Return the tokens of each text whose form is among the forms.

        The positions of those in one paragraph are as far apart as in ``tokenize``; from one
        paragraph to another they are at least as far apart. Short texts are read in two thirds
        of the time when they come together.
        """
        if self._has_long:
            return [tokens_of(text, self._forms) for text in texts]
        plain = [text.isascii() for text in texts]
        read = {
            kind: iter(
                self._read([text for text, one in zip(texts, plain, strict=True) if one is kind])
            )
            for kind in (True, False)
        }
        found = [next(read[kind]) for kind in plain]
        if not self._places:
            return [*found]
        return [self._placed(*each) for each in zip(texts, found, strict=True)]

    def _read(self, texts: Sequence[str]) -> list[list[Token]]:
        """Return the tokens of each text whose form is among the forms; positions are offsets.

        Texts in ASCII are read apart from others: these may have a word in two scripts.
        """
        whole = _APART.join(texts)
        folded = _coded(whole).translate(_FOLDED)
        if self._has_numbers:
            folded = _THOUSANDS.sub(b".", folded)
        begins = [*accumulate((len(text) + len(_APART) for text in texts), initial=0)]
        found: list[list[Token]] = [[] for _ in texts]
        for start, end in sorted({*self._pieces(whole, folded)}):
            number = bisect_right(begins, start) - 1
            offset = start - begins[number]
            found[number] += [
                _made(Token, (a + offset, b + offset, form, a + offset))
                for a, b, form, _ in remembered(whole[start:end])
                if form in self._forms
            ]
        return found

    def _pieces(self, whole: str, folded: bytes) -> Iterator[tuple[int, int]]:
        """Yield what stands between spaces and may have one of the forms, in no order."""
        for code in self._held(folded):
            yield from _pieces_at(code, folded, folded)
        joined = _pieces_at(_JOINT, folded.translate(_JOINTS), folded)
        closed = [_closed(whole[start:end], folded[start:end]) for start, end in joined]
        begins = [*accumulate((len(word) + 1 for word in closed), initial=0)]
        words = b" ".join(closed)
        for code in self._held(words):
            for place, _ in _pieces_at(code, words, words):
                yield joined[bisect_right(begins, place) - 1]
        if self._has_numbers:
            yield from _pieces_with(_NUMBER, folded)
        yield from _pieces_at(_ODD, folded, folded)
        if not folded.isascii():
            yield from _pieces_with(_HARD_SIGN, folded)
            yield from _mixed(folded)

    def _held(self, folded: bytes) -> Iterable[bytes]:
        """Return those of the forms, as bytes, that a text may have, or what they begin with."""
        codes = self._latin if folded.isascii() else self._roots
        if len(codes) < _MANY:
            return [code for code in codes if code in folded]
        held = self._codes.intersection(folded.translate(_WORDS).split())
        return held.union(code for code in self._with_apostrophes if code in folded)

    def _placed(self, text: str, tokens: Sequence[Token]) -> Sequence[Token]:
        """Return tokens with their positions, in each paragraph that has several of them."""
        if len(tokens) < 2:
            return tokens
        paragraphs = _paragraphs(text)
        starts = [start for start, _ in paragraphs]
        found: list[Token] = []
        for number, group in groupby(tokens, lambda token: bisect_right(starts, token.start) - 1):
            here, position = list(group), PARAGRAPH_GAP * number
            if len(here) > 1:
                start, end = paragraphs[number]
                here = tokens_of(text[start:end], self._forms)
                found += _moved(here, start, start + position)
            else:
                found += _moved(here, 0, position)
        return found


def _roots(codes: Iterable[bytes]) -> list[bytes]:
    """Return those of some forms that begin with no other: where these stand are all of them."""
    roots: list[bytes] = []
    for code in sorted(codes):
        if not roots or not code.startswith(roots[-1]):
            roots.append(code)
    return roots


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Return from where to where each paragraph goes."""
    gaps = [gap.span() for gap in GAP.finditer(text)] if "\n" in text else []
    return list(zip([0, *(b for _, b in gaps)], [*(a for a, _ in gaps), len(text)], strict=True))


def _coded(text: str) -> bytes:
    """Return a text, a byte for each letter, with words broken over a line joined."""
    coded = text.encode("ascii" if text.isascii() else _CODE, "searchlib.odd")
    if b"\n" in coded and _has_broken(coded):
        coded = _BROKEN.sub(_filled, coded)
    return coded


def _closed(piece: str, folded: bytes) -> bytes:
    """Return a word without the signs inside it, and the acronyms that it is made of."""
    closed = folded.translate(None, _SIGNS)
    if folded.count(b".") < 2 and _COUNTRY not in folded:
        return closed
    acronyms = (fold(word.replace(".", "")) for word in _ACRONYM.findall(piece))
    return b" ".join((closed, *(form.encode(_CODE, "replace") for form in acronyms)))


def _has_broken(coded: bytes) -> bool:
    """Say whether any line ends with what may be a hyphen: the pattern reads all else as well."""
    *lines, _ = coded.split(b"\n")
    return any(line.rstrip(b" \t\r")[-1:] in _HYPHENS for line in lines if line)


def _filled(broken: re.Match[bytes]) -> bytes:
    """Return what joins the parts of a word that is broken over a line."""
    return (b"-" if broken[0][:1] == b"-" else _ODD) * len(broken[0])


def _odd(error: UnicodeError) -> tuple[bytes, int]:
    """Put the odd byte for each letter the code does not have."""
    assert isinstance(error, UnicodeEncodeError)
    return _ODD * (error.end - error.start), error.end


codecs.register_error("searchlib.odd", _odd)


def _pieces_with(sign: re.Pattern[bytes], folded: bytes) -> Iterator[tuple[int, int]]:
    """Yield what stands between spaces and has a sign in it."""
    found = sign.search(folded)
    while found:
        start, end = _piece(folded, found.start())
        yield start, end
        found = sign.search(folded, end)


def _pieces_at(sign: bytes, signs: bytes, folded: bytes) -> list[tuple[int, int]]:
    """Return what stands between spaces and has a sign in it, as the text is in such signs."""
    found = []
    next_sign, next_space, last_space = signs.find, folded.find, folded.rfind
    place = next_sign(sign)
    while place >= 0:
        end = next_space(b" ", place)
        if end < 0:
            end = len(folded)
        found.append((last_space(b" ", 0, place) + 1, end))
        place = next_sign(sign, end)
    return found


def _mixed(folded: bytes) -> Iterator[tuple[int, int]]:
    """Yield what stands between spaces and has letters of both scripts beside each other.

    As numbers, the text and the text moved by a letter are added up at once: to look for pairs
    of letters takes three times as long.
    """
    scripts = folded.translate(_SCRIPTS)
    number = int.from_bytes(scripts, "little")
    sums = (number + (number << 8)).to_bytes(len(scripts) + 1, "little")
    yield from _pieces_at(_BOTH, sums, folded)
    place = folded.find(b"'", 1)
    while place >= 0:
        end = place + 1
        if sum(scripts[place - 1 : place + 2]) == _BOTH[0]:
            start, end = _piece(folded, place)
            yield start, end
        place = folded.find(b"'", end)


def _piece(folded: bytes, place: int) -> tuple[int, int]:
    """Return from where to where there is no space around a place."""
    end = folded.find(b" ", place)
    return folded.rfind(b" ", 0, place) + 1, len(folded) if end < 0 else end


def _moved(tokens: Iterable[Token], offset: int, position: int) -> list[Token]:
    return [Token(a + offset, b + offset, form, at + position) for a, b, form, at in tokens]
