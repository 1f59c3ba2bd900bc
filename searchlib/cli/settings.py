"""What do searchlib.toml and pyproject.toml say?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from searchlib import UsageError

__all__ = ["settings"]

_KINDS: dict[str, type] = {
    "index": str,
    "documents": str,
    "limit": int,
    "passages": int,
    "sort": str,
    "color": str,
    "pager": bool,
    "history": bool,
}
"""What can be set, as options are called, and what kind of value each takes."""

_FOLDERS = ("index", "documents")


def settings() -> dict[str, Any]:
    """Return the settings in searchlib.toml, or in pyproject.toml under [tool.searchlib].

    Raises UsageError for a file that cannot be read, an unknown setting, or a value of
    another kind.
    """
    for name, path in (("searchlib.toml", ()), ("pyproject.toml", ("tool", "searchlib"))):
        try:
            written = Path(name).read_bytes()
        except (FileNotFoundError, IsADirectoryError):
            continue
        except OSError as error:
            raise UsageError(f"{name} cannot be read: {error.strerror}") from error
        if ".".join(path).encode() in written:  # most projects do not mention searchlib
            return dict(_checked(_table(written, name, path), name))
    return {}


def _table(written: bytes, name: str, path: tuple[str, ...]) -> dict[str, Any]:
    import tomllib

    try:
        table: Any = tomllib.loads(written.decode("utf-8"))
    except ValueError as error:
        raise UsageError(f"{name} cannot be read: {error}") from error
    for part in path:
        table = table.get(part, {})
        if not isinstance(table, dict):
            raise UsageError(f"{name}: {part} must be a table, [{'.'.join(path)}].")
    return dict(table)


def _checked(table: dict[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if key not in _KINDS:
            raise UsageError(f"{name}: there is no setting {key!r}.{_hint(key)}")
        kind = _KINDS[key]
        if type(value) is not kind:
            raise UsageError(f"{name}: {key} must be {_NOUNS[kind]}, not {value!r}.")
        yield key, str(Path(str(value)).expanduser()) if key in _FOLDERS else value


_NOUNS = {str: "a string", int: "a whole number", bool: "true or false"}


def _hint(key: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(key, _KINDS, 1)
    return f" Did you mean {close[0]!r}?" if close else f" Settings: {', '.join(_KINDS)}."
