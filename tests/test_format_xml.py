"""XML: which vocabulary it is; and that nothing hostile in it costs time, memory or secrets."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from format_samples import BILINGUAL, EAD, FRUS

from searchlib.errors import FormatError
from searchlib.formats import Original, format_of, read
from searchlib.formats.xml import Parts

BODY = "<teiHeader/><text><body><p>{}</p></body></text>"


def records(data: bytes, name: str = "file.xml"):
    return list(read(Original(name, data)))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (FRUS, "volume.xml"),
        (FRUS, "volume.txt"),
        (EAD.partition("?>")[2], "aid.md"),
        (BILINGUAL.partition("?>")[2], "a.tei"),
        ("<TEI.2/>", "a"),
        ('<!DOCTYPE TEI SYSTEM "tei.dtd"><TEI/>', "a.txt"),
        ("<!-- said first --><TEI/>", "a.xml"),
    ],
)
def test_xml_is_told_by_its_beginning_or_by_its_name(data, name):
    assert format_of(Original(name, data.encode())) == "xml"


# Content, what the message says.
UNREADABLE = [
    ("<mods/>", "XML with the root <mods>, which is not known; TEI and EAD are read"),
    ("<x:svg xmlns:x='y'/>", "with the root <svg>"),
    (f"<{'a' * 5000}/>", "which is not known"),
    ("<TEI><teiHeader>", "the XML is damaged (Premature end of data"),
    ("<TEI>\n\n<p></q></TEI>", "line 3"),
    ("<TEI>&nowhere;</TEI>", "the XML is damaged (Entity 'nowhere' not defined"),
    ("<TEI/><TEI/>", "damaged"),
    ("<?xml version='1.0' encoding='klingon'?><TEI/>", "damaged (unsupported encoding"),
    ("<TEI>" + "<p>" * 5000, "damaged (Excessive depth"),
    ("<?xml version='1.0'?>", "damaged"),
    (b"<TEI>\xff\xfe</TEI>", "damaged"),
    (b"<TEI>a\x00b</TEI>", "damaged"),
]


@pytest.mark.parametrize(("data", "message"), UNREADABLE)
def test_unreadable_xml_is_named_with_reason_and_remedy(data, message):
    data = data if isinstance(data, bytes) else data.encode()
    with pytest.raises(FormatError) as error:
        records(data)
    assert message.casefold() in str(error.value).casefold()
    assert str(error.value).startswith("file.xml: ")
    assert "export" in str(error.value)
    assert "<string>" not in str(error.value)
    assert len(str(error.value)) < 400


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251", "koi8-r"])
def test_the_declared_encoding_counts(encoding):
    text = BILINGUAL.replace("UTF-8", encoding)
    (record,) = records(text.encode(encoding))
    assert record.title == "Телеграмма о барже"


# Entities -------------------------------------------------------------------


def laughs(levels: int) -> str:
    """A billion laughs: each entity is ten of the one before."""
    more = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, levels))
    return f'<!DOCTYPE TEI [<!ENTITY l0 "ha">{more}]>'


HOSTILE = [
    laughs(12) + "<TEI>" + BODY.format("&l11;") + "</TEI>",
    laughs(12) + '<TEI n="&l11;">' + BODY.format("text") + "</TEI>",
    f'<!DOCTYPE TEI [<!ENTITY a "{"a" * 100_000}">]><TEI>{BODY.format("&a;" * 50_000)}</TEI>',
    f'<!DOCTYPE TEI [<!ENTITY a "{"a" * 100_000}">]><TEI n="{"&a;" * 5_000}">'
    f"{BODY.format('text')}</TEI>",
    '<!DOCTYPE TEI [<!ENTITY a "&b;"><!ENTITY b "&a;">]><TEI>' + BODY.format("&a;") + "</TEI>",
    "<TEI>" + BODY.format("<a>" * 100_000) + "</TEI>",
    "<TEI " + " ".join(f'a{n}="1"' for n in range(100_000)) + "/>",
    f"<TEI>{BODY.format('x' * 11_000_000)}</TEI>",
    f"<TEI><{'a' * 11_000_000}/></TEI>",
]


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_a_bomb_costs_little(data):
    data = data.encode()
    tracemalloc.start()
    started = time.perf_counter()
    try:
        found = records(data)
    except FormatError:
        found = []
    seconds, (_, peak) = time.perf_counter() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds < 3
    assert peak < 50_000_000
    assert sum(len(text.body) for record in found for text in record.texts) < 1_000_000


def test_nothing_outside_the_file_is_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("password")
    for declared in (
        f'<!ENTITY a SYSTEM "{secret.as_uri()}">',
        f'<!ENTITY % a SYSTEM "{secret.as_uri()}"> %a;',
        '<!ENTITY a SYSTEM "http://127.0.0.1:9/a">',
    ):
        text = f"<!DOCTYPE TEI [{declared}]><TEI>{BODY.format('one &a; two')}</TEI>"
        for record in records(text.encode()):
            assert record.texts[0].body == "one &a; two"
    include = (
        '<TEI xmlns:xi="http://www.w3.org/2001/XInclude">'
        + BODY.format(f'one <xi:include href="{secret.as_uri()}" parse="text"/>')
        + "</TEI>"
    )
    assert records(include.encode())[0].texts[0].body == "one"


def test_names_of_characters_are_characters_and_other_entities_stay_as_written():
    declared = '<!DOCTYPE TEI SYSTEM "tei.dtd" [<!ENTITY lib "Library">]>'
    content = "coal&nbsp;&mdash; for the &lib;, &zzz; &amp; &#1080;"
    (record,) = records(f"{declared}<TEI>{BODY.format(content)}</TEI>".encode())
    assert record.texts[0].body == "coal\u00a0— for the &lib;, &zzz; & и"


# Bounds ---------------------------------------------------------------------


def many(documents: int) -> bytes:
    """A volume of many documents."""
    head, rest = (
        FRUS[: FRUS.index('<div type="document"')],
        FRUS[FRUS.index("</div>\n    </body>") :],
    )
    one = '<div type="document" xml:id="d{0}" n="{0}"><head>{0}. Note</head><p>{1}</p></div>'
    text = "The barge of coal has not come. " * 20
    return (head + "".join(one.format(n, text) for n in range(documents)) + rest).encode()


def test_a_long_volume_takes_no_more_memory_than_a_short_one():
    def peak(documents: int) -> int:
        data = many(documents)
        tracemalloc.start()
        assert sum(1 for _ in read(Original("v.xml", data))) == documents
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(1000) < 2 * peak(100) + 500_000


def test_what_was_read_is_forgotten():
    parts = Parts(Original("v.xml", many(500)), "div", "TEI")
    for event, element in parts:
        if event == "end" and element.get("type") == "document":
            parts.release(element)
    assert sum(1 for _ in element.iter()) < 30


def test_a_record_beyond_the_limit_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr("searchlib.formats.xml.LARGEST", 200_000)
    assert len(records(many(1000))) == 1000
    with pytest.raises(FormatError, match=r"one record takes more than .* divide the file"):
        records(f"<TEI>{BODY.format('coal ' * 100_000)}</TEI>".encode())


def test_millions_of_tags_are_refused(monkeypatch):
    monkeypatch.setattr("searchlib.formats.xml._MOST_TAGS", 5_000)
    with pytest.raises(FormatError, match="millions of tags"):
        records(f"<TEI>{BODY.format('<a/>' * 20_000)}</TEI>".encode())
