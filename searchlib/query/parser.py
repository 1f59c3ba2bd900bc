r"""Which tree does a query string mean? Any string has one; no input is an error.

What cannot be parsed is read literally, as words, and a warning says which part and
how. Some rules that the notation alone does not tell:

- Punctuation clinging to a word is no part of it: ``войска,`` is ``войска``. One full
  stop stays (``тов.``), what ``\`` escapes stays, and hyphens, apostrophes, slashes,
  full stops and colons inside a word stay (``A/PV.751``): words are split later.
- A ``?`` with more of the word after it is a wildcard (``м?р``). At the end of a word
  it is a question mark, unless the word is the whole query, holds another wildcard
  (``м?р?``) or begins with ``=`` (``=войск?``).
- ``-`` negates at the start of a chunk only, with something right after it.
- With ``match="any"`` words, phrases and text fields side by side are alternatives;
  negations, values, dates and leaves side by side with them stay required.
"""

from __future__ import annotations

from typing import Literal, TypeVar

from searchlib.frozen import frozen
from searchlib.patterns import lazily
from searchlib.query.fields import (
    EXAMPLES,
    FIELDS,
    INTERVAL_FIELDS,
    NAMES,
    TEXT_FIELDS,
    VALUE_FIELDS,
    leaf,
    nearest,
)
from searchlib.query.grouping import combined, negation
from searchlib.query.leaves import point, span, unescaped, value, word
from searchlib.query.scanner import CHUNK, Scanner
from searchlib.query.tree import (
    FIELD,
    OPERATORS,
    QUOTES,
    Everything,
    Exact,
    Fuzzy,
    Node,
    Nothing,
    Phrase,
    Wildcard,
    Within,
    Word,
)

__all__ = [
    "INTERVAL_FIELDS",
    "MAX_DEPTH",
    "MAX_LEAVES",
    "MAX_SLOP",
    "TEXT_FIELDS",
    "VALUE_FIELDS",
    "Parsed",
    "parse",
    "shown",
]

MAX_DEPTH = 20
MAX_LEAVES = 1_000
MAX_SLOP = 1_000
_USUAL = 4
"""Parts of a word, as hyphens and the like divide it: one of more counts as several."""
_MAX_PARTS = 10_000  # words, operators, brackets, stray punctuation

Leaf = TypeVar("Leaf", bound=Node | None)
_BETWEEN = lazily(r"\W+")
_SIGNS = ("-", "+")
_MINUS = lazily(r"-(?![\s)–—-]|\Z)|\+")


@frozen
class Parsed:
    """Hold what a query was read as, and in plain English where that may surprise."""

    tree: Node
    warnings: tuple[str, ...] = ()


def parse(query: str, *, match: Literal["all", "any"] = "all") -> Parsed:
    """Return the tree ``query`` means; ``match="any"`` makes words side by side alternatives.

    >>> str(parse("корейские «дивизии и войска» AND -date:<1949").tree)
    'корейские "дивизии и войска" -date:<1949'
    """
    reader = _Reader(query, match == "any")
    return Parsed(reader.tree(), reader.remarks.all())


def shown(tree: Node) -> str:
    r"""Return a query as a reader would type it: without a ``\`` that it can do without.

    What it is read as stays the same but for warnings.

    >>> shown(parse("war AND").tree)
    'war AND'
    """
    safe = str(tree)
    bare = unescaped(safe)
    return bare if bare != safe and parse(bare).tree == tree else safe


class _Group:
    """Hold what stands in one pair of brackets, and what stands before them."""

    def __init__(
        self, start: int = 0, within: str = "", described: str = "", negated: bool = False
    ) -> None:
        self.start = start
        self.within = within  # the text field the group is looked for in
        self.described = described  # the value or interval field each chunk in it belongs to
        self.negated = negated
        # Operands, and operators as written; none follows another but a NOT an AND or OR.
        self.items: list[Node | str] = []


class _Reader(Scanner):
    """Read a query from left to right; open groups lie on a list, not on Python's stack."""

    def __init__(self, query: str, any_word: bool) -> None:
        super().__init__(query)
        self.any_word = any_word
        self.alone = bool(CHUNK.fullmatch(query.strip()))
        self.groups = [_Group()]
        # Printed with its ORs, a group of alternatives and filters takes two brackets.
        self.depth = (MAX_DEPTH - 1) // 2 if any_word else MAX_DEPTH
        self.most = _MAX_PARTS // 2 - MAX_LEAVES if any_word else _MAX_PARTS
        self.parts = 0
        self.cut = False
        self.too_deep = 0
        self.leaves = 0

    def tree(self) -> Node:
        """Read the whole query."""
        while self.skip_space() < self.end and not self.cut:
            closes = self.here() == ")"
            if self._is_full(but_brackets=closes):
                self._cut(self.position)
            elif closes:
                self._close()
            else:
                self._item()
        if len(self.groups) > 1 and not self.cut:
            part = self.part(self.groups[1].start)
            self.remarks.add("The bracket at {} is never closed; read as closed at the end.", part)
        while len(self.groups) > 1:
            self._close_group()
        return self._combined(self.groups[0]) or self._empty()

    def _empty(self) -> Node:
        if not self.end:
            return Everything()
        self.remarks.add("{} holds no word to look for, so it finds nothing.", self.part(0))
        return Nothing()

    def _is_full(self, but_brackets: bool = False) -> bool:
        """Count one more part; return whether the query has as many as may be."""
        self.parts += 1
        return self.parts > self.most or (self.leaves >= MAX_LEAVES and not but_brackets)

    def _cut(self, start: int) -> None:
        """Leave out what follows."""
        self.cut = True
        self.remarks.add(
            f"The query is longer than {MAX_LEAVES:,} words, or {self.most:,} parts; "
            "left out from {} on.",
            self.part(start),
        )

    # One item: an operator, or an operand and what stands before it.

    def _item(self) -> None:
        start = self.position
        if self._operator():
            return
        negated = self._negated(start)
        name = self._field()
        within = name if name in TEXT_FIELDS else ""
        if within:
            negated = self._negated(self.position) != negated
        described = self.groups[-1].described if not name else "" if within else name
        if self.here() == "(":
            self._open(_Group(start, within, described, negated))
            return
        node = self._described(described) if described else self._text(within)
        if node is None and name:
            part = self.part(start, self.position)
            self.remarks.add("{} names nothing to look for; left out.", part)
        self._append(node, within, negated)

    def _operator(self) -> bool:
        """Take an operator; one with nothing before it to join is a word."""
        matched = CHUNK.match(self.query, self.position)
        kind = OPERATORS.get(matched[0]) if matched else None
        if not matched or not kind:
            return False
        self.position = matched.end()
        items = self.groups[-1].items
        last = items[-1] if items else None
        before = OPERATORS[last] if isinstance(last, str) else last
        if before == "NOT" or (kind != "NOT" and not isinstance(before, Node)):
            items.append(self._lone(matched[0], self.groups[-1]))
        else:
            items.append(matched[0])
        return True

    def _lone(self, operator: str, group: _Group) -> Node:
        self.leaves += 1
        self.remarks.add("{} has nothing to join; read as a word.", operator)
        return leaf(group.described, operator)

    def _negated(self, position: int) -> bool:
        """Take a ``-`` or ``+`` that begins a chunk; return whether it negates."""
        before = self.query[position - 1 : position]
        if before and before not in "(:" and not before.isspace():
            return False
        begins = self.query[position : position + 1] in _SIGNS
        if not begins or not (sign := _MINUS.match(self.query, position)):
            return False
        self.position = sign.end()
        return sign[0] == "-"

    def _field(self) -> str:
        """Take the name of a known field and its colon; return the name, or ""."""
        start = self.position
        written = FIELD.match(self.query, start)
        name = FIELDS.get(written[1].lower(), "") if written else ""
        if not written or not name:
            return ""
        self.position = written.end()
        spaced = self.skip_space() > written.end()
        if self.here() in ("", ")") or (spaced and self._begins_anew()):
            self.remarks.add("{} has nothing after it; read as a word.", written[0])
            self.position = start
            return ""
        if spaced:
            part = self.part(start, self.position + 20)
            self.remarks.add("{} is read as if there were no space after the colon.", part)
        return name

    def _begins_anew(self) -> bool:
        """Return whether an operator or another field stands here."""
        chunk = CHUNK.match(self.query, self.position)
        name = FIELD.match(self.query, self.position)
        return bool((chunk and chunk[0] in OPERATORS) or (name and name[1].lower() in FIELDS))

    # Operands.

    def _text(self, within: str) -> Node | None:
        """Read a phrase or a word."""
        exact = self.here() == "=" and self.query[self.position + 1 : self.position + 2] in QUOTES
        start = self.position
        self.position += exact
        if (body := self.quoted()) is not None:
            return self._phrase(body, start, exact)
        raw = self.chunk()
        named = FIELD.match(raw)
        if named and (len(raw) > named.end() or self.here() in ("(", *QUOTES)):
            if "/" not in raw:
                self._no_field(named[1], raw, within)
            return self._count(word(raw, self.remarks, literal=True))
        return self._count(self._word(raw))

    def _word(self, raw: str) -> Node | None:
        if raw in ("|", "||"):
            self.remarks.add("{} is no operator, so it is left out; write OR.", raw)
        asked = self._asked(self.leaves, self.position == self.end)
        return word(raw, self.remarks, alone=self.alone, question=asked)

    def _asked(self, words_before: int, last: bool) -> bool:
        """Return whether a question mark after a word is sure to end a question."""
        return last and (self.any_word or words_before > 1)

    def _count(self, node: Leaf) -> Leaf:
        """Count a leaf, one of many parts as several."""
        if isinstance(node, Word | Exact | Fuzzy) and len(node.text) >= _USUAL:
            self.leaves += len(_BETWEEN.findall(node.text)) // _USUAL
        self.leaves += node is not None
        return node

    def _no_field(self, name: str, raw: str, within: str) -> None:
        if name.lower() in FIELDS:
            inside = f"a field in a field needs brackets, {within}:(…)"
            self.remarks.add(f"{{}} is read as words: {inside}.", raw)
            return
        close = nearest(name)
        hint = f' Did you mean "{close}:"?' if close else ""
        self.remarks.add(
            f"{{}} is not a field, so {{}} is read as words.{hint} Fields: {', '.join(NAMES)}.",
            f"{name}:",
            raw,
        )

    def _phrase(self, body: str, start: int, exact: bool) -> Phrase | None:
        slop = self.slop(MAX_SLOP)
        words: list[Word | Exact | Wildcard | Fuzzy] = []
        end = len(body.rstrip())
        for chunk in CHUNK.finditer(body):
            if self._is_full():
                self._cut(start)
                break
            asked = self._asked(len(words), chunk.end() == end)
            found = word(chunk[0], self.remarks, question=asked)
            if isinstance(found, Everything):
                part = self.part(start, self.position)
                self.remarks.add('A lone * in {} is left out; "…"~1 leaves room for a word.', part)
            elif found is not None:
                self._count(found)
                words.append(Exact(found.text) if exact and isinstance(found, Word) else found)
        if not words:
            return None
        return Phrase(tuple(words), slop)

    def _described(self, name: str) -> Node | None:
        """Read a value, or a point or span of a date or of leaves."""
        if name in INTERVAL_FIELDS and (found := span(name, self.query, self.position)):
            self.position = found[1]
            return self._count(found[0])
        if (body := self.quoted()) is not None:
            text = unescaped(body)
            return self._count(leaf(name, text)) if text.strip() else None
        raw = self.chunk()
        if name in VALUE_FIELDS:
            return self._count(value(name, raw, self.remarks))
        if not raw or (interval := point(name, raw)):
            return self._count(interval if raw else None)
        written = f"{name}:{raw}"
        self.remarks.add(f"{{}} is read as words; write {EXAMPLES[name]}.", written)
        return self._count(word(written, self.remarks, literal=True))

    # Groups.

    def _open(self, group: _Group) -> None:
        self.position += 1
        if len(self.groups) <= self.depth:
            self.groups.append(group)
            return
        if not self.too_deep:
            remark = f"Brackets more than {self.depth} deep, from {{}} on, are left out."
            self.remarks.add(remark, self.part(group.start))
        self.too_deep += 1

    def _close(self) -> None:
        start = self.position
        self.position += 1
        if self.too_deep:
            self.too_deep -= 1
        elif len(self.groups) > 1:
            self._close_group()
        else:
            part = self.part(max(0, start - 20), start)
            self.remarks.add("The bracket after {} was never opened, so it is left out.", part)

    def _close_group(self) -> None:
        group = self.groups.pop()
        node = self._combined(group)
        if node is None:
            part = self.part(group.start, self.position)
            self.remarks.add("{} holds no word to look for; left out.", part)
        self._append(node, group.within, group.negated)

    def _append(self, node: Node | None, within: str, negated: bool) -> None:
        if node is None:
            return
        node = Within(within, node) if within else node
        self.groups[-1].items.append(negation(node) if negated else node)

    def _combined(self, group: _Group) -> Node | None:
        """Return a group's tree; operators at its end have nothing to join."""
        operators: list[str] = []
        while group.items and isinstance(operator := group.items[-1], str):
            operators.insert(0, operator)
            group.items.pop()
        for operator in operators:
            if self.leaves >= MAX_LEAVES:
                self._cut(group.start)
                break
            group.items.append(self._lone(operator, group))
        return combined(group.items, self.any_word)
