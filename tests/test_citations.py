"""Do shelfmarks, translators and contributors come out of citations as they are written?"""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.citations import FORMS, read_forms
from benchmarks.generated import SHARED
from searchlib.archival.archive_table import ARCHIVES as TABLE
from searchlib.archival.archives import archive_within, find_archive, has_fonds
from searchlib.archival.citations import archive_names, parse_citation, shelfmark_number
from searchlib.bilingual.description import as_kept, keyword
from searchlib.records import Shelfmark

CITATIONS = read_forms(FORMS / "citations.tsv").citations
CITATION_FORMS = SHARED / "citation_forms.tsv"

# Citations that are found again when a title, a date and an address stand around them.
WHOLE = [form for form in CITATIONS if form.translators or form.contributors][:12]

THANKS = [
    ("Translated by A. B. Smith and C. Jones.", ("A. B. Smith", "C. Jones"), ()),
    ("Translated for CWIHP by I. M.", ("I. M.",), ()),
    ("RGANI, f. 1, op. 2, d. 3. Translated by C. Jones for CWIHP.", ("C. Jones",), ()),
    ("Translated by C. Jones, with corrections.", ("C. Jones",), ()),
    ("Translated from the Russian by Dr. C. Jones.", ("Dr. C. Jones",), ()),
    ("Translated and annotated by C. Jones", ("C. Jones",), ()),
    ("Trans. C. Jones.", ("C. Jones",), ()),
    ("trans. by C. Jones", ("C. Jones",), ()),
    ("Translator: C. Jones", ("C. Jones",), ()),
    ("Переводчик: Иван Петров", ("Иван Петров",), ()),
    ("Пер. с англ. И. Петровой.", ("И. Петровой",), ()),
    ("Перевод: Иван Петров", ("Иван Петров",), ()),
    ("Перевод с английского И. Петровой.", ("И. Петровой",), ()),
    ("Документ предоставила А. Иванова.", (), ("А. Иванова",)),
    ("Contributed to CWIHP by A. Smith.", (), ("A. Smith",)),
    ("Obtained and translated by A. Smith.", ("A. Smith",), ("A. Smith",)),
    ("Obtained by A. Smith (London) and translated by C. Jones", ("C. Jones",), ("A. Smith",)),
    ("Scan courtesy of the Hoover Institution Archives.", (), ("the Hoover Institution Archives",)),
    ("Nobody is thanked here", (), ()),
    ("Translated by", (), ()),
]

ARCHIVES = [
    ("AP RF", "АП РФ", "Presidential Archive of the Russian Federation", "APRF", "ап рф"),
    ("RGASPI", "РГАСПИ", "Russian State Archive of Socio-Political History", "R.G.A.S.P.I."),
    ("RGANI", "РГАНИ"),
    ("AVP RF", "AVPRF", "АВП РФ", "АВПРФ", "Архив внешней политики РФ"),
    ("GARF", "ГАРФ", "The State Archive of the Russian Federation"),
    ("RGVA", "РГВА"),
    ("TsAMO", "ЦАМО", "ЦАМО РФ"),
    ("AP RF", "AП PФ"),  # А and Р typed on a Latin keyboard
]


def test_forms():
    for form in CITATIONS:
        citation = parse_citation(form.written)
        assert citation.shelfmarks == form.shelfmarks, form.written
        assert citation.translators == form.translators, form.written
        assert citation.contributors == form.contributors, form.written
        assert citation.written == form.written


def test_what_is_printed_reads_back():
    for mark in {mark for form in CITATIONS for mark in form.shelfmarks}:
        assert parse_citation(str(mark)).shelfmarks == (mark,)


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009", "  ", "\t", "\n"])
def test_any_space_is_a_space(space):
    for form in CITATIONS:
        marks = parse_citation(form.written.replace(" ", space)).shelfmarks
        assert marks == form.shelfmarks, form.written


def test_there_are_many_forms_and_not_all_are_citations():
    assert len(CITATIONS) > 300
    assert sum(not form.shelfmarks for form in CITATIONS) > 60


@pytest.mark.skipif(not CITATION_FORMS.exists(), reason="the shared citation forms are not here")
def test_every_given_form_is_known():
    assert not read_forms(CITATION_FORMS).unjudged


@pytest.mark.parametrize("form", WHOLE, ids=lambda form: form.written[:60])
def test_title_date_and_digital_archive_are_not_part_of_the_shelfmark(form):
    opening = '"Letter, f. 1 to d. 2", May 18, 1949, Wilson Center Digital Archive, '
    citation = parse_citation(f"{opening}{form.written} <https://example.org/document/1>")
    assert citation.shelfmarks == form.shelfmarks
    assert citation.translators == form.translators
    assert citation.contributors == form.contributors


def test_title_and_date_go_without_a_digital_archive_too():
    citation = parse_citation('"Report on Rail," May 18, 1949, Some Archive, f. 4, op. 1, d. 2.')
    assert citation.shelfmarks == (Shelfmark("Some Archive", "4", "1", "2"),)


def test_thanks_may_come_before_the_shelfmark():
    citation = parse_citation("Obtained by A. Smith. RGASPI, f. 17, op. 3, d. 5.")
    assert citation.shelfmarks == (Shelfmark("RGASPI", "17", "3", "5"),)
    assert citation.contributors == ("A. Smith",)


@pytest.mark.parametrize(("text", "translators", "contributors"), THANKS)
def test_thanks(text, translators, contributors):
    citation = parse_citation(text)
    assert (citation.translators, citation.contributors) == (translators, contributors)


def test_a_long_citation_is_kept_whole():
    text = "RGANI, f. 1, op. 2, d. 3, l. 4. " + "и так далее " * 2_000
    citation = parse_citation(text)
    assert citation.written == text.strip()
    assert citation.shelfmarks == (Shelfmark("RGANI", "1", "2", "3", listy=((4, 4),)),)


# Archives -------------------------------------------------------------------


@pytest.mark.parametrize("spellings", ARCHIVES)
def test_each_spelling_of_an_archive_leads_to_all_of_them(spellings):
    every = archive_names(spellings[0])
    assert every[0] == spellings[0]
    assert all(archive_names(spelling) == every for spelling in spellings)


def test_no_spelling_names_two_archives():
    for row in TABLE:
        assert {archive_names(spelling)[0] for spelling in row} == {row[0]}


def test_former_names_are_names_of_the_same_archive():
    assert {"RGASPI", "РГАСПИ", "RTsKhIDNI", "РЦХИДНИ"} <= set(archive_names("РЦХИДНИ"))
    assert archive_names("РЦХИДНИ")[0] == "RTsKhIDNI"


def test_an_unknown_archive_has_the_name_it_was_given():
    assert archive_names(" Dorset County Archive ") == ("Dorset County Archive",)
    assert archive_names(" ") == ()


def test_longest_archive_name_wins():
    assert find_archive("MNL OL XIV-J-1") == ("MNL OL", "XIV-J-1")
    assert find_archive("AQPPSH-ML-PKK") == ("AQPPSH", "ML-PKK")
    assert find_archive("Nothing known here") == ("", "Nothing known here")


@pytest.mark.parametrize(
    ("text", "archive"),
    [
        ("Запись беседы, 5 марта 1949 г. АВП РФ", "AVP RF"),
        ("Record of conversation // Russian State Archive of Contemporary History", "RGANI"),
        ("Georgian National Archives", ""),
        ("the archive", ""),
        ("", ""),
    ],
)
def test_archives_in_running_text(text, archive):
    assert archive_within(text) == archive


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("Р-5446", "R-5446"),
        ("R5446", "R-5446"),
        ("Р. 5446", "R-5446"),
        ("р — 5446", "R-5446"),
        ("П-35", "P-35"),
        ("9401с/ч", "9401s/ch"),
        ("0102", "0102"),
        ("059а", "059a"),
    ],
)
def test_numbers_have_one_notation(written, latin):
    assert shelfmark_number(written) == latin


@pytest.mark.parametrize("typed", ["R-5446", "R5446", "Р-5446", "р5446", "r-5446"])
def test_a_query_may_write_a_fond_in_either_notation(typed):
    kept = keyword(Shelfmark("GARF", "R-5446", "1").fond)
    assert keyword(as_kept("fond", typed)) == kept


def test_a_latin_letter_among_russian_ones_is_russian():
    assert shelfmark_number("P-5446", russian=True) == "R-5446"
    assert parse_citation("ГАРФ. Ф. P-5446. Оп. 1. Д. 2.").shelfmarks[0].fond == "R-5446"


# What always holds ----------------------------------------------------------

plain = st.integers(0, 99_999).map(str)
numbers = st.from_regex(r"\A[0-9]{1,5}[a-z]?\Z")
fonds = numbers | st.from_regex(r"\A[RP]-[0-9]{2,5}[a-z]?\Z")
leaves = st.lists(st.integers(1, 9_000).flatmap(
    lambda low: st.tuples(st.just(low), st.integers(low, low + 400))
), max_size=4, unique=True).map(tuple)  # fmt: skip
with_fonds = st.sampled_from([row[0] for row in TABLE if has_fonds(row[0])])
without_fonds = st.sampled_from([row[0] for row in TABLE if not has_fonds(row[0])])
file_numbers = st.from_regex(
    r"\A(?:[A-Z]{1,3} [1-9][0-9]{1,3}/[1-9][0-9]{2,4}|[1-9][0-9]{2}-[0-9]{5}-[0-9]{2}"
    r"|RG [1-9][0-9]{1,2}, Box [1-9][0-9]{1,3}|File No\. [1-9][0-9]{2}-[A-Z]{2,4}/[1-9][0-9])\Z"
)
in_fonds = st.builds(Shelfmark, with_fonds, fonds, numbers, numbers, st.just("") | numbers, leaves)
in_files = st.builds(
    lambda archive, path, listy: Shelfmark(archive, path=path, listy=listy),
    without_fonds,
    file_numbers,
    leaves,
)


@settings(deadline=None)
@given(in_fonds | in_files)
def test_a_shelfmark_printed_is_the_shelfmark_read(mark):
    if mark.path.startswith("RG ") and mark.archive == "TNA":
        mark = Shelfmark("NARA", path=mark.path, listy=mark.listy)  # record groups are American
    assert parse_citation(str(mark)).shelfmarks == (mark,)


@settings(deadline=None, max_examples=40)
@given(st.lists(in_fonds, min_size=2, max_size=4))
def test_several_shelfmarks_in_one_citation(marks):
    for between in ("; ", ", and ", "; см. также "):
        assert parse_citation(between.join(map(str, marks))).shelfmarks == tuple(marks)


LOOK_ALIKES = str.maketrans("АВЕКМНОРСТХаеорсух", "ABEKMHOPCTXaeopcyx")


@settings(deadline=None, max_examples=40)
@given(plain, plain, plain, plain, leaves.filter(bool))
def test_russian_and_english_notation_mean_the_same(fond, opis, delo, papka, ranges):
    listed = ", ".join(f"{low}-{high}" for low, high in ranges)
    english = f"AVP RF, f. {fond}, op. {opis}, p. {papka}, d. {delo}, ll. {listed}"
    russian = f"АВП РФ. Ф. {fond}. Оп. {opis}. П. {papka}. Д. {delo}. Л. {listed}."
    spelled = f"АВП РФ, фонд {fond}, опись {opis}, папка {papka}, дело {delo}, листы {listed}"
    expected = (Shelfmark("AVP RF", fond, opis, delo, papka, ranges),)
    for text in (english, russian, spelled, russian.replace(" ", "").replace("АВПРФ", "АВП РФ")):
        assert parse_citation(text).shelfmarks == expected
        assert parse_citation(text.upper()).shelfmarks == expected
        assert parse_citation(text.lower()).shelfmarks == expected
        assert parse_citation(text.translate(LOOK_ALIKES)).shelfmarks == expected


@settings(deadline=None)
@given(st.lists(st.sampled_from(CITATIONS).map(lambda form: form.written) | st.text(max_size=40)
                | st.sampled_from(["Ф. ", "op. 5", "; ", "(", "л. 5-", "там же", "№", "1949"]),
                max_size=6).map(" ".join))  # fmt: skip
def test_any_text_is_a_citation(text):
    citation = parse_citation(text)
    assert citation.written == " ".join(text.split())
    assert all(low <= high for mark in citation.shelfmarks for low, high in mark.listy)


HOSTILE = [
    *("[", "(", "((", "1", "1-", "1, ", "1 и ", "5. ", '"', "«", ".", ";", "—", "\u00a0", "ё"),
    *("f. ", "f. 1 ", "l. 1, ", "f. 1, op. 2, ", "ф. 1 (a ", "op. 1 (", "д. 1, 2, ", "л. 1 об. "),
    *("A ", "AA ", "АП РФ ", "Archive ", "М., ", "vol. 1 ", "no. 5 ", "NA 5; ", "x/", "1/"),
    *("там же ",),
    *("translated, ", "A. ", "Translated by ", "by A and B, ", "published in ", "https://a "),
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_citation_costs_no_time(unit):
    text = unit * (200_000 // len(unit))
    parse_citation(unit)
    for opening in ("", "AP RF, f. 1, op. 2, d. 3, ll. ", "РГАСПИ. Ф. 17 ("):
        started = time.process_time()
        parse_citation(opening + text)
        assert time.process_time() - started < 0.5
