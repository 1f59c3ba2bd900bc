"""Are the layers of an index's lexicon learnt, opened and verified as its other files are?"""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from taught_archive import Archive

import searchlib
from searchlib.bilingual.layers import Layer, written
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.translations import translations
from searchlib.errors import FormatError, IndexDamaged, SearchlibError


@pytest.fixture
def archive(tmp_path):
    made = Archive(tmp_path / "archive", count=12)
    made.build()
    path = tmp_path / "terms.tsv"
    path.write_text("снегирь\tLantern\n", "utf-8")
    searchlib.add_glossaries([path], folder=made.index)
    return made


LAYERS = ("learnt.lexicon", "glossaries/terms.tsv.lexicon")


def test_glossaries_count_most_then_what_was_learnt_then_what_came(archive):
    layers = archive.says("снегирь")["lantern"]
    assert list(layers) == ["terms.tsv", "learnt"]
    assert layers["terms.tsv"] == 1.0


def test_learning_again_gives_what_a_rebuild_does_and_reads_no_document(archive):
    before = archive.learnt()
    archive.write(12)  # a tenth has not come yet
    archive.build()
    assert archive.learnt() == before
    shown = []
    learnt = searchlib.learn(archive.index, progress=lambda *said: shown.append(said[2]))
    assert learnt.records == 13
    assert learnt.terms == archive.learnt().count(b"\n") - 1
    assert shown == ["Learning which words translate which"]
    assert searchlib.status(folder=archive.index).learnt == 13
    again = archive.learnt()
    assert again != before
    archive.build(rebuild=True)
    assert archive.learnt() == again
    assert list(archive.says("снегирь")["lantern"]) == ["terms.tsv", "learnt"]


def test_learning_where_there_is_no_index(tmp_path):
    with pytest.raises(searchlib.IndexNotFound, match="Run: searchlib index"):
        searchlib.learn(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_who_has_the_index_open_keeps_the_lexicon_it_had(archive):
    with searchlib.open(archive.index) as before:
        (archive.glossaries / "terms.tsv").unlink()
        archive.build()
        assert dict(before.translations("снегирь")[0].layers)["terms.tsv"] == 1.0
    assert list(archive.says("снегирь")["lantern"]) == ["learnt"]


@pytest.mark.parametrize("name", LAYERS)
def test_a_damaged_layer_is_named_and_repaired(archive, name):
    path = archive.generation() / name
    whole = path.read_bytes()
    path.write_bytes(whole[:22] + re.sub(rb"\d", b"x", whole[22:]))
    (problem,) = searchlib.check(folder=archive.index).problems
    assert name in problem
    with pytest.raises(IndexDamaged, match=r"lexicon .*Run: searchlib check --repair"):
        archive.says("снегирь")
    path.write_bytes(b"#other" + whole[6:])
    with pytest.raises(IndexDamaged, match=r"is no lexicon .*Run: searchlib check --repair"):
        searchlib.open(archive.index)
    path.write_bytes(whole[:-1])
    with pytest.raises(IndexDamaged, match=r"bytes long\. Run: searchlib check --repair"):
        searchlib.open(archive.index)
    assert searchlib.check(folder=archive.index, repair=True).repaired
    assert path.name in {one.name for one in archive.generation().rglob("*.lexicon")}
    assert set(archive.says("снегирь")["lantern"]) == {"terms.tsv", "learnt"}


@given(st.binary(max_size=60), st.integers(0, 80), st.sampled_from([True, False]))
def test_of_damaged_bytes_nothing_comes_but_answers_and_clear_errors(damage, place, of_index):
    entries = {("en", "снегирь"): {"lantern": 0.9}, ("en", "снег"): {"snow": 1.0, "sleet": 0.1}}
    whole = written(entries)
    damaged = whole[:22] + whole[22 : 22 + place] + damage + whole[22 + place + len(damage) :]
    lexicon = Lexicon([Layer(damaged, "a.lexicon", of_index=of_index)])
    for term in ("снегирь", "снег", "снегопад"):
        found, error = (), None
        try:
            found = lexicon.translations(term, "en")
        except SearchlibError as raised:
            error = raised
        assert all(0 < said.weight <= 1 for said in found)
        assert error is None or type(error) is (IndexDamaged if of_index else FormatError)
        assert error is None or "a.lexicon is damaged" in str(error)


@pytest.mark.parametrize("line", [b"snow\t-100", b"snow\t0", b"snow\t9000", b"snow", b"snow\tx"])
def test_a_weight_that_is_none_is_damage(line):
    layer = Layer(b"#searchlib lexicon 1\nen\t\xd0\xb0\t" + line + b"\n", "a.lexicon")
    with pytest.raises(FormatError, match="is damaged"):
        layer.translations("а", "en")


def test_layers_are_opened_without_being_read(archive):
    times = []
    for _ in range(5):
        started = time.perf_counter()
        layers = [archive.generation() / name for name in LAYERS]
        Lexicon.open(*layers, of_index=True).close()
        times.append(time.perf_counter() - started)
    assert min(times) < 0.01


# What says a word.


def said(words, lexicon, forms=frozenset()):
    from searchlib.analysis import Analyzer

    def of(terms):
        stems = {"embassi": {"embassies", "embassy"}}
        return {form for term in terms for form in stems.get(term, set())} & forms

    analyse = Analyzer().analyse
    return [(one.term, one.said, one.weight) for one in translations(words, lexicon, analyse, of)]


LEXICON = Lexicon.of(
    {
        ("en", "посольство"): {"embassi": 0.8},
        ("en", "вторжение"): {"invas": 0.7},
        ("en", "сталь"): {"steel": 1.0},
        ("en", "стать"): {"becom": 0.5},
        ("en", "железный дорога"): {"railway": 0.9},
        ("en", "совет министр"): {"council minist": 0.9},
        ("ru", "railway"): {"железный дорога": 0.9},
    }
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("посольства", [("посольство", "embassy", 0.8)]),
        ("вторжения", [("вторжение", "invas-", 0.7)]),
        ("железной дорогой", [("железный дорога", "railway", 0.9)]),
        ("railways", [("railway", "железный дорога", 0.9)]),
        ("сталь", [("сталь", "steel", 1.0)]),
        ("стали", [("стать", "becom", 0.5), ("сталь", "steel", 1.0)]),
        ("Совет и министр", [("совет министр", "council minist", 0.9)]),
        ("", []),
        ("слово " * 200, []),
        ("1949", []),
    ],
)
def test_what_says_words(words, expected):
    assert sorted(said(words, LEXICON)) == sorted(expected)


def test_a_stem_is_shown_as_the_shortest_form_of_the_index():
    assert said("посольство", LEXICON, {"embassies", "embassy"})[0][1] == "embassy"
    assert said("посольство", LEXICON, {"embassies"})[0][1] == "embassies"
