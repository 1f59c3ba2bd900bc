"""Which characters does a file hold? Bytes to text, or a reason why not."""

from __future__ import annotations

import codecs
import re

from searchlib.errors import FormatError

__all__ = ["LARGEST", "decode"]

# A record is a document; a larger file is a collection or damage. In bytes.
LARGEST = 64 * 1024 * 1024

# In this order: the mark of UTF-32 begins like that of UTF-16.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x7fELF", "a program"),
)


def decode(data: bytes, name: str, notes: list[str] | None = None) -> str:
    """Return a file's text with newlines at its line ends; ``name`` is for messages.

    UTF-8, UTF-16 and UTF-32 are read, and what ``legacy.ENCODINGS`` names where it is plain
    which one it is. What was guessed or repaired is added to ``notes``. Raises FormatError
    for what holds no text, or text in an encoding that cannot be told.
    """
    if not data.strip():
        raise FormatError(f"{name}: the file is empty; remove it or export it again")
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise FormatError(f"{name}: the file is {what}, not text; export it as text")
    said: list[str] = []
    text = _decoded(data, name, said)
    if "\x00" in text:
        raise FormatError(
            f"{name}: the file is binary (it holds NUL characters); export it as text"
        )
    if not any(map(str.isalnum, text)):
        raise FormatError(f"{name}: the file holds no words; remove it or export it again")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not said and not text.isascii():
        # What was read as another encoding than Unicode was not misread before.
        from searchlib.formats.mojibake import repair

        text, said = repair(text)
    if notes is not None:
        notes += said
    return text


def _decoded(data: bytes, name: str, notes: list[str]) -> str:
    """Decode bytes by their mark, as UTF-8, or in an encoding they plainly are in."""
    marked = next((encoding for mark, encoding in _BOMS if data.startswith(mark)), "")
    encoding = marked or _unmarked_utf_16(data) or "utf-8"
    if encoding.startswith("utf-8") and b"\x00" in data:
        raise FormatError(
            f"{name}: the file is binary (a NUL byte at offset {data.index(0)});"
            " export it as text in UTF-8"
        )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            return _decoded_as_guessed(data, name, error, notes)
        raise FormatError(
            f"{name}: the encoding is not {encoding.upper().removesuffix('-SIG')}"
            f" (byte 0x{data[error.start]:02x} at offset {error.start}), though the file is"
            " marked so; export it again as text in UTF-8"
        ) from error
    if encoding != "utf-8" and not marked:
        notes.append(f"read as {encoding.upper()}")
    return text


_SAMPLE = 65_536
# The first byte of ASCII, Latin, Cyrillic and punctuation in UTF-16.
_BLOCKS = bytes((0x00, 0x01, 0x04, 0x20))
_MOSTLY = 0.95


def _unmarked_utf_16(data: bytes) -> str:
    """Tell UTF-16 without a mark: every other byte names one of a few blocks of Unicode."""
    if len(data) % 2 or not any(block in data[:_SAMPLE] for block in b"\x00\x04"):
        return ""
    even, odd = data[:_SAMPLE:2], data[1:_SAMPLE:2]
    for blocks, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        named = len(blocks) - len(blocks.translate(None, _BLOCKS))
        letters = len(others.translate(None, b"\x00"))
        if named >= _MOSTLY * len(blocks) and letters >= _MOSTLY * len(others):
            return encoding
    return ""


# Two bytes of UTF-8 that are a letter of Latin or Russian: hardly ever text in another encoding.
_UTF_8_LETTER = re.compile(rb"[\xc3\xd0\xd1][\x80-\xbf]")


def _decoded_as_guessed(data: bytes, name: str, error: UnicodeDecodeError, notes: list[str]) -> str:
    """Decode bytes that are not UTF-8 as what they plainly are, or say what was considered."""
    from searchlib.formats.legacy import ENCODINGS, guess_encoding

    where = f"(byte 0x{data[error.start]:02x} at offset {error.start})"
    around = data[max(0, error.start - _SAMPLE // 2) : error.start + _SAMPLE // 2]
    beyond = len(around.translate(None, bytes(range(0x80))))
    if 4 * len(_UTF_8_LETTER.findall(around)) > beyond:
        raise FormatError(
            f"{name}: the encoding is not UTF-8 {where}, though most of the file is: it is"
            " damaged there or joined of several; mend the place and save it as UTF-8"
        ) from error
    guess = guess_encoding(data)
    if guess is None:
        raise FormatError(
            f"{name}: the encoding is not UTF-8 {where}, and read as any of"
            f" {', '.join(ENCODINGS)} it is no text; if you know its encoding, convert it"
            " with: iconv -f ENCODING -t utf-8"
        ) from error
    considered = (guess.encoding, *guess.others)
    if len(considered) == 1:
        try:
            text = data.decode(ENCODINGS[guess.encoding])
        except UnicodeDecodeError:
            considered = (guess.encoding, "a damaged file")
        else:
            notes.append(f"read as {guess.encoding}")
            return text
    raise FormatError(
        f"{name}: the encoding is not UTF-8 {where}; it may be {' or '.join(considered)}."
        f" Look which reads well, and convert it: iconv -f {guess.encoding} -t utf-8"
    ) from error
