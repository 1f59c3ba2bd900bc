"""How many readers can one server serve, how fast, and through a new index?

`python -m benchmarks.serve [--records 20000] [--clients 32] [--seconds 60] [--workers 2]
[--rebuild] [--folder F] [--json]`: clients on this machine ask `searchlib serve` for hits,
facets, pages and records, one request after the other, each a query of its own. In the middle
a document is added and indexed, or with ``--rebuild`` all of them are indexed anew, and the
clients go on until the new index is taken up. Beside it, what the same server does when nothing
is searched (`/healthz`). Latencies are in milliseconds, memory is what the processes do not
share. A folder that is named keeps the documents and the index for the next run.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import searchlib
from benchmarks.generated import markdown, records

_WORD = re.compile(r"[^\W\d_]{4,}")
_KINDS = {
    "search": "/search?q={query}",
    "facets": "/facets?q={query}",
    "results page": "/?q={query}",
    "record": "/records/{record}",
    "record page": "/read/{record}?q={query}",
}
_SHARES = (4, 1, 3, 1, 1)
"""How often each kind is asked for."""
_EVERY = 2.0
"""How often, in seconds, memory is looked at."""
_TAKEN_UP = 3.0
"""How many seconds the clients go on with a new index."""


class Answered(NamedTuple):
    """Hold what became of one request: its kind, its milliseconds, and its status; 0: none."""

    kind: str
    ms: float
    status: int


def main() -> None:
    """Measure, and print a table or one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serve", description=__doc__)
    parser.add_argument("--records", type=int, default=20_000, help="how many to generate")
    parser.add_argument("--clients", type=int, default=32, help="how many ask at once")
    parser.add_argument("--seconds", type=float, default=60, help="for how long")
    parser.add_argument("--workers", type=int, default=2, help="how many processes answer")
    parser.add_argument("--rebuild", action="store_true", help="index everything anew meanwhile")
    parser.add_argument("--folder", type=Path, help="where to keep documents and index")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = measure(options.folder or Path(scratch), options)
    data = (
        f"{options.records} records, {options.clients} clients, {options.workers} workers, "
        f"{options.seconds:.0f} s"
    )
    if options.json:
        print(json.dumps({"data": data, "systems": found}))
        return
    print(f"{data}\n")
    for system, row in found.items():
        print(system)
        for name, value in row.items():
            print(f"  {name:<28} {value:>12,.1f}")


def measure(folder: Path, options: argparse.Namespace) -> dict[str, dict[str, float]]:
    """Return figures of the server under load, and of the same when nothing is searched."""
    documents, index = folder / "documents", folder / "index"
    if not (index / "CURRENT").exists():
        _generate(documents, index, options.records)
    words = _words(200)

    def request(chance: random.Random) -> tuple[str, str]:
        return _any(chance, words, options.records)

    with _serving(index, options.workers) as (port, pid):
        _load(port, options.clients, min(5.0, options.seconds), request)
        held = [_memory(pid)]
        command = "rebuild" if options.rebuild else "index"
        adding = threading.Timer(options.seconds / 2, _add, (documents, index, command))
        adding.start()
        started = time.perf_counter()
        with _watched(pid, held):
            answered = _load(port, options.clients, options.seconds, request, adding.is_alive)
        seconds = time.perf_counter() - started
        generation = _generation(port)
        idle = _load(port, options.clients, 5.0, lambda _: ("healthz", "/healthz"))
    taken_up = generation == _current(index)
    return {
        "searchlib": {
            **_figures(answered, seconds),
            "seconds": seconds,
            **{
                f"memory_mb_at_{quarter * 25}_percent": held[quarter * (len(held) - 1) // 4]
                for quarter in range(5)
            },
            "new_index_taken_up": float(taken_up),
        },
        "nothing searched": _figures(idle, 5.0),
    }


def _generate(documents: Path, index: Path, count: int) -> None:
    """Write records as files, and index them."""
    for number, record in enumerate(records(count)):
        inner = documents / f"{number // 1000:03}"
        inner.mkdir(parents=True, exist_ok=True)
        (inner / f"{number:06}.md").write_text(markdown(record), "utf-8")
    _run("index", str(documents), "--index", str(index))


def _add(documents: Path, index: Path, command: str) -> None:
    """Add a document, and run a command that takes it into the index."""
    (record,) = records(1, seed=time.time_ns() % 1_000_000)
    text = markdown(record).replace("document/0", f"document/added-{time.time_ns()}")
    (documents / f"added-{time.time_ns()}.md").write_text(text, "utf-8")
    _run(command, str(documents), "--index", str(index))
    time.sleep(_TAKEN_UP)


def _run(*command: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "searchlib", *command], check=True, stderr=subprocess.DEVNULL
    )


def _words(count: int) -> list[str]:
    """Return words of both languages as they stand in the records."""
    found: dict[str, None] = {}
    for record in records(300):
        for text in record.texts:
            found.update(dict.fromkeys(_WORD.findall(text.body)[:20]))
    return random.Random(1).sample(list(found), min(count, len(found)))


def _any(chance: random.Random, words: list[str], count: int) -> tuple[str, str]:
    """Return the kind and the address of a request."""
    (kind,) = chance.choices(list(_KINDS), _SHARES)
    query = quote(" ".join(chance.sample(words, chance.choice((1, 1, 2)))))
    record = f"example-{chance.randrange(count)}"
    return kind, _KINDS[kind].format(query=query, record=record)


@contextmanager
def _serving(index: Path, workers: int) -> Iterator[tuple[int, int]]:
    """Run the server; yield its port and the number of its process."""
    command = [sys.executable, "-m", "searchlib", "serve", "--port", "0", "--index", str(index)]
    command += ["--workers", str(workers)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            found = re.search(r":(\d+)/ ", said)
            if not found:
                raise SystemExit(said + process.stderr.read())
            yield int(found[1]), process.pid
        finally:
            process.terminate()


def _load(
    port: int,
    clients: int,
    seconds: float,
    request: Callable[[random.Random], tuple[str, str]],
    longer: Callable[[], bool] = lambda: False,
) -> list[Answered]:
    """Ask from many clients at once; return what became of each request.

    They go on for some seconds, and then as long as ``longer`` says so.
    """
    answered: list[list[Answered]] = [[] for _ in range(clients)]
    end = time.perf_counter() + seconds

    def client(number: int) -> None:
        chance = random.Random(number)
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < end or longer():
            kind, path = request(chance)
            started = time.perf_counter()
            status = _status(connection, path)
            answered[number].append(Answered(kind, (time.perf_counter() - started) * 1000, status))
        connection.close()

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(client, range(clients)))
    return [one for row in answered for one in row]


def _status(connection: HTTPConnection, path: str) -> int:
    """Return the status of an answer, read to its end; 0 when there was none."""
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException):
        connection.close()
        return 0
    return answer.status


def _figures(answered: list[Answered], seconds: float) -> dict[str, float]:
    """Return requests a second, percentiles, and how many failed."""
    found: dict[str, float] = {"requests_per_s": len(answered) / seconds}
    kinds = {"": answered, **{kind: [a for a in answered if a.kind == kind] for kind in _KINDS}}
    for kind, some in kinds.items():
        times = sorted(one.ms for one in some)
        for share in (50, 95, 99) if not kind else (50, 95):
            if times:
                name = f"p{share}_ms" if not kind else f"{kind.replace(' ', '_')}_p{share}_ms"
                found[name] = times[min(len(times) - 1, len(times) * share // 100)]
    found["errors"] = float(sum(one.status != 200 for one in answered))
    return found


@contextmanager
def _watched(pid: int, held: list[float]) -> Iterator[None]:
    """Note the memory of a process every few seconds during a block, and at its end."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_EVERY):
            held.append(_memory(pid))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        held.append(_memory(pid))


def _memory(pid: int) -> float:
    """Return how many MB a process and those it started hold that are their own.

    It is 0 where the system does not tell.
    """
    held = 0.0
    with suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for one in (str(pid), *children):
            found = re.search(r"RssAnon:\s+(\d+) kB", Path(f"/proc/{one}/status").read_text())
            held += int(found[1]) / 1024 if found else 0.0
    return held


def _generation(port: int) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/healthz")
    health: dict[str, Any] = json.loads(connection.getresponse().read())
    connection.close()
    return str(health["generation"])


def _current(index: Path) -> str:
    with searchlib.open(index) as opened:
        return opened.generation


if __name__ == "__main__":
    main()
