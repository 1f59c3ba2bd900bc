"""Is the word that was meant among the suggestions, and how far up? Beside SymSpell.

Words of an archive are misspelt by a seeded model of slips: a letter left out, one too many,
a wrong one, two swapped (new letters half from the next key, half from the alphabet), or the
whole word typed in the other keyboard layout. A word is asked for as a reader would, by a
search; what counts is the first of its suggestions that finds the word. SymSpell is given
the same forms with as many records each, and its answers are taken in its order. Both are
right with any form of the word, since a search finds them all; slips by which a search
still finds the word, in another form, are left out.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

import searchlib
from benchmarks import generated
from searchlib.analysis import Analyzer, is_cyrillic
from searchlib.query import And, parse, walk
from searchlib.query.keyboard import neighbours, swapped
from searchlib.query.tree import Word

KINDS = ("left out", "too many", "wrong", "swapped", "keyboard")
SLIPS = KINDS[:-1]
MOST = 3
"""How many suggestions are looked at: as many as searchlib makes."""
_LETTERS = ("абвгдежзийклмнопрстуфхцчшщъыьэюя", "abcdefghijklmnopqrstuvwxyz")
_SHORTEST, _LEAST_RECORDS = 4, 2


class Slip(NamedTuple):
    """Hold what was meant, what was typed for it, and by which slip."""

    meant: str
    typed: str
    kind: str


Suggest = Callable[[str], list[str]]


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.suggestions", description=__doc__)
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="an index to take words from")
    parser.add_argument("--records", type=int, default=1_500, help="how many to generate without")
    parser.add_argument("--words", type=int, default=150, help="how many words of each language")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    with ExitStack() as stack:
        try:
            folder = options.data or _built(stack, options.records)
            index = stack.enter_context(searchlib.open(folder))
        except searchlib.SearchlibError as error:
            print(f"{error}", file=sys.stderr)
            return 1
        forms = counted(index)
        slips = list(made(forms, options.words, random.Random(options.seed), index))
        if not slips:
            print("No words that two records hold. Name an index with more.", file=sys.stderr)
            return 1
        report = {"data": f"{len(index)} records, {len(forms)} forms, {len(slips)} slips"}
        results = dict(measured(index, forms, slips))
    if options.json:
        print(json.dumps(report | {"systems": results}, ensure_ascii=False))
    else:
        print(report["data"])
        show(results)
    return 0


def _built(stack: ExitStack, count: int) -> Path:
    """Return a new index of generated records."""
    base = Path(stack.enter_context(TemporaryDirectory()))
    (base / "documents").mkdir()
    for record in generated.records(count):
        path = base / "documents" / f"{record.id}.md"
        path.write_text(generated.markdown(record), "utf-8")
    print(f"indexing {count:,} generated records", file=sys.stderr)
    searchlib.build(base / "documents", base / "index", workers=2)
    return base / "index"


def counted(index: searchlib.Index) -> dict[str, int]:
    """Return the forms of the texts, each with how many records hold it."""
    found: dict[str, int] = {}
    for record_id in index.ids():
        record = index.get(record_id)
        tokens = {token.form for text in record.texts for token in ANALYZER.analyse(text.body)}
        for form in tokens:
            found[form] = found.get(form, 0) + 1
    return found


ANALYZER = Analyzer()


def made(
    forms: dict[str, int], words: int, chance: random.Random, index: searchlib.Index
) -> Iterator[Slip]:
    """Yield slips of each kind in words drawn from the forms, as often as records hold them."""
    for cyrillic in (True, False):
        fitting = [
            form
            for form, records in sorted(forms.items())
            if form.isalpha() and len(form) >= _SHORTEST and records >= _LEAST_RECORDS
            if is_cyrillic(form) == cyrillic and (cyrillic or form.isascii())
        ]
        if not fitting:
            continue
        drawn = chance.choices(fitting, [forms[form] for form in fitting], k=words)
        for form in drawn:
            for kind in KINDS:
                typed = slipped(form, kind, chance)
                if typed not in forms and not index.search(typed, limit=0, translate=False).total:
                    yield Slip(form, typed, kind)


def slipped(word: str, kind: str, chance: random.Random) -> str:
    """Return a word with one slip of a kind; never the word itself."""
    if kind == "keyboard":
        return swapped(word)
    letters = list(word)
    place = chance.randrange(len(word))
    if kind == "left out":
        del letters[place]
    elif kind == "too many":
        letters.insert(place, _letter(word[place], chance))
    elif kind == "wrong":
        letters[place] = _letter(word[place], chance)
    else:
        pairs = [n for n in range(len(word) - 1) if word[n] != word[n + 1]]
        place = chance.choice(pairs)
        letters[place : place + 2] = letters[place + 1], letters[place]
    return "".join(letters)


def _letter(beside: str, chance: random.Random) -> str:
    """Return another letter: of a key beside this one's, or any."""
    alphabet = _LETTERS[not is_cyrillic(beside)]
    near = sorted(b for a, b in neighbours() if a == beside and b in alphabet)
    chosen = chance.choice(near if near and chance.random() < 0.5 else alphabet)
    return chosen if chosen != beside else _letter(beside, chance)


def measured(
    index: searchlib.Index, forms: dict[str, int], slips: Sequence[Slip]
) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield each system with its figures."""
    yield "searchlib", figures(lambda typed: ours(index, typed), slips)
    if find_spec("symspellpy"):
        yield "symspell", figures(symspell(forms), slips)


def ours(index: searchlib.Index, typed: str) -> list[str]:
    """Return the words that a search suggests."""
    found = []
    for suggestion in index.search(typed, limit=0).suggestions:
        tree = parse(suggestion.query).tree
        words = [node.text for node in walk(tree) if isinstance(node, Word)]
        found.append(" ".join(words) if isinstance(tree, And) else words[0])
    return found


def symspell(forms: dict[str, int]) -> Suggest:
    """Return SymSpell, which knows these words and how frequent they are."""
    from symspellpy import SymSpell, Verbosity

    peer = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
    for form, records in forms.items():
        peer.create_dictionary_entry(form, records)

    def suggest(typed: str) -> list[str]:
        found = peer.lookup(typed.lower(), Verbosity.ALL, max_edit_distance=2)
        return [one.term for one in found]

    return suggest


def figures(suggest: Suggest, slips: Sequence[Slip]) -> dict[str, float]:
    """Return, of each kind and of all slips but the keyboard, how often the word meant is found.

    ``at_1`` is first, ``at_3`` among the first three; ``ms`` is the median time of an answer.
    """
    suggest(slips[0].typed)
    ranks: dict[str, list[int]] = {kind: [] for kind in KINDS}
    times = []
    for slip in slips:
        started = time.perf_counter()
        found = suggest(slip.typed)
        times.append((time.perf_counter() - started) * 1000)
        ranks[slip.kind].append(rank(slip.meant, found))
    rows = {**ranks, "slips": [one for kind in SLIPS for one in ranks[kind]]}
    return {
        **{
            f"{kind.replace(' ', '_')}_at_{most}": round(_share(row, most), 4)
            for kind, row in rows.items()
            for most in (1, MOST)
        },
        "ms_p50": round(median(times), 2),
        "ms_p95": round(sorted(times)[int(len(times) * 0.95)], 2),
    }


def rank(meant: str, found: Iterable[str]) -> int:
    """Return the place, from 1, of the word meant among different words; 0 if it is not there."""
    wanted = set(ANALYZER.terms(meant))
    seen: dict[tuple[str, ...], None] = {}
    for form in found:
        terms = ANALYZER.terms(form)
        seen.setdefault(terms)
        if wanted.intersection(terms):
            return len(seen)
    return 0


def _share(ranks: Sequence[int], most: int) -> float:
    return sum(0 < one <= most for one in ranks) / len(ranks) if ranks else 0.0


def show(results: dict[str, dict[str, float]]) -> None:
    """Print a table for people."""
    systems = list(results)
    print(f"{'':20}" + "".join(f"{name:>12}" for name in systems))
    for metric in results[systems[0]]:
        print(f"{metric:20}" + "".join(f"{results[name][metric]:12.3f}" for name in systems))


if __name__ == "__main__":
    sys.exit(main())
