"""Do shelfmarks, translators and contributors come out of citations as they are written?"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchlib.archival.archives import find_archive
from searchlib.archival.citations import archive_names, parse_citation, shelfmark_number
from searchlib.records import Shelfmark

CITATION_FORMS = Path(__file__).parents[2] / "shared" / "data" / "citation_forms.tsv"


def mark(archive="", fond="", opis="", delo="", papka="", listy=(), path=""):
    return Shelfmark(archive, fond, opis, delo, papka, tuple(listy), path)


# Citation, shelfmarks, translators, contributors. Real citations; they are facts.
REAL = [
    (
        "AP RF, f. 4, op. 1, d. 331, ll. 59-61, and RGASPI, f. 558, op. 11, d. 331, ll. 0059-0061.",
        [
            mark("AP RF", "4", "1", "331", listy=[(59, 61)]),
            mark("RGASPI", "558", "11", "331", listy=[(59, 61)]),
        ],
        (),
        (),
    ),
    (
        "RGANI, f. 5, op. 49, d. 131, ll. 193-194. Translated by Gary Goldberg.",
        [mark("RGANI", "5", "49", "131", listy=[(193, 194)])],
        ("Gary Goldberg",),
        (),
    ),
    (
        "RGASPI, f. 558, op. 11, d. 97, ll. 67-70. Contributed by Sergey Radchenko and translated"
        " by Gary Goldberg.",
        [mark("RGASPI", "558", "11", "97", listy=[(67, 70)])],
        ("Gary Goldberg",),
        ("Sergey Radchenko",),
    ),
    (
        "MOL, XIX-J-1-j Korea, 4. doboz, 5/a, 004076/ 1955. Translated for NKIDP by"
        " Balazs Szalontai.",
        [mark("MOL", path="XIX-J-1-j Korea, 4. doboz, 5/a, 004076/1955")],
        ("Balazs Szalontai",),
        (),
    ),
    (
        "MNL OL XIV-J-1-j Korea 25-005249/1980. Obtained by North Korean Materials Archive, IFES,"
        " Kyungnam University, and translated by Imre Májer.",
        [mark("MNL OL", path="XIV-J-1-j Korea 25-005249/1980")],
        ("Imre Májer",),
        ("North Korean Materials Archive, IFES, Kyungnam University",),
    ),
    (
        "Diplomatic Archives of the Ministry of Foreign Affairs of Japan, File A’0392"
        " (Microfilm). Contributed by Robert Hoppens and translated by Stephen Mercado.",
        [
            mark(
                "Diplomatic Archives of the Ministry of Foreign Affairs of Japan",
                path="File A’0392 (Microfilm)",
            )
        ],
        ("Stephen Mercado",),
        ("Robert Hoppens",),
    ),
    (
        "BArch, B 136/59748, 403-410. Contributed, transcribed, and translated by"
        " Stephan Kieninger.",
        [mark("BArch", listy=[(403, 410)], path="B 136/59748")],
        ("Stephan Kieninger",),
        ("Stephan Kieninger",),
    ),
    (
        "Nehru Memorial Museum and Library, File No. JNSG, vol. 21-1.",
        [mark("Nehru Memorial Museum and Library", path="File No. JNSG, vol. 21-1")],
        (),
        (),
    ),
    (
        "National Archives of Ireland, Department of Foreign Affairs/5/313/3D, published in"
        ' "Documents on Irish Foreign Policy," Volume XI, Document No. 96. Contributed by'
        " Mervyn O'Driscoll.",
        [mark("National Archives of Ireland", path="Department of Foreign Affairs/5/313/3D")],
        (),
        ("Mervyn O'Driscoll",),
    ),
    (
        "General Assembly Official Records, 23th Session : 751st Plenary Meeting, Friday 19"
        " September 1958, New York, A/PV.751, United Nations Digital Library,"
        " https://digitallibrary.un.org/record/731480. Contributed by Mervyn O'Driscoll.",
        [
            mark(
                "United Nations Digital Library",
                path="General Assembly Official Records, 23th Session : 751st Plenary Meeting,"
                " Friday 19 September 1958, New York, A/PV.751",
            )
        ],
        (),
        ("Mervyn O'Driscoll",),
    ),
    (
        "Milovan Djilas. Wartime. Translated by Michael B. Petrovich. (New York: Harcourt Brace"
        " Jovanovich, 1977), 385-387.",
        [],
        ("Michael B. Petrovich",),
        (),
    ),
    (
        "Obtained by Béla Révész; translated and edited by Barnabás Vajd, Laura Deal, and"
        " Karl P. Benziger.",
        [],
        ("Barnabás Vajd", "Laura Deal", "Karl P. Benziger"),
        ("Béla Révész",),
    ),
    (
        "AVPRF, fond 6, op 5, p. 9, d.337, ll. 57, 60, 61",
        [mark("AVP RF", "6", "5", "337", "9", [(57, 57), (60, 60), (61, 61)])],
        (),
        (),
    ),
    (
        "Presidential Archive of the Russian Federation, f. 3, op. 3, d. 65, l. 25-26",
        [mark("AP RF", "3", "3", "65", listy=[(25, 26)])],
        (),
        (),
    ),
    (
        "АП РФ. Ф. 39. Оп. 1. Д. 31. Л. 24.",
        [mark("AP RF", "39", "1", "31", listy=[(24, 24)])],
        (),
        (),
    ),
    (
        "РГАСПИ Ф.71 Оп.35 Д.961 Л.4-6",
        [mark("RGASPI", "71", "35", "961", listy=[(4, 6)])],
        (),
        (),
    ),
    (
        "393.1115/7–1249: Telegram",
        [mark("NARA decimal file", path="393.1115/7-1249")],
        (),
        (),
    ),
]

# Shelfmarks alone: the same notation, written otherwise.
RELATED = [
    (
        "АВП РФ. Ф. 0102. Оп. 6. П. 21. Д. 48. Л. 12–15, 17.",
        [mark("AVP RF", "0102", "6", "48", "21", [(12, 15), (17, 17)])],
    ),
    (
        "AVP RF, f. 059a, op. 5a, d. 3, p. 11, ll. 67-68.",
        [mark("AVP RF", "059a", "5a", "3", "11", [(67, 68)])],
    ),
    (
        "ГАРФ. Ф. Р-5446. Оп. 86а. Д. 1034. Л. 24об., 25",
        [mark("GARF", "R-5446", "86a", "1034", listy=[(24, 24), (25, 25)])],
    ),
    (
        "АП РФ, фонд 45, опись 1, дело 342, листы 59, 60 и 61",
        [mark("AP RF", "45", "1", "342", listy=[(59, 59), (60, 60), (61, 61)])],
    ),
    (
        "RGASPI, fond 558, opis 11, delo 331, listy 59-61",
        [mark("RGASPI", "558", "11", "331", listy=[(59, 61)])],
    ),
    ("RGASPI, 558/11/331/59-61", [mark("RGASPI", "558", "11", "331", listy=[(59, 61)])]),
    ("РГАСПИ Ф71 Оп35 Д961 Л4-6", [mark("RGASPI", "71", "35", "961", listy=[(4, 6)])]),
    (
        "Архив внешней политики РФ (АВП РФ), ф. 07, оп. 23а, п. 20, д. 251, лл. 1-3",
        [mark("AVP RF", "07", "23a", "251", "20", [(1, 3)])],
    ),
    (
        "AP RF, f. 45, op. 1, d. 346, ll. 13–17; d. 347, ll. 5-6; and op. 2, d. 1, l. 3.",
        [
            mark("AP RF", "45", "1", "346", listy=[(13, 17)]),
            mark("AP RF", "45", "1", "347", listy=[(5, 6)]),
            mark("AP RF", "45", "2", "1", listy=[(3, 3)]),
        ],
    ),
    (
        "RGANI, f. 3, op. 8, d. 237, ll. 1-5; RGANI, f. 3, op. 8, d. 238, l. 7",
        [
            mark("RGANI", "3", "8", "237", listy=[(1, 5)]),
            mark("RGANI", "3", "8", "238", listy=[(7, 7)]),
        ],
    ),
    ("AP RF, f. 1, op. 1, d. 1, ll. 193-94", [mark("AP RF", "1", "1", "1", listy=[(193, 194)])]),
    ("f. 5, op. 1, d. 2, l. 3", [mark("", "5", "1", "2", listy=[(3, 3)])]),
    (
        "TsDA, Sofia, Fond 1-B, Opis 6, a.e. 3366, l. 1-2.",
        [mark("CDA", "1-B", "6", "3366", listy=[(1, 2)])],
    ),
    (
        "HDA SBU, f. 16, op. 1, spr. 970, ark. 45-47.",
        [mark("HDA SBU", "16", "1", "970", listy=[(45, 47)])],
    ),
    (
        "Государственный архив Хабаровского края, ф. П-35, оп. 1, д. 5, л. 7",
        [mark("Государственный архив Хабаровского края", "P-35", "1", "5", listy=[(7, 7)])],
    ),
    (
        "PRC FMA 106-00581-06, 23-25. Obtained by A. B.",
        [mark("PRC FMA", path="106-00581-06", listy=[(23, 25)])],
    ),
    ("National Archives of India.", [mark("National Archives of India")]),
    ("Milovan Djilas, Wartime (New York: Harcourt Brace Jovanovich, 1977), 385-387.", []),
    ("Some words that are not a citation", []),
    ("", []),
]

ARCHIVES = [
    ("AP RF", "АП РФ", "Presidential Archive of the Russian Federation", "APRF", "ап рф"),
    ("RGASPI", "РГАСПИ", "Russian State Archive of Socio-Political History", "R.G.A.S.P.I."),
    ("RGANI", "РГАНИ"),
    ("AVP RF", "AVPRF", "АВП РФ", "АВПРФ", "Архив внешней политики РФ"),
    ("GARF", "ГАРФ", "The State Archive of the Russian Federation"),
    ("RGVA", "РГВА"),
    ("TsAMO", "ЦАМО", "ЦАМО РФ"),
]


@pytest.mark.parametrize(("text", "marks", "translators", "contributors"), REAL)
def test_real_citations(text, marks, translators, contributors):
    citation = parse_citation(text)
    assert list(citation.shelfmarks) == marks
    assert citation.translators == translators
    assert citation.contributors == contributors
    assert citation.written == text


@pytest.mark.parametrize(("text", "marks"), RELATED)
def test_related_notations(text, marks):
    assert list(parse_citation(text).shelfmarks) == marks


def test_every_given_form_is_in_the_table():
    if not CITATION_FORMS.exists():
        pytest.skip("the shared citation forms are not here")
    rows = CITATION_FORMS.read_text(encoding="utf-8").splitlines()[1:]
    assert {row.split("\t")[0] for row in rows} <= {text for text, *_ in REAL}


@pytest.mark.parametrize(("text", "marks", "translators", "contributors"), REAL)
def test_title_date_and_digital_archive_are_not_part_of_the_shelfmark(
    text, marks, translators, contributors
):
    opening = '"Letter, f. 1 to d. 2", May 18, 1949, Wilson Center Digital Archive, '
    citation = parse_citation(f"{opening}{text} <https://example.org/document/1>")
    assert list(citation.shelfmarks) == marks
    assert (citation.translators, citation.contributors) == (translators, contributors)


def test_title_and_date_go_without_a_digital_archive_too():
    citation = parse_citation('"Report on Rail," May 18, 1949, Some Archive, f. 4, op. 1, d. 2.')
    assert citation.shelfmarks == (mark("Some Archive", "4", "1", "2"),)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Translated by A. B. Smith and C. Jones.", ("A. B. Smith", "C. Jones")),
        ("Translated for CWIHP by I. M.", ("I. M.",)),
        ("RGANI, f. 1, op. 2, d. 3. Translated by C. Jones for CWIHP.", ("C. Jones",)),
        ("Перевод: Иван Петров", ("Иван Петров",)),
        ("Перевод с английского И. Петровой.", ("И. Петровой",)),
        ("Nobody is thanked here", ()),
    ],
)
def test_translators(text, names):
    assert parse_citation(text).translators == names


@pytest.mark.parametrize("spellings", ARCHIVES)
def test_each_spelling_of_an_archive_leads_to_all_of_them(spellings):
    every = archive_names(spellings[0])
    assert every[0] == spellings[0]
    assert all(archive_names(spelling) == every for spelling in spellings)


def test_former_names_are_names_of_the_same_archive():
    assert {"RGASPI", "РГАСПИ", "RTsKhIDNI", "РЦХИДНИ"} <= set(archive_names("РЦХИДНИ"))
    assert archive_names("РЦХИДНИ")[0] == "RTsKhIDNI"


def test_an_unknown_archive_has_the_name_it_was_given():
    assert archive_names(" Dorset County Archive ") == ("Dorset County Archive",)
    assert archive_names(" ") == ()


def test_longest_archive_name_wins():
    assert find_archive("MNL OL XIV-J-1") == ("MNL OL", "XIV-J-1")
    assert find_archive("Nothing known here") == ("", "Nothing known here")


def test_letters_of_a_shelfmark_are_latin_in_both_notations():
    assert shelfmark_number("Р-5446") == shelfmark_number("R-5446") == "R-5446"
    assert shelfmark_number("0102") == "0102"


numbers = st.integers(0, 99_999).map(str)
leaves = st.lists(st.integers(1, 9_000).flatmap(
    lambda low: st.tuples(st.just(low), st.integers(low, low + 400))
), min_size=1, max_size=4, unique=True)  # fmt: skip


@settings(deadline=None)
@given(numbers, numbers, numbers, numbers, leaves)
def test_russian_and_english_notation_mean_the_same(fond, opis, delo, papka, ranges):
    listed = ", ".join(f"{low}-{high}" for low, high in ranges)
    english = f"AVP RF, f. {fond}, op. {opis}, p. {papka}, d. {delo}, ll. {listed}"
    russian = f"АВП РФ. Ф. {fond}. Оп. {opis}. П. {papka}. Д. {delo}. Л. {listed}."
    expected = (mark("AVP RF", fond, opis, delo, papka, ranges),)
    assert parse_citation(english).shelfmarks == expected
    assert parse_citation(russian).shelfmarks == expected


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_a_citation(text):
    assert parse_citation(text).written == " ".join(text.split())


@pytest.mark.parametrize(
    "unit", ["[", "(", "1", "1-", "1, ", "l. 1, ", "f. 1, op. 2, ", '"', "translated, ", "A. "]
)
def test_a_hostile_citation_costs_no_time(unit):
    text = unit * (1_000_000 // len(unit))
    started = time.perf_counter()
    parse_citation(text)
    parse_citation(f"AP RF, f. 1, op. 2, d. 3, ll. {text}")
    assert time.perf_counter() - started < 2
