"""What does every answer carry, and whose requests are answered? Plain ASGI, around all else."""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from searchlib.server.problems import MEDIA_TYPE, STATUSES

__all__ = ["Guards"]

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_LONGEST_ADDRESS = 16_384


class Guards:
    """Refuse other hosts' names and endless addresses; add headers to whatever is answered.

    A page elsewhere can make a browser ask a server on loopback under a name of its own
    (DNS rebinding), and read the answer: so only names that are ours are answered to.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        """Take the names to answer to, in lower case; none: to any."""
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        app = self._refusal(scope) or self._app
        await app(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        host = _name(Headers(scope=scope).get("host", ""))
        if self._hosts and host not in self._hosts:
            problem = STATUSES[421]._replace(detail="Start it with --allow-host NAME to allow one.")
        elif len(scope["query_string"]) + len(scope["path"]) > _LONGEST_ADDRESS:
            problem = STATUSES[400]._replace(detail="The address is too long.")
        else:
            return None
        return Response(problem.body(), problem.status, media_type=MEDIA_TYPE)


def _name(host: str) -> str:
    """Return the name in a Host header, without its port."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdecimal() else host).lower()
