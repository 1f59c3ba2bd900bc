"""Is anything lost, or answered wrongly, when a node of a cluster dies?

`python -m benchmarks.cluster [--records 20000] [--clients 4] [--folder PATH] [--json]`: a real
OpenSearch of three nodes, each a process on this machine (see tests/cluster/), is given generated
records, and one node is killed (SIGKILL) when half of them have been sent; it is started again
when all are in. Then clients ask queries of all classes without pause; another node is killed and
started again meanwhile. At last a second one goes too, and a record may have no copy left.

**lost** counts records that were sent and cannot be read back, **wrong** answers that are not
those of the embedded engine over the same records: another total, another score, another record
above the last score. **errors** are said clearly when they name what does not answer; all others
are **unclear**. The peer is the client's own `helpers.bulk`, with which one would fill an index:
the same documents, the same node killed at the same point. It takes Maven and Java 21.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.speed import planned
from benchmarks.speed_kept import built, kept_documents, kept_in
from benchmarks.speed_queries import draw
from searchlib.engine import DEFAULT, Document, Engine, Matches, create_engine, open_engine
from searchlib.engine.opensearch.documents import source
from searchlib.errors import EngineUnavailable, QueryTooExpensive, SearchlibError
from searchlib.query.plan import Plan
from searchlib.store.generations import FORMAT
from tests.cluster.cluster import NODES, Cluster, NotToBeHadError

_SECONDS = 12.0
"""How long the clients ask in each state of the cluster."""
_PATIENCE = 600.0
"""How many seconds a cluster may take to have all copies again: a lost node is waited for."""
_CHUNK = 2_000_000
"""How many bytes the peer sends at once: with its default these small nodes refuse all."""
_NEARLY = 1e-5
"""By what share two scores may differ: the cluster reckons in single precision."""
_CLEAR = (EngineUnavailable, QueryTooExpensive)

Figures = dict[str, float]


def main() -> int:
    """Measure, and print a table or one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__)
    parser.add_argument("--records", type=int, default=20_000, help="how many to generate")
    parser.add_argument("--clients", type=int, default=4, help="how many ask at once")
    parser.add_argument("--folder", type=Path, help="keep records and the cluster's files here")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="searchlib-") as scratch:
        folder = options.folder or Path(scratch)
        cluster = Cluster((folder / "cluster").resolve())
        try:
            cluster.start()
        except NotToBeHadError as error:
            print(f"There is no OpenSearch to measure: {error}", file=sys.stderr)
            return 2
        try:
            found = measure(cluster, folder, options.records, options.clients)
        finally:
            cluster.stop()
    if options.json:
        print(json.dumps({"data": f"{options.records} generated records", "systems": found}))
        return 0
    for system, figures in found.items():
        print(f"{system}\n" + "\n".join(f"  {name:32}{n:>12,.1f}" for name, n in figures.items()))
    return 0


def measure(cluster: Cluster, folder: Path, records: int, clients: int) -> dict[str, Figures]:
    """Return what is lost and wrong when nodes die; all of them run at the beginning."""
    kept = folder / f"{records}-{FORMAT}"
    collected = built(kept, DEFAULT, records)
    queries = [planned(query) for query in draw(collected, 5)]
    with _begun(cluster, folder / "index") as engine:
        indexing = _indexing(cluster, engine, kept, records)
        searching = _searching(cluster, engine, open_engine(DEFAULT, kept_in(kept, DEFAULT)),
                               queries, clients)  # fmt: skip
    return {
        "searchlib": {**indexing, **searching},
        "helpers.bulk": _peer(cluster, kept, records),
    }


@contextmanager
def _begun(cluster: Cluster, folder: Path) -> Iterator[Engine]:
    """Make an index of our own on the cluster, and take it away afterwards."""
    name = f"benchmark-{time.time_ns()}"
    engine = create_engine("opensearch", folder / name, None, f"{cluster.url()}/{name}")
    try:
        yield engine
    finally:
        engine.close()


def _killing(documents: Iterator[Document], cluster: Cluster, at: int) -> Iterator[Document]:
    """Yield documents, and kill a node before one of them."""
    for number, document in enumerate(documents):
        if number == at:
            cluster.kill(2)
        yield document


def _whole(cluster: Cluster, *numbers: int) -> None:
    """Start nodes again, and wait until every record has all its copies."""
    for number in numbers:
        with suppress(ProcessLookupError):  # one that has not been killed after all
            cluster.kill(number)
        cluster.start_node(number)
    cluster.wait(len(NODES), "green", _PATIENCE)


def _indexing(cluster: Cluster, engine: Engine, kept: Path, records: int) -> Figures:
    """Index with a node killed halfway; return what is lost."""
    started = time.perf_counter()
    with engine.writer() as writer:
        for document in _killing(kept_documents(kept), cluster, records // 2):
            writer.add(document)
    seconds = time.perf_counter() - started
    sent = [document.id for document in kept_documents(kept)]
    there = Counter(engine.ids())
    lost = sum(not there[one] for one in sent)
    unread = sum(engine.get(one) is None for one in sent[:: max(1, records // 1_000)])
    _whole(cluster, 2)
    return {
        "indexed": float(engine.count()),
        "records_per_s": records / seconds,
        "lost": float(lost),
        "unread": float(unread),
        "doubled": float(sum(many > 1 for many in there.values())),
    }


def _searching(
    cluster: Cluster, engine: Engine, oracle: Engine, plans: Sequence[Plan], clients: int
) -> Figures:
    """Ask while one node is killed and started again, and then two; return what went wrong."""
    expected = [oracle.search(plan, limit=10) for plan in plans]
    figures: Figures = {}

    def state(name: str, change: Callable[[], object]) -> None:
        counts = _asked(engine, plans, expected, clients, change)
        figures.update({f"{name}_{what}": float(many) for what, many in counts.items()})

    state("all_nodes", lambda: None)
    state("one_killed", lambda: cluster.kill(3))
    state("it_returns", lambda: _whole(cluster, 3))

    def kill_two() -> None:
        cluster.kill(1)
        cluster.kill(2)

    state("two_killed", kill_two)
    _whole(cluster, 1, 2)
    state("both_returned", lambda: None)
    return figures


def _asked(
    engine: Engine,
    plans: Sequence[Plan],
    expected: Sequence[Matches],
    clients: int,
    change: Callable[[], object],
) -> dict[str, int]:
    """Ask from several threads while something changes; count what was answered, and how."""
    counts = Counter(dict.fromkeys(("answers", "wrong", "errors", "unclear"), 0))
    lock = threading.Lock()
    until = time.perf_counter() + _SECONDS
    changing = threading.Timer(_SECONDS / 4, change)
    changing.start()

    def client(number: int) -> None:
        for at in cycle([*range(number, len(plans)), *range(number)]):
            what = _judged(engine, plans[at], expected[at])
            with lock:
                counts[what] += 1
            if time.perf_counter() > until and not changing.is_alive():
                return

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(client, range(clients)))
    return dict(counts)


def _judged(engine: Engine, plan: Plan, expected: Matches) -> str:
    """Ask once, and say what became of it."""
    try:
        found = engine.search(plan, limit=10)
    except _CLEAR:
        return "errors"
    except SearchlibError as error:
        print(f"unclear: {error}", file=sys.stderr)
        return "unclear"
    return "answers" if _same(found, expected) else "wrong"


def _same(found: Matches, expected: Matches) -> bool:
    """Say whether two answers are one but for the last digits of their scores."""
    pairs = list(zip(found.matches, expected.matches, strict=False))
    if (found.total, len(found.matches)) != (expected.total, len(expected.matches)):
        return False
    if any(abs(a.score - b.score) > _NEARLY * max(1.0, b.score) for a, b in pairs):
        return False
    least = min((b.score for _, b in pairs), default=0.0) * (1 + _NEARLY) + _NEARLY
    above = [{one.id for one in side if one.score > least} for side in zip(*pairs, strict=True)]
    return not above or above[0] == above[1]


def _peer(cluster: Cluster, kept: Path, records: int) -> Figures:
    """Fill an index with the client's own helper, with a node killed halfway."""
    from opensearchpy import OpenSearch
    from opensearchpy.helpers import bulk

    name = f"peer-{time.time_ns()}"
    client = OpenSearch(cluster.url().split(","), timeout=60)
    client.indices.create(index=name, body={"mappings": {"dynamic": False}})
    documents = _killing(kept_documents(kept), cluster, records // 2)
    started = time.perf_counter()
    actions = ({"_index": name, "_source": source(one)} for one in islice(documents, records))
    failed = ""
    try:
        bulk(client, actions, raise_on_error=False, max_retries=5, max_chunk_bytes=_CHUNK)
    except Exception as error:
        failed = type(error).__name__
        print(f"helpers.bulk ended with {error!s:.200}", file=sys.stderr)
    seconds = time.perf_counter() - started
    client.indices.refresh(index=name)
    there = int(client.count(index=name)["count"])
    _whole(cluster, 2)
    return {
        "indexed": float(there),
        "records_per_s": there / seconds,
        "lost": float(max(0, records - there)),
        "doubled": float(max(0, there - records)),
        "failed": float(bool(failed)),
    }


if __name__ == "__main__":
    sys.exit(main())
