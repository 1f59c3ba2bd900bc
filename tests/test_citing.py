"""Do other programs read in our citations what the record says? Independent parsers do."""

from __future__ import annotations

import json
import re
import warnings
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchlib import Citation, DateInterval, Record, Shelfmark
from searchlib.export.bibtex import bibtex
from searchlib.export.citing import date_parts, written
from searchlib.export.csl_json import csl_json
from searchlib.export.ris import ris

MARK = Shelfmark("RGASPI", fond="558", opis="11", delo="331", listy=((59, 61),))
LETTER = Record(
    "letter-1",
    "Телеграмма № 5 & {скобки} о 100 % «угля»",
    date=DateInterval(date(1949, 5, 18), date(1949, 5, 18), "18 мая 1949", "1949-05-18"),
    summary="About coal_and $ 5 # ~ ^ \\ it.",
    citation=Citation("“As written”, RGASPI.", (MARK,), translators=("Gary Goldberg",)),
    url="https://archive.example.org/document/5?a=1&b=50%25_x#top",
    type="telegram",
    sender=("Zhou Enlai", "Kovalev"),
    recipient=("Stalin",),
    original_languages=("Russian",),
)
HOSTILE = "a\r\nER  - \r\nTY  - BOOK\r\nTI  - forged\x1b[31m\x00 } @book{x, title={y}} \u2028z"


@pytest.mark.parametrize(
    ("first", "last", "parts"),
    [
        (date(1949, 5, 18), date(1949, 5, 18), ((1949, 5, 18),)),
        (date(1949, 5, 1), date(1949, 5, 31), ((1949, 5),)),
        (date(1949, 1, 1), date(1949, 12, 31), ((1949,),)),
        (date(1949, 1, 1), date(1950, 12, 31), ((1949,), (1950,))),
        (date(1949, 5, 1), date(1949, 6, 30), ((1949, 5), (1949, 6))),
        (date(1949, 5, 18), date(1949, 5, 20), ((1949, 5, 18), (1949, 5, 20))),
        (date(1948, 2, 1), date(1948, 2, 29), ((1948, 2),)),
        (date(1, 1, 1), date(9999, 12, 31), ((1,), (9999,))),
    ],
)
def test_a_date_is_as_exact_as_it_is(first, last, parts):
    assert date_parts(DateInterval(first, last)) == parts


def test_a_citation_in_words():
    assert written(LETTER) == "“As written”, RGASPI."
    bare = Record("x", "Cable", date=LETTER.date, citation=Citation("", (MARK,)), url="http://x.y")
    assert written(bare) == (
        "“Cable”, 18 мая 1949, RGASPI, f. 558, op. 11, d. 331, ll. 59-61, http://x.y."
    )
    day = DateInterval(date(1950, 6, 25), date(1950, 6, 25), "25 июня 1950 г.")
    assert written(Record("x", "Записка", date=day)) == "“Записка”, 25 июня 1950 г."


def test_ris_is_read_back():
    rispy = pytest.importorskip("rispy", reason="needs rispy")
    (entry,) = rispy.loads(ris(LETTER))
    assert entry["type_of_reference"] == "PCOMM"
    assert entry["title"] == LETTER.title
    assert entry["authors"] == ["Zhou Enlai", "Kovalev"]
    assert entry["date"] == "1949/05/18/"
    assert entry["year"] == "1949"
    assert entry["urls"] == [LETTER.url]
    assert entry["abstract"] == LETTER.summary
    assert entry["language"] == "Russian"
    assert str(MARK) in str(entry)


def bibtex_entry(text):
    """Read one entry with pybtex, its LaTeX undone."""
    pybtex = pytest.importorskip("pybtex.database", reason="needs pybtex")
    from pybtex.richtext import Text

    entries = pybtex.parse_string(text, "bibtex").entries
    assert len(entries) == 1
    (entry,) = entries.values()
    return entry, lambda name: str(Text.from_latex(entry.fields[name]))


def test_bibtex_is_read_back():
    entry, field = bibtex_entry(bibtex(LETTER))
    assert (entry.type, entry.key) == ("unpublished", "letter-1")
    assert unlatex(entry.fields["title"]) == LETTER.title
    assert unlatex(entry.fields["abstract"]) == LETTER.summary
    assert [str(p).strip("{}") for p in entry.persons["author"]] == ["Zhou Enlai", "Kovalev"]
    assert entry.fields["date"] == "1949-05-18"
    assert (entry.fields["year"], entry.fields["month"]) == ("1949", "May")
    assert field("note") == str(MARK)
    assert entry.fields["url"].replace("\\", "") == LETTER.url


def unlatex(text):
    """Undo the escapes of BibTeX."""
    text = text.removeprefix("{").removesuffix("}")
    names = {"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^"}
    names |= {"textbraceleft": "{", "textbraceright": "}"}
    return re.sub(r"\\(?:([a-z]+)\{\}|([&%$#_]))", lambda m: names[m[1]] if m[1] else m[2], text)


def test_bibtexparser_agrees():
    parser = pytest.importorskip("bibtexparser", reason="needs bibtexparser")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        library = parser.parse_string(bibtex(LETTER))
    assert not library.failed_blocks
    assert library.entries[0].key == "letter-1"
    assert library.entries[0]["date"] == "1949-05-18"


def test_csl_json_is_cited_by_a_citation_processor(tmp_path):
    citeproc = pytest.importorskip("citeproc", reason="needs citeproc-py")
    from citeproc.source.json import CiteProcJSON

    style = tmp_path / "style.csl"
    style.write_text(STYLE, "utf-8")
    items = json.loads(csl_json(LETTER))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bibliography = citeproc.CitationStylesBibliography(
            citeproc.CitationStylesStyle(str(style), validate=False),
            CiteProcJSON(items),
            citeproc.formatter.plain,
        )
        bibliography.register(citeproc.Citation([citeproc.CitationItem("letter-1")]))
        (line,) = map(str, bibliography.bibliography())
    assert line == f"Zhou Enlai, Kovalev. {LETTER.title}. 1949-5-18. {MARK}"


STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>t</title><id>t</id><updated>2020-01-01T00:00:00+00:00</updated></info>
<citation><layout><text variable="title"/></layout></citation>
<bibliography><layout><group delimiter=". ">
<names variable="author"><name delimiter=", "/></names><text variable="title"/>
<date variable="issued" delimiter="-"><date-part name="year"/>
<date-part name="month" form="numeric"/><date-part name="day"/></date>
<text variable="archive_location"/></group></layout></bibliography></style>
"""


def test_what_a_document_says_forges_no_entry():
    rispy = pytest.importorskip("rispy", reason="needs rispy")
    record = Record(HOSTILE, HOSTILE, summary=HOSTILE, url=HOSTILE, sender=(HOSTILE,))
    assert len(rispy.loads(ris(record))) == 1
    assert bibtex_entry(bibtex(record))[0].type == "unpublished"
    assert len(json.loads(csl_json(record))) == 1
    for text in (ris(record), bibtex(record)):
        assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\u2028]", text)


@given(st.text(min_size=1, max_size=60), st.text(max_size=60))
@settings(max_examples=80, deadline=None)
def test_any_record_is_one_entry(title, name):
    record = Record(title, title, summary=name, sender=(name,), url=name)
    (item,) = json.loads(csl_json(record))
    assert item["type"] == "manuscript"
    lines = ris(record).split("\r\n")
    assert (lines[0], lines[-2:]) == ("TY  - MANSCPT", ["ER  - ", ""])
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])
    entry, _ = bibtex_entry(bibtex(record))
    said = entry.fields["title"] if item.get("title") else ""
    assert unlatex(said) == item.get("title", "")
    ris(record).encode("utf-8")
