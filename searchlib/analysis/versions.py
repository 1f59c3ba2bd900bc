"""By which dictionary and which stemmer are words analysed? Named without loading the rest."""

from __future__ import annotations

__all__ = ["dictionary_version", "stemmer_version"]


def dictionary_version() -> str:
    """Name the dictionary and its version, without loading it."""
    from pymorphy3_dicts_ru.version import __version__

    return f"pymorphy3-dicts-ru {__version__}"


def stemmer_version() -> str:
    """Name the stemmer and its version; this loads it."""
    from Stemmer import version

    return f"PyStemmer {version()}"
