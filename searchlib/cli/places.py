"""Where do a user's own files lie: what was searched for, and the searches that are saved?

As platformdirs has it, which is not used here: loading it takes 6 ms, and every search
looks for the history (docs/decisions/021-citing-a-search.md).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["data_folder", "private", "state_folder"]

_ELSEWHERE = {"darwin": "~/Library/Application Support", "win32": "~/AppData/Local"}
"""Where systems keep both that do not follow the XDG Base Directory Specification."""


def state_folder() -> Path:
    """Return the folder of what may be lost: the history. It may not be there yet."""
    return _folder("XDG_STATE_HOME", "~/.local/state")


def data_folder() -> Path:
    """Return the folder of what is the user's work: saved searches. It may not be there yet."""
    return _folder("XDG_DATA_HOME", "~/.local/share")


def _folder(variable: str, usual: str) -> Path:
    if sys.platform == "win32":
        variable = "LOCALAPPDATA"
    named = os.environ.get(variable, "")
    if not os.path.isabs(named):  # noqa: PTH117  the specification: what is relative is ignored
        named = os.path.expanduser(_ELSEWHERE.get(sys.platform, usual))  # noqa: PTH111
    return Path(named, "searchlib")


def private(folder: Path) -> None:
    """Make a folder that is nobody else's to read, with those above it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
