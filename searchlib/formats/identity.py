"""Under which id does a record stay known, wherever its file lies?"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import unquote, urlsplit

__all__ = ["record_id"]

# Second-level labels under which names are registered: example.co.uk, archive.gov.ru.
_REGISTRIES = frozenset({
    "ac", "co", "com", "edu", "gov", "gob", "go", "gouv", "govt", "mil", "ne", "net", "nom",
    "or", "org",
})  # fmt: skip
_PAGE = re.compile(r"\.(?:html?|php|aspx?|pdf|txt|md|json|xml)$", re.IGNORECASE)
_NOT_SLUG = re.compile(r"[\W_]+")
_LONGEST = 80


def record_id(
    *, url: str = "", title: str = "", date: str = "", citation: str = "", text: str = ""
) -> str:
    """Return the id a record keeps: from its URL, else from its description, else its text.

    >>> record_id(url="https://digitalarchive.wilsoncenter.org/document/114898")
    'wilsoncenter-114898'
    """
    if found := _from_url(url):
        return found
    described = citation or (title and date)
    return _digest(title, date, citation) if described else _digest(title, text)


def _from_url(url: str) -> str:
    """Join the site's name and the path's last part, with the numbered parts before it.

    A last part alone would name a chapter of every volume: ``frus1949v09/d1303``.
    """
    try:
        address = urlsplit(url.strip())
        host = address.hostname or ""
    except ValueError:
        return ""
    parts = [part for part in unquote(address.path).split("/") if part.strip()]
    if not host or not (parts or address.query):
        return ""
    last = [_PAGE.sub("", part) for part in parts[-1:]]
    numbered = [part for part in parts[:-1] if re.search(r"\d", part)]
    slug = _slug(" ".join([_site(host), *numbered, *last, unquote(address.query)]))
    if len(slug) > _LONGEST:
        return f"{slug[: _LONGEST - 13].rstrip('-')}-{_digest(slug)}"
    return slug


def _site(host: str) -> str:
    """Return the label before the public suffix: ``wilsoncenter`` of …wilsoncenter.org."""
    labels = host.rstrip(".").split(".")
    if len(labels) < 2 or labels[-1].isdecimal():
        return host
    suffix = 2 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _REGISTRIES else 1
    return labels[-suffix - 1]


def _slug(text: str) -> str:
    return _NOT_SLUG.sub("-", unicodedata.normalize("NFKC", text).casefold()).strip("-")


def _digest(*parts: str) -> str:
    """Hash text so that case, spacing and composed letters make no difference."""
    folded = (" ".join(unicodedata.normalize("NFKC", part).casefold().split()) for part in parts)
    return hashlib.sha256("\x1f".join(folded).encode("utf-8", "replace")).hexdigest()[:12]
