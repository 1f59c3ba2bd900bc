"""How is what went wrong said over HTTP? As problem details (RFC 9457), with a status each."""

from __future__ import annotations

import json
from typing import NamedTuple

import searchlib
from searchlib.server.workers import Busy, TooLong

__all__ = [
    "MEDIA_TYPE",
    "PROBLEMS",
    "STATUSES",
    "UNEXPECTED",
    "Problem",
    "no_address",
    "problem_of",
]

MEDIA_TYPE = "application/problem+json"
_LONGEST = 200


class Problem(NamedTuple):
    """Hold what is said of an error: its name, its status, and in words."""

    name: str
    status: int
    title: str
    detail: str = ""

    def body(self) -> bytes:
        """Return the problem as JSON."""
        kind = f"/openapi.json#/components/responses/{self.name}"
        fields = {"type": kind, "title": self.title, "status": self.status, "detail": self.detail}
        return json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace")


PROBLEMS: dict[type[Exception], Problem] = {
    searchlib.UsageError: Problem("BadRequest", 400, "A parameter means nothing here"),
    searchlib.RecordNotFound: Problem("NotFound", 404, "There is no such record"),
    searchlib.QueryTooExpensive: Problem("TooExpensive", 422, "The query matches too much"),
    searchlib.SearchlibError: Problem("Unavailable", 503, "The index cannot answer now"),
    Busy: Problem(
        "Unavailable",
        503,
        "The server is busy",
        "Too many searches are under way. Try again in a moment.",
    ),
    TooLong: Problem(
        "Unavailable",
        503,
        "The answer took too long",
        "The search took longer than it may. Ask for fewer words or wildcards.",
    ),
}
"""What each error is over HTTP; the first that fits counts."""

STATUSES = {
    400: Problem("BadRequest", 400, "The request cannot be understood"),
    404: Problem("NotFound", 404, "There is nothing at this address"),
    405: Problem("NotAllowed", 405, "This address can only be read (GET)"),
    421: Problem("WrongHost", 421, "This server does not answer for that host"),
}
UNEXPECTED = Problem("Unexpected", 500, "This should not have happened", "The server's log has it.")


def no_address(path: str) -> str:
    """Say that nothing is at an address, and where those that are stand."""
    shown = path if len(path) <= _LONGEST else f"{path[:_LONGEST]}…"
    return f"There is no address {shown} here. Those there are stand in /openapi.json."


def problem_of(error: Exception) -> Problem:
    """Return what is said of an error."""
    for kind, problem in PROBLEMS.items():
        if isinstance(error, kind):
            return problem._replace(detail=str(error) or problem.detail)
    return UNEXPECTED
