"""What does a rebuild take: seconds, memory of all its processes, and space on disk?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psutil

from benchmarks.scale_report import Figures
from searchlib.store.generations import Generation, Store

__all__ = ["ROOT", "built", "environment", "rebuild"]

ROOT = Path(__file__).resolve().parents[1]
_EVERY, _AT_MOST = 0.2, 1 / 30
"""How often, in seconds, the memory of all processes is looked at, and how much of the time that
may take: to share out what processes have in common takes them ten milliseconds each."""
_PARTS = (
    ("stored", (".stored.col", ".store")),
    ("vocabulary", ("vocabulary.sqlite",)),
    ("catalogue", ("catalogue.sqlite",)),
    ("lexicon", (".lexicon",)),
)
"""What files of a generation hold, by how their names end; all others hold terms.

In tantivy's store lies with each record's bytes the entry that it is scored by.
"""


def environment() -> dict[str, str]:
    """Return the environment in which this copy of searchlib is the one that is run."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def rebuild(documents: Path, index: Path, engine: str, count: int) -> Figures:
    """Run ``searchlib rebuild`` as it comes, and return what it took."""
    shutil.rmtree(index, ignore_errors=True)
    command = [sys.executable, "-m", "searchlib", "rebuild", "--engine", engine]
    command += ["--documents", str(documents), "--index", str(index)]
    said = index.with_name(f"{index.name}.log")
    started = time.perf_counter()
    with said.open("wb") as log:
        process = subprocess.Popen(command, stderr=log, stdout=log, env=environment())
        memory, spent = _watched(process)
    seconds = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(
            f"{' '.join(command)} failed: {said.read_text('utf-8', 'replace')[-2000:]}"
        )
    generation = built(index)
    if generation.manifest.records != count:
        raise SystemExit(f"{index} holds {generation.manifest.records:,} of {count:,} records")
    return {
        "records": count,
        "build_s": seconds,
        "records_per_s": count / seconds,
        "build_cpu_s": spent,
        **memory,
        **_sizes(generation),
    }


def built(index: Path) -> Generation:
    """Return the generation an index answers from."""
    generation = Store(index).current()
    if generation is None:
        raise SystemExit(f"{index} holds no index")
    return generation


def _watched(process: subprocess.Popen[bytes]) -> tuple[Figures, float]:
    """Wait for a process; return the peaks of its tree and the processor seconds all have spent.

    ``peak_mb`` shares out what several processes hold in common (PSS), where the system
    tells; ``peak_rss_mb`` counts that for each.
    """
    peaks = dict.fromkeys(("peak_mb", "peak_rss_mb", "largest_process_mb"), 0.0)
    whole = psutil.Process(process.pid)
    spent: dict[int, float] = {}
    while process.poll() is None:
        started = time.perf_counter()
        now = _memory(whole, spent)
        peaks = {name: max(peak, now.get(name, 0.0)) for name, peak in peaks.items()}
        time.sleep(max(_EVERY, (time.perf_counter() - started) / _AT_MOST))
    return peaks, sum(spent.values())


def _memory(whole: psutil.Process, spent: dict[int, float]) -> Figures:
    """Return the memory of a process and all it has started, in MB, now; put down their time.

    The readers are no children of the process that they read for, so that their time can be
    known as long as they run only.
    """
    resident, shared = [0.0], [0.0]
    with suppress(psutil.NoSuchProcess):
        for one in (whole, *whole.children(recursive=True)):
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                held, used = one.memory_full_info(), one.cpu_times()
                resident.append(held.rss / 1e6)
                shared.append(getattr(held, "pss", held.rss) / 1e6)
                spent[one.pid] = used.user + used.system
    return {
        "peak_mb": sum(shared),
        "peak_rss_mb": sum(resident),
        "largest_process_mb": max(resident),
    }


def _sizes(generation: Generation) -> Figures:
    """Return the size of each part of an index, in MB."""
    sizes: Counter[str] = Counter(dict.fromkeys(("terms", *(part for part, _ in _PARTS)), 0))
    for name, (size, _) in generation.manifest.files.items():
        part = next((part for part, ends in _PARTS if name.endswith(ends)), "terms")
        sizes[part] += size
    return {
        "index_mb": sizes.total() / 1e6,
        **{f"{part}_mb": size / 1e6 for part, size in sizes.items()},
    }
