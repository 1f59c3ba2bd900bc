"""What does one word, value or interval of a query mean? Pieces of a string → leaves.

Whatever has no meaning of its own is read literally, and a remark says so.
"""

from __future__ import annotations

import re

from searchlib.patterns import lazily
from searchlib.query.tree import (
    HEAD,
    TAIL,
    Between,
    Everything,
    Exact,
    Fuzzy,
    Value,
    Wildcard,
    Word,
    is_plain,
)

__all__ = ["Remarks", "point", "span", "unescaped", "value", "word"]

MAX_DISTANCE = 2
MAX_LETTERS = 500
"""Characters in a word: no archive has a longer one, and each part of it is looked for."""
_MAX_REMARKS = 20

_TAIL = re.escape("".join(sorted(TAIL)))
_BODY = lazily(rf"((?:[{_TAIL}]*+(?:\\.|[^\\{_TAIL}]++))*+)([{_TAIL}]*)", re.DOTALL)
_ESCAPE = lazily(r"\\(.)", re.DOTALL)

# Not compiled before a date or leaves are asked for.
_BOUND = r'("(?:[^"\\]++|\\.)*+"|[^\s()"\[\]{}<>\\]+)'
_RANGE = rf"(?s)([\[{{])\s*{_BOUND}\s+(?:TO|ДО|to|до)\s+{_BOUND}\s*([\]}}])"
_COMPARISON = rf"(?s)(<=|>=|[<>≤≥=])\s*{_BOUND}"
_NO_POINT = frozenset("[]{}<>*?~=")
_DOTS = r"(?s)((?:[^.]|\.(?!\.))*)\.\.(?!\.)(.*)"
_DASHES = {
    "date": r"([0-9]{4})-([0-9]{4})|([^–—]*\w)[–—](\w[^–—]*)",
    "list": r"([0-9]\w*)[-–—]([0-9]\w*)",
}
_READ_AS_PATTERN = (
    '{} is read as a pattern, in which "?" stands for one letter; write {} for the word itself.'
)
_READ_AS_QUESTION = (
    "The question mark after {} is read as punctuation; write {} if it stands for a letter."
)


class Remarks:
    """Collect the warnings of one query: each once, and not too many."""

    def __init__(self) -> None:
        self._said: dict[str, None] = {}
        self._unsaid = 0

    def add(self, remark: str, *parts: str) -> None:
        """Keep ``remark``, each ``{}`` in it filled by a part of the query."""
        if len(self._said) < _MAX_REMARKS:
            self._said[remark.format(*map(_shown, parts))] = None
        else:
            self._unsaid += 1

    def all(self) -> tuple[str, ...]:
        """Return what was kept, and how much was not."""
        more = (f"{self._unsaid:,} more warnings like these.",) if self._unsaid else ()
        return (*self._said, *more)


def _shown(part: str, most: int = 40) -> str:
    """Return ``part`` of a query between quotes, cut and safe for a terminal."""
    cut = part if len(part) <= most else part[: most - 1] + "…"
    if not cut.isprintable():
        cut = "".join(char if char.isprintable() else "�" for char in cut)
    return f'"{cut}"'


def unescaped(raw: str) -> str:
    r"""Return ``raw`` with what ``\`` escapes taken as it stands."""
    return _ESCAPE.sub(r"\1", raw)


def word(
    raw: str,
    remarks: Remarks,
    *,
    alone: bool = False,
    question: bool = False,
    literal: bool = False,
) -> Word | Exact | Wildcard | Fuzzy | Everything | None:
    """Return what one chunk of a query means; None if it is punctuation only.

    ``alone`` says that the chunk is the whole query, ``question`` that a question mark
    at its end is sure to be one, ``literal`` that wildcards and ``~`` mean themselves.
    """
    body, tail, exact = _trimmed(raw)
    if not literal:
        body += _question_marks(raw, remarks, alone, question)
        if _wild(body):
            return _wildcard(body, exact, remarks)
        if near := _distance(body):
            return _fuzzy(_short(unescaped(near[0]), remarks), near[1], remarks)
    stop = "." if tail[:1] == "." and tail[1:2] != "." else ""
    return _plain(_short(unescaped(body) + stop, remarks), exact)


def _question_marks(raw: str, remarks: Remarks, alone: bool, question: bool) -> str:
    """Return the question marks after a word that stand for letters."""
    body, tail, exact = _trimmed(raw)
    marks = tail[: len(tail) - len(tail.lstrip("?"))]
    if not marks or not body:
        return ""
    if exact or _wild(body):
        return marks
    if alone and tail == marks:
        remarks.add(_READ_AS_PATTERN, raw, unescaped(body))
        return marks
    if not question:
        text = unescaped(body)
        remarks.add(_READ_AS_QUESTION, text, f"={text}?")
    return ""


def _trimmed(raw: str) -> tuple[str, str, bool]:
    """Split ``raw`` into the word, the punctuation after it, and whether ``=`` is before it."""
    if is_plain(raw):
        return raw, "", False
    head = HEAD.match(raw)
    raw = raw[head.end() :] if head else raw
    matched = _BODY.match(raw.lstrip("="))
    body, tail = matched.groups() if matched else ("", "")
    return body, tail, raw.startswith("=")


def _short(text: str, remarks: Remarks) -> str:
    """Return the beginning of a word, if it is longer than any."""
    if len(text) > MAX_LETTERS:
        remarks.add(f"{{}} is longer than {MAX_LETTERS} characters; the rest is left out.", text)
    return text[:MAX_LETTERS]


def _plain(text: str, exact: bool) -> Word | Exact | None:
    if not _says_something(text):
        return None
    return Exact(text) if exact else Word(text)


def _says_something(text: str) -> bool:
    return any(map(str.isalnum, text))


def _wild(body: str) -> bool:
    r"""Return whether ``body`` holds a wildcard that no ``\`` escapes."""
    bare = _ESCAPE.sub("", body) if "\\" in body else body
    return "*" in bare or "?" in bare


def _distance(body: str) -> tuple[str, str] | None:
    """Split ``слово~2`` into the word and the digits, if it ends so."""
    text, tilde, digits = body.rpartition("~")
    backslashes = len(text) - len(text.rstrip("\\"))
    if not tilde or not text or digits.strip("0123456789.") or backslashes % 2:
        return None
    return text, digits


def _wildcard(
    body: str, exact: bool, remarks: Remarks
) -> Word | Exact | Wildcard | Everything | None:
    """Return a pattern; the same as words if the pattern cannot be one."""
    if near := _distance(body):
        body = near[0]
        remarks.add("A pattern cannot be fuzzy as well; {} is read without the ~.", body)
    if any(escaped[1] in "*?" for escaped in _ESCAPE.finditer(body)):
        remarks.add("{} mixes wildcards with escaped ones; read as words.", body)
        return _plain(_short(unescaped(body), remarks), exact)
    pattern = _short(re.sub(r"\*+", "*", unescaped(body)), remarks)
    if pattern == "*":
        return Everything()
    if "*" not in pattern and "?" not in pattern:  # it was in what is left out
        return _plain(pattern, exact)
    return Wildcard(pattern) if _says_something(pattern) else None


def _fuzzy(text: str, distance: str, remarks: Remarks) -> Word | Exact | Fuzzy | None:
    """Return a fuzzy word, its distance brought between 1 and ``MAX_DISTANCE``."""
    if not _says_something(text):
        return None
    written = f"{text}~{distance}"
    edits = distance.lstrip("0")
    if distance and not edits:
        remarks.add("~0 allows no difference; {} is read as {}.", written, "=" + text)
        return Exact(text)
    if edits in ("", "1", "2"):
        return Fuzzy(text, int(edits or 1))
    nearest = 1 if "." in edits else MAX_DISTANCE
    remarks.add(
        f"{{}} is read as ~{nearest}: a word may differ by 1 or {MAX_DISTANCE} letters.", written
    )
    return Fuzzy(text, nearest)


def value(field: str, raw: str, remarks: Remarks) -> Value | None:
    """Return the value that an unquoted chunk names; it knows no wildcards."""
    if _wild(raw.rstrip("?")):
        remarks.add(f"{field}: knows no wildcards; {{}} is looked for as it stands.", raw)
    matched = _BODY.match(raw.lstrip("№"))
    text = unescaped(matched[1]) if matched else ""
    return Value(field, text) if text.strip() else None


def span(field: str, query: str, position: int) -> tuple[Between, int] | None:
    """Return the range or comparison at ``position`` of ``query``, and where it ends."""
    if matched := re.compile(_RANGE).match(query, position):
        left, low, high, right = matched.groups()
        low, high = _end(low), _end(high)
        open_low, open_high = left == "{" and low != "", right == "}" and high != ""
        return Between(field, low, high, open_low, open_high), matched.end()
    if matched := re.compile(_COMPARISON).match(query, position):
        sign, written = matched.groups()
        bound = _end(written)
        if not bound.strip():
            return None
        return _compared(field, sign, bound), matched.end()
    return None


def _end(written: str) -> str:
    """Return one end of a range as typed, without quotes; an open one is empty."""
    if written.startswith('"'):
        return unescaped(written[1:-1])
    return "" if written == "*" else written.rstrip(",;:!?….")


def _compared(field: str, sign: str, bound: str) -> Between:
    if sign == "=":
        return Between(field, bound, bound)
    if sign in ("<", "<=", "≤"):
        return Between(field, "", bound, excludes_high=sign == "<")
    return Between(field, bound, "", excludes_low=sign == ">")


def point(field: str, raw: str) -> Between | None:
    """Return the interval one chunk names: ``1949-05``, ``1949..1950``, ``59-61``, ``*``."""
    matched = _BODY.match(raw)
    text = unescaped(matched[1]) if matched else ""
    if raw == "*":
        return Between(field, "", "")
    if raw.endswith("..") and not raw.endswith("..."):
        text += ".."
    if not _NO_POINT.isdisjoint(text) or not _says_something(text):
        return None
    if ends := re.fullmatch(_DOTS, text) or re.fullmatch(_DASHES[field], text):
        low, high = (end for end in ends.groups() if end is not None)
        return Between(field, low, high)
    return Between(field, text, text)
