"""Where are terms kept and matched? One protocol, and the engines that keep it.

Import what you need: an engine's third party is loaded only when it is used.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from searchlib.engine.base import Document, Engine, FieldTerms, Match, Matches, Writer
from searchlib.errors import UsageError

__all__ = [
    "DEFAULT",
    "ENGINES",
    "Document",
    "Engine",
    "FieldTerms",
    "Match",
    "Matches",
    "Writer",
    "create_engine",
    "open_engine",
]

DEFAULT = "whoosh"
ENGINES = {"whoosh": ("searchlib.engine.whoosh", "WhooshEngine")}
"""The engines that keep an index in a folder: name, and module and class."""


def create_engine(name: str, folder: Path, base: Path | None = None) -> Engine:
    """Make an index of this engine in ``folder``: empty, or with all that ``base`` holds.

    Whatever is written to it, the index in ``base`` stays as it is. Raises UsageError when
    there is no engine of this name.
    """
    engine: Engine = _class(name).create(folder, base)  # type: ignore[attr-defined]
    return engine


def open_engine(name: str, folder: Path) -> Engine:
    """Open the index this engine keeps in ``folder``."""
    engine: Engine = _class(name)(folder)
    return engine


def _class(name: str) -> type:
    if name not in ENGINES:
        raise UsageError(f"There is no engine {name!r}. Engines: {', '.join(sorted(ENGINES))}.")
    module, attribute = ENGINES[name]
    found: type = getattr(import_module(module), attribute)
    return found
