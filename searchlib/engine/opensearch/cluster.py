"""Which cluster, and does it answer? Its address, its secrets, retries, and clear errors.

An address is one URL, or several nodes' with commas between them:

    https://search.example.org:9200/cables?shards=6&replicas=2
            where it answers        name   for new indices

Secrets come from ``SEARCHLIB_OPENSEARCH_URL`` alone or from an address given once; they are
never written down, shown, or sent to a host that was not named together with them.
"""

from __future__ import annotations

import logging
import os
import random
import re
import time
from collections.abc import Callable, Mapping, Set
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit
from uuid import uuid4

from searchlib.errors import (
    EngineUnavailable,
    IndexDamaged,
    QueryTooExpensive,
    SearchlibError,
    UsageError,
)
from searchlib.frozen import frozen

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

__all__ = ["AGAIN", "BUSY", "CA_VARIABLE", "URL_VARIABLE", "Address", "Cluster", "Refused"]

URL_VARIABLE = "SEARCHLIB_OPENSEARCH_URL"
"""The address of the cluster, with user and password where it asks for them."""
CA_VARIABLE = "SEARCHLIB_OPENSEARCH_CA"
"""A file with the certificates to trust, where a cluster's own is not signed by a known one."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")
_SETTINGS = ("shards", "replicas")
_EXAMPLE = "Give one such as https://HOST:9200/NAME"
_NEXT_TRY, _LONGEST_PAUSE = 0.25, 10.0
"""Seconds between one repetition of a call and the next, doubled each time, and at most."""
BUSY = 429
AGAIN = frozenset((BUSY, 500, 502, 503, 504))
"""With which status a cluster says what may be otherwise in a moment."""
_MANY_CLAUSES = re.compile(r"too_?many_?(nested_?)?clauses|max_?clause_?count|nested depth", re.I)


@frozen
class Address:
    """Name a cluster's nodes (scheme://host:port/prefix), and the archive's name there."""

    nodes: tuple[str, ...]
    name: str
    settings: tuple[tuple[str, int], ...] = ()

    @classmethod
    def parse(cls, url: str) -> Address:
        """Read an address, leaving secrets out; raise UsageError where it is none.

        The name is what follows the last slash; one without a name gets one of its own.
        """
        nodes, name, settings = [], "", {}
        for part in url.split(","):
            node, path, query = _node(part)
            prefix, _, last = path.rpartition("/")
            nodes.append(node + prefix)
            name = last or name
            settings.update(query)
        name = name or f"searchlib-{uuid4().hex[:8]}"
        if not _NAME.fullmatch(name):
            raise UsageError(
                f"{name!r} cannot be the name of an index: it takes small Latin letters, digits,"
                f" and - _ . between them. {_EXAMPLE}"
            )
        return cls(tuple(nodes), name, tuple(sorted(settings.items())))

    def __str__(self) -> str:
        query = f"?{urlencode(self.settings)}" if self.settings else ""
        return ",".join(f"{node}/{self.name}" for node in self.nodes) + query

    @property
    def shown(self) -> str:
        """Return the nodes as a reader is told of them."""
        return ", ".join(self.nodes)


def _node(url: str) -> tuple[str, str, dict[str, int]]:
    """Return scheme, host and port of a URL; its path; and the settings behind it."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https") or parts.fragment:
        # The URL is not shown: it may hold a password.
        raise UsageError(f"The URL of the OpenSearch cluster cannot be understood. {_EXAMPLE}")
    host = f"[{host}]" if ":" in host else host
    settings = {}
    for key, value in parse_qsl(parts.query, keep_blank_values=True):
        if key not in _SETTINGS or not value.isdecimal() or (key == "shards" and int(value) < 1):
            raise UsageError(
                f"After ? the URL of a cluster takes {' and '.join(_SETTINGS)}=NUMBER."
            )
        settings[key] = int(value)
    default = 443 if parts.scheme == "https" else 9200
    return f"{parts.scheme}://{host}:{port or default}", parts.path, settings


def _secrets(url: str) -> tuple[str, str] | None:
    """Return user and password out of an address, or None."""
    for part in url.split(","):
        split = urlsplit(part.strip())
        if split.username is not None:
            return unquote(split.username), unquote(split.password or "")
    return None


def secrets_for(address: Address, *urls: str | None) -> tuple[str, str] | None:
    """Return user and password from the first address that names all of these nodes with them."""
    for url in urls:
        if not url:
            continue
        try:
            known = set(Address.parse(url).nodes)
        except UsageError:
            continue
        if known.issuperset(address.nodes) and (found := _secrets(url)):
            return found
    return None


class Refused(Exception):
    """Carry what the cluster said to a call it did not carry out."""

    def __init__(self, status: int, kind: str, reason: str) -> None:
        super().__init__(f"{kind}: {reason}" if kind else reason)
        self.status = status
        self.kind = kind


class Cluster:
    """Call a cluster, again where it may answer yet."""

    def __init__(self, address: Address, url: str | None = None) -> None:
        """Take an address, and the URL it was read from when that was given just now."""
        self.address = address
        self._given = url
        self._client: OpenSearch | None = None

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        params: Mapping[str, str] | None = None,
        patience: float = 8.0,
        timeout: float = 30.0,
    ) -> Any:  # noqa: ANN401  whatever JSON it answers
        """Return the answer; try for ``patience`` seconds, each time for ``timeout`` at most.

        Raises EngineUnavailable when it does not answer, IndexDamaged when the index is
        not there, QueryTooExpensive, or SearchlibError for whatever else it refuses.
        """
        try:
            return self.attempt(
                method, path, body, params=params, patience=patience, timeout=timeout
            )
        except Refused as refusal:
            raise self.explained(refusal) from refusal

    def attempt(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        params: Mapping[str, str] | None = None,
        patience: float = 8.0,
        timeout: float = 30.0,
        again: Set[int] = AGAIN,
        lost: Callable[[], None] | None = None,
    ) -> Any:  # noqa: ANN401
        """Return the answer as ``call`` does, but raise Refused where the cluster says no.

        Of refusals, those with a status in ``again`` are tried again. ``lost`` is called
        when the answer to a call did not come: it may have been carried out.
        """
        from opensearchpy.exceptions import ConnectionError as NoConnection
        from opensearchpy.exceptions import SSLError, TransportError

        transport = self._connected().transport
        until, pause = time.monotonic() + patience, 0.0  # another node may answer at once
        while True:
            try:
                return transport.perform_request(
                    method, path, params={"request_timeout": timeout, **(params or {})}, body=body
                )
            except SSLError as error:
                raise EngineUnavailable(
                    f"The certificate of {self.address.shown} is not trusted. Name the file of"
                    f" the one that signed it: {CA_VARIABLE}=FILE.pem"
                ) from error
            except NoConnection as error:
                if lost:
                    lost()
                if time.monotonic() + pause > until:
                    raise self._silent() from error
            except TransportError as error:
                refusal = _refusal(error)
                if refusal.status not in again or time.monotonic() + pause > until:
                    raise refusal from error
                if lost:
                    lost()
            time.sleep(pause * random.uniform(0.5, 1))  # noqa: S311  so that not all come at once
            pause = min(max(2 * pause, _NEXT_TRY), _LONGEST_PAUSE)

    def close(self) -> None:
        """Let go of connections."""
        if self._client is not None:
            self._client.close()

    def _connected(self) -> OpenSearch:
        if self._client is None:
            try:
                from opensearchpy import OpenSearch
            except ImportError as error:
                raise EngineUnavailable(
                    "The engine opensearch needs a package more."
                    " Install it with: pip install 'searchlib[opensearch]'"
                ) from error
            # Whoever uses searchlib decides what is logged; unasked, nothing goes to the terminal.
            logging.getLogger("opensearch").addHandler(logging.NullHandler())
            self._client = OpenSearch(
                list(self.address.nodes),
                http_auth=secrets_for(self.address, self._given, os.environ.get(URL_VARIABLE)),
                ca_certs=os.environ.get(CA_VARIABLE) or None,
                pool_maxsize=16,
                max_retries=0,  # attempt does it, and knows of every try
                retry_on_status=(),
                retry_on_timeout=False,
            )
        return self._client

    def _silent(self) -> EngineUnavailable:
        return EngineUnavailable(
            f"No OpenSearch answers at {self.address.shown}. Start it, or move the index to"
            " another: searchlib rebuild --engine opensearch --url URL"
        )

    def explained(self, refusal: Refused) -> SearchlibError:
        """Return what a refusal means to a reader."""
        shown = self.address.shown
        if refusal.status == 401 or refusal.kind == "security_exception":
            return EngineUnavailable(
                f"{shown} does not let searchlib in. Name a user who may:"
                f" {URL_VARIABLE}=https://USER:PASSWORD@HOST:PORT"
            )
        if refusal.kind in ("index_not_found_exception", "index_closed_exception"):
            return IndexDamaged(
                f"The index is not at {shown} any more ({refusal}). Run: searchlib rebuild"
            )
        if _MANY_CLAUSES.search(str(refusal)):
            return QueryTooExpensive(
                f"The query stands for more words than {shown} takes ({refusal}). Ask for fewer, or"
                " raise indices.query.bool.max_clause_count there."
            )
        if refusal.status in AGAIN:
            return EngineUnavailable(f"{shown} cannot answer now ({refusal}). Try again later.")
        return SearchlibError(f"{shown} refused what searchlib asked ({refusal}).")


def _refusal(error: Any) -> Refused:  # noqa: ANN401  a TransportError, which has no types
    """Return what a TransportError says: status, kind, and the reason at its root."""
    status = error.status_code if isinstance(error.status_code, int) else 500
    said = error.info.get("error") if isinstance(error.info, dict) else None
    if not isinstance(said, dict):
        return Refused(status, "", str(said or error.error)[:300])
    kind, reason = str(said.get("type", "")), str(said.get("reason", ""))
    cause = next(iter(said.get("root_cause") or ()), None) or said.get("caused_by")
    if cause and cause.get("reason") != reason:
        reason = f"{reason}: {cause.get('type')}: {cause.get('reason')}"
    return Refused(status, kind, reason[:300])
