"""Which records are one, and which nearly? And are names and damage handled?"""

from __future__ import annotations

from contextlib import closing
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchlib.errors import IndexDamaged
from searchlib.records import Record, Text
from searchlib.store.catalogue import Catalogue, Source
from searchlib.store.fingerprints import Fingerprint, fingerprint, resemblances

SOURCE = Source("ff", 3, 10**18 + 1, "нельзя", ("read as cp1251",))


def mark(record_id, words="", date="", shelfmark=""):
    return Fingerprint(record_id, words, date, shelfmark, {})


def kept(catalogue):
    return sorted(
        (row.source, row.id)
        for name in catalogue.sources()
        for row in catalogue.rows(name)
        if row.kept
    )


@pytest.fixture
def catalogue(tmp_path):
    with closing(Catalogue.create(tmp_path / "c.sqlite")) as made:
        yield made


def put(catalogue, name, *marks):
    changed = []
    catalogue.put(name, SOURCE)
    for place, one in enumerate(marks):
        changed += catalogue.add(name, place, one)[1]
    return changed


def test_what_is_put_in_comes_back(tmp_path):
    names = ("a/файл.md", "b\udcff.md", "\U0010ffff.md", "' OR 1=1 --")
    with closing(Catalogue.create(tmp_path / "c.sqlite")) as written:
        for name in names[:2]:
            put(written, name, mark(f"id of {name}"))
        written.put(names[3], SOURCE)
    with closing(Catalogue.open(tmp_path / "c.sqlite")) as read:
        assert read.sources() == dict.fromkeys((names[0], names[1], names[3]), SOURCE)
        assert read.source(names[1]) == SOURCE
        assert read.source("none") == Source("", -1, -1)
        assert [row.id for row in read.rows(names[1])] == [f"id of {names[1]}"]
        assert read.named("ff") == names[3]
        assert read.named("00") is None


SAME = [
    (mark("x"), mark("x"), True),
    (mark("x"), mark("y"), False),
    (mark("x", "w"), mark("y", "w"), True),
    (mark("x", "w"), mark("x", "v"), True),
    (mark("x", ""), mark("y", ""), False),
    (mark("x", "w", "1949"), mark("y", "w"), True),
    (mark("x", "w", "1949"), mark("y", "w", "1950"), False),
    (mark("x", "w", "1949", "f. 1"), mark("y", "w", "1949", "f. 2"), False),
    (mark("x", "w", "", "f. 1"), mark("y", "w", "1949", ""), True),
]


@pytest.mark.parametrize(("one", "other", "same"), SAME)
def test_which_records_are_one(catalogue, one, other, same):
    put(catalogue, "a", one)
    put(catalogue, "b", other)
    assert kept(catalogue) == [("a", one.id)] + [("b", other.id)] * (not same)
    assert len(list(catalogue.duplicates())) == same
    assert catalogue.count() == 2 - same


# c is one with a by its text and with b by its id; a and b are two.
CHAIN = {"a": mark("x", "w"), "b": mark("y", "v"), "c": mark("y", "w")}


@pytest.mark.parametrize("order", [*permutations(CHAIN)])
def test_the_order_in_which_files_come_makes_no_difference(catalogue, order):
    for name in order:
        put(catalogue, name, CHAIN[name])
    assert kept(catalogue) == [("a", "x"), ("b", "y")]
    assert catalogue.kept("y").source == "b"
    assert catalogue.kept("z") is None


def test_who_is_kept_changes_when_files_come_and_go(catalogue):
    put(catalogue, "b", mark("x"))
    (lost,) = put(catalogue, "a", mark("x"))
    assert (lost.source, lost.kept) == ("b", False)
    (gained,) = catalogue.forget("a")
    assert (gained.source, gained.kept) == ("b", True)
    assert catalogue.row(gained.number) == gained
    assert catalogue.forget("b") == []
    assert catalogue.row(gained.number) is None
    assert catalogue.sources() == {}


def test_a_file_may_get_another_name(catalogue):
    put(catalogue, "a", mark("x"))
    put(catalogue, "b", mark("x"))
    changed = catalogue.rename("a", "c")
    assert sorted((row.source, row.kept) for row in changed) == [("b", True), ("c", False)]
    assert list(catalogue.sources()) == ["b", "c"]


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz"), st.sampled_from("vw")),
        max_size=8,
    )
)
def test_every_record_is_kept_or_another_is_in_its_stead(files):
    with closing(Catalogue.create()) as catalogue:
        for name, record_id, words in files:
            catalogue.forget(name)
            put(catalogue, name, mark(record_id, words))
        rows = [row for name in catalogue.sources() for row in catalogue.rows(name)]
        there = [row for row in rows if row.kept]
        assert len({row.id for row in there}) == len({row.words for row in there}) == len(there)
        for row in rows:
            earlier = [r for r in there if r.source < row.source and r.is_same(row)]
            assert row.kept != bool(earlier)


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcd"),
            st.sampled_from("uvxyz"),
            st.sampled_from(["", "v", "w"]),
            st.sampled_from(["", "1949", "1950"]),
            st.sampled_from(["", "ф. 1", "ф. 2"]),
        ),
        max_size=9,
    )
)
def test_dates_and_shelfmarks_decide_too(files):
    with closing(Catalogue.create()) as catalogue:
        for name, *fields in files:
            catalogue.forget(name)
            put(catalogue, name, mark(*fields))
        there = []
        for name in sorted(catalogue.sources()):
            (row,) = catalogue.rows(name)
            assert row.kept != any(other.is_same(row) for other in there)
            there += [row] if row.kept else []
        assert all(first.kept and first.is_same(row) for row, first in catalogue.duplicates())


ALIKE = {
    "id": lambda number: mark("x", f"w{number}"),
    "words": lambda number: mark(f"x{number}", "w"),
    "words, dates": lambda number: mark(f"x{number}", "w", str(number)),
    "words, shelfmarks": lambda number: mark(f"x{number}", "w", "", str(number)),
}


@pytest.mark.parametrize("made", ALIKE.values(), ids=ALIKE)
def test_the_work_grows_with_the_number_of_records_alike_and_no_faster(made):
    def work(count):
        steps = []
        with closing(Catalogue.create()) as catalogue:
            connection = catalogue._rows.__self__.connection
            connection.set_progress_handler(lambda: steps.append(1) and None, 100)
            put(catalogue, "b", *map(made, range(count)))
            put(catalogue, "a", made(0))
            catalogue.rename("b", "c")
            catalogue.forget("c")
        return len(steps)

    assert work(400) < 3 * work(200)


# Near-duplicates.

TEXT = (
    "Посол сообщает, что войска будут переброшены в Маньчжурию в течение месяца, а вопрос о "
    "поставке хлопка и каучука через третьи страны обсуждён с председателем комитета подробно. "
    "Дивизии, сформированные из корейцев, стоят в Мукдене и Чанчуне и ждут приказа о выступлении."
)


def record(record_id, ru="", en=""):
    texts = [("ru", ru), ("en", en)]
    return Record(record_id, "Title", tuple(Text(name, "text", t) for name, t in texts if t))


def group(catalogue, *records):
    for number, one in enumerate(records):
        put(catalogue, f"{number}", fingerprint(one))
    return catalogue.groups()


def test_a_text_with_a_few_words_changed_is_a_near_duplicate(catalogue):
    changed = TEXT.replace("каучука", "угля").replace("Мукдене", "Харбине")
    other = " ".join(reversed(TEXT.split()))
    found = group(catalogue, record("x", TEXT), record("y", changed), record("z", other))
    assert found == [("x", "y")]
    ((near, alike),) = catalogue.near("x")
    assert near == "y"
    assert 0.6 < alike < 0.95
    assert catalogue.near("z") == []


def test_one_language_is_enough(catalogue):
    found = group(
        catalogue,
        record("x", TEXT, "The ambassador reports many things today."),
        record("y", TEXT + " Конец."),
    )
    assert found == [("x", "y")]


def test_groups_are_joined_and_end_with_their_records(catalogue):
    versions = [TEXT, TEXT + " Ещё слово.", TEXT + " Ещё слово и ещё."]
    assert group(catalogue, *(record(f"r{n}", t) for n, t in enumerate(versions))) == [
        ("r0", "r1", "r2")
    ]
    catalogue.forget("1")
    assert catalogue.groups() == [("r0", "r2")]
    catalogue.forget("0")
    assert catalogue.groups() == []


def test_case_and_spacing_make_no_other_record():
    one, other = fingerprint(record("x", TEXT)), fingerprint(record("y", TEXT.upper() + "\n"))
    assert one.words == other.words != ""
    assert one.sketches == other.sketches


@given(st.text(st.characters(codec="cp1251"), max_size=100))
def test_signs_between_words_make_no_other_record(more):
    one, *others = (fingerprint(record("x", f"{TEXT}{more}{sign}")) for sign in ("", "☭", "\n☭"))
    for other in others:
        assert (one.words, one.sketches) == (other.words, other.sketches)


def test_a_few_words_tell_nothing():
    assert fingerprint(record("x", "Иванов. Копия верна.")).words == ""


@given(st.text(max_size=300), st.text(max_size=300))
def test_resemblance_is_a_share(one, other):
    sketches = [fingerprint(record("x", TEXT[:80] + " " + t)).sketches for t in (one, other)]
    for first, second in (sketches, sketches[::-1]):
        for name in first & second.keys():
            alike = (first[name].hashes, second[name].hashes)
            itself, share = resemblances(alike[0], alike)
            assert itself == 1
            assert 0 <= share <= 1
            assert [share] == [*resemblances(alike[1], alike[:1])]
            assert [*resemblances(alike[0], alike, share)] == [1, share]
            assert [*resemblances(alike[0], alike, 1)][1] in (0.0, share)


@pytest.mark.parametrize("content", [None, b"", b"x" * 5_000])
def test_a_damaged_catalogue_is_named(tmp_path, content):
    path = tmp_path / "c.sqlite"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(
        IndexDamaged, match=r"c.sqlite cannot be read .*Run: searchlib check --repair"
    ):
        Catalogue.open(path)
    assert path.exists() == (content is not None)
