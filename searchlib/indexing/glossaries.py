"""Which glossaries has an archive? Those in glossaries/, beside its documents.

They are originals, as the documents are: what an index keeps of each is a lexicon made of it,
which is taken over as long as the glossary stays as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from searchlib.analysis import Analyzer
from searchlib.bilingual.dictionaries import READERS, entries, parts, read
from searchlib.bilingual.layers import written
from searchlib.errors import FormatError
from searchlib.files import digest, link
from searchlib.store.generations import Generation

__all__ = ["States", "changed", "folder_of", "problems", "write_glossaries"]

States = Mapping[str, tuple[str, str]]
"""By name: the SHA-256 of a glossary's files, and what was wrong with it."""
_MOST_NAMED = 5
"""How many of the lines that are left out are named."""


def folder_of(documents: Path) -> Path:
    """Return the folder of the glossaries that go with some documents."""
    return documents.resolve().parent / "glossaries"


def changed(known: States, documents: Path) -> bool:
    """Say whether the glossaries there are differ from those known."""
    return {name: sha for name, (sha, _) in known.items()} != _states(documents)


def _states(documents: Path) -> dict[str, str]:
    """Return the glossaries there are, by name, and the SHA-256 of each one's files.

    One that cannot be read has none.
    """
    folder = folder_of(documents)
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return {
        path.name: _state(path)
        for path in paths
        if path.suffix.lower() in READERS and path.is_file() and not path.name.startswith(".")
    }


def _state(path: Path) -> str:
    try:
        return sha256("".join(map(digest, parts(path))).encode()).hexdigest()
    except (FormatError, OSError):
        return ""


def write_glossaries(
    folder: Path, base: Generation | None, documents: Path
) -> dict[str, tuple[str, str]]:
    """Write a lexicon of each glossary into a folder that is not there yet; return their states.

    Those that are as they were in ``base`` are taken over from it.
    """
    found: dict[str, tuple[str, str]] = {}
    for name, sha in _states(documents).items():
        folder.mkdir(exist_ok=True)
        layer = folder / f"{name}.lexicon"
        known = base.manifest.glossaries.get(name) if base else None
        if base and known and sha and known[0] == sha:
            found[name] = known
            if (there := base.glossaries / layer.name).exists():
                link(there, layer)
        else:
            found[name] = sha, _write(layer, folder_of(documents) / name)
    return found


def _write(layer: Path, glossary: Path) -> str:
    """Write the lexicon of a glossary; return what is wrong with that."""
    skipped: list[str] = []
    try:
        said = read(glossary, skipped)
    except FormatError as error:
        return str(error).removeprefix(str(glossary)).removeprefix(", ").strip()
    layer.write_bytes(written(entries(said, Analyzer().analyse)))
    return in_one_line(skipped)


def in_one_line(skipped: list[str]) -> str:
    """Return why lines were left out, in one line."""
    more = len(skipped) - _MOST_NAMED
    named = [*skipped[:_MOST_NAMED], *([f"and {more:,} more lines"] if more > 0 else [])]
    return "; ".join(line.rstrip(".") for line in named)


def problems(known: States, documents: Path) -> dict[str, str]:
    """Return what is wrong with glossaries, by their paths."""
    folder = folder_of(documents)
    return {str(folder / name): problem for name, (_, problem) in known.items() if problem}
