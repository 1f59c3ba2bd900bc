"""Is the fingerprint of an index that of its contents, and of nothing else?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchlib
from searchlib import Citation, DateInterval, Hits, Record, Shelfmark, Text, UsageError
from searchlib.store.contents import fingerprint, record_digest

MAY = DateInterval(date(1949, 5, 18), date(1949, 5, 18), "18 мая 1949", "1949-05-18")
LETTER = Record(
    "letter-1",
    "Письмо о железной дороге",
    (Text("ru", "transcript", "Прошу отпустить угля."), Text("en", "translation", "Coal, please.")),
    date=MAY,
    summary="About coal.",
    citation=Citation("РГАСПИ. Ф. 558.", (Shelfmark("RGASPI", "558"),)),
    sender=("Штыков",),
)


@pytest.fixture
def archive(tmp_path):
    """Two letters, as files."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.txt").write_text("Первое письмо: войска ушли из города.", "utf-8")
    (folder / "b.txt").write_text("The second letter: coal for the railway.", "utf-8")
    return folder


def fingerprint_of(folder):
    with searchlib.open(folder) as index:
        return index.fingerprint


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Письмо"},
        {"texts": LETTER.texts[:1]},
        {"texts": (LETTER.texts[0], replace(LETTER.texts[1], body="Coal, please!"))},
        {"texts": LETTER.texts[::-1]},
        {"date": None},
        {"citation": Citation("РГАСПИ. Ф. 558.", (Shelfmark("RGASPI", "559"),))},
        {"id": "letter-2"},
        {"sender": ("Шты", "ков")},
    ],
    ids=str,
)
def test_what_a_record_says_counts(change):
    assert record_digest(replace(LETTER, **change)) != record_digest(LETTER)


def test_where_its_file_lies_does_not():
    assert record_digest(replace(LETTER, source="deep/down.md")) == record_digest(LETTER)


def test_half_characters_have_a_digest():
    assert record_digest(replace(LETTER, title="\ud800")) != record_digest(LETTER)


DIGESTS = st.lists(st.binary(min_size=32, max_size=32), max_size=8)


@given(DIGESTS, st.randoms())
@settings(max_examples=50)
def test_the_order_of_records_does_not_count_but_each_of_them_does(digests, chance):
    known = fingerprint(digests, 1, "d", {"a.tsv": "0"})
    mixed = list(digests)
    chance.shuffle(mixed)
    assert fingerprint(mixed, 1, "d", {"a.tsv": "0"}) == known
    assert fingerprint([*digests, b"\1" * 32], 1, "d", {"a.tsv": "0"}) != known
    for other in ((2, "d", {"a.tsv": "0"}), (1, "e", {"a.tsv": "0"}), (1, "d", {"a.tsv": "1"})):
        assert fingerprint(digests, *other) != known


def test_the_same_documents_give_the_same_elsewhere_later_and_on_every_engine(
    archive, tmp_path, monkeypatch
):
    searchlib.build(archive, tmp_path / "one")
    known = fingerprint_of(tmp_path / "one")
    assert re.fullmatch("[0-9a-f]{64}", known)
    elsewhere = archive.rename(tmp_path / "elsewhere")
    (elsewhere / "deep").mkdir()
    (elsewhere / "b.txt").rename(elsewhere / "deep" / "z.txt")
    searchlib.build(elsewhere, tmp_path / "two", workers=1)
    assert fingerprint_of(tmp_path / "two") == known
    pytest.importorskip("tantivy", reason="needs tantivy")
    searchlib.build(elsewhere, tmp_path / "three", engine="tantivy")
    assert fingerprint_of(tmp_path / "three") == known
    with searchlib.open(tmp_path / "one") as index:
        records = [index.get(record_id) for record_id in index.ids()]
    with searchlib.Index.of(reversed(records)) as made:
        assert made.fingerprint == known


def test_an_update_that_comes_to_the_same_gives_the_same(archive, tmp_path):
    index = tmp_path / "index"
    searchlib.build(archive, index)
    known = fingerprint_of(index)
    (archive / "c.txt").write_text("Третье письмо о хлебе.", "utf-8")
    searchlib.build(archive, index)
    more = fingerprint_of(index)
    (archive / "d.txt").write_text("Третье письмо о хлебе.", "utf-8")  # the same record again
    searchlib.build(archive, index)
    assert fingerprint_of(index) == more != known
    (archive / "c.txt").unlink()
    (archive / "d.txt").unlink()
    searchlib.build(archive, index)
    assert fingerprint_of(index) == known == searchlib.status(folder=index).fingerprint
    searchlib.build(archive, index, rebuild=True)
    assert fingerprint_of(index) == known


def test_glossaries_count_and_taking_them_back_does_too(archive, tmp_path):
    index, terms = tmp_path / "index", tmp_path / "terms.tsv"
    searchlib.build(archive, index)
    known = fingerprint_of(index)
    terms.write_text("совпосол\tSoviet ambassador\n", "utf-8")
    assert searchlib.add_glossaries([terms], folder=index).in_effect
    added = fingerprint_of(index)
    assert added != known
    searchlib.build(archive, tmp_path / "other")
    assert fingerprint_of(tmp_path / "other") == added
    (tmp_path / "glossaries" / "terms.tsv").unlink()
    searchlib.build(archive, index)
    assert fingerprint_of(index) == known
    searchlib.learn(index)
    assert fingerprint_of(index) == known


def test_a_search_is_cited_in_one_line():
    hits = Hits("помощь Северной Корее", 12, records=20_000, fingerprint="3f9c2a91d0b84e77" * 4)
    assert hits.citation(date(2026, 11, 22)) == (
        "searchlib 0.1.0, “помощь Северной Корее”, 12 of 20,000 records, "
        "index 3f9c2a91d0b84e77, 2026-11-22"
    )
    narrowed = replace(hits, filter="date:1950", translated=False, query="a\n b")
    assert "“a b” among “date:1950”, as written, 12 of" in narrowed.citation()
    assert narrowed.citation().endswith(date.today().isoformat())


def test_an_index_knows_whether_it_is_the_one_cited():
    with searchlib.Index.of([LETTER]) as index:
        known = index.fingerprint
        hits = index.search("угля", filter=" type:letter ")
        assert (hits.records, hits.fingerprint, hits.filter) == (1, known, "type:letter")
        for cited in (known, known[:8], f" {known[:16].upper()}… ", f"{known[:12]}..."):
            assert index.has(cited)
        other = "0" if known[0] != "0" else "1"
        assert not index.has(other + known[1:8])
        for wrong in (known[:7], "", "корея-корея", known + "0", "xyzxyzxyz"):
            with pytest.raises(UsageError, match="8 to 64 digits"):
                index.has(wrong)
