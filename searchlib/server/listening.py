"""At which address is it served, until when? By one process or several, on one socket."""

from __future__ import annotations

import ipaddress
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import wait
from pathlib import Path
from types import FrameType

import uvicorn

import searchlib
from searchlib.server.application import Settings, application

__all__ = ["serve"]

_LOOPBACK = ("127.0.0.1", "[::1]", "localhost")
_WAIT_FOR_ANSWERS = 5
"""How many seconds answers under way may take when the server is told to stop."""


def serve(
    index: str | Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    workers: int = 1,
    settings: Settings | None = None,
    say: Callable[[str], None] = print,
) -> None:
    """Serve the index in a folder until SIGINT or SIGTERM; ``say`` prints what a person needs.

    ``workers`` processes answer. On loopback only its names, ``host`` and those of the settings
    are answered to; elsewhere any, unless the settings name some. Raises UsageError when the
    address cannot be had, and what ``searchlib.open`` does.
    """
    settings = _named(settings or Settings(), host)
    searchlib.open(index).close()  # what is wrong with it is said here, and once
    with _listening(host, port) as listening, _told_to_stop():
        address, number = listening.getsockname()[:2]
        shown = f"[{address}]" if ":" in address else address
        say(f"Serving {index} at http://{shown}:{number}/ (Ctrl-C stops)")
        if warning := _warning(host):
            say(warning)
        with suppress(KeyboardInterrupt):
            if workers == 1:
                _answer(listening, Path(index), settings)
            else:
                _divide(workers, listening, Path(index), settings)
    say("Stopped.")


def _named(settings: Settings, host: str) -> Settings:
    """Return settings with the names that a server at ``host`` answers to."""
    names = {name.lower() for name in settings.hosts}
    if names or _is_loopback(host):
        names |= {*_LOOPBACK, f"[{host}]" if ":" in host else host.lower()}
    return replace(settings, hosts=tuple(sorted(names)))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _warning(host: str) -> str:
    """Return what must be said where others can connect, or nothing."""
    if _is_loopback(host):
        return ""
    return (
        f"Warning: {host} can be reached from other computers, and anybody there can read the "
        "whole index. There is no encryption: put a proxy with TLS before it."
    )


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises UsageError.

    It knows its protocol: without that, asyncio leaves Nagle's algorithm on, and an answer
    to a connection that is kept open waits 40 ms for the reader's acknowledgement.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
        family, kind, protocol, _, address = found[0]
        listening = socket.socket(family, kind, protocol)
        try:
            listening.setsockopt(socket.SOL_SOCKET, _REUSE, 1)
            listening.bind(address)
            listening.listen(512)
        except BaseException:
            listening.close()
            raise
    except OSError as error:
        raise searchlib.UsageError(
            f"{host}:{port} cannot be listened at: {error.strerror or error}. "
            "Choose another: searchlib serve --port 0"
        ) from error
    return listening


# Where it is there (on Windows), the plain option would let two servers share a port.
_REUSE: int = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)


@contextmanager
def _told_to_stop() -> Iterator[None]:
    """Take SIGTERM as Ctrl-C, as long as the block lasts."""

    def stop(_: int, __: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _answer(listening: socket.socket, index: Path, settings: Settings) -> None:
    """Answer requests in this process until told to stop."""
    config = uvicorn.Config(
        application(index, settings), access_log=False, log_level="warning",
        server_header=False, ws="none", lifespan="on",
        timeout_graceful_shutdown=_WAIT_FOR_ANSWERS,
    )  # fmt: skip
    with suppress(KeyboardInterrupt), _told_to_stop():
        uvicorn.Server(config).run(sockets=[listening])


def _divide(workers: int, listening: socket.socket, index: Path, settings: Settings) -> None:
    """Answer requests in several processes, until told to stop or one of them ends."""
    context = get_context("spawn")
    processes = [
        context.Process(target=_answer, args=(listening, index, settings)) for _ in range(workers)
    ]
    try:
        for process in processes:
            process.start()
        wait([process.sentinel for process in processes])
        raise searchlib.SearchlibError("A process of the server has ended. Start it again.")
    finally:
        for process in processes:
            if process.pid is not None:
                process.terminate()
        for process in processes:
            if process.pid is not None:
                process.join()
