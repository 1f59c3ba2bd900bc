"""Which records are most like one, in either language?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from bilingual_archive import PAIRS, apart, records

import searchlib
from searchlib.records import Record, Text


@pytest.fixture(scope="module")
def texts():
    with searchlib.Index.of(apart()) as opened:
        yield opened


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize(("language", "other"), [("ru", "en"), ("en", "ru")])
def test_a_text_is_most_like_its_translation(texts, name, language, other):
    hits = texts.similar(f"{name}-{language}", 3)
    assert hits[0].record.id == f"{name}-{other}"
    assert (hits.records, hits.fingerprint) == (len(texts), texts.fingerprint)


def test_what_made_it_similar_is_named_and_marked(texts):
    hits = texts.similar("divisions-ru", 1, passages=2)
    assert "дивизии" in hits.query.split()
    marked = {word for pair in hits[0].passages for word in pair.en.marked}
    assert {"divisions", "Korean"} <= marked


def test_the_record_itself_and_copies_of_it_are_left_out():
    one = records()
    copy = replace(one[0], id="copy", title="Another title of the same texts")
    spaced = tuple(replace(t, body=t.body.replace(" ", "\n")) for t in one[0].texts)
    with searchlib.Index.of([*one, copy, replace(copy, id="spaced", texts=spaced)]) as index:
        ids = [hit.record.id for hit in index.similar("railway")]
        assert "divisions" in ids
        assert not {"railway", "copy", "spaced"} & set(ids)
        assert index.similar("railway").total == len(ids)
        assert len(index.similar("railway", 1)) == 1


def test_a_persons_name_makes_records_alike():
    def letter(number, sender):
        return Record(
            f"letter-{number}", "", (Text("en", "text", f"{number} quiet"),), sender=(sender,)
        )

    with searchlib.Index.of([letter(1, "Roshchin"), letter(2, "Roshchin"), letter(3, "Li")]) as idx:
        best, *_ = idx.similar("letter-1")
        assert best.record.id == "letter-2"


def test_a_record_without_words_is_like_none():
    with searchlib.Index.of([Record("empty", "1949"), *records()]) as index:
        hits = index.similar("empty")
        assert (hits.total, hits.hits, hits.query) == (0, (), "")


def test_bad_questions_are_refused(texts):
    with pytest.raises(searchlib.RecordNotFound):
        texts.similar("nobody")
    with pytest.raises(searchlib.UsageError):
        texts.similar("railway-ru", -1)
