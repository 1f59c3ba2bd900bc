"""Which English terms say this Russian term, and the other way? Layers of translations.

A layer is a file of lines, sorted by their bytes: language, term, and its translations into
that language with their weights, in thousandths. A term is a lemma or a stem as the analysis
gives it; the terms of an entry of several words stand with spaces between them. A search opens
a file without reading it: a term is found by halving, in microseconds.
"""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import accumulate
from math import ceil
from pathlib import Path
from typing import NamedTuple, Self

from searchlib.analysis import is_cyrillic
from searchlib.bilingual.stop_words import STOP_WORDS
from searchlib.errors import FormatError, IndexDamaged, SearchlibError

__all__ = [
    "DATA",
    "OTHER",
    "READINGS",
    "Entries",
    "Layer",
    "Lexicon",
    "Said",
    "Translation",
    "written",
]

DATA = Path(__file__).parent / "data"
OTHER = {"ru": "en", "en": "ru"}
READINGS = 2
"""In how many readings a word may begin or continue what a lexicon knows as one."""

_HEADER = b"#searchlib lexicon 1\n"
_THOUSAND = 1000
_MOST_KNOWN = 50_000
"""How many terms a lexicon remembers."""
_MOST_FOUND = 1_000
"""Of how many terms a layer remembers where they are: they are asked for several times in a row."""
_MOST_SAID = 5_000
"""Of how many words it remembers all that may say them."""
_MOST_TRANSLATIONS = 12

_FAMILY_WEIGHT = 0.25
"""How much the translations of a word of the same family count for a word not in the lexicon."""
_FAMILY_LETTERS = 4
_FAMILY_SHARE = 0.5
"""What two words must begin with in common to be taken for one family: letters, and share."""
_FAMILY_SIZE = 6

Entries = Mapping[tuple[str, str], Mapping[str, float]]
"""By (language, term): the translations into that language, with weights from 0 to 1."""


class Translation(NamedTuple):
    """A term of the other language, and how surely it says the same: from 0 to 1."""

    term: str
    weight: float

    @property
    def words(self) -> tuple[str, ...]:
        """Return the terms of its words, one or several."""
        return tuple(self.term.split(" "))


class Said(NamedTuple):
    """Hold what may say a word that stands for any of some terms.

    ``single`` are terms with weights, its own among them, which say it surely; ``several`` are
    translations of several words; ``opening`` those of its terms that entries begin with.
    """

    single: Mapping[str, float]
    several: tuple[Translation, ...]
    opening: tuple[str, ...]


def written(entries: Entries) -> bytes:
    """Return entries as the bytes of a layer; the same entries give the same bytes."""
    lines: list[bytes] = []
    for (language, term), translations in entries.items():
        fields = [language, term]
        ranked = sorted(translations.items(), key=lambda pair: (-pair[1], pair[0]))
        for translation, weight in ranked[:_MOST_TRANSLATIONS]:
            thousandths = round(min(weight, 1.0) * _THOUSAND)
            if thousandths and translation:
                fields += [translation, str(thousandths)]
        if len(fields) > 2 and term:
            lines.append("\t".join(fields).encode("utf-8", "replace") + b"\n")
    lines.sort(key=_key_of)
    return _HEADER + b"".join(lines)


def _key_of(line: bytes) -> bytes:
    """Return what lines are sorted by: language and term, each with the tab after it."""
    return line[: line.index(b"\t", line.index(b"\t") + 1) + 1]


class Layer:
    """Look terms up in the bytes of one file; several threads may.

    ``of_index`` says whether the file is one of an index: when it turns out to be damaged,
    IndexDamaged is raised, and FormatError otherwise.
    """

    def __init__(self, lines: mmap.mmap | bytes, name: str = "", *, of_index: bool = False) -> None:
        """Take the bytes. Raises FormatError or IndexDamaged when they are no lexicon."""
        self._lines = lines
        self._of_index = of_index
        self._held: tuple[list[bytes], list[int]] | None = None
        self._find = lru_cache(_MOST_FOUND)(self._found)
        self.name = name
        if lines[: len(_HEADER)] != _HEADER:
            raise _damaged(name, "is no lexicon of this version", of_index=of_index)

    @classmethod
    def open(cls, path: Path, *, of_index: bool = False) -> Layer:
        """Open a file for reading. Raises FormatError or IndexDamaged when it is no lexicon."""
        try:
            with path.open("rb") as file:
                lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            reason = f"cannot be read as a lexicon ({error})"
            raise _damaged(str(path), reason, of_index=of_index) from error
        try:
            return cls(lines, str(path), of_index=of_index)
        except SearchlibError:
            lines.close()
            raise

    def hold(self) -> None:
        """Take the lines apart, for a run that asks for thousands of terms.

        It takes 15 ms and twice the size of the file; a term is then found in 1 µs, and not in 10.
        """
        if self._held is None:
            *lines, rest = self._lines[len(_HEADER) :].split(b"\n")
            if rest:
                raise self._damaged()
            sizes = (len(line) + 1 for line in lines)
            self._held = lines, [*accumulate(sizes, initial=len(_HEADER))]

    def translations(self, term: str, to: str) -> dict[str, float]:
        """Return the translations of exactly this term, with weights."""
        key = f"{to}\t{term}\t".encode("utf-8", "replace")
        return self._read(self._find(key), key)

    def begins(self, term: str, to: str) -> bool:
        """Say whether any entry of several words begins with this term."""
        key = f"{to}\t{term} ".encode("utf-8", "replace")
        alone = key[:-1] + b"\t"
        lines, size, place = self._lines, len(key), self._find(alone)
        if lines[place : place + size] == alone:  # mostly known by now, and right before
            place = lines.find(b"\n", place) + 1
        if alone[:-1] < lines[place : place + size] < key:  # with a character of control
            place = self._find(key)
        return lines[place : place + size] == key

    def family(self, term: str, to: str) -> dict[str, float]:
        """Return the translations of the words that begin most like a term.

        They stand beside the place where the term would: корейский beside корея.
        """
        place = self._find(f"{to}\t{term}\t".encode("utf-8", "replace"))
        longest = max(_FAMILY_LETTERS, ceil(_FAMILY_SHARE * len(term)))
        near: list[tuple[int, int]] = []
        for step in (-1, 1):
            for other, start in self._terms(place, to, step):
                common = _shared(term, other)
                if common < longest:
                    break  # and so has what stands farther off
                longest = common
                if common >= _FAMILY_SHARE * len(other):
                    near.append((common, start))
        found: dict[str, float] = {}
        for common, start in near:
            if common == longest:
                for translation, weight in self._read(start, b"").items():
                    found[translation] = max(found.get(translation, 0.0), weight)
        return found

    def _terms(self, place: int, to: str, step: int) -> Iterable[tuple[str, int]]:
        """Yield a few single terms before or after a line, each with where its line starts."""
        for _ in range(_FAMILY_SIZE):
            if step < 0:
                if place <= len(_HEADER):
                    return
                place = self._start(place - 1)
            if place >= len(self._lines):
                return
            language, term, *_ = *self._line(place).split("\t", 2), ""
            if language != to:
                return
            if " " not in term:
                yield term, place
            if step > 0:
                place = self._lines.find(b"\n", place) + 1

    def _found(self, key: bytes) -> int:
        """Return where the first line starts that does not come before a key."""
        if self._held is not None:
            lines, starts = self._held
            return starts[bisect_left(lines, key)]
        whole, size = self._lines, len(key)
        low, high = len(_HEADER), len(whole)
        while low < high:
            start = whole.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = whole.find(b"\n", start) + 1
            if not end:
                raise self._damaged()
            if whole[start : start + size] < key:
                low = end
            else:
                high = start
        return low

    def _start(self, place: int) -> int:
        """Return where the line starts that holds this byte."""
        return self._lines.rfind(b"\n", 0, place) + 1

    def _line(self, start: int) -> str:
        try:
            return str(self._lines[start : self._lines.find(b"\n", start)], "utf-8")
        except UnicodeDecodeError as error:
            raise self._damaged() from error

    def _read(self, start: int, key: bytes) -> dict[str, float]:
        """Return the translations of the line at ``start``, if it is that of a key."""
        if self._lines[start : start + len(key)] != key:
            return {}
        fields = self._line(start).split("\t")[2:]
        try:
            found = {
                term: int(weight) / _THOUSAND
                for term, weight in zip(fields[::2], fields[1::2], strict=True)
            }
        except ValueError as error:
            raise self._damaged() from error
        if not all(0 < weight <= 1 for weight in found.values()):
            raise self._damaged()
        return found

    def _damaged(self) -> SearchlibError:
        return _damaged(self.name, "is damaged", of_index=self._of_index)

    def close(self) -> None:
        """Let go of the file."""
        if isinstance(self._lines, mmap.mmap):
            with suppress(BufferError):
                self._lines.close()


def _damaged(name: str, what: str, *, of_index: bool) -> SearchlibError:
    """Return the error that says what is wrong with a file, and what to do."""
    if of_index:
        return IndexDamaged(f"{name} {what}. Run: searchlib check --repair")
    return FormatError(f"{name or 'This lexicon'} {what}. Make it again.")


def _shared(one: str, other: str) -> int:
    """Return how many letters two words begin with in common."""
    for place, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return place
    return min(len(one), len(other))


class Lexicon:
    """Translate terms by several layers, the most trusted first.

    A translation has the best of its weights in any layer; where the weights of a term add up
    to more than 1 they are scaled down to it. So an upper layer leads by weighing more (a
    glossary's words weigh 1), and adds to the layers below it rather than silencing them.
    Where no layer has a term, words of its family stand in, weighing less.
    """

    def __init__(self, layers: Sequence[Layer] = ()) -> None:
        self._layers = tuple(layers)
        self._known: dict[tuple[str, str], tuple[Translation, ...]] = {}
        self._begins: dict[tuple[str, str], bool] = {}
        self._has: dict[tuple[str, str], bool] = {}
        self._scores: dict[tuple[str, str], float] = {}
        self._said: dict[tuple[str, Sequence[str]], Said] = {}

    @classmethod
    def open(cls, *paths: Path, of_index: bool = False) -> Lexicon:
        """Open the lexicon that searchlib brings, under layers of one's own, the first on top.

        Raises FormatError when a file cannot be read as a lexicon; IndexDamaged when it is
        one of ``paths``, and these are ``of_index``.
        """
        shipped = ((DATA / name, False) for name in ("period.lexicon", "base.lexicon"))
        layers: list[Layer] = []
        try:
            for path, own in (*((path, of_index) for path in paths), *shipped):
                layers.append(Layer.open(path, of_index=own))
        except SearchlibError:
            for layer in layers:
                layer.close()
            raise
        return cls(layers)

    @classmethod
    def of(cls, *entries: Entries) -> Lexicon:
        """Make a lexicon of entries in memory, one layer each."""
        return cls([Layer(written(each)) for each in entries])

    def translations(self, term: str, to: str) -> tuple[Translation, ...]:
        """Return what says a term in the language ``to``, the likeliest first.

        The weights add up to 1 at most. A term of several words is its words' terms with
        spaces between; so are translations of several words.
        """
        found = self._known.get((to, term))
        if found is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[to, term] = self._looked_up(term, to)
        return found

    def _looked_up(self, term: str, to: str) -> tuple[Translation, ...]:
        weights = self.weights(term, to)
        ranked = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(Translation(*pair) for pair in ranked)

    def weights(self, term: str, to: str) -> dict[str, float]:
        """Return what says a term in the language ``to``, as ``translations`` does, not in order.

        It is not remembered.
        """
        if not term or "\t" in term or "\n" in term:
            return {}
        best: dict[str, float] = {}
        for layer in self._layers:
            for translation, weight in layer.translations(term, to).items():
                best[translation] = max(best.get(translation, 0.0), weight)
        if not best and term.isalpha() and term not in STOP_WORDS:
            for layer in self._layers:
                for translation, weight in layer.family(term, to).items():
                    best[translation] = max(best.get(translation, 0.0), _FAMILY_WEIGHT * weight)
        if (total := sum(best.values())) > 1.0:
            best = {translation: weight / total for translation, weight in best.items()}
        return best

    def said(self, terms: tuple[str, ...], to: str) -> Said:
        """Return what may say a word in the language ``to``, whichever of its terms is meant."""
        found = self._said.get((to, terms))
        if found is None:
            if len(self._said) >= _MOST_SAID:
                self._said.clear()
            own = [term for term in terms if is_cyrillic(term) == (to == "en")]
            best: dict[str, float] = {}
            for term in own:
                for said, weight in self.translations(term, to) if not term.isdigit() else ():
                    best[said] = max(weight, best.get(said, 0.0))
            found = self._said[to, terms] = Said(
                {term: weight for term, weight in best.items() if " " not in term}
                | dict.fromkeys(terms, 1.0),
                tuple(Translation(*pair) for pair in best.items() if " " in pair[0]),
                tuple(term for term in terms[:READINGS] if term in own and self.begins(term, to)),
            )
        return found

    def hold(self) -> None:
        """Make ready to be asked for thousands of terms: 20 ms, and a few megabytes."""
        for layer in self._layers:
            layer.hold()

    def begins(self, term: str, to: str) -> bool:
        """Say whether any entry of several words begins with this term."""
        found = self._begins.get((to, term))
        if found is None:
            if len(self._begins) >= _MOST_KNOWN:
                self._begins.clear()
            found = any(layer.begins(term, to) for layer in self._layers)
            self._begins[to, term] = found
        return found

    def has(self, term: str, to: str) -> bool:
        """Say whether any layer has exactly this term."""
        found = self._has.get((to, term))
        if found is None:
            if len(self._has) >= _MOST_KNOWN:
                self._has.clear()
            found = self._has[to, term] = any(self.layers(term, to))
        return found

    def layers(self, term: str, to: str) -> Iterator[tuple[str, tuple[Translation, ...]]]:
        """Yield what each layer says of exactly this term, with the name of its file."""
        for layer in self._layers:
            found = sorted(layer.translations(term, to).items(), key=lambda p: (-p[1], p[0]))
            if found:
                yield layer.name, tuple(Translation(*pair) for pair in found)

    def score(self, ru: str, en: str) -> float:
        """Return how surely a Russian and an English term say the same, from 0 to 1."""
        if ru == en:
            return 1.0
        found = self._scores.get((ru, en))
        if found is None:
            if len(self._scores) >= _MOST_KNOWN:
                self._scores.clear()
            forth = (weight for term, weight in self.translations(ru, "en") if term == en)
            back = (weight for term, weight in self.translations(en, "ru") if term == ru)
            found = self._scores[ru, en] = max((*forth, *back), default=0.0)
        return found

    def close(self) -> None:
        """Let go of the files."""
        for layer in self._layers:
            layer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
