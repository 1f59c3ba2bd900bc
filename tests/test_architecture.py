"""The house holds: imports point down, third parties stay in their room, the map is true."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "searchlib"

LAYERS = [
    {"records", "results", "errors", "frozen", "patterns", "database", "files", "version"},
    {"query", "analysis", "ranking", "archival", "formats", "export"},
    {"engine", "bilingual", "highlight", "vocabulary", "store"},
    {"index", "indexing", "answers", "entries", "facets"},
    {"__init__"},
    {"cli", "mcp", "server", "__main__"},
]
SIDEWAYS = {
    ("records", "frozen"),
    ("results", "frozen"),
    ("results", "records"),
    ("results", "version"),
    ("database", "errors"),
    ("database", "patterns"),
    ("formats", "archival"),
    ("export", "archival"),
    ("index", "indexing"),
    ("index", "answers"),
    ("index", "facets"),
    ("entries", "facets"),
    ("index", "entries"),
    ("answers", "entries"),
    ("answers", "facets"),
    ("indexing", "entries"),
    ("__main__", "cli"),
    ("cli", "server"),
    ("cli", "mcp"),
    ("mcp", "server"),
}
THIRD_PARTIES = {
    "whoosh": {"engine"},
    "tantivy": {"engine"},
    "pymorphy3": {"analysis/russian.py"},
    "pymorphy3_dicts_ru": {"analysis/russian.py", "analysis/versions.py"},
    "Stemmer": {"analysis/english.py", "analysis/versions.py"},
    "click": {"cli"},
    "rich": {"cli"},
    "filelock": {"cli/remembered.py", "engine/opensearch/writer.py", "store"},
    "rapidfuzz": {"answers/matching.py", "vocabulary.py"},
    "opensearchpy": {"engine/opensearch/cluster.py"},
    "lxml": {
        "formats/docx.py",
        "formats/docx_text.py",
        "formats/html.py",
        "formats/html_text.py",
        "formats/xml.py",
    },
    "mcp": {"mcp"},
    "mcp_types": {"mcp"},
    "pydantic": {"mcp"},
    "starlette": {"server"},
    "uvicorn": {"server"},
    "jinja2": {"server"},
    "numpy": {
        "bilingual/evidence.py",
        "bilingual/expectation.py",
        "bilingual/learning.py",
        "bilingual/sharing.py",
        "engine/tantivy/spreading.py",
        "engine/whoosh/arrays.py",
        "engine/whoosh/facets.py",
        "engine/whoosh/pool.py",
        "engine/whoosh/positions.py",
        "store/fingerprints.py",
    },
    "pebble": {"indexing/reading.py"},
    "pypdfium2": {"formats/pdf_pages.py"},
    "sqlite3": {"database.py"},
}

MODULES = sorted(PACKAGE.rglob("*.py"))


def room(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def layer(name):
    return next(level for level, names in enumerate(LAYERS) if name in names)


def imports(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.module == "searchlib":
                for alias in node.names:
                    inside = (PACKAGE / alias.name).is_dir() or (
                        PACKAGE / f"{alias.name}.py"
                    ).exists()
                    yield f"searchlib.{alias.name}" if inside else "searchlib"
            else:
                yield node.module or ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path):
    here = room(path)
    for name in imports(path):
        if name.split(".")[0] != "searchlib":
            continue
        parts = name.split(".")
        there = parts[1] if len(parts) > 1 else "__init__"
        if here in (there, "__init__"):
            continue
        assert layer(there) < layer(here) or (here, there) in SIDEWAYS, f"{here} imports {there}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_third_parties_stay_in_their_room(path):
    where = path.relative_to(PACKAGE).as_posix()
    for name in imports(path):
        rooms = THIRD_PARTIES.get(name.split(".")[0])
        assert rooms is None or where in rooms or where.split("/")[0] in rooms, f"{where}: {name}"


@pytest.mark.parametrize(
    ("door", "allowed"),
    [
        ("cli", ("cli", "export", "mcp", "server")),
        ("mcp", ("mcp", "export", "server.live", "server.workers")),
        ("server", ("server", "export")),
    ],
)
def test_what_people_and_programs_use_is_made_of_public_names(door, allowed):
    rooms = tuple(f"searchlib.{name}" for name in allowed)
    for path in (PACKAGE / door).glob("*.py"):
        inner = {n for n in imports(path) if n.startswith("searchlib.")}
        assert all(n.startswith(rooms) for n in inner), f"{path.name} imports {inner}"


def test_no_room_is_forgotten():
    rooms = {room(path) for path in MODULES}
    assert rooms == set().union(*LAYERS)


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "README.md"])
def test_every_path_a_page_names_exists(page):
    text = (ROOT / page).read_text("utf-8")
    named = re.findall(r"`([\w./-]+(?:/|\.py|\.md))`|\]\((?!http)([^)#]+)\)", text)
    paths = {first or second for first, second in named} - {
        ".venv/bin/",
        "glossaries/",
        "documents/added/",
    }  # made by their users
    assert len(paths) > 3
    here = (ROOT, PACKAGE, *(path for path in PACKAGE.iterdir() if path.is_dir()))
    missing = {path for path in paths if not any((folder / path).exists() for folder in here)}
    assert not missing


def test_architecture_names_every_room():
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    for name in {room(path) for path in MODULES} - {"__init__", "__main__"}:
        assert re.search(rf"`searchlib/{name}(/|\.py)`", text), f"{name} has no heading"


def test_architecture_is_one_screen():
    assert len((ROOT / "ARCHITECTURE.md").read_text("utf-8").splitlines()) <= 80


def test_every_module_is_explained():
    for path in MODULES:
        tree = ast.parse(path.read_text("utf-8"))
        assert ast.get_docstring(tree), f"{path} has no docstring"


def test_no_file_is_crowded():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in MODULES
        if (lines := len(path.read_text("utf-8").splitlines())) > 420
    }
    assert not long
