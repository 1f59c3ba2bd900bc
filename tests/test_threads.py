"""Many threads read one open index, and closing it lets them finish."""

import asyncio
import gc
import random
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest

import searchlib
from searchlib.store.readers import Readers

QUERIES = ("железная дорога", "railway coal", '"тонн угля"', "больниц*", "giraffe~1", "fond:505",
           "person:Shtykov", "помощь Северной Корее", "date:[1947 TO 1950]", "Mukden")  # fmt: skip


CALLS = (
    *((lambda index, query=query: index.search(query, facets=["year"])) for query in QUERIES),
    lambda index: index.search("coal", sort="-date", limit=3, filter="type:letter"),
    lambda index: index.get("letter-7"),
    lambda index: index.aligned("wilsoncenter-114898"),
    lambda index: index.compare("wilsoncenter-114898"),
    lambda index: index.translations("железная дорога"),
    lambda index: index.near_duplicates("letter-7"),
    lambda index: tuple(index.ids()),
    len,
)


@pytest.fixture(scope="module", params=["whoosh", "tantivy"])
def folder(request, archive, tmp_path_factory):
    if request.param == "whoosh":
        return archive[1]
    pytest.importorskip("tantivy", reason="needs searchlib[tantivy]")
    folder = tmp_path_factory.mktemp("tantivy") / "index"
    searchlib.build(archive[0], folder, engine=request.param)
    return folder


def test_sixteen_threads_get_what_one_gets(folder):
    with searchlib.open(folder) as index:
        alone = [call(index) for call in CALLS]
    with searchlib.open(folder) as index:  # nothing has been looked up in it yet
        ready = threading.Barrier(16)

        def ask(seed):
            order = list(range(len(CALLS)))
            random.Random(seed).shuffle(order)
            ready.wait(20)
            return [number for number in order if CALLS[number](index) != alone[number]]

        with ThreadPoolExecutor(16) as pool:
            assert list(pool.map(ask, range(16))) == [[]] * 16


def test_closing_lets_those_who_read_finish(folder):
    for seed in range(3):
        index = searchlib.open(folder)
        alone = [call(index) for call in CALLS]
        ready = threading.Barrier(17)

        def ask(seed, index=index, alone=alone, ready=ready):
            chosen = random.Random(seed)
            ready.wait(20)
            while True:
                number = chosen.randrange(len(CALLS))
                try:
                    answer = CALLS[number](index)
                except searchlib.UsageError as error:
                    return str(error)
                assert answer == alone[number]

        with ThreadPoolExecutor(16) as pool:
            waiting = [pool.submit(ask, seed * 16 + one) for one in range(16)]
            ready.wait(20)
            time.sleep(0.02 * seed)
            index.close()
            said = {one.result(20) for one in waiting}
        assert said == {"This index has been closed. Open it again: searchlib.open(FOLDER)"}


def test_what_is_let_go_is_let_go_once_by_the_last():
    gone = []
    readers = Readers(lambda: gone.append(threading.current_thread().name))
    begun, may_end = threading.Event(), threading.Event()

    def read():
        with readers:
            begun.set()
            may_end.wait(20)

    thread = threading.Thread(target=read, name="last")
    thread.start()
    begun.wait(20)
    readers.close()
    assert not gone
    with pytest.raises(searchlib.UsageError, match="has been closed"), readers:
        pass
    may_end.set()
    thread.join(20)
    readers.close()
    assert gone == ["last"]


def test_an_index_may_be_closed_while_its_ids_are_read(built):
    index = searchlib.open(built)
    ids = index.ids()
    assert next(ids) == "wilsoncenter-114898"
    index.close()
    assert list(ids) == []
    with pytest.raises(searchlib.UsageError):
        next(index.ids())
    with pytest.raises(searchlib.UsageError):
        len(index)


def test_an_index_nobody_refers_to_is_closed(built):
    index = searchlib.open(built)
    database, seen = index._parts.vocabulary._database, weakref.ref(index)
    index.search("корейский")
    del index
    gc.collect()
    assert seen() is None
    with pytest.raises(Exception, match="closed"):
        database.rows("SELECT 1")


def test_searches_of_a_loop_do_not_wait_for_one_another(folder):
    async def load(index):
        asked = [
            asyncio.to_thread(index.search, query, facets=["year"])
            for query in QUERIES
            for _ in "12"
        ]
        ticks = 0

        async def tick():
            nonlocal ticks
            while True:
                await asyncio.sleep(0)
                ticks += 1

        ticking = asyncio.create_task(tick())
        found = await asyncio.gather(*asked)
        ticking.cancel()
        return found, ticks

    with searchlib.open(folder) as index:
        alone = [index.search(query, facets=["year"]) for query in QUERIES for _ in "12"]
        found, ticks = asyncio.run(load(index))
    assert found == alone
    assert ticks > 3  # the loop went on meanwhile
