"""Is nothing lost when a command is killed, the power fails or the disk is full?

`python -m benchmarks.crash [--kills 300] [--every N] [--rebuilds 10] [--json]`: every command
that writes is cut off on a small archive before each of its file operations in turn:

    kill         SIGKILL before it (before the next one is after it)
    torn write   half of what it writes is written, then SIGKILL
    power cut    SIGKILL, and of every file not synced by then only the name is left
    disk full    it fails with ENOSPC after half of what it writes, and so does all that follows
    disk error   it fails with EIO
    short write  only half is written, and it says so: no error

and on a larger one, reading with two workers, killed at moments drawn by chance. After each,
a reader must find all that was committed and nothing twice, in an index as it was before or
as it is after; the same command again must end well, `check --all` find nothing, and the
index be as one built from scratch, with the originals whole and nothing left behind. Then
two readers search without pause while the index is rebuilt ten times.

Beside it, in one place and over the same operations, plain Whoosh (`crash_peer.py`). Without
Linux and a C compiler there are only random kills, and no peer.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TextIO

from benchmarks import crash_peer, injection
from benchmarks.crash_archive import SCENARIOS, filled, prepare
from benchmarks.crash_readers import read_while_rebuilding
from benchmarks.crash_trials import KINDS, SEARCHLIB, Run, Stage, System, Trial

RANDOM = "random kill"
_RANDOM_SCENARIOS = ("import", "index", "rebuild")
_RECORDS, _WORDS = 200, 80
_COUNTED = ("lost", "doubled", "unread", "error", "unclean")
_SHOWN = 12
_MEMORY_DISK = Path("/dev/shm")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    options = _options(arguments)
    if not hasattr(os, "fork"):
        print("Commands are killed in forks; this system has none.", file=sys.stderr)
        return 2
    where = _MEMORY_DISK if os.access(_MEMORY_DISK, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="searchlib-crash-", dir=where) as folder:
        loaded = injection.is_loaded()
        if not loaded and (environment := injection.environment(Path(folder))):
            command = [sys.executable, "-m", "benchmarks.crash", *arguments]
            return subprocess.run(command, env=environment, check=False).returncode
        if not loaded:
            print("No Linux or no C compiler (cc): only random kills.", file=sys.stderr)
        measured = run(options, Path(folder), loaded=loaded)
    if options.json:
        print(json.dumps(measured))
    else:
        print_tables(measured, sys.stdout)
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crash")
    add = parser.add_argument
    add("--kills", type=int, default=300, metavar="N", help="how many kills at random moments")
    add("--every", type=int, default=3, metavar="N", help="try every N-th operation only; 1: all")
    add("--commands", nargs="+", choices=SCENARIOS, default=[*SCENARIOS], metavar="NAME")
    add("--kinds", nargs="+", choices=KINDS, default=[*KINDS], metavar="KIND")
    add("--records", type=int, default=_RECORDS, help="in the larger archive")
    add("--readers", type=int, default=2, help="how many search while the index is rebuilt")
    add("--rebuilds", type=int, default=10)
    add("--lanes", type=int, default=os.cpu_count() or 1, help="how many trials at a time")
    add("--seed", type=int, default=1)
    add("--no-peer", action="store_true", help="leave out plain Whoosh")
    add("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(arguments)


def run(options: argparse.Namespace, folder: Path, *, loaded: bool) -> dict[str, Any]:
    """Run all trials; return what is printed as JSON."""
    systems: dict[str, Any] = {}
    runs: list[Run] = []
    discipline: list[str] = []
    if loaded:
        stages = _stages(SEARCHLIB, options.commands, folder / "small")
        for stage in stages.values():
            discipline += [f"{stage.name}: {one}" for one in stage.undisciplined]
        runs += _walk(stages, options, folder)
    if options.kills:
        runs += _killed(options, folder)
    systems["searchlib"] = summed(runs)
    systems["searchlib"]["undisciplined"] = discipline
    if options.rebuilds:
        archive = folder / "reading"
        filled(archive, options.records, _WORDS)
        read = read_while_rebuilding(archive, folder, options.readers, options.rebuilds)
        systems["searchlib"] |= {f"reader_{name}": value for name, value in read.items()}
    commands = [name for name in crash_peer.SCENARIOS if name in options.commands]
    if loaded and commands and not options.no_peer:
        stages = _stages(crash_peer.WHOOSH, commands, folder / "peer")
        systems["whoosh in place"] = summed(_walk(stages, options, folder))
    return {"data": f"archives of 11 and {options.records} records", "systems": systems}


# The trials ----------------------------------------------------------------------


def _stages(system: System, names: Iterable[str], folder: Path, *size: int) -> dict[str, Stage]:
    """Prepare commands and the archives they run on."""
    (folder / "scratch").mkdir(parents=True)
    archives = {name: prepare(folder, name, system.build, *size) for name in names}
    return {
        name: Stage(system, name, archive, folder / "scratch") for name, archive in archives.items()
    }


def _walk(stages: Mapping[str, Stage], options: argparse.Namespace, folder: Path) -> list[Run]:
    """Cut commands off at their operations."""
    trials = [
        trial for stage in stages.values() for trial in stage.trials(options.kinds, options.every)
    ]
    return list(_in_lanes(stages, trials, options.lanes, folder))


def _killed(options: argparse.Namespace, folder: Path) -> list[Run]:
    """Kill commands at random moments."""
    names = [name for name in _RANDOM_SCENARIOS if name in options.commands]
    if not names:
        return []
    stages = _stages(SEARCHLIB, names, folder / "large", options.records, _WORDS)
    for stage in stages.values():
        assert stage.whole_seconds
    trials = [
        Trial(names[number % len(names)], RANDOM, options.seed * 1_000_000 + number)
        for number in range(options.kills)
    ]
    return list(_in_lanes(stages, trials, options.lanes, folder))


_stages_here: Mapping[str, Stage] = {}


def _in_lanes(
    stages: Mapping[str, Stage], trials: Sequence[Trial], lanes: int, folder: Path
) -> Iterator[Run]:
    """Run trials, several at a time, in processes that share nothing but the archives."""
    global _stages_here
    _stages_here = stages
    with get_context("fork").Pool(lanes, _begin_lane, (folder,)) as pool:
        for done, result in enumerate(pool.imap_unordered(_run, trials), 1):
            if done % 100 == 0 or done == len(trials):
                print(f"{done:,} of {len(trials):,} trials", file=sys.stderr)
            yield result


def _begin_lane(folder: Path) -> None:
    scratch = Path(tempfile.mkdtemp(prefix="lane-", dir=folder))
    for stage in _stages_here.values():
        stage.scratch = scratch


def _run(trial: Trial) -> Run:
    stage = _stages_here[trial.scenario]
    return stage.by_chance(trial) if trial.kind == RANDOM else stage.at(trial)


# The figures ---------------------------------------------------------------------


def summed(runs: Iterable[Run]) -> dict[str, Any]:
    """Count what was wrong: in all, and by command and kind; name the first of each.

    ``lost`` and ``doubled`` are records, the others trials: ``unread`` where a reader got an
    error or a wrong answer, ``error`` where a command did not end as it should, ``unclean``
    where ``check`` found something, the index is not as built from scratch, or something was
    left behind. ``missed`` are trials that ended before what was to happen.
    """
    total: Counter[str] = Counter(dict.fromkeys(("runs", *_COUNTED, "missed"), 0))
    rows: dict[str, dict[str, Counter[str]]] = {}
    examples: dict[tuple[str, ...], str] = {}
    for run in runs:
        scenario, kind, number = run.trial
        found = Counter(complaint.kind for complaint in run.complaints)
        counted = Counter({one: found[one] for one in ("lost", "doubled")})
        counted.update({one: bool(found[one]) for one in ("unread", "error", "unclean")})
        counted.update(runs=1, missed=not run.struck)
        total.update(counted)
        rows.setdefault(scenario, {}).setdefault(kind, Counter()).update(counted)
        for complaint in run.complaints:
            where = f"{scenario}, {kind} {number}: {complaint.kind}: {complaint.what}"
            examples.setdefault((scenario, kind, complaint.kind), where)
    return {**total, "by": rows, "examples": [*examples.values()]}


def print_tables(measured: Mapping[str, Any], out: TextIO) -> None:
    """Print the tables for people."""
    columns = ("runs", *_COUNTED, "missed")
    for name, system in measured["systems"].items():
        print(f"{name:32}" + "".join(f"{column:>9}" for column in columns), file=out)
        for scenario, kinds in system["by"].items():
            for kind, row in kinds.items():
                counts = "".join(f"{row[column]:9,}" for column in columns)
                print(f"  {scenario:16}{kind:14}{counts}", file=out)
        print(f"  {'in all':30}" + "".join(f"{system[column]:9,}" for column in columns), file=out)
        if "reader_searches" in system:
            print(
                f"  while rebuilding {system['reader_rebuilds']} times:"
                f" {system['reader_searches']:,} searches, {system['reader_errors']} errors,"
                f" {system['reader_empty']} empty answers, {system['reader_wrong']} wrong ones",
                file=out,
            )
        for one in [*system.get("undisciplined", ()), *system["examples"]][:_SHOWN]:
            print(f"  {one}"[:400], file=out)
        print(file=out)


if __name__ == "__main__":
    sys.exit(main())
