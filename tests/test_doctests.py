"""The examples in docstrings of the public names run, on the cable."""

import doctest
import inspect
import shutil

import pytest

import searchlib

EXAMPLES = {
    example.name: example
    for thing in (searchlib, *(getattr(searchlib, name) for name in searchlib.__all__))
    if inspect.ismodule(thing) or inspect.isclass(thing) or inspect.isfunction(thing)
    for example in doctest.DocTestFinder(exclude_empty=True).find(
        thing, globs={"searchlib": searchlib}
    )
    if example.examples
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_runs(name, documents, built, tmp_path, monkeypatch):
    shutil.copytree(documents, tmp_path / "documents")
    shutil.copytree(built, tmp_path / "index")
    monkeypatch.chdir(tmp_path)
    searchlib.build(rebuild=True)  # of these documents
    outcome = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(EXAMPLES[name])
    assert outcome.failed == 0
    assert outcome.attempted > 0


def test_no_example_is_left_out_and_the_main_things_have_one():
    assert not [name for name, one in EXAMPLES.items() if "SKIP" in one.docstring]
    for thing in ("searchlib", "build", "Index.search", "Index.open", "Index.of", "writer"):
        assert any(name == thing or name.endswith(f".{thing}") for name in EXAMPLES), thing


def test_every_public_name_is_documented():
    for name in searchlib.__all__:
        thing = getattr(searchlib, name)
        if inspect.isclass(thing) or inspect.isfunction(thing) or inspect.ismethod(thing):
            assert inspect.getdoc(thing), name
            methods = vars(thing).items() if inspect.isclass(thing) else ()
            for method, code in methods:
                if not method.startswith("_") and callable(code):
                    assert inspect.getdoc(code), f"{name}.{method}"


def test_what_the_names_are_is_known_to_type_checkers(tmp_path):
    """A program that uses every name is checked as its author would check it."""
    import subprocess
    import sys

    pytest.importorskip("mypy", reason="needs mypy")
    names = "\n".join(f"print(searchlib.{name})" for name in searchlib.__all__)
    program = tmp_path / "program.py"
    program.write_text(
        f"import searchlib\n{names}\n"
        "with searchlib.open('index') as index:\n"
        "    hits: searchlib.Hits = index.search('a', limit=1)\n"
        "    record: searchlib.Record = index.get(hits[0].record.id)\n"
        "    length: int = len(index)\n"
        "with searchlib.writer('index') as writer:\n"
        "    added: searchlib.Record = writer.add(record)\n"
        "    report: searchlib.Report | None = writer.report\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", str(program)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
