"""How may a name be written elsewhere: in the other script, or by another standard?

The likely spellings of a name as typed, for looking up what an index holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, product
from math import exp
from typing import NamedTuple

from searchlib.bilingual.naming import chinese, korean
from searchlib.bilingual.naming.groups import KINDS, groups_of
from searchlib.bilingual.naming.letters import is_cyrillic, plain, words
from searchlib.bilingual.naming.nominative import nominatives
from searchlib.bilingual.naming.pairs import Pairs, learnt
from searchlib.bilingual.naming.romanisation import romanise

__all__ = ["Variant", "variants", "whole_names"]

MOST_VARIANTS = 32
"""How many spellings one name gets."""
_MOST_SYLLABLES = 3
_USUAL_SYLLABLES, _UNUSUAL = 2, 0.6
"""How many syllables a word of a Chinese name has, and what it weighs if it has more."""
_MOST_WORDS = 6
"""Of how many words a name may be: what is longer is no name."""
_LONGEST_WORD = 40

_CHINESE = frozenset(("Pinyin", "Palladius"))
_KNOWN, _ALIAS = 1.0, 0.8
"""What the usual names of a table weigh, and the others."""
_BY_RULE, _BY_OLD_RULE = 0.95, 0.9
"""What a name by Palladius weighs in Pinyin, and in Wade-Giles."""
_SYSTEMS = ((1, "Palladius", _BY_RULE), (0, "Pinyin", _BY_RULE), (2, "Wade-Giles", _BY_OLD_RULE))
_KOREAN = 0.85
_LIKELY = 0.8
"""What the likeliest spelling by the learnt table weighs."""
_CASE = 0.9
"""What a nominative weighs for each one that is likelier."""
_WITHOUT_E = 0.6
"""What Ден weighs beside Дэн."""

# Weight of each scheme of romanisation: how often archives and books use it.
_SCHEMES = {
    "press": 0.8,
    "ala-lc": 0.78,
    "bgn-pcgn": 0.75,
    "practical": 0.75,
    "plain": 0.7,
    "passport": 0.6,
    "iso-9": 0.6,
    "gost-16876": 0.5,
    "scholarly": 0.5,
    "gost-7.79-b": 0.3,
    "german": 0.3,
    "french": 0.3,
}


class Variant(NamedTuple):
    """A spelling, how much it weighs beside the name as typed (0 to 1), and whence it comes."""

    name: str
    weight: float
    source: str


@lru_cache(maxsize=1 << 10)
def variants(name: str, kinds: tuple[str, ...] = KINDS) -> tuple[Variant, ...]:
    """Return likely spellings of a name of up to six words, the likeliest first.

    In lower case without accents, words parted by spaces, hyphens closed up, as texts are
    folded; Russian ones in the nominative, whatever case the name was typed in.
    """
    parts = [plain(part) for part in words(name[: _MOST_WORDS * _LONGEST_WORD])]
    if not parts or len(parts) > _MOST_WORDS or max(map(len, parts)) > _LONGEST_WORD:
        return ()
    cyrillic = is_cyrillic(parts[0])
    if any(is_cyrillic(part) != cyrillic for part in parts):
        return ()
    closed = [plain(part).replace("-", "") for part in _hyphens_closed(name)]
    makers: tuple[Callable[[list[str]], Iterator[Variant]], ...] = (
        (_pinyin, _korean, _romanised, _spelt) if cyrillic else (_palladius, _korean, _spelt)
    )
    found = list(_from_tables(name, kinds))
    for make in makers:
        # A whole name that is Chinese by its syllables needs no guesses; one word does.
        if not (len(closed) > 1 and any(v.source in _CHINESE for v in found)):
            found += make(closed)
    best: dict[str, Variant] = {}
    for variant in found:
        if variant.name and variant.name != " ".join(closed):
            known = best.get(variant.name)
            if known is None or known.weight < variant.weight:
                best[variant.name] = variant
    ranked = sorted(best.values(), key=lambda variant: (-variant.weight, variant.name))
    return tuple(ranked[:MOST_VARIANTS])


def whole_names(forms: Sequence[str]) -> tuple[Variant, ...]:
    """Return the spellings of a Chinese or Korean name of two or three folded words, by rule.

    In both scripts: Kao Kang is Gao Gang, and Гао Ган. Russian ones may stand in any case.
    """
    if not 1 < len(forms) <= _MOST_SYLLABLES:
        return ()
    ways = [list(forms), [forms[0], "".join(forms[1:])]]  # Лю Бо-чэн is Лю Бочэн
    makers = (_chinese, _korean)
    made = [v for way in ways[: len(forms) - 1] for make in makers for v in make(way)]
    best: dict[str, Variant] = {}
    for variant in sorted(made, key=lambda variant: -variant.weight):
        best.setdefault(variant.name, variant)
    if not is_cyrillic(forms[0]):  # a Russian name is itself another case of it
        best.pop(" ".join(forms), None)
    return tuple(best.values())[:MOST_VARIANTS]


def _chinese(forms: list[str]) -> Iterator[Variant]:
    """Yield what may be a Chinese name in all three systems, with the marks of each and without."""
    if is_cyrillic(forms[0]):
        parsed = (([*map(chinese.parsed, case)], weight) for case, weight in _cases(forms))
        read = [(words, weight) for words, weight in parsed if all(words)]
    else:
        choices = product(*map(chinese.readings, forms))
        read = [([*n], _CASE**place) for place, n in enumerate(islice(choices, MOST_VARIANTS))]
    for name, weight in read:
        if 1 < sum(map(len, name)) <= _MOST_SYLLABLES:
            for column, source, share in _SYSTEMS:
                spelt = " ".join("".join(syllable[column] for syllable in word) for word in name)
                for form in dict.fromkeys((plain(spelt), plain(spelt).replace("'", ""))):
                    yield Variant(form, share * weight, source)
                if "э" in spelt:
                    yield Variant(spelt.replace("э", "е"), share * weight, source)


def _hyphens_closed(name: str) -> list[str]:
    """Return the words of a name, hyphenated ones closed up: Энь-лай is эньлай."""
    found = []
    for part in name.split():
        letters = "".join(words(part)) if "." not in part else ""
        found += [letters] if letters else words(part)
    return found


def _from_tables(name: str, kinds: tuple[str, ...]) -> Iterator[Variant]:
    """Yield the other names of the places and persons of that name."""
    for group in groups_of(name, kinds):
        usual = {next((n for n in group.names if is_cyrillic(plain(n)) == script), "")
                 for script in (True, False)}  # fmt: skip
        for other in group.names:
            spelt = " ".join(map(plain, _hyphens_closed(other)))
            yield Variant(spelt, _KNOWN if other in usual else _ALIAS, f"names of a {group.kind}")


def _pinyin(forms: list[str]) -> Iterator[Variant]:
    """Yield a Chinese name by Palladius in both Latin systems."""
    for reading, weight in _cases(forms):
        parsed = [chinese.parsed(word) for word in reading]
        if not all(parsed) or not 1 < sum(map(len, parsed)) <= _MOST_SYLLABLES:
            continue
        if max(map(len, parsed)) > _USUAL_SYLLABLES:
            weight *= _UNUSUAL
        for column, source, rule in ((0, "Pinyin", _BY_RULE), (2, "Wade-Giles", _BY_OLD_RULE)):
            spelt = ("".join(syllable[column] for syllable in word) for word in parsed)
            yield Variant(
                " ".join(plain(word).replace("'", "") for word in spelt), rule * weight, source
            )


def _palladius(forms: list[str]) -> Iterator[Variant]:
    """Yield a Chinese name in Latin letters by Palladius, with э and without."""
    choices = [chinese.readings(word) for word in forms]
    if not all(choices) or not 1 < sum(len(choice[0]) for choice in choices) <= _MOST_SYLLABLES:
        return
    for place, reading in enumerate(islice(product(*choices), MOST_VARIANTS)):
        spelt = " ".join("".join(syllable[1] for syllable in word) for word in reading)
        weight = _BY_RULE * _CASE**place
        yield Variant(spelt, weight, "Palladius")
        if "э" in spelt:
            yield Variant(spelt.replace("э", "е"), weight * _WITHOUT_E, "Palladius")


def _korean(forms: list[str]) -> Iterator[Variant]:
    """Yield a Korean name of two or three short words in the other script."""
    pairs = korean.pairs()
    cyrillic = is_cyrillic(forms[0])
    if not cyrillic:
        pairs = pairs.turned()
    elif forms[0] not in korean.SURNAMES:
        return
    if not 1 < len(forms) <= 3 or any(len(form) > _SHORT for form in forms):
        return
    for reading, weight in _cases(forms) if cyrillic else [(forms, 1.0)]:
        for spelt, alike in _each_spelt(reading, pairs, 3):
            first = spelt.split()[0]
            if cyrillic or first in korean.SURNAMES:
                yield Variant(spelt, weight * alike * _KOREAN, "Korean")
                yield Variant(_given_closed_up(spelt), weight * alike * _KOREAN, "Korean")


_SHORT = 6
"""How many letters a word of a Korean name has at most."""


def _given_closed_up(name: str) -> str:
    """Return a name with its given names closed up: kim il sung, kim ilsung."""
    surname, *given = name.split()
    return f"{surname} {''.join(given)}"


def _romanised(forms: list[str]) -> Iterator[Variant]:
    """Yield a Russian name by each scheme of romanisation."""
    for reading, weight in _cases(forms):
        for scheme, share in _SCHEMES.items():
            letters = plain(romanise(" ".join(reading), scheme))
            yield Variant(letters.replace("'", "").replace("`", ""), weight * share, scheme)


def _spelt(forms: list[str]) -> Iterator[Variant]:
    """Yield what the learnt table makes of a name."""
    cyrillic = is_cyrillic(forms[0])
    pairs = learnt() if cyrillic else learnt().turned()
    for reading, weight in _cases(forms) if cyrillic else [(forms, 1.0)]:
        for spelt, alike in _each_spelt(reading, pairs, 6):
            yield Variant(plain(spelt).replace("'", ""), weight * alike * _LIKELY, "alike")


def _each_spelt(forms: Iterable[str], pairs: Pairs, most: int) -> Iterator[tuple[str, float]]:
    """Yield names whose words are spelt by a table, with how alike they are."""
    choices = []
    for form in forms:
        spelt = pairs.spellings(form, most)
        choices.append([(other, exp(-cost / max(len(form), 1))) for other, cost in spelt])
    for chosen in islice(product(*choices), 4 * most):
        alike = min(share for _, share in chosen)
        yield " ".join(other for other, _ in chosen), alike


def _cases(forms: list[str]) -> Iterator[tuple[tuple[str, ...], float]]:
    """Yield the nominatives a Russian name may be a case of, with what each weighs.

    A name of several words stands in one case: either all words change, or none of them,
    but for those that have no cases.
    """
    choices = [nominatives(form)[:4] for form in forms]
    seen: dict[tuple[str, ...], None] = {}
    for place in range(max(map(len, choices))):
        seen[tuple(choice[min(place, len(choice) - 1)] for choice in choices)] = None
    if len(forms) > 1:
        for nominative in nominatives(forms[-1])[1:3]:
            seen[(*forms[:-1], nominative)] = None
    for place, reading in enumerate(seen):
        yield reading, _CASE**place
