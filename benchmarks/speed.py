"""How fast is a search? Matching alone and the whole of it, beside FTS5, tantivy and Xapian.

`python -m benchmarks.speed [--records 20000] [--each 20] [--engine whoosh] [--folder PATH]
[--json]`: generated records (see benchmarks/generated.py), queries of ten classes drawn from
them (see benchmarks/speed_queries.py). **Matching alone** is from the query in the system's
own terms to ten ids and scores: at first sight, each query new to the index that was opened,
and again, the median of three more times. Each system's query is made before, and the peers'
are what they match by; searchlib's is a plan, of which its engine makes its own queries within
the time at first sight, and finds them again later. So tantivy is asked once more as
"tantivy new", which makes its query within the time, each time: what any program pays that is
asked something new. Nor do the peers count a term's statistics by themselves, read of ten
records how often each holds a term to score them in 64 bits, or find a phrase by the other
lemmas of its words. **The whole search** is `Index.search` from what a reader types to ten
hits with aligned and marked passages, beside FTS5 with snippet().
**Facets** counts the matches of a common word by all seven facets, the first time in an open
index and again, beside FTS5 with GROUP BY over a side table. All
systems hold the same records under the same terms, one after the other in this process.

Promised: matching on Whoosh takes at most as long as on FTS5 again and twice as long at
first sight, at the median and the 95th percentile over all classes; the whole search takes
at most 5 ms at the median and 20 at the 95th percentile on 20,000 records, and seven facets
5 ms, the first time 60. Translating adds at most 1 ms to a query.

With ``--folder`` the indexes are kept there, and used again the next time, but for those of
another format.
"""

from __future__ import annotations

import argparse
import gc
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

import searchlib
from benchmarks.speed_kept import available, built, kept_documents, kept_in, sizes_in
from benchmarks.speed_peers import Fts5, Peer, Tantivy
from benchmarks.speed_queries import CLASSES, FIELDS, Query, Word, draw
from searchlib.bilingual.lexicon import Lexicon
from searchlib.engine import DEFAULT, ENGINES, Engine, open_engine
from searchlib.engine.whoosh import WhooshEngine
from searchlib.facets import FACETS, facet_field
from searchlib.query.plan import And, Best, Or, Overlap, Phrase, Plan, Terms
from searchlib.store.generations import FORMAT
from searchlib.vocabulary import Vocabulary

MOMENTS = ("at first sight", "again")
WHOLE = "whole search"
NEW = "tantivy new"
NAMES = (
    "Kovalev",
    "Ковалев",
    "Molotov",
    "Молотов",
    "Штыков",
    "Shtykov",
    "Zhou Enlai",
    "Чжоу Эньлай",
)
_AGAIN = 3

Times = Mapping[str, Sequence[float]]
"""Milliseconds by class of query."""
Finder = tuple[Callable[[Query], Any], Callable[[Any], Any]]
"""What makes a query a system's own, and what answers it."""


def main() -> None:
    """Measure, and print a table or one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--records", type=int, default=20_000, help="how many to generate")
    parser.add_argument("--each", type=int, default=20, help="how many queries of each class")
    parser.add_argument("--engine", choices=sorted(ENGINES), default=DEFAULT)
    parser.add_argument("--folder", type=Path, help="keep the indexes here, and use them again")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    with ExitStack() as stack:
        base = options.folder or Path(stack.enter_context(TemporaryDirectory()))
        folder = base / f"{options.records}-{FORMAT}"
        collected = built(folder, options.engine, options.records)
        queries, others = apart(draw(collected, options.each), draw(collected, 5, 2))
        gc.freeze()  # what was collected to draw from is not looked through while it is timed
        matching = measure_matching(folder, options.engine, queries, others)
        whole = measure_whole(folder, options.engine, queries)
        facets = measure_facets(folder, options.engine, queries)
        added = measure_translation(folder, options.engine, queries)
        sizes = sizes_in(folder, options.engine)
    if options.json:
        systems = flattened(matching, whole, sizes)
        for name, row in facets.items():
            systems[name] |= row
        for moment, (middle, high) in added.items():
            name = f"translation_{moment}".replace(" ", "_")
            systems["searchlib"] |= {f"{name}_p50_ms": middle, f"{name}_p95_ms": high}
        print(json.dumps({"data": f"{options.records} generated records", "systems": systems}))
        return
    for moment, times in matching.items():
        show(f"matching alone, {moment}", times)
    show("the whole search, warm", whole)
    show_facets(facets)
    print("\nwhat translating adds to a query (ms, p50/p95)")
    for moment, (middle, high) in added.items():
        print(f"{moment:16}{middle:8.2f}/{high:7.2f}")
    print(
        "\nsize of the index of terms (MB): " + ", ".join(f"{n} {m:.0f}" for n, m in sizes.items())
    )


def measure_matching(
    folder: Path, engine: str, queries: Sequence[Query], others: Sequence[Query]
) -> dict[str, dict[str, Times]]:
    """Return the times of matching alone, at first sight and again, of each system."""
    found: dict[str, dict[str, Times]] = {moment: {} for moment in MOMENTS}
    ours = opened(engine, kept_in(folder, engine))
    peers = {name: make(folder) for name, make in available()}
    finders: dict[str, Finder] = {
        "searchlib": (planned, ours.search),
        **{name: (peer.prepared, peer.find) for name, peer in peers.items()},
    }
    if "tantivy" in peers:
        peers[NEW] = Tantivy(folder)
        finders[NEW] = (lambda query: query, partial(made_and_found, peers[NEW]))
    for name, finder in finders.items():
        for moment, times in matching_times(finder, queries, others).items():
            found[moment][name] = times
    ours.close()
    for peer in peers.values():
        peer.close()
    return found


def made_and_found(peer: Peer, query: Query) -> list[str]:
    """Return what a peer finds that makes its own query first."""
    return peer.find(peer.prepared(query))


def opened(engine: str, folder: Path) -> Engine:
    """Open an engine as it is in any process that has searched for some time."""
    ours = open_engine(engine, folder)
    if isinstance(ours, WhooshEngine):
        ours.patience = 0
    return ours


def matching_times(
    finder: Finder, queries: Sequence[Query], others: Sequence[Query]
) -> dict[str, Times]:
    """Return the times of one system at first sight and again.

    The ``others`` are asked before, so that all code has run.
    """
    prepare, find = finder
    _timed(find, [(query.kind, prepare(query)) for query in others])
    prepared = [(query.kind, prepare(query)) for query in queries]
    passes = [_timed(find, prepared) for _ in range(1 + _AGAIN)]
    times = _by_class(prepared, passes[:1]), _by_class(prepared, passes[1:])
    return dict(zip(MOMENTS, times, strict=True))


def apart(queries: list[Query], others: list[Query]) -> tuple[list[Query], list[Query]]:
    """Return the queries, and those of the others that share no term with them."""
    known = {term for query in queries for word in query.words for term, _ in word}
    unseen = [
        query
        for query in others
        if not known.intersection(term for word in query.words for term, _ in word)
    ]
    return queries, unseen


def _timed(find: Callable[[Any], Any], prepared: Iterable[tuple[str, Any]]) -> list[float]:
    times = []
    for _, query in prepared:
        started = time.perf_counter()
        find(query)
        times.append((time.perf_counter() - started) * 1000)
    return times


def _by_class(prepared: Sequence[tuple[str, Any]], passes: Sequence[Sequence[float]]) -> Times:
    times: dict[str, list[float]] = {}
    for (kind, _), *spent in zip(prepared, *passes, strict=True):
        times.setdefault(kind, []).append(median(spent))
    return times


def measure_whole(folder: Path, engine: str, queries: Sequence[Query]) -> dict[str, Times]:
    """Return the times of the whole search and of FTS5 with snippet(), warm."""
    vocabulary = Vocabulary.open(folder / "vocabulary.sqlite")
    ours = open_engine(engine, kept_in(folder, engine))
    with searchlib.Index(ours, vocabulary, Lexicon.open()) as index:
        found = {"searchlib": whole_times(index, queries)}
    peer = Fts5(folder)
    found["fts5"] = snippet_times(peer, queries)
    peer.close()
    return found


def whole_times(index: searchlib.Index, queries: Sequence[Query]) -> Times:
    """Return the times of ``Index.search``, warm."""
    asked = [(query.kind, partial(index.search, query.text)) for query in queries]
    passes = [_timed(_called, asked) for _ in range(1 + _AGAIN)]
    return _by_class(asked, passes[1:])


def measure_translation(
    folder: Path, engine: str, queries: Sequence[Query]
) -> dict[str, tuple[float, float]]:
    """Return what translating adds to a query: milliseconds to count what it finds, p50 and p95.

    Each query is asked as written and translated, of an index opened for that, at first sight
    and then again; names are among them.
    """
    texts = [*(query.text for query in queries), *NAMES]
    passes: list[list[list[float]]] = [[], []]
    for translate in (False, True):
        vocabulary = Vocabulary.open(folder / "vocabulary.sqlite")
        ours = opened(engine, kept_in(folder, engine))
        with searchlib.Index(ours, vocabulary, Lexicon.open()) as index:
            asked = [
                ("", partial(index.search, text, limit=0, translate=translate)) for text in texts
            ]
            first, *again = (_timed(_called, asked) for _ in range(1 + _AGAIN))
        for row, times in zip(passes, (first, map(median, zip(*again, strict=True))), strict=True):
            row.append(list(times))
    return {
        moment: percentiles(after - before for before, after in zip(*rows, strict=True))
        for moment, rows in zip(MOMENTS, passes, strict=True)
    }


def snippet_times(peer: Fts5, queries: Sequence[Query]) -> Times:
    """Return the times of FTS5 with snippet(), warm."""
    prepared = [(query.kind, peer.prepared(query, snippet=True)) for query in queries]
    passes = [_timed(peer.find, prepared) for _ in range(1 + _AGAIN)]
    return _by_class(prepared, passes[1:])


def measure_facets(
    folder: Path, engine: str, queries: Sequence[Query]
) -> dict[str, dict[str, float]]:
    """Return the milliseconds of counting by all facets: the first time, and p50 and p95 again."""
    common = [query for query in queries if query.kind == "common term"]
    ours, peer = opened(engine, kept_in(folder, engine)), Fts5(folder)
    if not peer.described():
        peer.describe(kept_documents(folder))
    finders: dict[str, Finder] = {
        "searchlib": (planned, partial(counted, ours)),
        "fts5": (lambda query: query, peer.facets),
    }
    found = {}
    for name, (prepare, count) in finders.items():
        asked = [(query.kind, prepare(query)) for query in common]
        passes = [_timed(count, asked) for _ in range(1 + _AGAIN)]
        middle, high = percentiles(map(median, zip(*passes[1:], strict=True)))
        found[name] = {"facets_first_ms": passes[0][0],
                       "facets_again_p50_ms": middle, "facets_again_p95_ms": high}  # fmt: skip
    ours.close()
    peer.close()
    return found


def counted(engine: Engine, plan: Plan) -> dict[str, dict[str, int]]:
    """Return how many matches of a plan have each value of each facet."""
    return {field: engine.counts(plan, field) for field in map(facet_field, FACETS)}


def _called(search: Callable[[], Any]) -> None:
    search()


def planned(query: Query) -> Plan:
    """Return what searchlib asks its engine."""
    places = [("title",), ("summary",), ("ru", "en")]
    if query.field:
        places = [(query.field,)]
    weighted = [tuple((name, FIELDS[name]) for name in names) for names in places]

    def one(word: Word) -> Plan:
        return Or(tuple(Terms(fields, word) for fields in weighted))

    if query.how == "phrase":
        return Best((Or(tuple(Phrase(fields, query.words) for fields in weighted)),))
    words = tuple(map(one, query.words))
    whole: Plan = And(words) if query.how == "all" else Or(words)
    return whole if query.days is None else And((whole, Overlap("date", *query.days)))


def percentiles(times: Iterable[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    row = sorted(times)
    return median(row), quantiles(row, n=20, method="inclusive")[-1] if len(row) > 1 else row[0]


def _rows(systems: Mapping[str, Times]) -> Iterator[tuple[str, dict[str, tuple[float, float]]]]:
    """Yield each class, and all of them, with the percentiles of every system."""
    kinds = [kind for kind in CLASSES if any(kind in times for times in systems.values())]
    for kind in kinds:
        yield kind, {name: percentiles(times[kind]) for name, times in systems.items()}
    yield (
        "all",
        {
            name: percentiles(time for row in times.values() for time in row)
            for name, times in systems.items()
        },
    )


def show(title: str, systems: Mapping[str, Times]) -> None:
    """Print the times of a measurement, and searchlib's as multiples of each peer's."""
    names = list(systems)
    print(f"\n{title} (ms, p50/p95; × searchlib by the other)")
    print(
        f"{'':16}"
        + "".join(f"{name:>16}" + ("" if n == 0 else " " * 13) for n, name in enumerate(names))
    )
    for kind, row in _rows(systems):
        line = f"{kind:16}"
        for name in names:
            line += f"{row[name][0]:8.2f}/{row[name][1]:7.2f}"
            if name != "searchlib":
                ratios = [a / b for a, b in zip(row["searchlib"], row[name], strict=True)]
                line += f" {ratios[0]:5.2f}/{ratios[1]:5.2f} "
        print(line)


def show_facets(systems: Mapping[str, Mapping[str, float]]) -> None:
    """Print how long counting by all facets takes."""
    print("\nseven facets of a common word (ms; the first time, again p50/p95)")
    for name, row in systems.items():
        first, middle, high = row.values()
        print(f"{name:16}{first:8.2f}{middle:8.2f}/{high:7.2f}")


def flattened(
    matching: Mapping[str, Mapping[str, Times]],
    whole: Mapping[str, Times],
    sizes: Mapping[str, float],
) -> dict[str, dict[str, float]]:
    """Return all figures by system, under one name each."""
    found: dict[str, dict[str, float]] = {name: {"size_mb": size} for name, size in sizes.items()}
    for moment, systems in ({**matching, WHOLE: whole}).items():
        for kind, row in _rows(systems):
            for name, (middle, high) in row.items():
                metric = f"{moment} {kind}".replace(" ", "_").replace("-", "_")
                figures = found.setdefault(name.replace(" ", "_"), {})
                figures |= {f"{metric}_p50_ms": middle, f"{metric}_p95_ms": high}
    return found


if __name__ == "__main__":
    main()
