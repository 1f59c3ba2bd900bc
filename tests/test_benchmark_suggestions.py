"""Does the benchmark of suggestions count what it says it counts?"""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import suggestions as benchmark
from benchmarks.suggestions import KINDS, SLIPS, Slip, figures, rank, slipped


@given(st.sampled_from(["война", "treaty", "маньчжурия"]), st.integers())
def test_a_slip_is_one_slip(word, seed):
    for kind in SLIPS:
        typed = slipped(word, kind, random.Random(seed))
        assert typed != word
        assert abs(len(typed) - len(word)) == (kind in ("left out", "too many"))
        if kind == "swapped":
            assert sorted(typed) == sorted(word)
    assert slipped("корея", "keyboard", random.Random(seed)) == "rjhtz"


def test_any_form_of_the_word_is_right_and_its_forms_are_one_answer():
    assert rank("войны", ["войну"]) == 1
    assert rank("войны", ["мир", "мира", "миру", "война"]) == 2
    assert rank("войны", ["мир"]) == 0


def test_figures_count_each_kind_and_all_slips_together():
    slips = [Slip("война", "воина", "wrong"), Slip("мир", "мрир", "too many")]
    found = figures(lambda typed: ["война"] if typed == "воина" else ["дом", "мир"], slips)
    assert (found["wrong_at_1"], found["too_many_at_1"], found["too_many_at_3"]) == (1, 0, 1)
    assert (found["slips_at_1"], found["slips_at_3"], found["keyboard_at_1"]) == (0.5, 1, 0)
    assert set(KINDS) >= {slip.kind for slip in slips}


@pytest.mark.slow
def test_it_runs(capsys):
    assert benchmark.main(["--records", "30", "--words", "5", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["systems"]["searchlib"]["slips_at_1"] > 0.5


def test_an_index_that_is_not_there_is_said_to_be_missing(capsys, tmp_path):
    assert benchmark.main(["--data", str(tmp_path / "no")]) == 1
    assert "There is no index" in capsys.readouterr().err
