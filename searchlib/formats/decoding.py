"""Which characters does a file hold? Bytes to text, or a reason why not."""

from __future__ import annotations

import codecs

from searchlib.errors import FormatError

__all__ = ["LARGEST", "decode"]

# A record is a document; a larger file is a collection or damage. In bytes.
LARGEST = 64 * 1024 * 1024

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
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


def decode(data: bytes, name: str) -> str:
    """Return a file's text with newlines at its line ends; ``name`` is for messages.

    UTF-8, with or without a byte order mark, and UTF-16 with one are read.
    """
    if not data.strip():
        raise FormatError(f"{name}: the file is empty; remove it or export it again")
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise FormatError(f"{name}: the file is {what}, not text; export it as text")
    encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "utf-8")
    if encoding != "utf-16" and b"\x00" in data:
        raise FormatError(
            f"{name}: the file is binary (a NUL byte at offset {data.index(0)});"
            " export it as text in UTF-8"
        )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FormatError(
            f"{name}: the encoding is not {encoding.upper().removesuffix('-SIG')}"
            f" (byte 0x{data[error.start]:02x} at offset {error.start}); if it is cp1251,"
            " convert it with: iconv -f cp1251 -t utf-8"
        ) from error
    if "\x00" in text:
        raise FormatError(
            f"{name}: the file is binary (it holds NUL characters); export it as text"
        )
    if not any(map(str.isalnum, text)):
        raise FormatError(f"{name}: the file holds no words; remove it or export it again")
    return text.replace("\r\n", "\n").replace("\r", "\n")
