"""Which reader reads which file, and what is said of files none can read?"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from searchlib.errors import FormatError
from searchlib.formats import FORMATS, Original
from searchlib.formats import read as read_original
from searchlib.formats.decoding import LARGEST
from searchlib.formats.layouts import read_page

RUSSIAN = "Письмо об угле\n\nВагоны стоят на станции.\n"


def read(path: Path, *, source: str):
    return list(read_original(Original(source, path)))


def written(folder: Path, data: bytes, name: str = "record.md") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("suffix", FORMATS["text"])
def test_every_reader_of_the_table_reads(tmp_path, suffix):
    path = written(tmp_path, RUSSIAN.encode(), f"record{suffix}")
    (record,) = read_original(Original(f"sub/record{suffix}", path))
    assert (record.title, record.source) == ("Письмо об угле", f"sub/record{suffix}")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_with_any_line_ends(tmp_path, encoding):
    plain = read(written(tmp_path, RUSSIAN.encode()), source="x")
    for ends in ("\r\n", "\r"):
        path = written(tmp_path, RUSSIAN.replace("\n", ends).encode(encoding))
        assert read(path, source="x") == plain


def test_utf_16_of_either_byte_order(tmp_path):
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        (record,) = read(written(tmp_path, mark + RUSSIAN.encode(encoding)), source="x")
        assert record.title == "Письмо об угле"


# Content, file name, what the message says.
UNREADABLE = [
    (b"", "a.md", "a.md: the file is empty; remove it"),
    (b" \n\t\r\n ", "a.md", "the file is empty"),
    (b"[...]\n\n***\n", "a.md", "holds no words"),
    (b"%PDF-1.7 text", "a.txt", "the PDF is damaged"),
    (b"PK\x03\x04rest", "a.md", "the archive or office document is damaged or cut off"),
    (
        b"\xd0\xcf\x11\xe0rest",
        "a.doc",
        "an office document of the old kind (.doc); save it",
    ),
    (b"{\\rtf1 text}", "a.txt", "the file holds RTF; export it as Markdown or text"),
    (b"\x89PNG\r\n", "a.md", "the file is a PNG image"),
    (b"text\x00text", "a.md", "binary (a NUL byte at offset 4); export it"),
    ("СССР".encode("koi8-r"), "a.md", "the encoding is not UTF-8 (byte 0xf3 at offset 0)"),
    (b"\xef\xbb\xbf\xff\xfe", "a.md", "the encoding is not UTF-8"),
    (b"\xff\xfeabc", "a.md", "the encoding is not UTF-16"),
    (b"\xff\xfea\x00\x00\x00", "a.md", "NUL characters"),
    (b"text \xed\xa0\x80", "a.md", "the encoding is not UTF-8"),
    (b"<!DOCTYPE html><p>...", "a.md", "the page holds no text"),
    (b"<?xml version='1.0'?>", "a.txt", "the XML is damaged"),
    (b"text", "a.xyz", "a.xyz: files named .xyz cannot be read; export it as one of .csv"),
]


@pytest.mark.parametrize(("data", "name", "message"), UNREADABLE)
def test_unreadable_files_are_named_with_reason_and_remedy(tmp_path, data, name, message):
    path = written(tmp_path, data, name)
    with pytest.raises(FormatError) as error:
        read(path, source=name)
    assert message in str(error.value)
    assert str(error.value).startswith(f"{name}: ")
    assert error.value.exit_code == 2


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    for path in (tmp_path / "none.md", tmp_path):
        with pytest.raises(FormatError, match=r"the file cannot be opened \(.+\); check"):
            read(path, source="x.md")


def test_a_file_beyond_the_limit_is_not_loaded(tmp_path):
    path = tmp_path / "large.md"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(FormatError, match="larger than 64 MB"):
        read(path, source="large.md")


def test_control_and_direction_characters_stay_in_the_text(tmp_path):
    text = "Title\n\n\u202eright to left\u202c \x1b[31mred\x07 \u200bwords\n"
    (record,) = read(written(tmp_path, text.encode()), source="x")
    assert record.texts[0].body == text.strip()


DESCRIBED = "#### **Citation:**\n\n{}\n\n#### **Contents:**\n\n{}\n\n{}"


# A hostile file is repeated bits of what patterns look for.
@pytest.mark.parametrize(
    "unit",
    ["[", "(", "from ", "1", "1-", " ", "*", "#", "<http://a", '"', "translated by ", "[...]",
     "... ", "a\n\nb", "a\n\nБ ", "\n", "Citation:\n", "#### **Citation:**\n", "f. 1, op. 2, ",
     "May ", "№ ", "\u202e", "\x1b", "- ", ".", "и "],
)  # fmt: skip
def test_a_hostile_file_costs_time_in_proportion_to_its_length(unit):
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        started = time.perf_counter()
        read_page("a" + text, "x")
        read_page(f"Citation: {text}", "x")
        read_page(DESCRIBED.format(text, "Transcript - " + text, text), "x")
        return time.perf_counter() - started

    assert seconds(100_000) < 4


def test_one_line_of_5_mb(tmp_path):
    path = written(tmp_path, ("слово word " * 400_000).encode())
    started = time.perf_counter()
    (record,) = read(path, source="x")
    assert time.perf_counter() - started < 10
    assert len(record.texts[0].body) > 4_000_000


def test_formats_import_no_reader_before_it_is_needed():
    code = (
        "import sys, searchlib.records, searchlib.errors;"
        "before = set(sys.modules);"
        "import searchlib.formats;"
        "print('searchlib.formats.layouts.labelled' in set(sys.modules) - before)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert shown.strip() == "False"
