"""How do two indexes share a file that is never changed?"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

__all__ = ["link"]


def link(file: Path, name: Path) -> None:
    """Give a file a second name, or make a copy where that cannot be done."""
    try:
        os.link(file, name)
    except OSError:  # another file system, or one without links
        shutil.copyfile(file, name)
