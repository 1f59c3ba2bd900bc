"""What says this word in the other language, and which layer of the lexicon says so?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from itertools import product
from pathlib import Path

from searchlib.analysis import AnalysedToken, is_cyrillic
from searchlib.bilingual.compounds import wholes
from searchlib.bilingual.lexicon import OTHER, Lexicon
from searchlib.bilingual.stop_words import STOP_WORDS
from searchlib.results import Translated

__all__ = ["translations"]

Analyse = Callable[[str], list[AnalysedToken]]
Forms = Callable[[Iterable[str]], Set[str]]
_MOST_WORDS = 5
_READINGS = 2
_LAYERS = {"base.lexicon": "base", "period.lexicon": "period terms", "learnt.lexicon": "learnt"}
"""What the layers are called, but for glossaries, which have names of their own."""


def translations(
    words: str,
    lexicon: Lexicon,
    analyse: Analyse,
    forms: Forms,
) -> tuple[Translated, ...]:
    """Return what says a word, or words as one: reading by reading, the likeliest first.

    ``forms`` returns the forms an index has that stand for some terms. Of a word that it has
    in no form only the stem may be known, which is shown with a hyphen: ``invas-``.
    """
    found = []
    for term in _terms(wholes(analyse(words))):
        to = OTHER["ru" if is_cyrillic(term) else "en"]
        layers = [(_layer(name), dict(said)) for name, said in lexicon.layers(term, to)]
        for other, weight in lexicon.translations(term, to):
            by = tuple((name, said[other]) for name, said in layers if other in said)
            found.append(Translated(term, _readable(other, forms, analyse), weight, by))
    return tuple(found)


def _terms(tokens: list[AnalysedToken]) -> Iterable[str]:
    """Return the terms of words as a lexicon has them: in a row where there are several."""
    if len(tokens) == 1:
        return tokens[0].terms
    chosen = [token.terms[:_READINGS] for token in tokens if token.form not in STOP_WORDS]
    if len(chosen) > _MOST_WORDS:
        return ()
    return filter(None, map(" ".join, product(*chosen)))


def _layer(name: str) -> str:
    """Return what the layer in a file is called."""
    file = Path(name).name
    return _LAYERS.get(file, file.removesuffix(".lexicon"))


def _readable(row: str, forms: Forms, analyse: Analyse) -> str:
    """Return terms as words: lemmas as they are, stems as the shortest form that has them."""
    return " ".join(
        term if is_cyrillic(term) else _word(term, forms, analyse) for term in row.split(" ")
    )


def _word(stem: str, forms: Forms, analyse: Analyse) -> str:
    """Return the shortest form of a stem.

    Where there is none, treati is treaty, coal is a word itself, and of invasion invas- is
    known.
    """
    if there := forms([stem]):
        return min(there, key=lambda form: (len(form), form))
    bare = f"{stem[:-1]}y" if stem.endswith("i") and len(stem) > len("ski") else stem
    return bare if any(stem in token.terms for token in analyse(bare)) else f"{stem}-"
