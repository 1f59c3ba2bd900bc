"""Are terms found, in whichever layer and direction, and nothing else?"""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchlib.bilingual.layers import Layer, written
from searchlib.bilingual.lexicon import DATA, OTHER, Lexicon, Translation
from searchlib.bilingual.shipped import period
from searchlib.errors import FormatError

ENTRIES = {
    ("en", "помощь"): {"help": 0.5, "aid": 0.3, "assist": 0.2},
    ("en", "корея"): {"korea": 0.9},
    ("en", "железный дорога"): {"railway": 0.8},
    ("en", "сша"): {"unit state": 0.6, "usa": 0.4},
    ("en", "железный"): {"iron": 1.0},
    ("en", "железо"): {"iron": 0.7},
    ("ru", "help"): {"помощь": 0.4, "помочь": 0.6},
    ("ru", "railway"): {"железный дорога": 0.7, "жд": 0.01},
}


@pytest.fixture
def lexicon():
    return Lexicon.of(ENTRIES)


@pytest.mark.parametrize(
    ("term", "to", "expected"),
    [
        ("помощь", "en", [("help", 0.5), ("aid", 0.3), ("assist", 0.2)]),
        ("корея", "en", [("korea", 0.9)]),
        ("железный дорога", "en", [("railway", 0.8)]),
        ("железный", "en", [("iron", 1.0)]),
        ("help", "ru", [("помочь", 0.6), ("помощь", 0.4)]),
        ("railway", "ru", [("железный дорога", 0.7), ("жд", 0.01)]),
        ("help", "en", []),
        ("помощь", "ru", []),
        ("railways", "en", []),
        ("", "en", []),
        ("а\tб", "en", []),
        ("помощь\n", "en", []),
        ("\ud800", "en", []),
        ("яя", "ru", []),
    ],
)
def test_terms_and_their_translations(lexicon, term, to, expected):
    assert [tuple(t) for t in lexicon.translations(term, to)] == expected


def test_a_translation_of_several_words_comes_apart():
    assert Translation("unit state", 1.0).words == ("unit", "state")


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("корейка", {"korea"}),
        ("железяка", {"iron"}),  # of железо; железный has as much in common
        ("корейский", set()),  # four letters of nine are too few
        ("коре", {"korea"}),
        ("жена", set()),
        ("который", set()),
        ("помощь1949", set()),
    ],
)
def test_a_word_that_is_missing_is_translated_as_its_family(lexicon, term, expected):
    found = {t.term: t.weight for t in lexicon.translations(term, "en")}
    assert set(found) == expected
    assert all(weight <= 0.25 for weight in found.values())


def test_upper_layers_lead_and_lower_ones_still_count():
    glossary = {("en", "помощь"): {"relief": 1.0}, ("en", "кабель"): {"cabl": 1.0}}
    lexicon = Lexicon.of(glossary, ENTRIES)
    found = lexicon.translations("помощь", "en")
    assert [t.term for t in found] == ["relief", "help", "aid", "assist"]
    assert sum(t.weight for t in found) == pytest.approx(1.0)
    assert found[0].weight == pytest.approx(0.5)
    assert lexicon.translations("кабель", "en") == (Translation("cabl", 1.0),)
    assert [len(found) for _, found in lexicon.layers("помощь", "en")] == [1, 3]


@pytest.mark.parametrize(
    ("ru", "en", "score"),
    [
        ("помощь", "help", 0.5),
        ("железный дорога", "railway", 0.8),
        ("помочь", "help", 0.6),  # known from the other side; from this one by its family only
        ("корея", "help", 0.0),
        ("1949", "1949", 1.0),
    ],
)
def test_score_of_two_terms(lexicon, ru, en, score):
    for _ in range(2):
        assert lexicon.score(ru, en) == pytest.approx(score)


TERMS = st.text("абвabc яz", min_size=1, max_size=6).map(str.strip).filter(bool)


@settings(max_examples=50)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["ru", "en"]), TERMS),
        st.dictionaries(TERMS, st.floats(0.001, 1), min_size=1, max_size=5),
        max_size=30,
    )
)
def test_what_is_written_is_found_again(entries):
    data = written(entries)
    assert data == written(dict(reversed(entries.items())))
    layer = Layer(data)
    for language, term in {*entries, ("en", "а"), ("ru", "zz"), ("ru", "a a")}:
        expected = entries.get((language, term), {})
        assert layer.translations(term, language) == pytest.approx(expected, abs=0.0006)
    for language, term in entries:
        found = Lexicon([layer]).translations(term, language)
        assert sum(t.weight for t in found) <= 1.0001
        assert [t.weight for t in found] == sorted((t.weight for t in found), reverse=True)


@given(st.text(), st.sampled_from(["ru", "en"]))
def test_any_term_gets_an_answer(term, to):
    assert all(0 < t.weight <= 1 for t in Lexicon.of(ENTRIES).translations(term, to))


@pytest.mark.parametrize(
    ("term", "to", "expected"),
    [
        ("железный", "en", True),
        ("железо", "en", False),
        ("железный", "ru", False),
        ("сша", "en", False),
    ],
)
def test_entries_of_several_words_are_known_by_their_first(lexicon, term, to, expected):
    assert lexicon.begins(term, to) is expected


def test_files_are_opened_in_layers(tmp_path):
    path = tmp_path / "own.lexicon"
    path.write_bytes(written({("en", "корея"): {"chosen": 1.0}}))
    with Lexicon.open(path) as lexicon:
        found = [t.term for t in lexicon.translations("корея", "en")]
        assert found[:2] == ["chosen", "korea"]
        assert next(name for name, _ in lexicon.layers("корея", "en")) == str(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read as a lexicon"),
        (b"", "cannot be read as a lexicon"),
        (b"ru\ten\n", "is no lexicon of this version. Make it again."),
    ],
)
def test_another_file_is_refused(tmp_path, content, message):
    path = tmp_path / "own.lexicon"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FormatError, match=message):
        Lexicon.open(path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-9],
        lambda data: data.replace(b"\t900\n", b"\tnine\n"),
        lambda data: data.replace(b"korea", b"\xff\xfe\xfd\xfc\xfb"),
        lambda data: data.replace(b"\t900\n", b"\n"),
    ],
)
def test_a_damaged_file_says_so(damage):
    whole = written({("en", "корея"): {"korea": 0.9}})
    with pytest.raises(FormatError, match=r"is damaged\. Make it again"):
        Layer(damage(whole)).translations("корея", "en")


def test_lines_held_in_memory_say_the_same():
    words = ["корея", "корейский", "корейский война", "кореец", "мир", "мирный", "я", "ёж"]
    terms = [*words, "кореянка", "корей", "война", "корейский вой", "а", "яя", "korea", ""]
    entries = {("en", word): {f"of {n}": 0.9, "same": 0.5} for n, word in enumerate(words)}
    plain, held = Lexicon.of(entries), Lexicon.of(entries)
    held.hold()
    held.hold()
    for term in terms:
        for to in OTHER:
            assert held.translations(term, to) == plain.translations(term, to), (term, to)
            assert held.begins(term, to) == plain.begins(term, to), (term, to)


def test_what_is_cut_short_is_not_held():
    layer = Layer(written({("en", "корея"): {"korea": 0.9}})[:-1])
    with pytest.raises(FormatError, match=r"is damaged\. Make it again"):
        layer.hold()


# The lexicon that searchlib brings.


@pytest.fixture(scope="module")
def shipped():
    with Lexicon.open() as lexicon:
        yield lexicon


@pytest.mark.parametrize(
    ("term", "to", "expected"),
    [
        ("помощь", "en", {"help", "aid", "assist"}),
        ("северный", "en", {"north", "northern"}),
        ("президент", "en", {"presid"}),
        ("вода", "en", {"water"}),
        ("war", "ru", {"война"}),
        ("korean", "ru", {"корейский"}),
        ("цк", "en", {"central committe"}),
        ("товарищ", "en", {"comrad"}),
        ("кнр", "en", {"prc", "peopl republ china"}),
        ("совет министр", "en", {"council minist"}),
        ("тяжелый вода", "en", {"heavi water"}),
        ("unit state", "ru", {"сша"}),
        ("prc", "ru", {"кнр"}),
        ("железный дорога", "en", {"railway", "railroad"}),
    ],
)
def test_the_shipped_lexicon_knows(shipped, term, to, expected):
    assert expected <= {t.term for t in shipped.translations(term, to)[:6]}


def test_the_shipped_lexicon_is_compact_and_in_order():
    for name in ("base.lexicon", "period.lexicon"):
        data = (DATA / name).read_bytes()
        assert len(data) < 4_000_000
        keys = [line.split(b"\t")[:2] for line in data.split(b"\n")[1:-1]]
        assert keys == sorted(keys)
        assert {language for language, _ in keys} == {language.encode() for language in OTHER}


def test_the_period_lexicon_is_in_step_with_its_table():
    assert (DATA / "period.lexicon").read_bytes() == period()


def test_it_opens_and_answers_at_once():
    times = []
    for _ in range(5):
        start = time.perf_counter()
        with Lexicon.open() as lexicon:
            times.append(time.perf_counter() - start)
            lexicon.translations("помощь", "en")
    assert min(times) < 0.01  # 0.2 ms on a quiet machine


def test_looking_up_imports_nothing_heavy():
    heavy = "{'numpy', 'pymorphy3', 'gzip'}"
    code = (
        "import sys; from searchlib.bilingual.lexicon import Lexicon; "
        f"Lexicon.open().translations('помощь', 'en'); print({heavy} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert ran.stdout.strip() == b"set()"
