"""What does each step of indexing cost? Milliseconds of CPU a record, beside the analysis.

`python -m benchmarks.indexing [--records 2000] [--engine E] [--json]`: generated records, as
files, go through the steps a rebuild takes, as many together as there, in one process, so that
what else the machine does slows all alike; cycles are looked for as seldom as in a rebuild.
``ratio`` is to the analysis of the texts, forms met for the first time among them; ``both`` is
what meaning costs: alignment, lessons and learning together. The peer of the alignment is Gale
and Church's program, given the same passages.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import ParamSpec, TypeVar

from benchmarks.gale_church import gale_church
from benchmarks.generated import markdown, records
from searchlib import entries, formats
from searchlib.analysis import STRETCHES_OF_BUILD, AnalysedToken, Analyzer
from searchlib.bilingual.alignment import Cut, aligned
from searchlib.bilingual.evidence import of_lexicon
from searchlib.bilingual.lexicon import Lexicon
from searchlib.engine import DEFAULT, ENGINES, create_engine
from searchlib.indexing.lessons import Lessons, taught, write_learnt
from searchlib.indexing.reading import seldom_collecting
from searchlib.records import LANGUAGES, Record
from searchlib.vocabulary import Vocabulary

STEPS = ("reading", "analysis", "alignment", "lesson", "entries", "writing", "learning")
_PEER = "gale-church"
_TOGETHER = 16
"""How many records of one file each are prepared together by a rebuild."""

Tokens = list[AnalysedToken]
_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


class Clock:
    """Add up the time of CPU that steps take."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys((*STEPS, _PEER), 0.0)

    def time(
        self,
        step: str,
        run: Callable[_Given, _Result],
        *given: _Given.args,
        **named: _Given.kwargs,
    ) -> _Result:
        """Call something, and count its time for a step."""
        started = time.process_time()
        try:
            return run(*given, **named)
        finally:
            self.spent[step] += time.process_time() - started


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print a table or one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.indexing")
    parser.add_argument("--records", type=int, default=2_000, help="how many to generate")
    parser.add_argument("--engine", choices=ENGINES, default=DEFAULT)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    folder = Path(tempfile.mkdtemp(prefix="searchlib-"))
    try:
        found = measure(folder, options.records, options.engine)
    finally:
        shutil.rmtree(folder)
    if options.json:
        print(json.dumps({"data": f"{options.records} records", "systems": found}))
        return 0
    print(f"{'':12}{'ms a record':>12}{'ratio':>10}")
    for name in (*STEPS, "both", "total"):
        ours = found["searchlib"]
        print(f"{name:12}{ours[f'{name}_ms']:12.3f}{ours[f'{name}_ratio']:10.2f}")
    print(f"{_PEER:12}" + "{ms:12.3f}{ratio:10.2f}".format(**found[_PEER]))
    return 0


def measure(folder: Path, count: int, engine_name: str) -> dict[str, dict[str, float]]:
    """Return milliseconds a record and the ratio to analysis, of each step and of the peer."""
    clock = Clock()
    analyse = Analyzer(stretches=STRETCHES_OF_BUILD).analyse
    evidence = of_lexicon(Lexicon.open())
    lengths: list[list[list[int]]] = []
    with (
        seldom_collecting(),
        closing(create_engine(engine_name, folder / "engine")) as engine,
        closing(Vocabulary.create(folder / "vocabulary.sqlite")) as vocabulary,
        closing(Lessons(folder / "lessons")) as lessons,
    ):
        with engine.writer() as writer:
            read = _read(folder / "record.md", count, clock)
            while some := [*islice(read, _TOGETHER)]:
                tokens = [clock.time("analysis", _analysed, record, analyse) for record in some]
                cuts = [
                    clock.time("alignment", _cut, record, done)
                    for record, done in zip(some, tokens, strict=True)
                ]
                alignments, words = clock.time("alignment", aligned, cuts, evidence)
                lessons_of = clock.time("lesson", taught, alignments, words, evidence)
                rows = zip(some, tokens, alignments, lessons_of, strict=True)
                for record, done, alignment, lesson in rows:
                    known = done.__getitem__
                    document = clock.time("entries", entries.document, record, alignment, known)
                    clock.time("writing", writer.add, document)
                    lessons.keep(record.id, lesson)
                lengths += [[[b - a for a, b in side] for side in cut.spans] for cut in cuts]
            started = time.process_time()
        clock.spent["writing"] += time.process_time() - started
        path = folder / "learnt.lexicon"
        clock.time("learning", write_learnt, path, engine, vocabulary, lessons)
    for sides in lengths:  # now, so that it takes no cache from the steps above
        clock.time(_PEER, gale_church, *sides)
    return _rated(clock.spent, count)


def _read(path: Path, count: int, clock: Clock) -> Iterator[Record]:
    """Yield generated records as they are read from files."""
    for record in records(count):
        path.write_text(markdown(record), "utf-8")
        yield from clock.time("reading", _records, formats.Original(f"{record.id}.md", path))


def _records(original: formats.Original) -> list[Record]:
    return [*formats.read(original)]


def _analysed(record: Record, analyse: Callable[[str], Tokens]) -> dict[str, Tokens]:
    """Return the tokens of each text of a record."""
    return {text: analyse(text) for text in ("", *entries.texts_of(record).values())}


def _cut(record: Record, tokens: dict[str, Tokens]) -> Cut:
    """Return the texts of a record in passages."""
    ru, en = (text.body if (text := record.text(name)) else "" for name in LANGUAGES)
    return Cut.of(ru, en, (tokens[ru], tokens[en]))


def _rated(spent: dict[str, float], count: int) -> dict[str, dict[str, float]]:
    """Return times as milliseconds a record, and as ratios to the analysis."""
    of_both = sum(spent[name] for name in ("alignment", "lesson", "learning"))
    totals = {"both": of_both, "total": sum(spent[name] for name in STEPS)}
    ours: dict[str, float] = {}
    rated: dict[str, dict[str, float]] = {"searchlib": ours}
    for name, seconds in {**spent, **totals}.items():
        ms, ratio = 1000 * seconds / count, seconds / max(1e-9, spent["analysis"])
        if name == _PEER:
            rated[_PEER] = {"ms": ms, "ratio": ratio}
        else:
            ours |= {f"{name}_ms": ms, f"{name}_ratio": ratio}
    return rated


if __name__ == "__main__":
    sys.exit(main())
