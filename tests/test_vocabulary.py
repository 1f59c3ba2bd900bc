"""Which forms are known, and which are like this one?"""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from searchlib.errors import IndexDamaged
from searchlib.vocabulary import Vocabulary

FORMS = st.lists(st.text("абвё'a1和", min_size=1, max_size=6), max_size=25, unique=True)


def holding(forms):
    vocabulary = Vocabulary.create()
    vocabulary.add({form: (form.upper(), "x") for form in forms})
    return vocabulary


def test_terms_come_back_in_order(tmp_path):
    written = Vocabulary.create(tmp_path / "v #1?.sqlite")
    written.add({"стали": ("стать", "сталь"), "men": ("man",)})
    written.add({"men": ("other",), "'": ("'",)})
    written.close()
    vocabulary = Vocabulary.open(tmp_path / "v #1?.sqlite")
    assert vocabulary.terms(["стали", "men", "'", "absent"]) == {
        "стали": ("стать", "сталь"), "men": ("man",), "'": ("'",),
    }  # fmt: skip
    assert vocabulary.terms([]) == {}
    vocabulary.close()


def test_many_forms_are_asked_for_at_once():
    forms = [f"f{n}" for n in range(1_300)]
    assert list(holding(forms).terms(reversed(forms))) != []
    assert holding(forms).terms(forms).keys() == set(forms)


@given(FORMS, st.text("абa*?和", min_size=1, max_size=6))
def test_like_as_a_pattern_says(forms, pattern):
    expected = sorted(form for form in forms if fnmatchcase(form, pattern))
    assert holding(forms).like(pattern, 100) == expected
    assert holding(forms).like(pattern, 2) == expected[:2]


LIKE = [
    ("войск*", ["войска", "войсковая"]),
    ("*а", ["войска"]),
    ("вой?ка", ["войска"]),
    ("в*я", ["войсковая"]),
    ("войска", ["войска"]),
    ("[в]ойска", []),
    ("*[а-я]*", []),
    ("ВОЙСК*", []),
    ("*\U0010ffff", []),
    ("?" * 60_000, []),
    ("я" * 60_000 + "*", []),
]


@pytest.mark.parametrize(("pattern", "expected"), LIKE)
def test_like(pattern, expected):
    assert holding(["войсковая", "войска", "стали"]).like(pattern, 10) == expected


def test_a_hostile_pattern_takes_bounded_time():
    vocabulary = holding(["а" * 100 + str(n) for n in range(200)])
    started = time.process_time()
    assert vocabulary.like("*а" * 40 + "*б", 10) == []
    assert time.process_time() - started < 2


@given(FORMS, st.text("абвё'a1", max_size=6), st.integers(1, 2))
def test_near_as_the_distance_says(forms, word, distance):
    edits = sorted((OSA.distance(word, form), form) for form in forms)
    expected = [(form, n) for n, form in edits if n <= distance]
    assert holding(forms).near(word, distance, 100) == expected
    assert holding(forms).near(word, distance, 3) == expected[:3]


@pytest.mark.parametrize("word", ["посол", "посольство", "aaaaaa", "treaty", "договор"])
def test_one_edit_anywhere_in_a_word_is_near(word):
    places = range(len(word) + 1)
    edited = {word, *(word[:n] + "ж" + word[n:] for n in places)}
    edited |= {word[:n] + other + word[n + 1 :] for n in places[:-1] for other in ("", "ж")}
    edited |= {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in places[:-2]}
    further = {one[::-1] + "жж" for one in edited} | {"жж" + one for one in edited}
    found = holding(edited | further).near(word, 1, 1_000)
    assert {form for form, _ in found} == edited
    assert all(OSA.distance(word, form) == edits for form, edits in found)


def test_swapped_neighbours_are_one_edit():
    assert holding(["войска", "вйоска", "воска"]).near("войска", 1, 9) == [
        ("войска", 0), ("вйоска", 1), ("воска", 1),
    ]  # fmt: skip


def test_a_vocabulary_that_is_missing_or_damaged(tmp_path):
    path = tmp_path / "v.sqlite"
    for prepare in (
        lambda: None,
        lambda: path.write_bytes(b"x" * 5_000),
        lambda: path.write_bytes(b""),
    ):
        prepare()
        message = f"{re.escape(str(path))} cannot be read .*Run: searchlib check --repair"
        with pytest.raises(IndexDamaged, match=message):
            Vocabulary.open(path)


def test_damage_further_on_is_named_when_it_is_met(tmp_path):
    path = tmp_path / "v.sqlite"
    vocabulary = Vocabulary.create(path)
    vocabulary.add({f"форма{n}": ("терм",) for n in range(20_000)})
    vocabulary.close()
    data = bytearray(path.read_bytes())
    data[8_192:-4_096] = b"\xff" * (len(data) - 12_288)
    path.write_bytes(data)
    with pytest.raises(IndexDamaged, match="cannot be read"):
        Vocabulary.open(path).like("*9*", 10_000)


def test_several_threads_read(tmp_path):
    forms = {f"f{n}": (f"t{n}",) for n in range(2_000)}
    written = Vocabulary.create(tmp_path / "v")
    written.add(forms)
    written.close()
    vocabulary = Vocabulary.open(tmp_path / "v")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: vocabulary.terms([f"f{n}", f"f{n + 1}"]), range(1_000)))
    assert answers == [{f"f{m}": (f"t{m}",) for m in (n, n + 1)} for n in range(1_000)]
    vocabulary.close()


def test_the_forms_of_a_term():
    vocabulary = Vocabulary.create()
    vocabulary.add({"стали": ("стать", "сталь"), "стал": ("стать",), "men": ("man",)})
    vocabulary.add({"сталью": ("сталь",)})
    assert vocabulary.forms(["сталь"]) == {"стали", "сталью"}
    assert vocabulary.forms(["стать", "man", "absent"]) == {"стали", "стал", "men"}
    assert vocabulary.forms([]) == set()
    assert vocabulary.forms(f"t{n}" for n in range(2000)) == set()


def test_names_are_found_under_their_keys_by_sound(tmp_path):
    path = tmp_path / "v"
    written = Vocabulary.create(path)
    written.add_names(
        {"KFL": {("kovalev", "kovalev"), ("kavalef", "cavalef")}, "K": {("ko", "ko")}}
    )
    written.close()
    added = Vocabulary.change(path)
    added.add_names({"KFL": {("kovalev", "kovalev"), ("kovalov", "kovalyov")}})
    added.close()
    vocabulary = Vocabulary.open(path)
    found = vocabulary.sounding(["KFL", "absent"], "kovalev", 0.5, 9)
    assert found == ["kovalev", "kovalyov", "cavalef"]
    assert vocabulary.sounding(["KFL"], "kovalev", 0.8, 9) == ["kovalev", "kovalyov"]
    assert vocabulary.sounding(["KFL"], "kovalev", 0.5, 1) == ["kovalev"]
    assert vocabulary.sounding(["absent"], "kovalev", 0.5, 9) == []
    vocabulary.close()
