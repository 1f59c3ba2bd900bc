"""Under what does an index keep the forms that may be names? Their keys, and how they sound.

A key gathers names by their first consonants; among those that share one, the sound, a rough
spelling in an alphabet of both scripts, tells in microseconds which are worth comparing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from searchlib.analysis import is_cyrillic
from searchlib.bilingual.naming.keys import keys

__all__ = ["entries", "keys_across", "sound"]

_SHORTEST, _LONGEST = 3, 30
"""How many letters a form has that is kept as a name."""
_ENDING = 1
"""How many letters at its end a lemma may have that its form has not: Корея, of Кореи."""

_OF_ADJECTIVES = (
    "ый", "ий", "го", "му", "ым", "им", "ом", "ем", "ая", "яя", "ую", "юю", "ой", "ей", "ое", "ее",
    "ые", "ие", "ых", "их", "ми",
)  # fmt: skip
_FROM_CYRILLIC = str.maketrans(
    "абвгдежзийклмнопрстуфхцчшщыэюя", "abvgdeszyyklmnoprstufhccssieua", "ъь"
)
_TOGETHER = (("чж", "c"), ("дж", "c"), ("цз", "c"), ("кс", "x"))
# In this order: what is longer comes before its parts.
_FROM_LATIN = (
    ("sch", "s"), ("sh", "s"), ("tch", "c"), ("ch", "c"), ("zh", "c"), ("kh", "h"), ("ph", "f"),
    ("th", "t"), ("ck", "k"), ("dj", "c"), ("dzh", "c"), ("ts", "c"), ("tz", "c"), ("qu", "kv"),
    ("ce", "se"), ("ci", "si"), ("cy", "si"), ("ee", "y"), ("oo", "u"), ("ou", "u"), ("i", "y"),
    ("j", "c"), ("w", "v"), ("q", "k"), ("'", ""),
)  # fmt: skip


def sound(form: str) -> str:
    """Return roughly how a folded form sounds, in the letters of an alphabet of both scripts."""
    if is_cyrillic(form):
        for letters, one in _TOGETHER:
            form = form.replace(letters, one)
        return form.translate(_FROM_CYRILLIC)
    for letters, one in _FROM_LATIN:
        form = form.replace(letters, one)
    return form


def entries(forms: Mapping[str, tuple[str, ...]]) -> dict[str, set[tuple[str, str]]]:
    """Return what an index keeps of forms and their terms: by key, names and how they sound.

    A Russian form stands under its lemmas, so that one entry serves all its cases; where it
    hardly begins like them (Эньляя is taken for a verb эньлять), under itself.
    """
    found: dict[str, set[tuple[str, str]]] = {}
    for name in {name for form, terms in forms.items() for name in _names_of(form, terms)}:
        sounds = sound(name)
        for key in _keys(name):
            found.setdefault(key, set()).add((sounds, name))
    return found


def _names_of(form: str, terms: tuple[str, ...]) -> Iterable[str]:
    """Yield what a form is kept as; nothing if it can be no name."""
    if not _SHORTEST <= len(form) <= _LONGEST:
        return
    if not form.replace("'", "").isalpha():
        return
    if not is_cyrillic(form):
        form = form.removesuffix("'s")
        if form[0] <= "z":
            yield form
            if form[:-1] in terms:
                yield form[:-1]  # of a plural, or of a name that only ends like one
        return
    lemmas = [term for term in terms if _is_lemma_of_a_name(term, form)]
    yield from lemmas
    if len(lemmas) < len(terms):
        yield form


def _is_lemma_of_a_name(term: str, form: str) -> bool:
    if not form.startswith(term[: max(len(term) - _ENDING, 2)]):
        return False
    return not term.endswith(("ый", "ий")) or form.endswith(_OF_ADJECTIVES)


def _keys(name: str) -> Iterable[str]:
    """Return the keys of a name, those of Cyrillic names in lower case."""
    found = filter(None, keys(name))
    return map(str.lower, found) if is_cyrillic(name) else found


def keys_across(form: str) -> list[str]:
    """Return the keys under which names of the other script are kept that may be this one."""
    found = filter(None, keys(form))
    return [*found] if is_cyrillic(form) else [key.lower() for key in found]
