"""How are documents written to a cluster? Into an index of their own, which then takes over.

The new index begins empty, or as a clone of the one before: its files under second names,
without copying. Documents go to it in bulk requests, one at a time, so that a cluster that
is busy slows us down. What it could not take for now is sent again, in smaller parts. At
the end the index is counted, closed to writing, and the archive's name moved to it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from filelock import FileLock, Timeout

from searchlib.engine.base import Document
from searchlib.engine.opensearch import Place, drop
from searchlib.engine.opensearch.cluster import AGAIN, BUSY, Address, Cluster, Refused
from searchlib.engine.opensearch.documents import (
    PROPERTIES,
    SETTINGS,
    fields_of,
    line,
    property_of,
    source,
)
from searchlib.errors import EngineUnavailable, IndexLocked, SearchlibError, UsageError

__all__ = ["BULK_BYTES", "OpenSearchWriter", "writing"]

BULK_BYTES = 5_000_000
"""From how many bytes on documents are sent."""
PATIENCE = 300.0
"""How many seconds a cluster that lost a node, or is busy, is waited for."""
_LEAST_ROOM = 50_000
"""How many bytes are sent at once to a cluster as busy as can be."""
_TIMEOUT = 120.0
"""How many seconds one request of a writer may take."""
_TOO_LARGE = 413
_SHARDS = 8
"""In how many parts an index lies at most, unless the address says otherwise."""
_VERSIONS = (2, 3)
"""The versions of OpenSearch searchlib knows."""


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Let one writer at a time into a folder. Raises IndexLocked."""
    lock = FileLock(folder / "LOCK", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexLocked(
            f"Somebody else is writing to {folder}. Wait until they have finished."
        ) from error
    try:
        yield
    finally:
        with suppress(OSError):
            (folder / "LOCK").unlink(missing_ok=True)
        lock.release()


class OpenSearchWriter:
    """Add and delete documents in a new index, and put it in the old one's place."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        """Begin with what the folder's index holds now."""
        self._cluster = cluster
        self._folder = folder
        self._address: Address = cluster.address
        self._base = Place.read(folder)
        self._fields: set[tuple[str, str]] = set()
        self._pending: dict[str, bytes] = {}
        self._new: dict[tuple[str, str], None] = {}
        self._bytes = 0
        self._room = BULK_BYTES
        self._expected: int | None = self._base.records
        self._check()
        self._index = f"{self._address.name}-g{self._next_number()}-{uuid4().hex[:8]}"
        replace(self._base, owned=(*self._base.owned, self._index)).write(folder)
        try:
            self._begin()
        except BaseException:
            self.cancel()
            raise

    def add(self, document: Document) -> None:
        """Add a document, in place of the one with the same id."""
        written = source(document)
        self._new.update(dict.fromkeys(set(fields_of(written)) - self._fields))
        self._put(document.id, line("index", document.id, written))

    def delete(self, record_id: str) -> None:
        """Take a document away; do nothing when there is none."""
        self._put(record_id, line("delete", record_id))

    def commit(self) -> Place:
        """Make the new index the one that answers, and return where it is."""
        self._flush()
        answer = self._call("POST", f"/{self._index}/_refresh")
        if answer["_shards"]["failed"]:
            raise EngineUnavailable(
                f"A node of {self._address.shown} was lost; the index stays as it was. Try again."
            )
        records, tokens = self._statistics()
        if self._expected not in (None, records):
            raise SearchlibError(
                f"{self._address.shown} holds {records:,} records instead of {self._expected:,};"
                " the index stays as it was. Try again."
            )
        self._call("PUT", f"/{self._index}/_block/write")
        self._switch()
        kept = tuple(name for name in self._base.owned if name == self._base.index)
        place = Place(str(self._address), self._index, records, tokens, (*kept, self._index))
        place.write(self._folder)
        for name in self._base.owned:
            if name not in kept:
                with suppress(SearchlibError):  # it takes room, and does no other harm
                    drop(self._cluster, name)
        return place

    def cancel(self) -> None:
        """Delete the new index; all is as it was."""
        with suppress(SearchlibError):
            drop(self._cluster, self._index)
            self._base.write(self._folder)

    # Beginning --------------------------------------------------------------

    def _check(self) -> None:
        """Make sure that there is an OpenSearch of a version we know, and that the name is free."""
        version = self._call("GET", "/", patience=3.0)["version"]
        number = version.get("number", "")
        known = number.split(".")[0] in map(str, _VERSIONS)
        if version.get("distribution") != "opensearch" or not known:
            raise UsageError(
                f"{self._address.shown} is {version.get('distribution', 'Elasticsearch')} {number};"
                " searchlib knows OpenSearch 2 and 3."
            )
        try:
            there = self._cluster.attempt("GET", f"/{self._address.name}")
        except Refused as refusal:
            if refusal.status != 404:
                raise self._cluster.explained(refusal) from refusal
            return
        if self._address.name in there:
            raise UsageError(
                f"{self._address.shown} has an index {self._address.name!r} that is not"
                " searchlib's. Give another name after the last slash of --url"
            )

    def _next_number(self) -> int:
        """Return the number of the next generation under this name."""
        pattern = re.compile(rf"{re.escape(self._address.name)}-g(\d+)-[0-9a-f]{{8}}")
        names = self._call("GET", f"/{self._address.name}-g*/_alias")
        found = [int(one[1]) for one in map(pattern.fullmatch, names) if one]
        return max(found, default=0) + 1

    def _begin(self) -> None:
        """Make the new index."""
        if self._base.index is None:
            settings = {**SETTINGS, **self._layout()}
            mappings = {"dynamic": "strict", "properties": PROPERTIES}
            body: dict[str, Any] = {"settings": settings, "mappings": mappings}
            self._make("PUT", f"/{self._index}", body)
        else:
            body = {"settings": {"index.blocks.write": None}}
            self._make("PUT", f"/{self._base.index}/_clone/{self._index}", body)
            mapping = self._call("GET", f"/{self._index}/_mapping")[self._index]["mappings"]
            for kind, inner in mapping["properties"].items():
                self._fields.update((kind, name) for name in inner.get("properties", ()))

    def _layout(self) -> dict[str, int | str]:
        """Return in how many parts an index lies, and how often each."""
        asked = dict(self._address.settings)
        health = self._call("GET", "/_cluster/health")
        shards = asked.get("shards", min(health["number_of_data_nodes"], _SHARDS))
        if "replicas" in asked:
            return {"number_of_shards": shards, "number_of_replicas": asked["replicas"]}
        return {"number_of_shards": shards, "auto_expand_replicas": "0-1"}

    def _make(self, method: str, path: str, body: dict[str, Any]) -> None:
        """Make an index, and wait until its parts can be written to, on two nodes if it can be."""
        try:
            self._cluster.attempt(method, path, body, patience=PATIENCE, timeout=_TIMEOUT)
        except (
            Refused
        ) as refusal:  # its name is its own: who made it was a call whose answer got lost
            if refusal.kind != "resource_already_exists_exception":
                raise self._cluster.explained(refusal) from refusal
        path = f"/_cluster/health/{self._index}"
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            asked = {"wait_for_status": "green", "timeout": "30s"}
            with suppress(Refused):
                health = self._cluster.attempt("GET", path, params=asked, timeout=60)
                if health["status"] != "red":
                    return
        raise EngineUnavailable(f"{self._address.shown} has no room for another index now.")

    # Sending ----------------------------------------------------------------

    def _put(self, record_id: str, lines: bytes) -> None:
        """Remember what is to be done, the last of several with one id."""
        self._bytes += len(lines) - len(self._pending.pop(record_id, b""))
        self._pending[record_id] = lines
        if self._bytes > self._room:
            self._flush()

    def _flush(self) -> None:
        """Send what there is."""
        if self._new:
            mapping: dict[str, Any] = {}
            for kind, name in self._new:
                inner = mapping.setdefault(kind, {"properties": {}})
                inner["properties"][name] = property_of(kind)
            self._call("PUT", f"/{self._index}/_mapping", {"properties": mapping})
            self._fields.update(self._new)
            self._new.clear()
        if self._pending:
            self._send(self._pending)
            self._pending, self._bytes = {}, 0

    def _send(self, pending: dict[str, bytes]) -> None:
        """Send documents until all are taken, halving what is sent while the cluster is busy.

        What is sent at once afterwards grows again, slowly.
        """
        until, size, pause = time.monotonic() + PATIENCE, len(pending), 0.25
        while pending:
            part = dict(list(pending.items())[:size])
            later = self._bulk(part, until)
            for record_id in part.keys() - later:
                del pending[record_id]
            if not later:
                pause, self._room = 0.25, min(self._room * 5 // 4, BULK_BYTES)
                continue
            if time.monotonic() + pause > until:
                raise EngineUnavailable(
                    f"{self._address.shown} takes no documents now; the index stays as it was."
                    " Try again later."
                )
            time.sleep(pause)
            size, pause = max(size // 2, 1), min(2 * pause, 30.0)
            self._room = max(self._room // 2, _LEAST_ROOM)

    def _bulk(self, part: dict[str, bytes], until: float) -> set[str]:
        """Send documents at once; return the ids of those the cluster may take later."""
        body, params = (
            b"".join(part.values()),
            {"filter_path": "items.*.status,items.*.error,items.*.result"},
        )
        try:
            answer = self._cluster.attempt(
                "POST",
                f"/{self._index}/_bulk",
                body,
                params=params,
                patience=max(until - time.monotonic(), 0),
                timeout=_TIMEOUT,
                again=AGAIN - {BUSY},
                lost=self._uncertain,
            )
        except Refused as refusal:
            if refusal.status == BUSY or (refusal.status == _TOO_LARGE and len(part) > 1):
                return set(part)
            raise self._cluster.explained(refusal) from refusal
        later = set()
        for record_id, item in zip(part, answer["items"], strict=True):
            ((_, did),) = item.items()
            if did["status"] in AGAIN:
                later.add(record_id)
            elif "error" in did:
                why = did["error"].get("reason", did["error"])
                raise SearchlibError(
                    f"{self._address.shown} cannot take the record {record_id[:80]!r} ({why})."
                )
            elif self._expected is not None:
                self._expected += {"created": 1, "deleted": -1}.get(did["result"], 0)
        return later

    def _uncertain(self) -> None:
        """Note that something was perhaps done twice: how much was new cannot be told."""
        self._expected = None

    # Ending -----------------------------------------------------------------

    def _statistics(self) -> tuple[int, dict[str, int]]:
        """Return the number of records, and of tokens in each field."""
        fields = [name for kind, name in self._fields if kind == "tokens"]
        sums = {name: {"sum": {"field": f"tokens.{name}"}} for name in fields}
        asked = {"size": 0, "track_total_hits": True, **({"aggs": sums} if sums else {})}
        whole = {"allow_partial_search_results": "false"}
        answer = self._call("POST", f"/{self._index}/_search", asked, params=whole)
        return answer["hits"]["total"]["value"], {
            name: int(answer["aggregations"][name]["value"]) for name in fields
        }

    def _switch(self) -> None:
        """Move the archive's name to the new index, at once from whichever has it."""
        name = self._address.name
        try:
            before = list(self._cluster.attempt("GET", f"/_alias/{name}"))
        except Refused as refusal:
            if refusal.status != 404:
                raise self._cluster.explained(refusal) from refusal
            before = []
        moves = [{"remove": {"index": one, "alias": name}} for one in before]
        moves.append({"add": {"index": self._index, "alias": name}})
        self._call("POST", "/_aliases", {"actions": moves})

    def _call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        params: dict[str, str] | None = None,
        patience: float = PATIENCE,
    ) -> Any:  # noqa: ANN401
        return self._cluster.call(
            method, path, body, params=params, patience=patience, timeout=_TIMEOUT
        )
