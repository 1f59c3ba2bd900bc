"""Which English terms say this Russian term, and the other way? Layers of translations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

from searchlib.analysis import is_cyrillic
from searchlib.bilingual.layers import Entries, Layer, written
from searchlib.bilingual.stop_words import STOP_WORDS
from searchlib.errors import SearchlibError

__all__ = ["DATA", "OTHER", "READINGS", "Lexicon", "Said", "Translation"]

DATA = Path(__file__).parent / "data"
OTHER = {"ru": "en", "en": "ru"}
READINGS = 2
"""In how many readings a word may begin or continue what a lexicon knows as one."""

_MOST_KNOWN = 50_000
"""How many terms a lexicon remembers."""
_MOST_SAID = 5_000
"""Of how many words it remembers all that may say them."""

_FAMILY_WEIGHT = 0.25
"""How much the translations of a word of the same family count for a word not in the lexicon."""


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
