"""What does it cost to bring an index in step: in proportion to the change, or to the corpus?

`python -m benchmarks.update [--records 20000] [--json]`: imports generated records, changes
100 of them, deletes 50 and moves 50, and runs `searchlib index`; beside it the whole import,
a rebuild, and an index with nothing to do, as whole commands in the same run. It is then
killed and run again: the index must be the one that is built of the same files at once.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import searchlib
from benchmarks.generated import markdown, records
from searchlib.store.catalogue import Catalogue
from searchlib.store.generations import Store

CHANGED, DELETED, MOVED = 100, 50, 50
QUERIES = ("корейские дивизии", "president", "помощь", "fond:5 OR fond:6", "воен*")


def main() -> None:
    """Measure, and print a table or one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.update", description=__doc__)
    parser.add_argument("--records", type=int, default=20_000, help="how many to generate")
    parser.add_argument("--kills", type=int, default=3, help="how often to kill an update")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), options.records, options.kills)
    if options.json:
        print(json.dumps({"data": f"{options.records} records", "systems": {"searchlib": found}}))
        return
    print(f"{options.records:,} records, {CHANGED} changed, {DELETED} deleted, {MOVED} moved\n")
    for name, value in found.items():
        print(f"{name:<28} {value:>12,.2f}" if isinstance(value, float) else f"{name:<28} {value}")


def measure(folder: Path, count: int, kills: int) -> dict[str, Any]:
    """Return seconds for each step, peak memory, and whether all converges."""
    source, documents, index = folder / "source", folder / "documents", folder / "index"
    source.mkdir()
    for number, record in enumerate(records(count)):
        inner = source / f"{number // 1000:03}"
        inner.mkdir(exist_ok=True)
        (inner / f"{number:06}.md").write_text(markdown(record), "utf-8")
    places = ("--documents", str(documents), "--index", str(index))
    found: dict[str, Any] = {"import_s": _run("import", str(source), *places)}
    found["import_peak_mb"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    found["unchanged_s"] = _run("index", *places)
    _change(documents / "source", count)
    found["update_s"] = _run("index", *places)
    found["one_s"] = _one_more(documents, places)
    for number in range(kills):
        _change(documents / "source", count, seed=number + 2)
        _kill("index", *places, after=found["update_s"] * (number + 1) / (kills + 1))
    found["after_kills_s"] = _run("index", *places)
    kept = contents(index)
    shutil.copytree(index, folder / "copy")
    found["rebuild_s"] = _run("rebuild", *places)
    found["same_as_rebuilt"] = kept == contents(index)
    found["check_clean"] = not searchlib.check(folder=index, sample=200).problems
    found["records"] = len(kept[0])
    found["update_share_of_import"] = found["update_s"] / found["import_s"]
    found["change_share_of_corpus"] = (CHANGED + DELETED + MOVED) / count
    return found


def _run(*command: str) -> float:
    """Run a command, and return the seconds it took."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "searchlib", *command], check=True, stderr=subprocess.DEVNULL
    )
    return time.perf_counter() - started


def _kill(*command: str, after: float) -> None:
    """Start a command and kill it, with its processes, some seconds later."""
    with subprocess.Popen(
        [sys.executable, "-m", "searchlib", *command],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        time.sleep(after)
        os.killpg(process.pid, signal.SIGKILL)


def _change(folder: Path, count: int, seed: int = 1) -> None:
    """Change, delete and move files."""
    chance = random.Random(seed)
    files = [path for path in sorted(folder.rglob("*.md")) if path.is_file()]
    chosen = chance.sample(files, min(CHANGED + DELETED + MOVED, len(files)))
    fresh = records(CHANGED, seed=1000 + seed)
    for path, record in zip(chosen[:CHANGED], fresh, strict=False):
        text = path.read_text("utf-8")
        body = markdown(record).partition("#### **Contents:**")[2]
        path.write_text(text.partition("#### **Contents:**")[0] + "#### **Contents:**" + body)
    for path in chosen[CHANGED : CHANGED + DELETED]:
        path.unlink()
    for number, path in enumerate(chosen[CHANGED + DELETED :]):
        path.rename(folder / f"moved-{seed}-{number}-{count}.md")


def _one_more(documents: Path, places: tuple[str, ...]) -> float:
    """Add one file, and return the seconds it takes to index it."""
    (record,) = records(1, seed=77)
    text = markdown(record).replace("document/0", "document/one-more")
    (documents / "one-more.md").write_text(text, "utf-8")
    return _run("index", *places)


def contents(index: Path) -> tuple[dict[str, str], dict[str, list[tuple[str, float]]]]:
    """Return the records of an index and where they lie, and the scores of some queries."""
    generation = Store(index).current()
    assert generation is not None
    with closing(Catalogue.open(generation.catalogue)) as catalogue:
        rows = {
            row.id: f"{row.source} {row.place}"
            for name in catalogue.sources()
            for row in catalogue.rows(name)
            if row.kept
        }
    with searchlib.open(index) as opened:
        assert list(opened.ids()) == sorted(rows)
        answers = {  # what was learnt of the records may lag, see docs/decisions/015
            query: [
                (hit.record.id, hit.score)
                for hit in opened.search(query, limit=50, translate=False)
            ]
            for query in QUERIES
        }
    return rows, answers


if __name__ == "__main__":
    main()
