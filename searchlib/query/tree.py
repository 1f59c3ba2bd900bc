"""What did the reader ask? A query as a tree that prints back as a query.

``parse(str(tree)).tree == tree`` holds for every tree the parser can give, and for
every well-formed tree made by hand: texts hold a letter or a digit, and 500 characters
at most; ``And`` and ``Or`` have two children or more, none of their own kind; ``Not``
holds no ``Not``, ``Everything`` or ``Nothing``; brackets nest no deeper than
``parser.MAX_DEPTH``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from searchlib.frozen import frozen
from searchlib.patterns import lazily

__all__ = [
    "And",
    "Between",
    "Everything",
    "Exact",
    "Fuzzy",
    "Node",
    "Not",
    "Nothing",
    "Or",
    "Phrase",
    "Value",
    "Wildcard",
    "Within",
    "Word",
    "is_plain",
    "walk",
]


class _Printed:
    """Print a node as a query; a stack of its own, so that depth cannot hurt."""

    __slots__ = ()

    def _parts(self) -> Sequence[str | _Printed]:
        """Return the texts and nodes a node is printed as: each kind has its own."""
        return ()

    def __str__(self) -> str:
        written: list[str] = []
        stack: list[str | _Printed] = [self]
        while stack:
            part = stack.pop()
            if isinstance(part, str):
                written.append(part)
            else:
                stack.extend(reversed(part._parts()))
        return "".join(written)


@frozen
class Word(_Printed):
    """Match a word in any of its forms. ``text`` is as typed; it may hold a hyphen."""

    text: str

    def _parts(self) -> Sequence[str | _Printed]:
        return [_literal(self.text)]


@frozen
class Exact(_Printed):
    """Match a word in this form only: ``=форма``."""

    text: str

    def _parts(self) -> Sequence[str | _Printed]:
        return ["=", _literal(self.text)]


@frozen
class Wildcard(_Printed):
    """Match the forms a pattern fits: ``*`` any letters, ``?`` one letter.

    Neither stands for itself in ``pattern``: no form holds one, so nothing is escaped.
    """

    pattern: str

    def _parts(self) -> Sequence[str | _Printed]:
        # "=" keeps a last "?" from being read as a question mark.
        mark = "=" if self.pattern.endswith("?") else ""
        return [mark, _literal(self.pattern, keep="*?")]


@frozen
class Fuzzy(_Printed):
    """Match the forms at most ``distance`` (1 or 2) edits away: ``слово~1``."""

    text: str
    distance: int = 1

    def _parts(self) -> Sequence[str | _Printed]:
        return [_literal(self.text), f"~{self.distance}"]


@frozen
class Phrase(_Printed):
    """Match words side by side, or with up to ``slop`` words' room: ``"a b"~4``.

    With words at positions p_i, the phrase matches when the spread of p_i - i,
    largest less smallest, is at most ``slop`` (Lucene's sloppy phrase).
    """

    words: tuple[Word | Exact | Wildcard | Fuzzy, ...]
    slop: int = 0

    def _parts(self) -> Sequence[str | _Printed]:
        inside = _between(" ", [_bare(word) for word in self.words], ())
        return ['"', *inside, f'"~{self.slop}' if self.slop else '"']


@frozen
class Value(_Printed):
    """Match records whose description has this value: ``delo:331``."""

    field: str
    value: str

    def _parts(self) -> Sequence[str | _Printed]:
        plain = re.fullmatch(_PLAIN_VALUE, self.value)
        return [f"{self.field}:", self.value if plain else _quoted(self.value)]


@frozen
class Between(_Printed):
    """Match records with an interval that overlaps this one: ``date:[1949-05 TO 1950]``.

    ``low`` and ``high`` are as typed; an empty one is open. A bound such as ``1949`` is
    itself an interval: included, it counts whole (up to the last day of 1949); excluded,
    not at all (``date:>1949`` begins on 1 January 1950). ``date:1949`` has 1949 as both.
    """

    field: str
    low: str
    high: str
    excludes_low: bool = False
    excludes_high: bool = False

    def _parts(self) -> Sequence[str | _Printed]:
        return [f"{self.field}:", self._interval()]

    def _interval(self) -> str:
        if not self.low and not self.high:
            return "*"
        if not self.low:
            return ("<" if self.excludes_high else "<=") + _bound(self.high)
        if not self.high:
            return (">" if self.excludes_low else ">=") + _bound(self.low)
        if self.low == self.high and not (self.excludes_low or self.excludes_high):
            return self._point()
        left = "{" if self.excludes_low else "["
        right = "}" if self.excludes_high else "]"
        return f"{left}{_bound(self.low)} TO {_bound(self.high)}{right}"

    def _point(self) -> str:
        # But for a date as ISO 8601 writes it, a hyphen would make a range of it.
        plain = re.fullmatch(_PLAIN_POINT, self.low)
        iso = self.field == "date" and re.fullmatch(_ISO_DATE, self.low)
        return self.low if plain or iso else _quoted(self.low)


@frozen
class Within(_Printed):
    """Look for ``node`` in one field only: ``title:(…)``."""

    field: str
    node: Node

    def _parts(self) -> Sequence[str | _Printed]:
        loose = (And, Or, Not, Nothing, Within, Value, Between)
        return [f"{self.field}:", *_group(self.node, loose)]


@frozen
class And(_Printed):
    """Match what all of ``nodes`` match."""

    nodes: tuple[Node, ...]

    def _parts(self) -> Sequence[str | _Printed]:
        return _between(" ", self.nodes, (And, Or))


@frozen
class Or(_Printed):
    """Match what at least one of ``nodes`` matches."""

    nodes: tuple[Node, ...]

    def _parts(self) -> Sequence[str | _Printed]:
        # AND binds tighter, so its words need no brackets here.
        return _between(" OR ", self.nodes, (Or,))


@frozen
class Not(_Printed):
    """Match what ``node`` does not; alone, all records without it."""

    node: Node

    def _parts(self) -> Sequence[str | _Printed]:
        return ["-", *_group(self.node, (And, Or, Not, Nothing))]


@frozen
class Everything(_Printed):
    """Match every record; what an empty query means."""

    def _parts(self) -> Sequence[str | _Printed]:
        return ["*"]


@frozen
class Nothing(_Printed):
    """Match no record; what a query of punctuation only means."""

    def _parts(self) -> Sequence[str | _Printed]:
        return ["-*"]


Node = (
    Word
    | Exact
    | Wildcard
    | Fuzzy
    | Phrase
    | Value
    | Between
    | Within
    | And
    | Or
    | Not
    | Everything
    | Nothing
)


def walk(node: Node) -> Iterator[Node]:
    """Yield ``node`` and everything under it, from the top, left to right."""
    stack: list[Node] = [node]
    while stack:
        top = stack.pop()
        yield top
        match top:
            case And(nodes) | Or(nodes) | Phrase(nodes):
                stack.extend(reversed(nodes))
            case Not(child) | Within(_, child):
                stack.append(child)


# The notation, as far as printing must know it; the parser reads by the same tables.
OPERATORS = {"AND": "AND", "OR": "OR", "NOT": "NOT", "И": "AND", "ИЛИ": "OR", "НЕ": "NOT"}
# An opening quote and what may close it.
QUOTES = {'"': '"', "“": "”“", "„": "“”", "«": "»"}
QUOTE = '"“”„«»'
# Punctuation that may cling to a word's beginning or end; it is no part of the word.
HEAD = lazily(r"(?:[,;:!…\[\]{}<>№|&~–—-]|\.{2,}|[Nn][º°](?=\d|\Z))+")
TAIL = frozenset(".,;:!?…[]{}<>|&–—-")
# What looks like a field: letters and a colon.
FIELD = re.compile(r"([^\W\d_]+):")

_SPECIAL = lazily(rf"[\s()\\*?~{QUOTE}]")
_FIRST = lazily(rf"[-+=]|{HEAD.pattern}")
# Not compiled before they are needed, which is seldom.
_PLAIN_VALUE = r"\w+(?:[-./:_]\w+)*"
_PLAIN_BOUND = r"\w+(?:[-./]\w+)*"
_PLAIN_POINT = r"\w+(?:[./]\w+)*"
_ISO_DATE = r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?"


def is_plain(text: str) -> bool:
    """Say whether a word is of letters alone, so that no sign in it needs a look: Nº has one."""
    return text.isalpha() and text[1:2] != "º"


def _literal(text: str, keep: str = "") -> str:
    """Return ``text`` so that the parser reads it as one word; leave ``keep`` unescaped."""
    if is_plain(text) and text not in OPERATORS:
        return text
    escaped = {found.start() for found in _SPECIAL.finditer(text) if found[0] not in keep}
    if text in OPERATORS or _FIRST.match(text):
        escaped.add(0)
    if field := FIELD.match(text):
        escaped.add(field.end(1))
    last = len(text.rstrip("?") if keep else text) - 1
    if last >= 0 and text[last] in TAIL and (keep or not _abbreviated(text)):
        escaped.add(last)
    if not escaped:
        return text
    return "".join("\\" + char if i in escaped else char for i, char in enumerate(text))


def _abbreviated(text: str) -> bool:
    """Return whether ``text`` ends in one full stop, which a word keeps: ``тов.``."""
    return text[-1:] == "." and text[-2:-1] not in TAIL


def _quoted(text: str) -> str:
    """Return ``text`` between quotes, to be taken letter by letter."""
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


def _bound(text: str) -> str:
    """Return one end of a range."""
    if not text:
        return "*"
    return text if re.fullmatch(_PLAIN_BOUND, text) else _quoted(text)


def _bare(word: _Printed) -> str | _Printed:
    """Return a phrase's word; AND, И and the like are words there, with no escape."""
    return word.text if isinstance(word, Word) and word.text in OPERATORS else word


def _between(
    glue: str, nodes: Sequence[str | _Printed], loose: tuple[type, ...]
) -> list[str | _Printed]:
    """Return ``nodes`` with ``glue`` between them."""
    parts: list[str | _Printed] = []
    for node in nodes:
        parts += [glue, *_group(node, loose)]
    return parts[1:]


def _group(node: str | _Printed, loose: tuple[type, ...]) -> list[str | _Printed]:
    """Return ``node``, in brackets if it is of a kind that would fall apart."""
    return ["(", node, ")"] if isinstance(node, loose) else [node]
