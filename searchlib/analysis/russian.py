"""Which words can this Russian form be a form of? Every plausible lemma of it.

The lemmas are those of OpenCorpora's dictionary, through pymorphy3. Implausible
readings are left out, and where the dictionary joins words that readers tell apart
they are parted; ``docs/decisions/003-russian-lemmas.md`` measures each choice.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from searchlib.patterns import lazily

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.analyzer import Parse

__all__ = ["lemmas", "share_of_names"]

_PLAUSIBLE = 0.02
"""How likely a reading must be to be kept, beside the likeliest: keeps сталь in «стали».

Words without content do not count as the likeliest here, but see the next line.
"""

_PLAUSIBLE_AT_ALL = 0.005
"""The same beside the likeliest of all: keeps пора in «порой», and no посол in «после»."""

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
    "моея": "моей",
    "твоея": "твоей",
    "своея": "своей",
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
    (lazily(pattern), replacement)
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
_MAY_BE_OLD = lazily(r"'|ь[еюя]|з[кпстфхцчшщ]|[ая]го$|[иы]я(?:ся)?$|ся$|(.)\1\1")
"""What every form has that one of the patterns above can match: most forms have not."""

_OLD_ADJECTIVE = lazily(r"(?<=[сц]к)(?:аго|ия)$")
"""Endings so plain that they are modernised in words the dictionary does not know."""

_SHORT_NAME = lazily("([а-я]*[аеиоуыэюя][бвгджзклмнпрстфхцчшщ])(?:а|у|ом|е)")

# The dictionary declines the plural лет of год throughout; in Russian it is genitive only.
_MISREAD = dict.fromkeys(("лета", "летам", "летами", "летах"), "год")

# Parts of speech that are no words of content, and adjectives used as pronouns.
_NO_CONTENT = frozenset(
    ("ADVB", "CONJ", "INTJ", "NPRO", "PRCL", "PRED", "PREP", "Apro", "LATN", "UNKN")
)

_MARKED = frozenset(
    ("GRND", "impr", "voct", "Abbr", "Dist", "Erro", "Infr", "Name", "Patr", "Slng")
)


_PROPER = frozenset(("Geox", "Name", "Surn", "Patr"))


class _Reading(NamedTuple):
    """One lemma a form may have, and how likely; ``marked`` if only by rare readings."""

    lemma: str
    score: float
    marked: bool
    content: bool


@lru_cache(maxsize=1 << 18)
def lemmas(form: str) -> tuple[str, ...]:
    """Return every plausible lemma of a folded form, the most plausible first.

    >>> lemmas("стали")
    ('стать', 'сталь')
    """
    if form in _ABBREVIATIONS:
        return _ABBREVIATIONS[form]
    modern = _modernised(form)
    parses = _analyzer().parse(modern)
    kept = _without_homographs(modern, parses)
    found = _plausible([_reading(parse) for parse in kept]) + _names(modern, parses)
    return tuple(dict.fromkeys(found)) or (form,)


@lru_cache(maxsize=1 << 14)
def share_of_names(form: str) -> float | None:
    """Return how likely a folded form is a proper name, from 0 to 1; None if it is no known word.

    >>> share_of_names("москвой"), share_of_names("партию")
    (1.0, 0.0)
    """
    if not _analyzer().word_is_known(form):
        return None
    parses = _analyzer().parse(form)
    total = sum(parse.score for parse in parses)
    named = sum(p.score for p in parses if not _PROPER.isdisjoint(p.tag.grammemes))
    return round(named / total, 3) if total else 0.0


@lru_cache(maxsize=1)
def _analyzer() -> MorphAnalyzer:
    """Load the dictionary, on the first form that needs it."""
    from pymorphy3 import MorphAnalyzer
    from pymorphy3_dicts_ru import get_path

    # With the path at hand it need not look through all installed packages: 20 ms.
    return MorphAnalyzer(path=get_path(), lang="ru")


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
    # An adverb grown out of a noun, порой, does not speak against the noun, пора; but
    # a preposition that is hardly ever the noun does, as после against посол.
    floor = max(scores.values(), default=0.0) * _PLAUSIBLE_AT_ALL
    best = max((scores[lemma] for lemma in content or scores), default=0.0)
    return tuple(
        lemma
        for lemma in sorted(scores, key=lambda lemma: -scores[lemma])
        if scores[lemma] >= floor
        and scores[lemma] >= best * (_PLAUSIBLE if lemma in unmarked else _PLAUSIBLE_IF_MARKED)
    )


def _names(form: str, parses: list[Parse]) -> tuple[str, ...]:
    """Return the lemma of a surname that the dictionary has only as another word, or not at all.

    «штыков» is many bayonets, and an ambassador, whom «штыкова» declines; of words
    too short to guess by their endings («хен», «хена») it knows nothing.
    """
    if any("UNKN" in parse.tag.grammemes for parse in parses):
        return tuple(match[1] for match in [_SHORT_NAME.fullmatch(form)] if match)
    if not form.endswith(("ов", "ев")):
        return ()
    tags = [parse.tag.grammemes for parse in parses]
    unknown = any({"NOUN", "plur", "gent"} <= tag for tag in tags)
    return (form,) if unknown and not any("Surn" in tag for tag in tags) else ()


def _reading(parse: Parse) -> _Reading:
    """Judge one parse of a form."""
    grammemes: frozenset[str] = parse.tag.grammemes
    return _Reading(
        lemma=_lemma(parse, grammemes),
        score=parse.score,
        marked=_is_marked(grammemes),
        content=_NO_CONTENT.isdisjoint(grammemes),
    )


def _is_marked(grammemes: frozenset[str]) -> bool:
    """Say whether a parse is of a kind rarely meant where another reading exists.

    Imperatives («день» of деть), gerunds («коля» of колоть), short adjectives but the
    neuter («добра»), first names («цветы» of Цвета), and what the dictionary itself
    calls abbreviated, slang, informal, distorted or wrong.
    """
    if "ADJS" in grammemes:
        return "neut" not in grammemes
    return not _MARKED.isdisjoint(grammemes)


def _without_homographs(form: str, parses: list[Parse]) -> list[Parse]:
    """Leave out readings that would join words of different meaning, if others remain."""
    found = frozenset[str]().union(*(parse.tag.grammemes for parse in parses))
    misread = _MISREAD.get(form)
    kept = [
        parse
        for parse in parses
        if not _is_homograph(parse, found) and parse.normal_form != misread
    ]
    return kept or parses


def _is_homograph(parse: Parse, found: frozenset[str]) -> bool:
    """Say whether a reading should give way to another among the grammemes ``found``."""
    grammemes: frozenset[str] = parse.tag.grammemes
    if "PRTF" in grammemes:
        return "ADJF" in found and _is_faded(parse, grammemes)
    if "ADJS" in grammemes:
        # «открыты» tells what was done; the long forms, what something is like.
        return "PRTS" in found
    # Суть, of быть; and «павлов» is not several Pauls.
    return "Arch" in grammemes or {"Name", "plur"} <= grammemes


def _is_faded(participle: Parse, grammemes: frozenset[str]) -> bool:
    """Say whether a participle that is also an adjective has lost its verb.

    Данный is not what was given, следующий does not follow from anything. Of the
    active past («погибших») the verb is still felt, but for бывший.
    """
    return not {"actv", "past"} <= grammemes or participle.normal_form == "быть"


def _lemma(parse: Parse, grammemes: frozenset[str]) -> str:
    """Return the lemma of a parse: the dictionary's, but where that joins two words."""
    lemma = str(parse.normal_form)
    if "Supr" in grammemes:
        lemma = _superlative(parse)
    elif {"Patr", "femn"} <= grammemes:
        lemma = _inflected(parse, "nomn")  # ивановна, not иванович
    elif "NOUN" in grammemes and lemma.endswith(("ть", "чь")) and _is_infinitive(lemma):
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
        key=lambda word: _shared(word, parse.word),
        default=str(parse.normal_form),
    )


def _shared(one: str, other: str) -> int:
    """Return how many letters two words begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _inflected(parse: Parse, case: str) -> str:
    """Return a noun's singular in a case, or its lemma where it has none."""
    inflected = parse.inflect({"sing", case})
    return str((inflected or parse.normalized).word)


@lru_cache(maxsize=1 << 12)
def _is_infinitive(lemma: str) -> bool:
    """Say whether the dictionary knows a lemma as a verb, too."""
    analyzer = _analyzer()
    return analyzer.word_is_known(lemma) and any(
        "INFN" in parse.tag.grammemes for parse in analyzer.parse(lemma)
    )


def _modernised(form: str) -> str:
    """Return a form in today's spelling, where the dictionary knows only that."""
    if form in _OLD_WORDS:
        return _OLD_WORDS[form]
    if not _MAY_BE_OLD.search(form) or _analyzer().word_is_known(form):
        return form
    candidates = [form]
    for pattern, replacement in _RESPELLINGS:
        respelt = (pattern.sub(replacement, candidate) for candidate in candidates)
        candidates += [new for new in respelt if new not in candidates]
    for candidate in candidates[1:]:
        if _analyzer().word_is_known(candidate):
            return candidate
    return _OLD_ADJECTIVE.sub(lambda old: "ого" if old[0] == "аго" else "ие", form)
