"""What assistants get: the official client talks to the real server, process to process."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

import searchlib

mcp = pytest.importorskip("mcp", reason="needs searchlib[mcp]")

ROOT = Path(searchlib.__file__).parents[1]
CABLE = "wilsoncenter-114898"
TOOLS = {"search", "get_record", "concordance", "verify_quotation"}


@asynccontextmanager
async def connected(index: Path):
    """Start the server of an index, and yield a client of it."""
    command = ["-m", "searchlib", "mcp", "--index", str(index), "--documents", "nowhere"]
    parameters = mcp.StdioServerParameters(
        command=sys.executable, args=command, env={"PYTHONPATH": str(ROOT)}
    )
    async with mcp.Client(parameters, read_timeout_seconds=60) as client:
        yield client


@pytest.fixture(scope="module")
def talk(archive):
    """Run a conversation with the server of the archive, and return what it returns."""
    loop = asyncio.new_event_loop()
    ready, ended = threading.Event(), asyncio.Event()
    clients = []

    async def living():
        async with connected(archive[1]) as client:
            clients.append(client)
            ready.set()
            await ended.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(living(),))
    thread.start()
    try:
        assert ready.wait(60)
        yield lambda conversation: asyncio.run_coroutine_threadsafe(
            conversation(clients[0]), loop
        ).result(120)
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(30)
        loop.close()


async def call(client, tool, **arguments):
    """Call a tool, and return its structured answer."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert json.loads(result.content[0].text) == result.structured_content
    return result.structured_content


async def refused(client, tool, **arguments):
    """Call a tool with what it refuses, and return what it says."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return result.content[0].text


def test_tools_are_read_only_and_typed(talk):
    async def conversation(client):
        return (await client.list_tools()).tools, client.instructions

    tools, instructions = talk(conversation)
    assert {tool.name for tool in tools} == TOOLS
    assert all(name in instructions for name in TOOLS)
    for tool in tools:
        assert tool.title
        assert tool.description
        assert tool.annotations.read_only_hint is True
        assert tool.annotations.open_world_hint is False
        assert tool.output_schema["type"] == "object"
        assert "generation" in tool.output_schema["required"]
        properties = tool.input_schema["properties"]
        assert all("description" in one or "default" in one for one in properties.values())
        assert all(
            "maxLength" in properties[name] for name in ("query", "quotation") if name in properties
        )


def test_one_conversation(talk):
    async def conversation(client):
        found = await call(client, "search", query="помощь Северной Корее", limit=1)
        hit = found["hits"][0]
        assert (found["total"], hit["record"]["record_id"]) == (1, CABLE)
        assert "Wilson Center Digital Archive" in hit["record"]["citation"]
        pair = hit["passages"][0]
        assert (pair["ru"]["kind"], pair["en"]["kind"]) == ("transcript", "translation")
        assert {mark["kind"] for mark in pair["en"]["marks"]} == {"counterpart"}

        lines = await call(client, "concordance", query="Корея", sort="left", limit=3)
        assert (lines["total"], lines["records_read"], len(lines["lines"])) == (15, 1, 3)
        line = lines["lines"][0]

        part = await call(
            client, "get_record", record_id=CABLE, language="ru", start=line["start"], length=5
        )
        [text] = part["texts"]
        assert text["text"] == line["match"] == "Корею"
        assert (text["next_start"], text["end"]) == (line["end"], line["end"])
        whole = await call(client, "get_record", record_id=CABLE, length=20_000)
        assert [one["next_start"] for one in whole["texts"]] == [None, None]

        for place in (CABLE, ""):
            said = await call(
                client, "verify_quotation", quotation="такая помощь была оказана", record_id=place
            )
            assert said["verdict"] == "nearly"
            [one] = said["places"]
            assert (one["differences"][0]["quoted"], one["differences"][0]["written"]) == (
                "была",
                "будет",
            )
            assert "such aid would be granted" in one["passages"][0]["en"]["text"]
        return {found["generation"], lines["generation"], whole["generation"], said["generation"]}

    assert len(talk(conversation)) == 1


def test_what_is_refused_says_why(talk):
    async def conversation(client):
        assert "No record has the id 'nobody'" in await refused(
            client, "get_record", record_id="nobody"
        )
        assert "needs words" in await refused(client, "verify_quotation", quotation="…")
        assert "less than or equal to 20" in await refused(client, "search", query="a", limit=21)
        assert "at most 1000 characters" in await refused(client, "search", query="a" * 1001)
        assert "at most 10000 characters" in await refused(
            client, "verify_quotation", quotation="a" * 10_001
        )
        assert "'all' or 'any'" in await refused(client, "search", query="a", match="some")
        return await call(client, "search", query='"( unfinished', limit=1)

    assert talk(conversation)["warnings"]


def test_records_are_resources(talk):
    async def conversation(client):
        templates = (await client.list_resource_templates()).resource_templates
        assert [one.uri_template for one in templates] == ["searchlib://records/{record_id}"]
        read = {}
        for name, written in (
            (CABLE, CABLE),
            ("strange/id?#%41 ё", "strange%2Fid%3F%23%2541%20%D1%91"),
        ):
            answer = await client.read_resource(f"searchlib://records/{written}")
            assert answer.contents[0].mime_type == "application/json"
            read[name] = json.loads(answer.contents[0].text)["id"]
        with pytest.raises(mcp.MCPError, match="No record has the id 'nobody'"):
            await client.read_resource("searchlib://records/nobody")
        return read

    read = talk(conversation)
    assert all(name == found for name, found in read.items())


def test_a_resource_has_the_beginning_of_what_is_long():
    from searchlib.export.json_lines import line, record_fields
    from searchlib.mcp.answers import part_of, resource

    pages = tuple((offset, str(offset)) for offset in range(0, 1_000_000, 100))
    notes = ((19_990, 20_010), (500_000, 500_001))
    long = searchlib.Text("ru", "text", "уголь " * 500_000, pages, notes)
    short = searchlib.Text("en", "translation", "coal")
    people = tuple(f"p{n}" for n in range(50_000))
    record = searchlib.Record("r", "t" * 100_000, (long, short), sender=people, summary="s" * 10**6)
    said = json.loads(line(resource(record)))
    assert len(line(said)) < 120_000
    ru, en = said["texts"]
    assert (ru["body"], ru["next_start"]) == (long.body[:20_000], 20_000)
    assert part_of(record, "ru", ru["next_start"], 9, "g").texts[0].text == long.body[20_000:20_009]
    assert (ru["footnotes"], len(ru["pages"])) == ([[19_990, 20_000]], 200)
    assert (en["body"], en["characters"], en["next_start"]) == ("coal", 4, None)
    usual = searchlib.Record("r", "Title", (short,), sender=("Mao",))
    known = {"characters": 4, "next_start": None}
    whole = json.loads(line(record_fields(usual)))
    assert resource(usual)["texts"] == [one | known for one in whole["texts"]]
    assert json.loads(line(resource(usual))) | {"texts": whole["texts"]} == whole


def test_many_calls_at_once(talk, archive):
    words = ["уголь", "coal", "Корея", "railway", "больница", "Manchuria"] * 5

    async def conversation(client):
        return await asyncio.gather(
            *(call(client, "search", query=word, limit=2) for word in words),
            *(call(client, "concordance", query=word, limit=2) for word in words),
            *(call(client, "verify_quotation", quotation=f"тонн {word} для") for word in words[:6]),
        )

    answers = talk(conversation)
    assert len(answers) == 66
    with searchlib.open(archive[1]) as index:
        assert [one["total"] for one in answers[:30]] == [index.search(w).total for w in words]


def test_a_new_index_is_taken_up(tmp_path):
    documents, index = tmp_path / "documents", tmp_path / "index"
    documents.mkdir()

    def write(number):
        row = {"id": f"r{number}", "title": f"No. {number}", "text_en": "The giraffe has arrived."}
        (documents / f"{number}.jsonl").write_text(json.dumps(row), "utf-8")
        assert not searchlib.build(documents, index, workers=0).problems

    async def conversation():
        async with connected(index) as client:
            totals = [(await call(client, "search", query="giraffe"))["total"]]
            for number in (2, 3):
                await asyncio.to_thread(write, number)
                totals.append((await call(client, "search", query="giraffe"))["total"])
            return totals

    write(1)
    assert asyncio.run(conversation()) == [1, 2, 3]


def test_the_command_says_what_is_missing(run, tmp_path):
    done = run("mcp", "--index", str(tmp_path / "none"), "--documents", str(tmp_path / "no"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no index in" in done.stderr
    (tmp_path / "mcp" / "server").mkdir(parents=True)
    (tmp_path / "mcp" / "__init__.py").touch()
    for code in ("raise ModuleNotFoundError('no mcp', name='mcp')", "FastMCP = 'version 1'"):
        (tmp_path / "mcp" / "server" / "__init__.py").write_text(code, "utf-8")
        done = run("mcp", env={"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"})
        assert done.returncode == 2
        assert "Run: pip install 'searchlib[mcp]'" in done.stderr


def test_halves_of_characters_do_not_stop_an_answer():
    from searchlib.mcp.answers import answered, part_of

    record = searchlib.Record(
        "r", "\ud800 title", (searchlib.Text("en", "text", "coal \udfff here"),)
    )
    with searchlib.Index.of([record]) as index:
        answer = answered(index.search("coal"), "g")
    assert answer.hits[0].passages[0].en.text == "coal \ufffd here"
    assert part_of(record, "both", 3, 4, "g").texts[0].text == "l \ufffd "
    behind = part_of(record, "both", 10**9, 4, "g").texts[0]
    assert (behind.start, behind.next_start, behind.text) == (behind.characters, None, "")
    assert answer.hits[0].record.title == "\ufffd title"
