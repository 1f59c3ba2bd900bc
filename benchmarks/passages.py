"""Are texts cut where their sentences end? Beside razdel (Russian) and pySBD, where installed.

Measured on sentences in order, joined by a space into running texts of ten: treebanks in CoNLL-U
(their ``# text`` lines) and parallel texts as JSON Lines. A boundary is the end of a sentence
inside a text, as an offset; precision, recall and F1 over all boundaries of a file.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from benchmarks.generated import SHARED
from searchlib.bilingual.passages import passages

DEFAULT_DATA = tuple(
    SHARED / name
    for name in (
        "ud/ru_taiga-ud-dev.conllu.gz",
        "ud/ru_gsd-ud-dev.conllu.gz",
        "ud/en_ewt-ud-dev.conllu.gz",
        "parallel/pud_ru-en.jsonl.gz",
        "parallel/newstest2012-2020_flat.jsonl.gz",
    )
)
TOGETHER = 10
_MOST = 6_000

Split = Callable[[str], Iterable[int]]
"""Return the offsets at which the sentences of a text end."""


def splitters(language: str) -> Mapping[str, Split]:
    """Return the systems at hand for a language, by name."""
    found: dict[str, Split] = {"searchlib": lambda text: [end for _, end in passages(text)]}
    with suppress(ImportError):
        segmenter = import_module("pysbd").Segmenter(language, clean=False, char_span=True)
        found["pysbd"] = lambda text: [
            span.start + len(span.sent.rstrip()) for span in segmenter.segment(text)
        ]
    if language == "ru":
        with suppress(ImportError):
            sentenize = import_module("razdel").sentenize
            found["razdel"] = lambda text: [part.stop for part in sentenize(text)]
    return found


def sentences(path: Path, language: str) -> list[str]:
    """Return the first sentences of a file, in order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        if ".conllu" in path.name:
            found = [line[9:].strip() for line in lines if line.startswith("# text = ")]
        else:
            found = [pair[language] for line in lines for pair in json.loads(line)["segments"]]
    return found[:_MOST]


def run(paths: Iterable[Path]) -> dict[str, dict[str, float]]:
    """Measure each system on each language of each file: a treebank's name begins with its."""
    measured = {}
    for path in paths:
        languages = (path.name[:2],) if ".conllu" in path.name else ("ru", "en")
        for language in languages:
            rows = sentences(path, language)
            texts = [rows[at : at + TOGETHER] for at in range(0, len(rows), TOGETHER)]
            for name, split in splitters(language).items():
                title = path.name.split("-")[0].removesuffix("_ru").removeprefix(f"{language}_")
                measured[f"{name}: {title} {language}"] = _scores(split, texts)
    return measured


def _scores(split: Split, texts: Sequence[Sequence[str]]) -> dict[str, float]:
    right = found = wanted = characters = 0
    started = time.perf_counter()
    for parts in texts:
        text = " ".join(parts)
        ends = {len(" ".join(parts[:n])) for n in range(1, len(parts))}
        ours = set(split(text)) - {len(text)}
        right += len(ours & ends)
        found += len(ours)
        wanted += len(ends)
        characters += len(text)
    seconds = time.perf_counter() - started
    precision, recall = right / max(1, found), right / max(1, wanted)
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(1e-9, precision + recall),
        "mb_per_second": characters / seconds / 1e6,
    }
