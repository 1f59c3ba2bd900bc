"""Which stems can this English word form have?"""

from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def _stemmer() -> Any:  # noqa: ANN401  PyStemmer is untyped
    from Stemmer import Stemmer

    return Stemmer("english")


@lru_cache(maxsize=1 << 17)
def stems(form: str) -> tuple[str, ...]:
    """Return the stems of a folded form."""
    return (_stemmer().stemWord(form),)
