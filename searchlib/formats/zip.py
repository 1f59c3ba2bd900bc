"""Which records do the files in a ZIP archive hold? Each is read as a file of its own.

Members are read in memory and never written to disk, so their names are names only.
What an archive may cost is bounded: see the constants. APPNOTE.TXT 6.3.10 (PKWARE).
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from searchlib.errors import FormatError
from searchlib.formats.decoding import LARGEST
from searchlib.formats.original import Original
from searchlib.records import Record

__all__ = ["read"]

_MOST_MEMBERS = 100_000
_LARGEST_DIRECTORY = 24 * 1024 * 1024
_LARGEST_WHOLE = 4 * 1024**3
# Text is packed some 3 to 10 times; past this, and past the size of one file, it is a bomb.
_HIGHEST_RATIO = 200
_DEEPEST = 1
"""How many archives may stand one inside the other, below the first."""
_AT_A_TIME = 1024 * 1024

_IS_UTF_8 = 0x800
_IS_ENCRYPTED = 0x1 | 0x40 | 0x2000
_LOCAL_HEADER = 30
_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LONGEST_COMMENT = 65_535

_FRAMES = re.compile(r"[\u2500-\u259f]")
_DRIVE = re.compile(r"^[A-Za-z]:")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SYSTEM = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_OFFICE = frozenset({"[Content_Types].xml", "mimetype", "META-INF/container.xml"})


@dataclass(slots=True)
class _Spent:
    """Count what has come out of the archive of this name, and of those in it."""

    name: str
    packed: int = 0
    unpacked: int = 0
    members: int = 0


def read(original: Original) -> Iterator[Record]:
    """Yield the records of all files in an archive, in the order they stand in.

    Files that cannot be read are problems, and the others are read; what is said of a
    file stands behind its name. Raises FormatError for an archive that is damaged, holds
    an office document, or is a bomb; past the bounds above the rest of it is a problem.
    """
    count = 0
    try:
        for record in _read(original, _Spent(original.name), 0):
            yield record
            count += 1
    except _Excess as error:
        if not count:
            raise
        reason = str(error).removeprefix(f"{original.name}: ")
        original.problems.append(f"after {count} records: {reason}")


def members(original: Original) -> frozenset[str]:
    """Return the names of an archive's members. Raises FormatError for one that is damaged."""
    with original.open() as file, _opened(original, file) as archive:
        return frozenset(archive.namelist())


def _read(original: Original, spent: _Spent, depth: int) -> Iterator[Record]:
    with original.open() as file:
        archive = _opened(original, file)
        with archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            _check(original, archive, members)
            spent.members += len(members)
            names: dict[str, int] = {}
            for info in members:
                name = _name(info)
                if not name or _is_hidden(name):
                    continue
                name = _distinct(name, names)
                try:
                    data = _unpacked(archive, info, spent)
                except _Unreadable as error:
                    original.problems.append(f"{name}: {error}")
                else:
                    yield from _member(original, name, data, spent, depth)
            if not names:
                raise FormatError(f"{original.name}: the archive holds no files; remove it")


def _member(
    original: Original, name: str, data: bytes, spent: _Spent, depth: int
) -> Iterator[Record]:
    """Yield the records of one file, and carry up what is said of it."""
    from searchlib.formats import format_of
    from searchlib.formats import read as read_any

    member = Original(f"{original.name}/{name}", data)
    problem = ""
    try:
        if format_of(member) != "zip":
            yield from read_any(member)
        elif depth < _DEEPEST:
            yield from _read(member, spent, depth + 1)
        else:
            problem = "an archive in an archive in an archive; unpack it"
    except _Excess:
        raise
    except FormatError as error:
        problem = str(error).removeprefix(f"{member.name}: ")
    except Exception as error:  # one bad file must not cost the others
        problem = f"cannot be read: {type(error).__name__}: {error}"
    original.notes += (f"{name}: {note}" for note in member.notes)
    found = (*member.problems, problem) if problem else member.problems
    original.problems += (f"{name}: {one.removeprefix(f'{member.name}: ')}" for one in found)


# Bounds ---------------------------------------------------------------------


class _Unreadable(Exception):
    """Say why one member cannot be read."""


class _Excess(FormatError):
    """Say which bound the archive breaks, with all those in it."""


def _opened(original: Original, file: BinaryIO) -> zipfile.ZipFile:
    """Read an archive's directory, which stands at its end."""
    size = _directory_size(file)
    if size > _LARGEST_DIRECTORY:
        raise FormatError(f"{original.name}: the archive lists too many files; divide it")
    try:
        return zipfile.ZipFile(file)
    except (
        zipfile.BadZipFile, RuntimeError, OSError, OverflowError, ValueError, struct.error,
    ) as error:  # fmt: skip
        raise FormatError(
            f"{original.name}: the archive or office document is damaged or cut off ({error});"
            " copy it again"
        ) from error


def _directory_size(file: BinaryIO) -> int:
    """Return how many bytes an archive's directory says it takes; 0 where there is none."""
    size = file.seek(0, 2)
    start = file.seek(max(0, size - _LONGEST_COMMENT - _END.size - _LOCATOR.size))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + _END.size:
        return 0
    directory = int(_END.unpack_from(tail, at)[5])
    if at >= _LOCATOR.size and tail[at - _LOCATOR.size :].startswith(b"PK\x06\x07"):
        # The record of a large archive stands right before its locator, or where that says.
        for place in (_LOCATOR.unpack_from(tail, at - _LOCATOR.size)[2], start + at - 76):
            file.seek(min(place, size))
            record = file.read(_END_64.size)
            if len(record) == _END_64.size and record.startswith(b"PK\x06\x06"):
                directory = max(directory % 0xFFFFFFFF, int(_END_64.unpack(record)[8]))
    file.seek(0)
    return directory


def _check(original: Original, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that is no archive of texts, and one whose files share bytes.

    Those are bombs: D. Fifield, A better zip bomb (WOOT 2019).
    """
    if _OFFICE & {info.filename for info in members}:
        raise FormatError(
            f"{original.name}: the archive is an office document or an e-book, not texts;"
            " save it as DOCX, HTML, CSV or text"
        )
    end = archive.start_dir
    for info in sorted(members, key=lambda info: info.header_offset, reverse=True):
        if info.header_offset + _LOCAL_HEADER + info.compress_size > end:
            raise FormatError(
                f"{original.name}: files in the archive overlap, which makes it damaged or a"
                " bomb; it was not unpacked"
            )
        end = info.header_offset


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, spent: _Spent) -> bytes:
    """Return the bytes of a member, however many its header promises."""
    if stat.S_ISLNK(info.external_attr >> 16):
        raise _Unreadable("a link, not a file; put the file in its place")
    if info.flag_bits & _IS_ENCRYPTED:
        raise _Unreadable("the file is encrypted; unpack the archive with its password")
    pieces: list[bytes] = []
    length = 0
    spent.packed += info.compress_size
    _check_spent(spent)
    try:
        with archive.open(info) as file:
            while data := file.read(_AT_A_TIME):
                pieces.append(data)
                length += len(data)
                spent.unpacked += len(data)
                _check_spent(spent)
                if length > LARGEST:
                    raise _Unreadable(f"the file is larger than {LARGEST // 2**20} MB unpacked")
    except (_Unreadable, _Excess):
        raise
    except Exception as error:  # zlib, lzma, bz2, CRC, unknown methods, wild offsets
        raise _Unreadable(
            f"damaged in the archive ({str(error) or type(error).__name__})"
        ) from error
    return b"".join(pieces)


def _check_spent(spent: _Spent) -> None:
    """Stop at an archive that unpacks to far more than texts do."""
    if spent.members > _MOST_MEMBERS:
        raise _Excess(
            f"{spent.name}: the archive holds more than {_MOST_MEMBERS:,} files; divide it"
        )
    if spent.unpacked > _LARGEST_WHOLE:
        raise _Excess(f"{spent.name}: the archive unpacks to more than 4 GB; divide it")
    if spent.unpacked > max(LARGEST, _HIGHEST_RATIO * spent.packed):
        raise _Excess(
            f"{spent.name}: the archive unpacks to {_HIGHEST_RATIO} times its size, as a bomb does"
        )


# Names ----------------------------------------------------------------------


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name as a path that stays inside the archive; "" where none is left.

    Without the flag of UTF-8 a name is in the encoding of the archiver's system: UTF-8 as
    well, or that of a Russian Windows, cp866 and, from some archivers, cp1251.
    """
    name = info.orig_filename
    if not info.flag_bits & _IS_UTF_8 and not name.isascii():
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("cp866")
            if _FRAMES.search(name):
                name = raw.decode("cp1251", "replace")
    parts = _DRIVE.sub("", _UNPRINTABLE.sub("_", name)).replace("\\", "/").split("/")
    return "/".join(part for part in map(str.strip, parts) if part not in {"", ".", ".."})


def _is_hidden(name: str) -> bool:
    """Tell what systems leave in archives beside the files."""
    parts = name.split("/")
    return any(part.startswith(".") or part.casefold() in _SYSTEM for part in parts)


def _distinct(name: str, names: dict[str, int]) -> str:
    """Return a name not yet given: a further ``a.md`` is ``a (2).md``."""
    names[name] = names.get(name, 0) + 1
    if names[name] == 1:
        return name
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem} ({names[name]}){path.suffix}"))
