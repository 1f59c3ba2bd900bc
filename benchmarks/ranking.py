"""Do the records that answer a question come first? Beside SQLite FTS5, on the same terms.

Measured on a test collection: documents, queries, and grades of relevance (``qrels``), as
JSON ``{"docs": [{"id", "title", "text"}], "queries": [{"id", "text"}], "qrels":
{query: {document: grade}}}``. Queries are asked as they stand, with ``match="any"``.
Documents not judged, and grades of 0 and less, are not relevant; queries without a
relevant document are left out. Of each query's first 1,000 documents, as trec_eval:

    ndcg@10     sum of grade / log2(rank + 1) over the first 10, by that of the best order
    map         mean over the relevant documents of the precision at their ranks, 0 if not found
    recall@100  share of the relevant documents among the first 100

and the mean over queries. FTS5 is given the terms of searchlib's analysis, a title and a text
column, in several shapes (a title's weight; all lemmas of an ambiguous form or the likeliest);
the shape best for it on this collection is what is shown.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TextIO

from benchmarks.generated import SHARED
from searchlib.analysis import AnalysedToken, Analyzer, is_cyrillic, tokenize
from searchlib.bilingual.widen import Widener
from searchlib.engine import ENGINES, Engine, create_engine
from searchlib.engine.memory import MemoryEngine
from searchlib.indexing.building import fill
from searchlib.query import parse
from searchlib.records import Record, Text
from searchlib.vocabulary import Vocabulary

DEFAULT_DATA = SHARED / "cranfield.json.gz"
DEPTH = 1_000
METRICS = ("ndcg@10", "map", "recall@100")

_TITLE_WEIGHTS = (0.0, 1.0, 2.0, 3.0)
_MOST_TERMS = {"all lemmas": 99, "likeliest lemma": 1}

Ranked = Sequence[str]
Rank = Callable[[str], Ranked]


class Collection(NamedTuple):
    """Hold the documents and queries of a test collection, and the relevant with their grades."""

    docs: Mapping[str, tuple[str, str]]
    """By id: title and text."""
    queries: Mapping[str, str]
    relevant: Mapping[str, Mapping[str, float]]


class Measured(NamedTuple):
    """Hold the means of one system, and how long a query took at the median."""

    metrics: Mapping[str, float]
    median_ms: float
    shape: str = ""

    def shown(self) -> dict[str, float | str]:
        """Return what is printed as JSON."""
        shape = {"shape": self.shape} if self.shape else {}
        rounded = {name: round(value, 4) for name, value in self.metrics.items()}
        return {**rounded, "median_ms": round(self.median_ms, 2), **shape}


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ranking")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, metavar="PATH")
    parser.add_argument("--engine", choices=[*ENGINES, "memory"], default="whoosh")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    try:
        collection = read(options.data)
    except OSError as error:
        print(f"Cannot read {options.data}: {error}. Name a file: --data PATH", file=sys.stderr)
        return 2
    except (ValueError, KeyError, TypeError, AttributeError, EOFError) as error:
        print(f"{options.data} is no test collection ({error!r}).", file=sys.stderr)
        return 2
    if not collection.queries:
        print(f"{options.data} has no query with a relevant document.", file=sys.stderr)
        return 2
    systems = run(collection, options.engine)
    if options.json:
        shown = {name: system.shown() for name, system in systems.items()}
        print(json.dumps({"data": str(options.data), "engine": options.engine, "systems": shown}))
    else:
        print_table(options.data, collection, systems, sys.stdout)
    return 0


def read(path: Path) -> Collection:
    """Read a collection; the queries are those with a relevant document."""
    open_file = gzip.open if path.suffix == ".gz" else open
    with open_file(path, "rt", encoding="utf-8") as file:
        data = json.load(file)
    docs = {str(d["id"]): (d.get("title") or "", d.get("text") or "") for d in data["docs"]}
    grades = {
        str(query): {str(doc): float(grade) for doc, grade in judged.items() if float(grade) > 0}
        for query, judged in data["qrels"].items()
    }
    queries = {str(q["id"]): q["text"] for q in data["queries"] if grades.get(str(q["id"]))}
    return Collection(docs, queries, {query: grades[query] for query in queries})


def run(collection: Collection, engine: str) -> dict[str, Measured]:
    """Measure searchlib, and FTS5 in the shape that is best for it."""
    analyse = Analyzer().analyse
    with TemporaryDirectory() as folder, closing(_engine(engine, Path(folder))) as opened:
        systems = {"searchlib": measure(collection, searchlib(opened, collection))}
    shapes = [measure(collection, rank, shape) for shape, rank in fts5_shapes(collection, analyse)]
    systems["fts5"] = max(shapes, key=lambda measured: sum(measured.metrics.values()))
    return systems


def _engine(name: str, folder: Path) -> Engine:
    return MemoryEngine() if name == "memory" else create_engine(name, folder / name)


def searchlib(engine: Engine, collection: Collection) -> Rank:
    """Return what ``Index.search(query, match="any")`` does up to the hits."""
    vocabulary = Vocabulary.create()
    fill(engine, vocabulary, records(collection))
    analyzer = Analyzer(vocabulary.terms)

    def rank(query: str) -> Ranked:
        tree = parse(query, match="any").tree
        widener = Widener(analyzer.analyse, vocabulary.like, vocabulary.near)
        plan = widener.widen(tree, sentence=True).plan
        return [match.id for match in engine.search(plan, limit=DEPTH).matches]

    return rank


def records(collection: Collection) -> Iterator[Record]:
    """Yield the documents as records with one text, in the language of most of its words."""
    for number, (title, text) in collection.docs.items():
        cyrillic = [is_cyrillic(token.form) for token in tokenize(f"{title}\n\n{text}")]
        language = "ru" if 2 * sum(cyrillic) > len(cyrillic) else "en"
        yield Record(id=number, title=title, texts=(Text(language, "text", text),))


def fts5_shapes(
    collection: Collection, analyse: Callable[[str], Iterable[AnalysedToken]]
) -> Iterator[tuple[str, Rank]]:
    """Yield the shapes FTS5 may have, each with its ranking."""
    for (lemmas, most), weight in product(_MOST_TERMS.items(), _TITLE_WEIGHTS):
        yield f"title x {weight:g}, {lemmas}", fts5(collection, analyse, most, weight)


def fts5(
    collection: Collection,
    analyse: Callable[[str], Iterable[AnalysedToken]],
    most: int,
    title_weight: float,
) -> Rank:
    """Return the ranking by ``bm25()``; terms are numbered, so that FTS5 changes none.

    A title's weight of 1 is the same as one column of title and text, 0 as the text alone.
    """
    numbers: dict[str, str] = {}

    def terms(text: str) -> list[str]:
        found = (term for token in analyse(text) for term in token.terms[:most])
        return [numbers.setdefault(term, f"t{len(numbers)}") for term in found]

    ids = list(collection.docs)
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE docs USING fts5(title, text)")
    rows = ((" ".join(terms(title)), " ".join(terms(text))) for title, text in _rows(collection))
    table.executemany("INSERT INTO docs VALUES (?, ?)", rows)
    ask = (
        "SELECT rowid FROM docs WHERE docs MATCH ? "
        f"ORDER BY bm25(docs, {title_weight}, 1.0), rowid LIMIT {DEPTH}"
    )

    def rank(query: str) -> Ranked:
        asked = " OR ".join(terms(query))
        return [ids[row - 1] for (row,) in table.execute(ask, (asked,))] if asked else []

    return rank


def _rows(collection: Collection) -> Iterable[tuple[str, str]]:
    return collection.docs.values()


def measure(collection: Collection, rank: Rank, shape: str = "") -> Measured:
    """Ask every query; return the means."""
    found, times = [], []
    for number, query in collection.queries.items():
        start = time.perf_counter()
        ranked = rank(query)
        times.append(time.perf_counter() - start)
        found.append(metrics(ranked, collection.relevant[number]))
    means = {name: sum(row[name] for row in found) / len(found) for name in METRICS}
    return Measured(means, 1000 * sorted(times)[len(times) // 2], shape)


def metrics(ranked: Ranked, relevant: Mapping[str, float]) -> dict[str, float]:
    """Return nDCG@10, average precision and recall@100 of one ranking."""
    ranks = [rank for rank, doc in enumerate(ranked, 1) if doc in relevant]
    precisions = [hits / rank for hits, rank in enumerate(ranks, 1)]
    best = sorted(relevant.values(), reverse=True)
    return {
        "ndcg@10": _gain(relevant.get(doc, 0.0) for doc in ranked[:10]) / _gain(best[:10]),
        "map": sum(precisions) / len(relevant),
        "recall@100": sum(rank <= 100 for rank in ranks) / len(relevant),
    }


def _gain(grades: Iterable[float]) -> float:
    """Return the discounted cumulative gain of grades in order."""
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))


def print_table(
    path: Path, collection: Collection, systems: Mapping[str, Measured], out: TextIO
) -> None:
    """Print the table for people."""
    print(
        f"{path.name}: {len(collection.docs):,} documents, {len(collection.queries):,} queries\n\n"
        f"{'':12}" + "".join(f"{name:>12}" for name in METRICS) + f"{'median ms':>12}",
        file=out,
    )
    for name, system in systems.items():
        values = "".join(f"{system.metrics[metric]:>12.4f}" for metric in METRICS)
        print(f"{name:12}{values}{system.median_ms:>12.2f}   {system.shape}".rstrip(), file=out)
    ours, peer = systems["searchlib"].metrics, systems["fts5"].metrics
    ratios = (ours[metric] / peer[metric] if peer[metric] else math.nan for metric in METRICS)
    print(f"{'ratio':12}" + "".join(f"{ratio:>12.3f}" for ratio in ratios), file=out)


if __name__ == "__main__":
    sys.exit(main())
