"""Does the server go on answering through rebuilds, damage, long answers and crowds?"""

from __future__ import annotations

import asyncio
import json
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import serving

import searchlib

httpx = pytest.importorskip("httpx", reason="needs httpx")
pytest.importorskip("starlette", reason="needs searchlib[server]")

from starlette.requests import ClientDisconnect  # noqa: E402

from searchlib.server.application import Settings, application  # noqa: E402
from searchlib.server.live import LiveIndex  # noqa: E402
from searchlib.server.workers import Busy, TooLong, Workers  # noqa: E402


@pytest.fixture
def own(archive, tmp_path) -> tuple[Path, Path]:
    """Documents and an index that a test may change."""
    for folder in archive:
        shutil.copytree(folder, tmp_path / folder.name)
    return tmp_path / "documents", tmp_path / "index"


def add_letter(documents, number):
    record = {"id": f"added-{number}", "title": "Added", "text_en": f"Zebras, {number} of them."}
    (documents / f"added-{number}.jsonl").write_text(json.dumps(record) + "\n", "utf-8")


def asked(folder, path, settings, **headers):
    """Ask an application of its own for one address."""

    async def ask():
        app = application(folder, settings)
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get(path, headers=headers)

    return asyncio.run(ask())


# A newer index.


def test_rebuilds_drop_no_request_and_are_taken_up(own):
    documents, index = own
    with serving("--index", index) as (address, _), ThreadPoolExecutor(4) as pool:
        done, answered = threading.Event(), []

        def hammer(path):
            seen, failures = set(), []
            with httpx.Client(base_url=address, timeout=20) as client:
                while not done.is_set():
                    answer = client.get(path)
                    if answer.status_code != 200:
                        failures.append(answer.text)
                    else:
                        seen.add(answer.headers["etag"])
                    answered.append(path)
            return seen, failures

        paths = ("/search?q=zebra", "/records/letter-3", "/", "/read/letter-3?q=coal")
        hammers = [pool.submit(hammer, path) for path in paths]
        try:
            until(lambda: set(answered) == set(paths))
            for number in range(3):
                add_letter(documents, number)
                assert not searchlib.build(documents, index).problems
            until(lambda: httpx.get(f"{address}/search?q=zebra").json()["total"] == 3)
        finally:
            done.set()
        for hammered in hammers:
            seen, failures = hammered.result()
            assert failures == []
            assert len(seen) > 1


def until(true, seconds=10):
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


def test_an_index_is_open_as_long_as_somebody_asks_it(own):
    documents, folder = own
    live = LiveIndex(folder)
    assert live.refresh() is False
    with live.lent() as before:
        add_letter(documents, 1)
        searchlib.build(documents, folder)
        assert not before.is_current()
        assert live.refresh() is True
        assert before.search("zebra").total == 0
        with live.lent() as after:
            assert after.search("zebra").total == 1
            assert (after.is_current(), after.generation) == (True, live.generation)
            assert after.generation != before.generation
    with pytest.raises(searchlib.UsageError, match="closed"):
        before.search("zebra")
    live.close()


def test_a_broken_index_does_not_replace_one_that_answers(own):
    documents, folder = own
    live = LiveIndex(folder)
    add_letter(documents, 1)
    searchlib.build(documents, folder)
    (name,) = {(folder / "CURRENT").read_text().split()[0]}
    manifest = folder / name / "manifest.json"
    written = manifest.read_bytes()
    manifest.write_bytes(b"{}")
    assert live.refresh() is False
    assert "searchlib check --repair" in live.trouble
    with live.lent() as index:
        assert index.search("coal").total == 35
    manifest.write_bytes(written)
    assert live.refresh() is True
    assert live.trouble == ""
    live.close()


def test_what_was_built_anew_in_an_emptied_folder_is_another_index(own):
    documents, folder = own
    with searchlib.open(folder) as index:
        shutil.rmtree(folder)
        assert index.is_current()
        add_letter(documents, 1)
        searchlib.build(documents, folder)
        assert not index.is_current()
    with searchlib.Index.of([]) as index:
        assert (index.is_current(), index.generation) == (True, "")


# Time and crowds.


def test_an_answer_that_takes_too_long_is_given_up(archive):
    for path, kind in (("/search?q=coal", "application/problem+json"), ("/?q=coal", "text/html")):
        answer = asked(archive[1], path, Settings(seconds=1e-6))
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        assert answer.headers["content-type"].startswith(kind)
        assert "The search took longer than it may" in answer.text


def test_a_crowd_is_refused(archive):
    answer = asked(archive[1], "/search?q=coal", Settings(most=0))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.json()["title"] == "The server is busy"


def test_what_is_given_up_keeps_its_thread_until_it_ends():
    going, told = threading.Event(), threading.Event()
    workers = Workers(threads=1, most=2, seconds=0.05)

    def long():
        going.set()
        told.wait(10)

    async def scenario():
        with pytest.raises(TooLong):
            await workers.answer(long)
        assert going.is_set()
        with pytest.raises(TooLong):  # waits for the one thread, and is given up before it runs
            await workers.answer(lambda: 1)
        second = asyncio.create_task(workers.answer(told.wait))
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await workers.answer(lambda: 1)
        told.set()
        assert await second is True
        assert await workers.answer(lambda: 2) == 2

    asyncio.run(scenario())
    workers.close()


def test_a_mistake_of_ours_is_a_problem_too(archive, monkeypatch):
    monkeypatch.setattr(searchlib.Index, "search", lambda *_, **__: 1 / 0)
    answer = asked(archive[1], "/search?q=coal", Settings())
    assert answer.status_code == 500
    assert answer.json()["detail"] == "The server's log has it."
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_query_too_wide_is_said_and_a_record_is_read_all_the_same(tmp_path):
    from itertools import product
    from string import ascii_lowercase

    words = " ".join("q" + "".join(letters) for letters in product(ascii_lowercase, repeat=3))
    record = {"id": "many", "title": "Many", "text_en": words}
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "many.jsonl").write_text(json.dumps(record) + "\n", "utf-8")
    searchlib.build(tmp_path / "documents", tmp_path / "index")
    answer = asked(tmp_path / "index", "/search?q=q*", Settings())
    assert answer.status_code == 422
    assert "q*" in answer.json()["detail"]
    assert asked(tmp_path / "index", "/?q=q*", Settings()).status_code == 422
    assert asked(tmp_path / "index", "/read/many?q=q*", Settings()).status_code == 200


# Exports.


def exports_of(folder, **settings):
    from searchlib.server.exporting import Exports

    return Exports(
        LiveIndex(folder), Workers(**{"threads": 2, "most": 8, "seconds": 10, **settings})
    )


def test_an_export_comes_from_the_index_it_began_with(archive, tmp_path, monkeypatch):
    from searchlib.server import exporting

    monkeypatch.setattr(exporting, "_PART", 0)  # each hit is a part
    shutil.copytree(archive[0], tmp_path / "documents")
    shutil.copytree(archive[1], tmp_path / "index")
    exports = exports_of(tmp_path / "index")
    live = exports._live

    async def exported():
        response, generation = await exports.response("trec", {"q": ["уголь"]}, head=False)
        assert generation == live.generation
        (tmp_path / "documents" / "letters.jsonl").unlink()
        await asyncio.to_thread(searchlib.build, tmp_path / "documents", tmp_path / "index")
        assert live.refresh()
        sent = []

        async def send(message):
            sent.append(message.get("body", b""))

        await response({"type": "http", "asgi": {"spec_version": "2.4"}}, None, send)
        return sent

    sent = asyncio.run(exported())
    assert b"".join(sent).count(b" Q0 ") == 35
    assert len(sent) > 35
    assert exports._under_way == 0
    assert len(live._held.index) == 1


def test_exports_are_bounded_and_let_go(archive, monkeypatch):
    from searchlib.server import exporting

    monkeypatch.setattr(exporting, "_MOST_AT_ONCE", 1)
    exports = exports_of(archive[1])

    async def two():
        first, _ = await exports.response("csv", {"q": ["уголь"]}, head=False)
        with pytest.raises(Busy):
            await exports.response("csv", {"q": ["уголь"]}, head=False)

        async def gone(_):
            raise OSError("The reader has left.")

        with pytest.raises(ClientDisconnect):
            await first({"type": "http", "asgi": {"spec_version": "2.4"}}, None, gone)
        assert exports._under_way == 0
        with pytest.raises(searchlib.UsageError):
            await exports.response("csv", {"q": ["уголь"], "sort": ["x"]}, head=False)
        assert exports._under_way == 0

    asyncio.run(two())
    assert exports._live._held.askers == 0


def test_a_reader_who_takes_too_long_is_left(archive, monkeypatch):
    from searchlib.server import exporting

    monkeypatch.setattr(exporting, "_LONGEST", 0.05)
    exports = exports_of(archive[1])

    async def slow():
        response, _ = await exports.response("csv", {"q": ["уголь"]}, head=False)

        async def send(_):
            await asyncio.sleep(30)

        await response({"type": "http", "asgi": {"spec_version": "2.4"}}, None, send)

    with pytest.raises(TimeoutError):
        asyncio.run(slow())
    assert exports._live._held.askers == 0
