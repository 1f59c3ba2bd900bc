"""How does it grow? Building, memory, space and speed by the number of records, beside FTS5.

`python -m benchmarks.scale [--records 20000,100000,300000] [--engines whoosh,tantivy]
[--as markdown] [--folder PATH] [--each 20] [--json] [--plot FILE.svg] [--write docs]`:
generated records (see benchmarks/generated.py) are written as files once for each size. Then
for each engine, with nothing else in between:

**build** is the command `searchlib rebuild` as it comes, a process with its workers: seconds,
processor time, peak memory of all its processes together, size of each part of the index.
**A new process** imports searchlib, opens the index and answers one query; the median over
queries of all classes, beside `python -c pass` in turn. At most 60 ms are promised for opening
and the first query at 100,000 records, on a machine that imports NumPy in 50 ms: what that
takes here is measured in turn with the rest. **Matching** and **the whole search** are those of
benchmarks/speed.py.

SQLite FTS5 is given the same records with terms ready made, and asked the same. How a figure
grows is told by the exponent of a fit: 1 is in proportion to the records, 0 not at all.

With ``--folder`` everything is kept there, and what was measured is not measured again, so
that a long run can be interrupted and continued. ``--write docs`` puts the table and the plot
into docs/scale.md and docs/scale.svg, with a ``--remark`` on what else the machine did.
"""

from __future__ import annotations

import argparse
import gc
import json
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import searchlib
from benchmarks import scale_archive, scale_report
from benchmarks.scale_build import ROOT, built, environment, rebuild
from benchmarks.scale_report import PROMISED_AT, PROMISED_MS, Figures, Results
from benchmarks.speed import (
    apart,
    flattened,
    matching_times,
    opened,
    planned,
    snippet_times,
    whole_times,
)
from benchmarks.speed_peers import Fts5
from benchmarks.speed_queries import Collected, Query, draw

SIZES = "20000,100000,300000"
ENGINES = ("whoosh", "tantivy")
PEER = "fts5"
_PROCESSES = 11
_FIRST = """
import time; started = time.perf_counter()
import json, sys, searchlib; imported = time.perf_counter()
index = searchlib.open(sys.argv[1]); opened = time.perf_counter()
index.search(sys.argv[2]); ended = time.perf_counter()
print(json.dumps([(b - a) * 1000 for a, b in
                  ((started, imported), (imported, opened), (opened, ended))]))
"""
_NUMPY = """
import time; started = time.perf_counter()
import numpy; print((time.perf_counter() - started) * 1000)
"""


def main() -> None:
    """Measure, and print a table or one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--records", default=SIZES, help=f"how many to generate: {SIZES}")
    parser.add_argument("--engines", default=",".join(ENGINES), help=f"among {ENGINES}")
    parser.add_argument("--as", dest="form", choices=sorted(scale_archive.FORMS),
                        default="markdown", help="what files they lie in")  # fmt: skip
    parser.add_argument("--folder", type=Path, help="keep everything here, and continue")
    parser.add_argument("--each", type=int, default=20, help="how many queries of each class")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw the figures")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write scale.md, scale.svg")
    parser.add_argument("--remark", default="", help="what to say on the page besides")
    options = parser.parse_args()
    sizes = sorted({int(size) for size in options.records.split(",")})
    engines = options.engines.split(",")
    if unknown := set(engines).difference(ENGINES):
        parser.error(f"engines are {', '.join(ENGINES)}, not {', '.join(sorted(unknown))}")
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(TemporaryDirectory()))
        results = measure(folder.resolve(), sizes, engines, options.form, options.each)
    if options.write:
        options.write.mkdir(exist_ok=True)
        page = scale_report.page(results, options.form, options.remark)
        (options.write / "scale.md").write_text(page, "utf-8")
        scale_report.plot(results, options.write / "scale.svg")
    if options.plot:
        scale_report.plot(results, options.plot)
    if options.json:
        print(json.dumps({"data": f"{options.records} generated records",
                          "systems": _by_system(results)}))  # fmt: skip
        return
    _show(results)


def measure(
    folder: Path, sizes: Sequence[int], engines: Sequence[str], form: str, each: int
) -> Results:
    """Return the figures of every system at every size; what is kept in ``folder`` is taken."""
    results: dict[str, dict[int, Figures]] = {system: {} for system in (*engines, PEER)}
    for size in sizes:
        place = folder / f"{size}"
        kept = place / "results"
        kept.mkdir(parents=True, exist_ok=True)
        peer = _once(kept / f"{PEER}.built.json", lambda: scale_archive.fill_fts5(place, size))  # noqa: B023
        collected: Collected = pickle.loads((place / "collected.pickle").read_bytes())
        queries, others = apart(draw(collected, each), draw(collected, 5, 2))
        gc.freeze()  # what was collected to draw from is not looked through while it is timed
        asked = _once(kept / f"{PEER}.{each}.json", lambda: _ask_fts5(place, queries, others))  # noqa: B023
        results[PEER][size] = {**peer, **asked}
        for engine in engines:
            results[engine][size] = _engine(folder, size, engine, form, queries, others)
    return results


def _engine(
    folder: Path, size: int, engine: str, form: str,
    queries: Sequence[Query], others: Sequence[Query],
) -> Figures:  # fmt: skip
    """Return the figures of one engine at one size."""
    index, kept = folder / f"{size}" / f"{engine}-{form}", folder / f"{size}" / "results"

    def build() -> Figures:
        documents = scale_archive.write(folder, size, form)
        print(f"{engine} is being built of {size:,} records", file=sys.stderr)
        return rebuild(documents, index, engine, size)

    def ask() -> Figures:
        print(f"{engine} is being asked, at {size:,} records", file=sys.stderr)
        return {**_new_processes(index, queries), **_ask(index, engine, queries, others)}

    first = _once(kept / f"{engine}-{form}.built.json", build)
    return {**first, **_once(kept / f"{engine}-{form}.{len(queries)}.json", ask)}


def _once(path: Path, make: Callable[[], Figures]) -> Figures:
    """Return the figures kept in a file, or make and keep them."""
    if not path.exists():
        pending = path.with_suffix(".part")
        pending.write_text(json.dumps(make()))
        pending.replace(path)
    kept: Figures = json.loads(path.read_bytes())
    return kept


def _new_processes(index: Path, queries: Sequence[Query]) -> Figures:
    """Return the medians of new processes that open an index and answer one query."""
    step = max(1, len(queries) // _PROCESSES)
    chosen = [queries[0], *queries[::step][:_PROCESSES]]  # the first fills the caches of files
    floor, whole, inside, yardstick = [], [], [], []
    for query in chosen:
        yardstick.append(float(_process(_NUMPY)[1]))
        floor.append(_process("pass")[0])
        spent, said = _process(_FIRST, str(index), query.text)
        whole.append(spent)
        inside.append(json.loads(said))
    names = "import_ms", "open_ms", "first_query_ms"
    columns = zip(*inside[1:], strict=True)
    return {
        "numpy_ms": median(yardstick[1:]),
        "opening_ms": median(opening + asking for _, opening, asking in inside[1:]),
        "python_ms": median(floor[1:]),
        "beyond_python_ms": median(whole[1:]) - median(floor[1:]),
        **{name: median(column) for name, column in zip(names, columns, strict=True)},
    }


def _process(code: str, *arguments: str) -> tuple[float, str]:
    """Run some Python in a process of its own; return its milliseconds and what it printed."""
    command = [sys.executable, "-c", code, *arguments]
    started = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, env=environment(), cwd=ROOT)
    return (time.perf_counter() - started) * 1000, done.stdout.decode()


def _ask(folder: Path, engine: str, queries: Sequence[Query], others: Sequence[Query]) -> Figures:
    """Return the times of matching and of the whole search of an index that is open."""
    ours = opened(engine, built(folder).engine)
    times = matching_times((planned, ours.search), queries, others)
    ours.close()
    with searchlib.open(folder) as index:
        whole = whole_times(index, queries)
    matching = {moment: {"searchlib": row} for moment, row in times.items()}
    return flattened(matching, {"searchlib": whole}, {})["searchlib"]


def _ask_fts5(folder: Path, queries: Sequence[Query], others: Sequence[Query]) -> Figures:
    peer = Fts5(folder)
    times = matching_times((peer.prepared, peer.find), queries, others)
    whole = snippet_times(peer, queries)
    peer.close()
    return flattened({m: {PEER: row} for m, row in times.items()}, {PEER: whole}, {})[PEER]


def _by_system(results: Results) -> dict[str, Figures]:
    """Return all figures by system, each named with its size, and how they grow."""
    systems: dict[str, Figures] = {}
    for system, by_size in results.items():
        figures = systems[system] = {}
        for size, row in by_size.items():
            figures |= {f"{name}_at_{size}": value for name, value in row.items()}
        for metric in scale_report.FIGURES:
            points = {size: row[metric] for size, row in by_size.items() if metric in row}
            grows = scale_report.exponent(points)
            if grows is not None:
                figures[f"{metric}_exponent"] = grows
    return systems


def _show(results: Results) -> None:
    """Print a table, and whether the promise about a new process is kept."""
    sizes = sorted({size for by_size in results.values() for size in by_size})
    print(f"{'':50}{'':9}" + "".join(f"{size:>12,}" for size in sizes) + f"{'grows':>8}")
    before = ""
    for title, system, shown, grows in scale_report.rows(results):
        name = "" if title == before else title
        print(f"{name:50}{system:9}" + "".join(f"{value:>12}" for value in shown) + f"{grows:>8}")
        before = title
    for system, by_size in results.items():
        spent = by_size.get(PROMISED_AT, {}).get("opening_ms")
        if spent is not None:
            kept = "kept" if spent <= PROMISED_MS else "not kept"
            print(f"\npromised: opening and the first query take {PROMISED_MS} ms at"
                  f" {PROMISED_AT:,} records; {system}: {spent:.0f} ms, {kept}")  # fmt: skip


if __name__ == "__main__":
    main()
