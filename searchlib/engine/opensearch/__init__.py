"""The engine for archives past one machine: terms kept and matched by an OpenSearch cluster.

In the generation's folder lies one small file, which names the cluster and the index
there. An index is written to before its name is in that file, and never again: whoever
has read the name keeps what it meant.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from searchlib.engine.base import FieldStatistics, Match, Matches
from searchlib.engine.opensearch.cluster import URL_VARIABLE, Address, Cluster, Refused
from searchlib.engine.opensearch.documents import decoded, key
from searchlib.engine.opensearch.phrases import verified
from searchlib.engine.opensearch.plan import EVERYTHING, NOTHING, Compiler, Leaf, leaves, nears
from searchlib.errors import IndexDamaged, UsageError
from searchlib.frozen import frozen
from searchlib.query.plan import Plan

if TYPE_CHECKING:
    from searchlib.engine.opensearch.plan import Query
    from searchlib.engine.opensearch.writer import OpenSearchWriter

__all__ = ["OpenSearchEngine", "Place"]

_FILE = "opensearch.toc"
_PAGE = 10_000
"""How many matches OpenSearch gives at once, unless an index is told otherwise."""
_TEXTS = 200
"""How many texts are fetched at once."""
_TERMS = 500
"""How many terms are counted at once."""
_MOST_KNOWN = 100_000
"""Of how many terms the counts are remembered."""
_SHOWN = 50
"""Up to how many matches are fetched with what is stored of them: ``get`` comes next."""
_WHOLE = {"allow_partial_search_results": "false"}
"""With a shard missing there is no answer, rather than half of one."""


@frozen
class Place:
    """Say where an index is, and what is to be known of it before it is asked.

    ``index`` is None before anything has been written; ``tokens`` are the sums of the
    lengths of each field; ``owned`` names the indices that go when the folder goes.
    """

    address: str
    index: str | None
    records: int
    tokens: Mapping[str, int]
    owned: tuple[str, ...]

    @classmethod
    def read(cls, folder: Path) -> Place:
        """Read what ``write`` wrote. Raises IndexDamaged when that cannot be done."""
        try:
            kept = json.loads((folder / _FILE).read_bytes())
            place = cls(**{**kept, "owned": tuple(kept["owned"])})
            Address.parse(place.address)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, UsageError) as error:
            raise IndexDamaged(
                f"{folder / _FILE} cannot be read ({error}). Run: searchlib check --repair"
            ) from error
        return place

    def write(self, folder: Path) -> None:
        """Write it into a folder, in place of what was there."""
        pending = folder / f"{_FILE}.new"
        pending.write_text(json.dumps(asdict(self)), "utf-8")
        pending.replace(folder / _FILE)


def _used(folder: Path) -> set[str]:
    """Return the indices a folder answers from, or that are its own; none when it has no file."""
    with suppress(IndexDamaged):
        place = Place.read(folder)
        return {*place.owned, *filter(None, [place.index])}
    return set()


class OpenSearchEngine:
    """Answer from one index of a cluster."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        """Open the index named in ``folder``; nothing is asked of the cluster yet.

        ``url`` may hold the secrets to use. Raises IndexDamaged when there is no such file.
        """
        self._folder = folder
        self._place = Place.read(folder)
        self._cluster = Cluster(Address.parse(self._place.address), url)
        self._known: dict[Leaf, int] = {}
        self._fetched: dict[str, bytes] = {}

    @classmethod
    def create(
        cls, folder: Path, base: Path | None = None, url: str | None = None
    ) -> OpenSearchEngine:
        """Make an index in the cluster at ``url``, or where the index in ``base`` is.

        It is empty, or holds what the index in ``base`` does. Raises UsageError when no
        cluster is named.
        """
        folder.mkdir(parents=True, exist_ok=True)
        if base is not None:
            replace(Place.read(base), owned=()).write(folder)
        elif url := url or os.environ.get(URL_VARIABLE):
            Place(str(Address.parse(url)), None, 0, {}, ()).write(folder)
        else:
            raise UsageError(
                "Say where the OpenSearch cluster answers: --url https://HOST:9200/NAME"
                f" or {URL_VARIABLE}"
            )
        return cls(folder, url)

    @classmethod
    def discard(cls, folder: Path, others: Sequence[Path] = ()) -> None:
        """Delete from the cluster what belongs to a folder that is to be deleted, and to no other.

        Raises EngineUnavailable when the cluster does not answer.
        """
        with suppress(IndexDamaged):  # nothing says what there is
            engine = cls(folder)
            for index in set(engine._place.owned).difference(*map(_used, others)):
                drop(engine._cluster, index)
            engine.close()

    @staticmethod
    def address(folder: Path) -> str:
        """Return the URL of the index in ``folder``, without secrets."""
        return Place.read(folder).address

    def count(self) -> int:
        """Return the number of documents."""
        return self._place.records

    def ids(self) -> Iterator[str]:
        """Yield the ids of all documents, in ascending order."""
        if self._place.index is not None:
            for hit in self._scan({"query": EVERYTHING, "_source": False}, _PAGE):
                yield decoded(hit["sort"][-1])

    def get(self, record_id: str) -> bytes | None:
        """Return the stored bytes of a document, or None."""
        if (stored := self._fetched.get(record_id)) is not None or self._place.index is None:
            return stored
        path = f"/{self._place.index}/_doc/{key(record_id)}"
        params = {"_source_includes": "stored", "realtime": "false"}
        try:
            found = self._cluster.attempt("GET", path, params=params)
        except Refused as refusal:
            if refusal.status == 404 and not refusal.kind:
                return None
            raise self._cluster.explained(refusal) from refusal
        return b64decode(found["_source"]["stored"])

    def search(
        self, plan: Plan, *, limit: int = 10, offset: int = 0, sort: str = "relevance"
    ) -> Matches:
        """Return one page of the matches of a plan; see ``Engine.search``."""
        query = self._query(plan)
        if query == NOTHING:
            return Matches(0, ())
        asked = {"query": query, "sort": _order(sort), "track_scores": True, "_source": False}
        if offset + limit <= _PAGE:
            page: dict[str, Any] = {"size": limit, "from": offset} if limit else {"size": 0}
            if 0 < limit <= _SHOWN:
                page["_source"] = ["stored"]
            answer = self._ask({**asked, **page, "track_total_hits": True})["hits"]
            matches = tuple(map(_match, answer["hits"]))
            if "_source" in page:
                kept = [b64decode(hit["_source"]["stored"]) for hit in answer["hits"]]
                self._fetched = dict(zip((match.id for match in matches), kept, strict=True))
            return Matches(answer["total"]["value"], matches)
        answer = self._ask({**asked, "size": 0, "track_total_hits": True})["hits"]
        found: list[Match] = []
        for number, hit in enumerate(self._scan(asked, _PAGE)):
            if number >= offset + limit:
                break
            if number >= offset:
                found.append(_match(hit))
        return Matches(answer["total"]["value"], tuple(found))

    def counts(self, plan: Plan, field: str) -> dict[str, int]:
        """Return how many matches of a plan have each value of a keyword field."""
        query, found = self._query(plan), {}
        if query == NOTHING:
            return {}
        values: dict[str, Any] = {
            "size": _PAGE,
            "sources": [{"value": {"terms": {"field": f"keyword.{field}"}}}],
        }
        while True:
            asked = {"size": 0, "query": query, "aggs": {"values": {"composite": values}}}
            answer = self._ask(asked)["aggregations"]["values"]
            for bucket in answer["buckets"]:
                found[decoded(bucket["key"]["value"])] = bucket["doc_count"]
            if "after_key" not in answer:
                return found
            values["after"] = answer["after_key"]

    def statistics(self, field: str, terms: Iterable[str]) -> FieldStatistics:
        """Return what scores in a field go by, for each of these terms."""
        known = self._counted({(field, term) for term in terms})
        average = self._place.tokens.get(field, 0) / (self._place.records or 1)
        return FieldStatistics(average, {term: count for (_, term), count in known.items()})

    @contextmanager
    def writer(self) -> Iterator[OpenSearchWriter]:
        """Open a writer; its changes are seen when the block ends, by this engine too."""
        from searchlib.engine.opensearch.writer import OpenSearchWriter, writing

        with writing(self._folder):
            writer = OpenSearchWriter(self._cluster, self._folder)
            try:
                yield writer
                place = writer.commit()
            except BaseException:
                writer.cancel()
                raise
        self._place, self._known, self._fetched = place, {}, {}

    def close(self) -> None:
        """Let go of connections."""
        self._cluster.close()

    def _query(self, plan: Plan) -> Query:
        """Return a plan in the query language of OpenSearch."""
        if self._place.index is None or not self._place.records:
            return NOTHING
        asked = list(nears(plan))
        known = self._counted({*leaves(plan)})
        matching = known.__getitem__
        checked = verified(asked, matching, self._texts) if asked else {}
        return Compiler(self._place.records, self._place.tokens, matching, checked).query(plan)

    def _counted(self, asked: Set[Leaf]) -> dict[Leaf, int]:
        """Return in how many documents each term is; those no document has been asked of count."""
        if len(self._known) > _MOST_KNOWN:
            self._known = {}
        known = self._known
        found = {leaf: known[leaf] for leaf in asked if leaf in known}
        missing = [leaf for leaf in asked if leaf not in found]
        here = [leaf for leaf in missing if leaf[0] in self._place.tokens]
        found.update(dict.fromkeys(missing, 0))
        for start in range(0, len(here), _TERMS):
            some = here[start : start + _TERMS]
            found.update(zip(some, self._totals([term_query(*leaf) for leaf in some]), strict=True))
        known.update(found)
        return found

    def _totals(self, queries: list[Query]) -> list[int]:
        """Return how many documents match each query."""
        asked = [{"query": query, "size": 0, "track_total_hits": True} for query in queries]
        head = json.dumps({"allow_partial_search_results": False})
        body = "".join(f"{head}\n{json.dumps(one, ensure_ascii=False)}\n" for one in asked)
        answers = self._cluster.call("POST", f"/{self._place.index}/_msearch", body)["responses"]
        return [
            (self._ask(one) if "error" in answer else answer)["hits"]["total"]["value"]
            for one, answer in zip(asked, answers, strict=True)
        ]

    def _texts(self, query: Query, field: str) -> Iterator[tuple[str, str]]:
        """Yield id and text of a field of each document that matches."""
        asked = {"query": query, "_source": [f"text.{field}"]}
        for hit in self._scan(asked, _TEXTS):
            yield hit["sort"][-1], hit["_source"]["text"][field]

    def _scan(self, asked: dict[str, Any], size: int) -> Iterator[dict[str, Any]]:
        """Yield all hits, a page after the other."""
        asked = {"sort": [{"id": "asc"}], "track_total_hits": False, **asked, "size": size}
        while True:
            hits = self._ask(asked)["hits"]["hits"]
            yield from hits
            if len(hits) < size:
                return
            asked["search_after"] = hits[-1]["sort"]

    def _ask(self, asked: dict[str, Any]) -> Any:  # noqa: ANN401  whatever JSON it answers
        return self._cluster.call("POST", f"/{self._place.index}/_search", asked, params=_WHOLE)


def term_query(field: str, term: str) -> Query:
    """Return the query for a term in a field, whatever the score."""
    from searchlib.engine.opensearch.documents import term_code

    return {"term": {f"text.{field}": term_code(term)}}


def drop(cluster: Cluster, index: str, patience: float = 5.0) -> None:
    """Delete an index; do nothing when there is none."""
    try:
        cluster.attempt("DELETE", f"/{index}", patience=patience)
    except Refused as refusal:
        if refusal.status != 404:
            raise cluster.explained(refusal) from refusal


def _order(sort: str) -> list[dict[str, Any]]:
    """Return by what matches are put in order; equals by id."""
    if sort == "relevance":
        return [{"_score": "desc"}, {"id": "asc"}]
    way = {
        "order": "desc" if sort.startswith("-") else "asc",
        "missing": "_last",
        "unmapped_type": "keyword",
    }
    return [{f"start.{sort.lstrip('-')}": way}, {"id": "asc"}]


def _match(hit: dict[str, Any]) -> Match:
    return Match(decoded(hit["sort"][-1]), round(hit["_score"], 6))
