"""Are documents written in pieces the same index as in one? And what does a commit cost?"""

from __future__ import annotations

import hashlib

import pytest
from engine_cases import SORTS, changes, plans, set_to
from hypothesis import given, settings
from hypothesis import strategies as st
from test_engines import agree, fill, found, word

from searchlib.engine import FieldTerms, create_engine, open_engine
from searchlib.engine.whoosh import writer as whoosh_writer
from searchlib.engine.whoosh.codec import ArrayCodec
from searchlib.engine.whoosh.files import table_of_contents
from searchlib.engine.whoosh.segment import name_of
from searchlib.query.plan import Everything

WRITER = "searchlib.engine.whoosh.writer"


def segments(engine):
    return [segment.size for segment in engine._segments]


def contents(folder):
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.suffix != ".lock" and "LOCK" not in path.name
    }


@pytest.mark.parametrize("name", ["whoosh", "whoosh with numpy"])
@given(
    batches=st.lists(changes, min_size=2, max_size=5),
    asked=st.lists(plans, min_size=3, max_size=5),
    offset=st.integers(0, 3),
    limit=st.integers(0, 4),
    sort=SORTS,
    most=st.integers(1, 3),
)
@settings(max_examples=40, deadline=None)
def test_in_pieces_and_merged_it_agrees_with_memory(
    name, batches, asked, offset, limit, sort, most
):
    with set_to({f"{WRITER}.SPILL": 1_500, f"{WRITER}._MOST_SEGMENTS": most}):
        agree(name, batches, asked, offset, limit, sort)


def test_what_a_search_found_is_given_back_as_it_is_now(tmp_path):
    engine = create_engine("whoosh", tmp_path / "whoosh")
    fill(engine, a={"stored": "старое".encode()}, b={"stored": b"other"})
    with engine.writer() as writer:
        writer.delete("b")
    assert found(engine, Everything()) == ["a"]
    assert (engine.get("a"), engine.get("b")) == ("старое".encode(), None)
    fill(engine, a={"stored": b"new"})
    assert engine.get("a") == b"new"
    engine.close()


def test_postings_spill_into_further_segments(tmp_path):
    with set_to({f"{WRITER}.SPILL": 30_000}):
        engine = create_engine("whoosh", tmp_path / "whoosh")
        fill(engine, **{f"d{n}": f"уголь слово{n} word{n}" for n in range(60)})
    assert len(segments(engine)) > 1
    assert sum(segments(engine)) == engine.count() == 60
    assert len(found(engine, word("уголь"), limit=100)) == 60
    engine.close()


def test_a_document_of_an_earlier_piece_is_replaced(tmp_path):
    with set_to({f"{WRITER}.SPILL": 1}):
        engine = create_engine("whoosh", tmp_path / "whoosh")
        with engine.writer() as writer:
            for body in ("старое", "новое"):
                fill_one = whoosh_writer.Document("a", {"ru": fields(body)}, {}, {}, body.encode())
                writer.add(fill_one)
    assert engine.get("a") == "новое".encode()
    assert (engine.count(), found(engine, word("старое"))) == (1, [])
    engine.close()


def fields(body):
    return FieldTerms(1, {body: [0]})


def test_small_commits_are_merged_and_large_segments_left_alone(tmp_path):
    engine = create_engine("whoosh", tmp_path / "whoosh")
    fill(engine, **{f"d{n:03}": "уголь" for n in range(300)})
    (large,) = toc(engine)
    for n in range(40):
        fill(engine, **{f"e{n}": "уголь"})
        assert len(segments(engine)) <= whoosh_writer._MOST_SEGMENTS + 1
    assert large in toc(engine)
    assert engine.count() == 340
    engine.close()


def toc(engine):
    return [name_of(described) for described in table_of_contents(engine._folder)[1]]


def test_what_was_deleted_is_taken_out_in_time(tmp_path):
    engine = create_engine("whoosh", tmp_path / "whoosh")
    fill(engine, **{f"d{n}": "уголь" for n in range(10)})
    with engine.writer() as writer:
        for n in range(9):
            writer.delete(f"d{n}")
    assert (segments(engine), list(engine.ids())) == ([1], ["d9"])
    with engine.writer() as writer:
        writer.delete("d9")
    assert (segments(engine), list(engine.ids())) == ([], [])
    engine.close()


def test_an_index_made_of_another_leaves_it_as_it_is(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    first = create_engine("whoosh", old)
    fill(first, a="уголь", b="хлеб")
    first.close()
    before = contents(old)
    second = create_engine("whoosh", new, old)
    fill(second, a="соль", c="газ")
    with second.writer() as writer:
        writer.delete("b")
    assert list(second.ids()) == ["a", "c"]
    second.close()
    assert contents(old) == before
    first = open_engine("whoosh", old)
    assert list(first.ids()) == ["a", "b"]
    assert found(first, word("уголь")) == ["a"]
    first.close()


def test_files_are_linked_and_not_copied(tmp_path):
    first = create_engine("whoosh", tmp_path / "old")
    fill(first, a="уголь")
    first.close()
    create_engine("whoosh", tmp_path / "new", tmp_path / "old").close()
    (terms,) = (tmp_path / "new").glob(f"*{ArrayCodec.TERMS_EXT}")
    assert terms.samefile(tmp_path / "old" / terms.name)


def test_where_files_cannot_be_linked_they_are_copied(tmp_path, monkeypatch):
    def refused(*_):
        raise OSError("no links here")

    first = create_engine("whoosh", tmp_path / "old")
    fill(first, a="уголь")
    first.close()
    monkeypatch.setattr("os.link", refused)
    second = create_engine("whoosh", tmp_path / "new", tmp_path / "old")
    assert list(second.ids()) == ["a"]
    second.close()


def test_a_writer_that_raises_after_a_spill_leaves_all_as_it_was(tmp_path):
    engine = create_engine("whoosh", tmp_path / "whoosh")
    fill(engine, a="уголь")

    def interrupted():
        with engine.writer() as writer:
            for n in range(3):
                writer.add(whoosh_writer.Document(f"d{n}", {"ru": fields("уголь")}))
            raise RuntimeError

    with set_to({f"{WRITER}.SPILL": 1}), pytest.raises(RuntimeError):
        interrupted()
    engine.close()
    engine = open_engine("whoosh", tmp_path / "whoosh")
    assert list(engine.ids()) == ["a"]
    fill(engine, b="хлеб")
    assert list(engine.ids()) == ["a", "b"]
    engine.close()
