"""The Python API: small, typed, and what README shows runs."""

import dataclasses
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import islice, product
from pathlib import Path
from string import ascii_lowercase

import pytest

import searchlib
from searchlib import Record, Text
from searchlib.analysis import Analyzer

ROOT = Path(__file__).parents[1]


def record(number, ru="", en="", **fields):
    texts = tuple(Text(lang, "text", body) for lang, body in (("ru", ru), ("en", en)) if body)
    return Record(f"r{number}", fields.pop("title", f"Record {number}"), texts, **fields)


def test_all_names_exist_and_nothing_else_is_public():
    for name in searchlib.__all__:
        assert getattr(searchlib, name) is not None
    assert len(set(searchlib.__all__)) == len(searchlib.__all__)


def test_readme_python_runs(tmp_path, monkeypatch, capsys):
    code = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)[1]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "documents").symlink_to(ROOT / "documents")
    exec(compile(code, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "Cable No. 54611 from Kovalev to Stalin" in printed
    assert "ru корейских" in printed


def test_results_are_frozen():
    with searchlib.Index.of([record(1, en="Weapons")]) as index:
        hit = index.search("weapon")[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        hit.score = 2


_NOT_FOR_A_SEARCH = (
    *("dataclasses", "inspect", "hashlib", "shutil", "tempfile", "uuid", "whoosh", "numpy"),
    *(
        "pickle",
        "pymorphy3",
        "Stemmer",
        "searchlib.bilingual.alignment",
        "searchlib.analysis.english",
    ),
)


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
def test_a_new_process_imports_only_what_its_first_search_needs(engine, tmp_path):
    searchlib.build(ROOT / "documents", tmp_path / "index", engine=engine)
    code = (
        "import sys; before = set(sys.modules); import searchlib\n"
        "index = searchlib.open(sys.argv[1]); assert index.search('divisions date:1949')\n"
        "print(*set(sys.modules) - before, sep='\\n')"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "index")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, cwd=ROOT)
    assert "searchlib.vocabulary" in done.stdout.split()
    assert not set(done.stdout.split()).intersection(_NOT_FOR_A_SEARCH)


def test_answers_are_shown_in_a_line():
    texts = {"ru": "уголь " * 1_000, "title": "Об угле\n" * 100}
    with searchlib.Index.of([record(n, **texts) for n in range(12)]) as index:
        hits = index.search("уголь")
        assert repr(hits) == "<Hits for 'уголь': 10 here, 12 in all>"
        assert repr(hits[0]).startswith("<Hit 'r0', 'Об угле\\nОб")
        assert all(len(repr(one)) < 200 for one in hits)
        assert len(repr(index.search("уголь OR " * 100))) < 200


def test_a_record_with_two_texts_does_not_beat_a_better_one():
    both = record(1, ru="Помощь " + "слово " * 50, en="Aid " + "word " * 50)
    better = record(2, ru="Помощь помощь помощь " + "слово " * 48)
    with searchlib.Index.of([both, better, record(3, en="other")]) as index:
        assert [hit.record.id for hit in index.search("помощь")] == ["r2", "r1"]
        assert [hit.record.id for hit in index.search("помощь OR aid", limit=1)]


def test_pages_filters_and_order():
    days = (date(1949, 1, 1), date(1950, 1, 1), date(1949, 6, 1))
    records = [
        record(n, en="troops " * n, date=searchlib.DateInterval(day, day), type=kind)
        for n, day, kind in zip((1, 2, 3), days, ("cable", "letter", "cable"), strict=True)
    ]
    with searchlib.Index.of(records) as index:
        ids = [hit.record.id for hit in index.search("troops", sort="date")]
        assert ids == ["r1", "r3", "r2"]
        assert [hit.record.id for hit in index.search("troops", sort="-date")] == ids[::-1]
        page = index.search("troops", sort="date", limit=1, offset=1)
        assert ([hit.record.id for hit in page], page.total, page.offset) == (["r3"], 3, 1)
        some = index.search("troops", filter="type:cable")
        everything = {hit.record.id: hit.score for hit in index.search("troops")}
        del everything["r2"]
        assert {hit.record.id: hit.score for hit in some} == everything


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"match": "most"}, "match is 'all' or 'any', not 'most'."),
        ({"sort": "title"}, "sort is one of relevance, date, -date, not 'title'."),
        ({"limit": -1}, "limit, offset and passages cannot be negative."),
        ({"passages": -1}, "limit, offset and passages cannot be negative."),
    ],
)
def test_arguments_that_mean_nothing_are_refused(arguments, message):
    with searchlib.Index.of([]) as index, pytest.raises(searchlib.UsageError) as error:
        index.search("a", **arguments)
    assert str(error.value) == message


def test_get_and_ids():
    with searchlib.Index.of([record(2), record(1, ru="Текст", en="Text")]) as index:
        assert list(index.ids()) == ["r1", "r2"]
        assert len(index) == 2
        assert index.get("r1").text("ru").body == "Текст"
        assert index.get("r1").text("fr") is None
        (pair,) = index.aligned("r1")
        assert (pair.ru.text, pair.en.text) == ("Текст", "Text")
        with pytest.raises(searchlib.RecordNotFound, match="'r3'"):
            index.get("r3")


def test_an_expensive_wildcard_is_refused_with_advice():
    words = " ".join("".join(word) for word in islice(product("a", *[ascii_lowercase] * 3), 2100))
    with searchlib.Index.of([record(1, en=words)]) as index:
        with pytest.raises(searchlib.QueryTooExpensive, match=r"a\* .*Add letters"):
            index.search("a*")
        assert index.search("aaa*").total == 1


def test_many_threads_read_one_index(tmp_path):
    searchlib.build(ROOT / "documents", tmp_path)
    queries = ["корейские дивизии", "Kim Il Sung", "войск*", "вооруженье~2", "date:1949"] * 20
    with searchlib.open(tmp_path) as index:
        alone = [index.search(query) for query in queries[:5]] * 20
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(index.search, queries)) == alone


@pytest.mark.parametrize(
    "query",
    [
        "",
        "*",
        " ",
        "\x00",
        "\ud800",
        "(" * 5000,
        '"' * 999,
        "a" * 100_000,
        "~",
        "=",
        "-",
        ":",
        "date:",
        "date:[",
        "🙂",
    ],
)
def test_no_query_is_an_error(query):
    with searchlib.Index.of([record(1, en="Text")]) as index:
        assert index.search(query).total in (0, 1)
        assert index.search(query, match="any").total in (0, 1)


def test_closing_twice_is_fine_and_a_closed_index_says_so(tmp_path):
    searchlib.build(ROOT / "documents", tmp_path)
    index = searchlib.open(tmp_path)
    index.close()
    index.close()
    with pytest.raises(searchlib.UsageError, match="has been closed"):
        index.search("a")
    with pytest.raises(searchlib.UsageError, match="has been closed"):
        index.get("a")


def test_notes_say_what_is_missing_and_nothing_untrue():
    records = [record(1, ru="Помощь Корее", type="cable"), record(2, ru="Дивизии", type="letter")]
    with searchlib.Index.of(records) as index:

        def notes(query, **options):
            return index.search(query, **options).notes

        assert notes("помощь дивизии") == (
            "2 records hold some of the words: match any of them (--any)",
        )
        assert notes("помощь", filter="type:letter") == ("no record among these holds помощь",)
        assert notes("помощь -Корея") == ("-Корея leaves out the one record that holds the rest",)
        assert notes("вздор на чушь")[1:] == ("no record holds вздор", "no record holds чушь")
        assert notes("вздор чушь") == ("no record holds вздор", "no record holds чушь")
        assert notes("вздор чушь", match="any") == ()
        assert notes("type:cable type:letter") == ()
        assert len(notes(" ".join(f"слово{chr(1072 + n % 32) * 3}" for n in range(300)))) == 5


@pytest.mark.parametrize("broken", ['"coal', "(coal", "coal)", "coal OR", "en:(coal"])
def test_each_filter_is_read_by_itself(broken):
    records = [record(n, en="Coal or iron", type=kind) for n, kind in enumerate(["note", "map"])]
    with searchlib.Index.of(records) as index:
        for filters in ([broken, "type:note"], ["type:note", " ", broken]):
            hits = index.search("iron", filter=filters)
            assert hits.total == 1
            assert hits[0].record.type == "note"
            assert index.search("iron", filter=hits.filter).total == 1
            assert len(hits.warnings) == 1
            assert index.concordance("iron", filter=filters).records == 1
            assert len(list(index.each("iron", filter=filters))) == 1


def test_a_filter_is_warned_of_as_a_query_is():
    with searchlib.Index.of([record(1, ru="Помощь")]) as index:
        assert index.search("помощь", filter='date:"когда-нибудь"').warnings
        assert index.search("помощь", filter='foo:"').warnings


def test_forms_are_forgotten_without_harm_to_threads(monkeypatch):
    monkeypatch.setattr("searchlib.analysis._MOST_FORMS", 10)
    texts = [" ".join(f"слово{chr(1072 + (n * i) % 32)}" for n in range(30)) for i in range(60)]
    analyzer = Analyzer(lambda forms: {form: (form,) for form in forms})
    with ThreadPoolExecutor(8) as pool:
        for text, tokens in zip(texts, pool.map(analyzer.analyse, texts), strict=True):
            assert [token.terms[0] for token in tokens] == [token.form for token in tokens]
            assert len(tokens) == len(text.split())


def test_a_package_with_types():
    assert (ROOT / "searchlib" / "py.typed").exists()
