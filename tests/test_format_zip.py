"""ZIP: members are read as files; names stay inside, bombs packed; a bad one costs itself."""

from __future__ import annotations

import io
import struct
import tracemalloc
import warnings
import zipfile
from contextlib import suppress

import pytest
from format_samples import FRUS, JSON_LINES, LETTER, MARKDOWN, TABLE, zipped

from searchlib.errors import FormatError
from searchlib.formats import Original, read
from searchlib.formats import zip as archives


def opened(data: bytes, name: str = "a.zip") -> Original:
    return Original(name, data)


def sources(original: Original) -> list[str]:
    return [record.source for record in read(original)]


def archive(*members: tuple[str | zipfile.ZipInfo, bytes | str]) -> bytes:
    """Return an archive of members as they are given, even with one name twice."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, data in members:
            made.writestr(name, data)
    return file.getvalue()


def test_every_member_is_read_by_its_own_reader():
    original = opened(
        zipped(
            {
                "frus/volume.xml": FRUS,
                "letter.tei": LETTER,
                "records.jsonl": JSON_LINES,
                "table.csv": TABLE,
                "folder/note.md": MARKDOWN,
                "folder/": "",
            }
        )
    )
    assert sources(original) == [
        *["a.zip/frus/volume.xml"] * 3,
        "a.zip/letter.tei",
        *["a.zip/records.jsonl"] * 2,
        *["a.zip/table.csv"] * 2,
        "a.zip/folder/note.md",
    ]
    assert original.problems == []
    assert original.notes == ["records.jsonl: keys that were not read: цвет"]


def test_bad_members_are_problems_and_the_others_are_read():
    original = opened(
        zipped(
            {
                "scan.jpg": b"\xff\xd8\xff",
                "broken.xml": "<TEI>",
                "cut.xml": FRUS[: FRUS.index("99. Editorial")],
                "empty.md": "",
                "note.md": MARKDOWN,
            }
        )
    )
    assert sources(original) == ["a.zip/cut.xml", "a.zip/note.md"]
    assert [problem[:50] for problem in original.problems] == [
        "scan.jpg: files named .jpg cannot be read; export ",
        "broken.xml: the XML is damaged (Premature end of d",
        "cut.xml: after 1 records: the XML is damaged (Prem",
        "empty.md: the file is empty; remove it or export i",
    ]


def test_a_reader_that_fails_costs_only_its_member(monkeypatch):
    def fails(_original):
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("searchlib.formats.xml.read", fails)
    original = opened(zipped({"a.xml": "<TEI/>", "note.md": MARKDOWN}))
    assert sources(original) == ["a.zip/note.md"]
    assert original.problems == ["a.xml: cannot be read: ZeroDivisionError: oops"]


# Names ----------------------------------------------------------------------


def raw_named(name: bytes) -> bytes:
    """Return an archive whose one member has this name in its bytes, without the UTF-8 flag."""
    return archive(("x" * len(name), MARKDOWN)).replace(b"x" * len(name), name)


# The bytes of a name, what it is read as.
NAMES = [
    ("Письмо.md".encode("cp866"), "Письмо.md"),
    ("Дело 5/Записка об угле.md".encode("cp866"), "Дело 5/Записка об угле.md"),
    ("Письмо об угле.md".encode("cp1251"), "Письмо об угле.md"),
    ("Письмо.md".encode(), "Письмо.md"),
    (b"../../etc/passwd.md", "etc/passwd.md"),
    (b"/etc/passwd.md", "etc/passwd.md"),
    (rb"C:\Users\a.md", "Users/a.md"),
    (rb"..\..\a.md", "a.md"),
    (b"./a//b/./c.md", "a/b/c.md"),
    (b"a\x1b[31m.md", "a_[31m.md"),
    (b"note.md\x00.exe.md", "note.md_.exe.md"),
    (b"con.md", "con.md"),
]


@pytest.mark.parametrize(("raw", "name"), NAMES)
def test_names_are_decoded_and_stay_inside(raw, name):
    original = opened(raw_named(raw))
    assert sources(original) == [f"a.zip/{name}"]


def test_a_name_with_the_flag_of_utf_8():
    assert sources(opened(archive(("Письмо.md", MARKDOWN)))) == ["a.zip/Письмо.md"]


def test_the_same_name_twice():
    original = opened(
        archive(
            ("a.md", MARKDOWN), ("b/../a.md", "# Two\n\nText.\n"), ("a.md", "# Three\n\nText.\n")
        )
    )
    assert sources(original) == ["a.zip/a.md", "a.zip/b/a.md", "a.zip/a (2).md"]


def test_what_systems_leave_is_passed_over():
    names = ["__MACOSX/._a.md", ".DS_Store", "b/.hidden.md", ".git/a.md", "Thumbs.db", "a.md"]
    original = opened(archive(*((name, MARKDOWN) for name in names)))
    assert (sources(original), original.problems) == (["a.zip/a.md"], [])


def test_links_and_encrypted_members_are_said():
    link = zipfile.ZipInfo("link.md")
    link.external_attr = 0o120777 << 16
    data = bytearray(archive((link, "/etc/passwd"), ("secret.md", MARKDOWN), ("a.md", MARKDOWN)))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(signature, data.index(signature) + 4)
        data[at + offset] |= 1
    original = opened(bytes(data))
    assert sources(original) == ["a.zip/a.md"]
    assert original.problems == [
        "link.md: a link, not a file; put the file in its place",
        "secret.md: the file is encrypted; unpack the archive with its password",
    ]


# Archives inside, bombs, damage ---------------------------------------------


def test_archives_are_read_one_level_deep():
    inner = zipped({"note.md": MARKDOWN, "bad.xml": "<TEI>"})
    original = opened(zipped({"b/inner.zip": inner, "c.zip": zipped({"d.zip": inner})}))
    assert sources(original) == ["a.zip/b/inner.zip/note.md"]
    inside, deeper = original.problems
    assert inside.startswith("b/inner.zip: bad.xml: the XML is damaged")
    assert deeper == "c.zip: d.zip: an archive in an archive in an archive; unpack it"


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_large_member_is_not_unpacked_to_its_end(monkeypatch, method):
    monkeypatch.setattr(archives, "LARGEST", 500_000)
    monkeypatch.setattr(archives, "_AT_A_TIME", 100_000)
    data = zipped({"one.md": b"coal " * 1_000_000, "note.md": MARKDOWN}, method)
    original = opened(data)
    tracemalloc.start()
    with suppress(FormatError):
        assert sources(original) == ["a.zip/note.md"]
        assert "larger than" in original.problems[0]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000 if method == zipfile.ZIP_DEFLATED else 15_000_000


def test_many_members_that_are_far_smaller_packed_are_a_bomb(monkeypatch):
    monkeypatch.setattr(archives, "LARGEST", 1_000_000)
    members = zipped({f"{number}.md": b"\0" * 950_000 for number in range(5)})
    with pytest.raises(FormatError, match="unpacks to 200 times its size, as a bomb does"):
        sources(opened(members))


def test_the_limits_of_a_member_and_of_the_whole(monkeypatch):
    text = "# Note\n\n" + "".join(f"{n} barges of coal. " for n in range(2000))
    data = zipped({"long.md": text, "note.md": MARKDOWN, "more.md": text})
    monkeypatch.setattr(archives, "LARGEST", 1000)
    original = opened(data)
    assert sources(original) == ["a.zip/note.md"]
    assert original.problems[0] == "long.md: the file is larger than 0 MB unpacked"
    monkeypatch.setattr(archives, "LARGEST", 10**6)
    monkeypatch.setattr(archives, "_LARGEST_WHOLE", len(text) + 500)
    original = opened(data)
    assert sources(original) == ["a.zip/long.md", "a.zip/note.md"]
    assert original.problems == [
        "after 2 records: the archive unpacks to more than 4 GB; divide it"
    ]
    monkeypatch.setattr(archives, "_MOST_MEMBERS", 2)
    with pytest.raises(FormatError, match="holds more than 2 files"):
        sources(opened(data))


def test_a_lying_header_does_not_help():
    """The size that an archive promises is not believed."""
    data = bytearray(zipped({"a.md": MARKDOWN * 10}))
    size = struct.pack("<L", len((MARKDOWN * 10).encode()))
    lying = bytes(data).replace(size, struct.pack("<L", 20))
    original = opened(lying)
    assert sources(original) == []
    assert original.problems[0].startswith("a.md: damaged in the archive (")


def test_overlapping_members_are_refused():
    """All entries of the directory share one member's bytes, as in the better zip bomb."""
    data = zipped({"a.md": MARKDOWN, "b.md": MARKDOWN})
    start = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", start + 4)
    bomb = bytearray(data)
    bomb[second + 42 : second + 46] = bomb[start + 42 : start + 46]
    with pytest.raises(FormatError, match=r"a\.zip: files in the archive overlap"):
        sources(opened(bytes(bomb)))


def test_a_bomb_inside_costs_only_itself():
    data = zipped({"a.md": MARKDOWN, "b.md": MARKDOWN})
    start = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", start + 4)
    bomb = bytearray(data)
    bomb[second + 42 : second + 46] = bomb[start + 42 : start + 46]
    original = opened(zipped({"bomb.zip": bytes(bomb), "note.md": MARKDOWN}))
    assert sources(original) == ["a.zip/note.md"]
    assert original.problems[0].startswith("bomb.zip: files in the archive overlap")


def test_a_directory_that_claims_too_much_is_not_loaded(monkeypatch):
    monkeypatch.setattr(archives, "_LARGEST_DIRECTORY", 100)
    with pytest.raises(FormatError, match="lists too many files"):
        sources(opened(zipped({"a.md": MARKDOWN, "b.md": MARKDOWN, "c.md": MARKDOWN})))


def test_the_directory_of_a_large_archive_is_measured():
    """An archive with ZIP64 records, which stand before the usual end."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("a.md", MARKDOWN)
    data = file.getvalue()
    end = data.rindex(b"PK\x05\x06")
    start = data.index(b"PK\x01\x02")
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, 10**12, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    tail = bytearray(data[end:])
    tail[8:20] = b"\xff" * 12
    with pytest.raises(FormatError, match="lists too many files"):
        sources(opened(data[:end] + record + locator + bytes(tail)))


# Content, what the message says.
UNREADABLE = [
    (zipped({"a.md": MARKDOWN})[:-30], "the archive or office document is damaged or cut off"),
    (b"PK\x03\x04rest", "the archive or office document is damaged or cut off"),
    (zipped({}), "the archive holds no files"),
    (zipped({"__MACOSX/a": b"x"}), "the archive holds no files"),
    (zipped({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}), "an Excel workbook"),
    (zipped({"mimetype": "application/epub+zip"}), "an office document or an e-book"),
]


@pytest.mark.parametrize(("data", "message"), UNREADABLE)
def test_unreadable_archives_are_named_with_their_reason(data, message):
    with pytest.raises(FormatError) as error:
        sources(opened(data))
    assert message in str(error.value)
    assert str(error.value).startswith("a.zip: ")


def test_an_archive_on_disk(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"../note.md": MARKDOWN}))
    assert sources(Original("in/a.zip", path)) == ["in/a.zip/note.md"]
    assert [child.name for child in tmp_path.iterdir()] == ["a.zip"]
