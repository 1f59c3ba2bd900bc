"""Does the benchmark of scale measure what it says, once, and does it tell how figures grow?"""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec

import pytest

from benchmarks import generated, scale, scale_archive, scale_report
from searchlib import formats

RECORDS = 50
SAID = ("build_s", "records_per_s", "index_mb", "again_all_p95_ms", "whole_search_all_p50_ms")
OURS = (
    "build_cpu_s", "peak_mb", "largest_process_mb", "terms_mb", "stored_mb", "vocabulary_mb",
    "catalogue_mb", "open_ms", "first_query_ms", "python_ms", "beyond_python_ms", "opening_ms",
    "numpy_ms",
)  # fmt: skip


@pytest.mark.parametrize("power", [0, 0.5, 1, 2])
def test_the_exponent_tells_how_a_figure_grows(power):
    points = {size: 3.0 * size**power for size in (100, 1_000, 20_000)}
    assert scale_report.exponent(points) == pytest.approx(power)


@pytest.mark.parametrize("points", [{}, {100: 1.0}, {100: 1.0, 200: 0.0}])
def test_one_size_tells_nothing(points):
    assert scale_report.exponent(points) is None


@pytest.mark.parametrize("form", sorted(scale_archive.FORMS))
def test_files_hold_the_generated_records(tmp_path, form, monkeypatch):
    monkeypatch.setattr(scale_archive, "_FOLDER", 3)
    folder = scale_archive.write(tmp_path, 7, form)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert len({path.parent if form == "markdown" else path for path in files}) == 3
    read = [r for path in files for r in formats.read(formats.Original(path.name, path))]
    titles = [record.title for record in generated.records(7)]
    assert sorted(record.title for record in read) == sorted(titles)
    before = folder.stat().st_mtime_ns
    assert scale_archive.write(tmp_path, 7, form).stat().st_mtime_ns == before


@pytest.mark.slow
def test_it_measures_once_and_writes_a_page(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(scale, "_PROCESSES", 2)
    said = []
    for extra in (["--write", str(tmp_path / "docs")] if find_spec("matplotlib") else [], []):
        arguments = ["--records", f"{RECORDS}", "--engines", "whoosh", "--each", "1", "--json"]
        arguments += ["--as", "jsonl", "--folder", str(tmp_path), *extra]
        monkeypatch.setattr(sys, "argv", ["scale", *arguments])
        scale.main()
        said.append(json.loads(capsys.readouterr().out)["systems"])
    assert said[0] == said[1]  # no figure was measured again
    for system, names in (("whoosh", SAID + OURS), ("fts5", SAID)):
        for name in names:
            assert said[0][system][f"{name}_at_{RECORDS}"] > 0, (system, name)
    ours = said[0]["whoosh"]
    parts = ("terms", "stored", "vocabulary", "catalogue", "lexicon")
    whole = sum(ours[f"{part}_mb_at_{RECORDS}"] for part in parts)
    assert whole == pytest.approx(ours[f"index_mb_at_{RECORDS}"])
    if find_spec("matplotlib"):
        assert f"| {RECORDS:,} |" in (tmp_path / "docs" / "scale.md").read_text("utf-8")
        assert "<svg" in (tmp_path / "docs" / "scale.svg").read_text("utf-8")


def test_the_page_has_a_row_for_each_figure_and_system():
    results = {
        "whoosh": {100: {"build_s": 1.0, "python_ms": 20.0}, 1_000: {"build_s": 10.0}},
        "fts5": {100: {"build_s": 0.5}, 1_000: {"build_s": 5.0}},
    }
    page = scale_report.page(results, "markdown")
    remarked = scale_report.page(results, "markdown", "It was a slow day.")
    assert remarked.replace("It was a slow day.\n", "") == page != remarked
    assert "| build, s | whoosh | 1.0 | 10.0 | 1.00 |" in page
    assert "|  | fts5 | 0.5 | 5.0 | 1.00 |" in page
    assert "| `python -c pass`, ms | whoosh | 20.0 |  |  |" in page


def test_an_engine_there_is_not_is_refused(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["scale", "--engines", "lucene"])
    with pytest.raises(SystemExit):
        scale.main()
    assert "lucene" in capsys.readouterr().err
