"""Which passages of two texts belong together? What alignment.py answers, as it is kept."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Alignment", "Link", "Span"]

Span = tuple[int, int]
"""From where to where a passage goes in its text."""


class Link(NamedTuple):
    """Say which passages belong together, by their numbers; one side may be empty."""

    ru: tuple[int, ...]
    en: tuple[int, ...]


class Alignment(NamedTuple):
    """Hold the passages of both texts, as offsets into each, and the links between them."""

    ru: tuple[Span, ...]
    en: tuple[Span, ...]
    links: tuple[Link, ...]
