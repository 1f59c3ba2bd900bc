"""Does one bad file ever cost more than itself? Thousands of them among good ones.

`python -m benchmarks.fuzz [--files 2000] [--seed N] [--json]`: a folder of files of every
format, one in five good, the others cut short, with bits flipped, of random bytes, of another
format than their names say, or made to do harm: entity bombs, ZIP bombs, 200 MB in one line,
deep nests, names that lead out of an archive (`fuzz_bombs.py`). The command line indexes
the folder, and then imports it into another, with two workers.

Each damaged file must be named in the report or give records, each good one be indexed and
found; the exit code is 2, nothing is written but documents and index, no file outside is read,
nothing hangs, and no process takes more than 1.5 GB. Seconds by file and peaks of memory are
sampled from /proc (Linux); elsewhere they are not shown.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import searchlib
from benchmarks.crash_archive import word
from benchmarks.fuzz_bombs import SECRET, hostile
from benchmarks.fuzz_files import Made, damaged, good
from benchmarks.fuzz_monitor import Monitor
from searchlib.indexing.documents import files_under
from searchlib.store.catalogue import Catalogue
from searchlib.store.generations import Store

BOUND = 1.5e9
"""Bytes of memory that no process may exceed."""
_WORKERS = 2
_SHOWN = 12
_COUNTED = ("files", "read", "reported", "silent")


class Sandbox(NamedTuple):
    """Name the folders of a run: the files, what lies beside them, and the archive."""

    folder: Path
    incoming: Path
    outside: Path
    archive: Path


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    options = _options(argv)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # to end what has been started
    with tempfile.TemporaryDirectory(prefix="searchlib-fuzz-") as name:
        folder = Path(name)
        files = chosen(folder / "outside", options.files, options.seed, large=not options.small)
        sandbox, made = write(folder, files)
        systems = {
            f"searchlib {command}": run(sandbox, made, command, options.timeout)
            for command in ("index", "import")
        }
    measured = {"data": f"{len(made):,} files, seed {options.seed}", "systems": systems}
    if options.json:
        print(json.dumps(measured))
    else:
        print_tables(measured, sys.stdout)
    return 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz")
    add = parser.add_argument
    add("--files", type=int, default=2000, metavar="N", help="how many files to make, about")
    add("--seed", type=int, default=1)
    add("--timeout", type=float, default=1200, metavar="SECONDS", help="for a command in all")
    add("--small", action="store_true", help="leave out files of more than a few megabytes")
    add("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(argv)


def chosen(outside: Path, count: int, seed: int, *, large: bool) -> list[Made]:
    """Return so many files: all made to do harm, and of the others one in five good."""
    harmful = list(hostile(outside, large=large))
    left = max(0, count - len(harmful))
    return [
        *harmful,
        *(good(number) for number in range(left // 5)),
        *damaged(left - left // 5, seed),
    ]


def write(folder: Path, files: Iterable[Made]) -> tuple[Sandbox, list[Made]]:
    """Write files, and something secret beside them; return those the file system takes."""
    sandbox = Sandbox(folder, *(folder / part for part in ("incoming", "outside", "archive")))
    for inside in sandbox[1:]:
        inside.mkdir(parents=True)
    (sandbox.outside / "secret.txt").write_text(f"The word is {SECRET}.\n", "utf-8")
    made = []
    for one in files:
        with suppress(OSError):
            one.write(sandbox.incoming)
            made.append(one)
    return sandbox, made


# One command -------------------------------------------------------------------------


def run(sandbox: Sandbox, made: Sequence[Made], command: str, timeout: float) -> dict[str, Any]:
    """Index the files, or import them; return what was measured."""
    archive = sandbox.archive / command
    archive.mkdir()
    (scratch := archive / "tmp").mkdir()
    before = _beside(sandbox)
    documents = sandbox.incoming if command == "index" else archive / "documents"
    arguments = [command, str(sandbox.incoming), "--index", str(archive / "index")]
    if command == "import":
        arguments += ["--documents", str(documents)]
    with (archive / "said").open("w+b") as said:
        started = time.perf_counter()
        process = _started([*arguments, "--workers", str(_WORKERS)], said, scratch)
        with Monitor(process.pid, archive / "index") as monitor:
            hung = _hangs(process, timeout)
        seconds = time.perf_counter() - started
        said.seek(0)
        message = said.read().decode("utf-8", "replace")
    measured = {
        "exit_code": process.returncode,
        "hung": int(hung),
        "seconds": round(seconds, 1),
        "traceback": int("Traceback" in message or "should not happen" in message),
        "outside": len(_beside(sandbox).items() ^ before.items()) + len(list(scratch.iterdir())),
        **monitor.peaks(),
    }
    if hung or not (archive / "index" / "CURRENT").exists():
        return {**measured, "by": {}, "examples": [message[-400:]]}
    names = [name for name, _ in files_under(documents)]
    spent = {name: monitor.seconds[n] for n, name in enumerate(names) if n in monitor.seconds}
    copied = {f"{sandbox.incoming.name}/{one.name}" for one in made}
    measured["outside"] += len(set(names) - copied) if command == "import" else 0
    prefix = f"{sandbox.incoming.name}/" if command == "import" else ""
    return {**measured, **_judged(archive, made, prefix, spent, message)}


def _started(arguments: Sequence[str], said: Any, scratch: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "TMPDIR": str(scratch), "LC_ALL": "C.UTF-8"}
    environment["PYTHONPATH"] = str(Path(searchlib.__file__).parents[1])
    return subprocess.Popen(
        [sys.executable, "-m", "searchlib", *arguments],
        stdout=said,
        stderr=said,
        stdin=subprocess.DEVNULL,
        cwd=scratch,
        env=environment,
        start_new_session=True,
    )


def _hangs(process: subprocess.Popen[bytes], timeout: float) -> bool:
    """Wait for a command, and end all it has started; say whether it took too long."""
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        return True
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return False


def _beside(sandbox: Sandbox) -> dict[str, str]:
    """Return all files but those of the archives, and what they hold."""
    found = {}
    for path in sandbox.folder.rglob("*"):
        inside = path.relative_to(sandbox.folder)
        if inside.parts[0] != sandbox.archive.name and not path.is_fifo():
            state = path.lstat()
            found[str(inside)] = f"{state.st_mode} {state.st_size} {state.st_mtime_ns}"
            if path.is_file() and state.st_size < 10_000_000:
                found[str(inside)] += hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def _judged(
    archive: Path, made: Sequence[Made], prefix: str, spent: Mapping[str, float], message: str
) -> dict[str, Any]:
    """Say of each file what became of it; ``prefix`` stands before the names in the documents."""
    index = archive / "index"
    generation = Store(index).current()
    assert generation is not None
    with closing(Catalogue.open(generation.catalogue)) as catalogue:
        sources = catalogue.sources()
        records = Counter(name for name in sources for _ in catalogue.rows(name))
    refused = 0
    rows: dict[str, Counter[str]] = {}
    worst: dict[str, float] = {}
    examples = []
    for one in made:
        name = f"{prefix}{one.name}"
        source = sources.get(name)
        if one.kind == "no file":
            continue
        refused += source is None
        what = _became(None if source is None else source.problem, records[name], bool(prefix))
        if what == "silent":
            examples.append(f"{one.kind}: {name!r} gave neither records nor a reason")
        kind = one.kind or "good"
        rows.setdefault(kind, Counter(dict.fromkeys(_COUNTED, 0))).update(("files", what))
        worst[kind] = max(worst.get(kind, 0.0), spent.get(name, 0.0))
    lost = list(_lost(index, [one for one in made if not one.kind], prefix))
    examples += [f"good: {name} is not found" for name in lost]
    counted = skipped_in(message)
    if prefix and refused != counted:
        examples.append(f"{refused} files were not copied, but {counted} named as skipped")
    with searchlib.open(index) as opened:
        leaked = opened.search(SECRET).total
    slowest = max(spent, key=lambda name: spent[name], default="")
    total = sum(rows.values(), Counter())
    return {
        **{name: total[name] for name in _COUNTED},
        "good": rows["good"]["files"] if "good" in rows else 0,
        "good_lost": len(lost),
        "unnamed": abs(refused - counted) if prefix else 0,
        "leaked": leaked,
        "unclean": len(searchlib.check(None, index).problems),
        "slowest_seconds": round(spent.get(slowest, 0.0), 1),
        "slowest_file": slowest,
        "by": {kind: {**row, "worst_seconds": round(worst[kind], 1)} for kind, row in rows.items()},
        "examples": examples,
    }


def _became(problem: str | None, records: int, importing: bool) -> str:
    """Say what became of a file, by its problem (None where it is not known) and its records."""
    if problem is None:
        return "reported" if importing else "silent"  # by import, which names what it leaves out
    if problem:
        return "reported"
    return "read" if records else "silent"


def skipped_in(message: str) -> int:
    """Return how many files an import says it has left out."""
    named = more = 0
    for line in message.split("Copied ")[0].splitlines():
        said = line.removeprefix("searchlib: skipped ")
        if said != line:
            count, _, rest = said.partition(" ")
            more += int(count.replace(",", "")) if rest == "more" else 0
            named += rest != "more"
    return named + more


def _lost(index: Path, files: Iterable[Made], prefix: str) -> Iterable[str]:
    """Yield the good files that a search for their own word does not find, or not alone."""
    with searchlib.open(index) as opened:
        for one in files:
            number = int(Path(one.name).stem)
            found = opened.search(f"={word(number)}").hits
            if [hit.record.source.startswith(f"{prefix}{one.name}") for hit in found] != [True]:
                yield one.name


def print_tables(measured: Mapping[str, Any], out: TextIO) -> None:
    """Print the tables for people."""
    print(measured["data"], file=out)
    for name, system in measured["systems"].items():
        columns = "".join(f"{column:>10}" for column in (*_COUNTED, "worst s"))
        print(f"\n{name:24}{columns}", file=out)
        for kind, row in system["by"].items():
            counts = "".join(f"{row[column]:10,}" for column in _COUNTED)
            print(f"  {kind:22}{counts}{row['worst_seconds']:10.1f}", file=out)
        bound = "within" if max(system["parent_mb"], system["worker_mb"]) * 1e6 < BOUND else "OVER"
        print(
            f"  exit code {system['exit_code']}, {system['seconds']:.0f} s,"
            f" peak memory {system['parent_mb']:,} MB and {system['worker_mb']:,} MB in a worker"
            f" ({bound} {BOUND / 1e9} GB)",
            file=out,
        )
        wrong = ("hung", "traceback", "outside", "good_lost", "unnamed", "leaked", "unclean")
        print("  " + ", ".join(f"{one} {system.get(one, 0)}" for one in wrong), file=out)
        for one in system["examples"][:_SHOWN]:
            print(f"  {one}"[:300], file=out)


if __name__ == "__main__":
    sys.exit(main())
