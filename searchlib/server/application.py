"""Which address is answered by what? The web application of one index."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

import searchlib
from searchlib.export.json_lines import line
from searchlib.export.marking import seen
from searchlib.export.streams import FORMATS
from searchlib.server import api
from searchlib.server.addresses import asked_for
from searchlib.server.contexts import context_page
from searchlib.server.exporting import Exports
from searchlib.server.guards import Guards
from searchlib.server.live import LiveIndex
from searchlib.server.openapi import description
from searchlib.server.problems import (
    MEDIA_TYPE,
    STATUSES,
    UNEXPECTED,
    Problem,
    no_address,
    problem_of,
)
from searchlib.server.rendering import Renderer
from searchlib.server.views import record_page, results_page, similar_page
from searchlib.server.words import LANGUAGES, Words, preferred
from searchlib.server.workers import Busy, TooLong, Workers

__all__ = ["Settings", "application"]

Given = Mapping[str, Sequence[str]]
Asking = Callable[[searchlib.Index, Given], api.Body]
_HTML = "text/html"
_LANGUAGE_COOKIE = "lang"
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Settings:
    """Say how an index is served.

    ``seconds`` is how long an answer may take, ``most`` how many may be under way or wait,
    ``threads`` how many are worked on at once; ``every`` how often a newer index is looked
    for, in seconds. ``hosts`` are the names answered to (none: any), ``cors`` the origins
    whose pages may ask.
    """

    seconds: float = 10.0
    threads: int = min(4, os.cpu_count() or 1)
    most: int = 128
    every: float = 0.5
    hosts: tuple[str, ...] = ()
    cors: tuple[str, ...] = ()


def application(folder: Path, settings: Settings | None = None) -> ASGIApp:
    """Return the application that serves the index in ``folder``.

    Raises IndexNotFound, IndexOutdated or IndexDamaged, as ``searchlib.open`` does.
    """
    settings = settings or Settings()
    site = _Site(LiveIndex(folder), settings)
    cross = Middleware(
        CORSMiddleware, allow_origins=list(settings.cors), allow_methods=["GET"],
        expose_headers=["ETag"],
    )  # fmt: skip
    routes = [
        Route("/search", partial(site.answer, api.found)),
        Route("/search.{form}", site.export),
        Route("/concordance", partial(site.answer, api.in_context)),
        Route("/facets", partial(site.answer, api.counts)),
        Route("/suggest", site.suggest),
        Route("/records/{record_id:path}", site.record),
        Route("/citations/{record_id:path}", partial(site.answer, api.cited)),
        Route("/healthz", site.health),
        Route("/openapi.json", site.openapi),
        Route("/opensearch.xml", site.opensearch),
        Route("/static/{name}", site.static),
        Route("/context", partial(site.page, context_page)),
        Route("/read/{record_id:path}", partial(site.page, record_page)),
        Route("/similar/{record_id:path}", partial(site.page, similar_page)),
        Route("/", partial(site.page, results_page)),
    ]
    app = Starlette(
        routes=routes,
        middleware=[cross] if settings.cors else [],
        exception_handlers={
            HTTPException: site.refused,
            searchlib.SearchlibError: site.failed,
            Busy: site.failed,
            TooLong: site.failed,
            Exception: site.failed,
        },
        lifespan=site.living,
    )
    return Guards(app, settings.hosts)


class _Site:
    """Answer requests from one live index."""

    def __init__(self, live: LiveIndex, settings: Settings) -> None:
        self._live = live
        self._workers = Workers(settings.threads, settings.most, settings.seconds)
        self._exports = Exports(live, self._workers)
        self._every = settings.every
        self._renderer = Renderer()
        media_types = [chosen.media_type for chosen in api.CITATIONS.values()]
        self._description = line(description(media_types))

    @asynccontextmanager
    async def living(self, _: Starlette) -> AsyncIterator[None]:
        """Look for newer indexes as long as the server runs."""
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()
            self._workers.close()
            self._live.close()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            await asyncio.to_thread(self._live.refresh)

    # JSON ---------------------------------------------------------------------

    async def answer(self, asking: Callable[..., api.Body], request: Request) -> Response:
        """Answer a program, within the time there is."""
        if unchanged := self._unchanged(request):
            return unchanged
        given, named = _given(request), request.path_params
        body, generation = await self._ask(lambda index: asking(index, given, **named))
        headers = self._kept(generation)
        if body.filename:
            headers["Content-Disposition"] = _attachment(body.filename)
        return Response(body.text, 200, headers, body.media_type)

    async def record(self, request: Request) -> Response:
        """Answer with a record, or with the records most like one."""
        raw = bytes(request.scope.get("raw_path") or b"").lower()
        escaped = raw.endswith(b"%2fsimilar")
        return await self.answer(partial(api.record_or_similar, escaped), request)

    async def export(self, request: Request) -> Response:
        """Send every hit as a file."""
        if unchanged := self._unchanged(request):
            return unchanged
        form, head = request.path_params["form"], request.method == "HEAD"
        response, generation = await self._exports.response(form, _given(request), head=head)
        response.headers.update(self._kept(generation))
        filename = f"searchlib.{FORMATS[form].ending}"
        response.headers["Content-Disposition"] = _attachment(filename)
        return response

    async def _ask(self, question: Callable[[searchlib.Index], Any]) -> tuple[Any, str]:
        """Return what a question finds in the index, and which index that was."""

        def ask() -> tuple[Any, str]:
            return self._live.ask(lambda index: (question(index), index.generation))

        return await self._workers.answer(ask)

    def _tag(self, generation: str, language: str = "") -> str:
        """Return what changes with an answer; a page names the day on which it is cited."""
        day = f"{language}{date.today():%Y%m%d}" if language else ""
        return f'W/"{generation}-{self._renderer.version}{day}"'

    def _unchanged(self, request: Request, language: str = "") -> Response | None:
        """Return that nothing has changed, if the request has what the index would answer."""
        tag = self._tag(self._live.generation, language)
        known = request.headers.get("if-none-match", "")
        if tag not in (part.strip() for part in known.split(",")):
            return None
        return Response(None, 304, self._kept(self._live.generation, language))

    def _kept(self, generation: str, language: str = "") -> dict[str, str]:
        headers = {"ETag": self._tag(generation, language), "Cache-Control": "no-cache"}
        return headers | ({"Vary": "Accept-Language, Cookie"} if language else {})

    async def suggest(self, request: Request) -> Response:
        """Complete what a reader is typing."""
        return await self.answer(partial(api.completed, str(request.base_url)), request)

    async def health(self, _: Request) -> Response:
        """Say whether the index answers, and which it is."""
        with self._live.lent() as index:
            fields = {
                "status": "stale" if self._live.trouble else "ok",
                "generation": index.generation,
                "fingerprint": index.fingerprint,
                "records": len(index),
                "detail": self._live.trouble,
            }
        return Response(line(fields), 200, {"Cache-Control": "no-store"}, "application/json")

    async def openapi(self, _: Request) -> Response:
        """Return the OpenAPI description."""
        return Response(self._description, media_type="application/json")

    async def opensearch(self, request: Request) -> Response:
        """Describe the search to a browser, so that it can be added to its search box."""
        text = self._renderer.render("opensearch.xml", {"base": str(request.base_url)})
        return Response(text, media_type="application/opensearchdescription+xml")

    # Pages --------------------------------------------------------------------

    async def page(self, view: Callable[..., dict[str, Any]], request: Request) -> Response:
        """Answer a reader with a page, in the language of the page."""
        asked = asked_for(_given(request))
        language, chosen = _language(request)
        if not chosen and (unchanged := self._unchanged(request, language)):
            return unchanged
        words, named = Words(language), request.path_params
        switch = {other: _switched(request, other) for other in LANGUAGES if other != language}

        def shown(index: searchlib.Index) -> str:
            found = view(index, asked=asked, words=words, **named)
            return self._renderer.page(words, {**found, "switch": switch})

        text, generation = await self._ask(shown)
        response = Response(text, 200, self._kept(generation, language), _HTML)
        if chosen:
            response.set_cookie(
                _LANGUAGE_COOKIE, language, max_age=_YEAR, httponly=True, samesite="lax"
            )
        return response

    async def static(self, request: Request) -> Response:
        """Return a style sheet, a script or a picture of the page."""
        file = self._renderer.static.get(request.path_params["name"])
        if file is None:
            raise HTTPException(404)
        return Response(file.content, 200, {"Cache-Control": file.cached}, file.media_type)

    # Problems -----------------------------------------------------------------

    async def refused(self, request: Request, error: Exception) -> Response:
        """Answer a request that no address takes."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = dict(getattr(error, "headers", None) or {})
        problem = STATUSES.get(status, UNEXPECTED)
        if status == 404:
            problem = problem._replace(detail=no_address(request.url.path))
        return self._problem(request, problem, headers)

    async def failed(self, request: Request, error: Exception) -> Response:
        """Answer with what went wrong."""
        problem = problem_of(error)
        return self._problem(
            request, problem, {"Retry-After": "1"} if problem.status == 503 else {}
        )

    def _problem(self, request: Request, problem: Problem, headers: dict[str, str]) -> Response:
        if not _wants_page(request):
            return Response(problem.body(), problem.status, headers, MEDIA_TYPE)
        words = Words(_language(request)[0])
        asked = asked_for({})
        asked["q"] = request.query_params.get("q", "")[:200]
        language = words.language
        switch = {other: _switched(request, other) for other in LANGUAGES if other != language}
        title, said = words.error(problem.title, problem.status), words.detail(problem.detail)
        fields = {"page": "error", "asked": asked, "status": problem.status, "switch": switch}
        fields |= {"title": title, "detail": seen(said[0]), "tongue": said[1]}
        return Response(self._renderer.page(words, fields), problem.status, headers, _HTML)


def _given(request: Request) -> Given:
    """Return the parameters of a request, each with all its values."""
    given: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        given.setdefault(name, []).append(value)
    return given


def _wants_page(request: Request) -> bool:
    path = request.url.path
    return (
        path in ("/", "/context")
        or path.startswith(("/read/", "/similar/"))
        or _HTML in request.headers.get("accept", "")
    )


def _language(request: Request) -> tuple[str, bool]:
    """Return the language of the page, and whether the address asks for it."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked, True
    kept = request.cookies.get(_LANGUAGE_COOKIE, "")
    if kept in LANGUAGES:
        return kept, False
    return preferred(request.headers.get("accept-language", "")), False


def _switched(request: Request, language: str) -> str:
    return f"?{request.url.include_query_params(lang=language).query}"


def _attachment(filename: str) -> str:
    """Return the header that names a file, for old browsers and new (RFC 6266)."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "-", filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
