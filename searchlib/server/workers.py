"""How long may an answer take, and how many may be on their way? Bounds on both."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

__all__ = ["Busy", "TooLong", "Workers"]

Answer = TypeVar("Answer")


class Busy(Exception):
    """Say that too many questions wait for an answer already."""


class TooLong(Exception):
    """Say that an answer was not there in time."""


class Workers:
    """Answer questions in a few threads, each within a number of seconds.

    A thread cannot be ended: what takes too long is left to run to its end, unheard, and
    keeps its thread until then. So what runs and waits is bounded, and the rest refused.
    """

    def __init__(self, threads: int, most: int, seconds: float) -> None:
        """Take how many threads answer, how many questions may be there, and the time for each."""
        self.seconds = seconds
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="searchlib")
        self._room = threading.BoundedSemaphore(most)

    async def answer(self, question: Callable[[], Answer]) -> Answer:
        """Return what a question returns. Raises Busy, TooLong, or what it raises."""
        if not self._room.acquire(blocking=False):
            raise Busy
        try:
            future = self._pool.submit(question)
        except BaseException:
            self._room.release()
            raise
        future.add_done_callback(self._left)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self.seconds)
        except TimeoutError as error:
            raise TooLong from error

    def _left(self, _: Future[Answer]) -> None:
        self._room.release()

    def close(self) -> None:
        """Take no more questions; those that run go on."""
        self._pool.shutdown(wait=False, cancel_futures=True)
