"""Which passages of two texts belong together? What an alignment finds and a record keeps."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Alignment", "Link", "Span"]

Span = tuple[int, int]


class Link(NamedTuple):
    """Say which passages belong together, by their numbers; one side may be empty."""

    ru: tuple[int, ...]
    en: tuple[int, ...]


class Alignment(NamedTuple):
    """Hold the passages of both texts, as offsets into each, and the links between them."""

    ru: tuple[Span, ...]
    en: tuple[Span, ...]
    links: tuple[Link, ...]
