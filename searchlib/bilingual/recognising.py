"""Which words of this index are the name the reader asked for, however it is written?

Names of the reviewed tables first (Мукден is Shenyang), then whole Chinese and Korean names by
rule, then words that sound alike in the other script. Only what the index holds is returned.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from searchlib.analysis import AnalysedToken, exact_form, exactly, is_cyrillic, tokenize
from searchlib.bilingual.compounds import split, wholes
from searchlib.bilingual.crossing import Rows
from searchlib.bilingual.lexicon import OTHER, Lexicon
from searchlib.bilingual.stop_words import STOP_WORDS
from searchlib.patterns import lazily
from searchlib.query.plan import Weighted

__all__ = ["Forms", "Recogniser"]

_KINDS = ("place", "person")
_KNOWN, _WELL_KNOWN = 0.3, 0.5
"""A word the lexicon translates at least so surely is not looked for by its sound: the best of
its translations, and all of them together."""
_MOST_COMPARED, _SOUNDS_ALIKE = 8, 0.5
"""How many names that sound like one are compared with it in earnest, and how alike they sound."""
_LEAST_ALIKE, _AN_ORDINARY_WORD = 0.45, 0.85
"""How alike a name must be to be looked for; and one that is a word the lexicon knows."""
_MOST_ALIKE = 5
_POWER = 0.5
"""At most how many of them are taken, and what they weigh: their likeness to this power."""
_SHORTEST, _MOST_NAMES = 3, 12
"""How many letters a word has that is looked for by its sound, and how many names one gets."""
_TABLES, _USUAL, _ALIAS = 0.9, 2, 0.75
"""What a name of the tables weighs: the first ones of a script, and the others."""
_VOWELS = lazily("[аеиоуыэюя]+|[aeiouy]+")
_LONGEST_NAME, _MOST_SPELLINGS = 6, 20
"""Of how many words a name is at most, and in how many spellings it is looked up."""


class Forms(Protocol):
    """Look forms up in an index: what :class:`searchlib.vocabulary.Vocabulary` does."""

    def terms(self, forms: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the terms of those forms that the index holds."""

    def sounding(self, keys: Iterable[str], sound: str, like: float, limit: int) -> Sequence[str]:
        """Return the names under keys that sound most like one."""


class Recogniser:
    """Find the names of one index."""

    def __init__(self, forms: Forms, lexicon: Lexicon, kinds: tuple[str, ...] = _KINDS) -> None:
        """Take where forms are looked up, and what says which words are no names.

        ``kinds`` are the tables to look in; where it is one of them, the words are names.
        """
        self._forms = forms
        self._lexicon = lexicon
        self._kinds = kinds
        self._written: dict[str, str] = {}

    def of_kind(self, kind: str) -> Recogniser:
        """Return one that looks for places alone, or for persons."""
        other = Recogniser(self._forms, self._lexicon, (kind,))
        other._written = self._written
        return other

    def written(self, term: str) -> str | None:
        """Return how a name is written that it gave this term of; None for another term."""
        return self._written.get(term)

    def are_listed(self, token: AnalysedToken) -> bool:
        """Say whether a word is a name of the reviewed tables, whatever the index holds."""
        return any(self._in_tables([token]))

    # One word -------------------------------------------------------------------

    def of_word(self, token: AnalysedToken) -> Weighted:
        """Return the single terms that may be the same name in either script, best first."""
        if not _may_be_a_name(token):
            return ()
        found: dict[str, float] = {}
        spelt = {words[0]: weight for words, weight in self._in_tables([token]) if len(words) == 1}
        own = {*token.terms, token.form}
        terms = self._terms_of([name for name in spelt if name not in own])
        for name, weighted in terms.items():
            for term, share in weighted:
                found[term] = max(found.get(term, 0.0), spelt[name] * share)
        if not found and len(token.form) >= _SHORTEST and self._is_strange(token):
            for name, alike in self._sounding(_spellings(token)):
                for term in self._terms_of_kept(name):
                    found[term] = max(found.get(term, 0.0), alike**_POWER)
        for term in (*token.terms, exactly(token.form)):
            found.pop(term, None)
        return tuple(sorted(found.items(), key=lambda pair: -pair[1])[:_MOST_NAMES])

    def _is_strange(self, token: AnalysedToken) -> bool:
        """Say whether the lexicon does not know a word, or a name is asked for."""
        return self._kinds != _KINDS or not self._is_known(token.terms)

    def _is_known(self, terms: Iterable[str]) -> bool:
        """Say whether the lexicon has words of the other script for any of these terms."""
        for term in terms:
            to = _other(term)
            found = [
                t.weight
                for t in self._lexicon.translations(term, to)
                if is_cyrillic(t.term) == (to == "ru")
            ]
            if max(found, default=0.0) >= _KNOWN:
                return True
            if sum(found) >= _WELL_KNOWN and any(self._lexicon.layers(term, to)):
                return True
        return False

    def _is_surely_known(self, token: AnalysedToken) -> bool:
        """Say whether a word says too little, or the lexicon is sure of what it says."""
        found = (t for term in token.terms for t in self._lexicon.translations(term, _other(term)))
        return token.form in STOP_WORDS or any(t.weight >= _WELL_KNOWN for t in found)

    def _sounding(self, forms: Sequence[str]) -> Iterator[tuple[str, float]]:
        """Yield the names of the other script that are most like a word, of several spellings."""
        from searchlib.bilingual.naming.sounds import keys_across, sound

        keys = dict.fromkeys(key for form in forms for key in keys_across(form))
        near = self._forms.sounding(keys, sound(forms[0]), _SOUNDS_ALIKE, _MOST_COMPARED)
        if not near:
            return
        from searchlib.bilingual.naming.comparison import by_rules

        comparers = [by_rules(form, _LEAST_ALIKE) for form in forms]

        def compare(name: str) -> float:
            return max(like(name) for like in comparers)

        ranked = sorted(((compare(name), name) for name in near), reverse=True)
        for place, (alike, name) in enumerate(ranked[:_MOST_ALIKE]):
            if alike < _LEAST_ALIKE:
                return
            if alike >= _AN_ORDINARY_WORD or not self._is_known((name,)):
                yield name, alike
                if not place and is_cyrillic(name):
                    yield from ((other, alike) for other in self._other_cases(name, compare))

    def _other_cases(self, name: str, compare: Callable[[str], float]) -> Iterable[str]:
        """Return the other forms of a Russian name that is kept in one of its cases.

        The dictionary, not knowing Теслой, has another lemma for it than for Тесла.
        """
        from searchlib.bilingual.naming.declension import cases
        from searchlib.bilingual.naming.nominative import nominatives

        nominative = max(nominatives(name), key=compare)
        return [form for form in self._forms.terms(cases(nominative)) if form != name]

    def _terms_of_kept(self, name: str) -> tuple[str, ...]:
        """Return the terms of a name as the index keeps it: a form, or a Russian lemma."""
        known = self._forms.terms([name])
        if is_cyrillic(name):
            terms = self._terms_of_case(name, name, known[name]) if name in known else (name,)
        else:
            terms = known.get(name, (name,))
        for term in terms:
            self._written.setdefault(term, name)
        return terms

    def _terms_of_case(self, name: str, form: str, terms: tuple[str, ...]) -> tuple[str, ...]:
        """Return the terms of a form that is a case of a Russian name.

        The dictionary may not know the name, and take it for a word of its making (эньлять, of
        Эньляя), which then stands for the name; or for another word, which must not.
        """
        if name in terms:
            return (name,)
        made = tuple(term for term in terms if not self._is_known((term,)))
        return made if len(made) == len(terms) else (exactly(form),)

    # Several words ----------------------------------------------------------------

    def of_words(self, tokens: Sequence[AnalysedToken]) -> Rows:
        """Return the rows of words that are the name these words are, or this one is."""
        if not 0 < len(tokens) <= _LONGEST_NAME or any(map(_is_exact, tokens)):
            return ()
        spelt = list(self._in_tables(tokens))
        if len(tokens) == 1:
            # What holds a name that is looked for alone adds nothing: the Yalu River.
            alone = {tokens[0].form, *(words[0] for words, _ in spelt if len(words) == 1)}
            spelt = [pair for pair in spelt if alone.isdisjoint(pair[0])]
        if not spelt and len(tokens) > 1:
            spelt = list(self._by_rule(tokens))
        terms = self._terms_of(dict.fromkeys(word for words, _ in spelt for word in words))
        rows = [
            tuple(tuple((t, w * weight) for t, w in terms[word]) for word in words)
            for words, weight in spelt
            if all(word in terms for word in words)
        ]
        return tuple(dict.fromkeys(rows[:_MOST_NAMES]))

    def _in_tables(
        self, tokens: Sequence[AnalysedToken]
    ) -> Iterator[tuple[tuple[str, ...], float]]:
        """Yield the names, as folded words, of the places and persons that tokens name."""
        from searchlib.bilingual.naming import groups

        forms = [token.form for token in tokens]
        if not groups.may_begin(forms):
            return
        found: tuple[groups.Group, ...] = ()
        if len(tokens) == 1:
            # A word of the dictionary has its lemma: no need to try endings.
            written = dict.fromkeys((*forms, *tokens[0].terms))
            found = tuple(
                g for name in written for g in groups.groups_as_written(name, self._kinds)
            )
        for group in dict.fromkeys(found or groups.groups_of(" ".join(forms), self._kinds)):
            # Where no place is asked for, Корея is not Chosen, nor Алма-Ата верный.
            ordinary = group.ordinary if self._kinds != ("place",) else ()
            yield from _names_of([name for name in group.names if name not in ordinary])

    def _by_rule(self, tokens: Sequence[AnalysedToken]) -> Iterator[tuple[tuple[str, ...], float]]:
        """Yield the spellings of what may be a whole Chinese or Korean name."""
        forms = [token.form for token in tokens]
        if len(_VOWELS.findall(forms[0])) != 1 or all(map(self._is_surely_known, tokens)):
            return  # a surname there is one syllable
        from searchlib.bilingual.naming.spellings import whole_names

        for variant in whole_names(forms)[:_MOST_SPELLINGS]:
            yield tuple(variant.name.split(" ")), variant.weight

    # What the index holds -----------------------------------------------------------

    def _terms_of(self, words: Collection[str]) -> dict[str, Weighted]:
        """Return the terms of those words of names that the index holds, in any case.

        They come in the order of ``words``, and so do names in notes.
        """
        if not words:
            return {}
        from searchlib.bilingual.naming.declension import cases

        forms = {word: cases(word) if is_cyrillic(word) else (word,) for word in words}
        known = self._forms.terms({form for each in forms.values() for form in each})
        found: dict[str, Weighted] = {}
        for word, each in forms.items():
            terms: dict[str, None] = {}
            for form in filter(known.__contains__, each):
                own = known[form]
                if is_cyrillic(word):
                    own = self._terms_of_case(word, form, own)
                terms.update(dict.fromkeys(own))
            for term in terms:
                self._written.setdefault(term, word)
            if terms:
                found[word] = tuple((term, 1.0) for term in terms)
        return found


def _names_of(names: Sequence[str]) -> Iterator[tuple[tuple[str, ...], float]]:
    """Yield the names of a group as folded words, with hyphens closed up and apart."""
    seen = {True: 0, False: 0}
    for name in names:
        tokens = [AnalysedToken(*token, ()) for token in tokenize(name)]
        closed, apart = (tuple(token.form for token in cut(tokens)) for cut in (wholes, split))
        cyrillic = is_cyrillic(closed[0])
        seen[cyrillic] += 1
        weight = _TABLES if seen[cyrillic] <= _USUAL else _ALIAS
        unmarked = tuple(form.replace("'", "") for form in closed)
        for spelt in dict.fromkeys((closed, apart, unmarked)):
            yield spelt, weight


def _may_be_a_name(token: AnalysedToken) -> bool:
    letters = token.form.replace("'", "")
    return letters.isalpha() and token.form not in STOP_WORDS and not _is_exact(token)


def _spellings(token: AnalysedToken) -> tuple[str, ...]:
    """Return a form, and an English one without its ending: Huguenots are Huguenot."""
    form = _bare(token.form)
    stems = (term for term in token.terms if len(term) >= _SHORTEST and form.startswith(term))
    return (form,) if is_cyrillic(form) else tuple(dict.fromkeys((form, *stems)))


def _bare(form: str) -> str:
    """Return a form without the ending of the English genitive."""
    return form.removesuffix("'s").removesuffix("'")


def _is_exact(token: AnalysedToken) -> bool:
    return any(exact_form(term) is not None for term in token.terms)


def _other(term: str) -> str:
    return OTHER["ru" if is_cyrillic(term) else "en"]
