"""What does a reader get? A file's name and bytes, its text, and a place to say what was odd."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO

from searchlib.errors import FormatError
from searchlib.formats.decoding import LARGEST, decode

__all__ = ["Original"]


class Original:
    """Give a reader one file, on disk or out of an archive.

    ``name`` is its path inside the documents folder; a member of an archive stands
    behind the archive's name. ``notes`` say what was repaired in reading it, ``problems``
    which parts could not be read while others were.
    """

    def __init__(self, name: str, content: Path | bytes) -> None:
        self.name = name
        self.notes: list[str] = []
        self.problems: list[str] = []
        self._content = content

    @property
    def suffix(self) -> str:
        """Return the end of the name from its last dot on, in lower case."""
        name = self.name.rpartition("/")[2]
        dot = name.rfind(".")
        return name[dot:].lower() if 0 < dot < len(name) - 1 else ""

    @property
    def size(self) -> int:
        """Return how many bytes it holds."""
        if isinstance(self._content, bytes):
            return len(self._content)
        with self.open() as file:
            return file.seek(0, io.SEEK_END)

    def open(self) -> BinaryIO:
        """Open it for reading bytes. Raises FormatError when that cannot be done."""
        if isinstance(self._content, bytes):
            return io.BytesIO(self._content)
        try:
            return self._content.open("rb")
        except OSError as error:
            raise FormatError(
                f"{self.name}: the file cannot be opened ({error.strerror or error});"
                " check that it exists and may be read"
            ) from error

    def data(self) -> bytes:
        """Return all bytes. Raises FormatError when they are more than LARGEST."""
        with self.open() as file:
            if file.seek(0, io.SEEK_END) > LARGEST:
                raise FormatError(
                    f"{self.name}: the file is larger than {LARGEST // 2**20} MB;"
                    " divide it into records"
                )
            file.seek(0)
            return file.read()  # to read at most so much would set aside as much memory

    def text(self) -> str:
        """Return its text with newlines at line ends; say in ``notes`` what was repaired.

        Raises FormatError when it holds no text, or too much.
        """
        return decode(self.data(), self.name, self.notes)
