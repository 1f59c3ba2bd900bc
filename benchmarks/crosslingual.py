"""Does a question in one language find its passage in the other?

Measured on passages and questions in both languages, as JSON ``{"passages": [{"id", "ru",
"en"}], "queries": [{"id", "ru", "en", "passage_id"}]}``. Each passage is a record of one
language, in an index of that language; each question is asked as it stands, with
``match="any"``. For ru→en, en→ru, ru→ru and en→en, the mean over the questions of

    recall@1, recall@5   whether the passage is among the first 1, the first 5
    mrr                  1 / its rank, 0 when it is not found

Across the languages also how many names a question was given in the language of the passages:

    names_met            that its passage holds
    names_false          that it does not, most of them no counterpart

Beside searchlib stands itself without the lexicon and names (``off``), without names
(``lexicon``), and with cognates in their place (``cognates``); and how many milliseconds a
query takes at the median, from the words to the matches, which at the size of this collection
is mostly what looking up translations takes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TextIO

from benchmarks.cognates import Cognates
from benchmarks.generated import SHARED
from searchlib.analysis import AnalysedToken, Analyzer
from searchlib.bilingual.crossing import Crossing, Names
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.recognising import Recogniser
from searchlib.bilingual.stop_words import STOP_WORDS
from searchlib.bilingual.widen import Widener
from searchlib.engine import ENGINES, Engine, create_engine
from searchlib.engine.memory import MemoryEngine
from searchlib.errors import FormatError
from searchlib.indexing.building import fill
from searchlib.query import parse
from searchlib.ranking import LEAST_TRANSLATION
from searchlib.records import LANGUAGES, Record, Text
from searchlib.vocabulary import Vocabulary

DEFAULT_DATA = SHARED / "xquad_dev.json.gz"
_DATA = "passages and questions; xquad is the development half that lies with the data"
DEPTH = 1_000
_ALL = 10**9
METRICS = ("recall@1", "recall@5", "mrr")
NAMED = ("names_met", "names_false")
DIRECTIONS = (("ru", "en"), ("en", "ru"), ("ru", "ru"), ("en", "en"))
SYSTEMS = ("searchlib", "cognates", "lexicon", "off")

Rank = Callable[[str], Sequence[str]]


class System(NamedTuple):
    """Hold how a system ranks the passages, and what finds names for it."""

    rank: Rank
    names: Names | None
    analyse: Callable[[str], list[AnalysedToken]]


class Collection(NamedTuple):
    """Hold passages by id, and questions with the id of their passage, each in both languages."""

    passages: Mapping[str, Mapping[str, str]]
    queries: Sequence[tuple[Mapping[str, str], str]]


def _file(named: str) -> Path:
    """Return a file that is named by its path, or by what it holds."""
    path = Path(named)
    return DEFAULT_DATA if named == "xquad" and not path.exists() else path


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crosslingual")
    parser.add_argument("--data", type=_file, default=DEFAULT_DATA, metavar="PATH", help=_DATA)
    parser.add_argument("--engine", choices=[*ENGINES, "memory"], default="whoosh")
    parser.add_argument(
        "--lexicon",
        type=Path,
        action="append",
        default=[],
        metavar="PATH",
        help="a lexicon to lay over the one that searchlib brings",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    try:
        collection = read(options.data)
        lexicon = Lexicon.open(*options.lexicon)
    except (OSError, FormatError) as error:
        print(f"Cannot read {options.data}: {error}. Name a file: --data PATH", file=sys.stderr)
        return 2
    except (ValueError, KeyError, TypeError, AttributeError, EOFError) as error:
        print(f"{options.data} holds no passages and questions ({error!r}).", file=sys.stderr)
        return 2
    if not collection.queries:
        print(f"{options.data} has no question about one of its passages.", file=sys.stderr)
        return 2
    with closing(lexicon):
        systems = run(collection, options.engine, lexicon)
    if options.json:
        print(json.dumps({"data": str(options.data), "engine": options.engine, "systems": systems}))
    else:
        print_table(options.data, collection, systems, sys.stdout)
    return 0


def read(path: Path) -> Collection:
    """Read a collection; the questions are those about one of its passages."""
    open_file = gzip.open if path.suffix == ".gz" else open
    with open_file(path, "rt", encoding="utf-8") as file:
        data = json.load(file)
    passages = {str(p["id"]): {name: p[name] for name in LANGUAGES} for p in data["passages"]}
    queries = [
        ({name: q[name] for name in LANGUAGES}, str(q["passage_id"]))
        for q in data["queries"]
        if str(q["passage_id"]) in passages
    ]
    return Collection(passages, queries)


def run(collection: Collection, engine: str, lexicon: Lexicon) -> dict[str, dict[str, float]]:
    """Measure every system in every direction; return rounded means by name."""
    systems: dict[str, dict[str, float]] = {system: {} for system in SYSTEMS}
    for target in LANGUAGES:
        with TemporaryDirectory() as folder, closing(_engine(engine, Path(folder))) as opened:
            for name, system in _systems(collection, target, opened, lexicon).items():
                for source in LANGUAGES:
                    values = measure(collection, system.rank, source)
                    if source != target and system.names:
                        values |= named(collection, system, source, target)
                    for metric, value in values.items():
                        systems[name][f"{metric}_{source}_{target}"] = round(value, 4)
    return systems


def _engine(name: str, folder: Path) -> Engine:
    return MemoryEngine() if name == "memory" else create_engine(name, folder / name)


def _systems(
    collection: Collection, language: str, engine: Engine, lexicon: Lexicon
) -> dict[str, System]:
    """Fill an engine with the passages in one language; return each system that ranks them."""
    vocabulary = Vocabulary.create()
    records = (
        Record(id=number, title="", texts=(Text(language, "text", passage[language]),))
        for number, passage in collection.passages.items()
    )
    fill(engine, vocabulary, records)
    analyzer = Analyzer(vocabulary.terms)
    forms = vocabulary.terms(vocabulary.like("*", _ALL))
    cognates = Cognates(term for terms in forms.values() for term in terms)

    def ranking(crossing: Crossing | None) -> Rank:
        def rank(query: str) -> Sequence[str]:
            tree = parse(query, match="any").tree
            widener = Widener(analyzer.analyse, vocabulary.like, vocabulary.near, crossing)
            plan = widener.widen(tree, sentence=True).plan
            return [match.id for match in engine.search(plan, limit=DEPTH).matches]

        return rank

    finders: dict[str, Names | None] = {
        "searchlib": Recogniser(vocabulary, lexicon),
        "cognates": cognates,
        "lexicon": None,
    }
    crossings = {name: Crossing(lexicon, names) for name, names in finders.items()}
    return {
        name: System(ranking(crossings.get(name)), finders.get(name), analyzer.analyse)
        for name in SYSTEMS
    }


def measure(collection: Collection, rank: Rank, source: str) -> dict[str, float]:
    """Ask every question in one language; return the means, and the median time."""
    rows, times = [], []
    for question, passage in collection.queries:
        start = time.perf_counter()
        found = rank(question[source])
        times.append(time.perf_counter() - start)
        rows.append(metrics(found, passage))
    means = {name: sum(row[name] for row in rows) / len(rows) for name in METRICS}
    return {**means, "median_ms": 1000 * sorted(times)[len(times) // 2]}


def named(collection: Collection, system: System, source: str, target: str) -> dict[str, float]:
    """Return how many names a question is given that its passage holds, and does not hold."""
    met = false = 0
    for question, passage in collection.queries:
        tokens = system.analyse(collection.passages[passage][target])
        held = {term for token in tokens for term in token.indexed()}
        given = {
            term
            for token in system.analyse(question[source])
            if system.names and token.form not in STOP_WORDS
            for term, weight in system.names.of_word(token)
            if weight >= LEAST_TRANSLATION
        }
        met += len(given & held)
        false += len(given - held)
    values = (met / len(collection.queries), false / len(collection.queries))
    return dict(zip(NAMED, values, strict=True))


def metrics(found: Sequence[str], passage: str) -> dict[str, float]:
    """Return the metrics of one ranking in which one passage is right."""
    rank = found.index(passage) + 1 if passage in found else 0
    return {
        "recall@1": float(rank == 1),
        "recall@5": float(0 < rank <= 5),
        "mrr": 1 / rank if rank else 0.0,
    }


def print_table(
    path: Path,
    collection: Collection,
    systems: Mapping[str, Mapping[str, float]],
    out: TextIO,
) -> None:
    """Print the table for people."""
    columns = (*METRICS, "median_ms", *NAMED)
    print(
        f"{path.name}: {len(collection.passages):,} passages, "
        f"{len(collection.queries):,} questions\n\n"
        f"{'':18}" + "".join(f"{name:>13}" for name in columns),
        file=out,
    )
    for source, target in DIRECTIONS:
        for system in SYSTEMS:
            values = (systems[system].get(f"{name}_{source}_{target}") for name in columns)
            row = "".join(f"{'':>13}" if v is None else f"{v:>13.4f}" for v in values)
            print(f"{source}→{target} {system:12}{row}", file=out)


if __name__ == "__main__":
    sys.exit(main())
