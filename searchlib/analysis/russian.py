"""Which words can this Russian form be a form of?

The answer is every plausible lemma, after OpenCorpora's dictionary through pymorphy3.
Implausible readings, and a few conventions of that dictionary that readers do not
share, are put right here; ``docs/decisions/003-russian-lemmas.md`` measures each.
"""

from __future__ import annotations

import re
from functools import lru_cache
from os.path import commonprefix
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.analyzer import Parse

__all__ = ["dictionary_version", "lemmas"]

_PLAUSIBLE = 0.02
"""How likely a reading must be, beside the likeliest one, to be kept: keeps сталь in «стали»."""

_PLAUSIBLE_IF_MARKED = 0.5
"""The same for a kind of reading that is rare in running text: see :func:`_is_marked`."""

# Only those that stand for one word wherever they are met; г is the exception that
# dates are full of, and keeps its own reading too. Left alone: ст, д, л, м, т, ф, см.
_ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    "акад": ("академик",),
    "вв": ("век",),
    "вып": ("выпуск",),
    "г": ("год", "г"),
    "гг": ("год",),
    "долл": ("доллар",),
    "изд": ("издание",),
    "коп": ("копейка",),
    "лл": ("лист",),
    "млн": ("миллион",),
    "млрд": ("миллиард",),
    "обл": ("область",),
    "проф": ("профессор",),
    "руб": ("рубль",),
    "стр": ("страница",),
    "тов": ("товарищ",),
    "тт": ("товарищ",),
    "тыс": ("тысяча",),
    "ул": ("улица",),
    "чел": ("человек",),
    "экз": ("экземпляр",),
}

_OLD_WORDS = {
    "ея": "ее",
    "нея": "нее",
    "оне": "они",
    "одне": "одни",
    "однех": "одних",
    "однем": "одним",
    "однеми": "одними",
    "итти": "идти",
    "притти": "прийти",
    "чорт": "черт",
}
"""Spellings of before 1918, some in use until 1956, that no rule below covers."""

# Old, dialectal and typewritten spellings, each tried only on a form the dictionary
# does not know, and kept only where it knows the result.
_RESPELLINGS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("'", "ъ"),  # с'езд: typewriters of the twenties had no ъ
        ("'", ""),
        (r"^(в|с|об|от|под|над|раз|из|без)ь(?=[еюя])", r"\1ъ"),
        (r"^(ра|ро|бе|во|в|ни|и|чере)з(?=[кпстфхцчшщ])", r"\1с"),  # разсказ, безполезный
        (r"(?<=[жчшщ])аго$", "его"),
        (r"аго$", "ого"),
        (r"яго$", "его"),
        (r"ыя(ся)?$", r"ые\1"),
        (r"ия(ся)?$", r"ие\1"),
        (r"(?<=[аеиоуыюя])ся$", "сь"),  # собиралися
        (r"(.)\1\1+", r"\1"),  # долгоооо
        (r"(.)\1\1+", r"\1\1"),
    )
)
_OLD_ADJECTIVE = re.compile(r"(?<=[сц]к)(?:аго|ия)$")
"""Endings so plain that they are modernised in words the dictionary does not know."""

# The dictionary declines the plural лет of год throughout; in Russian it is genitive only.
_MISREAD = dict.fromkeys(("лета", "летам", "летами", "летах"), "год")

# Readings as parts of speech that are no words of content: порой, включая, есть.
_FUNCTION_WORDS = frozenset(("ADVB", "CONJ", "INTJ", "NPRO", "PRCL", "PRED", "PREP"))

_MARKED = frozenset(("impr", "voct", "Abbr", "Dist", "Erro", "Infr", "Name", "Patr", "Slng"))


class _Reading(NamedTuple):
    """One lemma a form may have, and how likely; ``marked`` if only by rare readings."""

    lemma: str
    score: float
    marked: bool
    content: bool


def dictionary_version() -> str:
    """Name the dictionary and its version, without loading it."""
    from pymorphy3_dicts_ru.version import __version__

    return f"pymorphy3-dicts-ru {__version__}"


@lru_cache(maxsize=1 << 18)
def lemmas(form: str) -> tuple[str, ...]:
    """Return every plausible lemma of a folded form, the most plausible first.

    >>> lemmas("стали")
    ('стать', 'сталь')
    """
    if form in _ABBREVIATIONS:
        return _ABBREVIATIONS[form]
    modern = _modernised(form)
    parses = _without_homographs(modern, _analyzer().parse(modern))
    return _plausible([_reading(parse) for parse in parses]) or (form,)


@lru_cache(maxsize=1)
def _analyzer() -> MorphAnalyzer:
    """Load the dictionary, on the first form that needs it."""
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru")


def _plausible(readings: list[_Reading]) -> tuple[str, ...]:
    """Return the lemmas of the readings that are likely enough, the likeliest first."""
    scores: dict[str, float] = {}
    unmarked, content = set(), set()
    for reading in readings:
        scores[reading.lemma] = scores.get(reading.lemma, 0.0) + reading.score
        if not reading.marked:
            unmarked.add(reading.lemma)
        if reading.content:
            content.add(reading.lemma)
    # An adverb grown out of a noun, порой, does not speak against the noun, пора.
    best = max((scores[lemma] for lemma in content or scores), default=0.0)
    return tuple(
        lemma
        for lemma in sorted(scores, key=lambda lemma: -scores[lemma])
        if scores[lemma] >= best * (_PLAUSIBLE if lemma in unmarked else _PLAUSIBLE_IF_MARKED)
    )


def _reading(parse: Parse) -> _Reading:
    """Judge one parse of a form."""
    part_of_speech = parse.tag.POS
    return _Reading(
        lemma=_lemma(parse),
        score=parse.score,
        marked=_is_marked(parse),
        content=part_of_speech is not None and part_of_speech not in _FUNCTION_WORDS,
    )


def _is_marked(parse: Parse) -> bool:
    """Say whether a parse is of a kind rarely meant where another reading exists.

    Imperatives («день» of деть), gerunds («коля» of колоть), short adjectives but the
    neuter («добра»), first names («цветы» of Цвета), and what the dictionary itself
    calls abbreviated, slang, informal, distorted or wrong.
    """
    tag = parse.tag
    if tag.POS == "ADJS":
        return "neut" not in tag
    return tag.POS == "GRND" or not _MARKED.isdisjoint(tag.grammemes)


def _without_homographs(form: str, parses: list[Parse]) -> list[Parse]:
    """Leave out readings that would join words of different meaning, if others remain."""
    found = {parse.tag.POS for parse in parses}
    kept = [
        parse
        for parse in parses
        if not (
            ("ADJF" in found and _is_faded_participle(parse))
            # «открыты» tells what was done; the long forms, what something is like.
            or ("PRTS" in found and parse.tag.POS == "ADJS")
            or "Arch" in parse.tag  # суть, of быть
            or {"Name", "plur"} <= parse.tag.grammemes  # «павлов» is not several Pauls
            or _MISREAD.get(form) == parse.normal_form
        )
    ]
    return kept or parses


def _is_faded_participle(parse: Parse) -> bool:
    """Say whether a participle has lost its verb once there is an adjective like it.

    Данный is not what was given, следующий does not follow from anything. Of the
    active past («погибших») the verb is still felt, but for бывший.
    """
    tag = parse.tag
    if tag.POS != "PRTF":
        return False
    return not {"actv", "past"} <= tag.grammemes or parse.normal_form == "быть"


def _lemma(parse: Parse) -> str:
    """Return the lemma of a parse: the dictionary's, but where that joins two words."""
    tag, lemma = parse.tag, str(parse.normal_form)
    if "Supr" in tag:
        lemma = _superlative(parse)
    elif {"Patr", "femn"} <= tag.grammemes:
        lemma = _inflected(parse, "nomn")  # ивановна, not иванович
    elif tag.POS == "NOUN" and lemma.endswith(("ть", "чь")) and _is_infinitive(lemma):
        # The noun стать («статей») would answer for the verb стать («стал»), печь for печь.
        lemma = _inflected(parse, "gent")
    return lemma.replace("ё", "е")


def _superlative(parse: Parse) -> str:
    """Return a superlative's own nominative: лучший and высший are words by themselves."""
    nominatives = [
        str(form.word)
        for form in parse.lexeme
        if {"Supr", "masc", "sing", "nomn"} <= form.tag.grammemes
    ]
    return max(
        nominatives,
        key=lambda word: len(commonprefix((word, parse.word))),
        default=str(parse.normal_form),
    )


def _inflected(parse: Parse, case: str) -> str:
    """Return a noun's singular in a case, or its lemma where it has none."""
    inflected = parse.inflect({"sing", case})
    return str((inflected or parse.normalized).word)


@lru_cache(maxsize=1 << 12)
def _is_infinitive(lemma: str) -> bool:
    """Say whether the dictionary knows a lemma as a verb, too."""
    analyzer = _analyzer()
    return analyzer.word_is_known(lemma) and any(
        parse.tag.POS == "INFN" for parse in analyzer.parse(lemma)
    )


def _modernised(form: str) -> str:
    """Return a form in today's spelling, where the dictionary knows only that."""
    if form in _OLD_WORDS:
        return _OLD_WORDS[form]
    known = _analyzer().word_is_known
    if known(form):
        return form
    candidates = [form]
    for pattern, replacement in _RESPELLINGS:
        respelt = (pattern.sub(replacement, candidate) for candidate in candidates)
        candidates += [new for new in respelt if new not in candidates]
    for candidate in candidates[1:]:
        if known(candidate):
            return candidate
    return _OLD_ADJECTIVE.sub(lambda old: "ого" if old[0] == "аго" else "ие", form)
