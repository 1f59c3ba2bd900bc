"""Does the benchmark of indexing time every step, and do the steps make what a build makes?"""

from __future__ import annotations

import json

import pytest

from benchmarks import indexing


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    return indexing.measure(tmp_path_factory.mktemp("measured"), 12, "whoosh")


@pytest.mark.parametrize("step", [*indexing.STEPS, "both", "total"])
def test_every_step_takes_time(measured, step):
    assert measured["searchlib"][f"{step}_ms"] > 0


def test_ratios_are_to_the_analysis_of_the_same_texts(measured):
    ours = measured["searchlib"]
    assert ours["analysis_ratio"] == 1
    assert ours["both_ratio"] == pytest.approx(ours["both_ms"] / ours["analysis_ms"])
    of_both = ours["alignment_ms"] + ours["lesson_ms"] + ours["learning_ms"]
    assert ours["both_ms"] == pytest.approx(of_both)
    assert measured["gale-church"]["ms"] > 0


def test_a_step_counts_even_when_it_fails():
    clock = indexing.Clock()
    with pytest.raises(ZeroDivisionError):
        clock.time("writing", divmod, 1, 0)
    assert clock.spent["writing"] > 0


def test_it_prints_one_object(capsys):
    assert indexing.main(["--records", "3", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["data"] == "3 records"
    assert set(printed["systems"]) == {"searchlib", "gale-church"}
