"""Which names does a passage hold, and which of them does another passage not say?

A name is a row of capitalised words that a table, the Russian dictionary or the lexicon takes
for one, or that none of them knows. It is said in the other passage where one of its words
is: by a name of the same place or person, by its letters, or by a translation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from searchlib.analysis import AnalysedToken, fold, is_cyrillic
from searchlib.analysis.russian import share_of_names
from searchlib.bilingual.abbreviations import ABBREVIATIONS
from searchlib.bilingual.cognates import consonants
from searchlib.bilingual.compounds import wholes
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.names import THRESHOLD, Group, by_rules, comparer, groups_of, keys
from searchlib.bilingual.naming.letters import plain
from searchlib.bilingual.naming.letters import words as words_of
from searchlib.bilingual.naming.nominative import nominatives
from searchlib.bilingual.naming.romanisation import romanise
from searchlib.bilingual.stop_words import STOP_WORDS

__all__ = ["Mention", "NamesOf", "names_of", "otherwise", "unsaid"]

_LONGEST = 4
"""Of how many words a name is looked up in the tables at most."""
_SHORTEST = 3
"""A word of fewer letters is no name by itself: too much is written so."""
_BEGINNING = 4
"""How many letters names begin with alike that are only ended otherwise."""
_SURE = 0.1
"""How sure a translation must be that shows whether a word is a name."""
_BEFORE = 20
"""In how many characters before a word it shows whether a sentence begins with it."""
_NOTHING_ELSE, _LIKELY = 0.9, 0.3
"""How likely the dictionary must take a Russian word for a name, to begin with and elsewhere."""
_OPENING = re.compile(r"(?:^|[.!?:…;*•]|\n)[\s\"'«„“‘(\[—–-]*$|^\W*(?:\d{1,3}|[^\W\d_])[.)]\s*$")
_JOINT = re.compile(r"[ \t\u00a0\-\u2010\u2011]*\n?[ \t]*")
_NO_NAMES = STOP_WORDS.union(ABBREVIATIONS)
_HYPHEN = re.compile(r"[-\u2010\u2011]")
_OFFICE = re.compile(
    r"(?:гос|мин|рос|обл|гор|глав|ген|полит|нар|центр|спец|сов|парт|проф|ком|внеш|воен|пром"
    r"|энерго|рай|край|авиа|агит|вне)[а-я]{3,}"
)
"""What offices are called, none of which a dictionary knows: Госплан, Минвнешторг."""
_ADJECTIVE = re.compile(
    r"([а-я]{3,}?)(?:(?:ий|ов|ев|ин)?ск)(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ими)"
)
_POSSESSIVE = re.compile(r"['’]s?$")


class Mention(NamedTuple):
    """Hold a name at its offsets in a text: its words, and what the tables know it as."""

    start: int
    end: int
    text: str
    words: tuple[AnalysedToken, ...]
    groups: tuple[Group, ...] = ()


class NamesOf(NamedTuple):
    """Hold the names of a passage, what the tables know in it, and all its words."""

    names: tuple[Mention, ...]
    known: Mapping[Group, Mention]
    words: frozenset[str]
    """All forms and terms."""
    forms: frozenset[str]
    sounds: frozenset[str]
    """The first consonants of all words."""
    keys: frozenset[str]
    """Under which a name is found, of all capitalised words."""


def names_of(text: str, start: int, tokens: Sequence[AnalysedToken], lexicon: Lexicon) -> NamesOf:
    """Return the names of the passage of ``text`` at ``start``, whose tokens these are."""
    known: dict[Group, Mention] = {}
    inside = wholes(list(tokens))
    names = [
        name
        for row in _rows(text, inside)
        for mention in _parted(text, row, known)
        if (name := _name_in(text, start, mention, lexicon)) is not None
    ]
    for token in inside:
        if token.form[:1].isalpha() and not _is_capital(text, token):
            for group in _groups(token.form):
                known.setdefault(group, _mention(text, (token,), (group,)))
    forms = frozenset(token.form for token in tokens if token.form.isalpha())
    words = forms.union(*(token.terms for token in tokens))
    capitals = (token.form for token in tokens if _is_capital(text, token))
    return NamesOf(
        tuple(names),
        known,
        words,
        forms,
        frozenset(filter(None, map(consonants, words))),
        frozenset(key for form in capitals for base in _bases(form) for key in keys(base)),
    )


def unsaid(ours: NamesOf, theirs: Sequence[NamesOf], lexicon: Lexicon) -> Iterator[Mention]:
    """Yield the names of a passage that none of some passages of the other text says."""
    for name in ours.names:
        if not any(_says(passage, name, lexicon) for passage in theirs):
            yield name


def otherwise(ours: NamesOf, theirs: NamesOf) -> Iterator[tuple[str, Mention, Mention]]:
    """Yield places and persons that two passages call by names that are not each other's.

    With each comes its kind. Сиам and Thailand are; Китай and China, the usual names of
    each language, are not, nor are names that only the letters part.
    """
    for name in ours.names:
        for group in name.groups:
            other = theirs.known.get(group)
            if other is not None and _differ(name.text, other.text, group):
                yield group.kind, name, other
                break


def _rows(text: str, tokens: Sequence[AnalysedToken]) -> Iterator[list[AnalysedToken]]:
    """Yield the rows of capitalised words that nothing but spaces parts."""
    row: list[AnalysedToken] = []
    for token in tokens:
        if not token.form[:1].isalpha() or not _is_capital(text, token):
            continue
        if row and not _JOINT.fullmatch(text, row[-1].end, token.start):
            yield row
            row = []
        row.append(token)
    if row:
        yield row


def _is_capital(text: str, token: AnalysedToken) -> bool:
    return text[token.start : token.start + 2].lstrip("[")[:1].isupper()


def _parted(
    text: str, row: Sequence[AnalysedToken], known: dict[Group, Mention]
) -> Iterator[Mention]:
    """Yield the names in a row: the longest that the tables know, and what is left between."""
    place = begin = 0
    while place < len(row):
        for size in range(min(_LONGEST, len(row) - place), 0, -1):
            words = tuple(row[place : place + size])
            if groups := _groups(_written(text, words)):
                break
        else:
            place += 1
            continue
        if begin < place:
            yield _mention(text, tuple(row[begin:place]))
        mention = _mention(text, words, groups)
        for group in groups:
            known.setdefault(group, mention)
        yield mention
        for token in words if len(words) > 1 else ():
            for group in _groups(_written(text, (token,))):
                known.setdefault(group, _mention(text, (token,), (group,)))
        place = begin = place + size
    if begin < len(row):
        yield _mention(text, tuple(row[begin:]))


def _mention(
    text: str, words: tuple[AnalysedToken, ...], groups: tuple[Group, ...] = ()
) -> Mention:
    start, end = words[0].start, words[-1].end
    return Mention(start, end, _written(text, words), words, groups)


def _written(text: str, words: Sequence[AnalysedToken]) -> str:
    """Return a name as it is written, on one line and without a possessive."""
    return _POSSESSIVE.sub("", " ".join(text[words[0].start : words[-1].end].split()))


@lru_cache(maxsize=1 << 14)
def _groups(name: str) -> tuple[Group, ...]:
    return groups_of(name)


def _name_in(text: str, start: int, row: Mention, lexicon: Lexicon) -> Mention | None:
    """Return the name in a row of words, or None if there is none that is no other word."""
    if row.groups:
        return row
    opening = _OPENING.search(text[max(start, row.start - _BEFORE) : row.start])
    first = row.words[0] if opening else None
    named = [w for w in row.words if _is_name(_written(text, (w,)), w, w is first, lexicon)]
    if not named:
        return None
    low, high = row.words.index(named[0]), row.words.index(named[-1])
    return _mention(text, row.words[low : high + 1])


def _is_name(written: str, word: AnalysedToken, first: bool, lexicon: Lexicon) -> bool:
    """Say whether a capitalised word is a name; at the beginning only if it is nothing else."""
    if len(written) < _SHORTEST or {fold(written), word.form} & _NO_NAMES:
        return False
    # Abbreviations cross by no rule; and of ex-President and IT-отдел no part need be a name.
    if sum(map(str.isupper, written)) > len(written) / 3:
        return False
    if any(part[:1].islower() for part in _HYPHEN.split(written)):
        return False
    if is_cyrillic(word.form):
        share = share_of_names(word.form)
        if share is None:
            return not first and not _OFFICE.match(word.form)
        return share >= (_NOTHING_ELSE if first else _LIKELY)
    said = [one for term in word.terms for one in lexicon.translations(term, "ru")]
    sure = [one.term for one in said if one.weight >= _SURE and " " not in one.term]
    if not said:
        return not first
    return bool(sure) and (share_of_names(sure[0]) or 0.0) >= _NOTHING_ELSE


def _says(passage: NamesOf, name: Mention, lexicon: Lexicon) -> bool:
    """Say whether a passage of the other text says a name, or one of its words."""
    if any(group in passage.known for group in name.groups):
        return True
    if any(_is_said(passage, word, lexicon) for word in name.words):
        return True
    forms = [fold(part) for part in _HYPHEN.split(name.text.replace(" ", "-")) if len(part) > 1]
    return any(_sounds(passage, form) for form in forms)


def _is_said(passage: NamesOf, word: AnalysedToken, lexicon: Lexicon) -> bool:
    """Say whether a passage has a word itself, or a translation of it."""
    to = "en" if is_cyrillic(word.form) else "ru"
    return any(
        term in passage.words
        or any(
            part in passage.words
            for translation in lexicon.translations(term, to)
            for part in translation.words
        )
        for term in (word.form, *word.terms)
    )


def _sounds(passage: NamesOf, form: str) -> bool:
    """Say whether a passage has a word that sounds like this one, or a name that may."""
    if any(key in passage.sounds for base in _bases(form) if (key := consonants(base))):
        return True
    if any(not passage.keys.isdisjoint(keys(base)) for base in _bases(form)):
        return True
    return any(
        _alike(*pair)
        for other in passage.forms
        if is_cyrillic(other) != is_cyrillic(form)
        for pair in product(_bases(form), _bases(other))
    )


@lru_cache(maxsize=1 << 14)
def _alike(one: str, other: str) -> bool:
    """Say whether two words of either script may be one name, or one made of the other."""
    russian, english = (one, other) if is_cyrillic(one) else (other, one)
    if (made := _ADJECTIVE.fullmatch(russian)) and english.startswith(_romanised(made[1])):
        return True
    if set(keys(one)).isdisjoint(keys(other)):
        return False  # names that are alike share a key
    return comparer(one)(other) >= THRESHOLD


@lru_cache(maxsize=1 << 12)
def _romanised(form: str) -> str:
    return romanise(form, "press")


@lru_cache(maxsize=1 << 12)
def _bases(form: str) -> tuple[str, ...]:
    """Return a form, and the name it may be made of: тартуский of Тарту, Stalin's of Stalin."""
    made = _ADJECTIVE.fullmatch(form)
    return (form, made[1]) if made else (_POSSESSIVE.sub("", form),)


def _differ(ours: str, theirs: str, group: Group) -> bool:
    """Say whether one name is not the other's, and a table knows one that would be."""
    if ours.isupper() or theirs.isupper() or by_rules(ours)(theirs) >= THRESHOLD:
        return False
    if any(_sound_alike(one, other) for one in words_of(ours) for other in words_of(theirs)):
        return False
    script = _is_russian(ours)
    first = [next((n for n in group.names if _is_russian(n) == s), "") for s in (True, False)]
    if all(any(_is_form(name, usual) for usual in first) for name in (ours, theirs)):
        return False
    own, other = by_rules(ours), by_rules(theirs)
    return any(
        (other if _is_russian(name) == script else own)(name) >= THRESHOLD for name in group.names
    )


def _sound_alike(one: str, other: str) -> bool:
    """Say whether two words are one name by their letters, or begin alike: Ялуцзян and Yalu."""
    begins = {romanise(plain(word), "press")[:_BEGINNING] for word in (one, other)}
    return (len(begins) == 1 and min(len(one), len(other)) >= _BEGINNING) or (
        by_rules(one)(other) >= THRESHOLD
    )


def _is_russian(name: str) -> bool:
    return is_cyrillic(plain(name))


def _is_form(name: str, usual: str) -> bool:
    """Say whether a name is this one, in Russian in any case."""
    words, others = words_of(name), words_of(usual)
    return len(words) == len(others) and all(
        plain(other) in nominatives(plain(word)) for word, other in zip(words, others, strict=True)
    )
