"""Damage: whatever happens to a file, it gives records or says why not, and soon."""

from __future__ import annotations

import random
import time

import pytest
from format_samples import BILINGUAL, EAD, EAD3, FRUS, JSON_LINES, LETTER, MARKDOWN, TABLE, zipped

from searchlib.errors import FormatError
from searchlib.formats import Original, read
from searchlib.records import Record

SAMPLES = {
    "volume.xml": FRUS.encode(),
    "letter.xml": LETTER.encode(),
    "bilingual.xml": BILINGUAL.encode("utf-16"),
    "aid.xml": EAD.encode(),
    "aid3.xml": EAD3.encode(),
    "records.jsonl": JSON_LINES.encode(),
    "records.json": f"[{','.join(JSON_LINES.splitlines())}]".encode(),
    "table.csv": TABLE.encode(),
    "archive.zip": zipped({"a/volume.xml": FRUS, "b.csv": TABLE, "c.md": MARKDOWN}),
}
PLACES = 200


def damaged(data: bytes, chance: random.Random):
    """Yield a file with bits flipped, and cut off, at as many places."""
    for _ in range(PLACES):
        at = chance.randrange(len(data))
        yield data[:at]
        flipped = bytearray(data)
        for _ in range(chance.choice((1, 1, 3, 20))):
            flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        yield bytes(flipped)


def told(original: Original) -> str:
    """Read a file to its end; return why it cannot be read, or "" where it can."""
    try:
        assert all(isinstance(record, Record) and record.id for record in read(original))
    except FormatError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", SAMPLES)
def test_a_damaged_file_is_records_or_an_error(name):
    slowest, errors = 0.0, 0
    for data in damaged(SAMPLES[name], random.Random(name)):
        original = Original(name, data)
        started = time.perf_counter()
        reason = told(original)
        slowest = max(slowest, time.perf_counter() - started)
        assert not reason or reason.startswith(f"{name}: ")
        assert all(isinstance(one, str) for one in (*original.notes, *original.problems))
        errors += bool(reason)
    assert slowest < 2
    assert 0 < errors < 2 * PLACES
