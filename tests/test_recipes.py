"""The recipes run: each in a folder of its own with the cable, with the real packages."""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "recipes"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
NEEDS = {
    "django": ("django",),
    "fastapi": ("fastapi", "httpx"),
    "http": ("starlette", "uvicorn", "jinja2"),
    "langchain": ("langchain_core",),
    "notebook": ("IPython",),
    "pandas": ("pandas",),
}
SAID = {
    "database": "3 records\nПисьмо о ста тоннах угля - RGASPI, f. 558, op. 11, d. 331\n",
    "http": "1 ['Cable No. 54611 from Kovalev to Stalin']\n",
    "langchain": "AP RF, f. 4, op. 1, d. 331, ll. 59-61",
    "pandas": "RGASPI, f. 558, op. 11, d. 331, ll. 59-61",
    "passages": '[1] "Cable No. 54611 from Kovalev to Stalin"',
    "export": "searchlib 0.1.0, “Корея”, 1 of 1 record, index ",
    "quotations": "wilsoncenter-114898 has 'can' where you have 'could'",
    "script": "**шаги**",
}


def code(page):
    return "\n".join(re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.M | re.S))


@pytest.fixture
def cook(tmp_path):
    """Run a recipe in a process of its own, in a folder that holds documents."""
    shutil.copytree(ROOT / "documents", tmp_path / "documents")

    def run(name):
        for package in NEEDS.get(name, ()):
            if find_spec(package) is None:
                pytest.skip(f"needs {package}: pip install 'searchlib[recipes]'")
        script = tmp_path / f"{name}_recipe.py"
        script.write_text(code(FOLDER / f"{name}.md"), "utf-8")
        ours = {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"}
        warnings = "error:::searchlib" if name in NEEDS else "error"  # others' are theirs
        return subprocess.run(
            [sys.executable, "-W", warnings, script],
            cwd=tmp_path,
            env={**os.environ, **ours},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run


@pytest.mark.parametrize("name", [page.stem for page in PAGES])
def test_a_recipe_runs(name, cook, tmp_path):
    done = cook(name)
    assert done.returncode == 0, done.stderr
    assert SAID.get(name, "") in done.stdout
    if name == "export":
        assert "@unpublished{" in (tmp_path / "found.bib").read_text("utf-8")
        assert (tmp_path / "found.csv").read_text("utf-8-sig").startswith("rank,score,id")
        shutil.copy(tmp_path / "found.jsonl", tmp_path / "documents" / "again.jsonl")
        import searchlib

        assert searchlib.build(tmp_path / "documents", tmp_path / "index").duplicates


def test_the_list_names_every_recipe():
    listed = re.findall(r"\]\(([\w-]+\.md)\)", (FOLDER / "README.md").read_text("utf-8"))
    assert sorted(listed) == [page.name for page in PAGES]
    assert len(PAGES) >= 10
