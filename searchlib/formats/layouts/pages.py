"""Where does a page of the printed volume begin? Marks such as ``[Page 84]``, out of the text."""

from __future__ import annotations

import re

__all__ = ["PAGE", "offsets", "without_pages"]

PAGE = re.compile(r"\[(?:Begin )?Page\s{1,3}(\d{1,4}|[IVXLCDM]{1,8})\]", re.IGNORECASE)


def without_pages(text: str) -> tuple[str, list[tuple[int, str]]]:
    """Take page marks out of a text; return how many signs stand before each, spaces aside.

    A sentence goes on over a mark as if it were not there, and so does a paragraph.
    """
    parts: list[str] = []
    pages: list[tuple[int, str]] = []
    done = signs = 0
    for found in PAGE.finditer(text):
        parts.append(text[done : found.start()])
        signs += len("".join(parts[-1].split()))
        pages.append((signs, found[1]))
        done = found.end()
    parts.append(text[done:])
    before = parts[0]
    for number, part in enumerate(parts[1:], start=1):
        parts[number] = before = _following(before, part)
    return "".join(parts), pages


def _following(before: str, after: str) -> str:
    """Return what follows a mark, with one space, line end or blank line where it stood."""
    if before.endswith("\n\n") and after.startswith("\n"):
        return after.lstrip("\n")
    if before.endswith("\n") and after.startswith("\n"):
        return after[1:]
    if before.endswith(" "):
        return after.lstrip(" ")
    return after if after[:1].isspace() or not before[-1:].isalnum() else f" {after}"


def offsets(body: str, pages: list[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    """Return where in a body each page begins; spaces and line ends may differ from the text."""
    found: list[tuple[int, str]] = []
    words = re.finditer(r"\S+", body)
    seen, start, end = 0, 0, 0
    for signs, number in pages:
        while seen + end - start <= signs:
            seen += end - start
            word = next(words, None)
            if word is None:
                start = end = len(body)
                break
            start, end = word.span()
        found.append((min(start + signs - seen, len(body)), number))
    return tuple(found)
