"""How long does a whole search take, from the shell, and what does the time go to?

`python -m benchmarks.startup [--records 20000] [--runs 15] [--json]`: the whole process of
`searchlib search "корейские дивизии"` on the cable's index and on generated records, beside
`python -c pass` and `python -c "import click, whoosh.index"` in the same run. The promise is
a median of at most 12.5 times `python -c pass` (250 ms where that takes 20 ms).
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import searchlib
from benchmarks.generated import markdown, records

QUERY = "корейские дивизии"
UNSEEN = "корейскими дивизиями"
PROMISE = 12.5
ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Measure, and print a table or one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.startup", description=__doc__)
    parser.add_argument("--records", type=int, default=20_000, help="how many to generate")
    parser.add_argument("--runs", type=int, default=15, help="how often to run each command")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compileall.compile_dir(ROOT / "searchlib", quiet=1)  # as pip does when it installs
        cable, many = Path(folder, "cable"), Path(folder, "many")
        searchlib.build(ROOT / "documents", cable)
        _generate(Path(folder, "documents"), many, options.records)
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "import click, whoosh": [sys.executable, "-c", "import click, whoosh.index"],
            "import searchlib": [sys.executable, "-c", "import searchlib"],
            "cable": _search(cable, QUERY),
            "cable, form never seen": _search(cable, UNSEEN),
            f"{options.records} records": _search(many, QUERY),
            f"{options.records} records, form never seen": _search(many, UNSEEN),
        }
        systems = measure(commands, options.runs)
        phases = _phases(many)
    systems = {"searchlib": systems[f"{options.records} records"], **systems}
    if options.json:
        print(
            json.dumps({"data": f"{options.records} records", "systems": systems, "phases": phases})
        )
        return
    floor = systems["python -c pass"]["median_ms"]
    print(f"{'whole process':45}{'median ms':>10}{'min':>8}{'max':>8}{'× pass':>8}")
    for name, row in list(systems.items())[1:]:
        times = row["median_ms"] / floor
        print(
            f"{name:45}{row['median_ms']:10.0f}{row['min_ms']:8.0f}{row['max_ms']:8.0f}{times:8.1f}"
        )
    print(f"\npromised: {PROMISE} × python -c pass = {PROMISE * floor:.0f} ms here")
    print(f"\nwhat it goes to, on {options.records} records (ms, inside one process):")
    for name, spent in phases.items():
        print(f"  {name:43}{spent:10.1f}")


def measure(commands: dict[str, list[str]], runs: int) -> dict[str, dict[str, float]]:
    """Run the commands in turn, so that a slow moment of the machine hits all alike."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            started = time.perf_counter()
            done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
            spent = (time.perf_counter() - started) * 1000
            if done.returncode not in (0, 1):
                raise SystemExit(f"{name} failed: {done.stderr.decode()}")
            if turn:  # the first run fills the caches
                times[name].append(spent)
    floor = median(times["python -c pass"])
    return {
        name: {
            "median_ms": median(row),
            "min_ms": min(row),
            "max_ms": max(row),
            "times_pass": median(row) / floor,
        }
        for name, row in times.items()
    }


def _search(folder: Path, query: str) -> list[str]:
    command = Path(sys.executable).with_name("searchlib")
    return [str(command), "search", query, "--index", str(folder)]


def _generate(documents: Path, folder: Path, count: int) -> None:
    """Write records as files, and index them."""
    documents.mkdir()
    for record in records(count):
        name = record.id
        (documents / f"{name}.md").write_text(markdown(record), "utf-8")
    started = time.perf_counter()
    report = searchlib.build(documents, folder)
    rate = report.records / (time.perf_counter() - started)
    print(f"indexed {report.records} records, {rate:.0f} a second", file=sys.stderr)


def _phases(folder: Path) -> dict[str, float]:
    """Return what a search spends its time on, in one process."""
    code = f"""
import time
marks = [("", time.perf_counter())]
def mark(name): marks.append((name, time.perf_counter()))
import click; mark("import click")
import searchlib.cli.search; mark("import searchlib")
import searchlib.engine.whoosh; mark("import whoosh")
index = searchlib.open({str(folder)!r}); mark("open the index")
hits = index.search({QUERY!r}); mark("search")
import json
print(json.dumps({{name: (at - before) * 1000
                  for (_, before), (name, at) in zip(marks, marks[1:])}}))
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, env=environment
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
