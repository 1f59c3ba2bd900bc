"""How does every hit of a query leave the server? As a file that is sent while it is made."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import Any

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

import searchlib
from searchlib.export.csv import BOM
from searchlib.export.streams import FORMATS, Row
from searchlib.server.live import LiveIndex
from searchlib.server.parameters import EXPORT, FORM, read
from searchlib.server.workers import Busy, Workers

__all__ = ["Exports"]

Given = Mapping[str, Sequence[str]]
_MOST_AT_ONCE = 8
_LONGEST = 600.0
"""In seconds: a reader who takes longer has left, or keeps an old index open."""
_TURN = 0.2
"""Seconds that a part is worked at before others have their turn."""
_PART = 65_536
"""Characters of a part."""


class Exports:
    """Send every hit of a query, part by part; each is a question to the workers like any other.

    So an export takes no more memory than a part, takes its turns with other questions, and
    comes from one index, which stays open meanwhile. How many there may be, and for how
    long, is bounded.
    """

    def __init__(self, live: LiveIndex, workers: Workers) -> None:
        self._live = live
        self._workers = workers
        self._under_way = 0

    async def response(self, form: str, given: Given, *, head: bool) -> tuple[Response, str]:
        """Return the answer, and the generation it is of; its beginning is there already.

        Raises UsageError, Busy, TooLong, and what a search raises.
        """
        format_ = FORMATS[str(FORM.value(form))]
        asked = read(given, EXPORT)
        if self._under_way >= _MOST_AT_ONCE:
            raise Busy
        held = ExitStack()
        try:
            index = held.enter_context(self._live.lent())
            self._under_way += 1
            held.callback(self._ended)
            pieces = _pieces(index, form, asked)
            first = await self._workers.answer(lambda: _part(pieces))
            if head:
                held.close()
                return Response(None, media_type=format_.media_type), index.generation
            parts = self._parts(first, pieces)
            return _Export(parts, format_.media_type, held), index.generation
        except BaseException:
            held.close()
            raise

    def _ended(self) -> None:
        self._under_way -= 1

    async def _parts(self, part: str, pieces: Iterator[str]) -> AsyncIterator[bytes]:
        while part:
            yield part.encode("utf-8", "replace")
            part = await self._following(pieces)

    async def _following(self, pieces: Iterator[str]) -> str:
        """Return the next part: what has begun waits where a new request would be refused."""
        while True:
            try:
                return await self._workers.answer(lambda: _part(pieces))
            except Busy:
                await asyncio.sleep(_TURN)


class _Export(StreamingResponse):
    """Send the parts, for as long as that may take, and let go of the index."""

    def __init__(self, parts: AsyncIterator[bytes], media_type: str, held: ExitStack) -> None:
        super().__init__(parts, media_type=media_type)
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request."""
        with self._held:
            async with asyncio.timeout(_LONGEST):
                await super().__call__(scope, receive, send)


def _pieces(index: searchlib.Index, form: str, asked: dict[str, Any]) -> Iterator[str]:
    """Yield the file, piece by piece; nothing is searched before the first is asked for."""
    hits = index.each(
        asked["q"],
        match=asked["match"],
        sort=asked["sort"],
        filter=asked["filter"],
        passages=asked["passages"],
        translate=asked["translate"],
        marks=FORMATS[form].marked,
    )
    some = enumerate(islice(hits, asked["limit"]), 1)
    of = {"fingerprint": index.fingerprint, "by_score": asked["sort"] == "relevance"}
    rows = (Row(hit, rank, **of) for rank, hit in some)
    if form == "csv" and asked["bom"]:
        yield BOM
    yield from FORMATS[form].text(rows, False)


def _part(pieces: Iterator[str]) -> str:
    """Return as much as is made in one turn; nothing at the end."""
    until = time.monotonic() + _TURN
    made: list[str] = []
    size = 0
    for piece in pieces:
        made.append(piece)
        size += len(piece)
        if size > _PART or time.monotonic() > until:
            break
    return "".join(made)
