"""Which citation do the parts of a shelfmark make, where a file gives them one by one?"""

from __future__ import annotations

import re
from collections.abc import Mapping

from searchlib.archival.archives import canonical_archive
from searchlib.archival.citations import parse_citation, shelfmark_number
from searchlib.records import Citation, Shelfmark

__all__ = ["SHELFMARK_PARTS", "citation_of"]

SHELFMARK_PARTS = ("fond", "opis", "papka", "delo", "listy")
"""The parts of a Russian shelfmark, from the widest to the narrowest."""

_ABBREVIATIONS = {
    "ru": {"fond": "ф.", "opis": "оп.", "papka": "п.", "delo": "д.", "listy": "л."},
    "en": {"fond": "f.", "opis": "op.", "papka": "p.", "delo": "d.", "listy": "ll."},
}
_LABEL = re.compile(
    r"^(?:фонд|ф|fond|f|опись|оп|opis'?|op|папка|п|folder|дело|д|delo|d|ед\.?\s?хр|"
    r"листы|лист|лл|л|listy|ll|l|№|no)(?:\.\s*|\s+|(?=\d))",
    re.IGNORECASE,
)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


def citation_of(archive: str, parts: Mapping[str, str], path: str = "") -> Citation | None:
    """Return the citation of a shelfmark given in parts; None where nothing is given.

    ``parts`` are by the names in ``SHELFMARK_PARTS``; ``path`` is what another country's
    archive has instead. It is written in Russian where the archive or a part of it is.
    """
    archive = " ".join(archive.split())
    values = {
        name: _LABEL.sub("", " ".join(parts.get(name, "").split())) for name in SHELFMARK_PARTS
    }
    values = {name: value for name, value in values.items() if value}
    path = " ".join(path.split())
    if not values:
        return _of_path(archive, path) if archive or path else None
    russian = _CYRILLIC.search("".join((archive or path, *values.values())))
    abbreviations = _ABBREVIATIONS["ru" if russian else "en"]
    labelled = (f"{abbreviations[name]} {value}" for name, value in values.items())
    written = ", ".join(filter(None, (archive, path, *labelled)))
    leaves = values.pop("listy", "")
    mark = Shelfmark(
        canonical_archive(archive) or archive,
        **{name: shelfmark_number(value) for name, value in values.items()},
        listy=_leaves(leaves),
        path=path,
    )
    return Citation(written, (mark,))


def _of_path(archive: str, path: str) -> Citation:
    """Read a shelfmark out of a path; keep it whole where it is not a Russian one."""
    citation = parse_citation(", ".join(filter(None, (archive, path))))
    if any(mark.fond for mark in citation.shelfmarks):
        return citation
    mark = Shelfmark(canonical_archive(archive) or archive, path=path)
    return Citation(citation.written, (mark,))


def _leaves(written: str) -> tuple[tuple[int, int], ...]:
    """Read leaf numbers such as ``4-6, 8``."""
    marks = parse_citation(f"f. 1, op. 1, ll. {written}").shelfmarks if written else ()
    return marks[0].listy if marks else ()
