"""How is Whoosh imported? Without its warnings, and without the network library it never uses."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

__all__ = ["quick_import"]

_NETWORK = "urllib.request"


@contextmanager
def quick_import() -> Iterator[None]:
    """Import Whoosh in this block.

    Whoosh 2.7.4 gives SyntaxWarnings when it is first compiled. It also imports
    urllib.request, with http, email and ssl behind it, for one function it never calls:
    half of its import time. A stand-in takes that module's place while Whoosh is
    imported, unless it is loaded already or another thread might want it.
    """
    stand_in = None
    if _NETWORK not in sys.modules and threading.active_count() == 1:
        stand_in = ModuleType(_NETWORK)
        stand_in.__dict__["urlretrieve"] = None
        sys.modules[_NETWORK] = stand_in
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            # Before Python 3.12 an invalid escape was of this category.
            warnings.filterwarnings("ignore", "invalid escape sequence", DeprecationWarning)
            yield
    finally:
        if stand_in is not None:
            sys.modules.pop(_NETWORK, None)
