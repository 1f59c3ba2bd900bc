"""How do templates become pages? Escaped by default, with the files that pages name."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from searchlib import __version__
from searchlib.server.parameters import LONGEST_QUERY
from searchlib.server.words import Words

__all__ = ["File", "Renderer"]

_HERE = Path(__file__).parent
_MEDIA_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


class File(NamedTuple):
    """Hold a file that pages name."""

    content: bytes
    media_type: str
    cached: str = "public, max-age=31536000, immutable"


class Renderer:
    """Render the templates, and hold the static files."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        files = sorted((_HERE / "static").iterdir())
        self.static = {
            path.name: File(path.read_bytes(), _MEDIA_TYPES[path.suffix])
            for path in files
            if path.suffix in _MEDIA_TYPES
        }
        """Files by name; a page names them with the version, so that they may be kept."""
        parts = [*files, *sorted((_HERE / "templates").iterdir())]
        content = b"\0".join(path.read_bytes() for path in parts if path.is_file())
        self.version = sha256(__version__.encode() + content).hexdigest()[:10]
        """What changes whenever a page would look different."""
        self._templates.globals.update(version=self.version, longest=LONGEST_QUERY)

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """Return a template filled in."""
        return self._templates.get_template(name).render(values)

    def page(self, words: Words, values: Mapping[str, Any]) -> str:
        """Return the page that ``values["page"]`` names."""
        return self.render(f"{values['page']}.html", {**values, "w": words})
