"""Does the real server answer over HTTP as the command line does, and refuse in plain words?"""

from __future__ import annotations

import html
import json
import os
import re
import signal
import socket
import subprocess
import sys
from datetime import date
from urllib.parse import quote

import pytest
from conftest import RECORDS, serving

import searchlib

httpx = pytest.importorskip("httpx", reason="needs httpx")
pytest.importorskip("starlette", reason="needs searchlib[server]")

CABLE = "wilsoncenter-114898"
STRANGE = RECORDS[0]["id"]


@pytest.fixture
def get(served):
    def get(path, **options):
        return httpx.get(f"{served}{path}", timeout=20, **options)

    return get


def test_search_gives_the_hits_of_the_command_line(get, run, archive):
    query = "корейские дивизии OR уголь"
    asked = ("-n", "7", "--offset", "2", "--filter", "date:<1955", "--index", str(archive[1]))
    lines = run("search", "--json", query, *asked).stdout.splitlines()
    answer = get(
        "/search", params={"q": query, "limit": 7, "offset": 2, "filter": "date:<1955"}
    ).json()
    known = {"fingerprint": answer["fingerprint"]}
    assert [hit | known for hit in answer["hits"]] == [json.loads(line) for line in lines]
    assert len(lines) == 7 < answer["total"]
    assert (answer["query"], answer["offset"]) == (query, 2)
    assert answer["notes"][0].startswith("also looked for: корейские as ")
    assert answer["generation"].startswith("generation-000001-")


def test_hits_are_explained_where_that_is_asked_for(get):
    params = {"q": "уголь больницы", "limit": 2}
    (first, _) = get("/search", params={**params, "explain": "true"}).json()["hits"]
    parts = first["explanation"]["parts"]
    assert sum(part["score"] for part in parts) == pytest.approx(first["score"], abs=1e-6)
    assert {"уголь", "больницы"} <= {word["written"] for word in first["explanation"]["words"]}
    assert "explanation" not in get("/search", params=params).json()["hits"][0]


def test_other_queries_are_suggested(get):
    answer = get("/search", params={"q": "угоьл"}).json()
    assert answer["suggestions"] == [{"query": "уголь", "total": 35, "why": "spelling"}]
    assert get("/search", params={"q": "уголь"}).json()["suggestions"] == []


def test_browsers_are_given_completions(get, served):
    answer = get("/suggest", params={"q": "тонн желез"})
    assert answer.headers["content-type"].startswith("application/x-suggestions+json")
    query, completions, counts, addresses = answer.json()
    assert (query, completions[0], counts[0]) == ("тонн желез", "тонн железной", "36")
    assert httpx.get(addresses[0]).status_code == 200
    assert addresses[0].startswith(f"{served}/?q=")
    assert get("/suggest").json() == ["", [], [], []]
    assert get("/suggest", params={"q": "т", "limit": -1}).status_code == 400
    assert f"{served}/suggest?q={{searchTerms}}" in get("/opensearch.xml").text


def test_records_like_one(get, run, archive):
    answer = get("/records/letter-3/similar", params={"limit": 4, "passages": 0}).json()
    asked = ("letter-3", "-n", "4", "--passages", "0", "--json", "--index", str(archive[1]))
    lines = run("similar", *asked).stdout.splitlines()
    assert answer["hits"] == [json.loads(line) for line in lines]
    assert len(lines) == 4
    assert "letter-3" not in [hit["id"] for hit in answer["hits"]]
    assert get(f"/records/{quote(STRANGE, safe='')}/similar").status_code == 200
    assert get("/records/nobody/similar").status_code == 404


def test_each_parameter_means_what_it_says(get):
    def ids(**params):
        return [hit["id"] for hit in get("/search", params=params).json()["hits"]]

    assert len(ids(q="уголь", limit=3)) == 3
    assert ids(q="уголь giraffe") == []
    assert len(ids(q="уголь giraffe", match="any")) == 10
    assert "only-russian" in ids(q="railway", limit=50)
    assert "only-russian" not in ids(q="railway", limit=50, translate="false")
    dates = ids(q="уголь", sort="-date", limit=50)
    assert ids(q="уголь", sort="date", limit=50) != dates
    assert sorted(ids(q="уголь", sort="date", limit=50)) == sorted(dates)
    both = ["archive:RGASPI", "type:letter OR type:cable"]
    some = get("/search", params={"q": "уголь", "filter": both, "limit": 50}).json()
    assert 0 < some["total"] < get("/search", params={"q": "уголь"}).json()["total"]
    assert {hit["type"] for hit in some["hits"]} == {"letter"}
    broken = {"q": "уголь", "filter": ['"coal', "type:letter"], "limit": 50}
    assert {hit["type"] for hit in get("/search", params=broken).json()["hits"]} == {"letter"}
    assert get("/search", params={"q": "уголь", "passages": 0}).json()["hits"][0]["passages"] == []


def test_facets_count_and_narrow(get):
    answer = get("/facets", params={"q": "уголь", "facet": ["type", "archive"]}).json()
    assert [facet["field"] for facet in answer["facets"]] == ["type", "archive"]
    for facet in answer["facets"]:
        for value in facet["values"]:
            narrowed = get("/search", params={"q": "уголь", "filter": value["filter"], "limit": 0})
            assert narrowed.json()["total"] == value["count"]
    assert "hits" not in answer
    assert len(get("/facets").json()["facets"]) == 7


def test_a_record_is_what_show_prints(get, run, archive):
    shown = json.loads(run("show", CABLE, "--json", "--index", str(archive[1])).stdout)
    assert get(f"/records/{CABLE}").json() == shown
    aligned = get(f"/records/{CABLE}?alignment=true").json()["alignment"]
    bodies = {text["language"]: text["body"] for text in shown["texts"]}
    said = [(bodies["ru"][slice(*p["ru"])], bodies["en"][slice(*p["en"])]) for p in aligned
            if p["ru"] and p["en"]]  # fmt: skip
    assert any("прибыл начальник" in ru and "Chief of the Political" in en for ru, en in said)


@pytest.mark.parametrize(
    ("form", "media_type", "beginning"),
    [
        ("ris", "application/x-research-info-systems", "TY  - PCOMM\r\n"),
        ("bibtex", "application/x-bibtex", "@unpublished{wilsoncenter-114898,\n"),
        ("csl", "application/vnd.citationstyles.csl+json", "[\n"),
    ],
)
def test_citations(get, form, media_type, beginning):
    answer = get(f"/citations/{CABLE}?format={form}")
    assert answer.headers["content-type"].startswith(media_type)
    assert answer.text.startswith(beginning)
    assert f'filename="{CABLE}.' in answer.headers["content-disposition"]


def test_a_strange_id_is_an_address(get):
    name = quote(STRANGE, safe="")
    assert get(f"/records/{name}").json()["id"] == STRANGE
    assert get(f"/read/{name}").status_code == 200
    header = get(f"/citations/{name}?format=ris").headers["content-disposition"]
    assert "\n" not in header
    assert header.startswith('attachment; filename="strange-id')


def test_an_id_may_end_as_an_address_does(tmp_path):
    ids = ["a", "a/similar", "b/similar", "c/similar/similar", "context", "d/context"]
    lines = [json.dumps({"id": name, "text_en": f"Coal for {name}."}) for name in ids]
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "ids.jsonl").write_text("\n".join(lines), "utf-8")
    assert not searchlib.build(tmp_path / "d", tmp_path / "index").problems
    with serving("--index", tmp_path / "index") as (address, _):
        for name in ids:
            for page in ("records", "read", "similar", "citations"):
                there = httpx.get(f"{address}/{page}/{quote(name, safe='')}")
                assert there.status_code == 200, (page, name)
            assert httpx.get(f"{address}/records/{quote(name, safe='')}").json()["id"] == name
            assert "hits" in httpx.get(f"{address}/records/{quote(name, safe='')}/similar").json()
        assert "hits" in httpx.get(f"{address}/records/a/similar").json()
        for name in ("b/similar", "d/context"):
            assert httpx.get(f"{address}/records/{name}").json()["id"] == name
        missing = httpx.get(f"{address}/records/nobody/similar").json()["detail"]
        assert missing.startswith("No record has the id 'nobody'.")


@pytest.mark.parametrize(
    ("path", "status", "detail"),
    [
        ("/search?limt=3", 400, "There is no parameter 'limt'. Did you mean 'limit'?"),
        ("/search?x=3", 400, "There are q, filter, match, translate, facet, sort, limit"),
        ("/search?limit=101", 400, "limit is a whole number from 0 to 100."),
        ("/search?limit=-1", 400, "limit is a whole number from 0 to 100."),
        ("/search?limit=٣", 400, "limit is a whole number from 0 to 100."),
        ("/search?limit=", 400, "limit is a whole number from 0 to 100."),
        ("/search?offset=10001", 400, "offset is a whole number from 0 to 10,000."),
        ("/search?match=most", 400, "match is one of all, any, not 'most'."),
        ("/search?translate=no", 400, "translate is true or false, not 'no'."),
        ("/search?facet=colour", 400, "facet is one of year, decade, archive"),
        ("/search?q=a&q=b", 400, "q is given at most once."),
        ("/search?" + "filter=a&" * 17, 400, "filter is given at most 16 times."),
        (f"/search?q={'a' * 1001}", 400, "q has at most 1,000 characters."),
        (f"/search?q={'a' * 17000}", 400, "The address is too long."),
        ("/records/nobody", 404, "No record has the id 'nobody'. Ids are shown by search."),
        ("/records/", 404, "No record has the id ''. Ids are shown by search."),
        ("/citations/nobody", 404, "No record has the id 'nobody'."),
        (f"/citations/{CABLE}?format=pdf", 400, "format is one of bibtex, csl, ris, not 'pdf'."),
        ("/nothing/here", 404, "There is no address /nothing/here here. Those there are stand in"),
        (f"/{'a' * 9000}", 404, f"There is no address /{'a' * 199}… here."),
        ("/static/../views.py", 404, "There is no address /views.py here."),
        ("/static/%2e%2e%2fviews.py", 404, "There is no address /static/../views.py here."),
    ],
)
def test_a_mistake_is_a_problem_in_plain_words(get, path, status, detail):
    answer = get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert detail in problem["detail"]
    name = problem["type"].rpartition("/")[2]
    assert name in get("/openapi.json").json()["components"]["responses"]


@pytest.mark.parametrize(
    ("path", "russian", "english"),
    [
        ("/read/nobody", "Документа «nobody» нет.", "No record has the id 'nobody'."),
        ("/nothing", "Адреса /nothing здесь нет.", "There is no address /nothing here."),
        ("/?page=0", "page: целое число от 1 до 1,000.", "page is a whole number from 1 to 1,000."),
        ("/?match=x", "match: одно из all, any, а не ", "match is one of all, any, not "),
        ("/?from=МCМ", "Год — до четырёх цифр", "A year has up to four digits"),
        (f"/?q={'x' * 1001}", "q: не больше 1,000 знаков.", "q has at most 1,000 characters."),
    ],
)
def test_a_mistake_is_said_in_the_language_of_the_page(get, path, russian, english):
    for language, detail in (("ru", russian), ("en", english)):
        answer = get(path, headers={"accept-language": language, "accept": "text/html"})
        (shown,) = re.findall(rf'<p class="detail" lang="{language}">(.*)</p>', answer.text)
        assert html.unescape(shown).startswith(detail)
        assert answer.status_code in (400, 404)
    headings = {path: re.findall("<h1>(.*)</h1>", get(path, headers={"accept": "text/html"}).text)
                for path in ("/read/nobody", "/nothing")}  # fmt: skip
    assert headings == {
        "/read/nobody": ["There is no such document"], "/nothing": ["There is no such page"],
    }  # fmt: skip


def test_only_reading_is_allowed(served):
    answer = httpx.post(f"{served}/search", json={"q": "x"})
    assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})
    assert answer.json()["title"] == "This address can only be read (GET)"
    head = httpx.head(f"{served}/search?q=уголь")
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize(
    "path", ["/", "/?q=уголь", "/search?q=x", "/search?limit=x", "/static/page.css", "/nowhere"]
)
def test_every_answer_is_guarded(get, path):
    headers = get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers
    assert "server" not in headers


def test_pages_of_other_sites_are_not_answered_under_their_names(get, served):
    refused = get("/search?q=x", headers={"host": "evil.example:8000"})
    assert refused.status_code == 421
    assert "--allow-host NAME" in refused.json()["detail"]
    port = served.rpartition(":")[2]
    for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}", "LOCALHOST"):
        assert get("/healthz", headers={"host": host}).status_code == 200


def test_what_has_not_changed_is_not_sent_again(get):
    first = get("/search?q=уголь")
    again = get("/search?q=уголь", headers={"if-none-match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    page = get("/?q=уголь", headers={"accept-language": "ru"})
    other = get(
        "/?q=уголь", headers={"accept-language": "en", "if-none-match": page.headers["etag"]}
    )
    assert other.status_code == 200
    assert page.headers["vary"] == "Accept-Language, Cookie"
    # A page names the day on which its search is cited: tomorrow it is another.
    assert f"{date.today():%Y%m%d}" in page.headers["etag"]


def test_health_and_descriptions(get, served):
    health = get("/healthz").json()
    assert re.fullmatch("[0-9a-f]{64}", health.pop("fingerprint"))
    assert health | {"generation": ""} == {
        "status": "ok", "generation": "", "records": len(RECORDS) + 1, "detail": "",
    }  # fmt: skip
    described = get("/opensearch.xml")
    assert described.headers["content-type"].startswith("application/opensearchdescription+xml")
    assert f'template="{served}/?q={{searchTerms}}"' in described.text
    paths = get("/openapi.json").json()["paths"]
    assert {"/search", "/facets", "/records/{record_id}", "/healthz"} <= set(paths)


# The command.


def test_it_says_where_it_is_and_stops_when_told(archive):
    for number in (signal.SIGTERM, signal.SIGINT):
        with serving("--index", archive[1]) as (address, process):
            assert httpx.get(f"{address}/healthz").status_code == 200
            process.send_signal(number)
            assert process.wait(20) == 0
            assert process.stderr.read() == "Stopped.\n"


def test_origins_and_names_can_be_allowed(archive):
    origin, name = "https://example.org", "archive.example.org"
    with serving("--index", archive[1], "--cors", origin, "--allow-host", name) as (address, _):
        for asking, allowed in ((origin, origin), ("https://evil.example", None)):
            headers = {"origin": asking, "host": name}
            answer = httpx.get(f"{address}/search?q=x", headers=headers)
            assert answer.status_code == 200
            assert answer.headers.get("access-control-allow-origin") == allowed


def test_several_processes_answer_on_one_address(archive):
    with serving("--index", archive[1], "--workers", "2") as (address, process):
        for _ in range(4):
            assert httpx.get(f"{address}/search?q=coal", timeout=20).json()["total"] == 35
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert process.stderr.read() == "Stopped.\n"


def test_small_answers_do_not_wait_for_acknowledgements(served):
    import time

    with httpx.Client(base_url=served) as client:
        client.get("/healthz")
        times = []
        for _ in range(20):
            started = time.perf_counter()
            client.get("/healthz")
            times.append(time.perf_counter() - started)
    assert min(times) < 0.03


@pytest.mark.parametrize(
    ("host", "warned", "names"),
    [
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("localhost", False, True),
        ("0.0.0.0", True, False),
        ("192.168.1.5", True, False),
        ("archive.example.org", True, False),
    ],
)
def test_where_others_can_connect_it_is_said(host, warned, names):
    from searchlib.server.application import Settings
    from searchlib.server.listening import _named, _warning

    assert ("can be reached from other computers" in _warning(host)) is warned
    assert bool(_named(Settings(), host).hosts) is names
    assert "a.example" in _named(Settings(hosts=("A.example",)), host).hosts


def test_a_port_that_is_taken_is_said(run, archive):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run("serve", "--port", port, "--index", str(archive[1]))
    assert done.returncode == 2
    assert re.fullmatch(
        rf"searchlib: 127\.0\.0\.1:{port} cannot be listened at: .*"
        r"Choose another: searchlib serve --port 0\n",
        done.stderr,
    )


@pytest.mark.parametrize("module", ["starlette", "uvicorn", "jinja2"])
def test_what_is_not_installed_is_named(run, tmp_path, module):
    (tmp_path / f"{module}.py").write_text(
        f'raise ModuleNotFoundError("No module named {module}", name="{module}")'
    )
    here = os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH", ""))))
    done = run("serve", env={"PYTHONPATH": here})
    assert done.returncode == 2
    assert done.stderr == f"searchlib: serve needs {module}. Run: pip install 'searchlib[server]'\n"


def test_no_index_is_the_same_mistake_as_for_search(run):
    done = run("serve", "--index", "none", "--documents", "none")
    assert done.returncode == 2
    assert done.stderr.startswith("searchlib: There is no index in none, and no folder none")


def test_a_search_from_the_shell_does_without_the_server(environment):
    code = (
        "import sys, searchlib.cli.search; "
        "print([name for name in ('starlette', 'uvicorn', 'jinja2') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


# Every hit, as a file.


@pytest.mark.parametrize(
    ("form", "media_type", "entry"),
    [
        ("jsonl", "application/jsonl", '{"rank"'),
        ("csv", "text/csv; charset=utf-8", "\r\n"),
        ("ris", "application/x-research-info-systems", "ER  - "),
        ("bibtex", "application/x-bibtex", "@unpublished"),
        ("csl", "application/vnd.citationstyles.csl+json", '{"id"'),
        ("trec", "text/plain; charset=utf-8", "1 Q0 "),
    ],
)
def test_every_hit_is_sent_as_the_command_line_writes_it(
    get, run, archive, form, media_type, entry
):
    answer = get(f"/search.{form}?q=уголь")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    written = run("search", "уголь", "--all", "--format", form, "--index", str(archive[1]))
    assert answer.text == written.stdout
    assert answer.text.count(entry) == 35 + (form == "csv")
    etag = {"if-none-match": answer.headers["etag"]}
    assert get(f"/search.{form}?q=уголь", headers=etag).status_code == 304


def test_exports_take_the_parameters_of_a_search(get):
    def lines(**params):
        return get("/search.trec", params={"q": "уголь", **params}).text.splitlines()

    assert len(lines(limit=3)) == 3
    assert lines(limit=0) == []
    assert lines(q="giraffe elephant") == []
    assert 0 < len(lines(filter=["archive:RGASPI", "type:letter"])) < 35
    assert lines(sort="date") != lines()
    table = get("/search.csv?q=уголь&bom=true&limit=1&passages=0")
    assert table.content.startswith(b"\xef\xbb\xbfrank,")


def test_the_head_of_an_export_has_no_body(served):
    head = httpx.head(f"{served}/search.csv?q=уголь")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"].startswith("text/csv")


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("/search.pdf?q=x", "format is one of jsonl, csv, ris, bibtex, csl, trec, not 'pdf'."),
        ("/search.csv?offset=3", "There is no parameter 'offset'."),
        ("/search.csv?limit=100001", "limit is a whole number from 0 to 100,000."),
    ],
)
def test_a_mistake_in_an_export_is_a_problem(get, path, detail):
    answer = get(path)
    assert answer.status_code == 400
    assert detail in answer.json()["detail"]
