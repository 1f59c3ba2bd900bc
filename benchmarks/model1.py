"""Which English terms say a Russian one? A quick lexicon for the benchmark, learnt from pairs.

IBM Model 1 in both directions (Brown et al., The Mathematics of Statistical Machine
Translation, Computational Linguistics 19(2), 1993), and the geometric mean of both.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.generated import SHARED
from searchlib.analysis import Analyzer

SOURCES = (
    SHARED / "parallel/newstest2012-2020_flat.jsonl.gz",
    SHARED / "parallel/tatoeba_test_2021.jsonl.gz",
)
"""What the lexicon is learnt from: nothing that alignment is measured on."""

_ROUNDS = 5
_NOTHING = 0.002
"""How much of a word is said by no word of the other sentence."""
_LEAST = 0.1
_MOST = 4

Lexicon = Mapping[str, Mapping[str, float]]
Pairs = Iterable[tuple[str, str]]


def lexicon(sources: Sequence[Path] = SOURCES) -> Lexicon:
    """Return the lexicon of some parallel files, learnt once and kept in the temporary folder.

    Without the files or numpy it is empty.
    """
    try:
        import numpy  # noqa: F401  is it there?
    except ImportError:
        return {}
    there = [path for path in sources if path.exists()]
    if not there:
        return {}
    known = hashlib.sha256(
        b"".join(path.name.encode() + b"%d" % path.stat().st_size for path in there)
    )
    known.update(Path(__file__).read_bytes())
    kept = Path(tempfile.gettempdir()) / f"searchlib-model1-{known.hexdigest()[:16]}.json"
    if not kept.exists():
        learnt = learn(pair for path in there for pair in pairs(path))
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", delete=False) as new:
            json.dump(learnt, new)
        Path(new.name).replace(kept)
    loaded: Lexicon = json.loads(kept.read_text("utf-8"))
    return loaded


def pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the sentence pairs of a parallel file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield from ((pair["ru"], pair["en"]) for pair in json.loads(line)["segments"])


def learn(found: Pairs) -> dict[str, dict[str, float]]:
    """Return the likeliest counterparts of each Russian term, with their probabilities."""
    import numpy as np

    analyse = Analyzer().analyse
    numbers: tuple[dict[str, int], dict[str, int]] = ({}, {})
    ru, en, ru_places, en_places = [], [], [], []
    ru_total = en_total = 0
    for pair in found:
        left, right = (
            sorted({known.setdefault(t.terms[0], len(known)) for t in analyse(side) if t.terms})
            for known, side in zip(numbers, pair, strict=True)
        )
        ru.append(np.repeat(left, len(right)))
        en.append(np.tile(right, len(left)))
        ru_places.append(np.repeat(np.arange(len(left)) + ru_total, len(right)))
        en_places.append(np.tile(np.arange(len(right)) + en_total, len(left)))
        ru_total, en_total = ru_total + len(left), en_total + len(right)
    width = len(numbers[1])
    together = np.concatenate(ru).astype(np.int64) * width + np.concatenate(en).astype(np.int64)
    keys, each = np.unique(together, return_inverse=True)
    given = _expected(each, keys // width, np.concatenate(en_places).astype(np.int64))
    back = _expected(each, keys % width, np.concatenate(ru_places).astype(np.int64))
    return _kept(np.sqrt(given * back), keys, numbers)


def _expected(each: Any, condition: Any, place: Any) -> Any:
    """Return, for each kind of pair, how likely its word is given the one it is conditioned on."""
    import numpy as np

    likely = np.full(len(condition), 0.01)
    for _ in range(_ROUNDS):
        weight = likely[each]
        share = weight / (np.bincount(place, weight)[place] + _NOTHING)
        counts = np.bincount(each, share)
        likely = counts / np.bincount(condition, counts)[condition]
    return likely


def _kept(
    likely: Any, keys: Any, numbers: tuple[dict[str, int], dict[str, int]]
) -> dict[str, dict[str, float]]:
    """Return the pairs that are likely enough, as terms."""
    ru, en = (list(known) for known in numbers)
    found: dict[str, dict[str, float]] = {}
    for at in (likely >= _LEAST).nonzero()[0]:
        first, second = divmod(int(keys[at]), len(en))
        found.setdefault(ru[first], {})[en[second]] = round(float(likely[at]), 4)
    return {
        term: dict(sorted(said.items(), key=lambda item: -item[1])[:_MOST])
        for term, said in found.items()
    }
