"""Where are terms kept and matched? One protocol, and the engines that keep it.

Import what you need: an engine's third party is loaded only when it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from searchlib.engine.base import (
    Deflated,
    Document,
    Engine,
    FieldStatistics,
    FieldTerms,
    FlatTerms,
    Match,
    Matches,
    Writer,
)
from searchlib.errors import EngineUnavailable, UsageError

__all__ = [
    "DEFAULT",
    "ELSEWHERE",
    "ENGINES",
    "Deflated",
    "Document",
    "Engine",
    "FieldStatistics",
    "FieldTerms",
    "FlatTerms",
    "Match",
    "Matches",
    "Writer",
    "address",
    "create_engine",
    "discard",
    "open_engine",
]

DEFAULT = "whoosh"
ENGINES = {
    "opensearch": ("searchlib.engine.opensearch", "OpenSearchEngine"),
    "tantivy": ("searchlib.engine.tantivy", "TantivyEngine"),
    "whoosh": ("searchlib.engine.whoosh", "WhooshEngine"),
}
"""The engines a folder's index can be kept by: name, and module and class."""
ELSEWHERE = ("opensearch",)
"""Those that keep no more in the folder than where the index is."""


def create_engine(
    name: str, folder: Path, base: Path | None = None, url: str | None = None
) -> Engine:
    """Make an index of this engine in ``folder``: empty, or with all that ``base`` holds.

    Whatever is written to it, the index in ``base`` stays as it is. ``url`` says where an
    engine that keeps its index elsewhere does so. Raises UsageError when there is no engine
    of this name, or it has no use for a URL, EngineUnavailable when its package is not installed.
    """
    made: Any = _class(name)
    if name in ELSEWHERE:
        engine: Engine = made.create(folder, base, url)
    elif url is not None:
        raise UsageError(f"The engine {name} keeps its index in a folder, and takes no URL.")
    else:
        engine = made.create(folder, base)
    return engine


def address(name: str, folder: Path) -> str | None:
    """Return the URL at which an engine keeps the index of ``folder``, without secrets.

    It is None when all of the index lies in the folder itself.
    """
    if name not in ELSEWHERE:
        return None
    made: Any = _class(name)
    return str(made.address(folder))


def discard(folder: Path, others: Sequence[Path] = ()) -> None:
    """Delete what engines keep elsewhere for a generation that is to be deleted.

    What one of the ``others`` answers from as well is kept: an index is shared by generations
    that differ in their glossaries only.
    Raises EngineUnavailable when they do not answer.
    """
    for name in ELSEWHERE:
        if (folder / name).is_dir():
            made: Any = _class(name)
            made.discard(folder / name, [other / name for other in others])


def open_engine(name: str, folder: Path) -> Engine:
    """Open the index this engine keeps in ``folder``."""
    engine: Engine = _class(name)(folder)
    return engine


def _class(name: str) -> type:
    if name not in ENGINES:
        raise UsageError(f"There is no engine {name!r}. Engines: {', '.join(sorted(ENGINES))}.")
    module, attribute = ENGINES[name]
    try:
        found: type = getattr(import_module(module), attribute)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise EngineUnavailable(
            f"The engine {name} needs a package that is not installed."
            f" Run: pip install 'searchlib[{name}]'"
        ) from error
    return found
