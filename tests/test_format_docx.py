"""Is a Word document read as it shows, with its changes accepted and its notes at the end?"""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from written_files import (
    WORD,
    cable_docx,
    docx,
    p,
    records,
    same_as_the_cable,
    survives_damage,
    zipped,
)

from searchlib.errors import FormatError
from searchlib.formats import Original, format_of
from searchlib.formats import docx as docx_reader

RUSSIAN = "Вагоны с углём стоят на станции Отпор."


def read(data: bytes, name: str = "file.docx"):
    ((record,), original) = records(data, name)
    return record, original


def body(inside: str, **parts: str) -> str:
    """Return the text of a document under a heading."""
    record, _ = read(docx(p("Письмо", '<w:pStyle w:val="H1"/>') + inside, **parts))
    assert record.title == "Письмо"
    return "\n---\n".join(text.body for text in record.texts)


def test_the_cable_in_word_is_the_cable():
    record, original = read(cable_docx())
    same_as_the_cable(record)
    assert original.notes == []


def runs(inside: str) -> str:
    return f"<w:p>{inside}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


BOX = (
    "<mc:AlternateContent xmlns:mc='urn:mc'><mc:Choice>{0}</mc:Choice>"
    "<mc:Fallback>{0}</mc:Fallback></mc:AlternateContent>"
)
TEXT_BOX = f"<w:txbxContent>{p('В рамке.')}</w:txbxContent>"

# What stands in the body, the text that shows.
SHOWN = [
    (p("Раз.") + p("Два."), "Раз.\n\nДва."),
    (p("Раз\nДва."), "Раз\nДва."),
    (runs("<w:r><w:t>во</w:t></w:r><w:r><w:t>йна &amp; мир</w:t></w:r>"), "война & мир"),
    (runs("<w:r><w:t>Раз.</w:t><w:br w:type='page'/><w:t>Два.</w:t></w:r>"), "Раз.\n\nДва."),
    (runs("<w:r><w:t>воору</w:t><w:softHyphen/><w:t>жение юго</w:t><w:noBreakHyphen/>"
          "<w:t>восток</w:t><w:tab/><w:t>конец</w:t></w:r>"),
     "воору\u00adжение юго\u2011восток\tконец"),
    (runs(f"<w:hyperlink>{r('https://a.org')}</w:hyperlink>{r(' и т. д.')}"),
     "https://a.org и т. д."),
    (runs(f"<w:r><w:instrText>PAGE</w:instrText></w:r>{r('12')}"), "12"),
    (runs(f"{r('видно')}<w:r><w:rPr><w:vanish/></w:rPr><w:t>скрыто</w:t></w:r>"), "видно"),
    (runs(r("видно", "<w:vanish w:val='0'/>")), "видно"),
    (runs(f"<w:ruby><w:rt>{r('над')}</w:rt><w:rubyBase>{r('строка')}</w:rubyBase></w:ruby>"),
     "строка"),
    # Tracked changes.
    (runs(f"{r('Было ')}<w:del><w:r><w:delText>плохо</w:delText></w:r></w:del><w:ins>{r('хорошо')}"
          f"</w:ins><w:moveFrom>{r('ушло')}</w:moveFrom><w:moveTo>{r(', пришло')}</w:moveTo>"),
     "Было хорошо, пришло"),
    ("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
     + r("Конец удалён. ") + "</w:p>" + p("Он идёт."),
     "Конец удалён. Он идёт."),
    # Boxes are said once, controls are transparent.
    (runs(f"<w:r><w:pict>{TEXT_BOX}</w:pict></w:r>{r('Вокруг.')}"), "В рамке.\n\nВокруг."),
    (runs(f"<w:r>{BOX.format(TEXT_BOX)}</w:r>{r('Вокруг.')}"), "В рамке.\n\nВокруг."),
    (f"<w:sdt><w:sdtContent>{p('В поле.')}</w:sdtContent></w:sdt>", "В поле."),
    (p("Раздел", '<w:pStyle w:val="H2"/>') + p("Текст."), "## Раздел\n\nТекст."),
    (p("Раздел", '<w:outlineLvl w:val="2"/>') + p("Текст."), "### Раздел\n\nТекст."),
]  # fmt: skip


@pytest.mark.parametrize(("inside", "text"), SHOWN)
def test_what_shows(inside, text):
    assert body(inside) == text


def table(*rows: tuple[str, ...], last: str = "") -> str:
    return "<w:tbl>" + "".join(
        "<w:tr>"
        + (last if row is rows[-1] else "")
        + "".join(f"<w:tc>{''.join(map(p, cell.split('|')))}</w:tc>" for cell in row)
        + "</w:tr>"
        for row in rows
    ) + "</w:tbl>"  # fmt: skip


def test_tables_are_rows():
    assert body(table(("Уголь", "20 тыс."), ("Мука", "5"))) == "| Уголь | 20 тыс. |\n| Мука | 5 |"
    assert body(table(("Дата:", "5 мая"), ("Кому:", "Сталину"))) == "Дата: 5 мая\nКому: Сталину"
    deleted = "<w:trPr><w:del/></w:trPr>"
    assert body(table(("Уголь", "20"), ("Мука", "5"), last=deleted)) == "| Уголь | 20 |"
    nested = f"<w:tbl><w:tr><w:tc>{table(('а', 'б'))}{p('В.')}</w:tc></w:tr></w:tbl>"
    assert body(nested) == "| а | б |\n\nВ."


def test_a_table_of_original_and_translation_is_two_texts():
    english = "The cars with coal stand at Otpor station."
    rows = [(f"{RUSSIAN}|{RUSSIAN}", f"{english}|{english}"), (RUSSIAN, english)]
    record, _ = read(docx(p("Письмо", '<w:pStyle w:val="H1"/>') + table(*rows)))
    assert [(text.language, text.body) for text in record.texts] == [
        ("ru", "\n\n".join([RUSSIAN] * 3)),
        ("en", "\n\n".join([english] * 3)),
    ]


def level(number: int, style: str, pattern: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def numbering(number: int, abstract: int, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{more}</w:num>'


LISTS = (
    level(0, "decimal", "%1.") + level(1, "russianLower", "%1%2)"),
    level(0, "bullet", "·"),
    level(0, "upperRoman", "Гл. %1", 4),
    level(0, "decimal", "%1)", 0),
)
ANEW = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
NUMBERING = "".join(
    f'<w:abstractNum w:abstractNumId="{number}">{levels}</w:abstractNum>'
    for number, levels in enumerate(LISTS)
) + "".join(
    (numbering(1, 0), numbering(2, 1), numbering(3, 2), numbering(4, 0, ANEW), numbering(5, 3))
)


def test_list_items_bear_their_numbers():
    def item(number: int, depth: int = 0) -> str:
        return p(
            "Пункт.",
            f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>',
        )

    items = [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1), (2, 0), (3, 0), (3, 0), (1, 0), (4, 0), (4, 0)]
    items += [(5, 0), (5, 0), (0, 0), (9, 0)]
    text = body("".join(item(*one) for one in items), numbering=NUMBERING)
    marks = [block.removesuffix("Пункт.").strip() for block in text.split("\n\n")]
    assert marks == [
        *("1.", "1а)", "1б)", "2.", "2а)", "-", "Гл. IV", "Гл. V", "3.", "1.", "2."),
        *("0)", "1)", "", ""),
    ]


def test_styles_make_headings_and_lists():
    styles = (
        '<w:style w:styleId="a"><w:name w:val="Заголовок мой"/><w:basedOn w:val="b"/></w:style>'
        '<w:style w:styleId="b"><w:name w:val="heading 2"/><w:basedOn w:val="a"/></w:style>'
        '<w:style w:styleId="c"><w:name w:val="Список"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="t"><w:name w:val="Title"/></w:style>'
    )
    inside = "".join(p("Строка.", f'<w:pStyle w:val="{style}"/>') for style in "tacc")
    record, _ = read(docx(inside, styles=styles, numbering=NUMBERING))
    assert record.title == "Строка."
    assert record.texts[0].body == "## Строка.\n\n1. Строка.\n\n2. Строка."


def test_notes_stand_at_the_end_in_the_order_of_their_numbers():
    def reference(id_: int, kind: str = "footnote") -> str:
        return f'<w:r><w:{kind}Reference w:id="{id_}"/></w:r>'

    def note(id_: int, text: str, kind: str = "footnote", more: str = "") -> str:
        return f'<w:{kind} w:id="{id_}" {more}>{p(text)}</w:{kind}>'

    inside = runs(r("Ким Ир") + reference(7) + r(" просит") + reference(1, "endnote") + r("."))
    inside += runs(r("Конец") + reference(3) + f"<w:del>{reference(4)}</w:del>" + r("."))
    record, _ = read(
        docx(
            p("Письмо", '<w:pStyle w:val="H1"/>') + inside,
            footnotes=note(-1, "черта", more='w:type="separator"')
            + note(3, "Так в тексте.")
            + note(4, "Удалена.")
            + note(7, "Ким Ир Сен."),
            endnotes=note(1, "См. дело 5.", "endnote"),
        )
    )
    (text,) = record.texts
    assert text.body.split("\n\n") == [
        *("Ким Ир[1] просит[2].", "Конец[3]."),
        *("[1] Ким Ир Сен.", "[2] См. дело 5.", "[3] Так в тексте."),
    ]
    shown = [text.body[start:end] for start, end in text.footnotes]
    assert shown == ["[1] Ким Ир Сен.", "[2] См. дело 5.", "[3] Так в тексте."]


def test_the_title_among_the_properties_counts_when_the_page_has_none():
    page = p("Секретно") + p(RUSSIAN)
    assert read(docx(page, title="Записка Громыко Сталину"))[0].title == "Записка Громыко Сталину"
    assert read(docx(page, title="Документ1"))[0].title == "Секретно"
    headed = p("Письмо", '<w:pStyle w:val="H1"/>') + page
    assert read(docx(headed, title="Записка"))[0].title == "Письмо"


def test_hidden_text_is_told_of():
    _, original = read(docx(p(RUSSIAN) + runs(r("скрыто", "<w:vanish/>"))))
    assert original.notes == ["6 characters of hidden text were left out"]


def test_strict_documents_and_other_places_are_read():
    strict = "http://purl.oclc.org/ooxml/"
    files = {
        "word/document.xml": "<w:document/>",
        "_rels/.rels": f'<r><a Target="word/document.xml" TargetMode="External" Type="{strict}'
        f'officeDocument"/><a Target="/text/main.xml" Type="{strict}officeDocument"/></r>',
        "text/main.xml": f'<w:document xmlns:w="{strict}wordprocessingml/main"><w:body>{p(RUSSIAN)}'
        "</w:body></w:document>",
    }
    assert read(zipped(files))[0].texts[0].body == RUSSIAN


# Refusals -------------------------------------------------------------------

MAIN = f"<w:document {WORD}><w:body>{p(RUSSIAN)}</w:body></w:document>"
WHOLE = docx(p(RUSSIAN) * 20)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)

UNREADABLE = [
    (docx("<w:p><w:r><w:drawing/></w:r></w:p>"), "the Word document holds no text (a scan?)"),
    (WHOLE[:-200], "the archive or office document is damaged or cut off"),
    (zipped({"word/document.xml": MAIN[:-9]}), "the Word document is damaged (word/document.xml: "),
    (OLE, "an office document of the old kind (.doc); save it as DOCX"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), "the office document is locked with a password"),
    (zipped({"xl/workbook.xml": ""}), "the file is an Excel workbook; save it as DOCX"),
    (zipped({"mimetype": "", "content.xml": ""}), "the file is an OpenDocument file; save it"),
    (zipped({f"a{n}.xml": "" for n in range(20_001)} | {"word/document.xml": MAIN}),
     "more than 20000 parts"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "message"), UNREADABLE)
def test_unreadable_files_are_named_with_reason_and_remedy(data, message):
    with pytest.raises(FormatError) as error:
        read(data)
    assert str(error.value).startswith("file.docx: ")
    assert message in str(error.value)


def test_a_locked_member_is_named():
    locked = bytearray(zipped({"word/document.xml": MAIN}))
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(header) + flags] |= 1
    with pytest.raises(FormatError, match="locked with a password"):
        read(bytes(locked))


def test_a_document_is_known_by_its_members_and_not_by_its_name():
    for name in ("file.docx", "file.zip", "file", "file.md"):
        assert format_of(Original(name, WHOLE)) == "docx"


def test_unpacked_size_is_bounded_whatever_the_archive_claims(monkeypatch):
    monkeypatch.setattr(docx_reader, "LARGEST", 100_000)
    assert read(docx(p(RUSSIAN)))
    large = docx(p(RUSSIAN) + f"<!--{'x' * 200_000}-->")
    with pytest.raises(FormatError, match="larger than 0 MB when unpacked; divide it"):
        read(large)
    # The archive claims that its text has ten bytes.
    size = zipfile.ZipFile(io.BytesIO(large)).getinfo("word/document.xml").file_size
    lying = large.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(FormatError, match=r"^file\.docx: the Word document is (larger|damaged)"):
        read(lying)


def test_entities_are_refused():
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    for declared in (f'<!ENTITY e0 "x">{levels}', '<!ENTITY e8 SYSTEM "file:///etc/hosts">'):
        text = runs(r(f"До &e8; после. {RUSSIAN}"))
        xml = f"<!DOCTYPE d [{declared}]><w:document {WORD}><w:body>{text}</w:body></w:document>"
        started = time.perf_counter()
        with pytest.raises(FormatError, match=r"damaged \(word/document\.xml: "):
            read(zipped({"word/document.xml": xml}))
        assert time.perf_counter() - started < 2


HEADING = p("1", '<w:pStyle w:val="H1"/>')


@pytest.mark.parametrize(
    "unit",
    [p(""), p("а"), table(("а", "б")), "<w:p/>", "<w:sdt/>", HEADING],
)
def test_many_elements_take_no_longer_than_their_length(unit):
    started = time.perf_counter()
    read(docx(p(RUSSIAN) + unit * (200_000 // len(unit))))
    assert time.perf_counter() - started < 6


@pytest.mark.parametrize("tag", ["tbl><w:tr><w:tc", "p><w:r", "sdt><w:sdtContent", "txbxContent"])
def test_elements_very_deep_in_each_other_are_refused_or_read(tag):
    nested = f"<w:{tag}>" * 5000
    closing = "".join(
        f"</w:{name.removeprefix('w:')}>" for name in reversed(tag.replace("<", "").split(">"))
    )
    with pytest.raises(FormatError, match="damaged"):
        read(docx(p(RUSSIAN) + nested + closing * 5000))


def test_damage_gives_records_or_a_reason():
    survives_damage(docx(p(RUSSIAN) + table(("а", "б")), numbering=NUMBERING), "file.docx")
    # Damage inside the XML, which the archive's checksums would have told.
    xml = MAIN.encode()
    for at in range(0, len(xml), 5):
        for broken in (xml[:at], xml[:at] + b"<" + xml[at:], xml[:at] + xml[at + 3 :]):
            try:
                records(zipped({"word/document.xml": broken}), "file.docx")
            except FormatError as error:
                last = str(error)
    assert last.startswith("file.docx: ")
