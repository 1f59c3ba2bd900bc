"""What do operators join? A row of operands and operators → a tree in normal form.

NOT binds tighter than AND, AND tighter than OR. Normal form: no And in an And, no Or
in an Or, no And or Or of one; no Not of a Not, of Everything or of Nothing.
"""

from __future__ import annotations

from searchlib.query.tree import (
    OPERATORS,
    And,
    Between,
    Everything,
    Node,
    Not,
    Nothing,
    Or,
    Value,
)

__all__ = ["combined", "negation"]


def combined(items: list[Node | str], any_word: bool) -> Node | None:
    """Return the tree of ``items``, operators as written; None if there are none.

    Each operator must stand before an operand, AND and OR after one too. With
    ``any_word``, OR joins what stands side by side, but filters stay required.
    """
    chains = _chains(items, any_word)
    optional: list[Node] = []
    required: list[Node] = []
    for place, (either, nodes) in enumerate(chains):
        node = _joined(And, nodes)
        linked = either or (place + 1 < len(chains) and chains[place + 1][0])
        (optional if linked or not _filters(node) else required).append(node)
    if optional:
        required.insert(0, _joined(Or, optional))
    return _joined(And, required) if required else None


def _chains(items: list[Node | str], any_word: bool) -> list[tuple[bool, list[Node]]]:
    """Return the nodes that AND holds together, each chain with whether OR stands before it."""
    chains: list[tuple[bool, list[Node]]] = []
    negated, operator = False, ""
    for item in items:
        if isinstance(item, str):
            negated = negated or OPERATORS[item] == "NOT"
            operator = OPERATORS[item] if OPERATORS[item] != "NOT" else operator
            continue
        node = negation(item) if negated else item
        if chains and (operator == "AND" or (not any_word and operator != "OR")):
            chains[-1][1].append(node)
        else:
            chains.append((operator == "OR", [node]))
        negated, operator = False, ""
    return chains


def _joined(kind: type[And | Or], nodes: list[Node]) -> Node:
    """Return ``nodes`` under one ``kind``, those of the same kind taken apart."""
    flat: list[Node] = []
    for node in nodes:
        flat += node.nodes if isinstance(node, kind) else (node,)
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def negation(node: Node) -> Node:
    """Return what matches where ``node`` does not."""
    match node:
        case Everything():
            return Nothing()
        case Nothing():
            return Everything()
        case Not(child):
            return child
        case _:
            return Not(node)


def _filters(node: Node) -> bool:
    """Return whether ``node`` only narrows: with ``match="any"`` it stays required."""
    if isinstance(node, And | Or):
        return all(map(_filters, node.nodes))
    return isinstance(node, Not | Value | Between)
