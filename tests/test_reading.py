"""What does a file give, read here or in other processes? One bad file costs only itself."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

import searchlib
from searchlib import formats
from searchlib.bilingual.evidence import AT_ONCE
from searchlib.indexing import preparing, reading
from searchlib.indexing.documents import held
from searchlib.indexing.reading import read_files
from searchlib.store.fingerprints import fingerprint
from searchlib.vocabulary import Vocabulary

TEXT = "# Письмо о {0}\n\nТекст письма о {0}, и больше ничего в нём не сказано.\n"


@pytest.fixture
def files(tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    def write(**contents):
        for name, content in contents.items():
            path = tmp_path / f"{name}.md"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return [(f"{name}.md", tmp_path / f"{name}.md") for name in contents], scratch

    return write


def read(files, workers):
    return list(read_files(*files, workers))


@pytest.mark.parametrize("size", [10, (1 << 20) + 1])
def test_a_file_that_is_not_large_is_read_once(tmp_path, size):
    (path := tmp_path / "a.md").write_bytes(data := b"x" * size)
    content, (sha, told, _) = held(path)
    assert (sha, told) == (sha256(data).hexdigest(), size)
    assert content == (path if size > 1 << 20 else data)


@pytest.mark.parametrize("workers", [0, 2])
def test_outcomes_come_in_order_with_what_was_read(files, workers):
    names = [f"слово{letter}" for letter in "абвгдежзиклм"]
    outcomes = read(files(**{name: TEXT.format(name) for name in names}), workers)
    assert [outcome.name for outcome in outcomes] == [f"{name}.md" for name in names]
    for outcome, name in zip(outcomes, names, strict=True):
        (entry,) = outcome.take()
        assert entry.document.id == entry.fingerprint.id
        assert f"={name}" in entry.document.fields["ru"].positions
        assert outcome.source.size == len(TEXT.format(name).encode())
    assert not any(outcome.scratch.exists() for outcome in outcomes)
    assert {form for outcome in outcomes for form in outcome.forms} >= {"письма", *names}


@pytest.mark.parametrize("workers", [0, 1])
def test_forms_that_a_vocabulary_holds_are_not_analysed_again(files, tmp_path, workers):
    path = tmp_path / "vocabulary.sqlite"
    vocabulary = Vocabulary.create(path)
    vocabulary.add({"письма": ("послание",)})
    vocabulary.close()
    (outcome,) = read_files(*files(one=TEXT.format("угле")), workers, path)
    (entry,) = outcome.take()
    terms = entry.document.fields["ru"].positions
    assert "послание" in terms
    assert outcome.forms["письма"] == ("послание",)
    assert "уголь" in outcome.forms["угле"]


def test_a_vocabulary_that_cannot_be_read_any_more_is_done_without(files, tmp_path):
    path = tmp_path / "vocabulary.sqlite"
    vocabulary = Vocabulary.create(path)
    vocabulary.add({f"слово{number}": ("слово",) for number in range(9000)})
    vocabulary.close()
    data = bytearray(path.read_bytes())
    data[4096 * 3 :] = bytes(len(data) - 4096 * 3)
    path.write_bytes(data)
    (outcome,) = read_files(*files(one=TEXT.format("слово77")), 0, path)
    assert [outcome.failed, outcome.source.problem] == [False, ""]
    assert "письма" in outcome.forms


@pytest.mark.parametrize(("often", "within"), [(700, 50_000), (100_000, 100_000)])
def test_cycles_are_looked_for_as_before_behind_the_block(often, within):
    before = gc.get_threshold()
    gc.set_threshold(often, *before[1:])
    try:
        with suppress(ValueError), reading.seldom_collecting():
            assert gc.get_threshold()[0] == within
            raise ValueError
        assert gc.get_threshold() == (often, *before[1:])
    finally:
        gc.set_threshold(*before)


@pytest.mark.parametrize("workers", [0, 1])
def test_files_that_cannot_be_read(files, tmp_path, workers):
    given, scratch = files(empty="", binary=b"a\x00b", good=TEXT.format("угле"))
    given.insert(1, ("none.md", tmp_path / "none.md"))
    outcomes = read((given, scratch), workers)
    assert [(o.failed, o.entries) for o in outcomes] == [(True, 0)] * 3 + [(False, 1)]
    problems = [outcome.source.problem for outcome in outcomes]
    assert "the file is empty" in problems[0]
    assert problems[1] == "cannot be read: No such file or directory"
    assert "binary" in problems[2]
    assert problems[3] == ""
    assert outcomes[1].source.sha256 == ""  # so that it is tried again
    assert len(outcomes[2].source.sha256) == 64


def test_a_file_that_takes_too_long_costs_only_itself(files, monkeypatch):
    slow = "\n\n".join(TEXT.format(f"слово{number}") for number in range(20_000))
    given, scratch = files(slow=slow, good=TEXT.format("угле"))
    monkeypatch.setattr(reading, "_patience", lambda path: 0.2 if path.name == "slow.md" else 60.0)
    started = time.monotonic()
    first, second = read((given, scratch), 1)
    assert (first.failed, first.entries) == (True, 0)
    assert first.source.problem == "reading it took longer than 0 seconds"
    assert first.source.size == len(slow.encode())
    assert (second.failed, second.entries) == (False, 1)
    assert time.monotonic() - started < 20


def test_among_small_files_one_that_takes_too_long_costs_only_itself(files, monkeypatch):
    """Several are read in one task; then each is read alone."""
    slow = "\n\n".join(TEXT.format(f"слово{number}") for number in range(20_000))
    contents = {f"n{number}": TEXT.format(number) for number in range(10)}
    given, scratch = files(**{**contents, "n5": slow})
    monkeypatch.setattr(reading, "_BYTES", 10 * len(slow))
    monkeypatch.setattr(reading, "_patience", lambda path: 1.5)
    (task, *_) = reading._tasks(given[4:], scratch, 3)
    assert [name for name, _ in task.files] == ["n4.md", "n5.md", "n6.md"]
    outcomes = read((given, scratch), 1)
    assert [outcome.name for outcome in outcomes] == [f"{name}.md" for name in contents]
    assert [outcome.failed for outcome in outcomes] == [name == "n5" for name in contents]
    assert outcomes[5].source.problem == "reading it took longer than 2 seconds"
    taken = [entry.document.id for outcome in outcomes for entry in outcome.take()]
    assert len(set(taken)) == 9
    assert not list(scratch.iterdir())


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc")
def test_a_file_that_ends_its_process_costs_only_itself(files):
    slow = "\n\n".join(TEXT.format(f"слово{number}") for number in range(20_000))
    given, scratch = files(slow=slow, good=TEXT.format("угле"))
    killer = threading.Thread(target=kill_workers, args=(scratch / "000000",))
    killer.start()
    first, second = read((given, scratch), 1)
    killer.join()
    assert first.failed
    assert first.source.problem.startswith("reading it ended the reading process (exit code -9)")
    assert (second.failed, second.entries) == (False, 1)


def kill_workers(begun):
    """Kill the processes that read, once reading has begun."""
    while not begun.exists():
        time.sleep(0.005)
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            rest = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(rest[1])
    servers = {process for process, parent in parents.items() if parent == os.getpid()}
    for process, parent in parents.items():
        if parent in servers:
            os.kill(process, signal.SIGKILL)


def test_a_full_disk_is_no_fault_of_the_file(files, monkeypatch):
    given, scratch = files(good=TEXT.format("угле"))

    def full(*_args, **_how):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reading.pickle, "dump", full)
    with pytest.raises(OSError, match="No space left"):
        read((given, scratch), 0)


def test_whoever_stops_in_the_middle_leaves_no_process_behind(files):
    given, scratch = files(**{f"n{number}": TEXT.format(number) for number in range(20)})
    outcomes = read_files(given, scratch, 2)
    next(outcomes)
    outcomes.close()
    before = threading.active_count()
    time.sleep(0.1)
    assert threading.active_count() <= before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process that makes others")
def test_ctrl_c_while_a_reader_is_made_leaves_no_reader_behind(tmp_path):
    """One that nobody knows of would not be stopped, and complain when all else is gone."""
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "a.md").write_text(TEXT.format("угле"), "utf-8")
    script = tmp_path / "script.py"
    script.write_text(
        "import os, signal, searchlib\n"
        "from multiprocessing import forkserver\n"
        "def asking(fds, ask=forkserver.connect_to_new_process):\n"
        "    answer = ask(fds)\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    return answer\n"
        "forkserver.connect_to_new_process = asking\n"
        "if __name__ == '__main__':\n"
        "    try:\n"
        "        searchlib.build('documents', 'index', workers=2)\n"
        "    except KeyboardInterrupt:\n"
        "        print('stopped')\n"
    )
    import subprocess

    done = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(Path(searchlib.__file__).parents[1])},
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("stopped\n", "")


@pytest.mark.parametrize("temporary", ["tmp", "long" * 40])
def test_a_script_may_ask_for_workers(tmp_path, temporary):
    """Even where the folder for temporary files has a name too long for a socket."""
    (tmp_path / temporary).mkdir()
    documents = tmp_path / "documents"
    documents.mkdir()
    for number in range(3):
        (documents / f"{number}.md").write_text(TEXT.format(f"слово{number}"), "utf-8")
    script = tmp_path / "script.py"
    script.write_text(
        "import searchlib\n"
        "if __name__ == '__main__':\n"
        "    print(searchlib.build('documents', 'index', workers=2).records)\n"
    )
    import subprocess

    done = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(searchlib.__file__).parents[1]),
            "TMPDIR": str(tmp_path / temporary),
        },
    )  # fmt: skip
    assert done.stdout == "3\n"


def test_what_cannot_be_prepared_is_a_problem_of_its_file_alone(files, monkeypatch):
    def sketched(record):
        if "слово2" in record.text("ru").body:
            raise ValueError("no sketch")
        return fingerprint(record)

    monkeypatch.setattr(preparing, "fingerprint", sketched)
    names = [f"слово{n}" for n in range(4)]
    outcomes = read(files(**{name: TEXT.format(name) for name in names}), 0)
    assert [outcome.entries for outcome in outcomes] == [1, 1, 0, 1]
    assert [outcome.failed for outcome in outcomes] == [False, False, True, False]
    assert outcomes[2].source.problem == "cannot be read: ValueError: no sketch"
    (last,) = outcomes[3].take()
    assert last.document.id == last.fingerprint.id
    assert "=слово" in last.document.fields["ru"].positions


def test_a_file_gives_the_same_alone_and_among_others(files):
    texts = {name: TEXT.format(f"{name} и Мао") + "\n\nEnglish of it.\n" for name in "абв"}
    together = [list(outcome.take()) for outcome in read(files(**texts), 0)]
    for name, expected in zip(texts, together, strict=True):
        (outcome,) = read(files(**{name: texts[name]}), 0)
        assert list(outcome.take()) == expected


def lines_of(files, **ids):
    """Return files of a record a line, and where to put what they give."""
    rows = '{{"id": "{0}", "text_ru": "Письмо о деле {0}."}}'.format
    given, scratch = files(**{name: "\n".join(map(rows, each)) for name, each in ids.items()})
    renamed = (path.rename(path.with_suffix(".jsonl")) for _, path in given)
    return [(path.name, path) for path in renamed], scratch


@pytest.mark.parametrize("before", [1, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1])
def test_a_file_ends_at_its_first_record_that_cannot_be_prepared(files, monkeypatch, before):
    ids = [f"n{number}" for number in range(3 * AT_ONCE)]

    def sketched(record):
        if record.id in ids[before::20]:
            raise ValueError(f"no sketch of {record.id}")
        return fingerprint(record)

    monkeypatch.setattr(preparing, "fingerprint", sketched)
    outcome, other = read(lines_of(files, many=ids, other=["y", "z"]), 0)
    assert [entry.document.id for entry in outcome.take()] == ids[:before]
    assert outcome.source.problem == f"cannot be read: ValueError: no sketch of {ids[before]}"
    assert outcome.failed
    assert [entry.document.id for entry in other.take()] == ["y", "z"]


@pytest.mark.parametrize("unprepared", [set(), {"y"}])
@pytest.mark.parametrize("before", [1, 2, AT_ONCE, AT_ONCE + 1])
def test_what_was_read_before_reading_fails_is_kept(files, monkeypatch, before, unprepared):
    ids = [f"n{number}" for number in range(2 * AT_ONCE)]

    def failing(original, read=formats.read):
        for number, record in enumerate(read(original)):
            if original.name == "many.jsonl" and number == before:
                raise OSError(5, "Input/output error")
            yield record

    def sketched(record):
        assert record.id not in unprepared
        return fingerprint(record)

    monkeypatch.setattr(reading.formats, "read", failing)
    monkeypatch.setattr(preparing, "fingerprint", sketched)
    outcome, _ = read(lines_of(files, many=ids, other=["y", "z"]), 0)
    assert [entry.document.id for entry in outcome.take()] == ids[:before]
    assert outcome.source.problem == "cannot be read: Input/output error"
