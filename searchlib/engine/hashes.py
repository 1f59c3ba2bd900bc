"""How are terms hashed? As hashlib does, but without OpenSSL, which takes longer to load."""

from __future__ import annotations

try:  # Where Python is built without its own, hashlib has them from OpenSSL.
    from _blake2 import blake2b
    from _md5 import md5  # type: ignore[import-not-found]
except ImportError:
    from hashlib import blake2b, md5

__all__ = ["blake2b", "md5"]
