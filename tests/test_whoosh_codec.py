"""Do postings lie on disk as promised, and is Whoosh imported quietly, and only to write?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchlib.engine import Document, FieldTerms, FlatTerms, create_engine, open_engine
from searchlib.engine.whoosh import pool
from searchlib.engine.whoosh.importing import quick_import
from searchlib.engine.whoosh.pool import PostingPool
from searchlib.ranking import length_code

with quick_import():
    from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter
    from whoosh.columns import VarBytesColumn
    from whoosh.filedb.filestore import FileStorage
    from whoosh.filedb.filetables import OrderedHashReader, OrderedHashWriter

NUMBERS = st.integers(0, 2**32 - 1)
FIELD = st.builds(
    FieldTerms,
    st.integers(1, 10**6),
    st.dictionaries(
        st.text(st.characters(), max_size=4),
        st.lists(NUMBERS, min_size=1, max_size=5, unique=True).map(sorted),
        min_size=1,
        max_size=5,
    ),
)


def opened(folder: Path, *batches: dict[str, Document]):
    """Return the only Whoosh segments of an index of these documents."""
    engine = create_engine("whoosh", folder)
    for batch in batches:
        with engine.writer() as writer:
            for document in batch.values():
                writer.add(document)
    return engine


@given(st.lists(FIELD, min_size=1, max_size=5), st.sampled_from([1, 3, pool._AT_ONCE]))
@settings(max_examples=60, deadline=None)
def test_postings_come_back(tmp_path_factory, fields, at_once):
    documents = {str(n): Document(str(n), {"ru": field}) for n, field in enumerate(fields)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool, "_AT_ONCE", at_once)
        engine = opened(tmp_path_factory.mktemp("x") / "i", documents)
    (segment,) = engine._segments
    for term in {term for field in fields for term in field.positions}:
        postings = segment.postings("ru", term)
        holding = [n for n, field in enumerate(fields) if term in field.positions]
        assert list(postings.documents) == holding
        ends = postings.ends()
        for row, number in enumerate(holding):
            assert list(postings.places(row, ends)) == fields[number].positions[term]
            assert postings.frequencies[row] == len(fields[number].positions[term])
            assert postings.lengths[row] == length_code(fields[number].length)
    assert segment.postings("ru", "no such term") is None
    assert segment.postings("no such field", "a") is None
    assert segment.length("ru") == sum(field.length for field in fields)
    engine.close()


def test_the_pool_keeps_terms_in_order():
    kept = PostingPool()
    for field, *terms in (("b", "x"), ("a", "y", "\ud800", "\U0001f600", "\ue000"), ("a", "x")):
        kept.add(field, 0, 1, dict.fromkeys(terms, (0,)))
    given = [item[:2] for item in kept.iter_postings()]
    assert given == sorted(given)
    assert given[:2] + given[-1:] == [("a", b"x"), ("a", b"y"), ("b", b"x")]
    kept.cleanup()
    assert list(kept.iter_postings()) == []


def test_the_last_documents_may_have_no_value(tmp_path):
    # 16 intervals take 256 bytes: where the next begins no longer fits into one byte.
    dated = {f"{n:02}": Document(f"{n:02}", intervals={"date": [(n, n)]}) for n in range(16)}
    engine = opened(tmp_path / "x", {**dated, "99": Document("99")})
    (segment,) = engine._segments
    assert segment.intervals("date") == [*(((n, n),) for n in range(16)), ()]
    engine.close()


def test_postings_are_not_copied(tmp_path):
    engine = opened(tmp_path / "x", {"r": Document("r", {"ru": FieldTerms(1, {"a": [0]})})})
    postings = engine._segments[0].postings("ru", "a")
    engine.close()
    assert type(postings.documents.obj).__name__ == "mmap"
    assert (list(postings.documents), list(postings.positions)) == ([0], [0])


def test_the_parts_of_whoosh_that_are_replaced_are_there():
    for theirs, names in (
        (W3Codec, ("field_writer",)),
        (W3FieldWriter, ("add_postings", "start_field", "finish_field")),
        (VarBytesColumn.Writer, ("fill", "finish")),
        (OrderedHashWriter, ("_write_hashes",)),
    ):
        assert all(callable(getattr(theirs, name)) for name in names), theirs


def test_terms_are_added_as_whoosh_adds_them(tmp_path):
    opened(
        tmp_path / "x", {"r": Document("r", {"ru": FieldTerms(9, {"а": [0], "б": [1]})})}
    ).close()
    ours = next((tmp_path / "x").glob("*.trm"))
    table = OrderedHashReader.open(FileStorage(str(ours.parent)), ours.name)
    storage = FileStorage(str(tmp_path))
    again = OrderedHashWriter(storage.create_file("again.trm"))
    again.extras["fieldmap"] = table.extras["fieldmap"]
    for key, value in table.items():
        again.add(key, value)
    again.close()
    table.close()
    assert (tmp_path / "again.trm").read_bytes() == ours.read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="counts what Linux says was read")
def test_opening_does_not_read_whole_files(tmp_path):
    blob = os.urandom(2**20)
    documents = {
        str(n): Document(str(n), {"ru": FieldTerms(9, {f"t{n}-{i}": [i] for i in range(2_000)})},
                         stored=blob)
        for n in range(8)
    }  # fmt: skip
    opened(tmp_path / "x", documents).close()
    whole = sum(path.stat().st_size for path in (tmp_path / "x").iterdir())

    def read() -> int:
        return int(Path("/proc/self/io").read_text().split("rchar: ")[1].split()[0])

    def resident() -> int:
        pages = Path("/proc/self/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    before = read(), resident()
    engine = open_engine("whoosh", tmp_path / "x")
    after = read(), resident()
    assert whole > 8 * 2**20
    assert after[0] - before[0] < whole / 50
    assert after[1] - before[1] < whole / 8
    engine.close()


QUIET = """
import sys, warnings
import searchlib.engine.whoosh.codec
assert "urllib.request" not in sys.modules, "the stand-in stays"
assert "ssl" not in sys.modules, "the network library is loaded"
import urllib.request
assert urllib.request.urlopen and urllib.request.Request("https://example.org").host
assert sys.modules["urllib.request"] is urllib.request
assert not [f for f in warnings.filters if f[2] is SyntaxWarning and f[0] == "ignore"]
"""
LOADED = """
import urllib.request as before
import searchlib.engine.whoosh.codec
import urllib.request
assert urllib.request is before and before.urlopen
"""
THREADED = """
import threading
stop = threading.Event()
threading.Thread(target=stop.wait, daemon=True).start()
import searchlib.engine.whoosh.codec, sys
stop.set()
assert sys.modules["urllib.request"].urlopen
"""


@pytest.mark.parametrize("program", [QUIET, LOADED, THREADED])
def test_whoosh_is_imported_quietly(program, tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@given(FIELD)
def test_terms_in_rows_are_the_same_terms(field):
    flat = FlatTerms.of(field.length, field.positions, field.positions.values())
    assert (flat.length, flat.positions) == field
    assert isinstance(flat, FieldTerms) == any("\n" in term for term in field.positions)


@given(st.lists(FIELD, min_size=1, max_size=4))
def test_a_pool_turns_terms_in_rows_as_others(fields):
    given, flat = PostingPool(), PostingPool()
    for number, field in enumerate(fields):
        given.add("ru", number, *field)
        rows = FlatTerms.of(field.length, field.positions, field.positions.values())
        if isinstance(rows, FlatTerms):
            flat.add_flat("ru", number, rows)
        else:
            flat.add("ru", number, *field)
    assert list(flat.iter_postings()) == list(given.iter_postings())
    assert flat.size == given.size
