"""How is a table written as lines? As rows; as one text after the other where it is two texts."""

from __future__ import annotations

import re

__all__ = ["table_blocks"]

_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")

# A column is in a language when this share of its letters is, and a text, not a
# glossary, when its cells have this many letters on average.
_OF_ONE_LANGUAGE = 0.8
_LETTERS_OF_A_TEXT = 30


def table_blocks(rows: list[list[str]]) -> list[str]:
    """Return a table's cells as paragraphs and rows, to be set one blank line apart.

    ``rows`` hold the text of each cell, paragraphs one blank line apart. Columns in
    Russian and English that are two versions of a text come out one after the other.
    """
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if columns := _language_columns(rows):
        return [block for column in columns for block in _column(rows, column, columns)]
    blocks: list[str] = []
    lines: list[str] = []
    for row in rows:
        cells = [cell.strip() for cell in row]
        filled = [cell for cell in cells if cell]
        if len(filled) > 1 and not any("\n\n" in cell for cell in filled):
            lines.append(_line(cells))
            continue
        if lines:
            blocks.append("\n".join(lines))
            lines = []
        blocks += filled
    return [*blocks, "\n".join(lines)] if lines else blocks


def _line(cells: list[str]) -> str:
    """Write a row as in Markdown, or as a label and its value."""
    flat = [" ".join(cell.split("\n")) for cell in cells]
    if len(flat) == 2 and flat[0].endswith(":"):
        return " ".join(flat)
    return f"| {' | '.join(flat)} |"


def _language_columns(rows: list[list[str]]) -> list[int]:
    """Return the columns of a table that is a text in two languages, else none."""
    languages: dict[int, str] = {}
    for column in range(max(map(len, rows), default=0)):
        cells = [row[column] for row in rows if column < len(row) and row[column].strip()]
        text = "\n".join(cells)
        ru, en = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
        if not ru + en:
            continue
        if max(ru, en) < _OF_ONE_LANGUAGE * (ru + en) or ru + en < _LETTERS_OF_A_TEXT * len(cells):
            return []
        languages[column] = "ru" if ru > en else "en"
    return list(languages) if sorted(languages.values()) == ["en", "ru"] else []


def _column(rows: list[list[str]], column: int, texts: list[int]) -> list[str]:
    """Return one text of a table, each cell with the number its row bears."""
    blocks = []
    for row in rows:
        cell = row[column].strip() if column < len(row) else ""
        numbers = [other.strip() for place, other in enumerate(row) if place not in texts]
        if cell:
            blocks.append(" ".join([*filter(None, numbers), cell]))
    return blocks
