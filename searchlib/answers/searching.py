"""Which records answer a query, and what is to be said about it? A page of hits, and notes."""

from __future__ import annotations

import time
from collections.abc import Iterator

from searchlib.answers.parts import Filtering, Matching, Parts, filters_of, warnings_of
from searchlib.bilingual.stop_words import parted
from searchlib.bilingual.widen import Widened
from searchlib.facets import facet, facet_field
from searchlib.frozen import frozen
from searchlib.query import And, Exact, Node, Not, Parsed, Word, parse, shown, walk
from searchlib.results import Hits, Suggestion

__all__ = ["Asked", "Page", "search"]

_FEW = 2
"""Up to so many hits are few: then other queries are suggested that find more. They are as well
where a word stands in no record in any form, and only its translations were found."""
_MOST_MISSING = 5


@frozen
class Asked:
    """Hold a query and how it is meant, as in ``Index.search``."""

    query: str
    match: Matching = "all"
    filtering: Filtering = ""
    translate: bool = True

    def widened(self, parts: Parts) -> Widened:
        """Return what an engine is asked."""
        return self.widen(parse(self.query, match=self.match).tree, parts)

    def widen(
        self, tree: Node, parts: Parts, match: Matching | None = None, translate: bool = True
    ) -> Widened:
        """Return what an engine is asked for another tree, meant alike."""
        return parts.widen(
            tree,
            match or self.match,
            filtering=self.filtering,
            translate=translate and self.translate,
        )


@frozen
class Page:
    """Say which hits are wanted, and how much of each."""

    limit: int
    offset: int
    sort: str
    passages: int


def search(
    asked: Asked, page: Page, facets: tuple[str, ...], parts: Parts, fingerprint: str
) -> Hits:
    """Return a page of the hits of a query, with all that is to be said about it."""
    started = time.perf_counter()
    parsed = parse(asked.query, match=asked.match)
    widened = asked.widen(parsed.tree, parts)
    matches = parts.engine.search(
        widened.plan, limit=page.limit, offset=page.offset, sort=page.sort
    )
    hits = tuple(parts.hits(widened, matches.matches, page.passages)) if matches.matches else ()
    notes = widened.notes + tuple(parts.said(widened))
    if not matches.total and asked.match == "all":
        notes += tuple(_missing(asked, parsed, parts))
    return Hits(
        query=shown(parsed.tree),
        total=matches.total,
        hits=hits,
        offset=page.offset,
        warnings=parsed.warnings + warnings_of(asked.filtering) + widened.warnings,
        notes=notes,
        suggestions=_suggestions(asked, parsed.tree, widened, matches.total, parts)
        if not page.offset
        else (),
        facets=tuple(
            facet(name, parts.engine.counts(widened.plan, facet_field(name))) for name in facets
        ),
        took_ms=(time.perf_counter() - started) * 1000,
        filter=_among(asked.filtering),
        translated=asked.translate,
        records=parts.engine.count(),
        fingerprint=fingerprint,
    )


def _among(filtering: Filtering) -> str:
    """Return filters as one query: a single one as it was asked."""
    if isinstance(filtering, str):
        return filtering.strip()
    asked = [one.strip() for one in filtering if one.strip()]
    return asked[0] if len(asked) == 1 else " ".join(f"({one.tree})" for one in filters_of(asked))


def _suggestions(
    asked: Asked, tree: Node, widened: Widened, total: int, parts: Parts
) -> tuple[Suggestion, ...]:
    """Return queries that find more, where this one finds few or has a word none holds."""
    if total > _FEW and not _is_strange(tree, parts):
        return ()
    from searchlib.answers.suggestions import suggestions

    def count(other: str, translate: bool = True) -> int:
        tree = parse(other, match=asked.match).tree
        plan = asked.widen(tree, parts, translate=translate).plan
        return parts.engine.search(plan, limit=0).total

    return suggestions(asked.query, widened, total, count, parts)


def _is_strange(tree: Node, parts: Parts) -> bool:
    """Say whether a word of a query stands in no record in this form."""
    texts = (node.text for node in walk(tree) if isinstance(node, Word | Exact))
    forms = {token.form for text in texts for token in parts.analyzer.analyse(text)}
    return len(parts.vocabulary.terms(forms)) < len(forms)


def _missing(asked: Asked, parsed: Parsed, parts: Parts) -> Iterator[str]:
    """Yield why all words together find nothing, and what some of them would find."""

    def count(tree: Node, match: Matching = "all") -> int:
        return parts.engine.search(asked.widen(tree, parts, match).plan, limit=0).total

    nodes = parsed.tree.nodes if isinstance(parsed.tree, And) else (parsed.tree,)
    wanted = tuple(node for node in nodes if not isinstance(node, Not))
    if len(wanted) < len(nodes) and (left_out := count(And(wanted))):
        unwanted = " ".join(shown(node) for node in nodes if isinstance(node, Not))
        held = "the one record that holds" if left_out == 1 else f"all {left_out:,} that hold"
        yield f"{unwanted} leaves out {held} the rest"
        return
    where = "no record among these" if filters_of(asked.filtering) else "no record"
    insisted_on = parted(wanted)[0] or list(wanted)
    for node in insisted_on[:_MOST_MISSING]:
        if not count(node):
            yield f"{where} holds {shown(node)}"
    some = count(parse(asked.query, match="any").tree, "any")
    if some and len(nodes) > 1:
        holds = "record holds" if some == 1 else "records hold"
        yield f"{some:,} {holds} some of the words: match any of them (--any)"
