"""Do the forms of an English word meet under one stem?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchlib.analysis.english import _BASES, stems


def share(one: str, other: str) -> bool:
    return bool(set(stems(one)) & set(stems(other)))


@pytest.mark.parametrize(
    ("form", "regular"),
    [
        ("men", "man"),
        ("women", "woman"),
        ("children", "child"),
        ("feet", "foot"),
        ("wives", "wife"),
        ("crises", "crisis"),
        ("criteria", "criterion"),
        ("congressmen", "congressman"),
        ("servicemen", "serviceman"),
        ("went", "going"),
        ("sold", "sells"),
        ("fought", "fighting"),
        ("sent", "sending"),
        ("held", "holds"),
        ("overthrown", "overthrowing"),
        ("withdrew", "withdrawal"),
        ("said", "says"),
        ("led", "leads"),
        ("spoke", "speaks"),
        ("best", "good"),
        ("highest", "high"),
        ("earlier", "early"),
        ("bigger", "big"),
        ("cdes", "comrades"),
        ("govt", "government"),
        ("dept", "departments"),
    ],
)
def test_irregular_form_meets_the_regular_one(form: str, regular: str):
    assert share(form, regular)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("left", ("leav", "left")),
        ("found", ("find", "found")),
        ("saw", ("see", "saw")),
        ("leaves", ("leaf", "leav")),
        ("lay", ("lie", "lay")),
        ("troops", ("troop",)),
        ("withdrawing", ("withdraw",)),
    ],
)
def test_ambiguous_form_has_every_stem_likeliest_first(form, expected):
    assert stems(form) == expected


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("labour", "labor"),
        ("labourers", "laborers"),
        ("honourable", "honorable"),
        ("neighbouring", "neighboring"),
        ("organise", "organized"),
        ("organisation", "organizations"),
        ("mobilisation", "mobilization"),
        ("analysed", "analyzing"),
        ("centre", "centers"),
        ("theatres", "theater"),
        ("defence", "defense"),
        ("programme", "programs"),
        ("catalogue", "catalogs"),
    ],
)
def test_british_and_american_spellings_meet(british: str, american: str):
    assert share(british, american)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("four", "for"),
        ("hour", "hors"),
        ("tour", "tor"),
        ("prize", "prise"),
        ("size", "sis"),
        ("better", "wells"),
        ("founded", "finding"),
        ("omen", "oman"),
    ],
)
def test_other_words_are_not_respelt(one: str, other: str):
    assert not share(one, other)


def test_words_ending_in_men_that_are_no_men():
    assert share("specimen", "specimens")
    assert share("regimen", "regimens")


@pytest.mark.parametrize(
    ("form", "without"),
    [
        ("stalin's", "stalin"),
        ("troops'", "troops"),
        ("men's", "man"),
        ("dogovorit'sya", "dogovoritsya"),
        ("o'neill", "oneill"),
        ("don't", "dont"),
    ],
)
def test_possessives_are_cut_and_other_apostrophes_dropped(form: str, without: str):
    assert stems(form) == stems(without)


@pytest.mark.parametrize("form", ["", "'", "'s", "s'", "x", "kpk", "mig-15", "zürich"])
def test_anything_gets_an_answer(form: str):
    assert stems(form)


def test_every_base_is_found_by_each_of_its_irregular_forms():
    missed = [
        (form, base) for form, bases in _BASES.items() for base in bases if not share(form, base)
    ]
    assert not missed


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz'", max_size=14))
def test_stems_are_distinct_and_never_missing(form: str):
    found = stems(form)
    assert found
    assert len(set(found)) == len(found)
    assert stems(form + "'s") == stems(form) or form.endswith("'s") or not form.strip("'")
