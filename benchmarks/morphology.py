"""Do two forms share a term when they are forms of one word, and only then? Mostly.

Measured on Universal Dependencies treebanks: for each distinct pair of form and gold
lemma among nouns, proper nouns, verbs and adjectives, the query is the form, relevant
are the other forms of that lemma, retrieved are the other forms that share a term with
it. Precision, recall and F1 are micro-averaged.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, TextIO

from searchlib.analysis import english, russian
from searchlib.analysis.tokens import fold

UD = Path(__file__).resolve().parents[2] / "shared" / "data" / "ud"
DEFAULT_DATA = (UD / "ru_taiga-ud-dev.conllu.gz", UD / "ru_gsd-ud-dev.conllu.gz")
"""The Russian files, for which figures are promised; any other is named with --data."""
PARTS_OF_SPEECH = frozenset(("NOUN", "PROPN", "VERB", "ADJ"))

Terms = Callable[[str], Iterable[str]]
Pairs = frozenset[tuple[str, str]]

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_HYPHENS = re.compile("[-\u2010\u2011]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")


class Counts(NamedTuple):
    """Count what was retrieved, what was relevant, what was both; and time the terms."""

    both: int = 0
    retrieved: int = 0
    relevant: int = 0
    forms: int = 0
    seconds: float = 0.0

    def plus(self, other: Counts) -> Counts:
        """Add up the counts of two files."""
        return Counts(
            self.both + other.both,
            self.retrieved + other.retrieved,
            self.relevant + other.relevant,
            self.forms + other.forms,
            self.seconds + other.seconds,
        )

    def metrics(self) -> dict[str, float]:
        """Return precision, recall and F1; and how many new forms were analysed a second."""
        precision = self.both / self.retrieved if self.retrieved else 1.0
        recall = self.both / self.relevant if self.relevant else 1.0
        total = precision + recall
        return {
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(2 * precision * recall / total if total else 0.0, 4),
            "forms_per_second": round(self.forms / self.seconds) if self.seconds else 0,
        }


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.morphology", description=__doc__)
    parser.add_argument("--data", action="append", type=Path, metavar="PATH", help=".conllu[.gz]")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    paths = options.data or list(DEFAULT_DATA)
    try:
        files = {str(path): read_pairs(path) for path in paths}
    except (OSError, EOFError, UnicodeDecodeError) as error:
        print(f"Cannot read the treebank: {error}. Name one with --data PATH.", file=sys.stderr)
        return 1
    if empty := [path for path, pairs in files.items() if not pairs]:
        print(f"No nouns, verbs or adjectives in CoNLL-U form in {empty[0]}.", file=sys.stderr)
        return 1
    report = run(files)
    if options.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        print_table(report, sys.stdout)
    return 0


def read_pairs(path: Path) -> Pairs:
    """Return the distinct pairs of form and gold lemma in a treebank, case and ё folded."""
    open_file = gzip.open if path.suffix == ".gz" else open
    pairs = set()
    with open_file(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            columns = line.split("\t")
            if len(columns) == 10 and columns[0].isdigit() and columns[3] in PARTS_OF_SPEECH:
                pairs.add((_caseless(columns[1]), _caseless(columns[2])))
    return frozenset(pairs)


def systems(pairs: Pairs) -> dict[str, Terms]:
    """Return the systems that can analyse these forms: by their script, Russian or English."""
    from Stemmer import Stemmer

    cyrillic = sum(bool(_CYRILLIC.search(form)) for form, _ in pairs)
    if cyrillic * 2 < len(pairs):
        english.stems("")  # loads the stemmer, which is not to be timed
        return {"searchlib": english.stems, "snowball": _stemming(Stemmer("english"))}
    russian.lemmas("слово")
    return {
        "searchlib": russian.lemmas,
        "snowball": _stemming(Stemmer("russian")),
        "pymorphy3 all lemmas": _all_lemmas(),
    }


def count(pairs: Pairs, terms_of: Terms) -> Counts:
    """Ask for each form, and count what is found."""
    written = {form: as_indexed(form) for form, _ in pairs}
    start = time.perf_counter()
    terms = {form: frozenset(terms_of(word)) for form, word in written.items()}
    seconds = time.perf_counter() - start
    by_term = _inverted((form, term) for form, found in terms.items() for term in found)
    by_lemma = _inverted(pairs)
    counts = Counts(forms=len(terms), seconds=seconds)
    for form, lemma in pairs:
        retrieved = set[str]().union(*(by_term[term] for term in terms[form])) - {form}
        relevant = by_lemma[lemma] - {form}
        counts = counts.plus(Counts(len(retrieved & relevant), len(retrieved), len(relevant)))
    return counts


def run(files: Mapping[str, Pairs]) -> dict[str, object]:
    """Measure every system on every file; over all files, those that ran on all of them."""
    measured = {
        path: {name: count(pairs, terms_of) for name, terms_of in systems(pairs).items()}
        for path, pairs in files.items()
    }
    totals: dict[str, Counts] = {}
    for name in dict.fromkeys(name for found in measured.values() for name in found):
        runs = [found[name] for found in measured.values() if name in found]
        if len(runs) == len(files):
            totals[name] = Counts()
            for counts in runs:
                totals[name] = totals[name].plus(counts)
    by_file = {
        path: {"pairs": len(files[path]), "systems": _metrics(found)}
        for path, found in measured.items()
    }
    return {"data": list(files), "systems": _metrics(totals), "files": by_file}


def print_table(report: Mapping[str, object], out: TextIO) -> None:
    """Print the report for people to read."""
    print(f"{'':24}{'precision':>10}{'recall':>9}{'F1':>9}{'forms/s':>10}", file=out)
    by_file = report["files"]
    assert isinstance(by_file, dict)
    for path, found in by_file.items():
        print(f"\n{Path(path).name}, {found['pairs']} pairs of form and lemma", file=out)
        _print_rows(found["systems"], out)
    if len(by_file) > 1:
        print("\nall files together", file=out)
        _print_rows(report["systems"], out)


def as_indexed(form: str) -> str:
    """Return a form as the product analyses a whole word: folded, hyphens closed up."""
    word = _HYPHENS.sub("", _EDGES.sub("", form))
    return fold(word or form)


def _print_rows(metrics: object, out: TextIO) -> None:
    """Print one line a system."""
    assert isinstance(metrics, dict)
    for name, row in metrics.items():
        print(
            f"  {name:22}{row['precision']:>10.4f}{row['recall']:>9.4f}{row['f1']:>9.4f}"
            f"{row['forms_per_second']:>10}",
            file=out,
        )


def _metrics(counts: Mapping[str, Counts]) -> dict[str, dict[str, float]]:
    """Return the metrics of each system."""
    return {name: found.metrics() for name, found in counts.items()}


def _caseless(word: str) -> str:
    """Fold only what the gold standard's annotators would not tell apart: case and ё."""
    return word.strip().casefold().replace("ё", "е")


def _inverted(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return the forms under each lemma or term."""
    inverted: dict[str, set[str]] = defaultdict(set)
    for form, key in pairs:
        inverted[key].add(form)
    return inverted


def _stemming(stemmer: object) -> Terms:
    """Return Snowball as it comes."""
    stem: Callable[[str], str] = stemmer.stemWord  # type: ignore[attr-defined]
    return lambda form: (stem(form),)


def _all_lemmas() -> Terms:
    """Return pymorphy3 as it comes, every lemma of every parse: what our choices add."""
    from pymorphy3 import MorphAnalyzer

    parse = MorphAnalyzer(lang="ru").parse
    return lambda form: {found.normal_form.replace("ё", "е") for found in parse(form)}


if __name__ == "__main__":
    sys.exit(main())
