"""Does the server keep to its own description, whatever is asked?"""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("records", ["any", "known"])
def test_the_server_keeps_to_its_description(served, tmp_path, records):
    pytest.importorskip("schemathesis", reason="needs schemathesis")
    known = '[parameters]\n"path.record_id" = "wilsoncenter-114898"\n'
    (tmp_path / "schemathesis.toml").write_text(known if records == "known" else "", "utf-8")
    some = ["--include-path-regex", "record_id"] if records == "known" else []
    done = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "run", f"{served}/openapi.json", *some,
            "--max-examples", "25", "--seed", "1", "--request-timeout", "30", "--no-color",
        ],
        cwd=tmp_path, capture_output=True, text=True, timeout=500, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert re.search(r"([1-9]\d*) generated, \1 passed", done.stdout), done.stdout[-3000:]
    assert records == "any" or "Missing test data" not in done.stdout
