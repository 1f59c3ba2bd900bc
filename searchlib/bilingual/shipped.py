"""How is the lexicon made that searchlib brings? From sentence pairs, and a reviewed table.

    python -m searchlib.bilingual.shipped PAIRS...

learns the base lexicon from files of JSON lines, ``{"segments": [{"ru": ..., "en": ...}]}``,
and makes the period lexicon of the table beside it. Without files only the latter is made.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from searchlib.analysis import Analyzer
from searchlib.bilingual.dictionaries import entries, read_glossary
from searchlib.bilingual.layers import written
from searchlib.bilingual.learning import Pair, content, learn
from searchlib.bilingual.lexicon import DATA

__all__ = ["main", "pairs", "period"]


def main(paths: Iterable[str]) -> int:
    """Make the files of the lexicon; return the exit code."""
    files = [Path(path) for path in paths]
    made = {"period.lexicon": period()}
    if files:
        made["base.lexicon"] = written(learn(pairs(files)))
    for name, content_of in made.items():
        (DATA / name).write_bytes(content_of)
        sys.stdout.write(f"{DATA / name}: {content_of.count(10) - 1:,} terms\n")
    return 0


def period() -> bytes:
    """Return the table of period terms as a lexicon."""
    return written(entries(read_glossary(DATA / "period_terms.tsv"), Analyzer().analyse))


def pairs(files: Iterable[Path]) -> Iterator[Pair]:
    """Yield the words of each pair of sentences that say something."""
    analyse = Analyzer().analyse
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                for pair in json.loads(line)["segments"]:
                    yield content(analyse(pair["ru"])), content(analyse(pair["en"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
