"""Does each passage stand beside the one that says the same? Beside Gale and Church's program.

Measured on documents whose sentences are aligned, as JSON Lines ``{"segments": [{"ru", "en"}]}``:
their sentences are joined into one running paragraph a language, which searchlib cuts into
passages and aligns. A pair of words, one of each language, counts as found when a link joins
their passages, and as right when they stand in the same segment; precision, recall and F1 over
the pairs of all documents. With ``--drop 0.1`` a tenth of the sentences is gone from each side,
drawn by chance, the same for a seed. The peer is given the same passages. Time is that of one
alignment with the cutting, words analysed before, as many together as a rebuild aligns; the
ratio is to that of the analysis of both texts, met for the first time but all forms known.

    searchlib             with the lexicon that is shipped, learnt from other texts
    without lexicon       numbers, names and cognates alone
    gale-church           lengths alone

With ``--split`` it is measured where texts are cut, see ``passages.py``.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

from benchmarks import passages as splitting
from benchmarks.gale_church import gale_church
from benchmarks.generated import SHARED
from searchlib.analysis import AnalysedToken, Analyzer
from searchlib.bilingual.alignment import Cut, aligned, together
from searchlib.bilingual.evidence import Evidence, of_lexicon
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.links import Alignment

DEFAULT_DATA = tuple(SHARED / f"parallel/wmt21_{pair}.jsonl.gz" for pair in ("ru-en", "en-ru"))
_TURNS = 6

Segments = Sequence[tuple[str, str]]
Align = Callable[[Sequence["Document"]], list[Alignment]]
Scores = dict[str, dict[str, float]]


class Side(NamedTuple):
    """Hold a text made of segments, its tokens, and where each segment ends and which it is."""

    text: str
    tokens: list[AnalysedToken]
    ends: list[tuple[int, int]]


class Document(NamedTuple):
    """Hold both texts of a document."""

    ru: Side
    en: Side


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.alignment")
    parser.add_argument("--data", type=Path, nargs="+", metavar="PATH")
    parser.add_argument("--drop", type=_share, default=0.0, metavar="SHARE")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--split", action="store_true", help="measure where texts are cut")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    paths = options.data or (splitting.DEFAULT_DATA if options.split else DEFAULT_DATA)
    try:
        if options.split:
            measured = splitting.run(paths)
        else:
            measured = run(list(documents(paths, options.drop, options.seed)))
    except OSError as error:
        print(f"Cannot read: {error}. Name a file: --data PATH", file=sys.stderr)
        return 2
    except (ValueError, KeyError, TypeError, AttributeError, EOFError) as error:
        print(f"{', '.join(map(str, paths))}: no parallel texts ({error!r}).", file=sys.stderr)
        return 2
    if options.json:
        shown = {
            name: {metric: round(value, 4) for metric, value in scores.items()}
            for name, scores in measured.items()
        }
        about = {"data": " ".join(map(str, paths)), "drop": options.drop, "seed": options.seed}
        print(json.dumps({**about, "systems": shown}))
    else:
        print_table(measured, sys.stdout)
    return 0


def _share(written: str) -> float:
    share = float(written)
    if not 0 <= share < 1:
        raise argparse.ArgumentTypeError("a share is at least 0 and less than 1")
    return share


def documents(paths: Iterable[Path], drop: float, seed: int) -> Iterator[Document]:
    """Yield the documents of some files, with a share of the sentences gone from each side."""
    chance = random.Random(seed)
    analyse = Analyzer().analyse
    for path in paths:
        open_file = gzip.open if path.suffix == ".gz" else open
        with open_file(path, "rt", encoding="utf-8") as lines:
            for line in filter(str.strip, lines):
                segments = json.loads(line)["segments"]
                sides = (
                    _side([pair[language] for pair in segments], drop, chance, analyse)
                    for language in ("ru", "en")
                )
                yield Document(*sides)


def _side(
    rows: Sequence[str],
    drop: float,
    chance: random.Random,
    analyse: Callable[[str], list[AnalysedToken]],
) -> Side:
    """Join what is not dropped into one paragraph."""
    kept = [(number, row) for number, row in enumerate(rows) if chance.random() >= drop]
    text, ends = "", []
    for number, row in kept:
        text = f"{text} {row}" if text else row
        ends.append((len(text), number))
    return Side(text, analyse(text), ends)


def run(texts: Sequence[Document]) -> Scores:
    """Measure all systems on some documents."""
    systems: dict[str, Align] = {
        "searchlib": _searchlib(of_lexicon(Lexicon.open())),
        "without lexicon": _searchlib(Evidence()),
        "gale-church": _gale_church,
    }
    return measure(texts, systems)


def _searchlib(evidence: Evidence) -> Align:
    def run(documents: Sequence[Document]) -> list[Alignment]:
        found: list[Alignment] = []
        for some in together(map(_cut, documents), lambda cut: cut, _letters):
            found += aligned(some, evidence)[0]
        return found

    return run


def _gale_church(documents: Sequence[Document]) -> list[Alignment]:
    found: list[Alignment] = []
    for spans in (_cut(document).spans for document in documents):
        lengths = ([end - start for start, end in side] for side in spans)
        found.append(Alignment(*spans, tuple(gale_church(*lengths))))
    return found


def _letters(cut: Cut) -> int:
    return sum(map(len, cut.texts))


def _cut(document: Document) -> Cut:
    ru, en = document
    return Cut.of(ru.text, en.text, (ru.tokens, en.tokens))


def measure(texts: Sequence[Document], systems: Mapping[str, Align]) -> Scores:
    """Return precision, recall and F1 of each system, and its time beside that of the analysis.

    All take turns, so that what else the machine does slows all alike; the fastest turn counts.
    """
    first = Analyzer()
    _analyse(texts, first)
    forms = first.take_learnt()
    fastest = dict.fromkeys(("analysis", *systems), float("inf"))
    found: dict[str, list[Alignment]] = {}
    gc.collect()
    gc.disable()  # as timeit does
    for _ in range(_TURNS):
        fresh = Analyzer(lambda new: {form: forms[form] for form in new})
        started = time.process_time()
        _analyse(texts, fresh)
        fastest["analysis"] = min(fastest["analysis"], time.process_time() - started)
        for name, system in systems.items():
            started = time.process_time()
            found[name] = system(texts)
            fastest[name] = min(fastest[name], time.process_time() - started)
    gc.enable()
    return {
        name: {
            **_rated(texts, found[name]),
            "ms": 1000 * fastest[name] / max(1, len(texts)),
            "ratio": fastest[name] / max(1e-9, fastest["analysis"]),
        }
        for name in systems
    }


def _analyse(texts: Sequence[Document], analyzer: Analyzer) -> None:
    for document in texts:
        for side in document:
            analyzer.analyse(side.text)


def _rated(texts: Sequence[Document], found: Sequence[Alignment]) -> dict[str, float]:
    counts = [pairs(*both) for both in zip(texts, found, strict=True)]
    right, given, wanted = (sum(column) for column in zip((0, 0, 0), *counts, strict=True))
    return {
        "precision": right / max(1, given),
        "recall": right / max(1, wanted),
        "f1": 2 * right / max(1, given + wanted),
    }


def pairs(document: Document, alignment: Alignment) -> tuple[int, int, int]:
    """Return how many pairs of words are rightly found, found, and to be found."""
    ru, en = (_words(*both) for both in zip(document, alignment[:2], strict=True))
    wanted = _per_segment(ru.values()), _per_segment(en.values())
    right = given = 0
    for link in alignment.links:
        left, there = _linked(ru, link.ru), _linked(en, link.en)
        given += left.total() * there.total()
        right += sum(count * there[segment] for segment, count in left.items())
    return right, given, sum(count * wanted[1][segment] for segment, count in wanted[0].items())


def _words(side: Side, spans: Sequence[tuple[int, int]]) -> dict[int, Counter[int]]:
    """Return how many words of each segment each passage has."""
    found: dict[int, Counter[int]] = {}
    passage = segment = behind = 0
    for token in side.tokens:
        if token.start < behind:  # a part of a compound
            continue
        behind = token.end
        while spans[passage][1] <= token.start:
            passage += 1
        while side.ends[segment][0] <= token.start:
            segment += 1
        found.setdefault(passage, Counter())[side.ends[segment][1]] += 1
    return found


def _per_segment(passages: Iterable[Counter[int]]) -> Counter[int]:
    return sum(passages, Counter[int]())


def _linked(words: Mapping[int, Counter[int]], passages: Sequence[int]) -> Counter[int]:
    return _per_segment(words.get(number, Counter[int]()) for number in passages)


def print_table(measured: Scores, out: TextIO) -> None:
    """Print the table for people."""
    names = list(next(iter(measured.values()), {}))
    width = max(map(len, measured), default=0) + 2
    print(" " * width + "".join(f"{name:>15}" for name in names), file=out)
    for system, scores in measured.items():
        print(f"{system:{width}}" + "".join(f"{scores[n]:>15.4f}" for n in names), file=out)


if __name__ == "__main__":
    sys.exit(main())
