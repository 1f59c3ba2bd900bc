"""TEI: volumes, letters, texts in two languages; pages and footnotes at their places."""

from __future__ import annotations

from datetime import date

import pytest
from format_samples import BILINGUAL, FRUS, LETTER, PARALLEL
from hypothesis import given
from hypothesis import strategies as st

from searchlib.errors import FormatError
from searchlib.formats import Original, read


def records(text: str | bytes, name: str = "volume.xml"):
    data = text if isinstance(text, bytes) else text.encode()
    return list(read(Original(name, data)))


def tei(body: str, header: str = "") -> str:
    return (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>'
        f"<title>A title</title></titleStmt></fileDesc>{header}</teiHeader>"
        f"<text><body>{body}</body></text></TEI>"
    )


def body_of(content: str) -> str:
    (record,) = records(tei(content))
    return record.texts[0].body


# A volume -------------------------------------------------------------------


def test_each_document_of_a_volume_is_a_record_and_nothing_else_is():
    found = records(FRUS)
    assert [record.id for record in found] == [
        "state-frus1949v99-d98",
        "state-frus1949v99-d99",
        "state-frus1949v99-d100",
    ]
    assert found[0].url == "https://history.state.gov/historicaldocuments/frus1949v99/d98"
    assert {record.source for record in found} == {"volume.xml"}


def test_a_telegram_is_described():
    record = records(FRUS)[0]
    assert record.title == "The Chargé in Ruritania (alden) to the Secretary of State"
    assert (record.sender, record.recipient) == (("Alden",), ("Secretary of State",))
    assert record.classification == "Top Secret"
    assert record.date.start == record.date.end == date(1949, 7, 12)
    assert (record.date.written, record.date.edtf) == ("July 12, 1949—4 p. m.", "1949-07-12")
    (mark,) = record.citation.shelfmarks
    assert (mark.archive, mark.fond) == ("NARA decimal file", "893.796/8-1248")
    assert record.citation.written == (
        "Foreign Relations of the United States, 1949, Rivers and Harbors, Volume XCIX,"
        " Document 98. 893.796/8–1248: Telegram"
    )


def test_the_text_of_a_telegram_reads_as_printed():
    (text,) = records(FRUS)[0].texts
    assert (text.language, text.kind) == ("en", "text")
    assert text.body.split("\n\n") == [
        "top secret",
        "Strelsau, July 12, 1949—4 p. m.",
        "[Received July 12—7:11 a. m.]",
        "1239. The harbour master says that no coal has come since the spring. He asks for:",
        "a. forty barges;\nb. two tugs.",
        "Nothing else is wanted.",
        "Month | Tons\nMay | 120",
        "[Enclosure]",
        "July 1, 1949",
        "A list of the barges.",
        "Alden",
        "25. Repeated to the Consul at Zenda as No. 32.",
        "26. In telegram No. 81, supra.",
        "27. Not printed.",
    ]


def test_pages_and_footnotes_stand_at_their_places():
    (text,) = records(FRUS)[0].texts
    assert [(number, text.body[at:][:10]) for at, number in text.pages] == [
        ("83", "top secret"),
        ("84", "the spring"),
    ]
    assert [text.body[a:b][:3] for a, b in text.footnotes] == ["25.", "26.", "27."]
    assert text.footnotes[-1][1] == len(text.body)


def test_an_editorial_note_has_its_page_and_the_days_its_editors_give():
    record = records(FRUS)[1]
    assert (record.title, record.type) == ("Editorial Note", "editorial note")
    assert (record.date.start, record.date.end) == (date(1949, 8, 1), date(1949, 9, 30))
    assert record.texts[0].pages == ((0, "85"),)


def test_a_source_note_gives_archive_and_classification_and_stays_a_footnote():
    record = records(FRUS)[2]
    (mark,) = record.citation.shelfmarks
    assert (mark.archive, mark.path) == ("NARA", "RG 59, Central Files, 893.796/9-149")
    assert record.classification == "Secret"
    assert record.title.startswith("Memorandum From the Chief of Harbors")
    assert record.date.edtf == "1949-09-01/1949-09-03"
    text = record.texts[0]
    assert text.pages == ((0, "85"),)
    assert [text.body[a:b] for a, b in text.footnotes] == [
        "1. Source: National Archives, RG 59, Central Files, 893.796/9–149. Secret; Priority."
        " Drafted by Brand."
    ]


def test_a_volume_that_is_cut_off_keeps_what_stands_before_the_cut():
    original = Original("volume.xml", FRUS[: FRUS.index("99. Editorial")].encode())
    assert [record.id for record in read(original)] == ["state-frus1949v99-d98"]
    (problem,) = original.problems
    assert problem.startswith("after 1 records: the XML is damaged (")


def test_the_same_xml_id_twice_does_not_stop_the_reading():
    original = Original("volume.xml", FRUS.replace("d98fn26", "d98fn25").encode())
    assert (len(list(read(original))), original.problems) == (3, [])


def test_a_volume_without_its_id_has_no_addresses():
    plain = FRUS.replace("frus1949v99", "volume").replace('type="frus"', 'type="dospubno"')
    assert [record.url for record in records(plain)] == ["", "", ""]
    assert len({record.id for record in records(plain)}) == 3


def test_several_heads_are_one_title_and_their_notes_stay():
    (record,) = records(
        tei(
            '<div type="document" n="7"><head>No. 7.</head><head>Mr. Alden to Mr. Brand.<note '
            'n="0" type="source">Source: National Archives, RG 59, Box 1.</note></head>'
            "<p>Sir: No coal.</p></div>"
        )
    )
    assert record.title == "No. 7. Mr. Alden to Mr. Brand."
    assert record.texts[0].body == "Sir: No coal.\n\nSource: National Archives, RG 59, Box 1."
    assert record.citation.shelfmarks[0].path == "RG 59, Box 1"


def test_an_editorial_note_is_one_by_its_title_too():
    (record,) = records(tei('<div type="document" n="3"><head>3. Editorial Note</head></div>'))
    assert (record.title, record.type, record.texts) == ("Editorial Note", "editorial note", ())


# Letters --------------------------------------------------------------------


def test_a_letter_is_described_by_its_header():
    (record,) = records(LETTER)
    assert record.title == "Письмо Ивана Баркова Петру Лоцману"
    assert (record.sender, record.recipient) == (("Иван Барков",), ("Пётр Лоцман",))
    assert (record.date.edtf, record.date.written) == ("1913-05-01/1913-05-31", "май 1913")
    assert record.summary == "О барже, севшей на мель."
    assert record.original_languages == ("ru",)
    assert record.type == "letter"
    assert record.url == "https://letters.example.org/edition/17"
    (mark,) = record.citation.shelfmarks
    assert (mark.fond, mark.opis, mark.delo, mark.listy) == ("2567", "1", "33", ((4, 6),))
    assert record.citation.written == "РГАЛИ, ф. 2567, оп. 1, д. 33, л. 4-6"


def test_the_text_is_the_document_s_own_and_not_the_editor_s():
    (text,) = records(LETTER)[0].texts
    assert (text.language, text.kind) == ("ru", "transcript")
    assert text.body == (
        "Милостивый государь!\n\nБаржа сѣла на мель у г.\u00a0Зенды[…], и Captain Brown велѣлъ"
        " ждать.\nВоды мало.\n\nИ. Барков"
    )


# Attributes of a date, its words, EDTF.
DATES = [
    ('when="1949-05"', "May", "1949-05"),
    ('when="1949-05-18T10:00:00Z"', "", "1949-05-18"),
    ('notBefore="1949-05-18"', "after the 18th", "1949-05-18/.."),
    ('notAfter="1949"', "", "../1949"),
    ('from="1949-05" to="1950"', "", "1949-05/1950"),
    ('from="1949" to="1949"', "", "1949"),
    ('when="whenever"', "June, 1934", "1934-06"),
    ("", "18 мая 1949 г.", "1949-05-18"),
]


@pytest.mark.parametrize(("attributes", "words", "edtf"), DATES)
def test_dates_are_read_by_attributes_and_else_by_words(attributes, words, edtf):
    header = (
        '<profileDesc><correspDesc><correspAction type="sent">'
        f"<date {attributes}>{words}</date></correspAction></correspDesc></profileDesc>"
    )
    (record,) = records(tei("<p>Text.</p>", header))
    assert record.date.edtf == edtf
    assert not words or record.date.written == words


# Two languages --------------------------------------------------------------


def test_texts_in_two_languages_are_two_texts():
    (record,) = records(BILINGUAL)
    ru, en = record.texts
    assert (ru.language, ru.kind, en.language, en.kind) == ("ru", "transcript", "en", "translation")
    assert ru.body == "Баржа села на мель.\n\nЖдём воды.\n\n1. У Зенды."
    assert [(number, ru.body[at:][:4]) for at, number in ru.pages] == [("4", "Барж"), ("5", "воды")]
    assert [ru.body[a:b] for a, b in ru.footnotes] == ["1. У Зенды."]
    assert en.body == "The barge ran aground.\n\nWe wait for water."
    assert record.citation.shelfmarks[0].archive == "RGASPI"


def test_two_columns_are_two_texts():
    (record,) = records(PARALLEL)
    assert {text.language: text.body for text in record.texts} == {
        "ru": "Баржа стоит.\n\nЛёд идёт.",
        "en": "The barge stands.\n\nThe ice moves.",
    }


def test_languages_that_are_not_marked_are_told_by_script():
    (record,) = records(
        tei('<pb n="1"/><p>Баржа стоит.</p><p>1949</p><p>The <pb n="2"/>barge.</p>')
    )
    ru, en = record.texts
    assert (ru.body, ru.pages) == ("Баржа стоит.", ((0, "1"),))
    assert (en.body, en.pages) == ("1949\n\nThe barge.", ((10, "2"),))


# Layout: content, body.
LAYOUTS = [
    ("<p>one\n   two<hi>three</hi> four</p>", "one twothree four"),
    ("<p>a<pb n='2'/>b</p>", "ab"),
    ("<lg><l>line one</l><l>line two</l></lg>", "line one\nline two"),
    ("<p>word<note>called</note>, on</p>", "word, on\n\ncalled"),
    ("<p>word<note n='*'><p>one</p><p>two</p></note></p>", "word\n\n*. one\n\ntwo"),
    ("<p>a<note n='1'>b<note n='2'>c</note></note></p>", "a\n\n1. b\n\n2. c"),
    ("<p>see<ref type='noteref' target='#n1'>1</ref> and <ref>that</ref></p>", "see and that"),
    ("<fw>running head</fw><p>text</p>", "text"),
    ("<p>a <choice><orig>b</orig><reg>c</reg></choice></p>", "a b"),
    ("<p>the <corr>right</corr> word</p>", "the right word"),
    ("<p>a <app><lem>b</lem><rdg>c</rdg></app></p>", "a b"),
    ("<p>a <!-- hidden --><?pi x?>b</p>", "a b"),
    (
        "<p>before <quote rend='blockquote'><p>quoted</p></quote> after</p>",
        "before\n\nquoted\n\nafter",
    ),
    ("<p>he said <quote>this</quote> once</p>", "he said this once"),
    ("<list><item>one</item><item><p>two</p></item></list>", "one\n\ntwo"),
    ("<p>&lt;b&gt; &amp;amp;</p>", "<b> &amp;"),
    ("<p><![CDATA[<raw>]]></p>", "<raw>"),
]


@pytest.mark.parametrize(("content", "body"), LAYOUTS)
def test_layout(content, body):
    assert body_of(content) == body


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>Баржа</p>",
                "<p>barge</p>",
                "<pb n='7'/>",
                "<p>a<note n='1'>b</note>c</p>",
                "<lb/>",
                "<p>x<pb n='8'/> y</p>",
                "<p xml:lang='ru'>z</p>",
                "<p> </p>",
                "<list><item>и</item></list>",
            ]
        ),
        max_size=12,
    )
)
def test_pages_and_footnotes_always_lie_in_the_text(parts):
    for record in records(tei("<p>Начало</p>" + "".join(parts))):
        for text in record.texts:
            assert text.body == text.body.strip()
            assert all(text.body[at : at + 1].strip() for at, _ in text.pages)
            for a, b in text.footnotes:
                assert text.body[a:b] == text.body[a:b].strip() != ""
        assert len({text.language for text in record.texts}) == len(record.texts)


def test_a_page_that_begins_inside_a_footnote_is_left_out():
    (record,) = records(tei('<p>a<note n="1">b <pb n="9"/>c</note> d</p><pb n="10"/><p>e</p>'))
    (text,) = record.texts
    assert (text.body, text.pages) == ("a d\n\ne\n\n1. b c", ((5, "10"),))


# Other shapes ---------------------------------------------------------------


def test_older_tei_and_a_corpus_of_several():
    header = "<teiHeader><fileDesc><titleStmt><title>Old</title></titleStmt></fileDesc></teiHeader>"
    old = f"<TEI.2>{header}<text><body><p>Text.</p></body></text></TEI.2>"
    assert [record.title for record in records(old)] == ["Old"]
    corpus = (
        '<teiCorpus xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/>'
        f"{tei('<p>one</p>')}{tei('<p>two</p>')}</teiCorpus>"
    )
    assert [record.texts[0].body for record in records(corpus)] == ["one", "two"]


def test_a_header_alone_is_a_record_without_texts():
    (record,) = records(tei(""))
    assert (record.title, record.texts) == ("A title", ())


def test_nothing_to_read_is_said():
    with pytest.raises(FormatError, match=r"x\.xml: the file holds no text; export"):
        records('<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/></TEI>', "x.xml")
