"""Is a PDF read as it was set: paragraphs whole, words healed, running heads left out?"""

from __future__ import annotations

import sys
import time
import zlib
from pathlib import Path

import pytest
from written_files import (
    cable_pdf,
    pdf,
    pdf_of,
    records,
    same_as_the_cable,
    stream,
    survives_damage,
)

from searchlib.errors import FormatError
from searchlib.formats import Original, format_of, pdf_process

pytest.importorskip("pypdfium2")

RUSSIAN = "Вагоны с углём стоят на станции Отпор."


def read(data: bytes, name: str = "file.pdf"):
    ((record,), original) = records(data, name)
    return record, original


def column(*lines: str, x: float = 50, y: float = 700, size: float = 10):
    """Set lines under each other."""
    return [(x, y - 13 * at, size, line) for at, line in enumerate(lines)]


def set_text(*lines: str) -> str:
    """Return the text of lines set on a page under a heading."""
    record, _ = read(pdf([[(50, 750, 20, "Письмо"), *column(*lines)]]))
    assert record.title == "Письмо"
    return "\n---\n".join(text.body for text in record.texts)


def test_the_cable_in_print_is_the_cable():
    record, original = read(cable_pdf())
    same_as_the_cable(record)
    assert original.notes == ["left out from the edge of pages: Wilson Center Digital Archive"]
    assert original.problems == []
    russian, english = record.texts
    for text in record.texts:
        numbers = [int(number) for _, number in text.pages]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        assert [place for place, _ in text.pages] == sorted({place for place, _ in text.pages})
    assert russian.pages[0] == (0, "1")
    assert len(russian.pages) + len(english.pages) > 4


PART = "Слова этой строки доходят до самого края набора, "
FULL = "Слова этой строки доходят до самого края набора, и потому"  # as wide as lines here are

# Lines as printed, the text they are.
LINES = [
    ((FULL, "она идёт дальше.", "Новая строка."), f"{FULL} она идёт дальше.\nНовая строка."),
    ((FULL, "1) Первое.", "2) Второе."), f"{FULL}\n1) Первое.\n2) Второе."),
    ((PART + "воору-", "жением и далее."), PART + "вооружением и далее."),
    ((PART + "воору\u00ad", "жением и далее."), PART + "вооружением и далее."),
    ((PART + "воору¬", "жением и далее."), PART + "вооружением и далее."),
    ((PART + "северо-", "восток и юг."), PART + "северо-восток и юг."),
    ((PART + "кто-", "нибудь ещё."), PART + "кто-нибудь ещё."),
    ((PART + "Sino-", "Soviet border."), PART + "Sino-Soviet border."),
    ((PART + "1945-", "1949 гг. и далее."), PART + "1945-1949 гг. и далее."),
    (("Военно-морской флот.", PART + "военно-", "морской базы."),
     "Военно-морской флот.\n" + PART + "военно-морской базы."),
    (("Слова этой строки доходят https://archive.example.org/", "document/17 и далее."),
     "Слова этой строки доходят https://archive.example.org/document/17 и далее."),
    (("Слова этой строки доходят <https://archive.example.org/docu", "ment/17> и далее."),
     "Слова этой строки доходят <https://archive.example.org/document/17> и далее."),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "text"), LINES)
def test_lines_become_paragraphs(lines, text):
    assert set_text(*lines) == text


def test_gaps_indents_and_sizes_begin_paragraphs():
    page = [
        (50, 750, 20, "Письмо"),
        *column(FULL, FULL, "Конец.", y=700),
        *column(FULL, FULL, y=640),
        (70, 640 - 26, 10, "Отступ первой строки абзаца, которая тоже вся занята"),
        *column(FULL, "Конец.", y=640 - 39),
        (50, 560, 14, "Раздел"),
        *column("Текст раздела.", y=540),
    ]
    record, _ = read(pdf([page]))
    assert record.texts[0].body.split("\n\n") == [
        f"{FULL} {FULL} Конец.",
        f"{FULL} {FULL}",
        f"Отступ первой строки абзаца, которая тоже вся занята {FULL} Конец.",
        "## Раздел",
        "Текст раздела.",
    ]


def test_columns_of_a_table_are_parted():
    left, right = column("Уголь и прочее", "Мука"), column("20 тыс. тонн", "5 тонн", x=300)
    page = [(50, 750, 20, "Опись"), left[0], right[0], left[1], right[1], (50, 600, 10, RUSSIAN)]
    body = read(pdf([page]))[0].texts[0].body
    assert "| Уголь и прочее | 20 тыс. тонн |\n| Мука | 5 тонн |" in body


def paper(count: int, *, number=str, head="Архив: {}", first=1):
    """Set pages with a running head and a number."""
    return [
        [
            (50, 770, 8, head.format(number(page))),
            (50, 700, 10, f"Страница начинается: {'абвгдежз'[page - first] * 3}."),
            (50, 687, 10, f"И продолжается: {'иклмнопр'[page - first] * 3}."),
            (300, 30, 8, number(page)),
        ]
        for page in range(first, first + count)
    ]


def test_running_heads_and_page_numbers_are_left_out_and_kept_as_places():
    record, original = read(pdf(paper(5, first=59), title="Письмо об угле"))
    body = record.texts[0].body
    assert "Архив" not in body
    assert "59" not in body
    assert record.title == "Письмо об угле"
    assert original.notes == ["left out from the edge of pages: Архив: 59"]
    assert [number for _, number in record.texts[0].pages] == ["59", "60", "61", "62", "63"]
    for place, number in record.texts[0].pages:
        assert body[place:].startswith(f"Страница начинается: {'абвгд'[int(number) - 59] * 3}")


def test_pages_are_found_where_they_open_with_the_same_words():
    line = f"{PART}и потому они на листе {{}}.".format
    pages = [column(*[line(number)] * 3) for number in "абвг"]
    (text,) = read(pdf(pages))[0].texts
    for place, number in text.pages:
        assert text.body.index(line("абвг"[int(number) - 1])) == place
    assert len(text.pages) == 4


def test_what_stands_once_or_counts_nothing_stays():
    pages = paper(4, number=lambda page: str(page * page + 7), head="Письмо № {}")
    assert read(pdf(pages))[0].texts[0].body.count("Письмо № ") == 4
    assert "Архив: 1" in read(pdf(paper(1)))[0].texts[0].body


def test_a_paragraph_goes_on_over_the_page():
    pages = [[*column(FULL, PART + "воору-")], [*column("жением и далее.")]]
    assert read(pdf(pages))[0].texts[0].body == f"{FULL} {PART}вооружением и далее."
    assert read(pdf(pages))[0].texts[0].pages[0] == (0, "1")
    pages = [[*column(FULL + " всегда", "короткая воору-")], [*column("жением и далее.")]]
    assert read(pdf(pages))[0].texts[0].body.endswith("короткая вооружением и далее.")


def test_a_heading_of_two_lines_is_one():
    page = [(50, 750, 20, "Письмо о вагонах"), (50, 726, 20, "и об угле"), *column(FULL, FULL)]
    assert read(pdf([page]))[0].title == "Письмо о вагонах и об угле"


def test_the_title_of_the_file_counts_when_the_page_has_none():
    page = [column("Секретно", RUSSIAN)]
    assert read(pdf(page, title="Записка Громыко Сталину"))[0].title == "Записка Громыко Сталину"
    assert read(pdf(page, title="Microsoft Word - zapiska.doc"))[0].title == "Секретно"
    headed = [[(50, 750, 20, "Письмо"), *page[0]]]
    assert read(pdf(headed, title="Записка"))[0].title == "Письмо"


def test_cyrillic_shown_as_western_letters_is_read_as_cyrillic():
    record, _ = read(pdf([column(RUSSIAN.encode("cp1251").decode("cp1252"))]))
    assert record.texts[0].body == RUSSIAN


PICTURE = stream(
    bytes(300), b"/Type/XObject/Subtype/Image/Width 10/Height 10/BitsPerComponent 8"
    b"/ColorSpace/DeviceRGB"
)  # fmt: skip


def scan(*further: bytes, trailer: bytes = b"") -> bytes:
    """Write a PDF whose page is an image."""
    return pdf_of(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
            b"/Resources<</XObject<</I 5 0 R>>>>>>",
            stream(b"q 600 0 0 800 0 0 cm /I Do Q"),
            PICTURE,
            *further,
        ],
        trailer,
    )


LOCKED = b"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (
    b"41" * 32,
    b"42" * 32,
)
SECRET = pdf([column(RUSSIAN)], trailer=LOCKED)

UNREADABLE = [
    (scan(), "the PDF holds no text (a scan?); run OCR first, e.g. ocrmypdf"),
    (SECRET, "the PDF is locked with a password; save it without one"),
    (b"%PDF-1.7\nnothing", "the PDF is damaged and none of it can be read; copy it again"),
    (b"no PDF at all", "the PDF is damaged"),
    (b"", "the file is empty"),
    (pdf([column("\ue001\ue002\ue003 \ue004" * 5)]), "the fonts of the PDF do not say"),
    (pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999>>"]),
     "more than 10,000 pages; divide it"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "message"), UNREADABLE)
def test_unreadable_files_are_named_with_reason_and_remedy(data, message):
    with pytest.raises(FormatError) as error:
        read(data)
    assert str(error.value).startswith(f"file.pdf: {message}") or message in str(error.value)


def test_scanned_pages_among_others_and_a_missing_end_are_problems():
    whole = pdf([column(RUSSIAN)])
    assert read(whole)[1].problems == []
    cut = whole.removesuffix(b"%%EOF\n")
    assert read(cut)[1].problems == ["the file ends too early: pages may be missing"]
    one = scan().replace(b"[3 0 R]/Count 1", b"[3 0 R 6 0 R]/Count 2")
    text = (
        b"6 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 7 0 R/Resources"
        b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
        b"7 0 obj " + stream(b"BT /F 12 Tf 50 700 Td (Coal for the station.) Tj ET") + b"endobj\n"
    )
    mixed = one.replace(b"xref\n", text + b"xref\n", 1).replace(b"startxref", b"startno")
    record, original = read(mixed)
    assert record.texts[0].body == "Coal for the station."
    assert original.problems == ["pages without text (scans?): 1; run OCR"]


def test_the_name_does_not_matter_and_the_start_may_be_late():
    data = pdf([column(RUSSIAN)])
    for name in ("file.txt", "file", "file.bin"):
        assert read(data, name)[0].texts[0].body == RUSSIAN
    late = b"\x00junk from a mail program\n" * 20 + data
    assert format_of(Original("file.bin", late)) == "pdf"
    assert read(late)[0].texts[0].body == RUSSIAN
    assert format_of(Original("on_pdf.md", b"The bytes %PDF-1.4 open a file.")) == "text"


# Bounds ---------------------------------------------------------------------


def packed(piece: bytes, times: int) -> bytes:
    """Pack many copies of a piece without holding them."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(piece) for _ in range(times)) + packer.flush()


def forms(width: int, depth: int) -> list[bytes]:
    """Write forms that each show the next one ``width`` times."""
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</I %d 0 R>>>>"
    return [stream(b"/I Do " * width, entries % (7 + level)) for level in range(depth)]


def test_a_hostile_file_is_given_up_and_the_next_one_is_read(monkeypatch):
    monkeypatch.setattr(pdf_process, "SECONDS_A_PAGE", 1.0)
    endless = scan(*forms(10, 12)).replace(b"/I 5 0 R", b"/I 6 0 R")
    started = time.perf_counter()
    with pytest.raises(FormatError, match=r"reading the PDF (took too long|failed).*; print it"):
        read(endless)
    assert time.perf_counter() - started < 6
    monkeypatch.undo()
    assert read(pdf([column(RUSSIAN)]))[0].texts[0].body == RUSSIAN


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is limited on Linux only")
def test_a_file_that_unpacks_beyond_its_memory_is_given_up(monkeypatch):
    monkeypatch.setattr(pdf_process, "MEMORY", 256 * 2**20)
    pdf_process._stop()  # the next one is started with less
    spaces = packed(packed(b" " * 2**20, 200), 1)
    bomb = scan(
        b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream"
        % (len(spaces), spaces)
    ).replace(b"/Contents 4 0 R", b"/Contents 6 0 R")
    with pytest.raises(FormatError, match=r"^file\.pdf: reading the PDF (took|failed)"):
        read(bomb)


def test_a_file_beyond_the_limit_is_not_loaded(tmp_path: Path):
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7")
        file.truncate(pdf_process.LARGEST + 1)
    with pytest.raises(FormatError, match="larger than 256 MB; divide it"):
        list(pdf_process.pages_of(Original("large.pdf", path)))


def test_without_the_package_its_name_is_told(monkeypatch):
    monkeypatch.setattr(pdf_process, "find_spec", lambda name: None)
    with pytest.raises(FormatError, match=r"pip install 'searchlib\[pdf\]'"):
        read(pdf([column(RUSSIAN)]))


def test_damage_gives_records_or_a_reason():
    data = pdf(paper(2, number=lambda page: f"с. {page}"), title="Письмо")
    assert survives_damage(data, "file.pdf") > 100


@pytest.mark.parametrize("unit", ["а", "а ", "- ", "1. ", "https://a/", "<", "¬", "№ 1 ", ". "])
def test_lines_of_100_000_characters(unit):
    started = time.perf_counter()
    pages = [column(RUSSIAN, unit * (100_000 // len(unit)), unit * 100, RUSSIAN)]
    assert RUSSIAN.split()[0] in read(pdf(pages))[0].texts[0].body
    assert time.perf_counter() - started < 6
