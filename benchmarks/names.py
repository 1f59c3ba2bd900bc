"""Is the right counterpart of a name found first? Beside Jaro-Winkler over a transliteration.

Each file given with ``--data`` is measured by what it holds:

    archival      JSON ``{"persons": [{"ru", "en", "en_variants"}], "places": [...]}``: each
                  form in turn is asked for among all forms of the other script
    tokens        TSV ``en ru count``: a tenth, set aside by hash and never learnt from, is
                  asked for among 20,000 candidates (small files: all of them)
    syllables     TSV ``pinyin palladius wade_giles``: is the table of syllables the same?
    romanisation  JSON list of ``{"system", "src", "dst"}``: is the text romanised letter by
                  letter as the scheme has it?

Accuracy is the share of names whose first-ranked candidate is a right one. Candidates for
tokens are those that share a key, as in an index; *false* counts those above the threshold
used for search that are no counterpart, a query, and *found* the counterparts above it.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import sys
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from benchmarks.generated import SHARED
from searchlib.bilingual import names
from searchlib.bilingual.naming import chinese
from searchlib.bilingual.naming.groups import CLOSED_UP, closed_up_lines
from searchlib.bilingual.naming.letters import plain
from searchlib.bilingual.naming.romanisation import romanise

TOKENS = SHARED / "names_wikidata.tsv.gz"
DEFAULT_DATA = (
    SHARED / "archival_names.json",
    TOKENS,
    SHARED / "palladius_wadegiles.tsv",
    SHARED / "romanisation_tests.json.gz",
)
NAMING = Path(names.__file__).parent / "naming"
LEARNT = NAMING / "learnt.txt"
CANDIDATES = 20_000
QUERIES = 1_500

Metrics = dict[str, float]
Rank = Callable[[str], Sequence[tuple[str, float]]]
"""A name's candidates with their scores, the best first."""
Named = tuple[str, str, int]

_SCHEMES = {
    "alalc-rus": "ala-lc",
    "un-rus": "un-1987",
    "gost-rus-Cyrl-Latn-16876": "gost-16876",
    "gost-rus-Cyrl-Latn-7.79": "gost-7.79-a",
    "bgnpcgn-rus": "bgn-pcgn",
    "bas-rus-Cyrl-Latn-2017-bss": "bas",
    "bas-rus-Cyrl-Latn-2017-oss": "bas-strict",
    "odni-rus": "odni",
}
"""Beginnings of the systems' names, and what searchlib calls them; others are not Russian."""


class Report(NamedTuple):
    """Hold each system's metrics."""

    systems: dict[str, Metrics]

    def add(self, system: str, **metrics: float) -> None:
        """Add metrics to a system's."""
        self.systems.setdefault(system, {}).update(metrics)


class Direction(NamedTuple):
    """Hold what is asked in one direction: names, their right answers, all candidates."""

    name: str
    queries: Sequence[str]
    right: Mapping[str, Collection[str]]
    candidates: Sequence[str]


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.names")
    parser.add_argument("--data", action="append", type=Path, metavar="PATH")
    parser.add_argument("--queries", type=int, default=QUERIES, help="how many tokens; 0 is all")
    parser.add_argument("--learn", type=Path, metavar="PATH", help="learn the costs from PATH")
    parser.add_argument("--close-up", action="store_true", help="write closed_up.txt anew")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    if options.close_up:
        lines = sorted(closed_up_lines())
        NAMING.joinpath(CLOSED_UP).write_text("\n".join(lines) + "\n", "utf-8")
        print(f"{NAMING / CLOSED_UP} written: {len(lines):,} names.")
        return 0
    if options.learn:
        return learn(options.learn)
    paths = options.data or list(DEFAULT_DATA)
    report = Report({})
    for path in paths:
        try:
            measure(path, report, options.queries)
        except (OSError, EOFError, UnicodeDecodeError) as error:
            print(f"Cannot read {path}: {error}. Name a file: --data PATH", file=sys.stderr)
            return 2
        except (ValueError, KeyError, TypeError, IndexError) as error:
            print(f"{path} holds no names this benchmark knows ({error!r}).", file=sys.stderr)
            return 2
    if options.json:
        print(json.dumps({"data": [str(path) for path in paths], "systems": report.systems}))
    else:
        print_table(report, sys.stdout)
    return 0


def learn(path: Path) -> int:
    """Learn the table that ships from the names not set aside, and write it."""
    from benchmarks.name_pairs import learn, write

    kept = [named for named in read_tokens(_text(path)) if not is_set_aside(named)]
    heading = (
        f"Which pieces of Cyrillic names stand for which Latin ones, with costs in hundredths.\n"
        f"Learnt from {len(kept):,} pairs of name tokens of Wikidata (CC0) by\n"
        f"python -m benchmarks.names --learn {path.name}"
    )
    write(learn(kept), LEARNT, heading)
    print(f"{LEARNT} written, from {len(kept):,} pairs.")
    return 0


def measure(path: Path, report: Report, queries: int) -> None:
    """Measure what a file holds; add to the report."""
    text = _text(path)
    if text.lstrip()[:1] in ("{", "["):
        data = json.loads(text)
        if isinstance(data, list):
            measure_romanisation(data, report)
        else:
            for kind in ("persons", "places"):
                if data.get(kind):
                    measure_archival(kind, data[kind], report)
    elif text.startswith("pinyin"):
        measure_syllables(text, report)
    else:
        measure_tokens(read_tokens(text), report, queries)


def _text(path: Path) -> str:
    open_file = gzip.open if path.suffix == ".gz" else open
    with open_file(path, "rt", encoding="utf-8") as file:
        return file.read()


def read_tokens(text: str) -> list[Named]:
    """Read pairs of name tokens: Latin, Cyrillic, and how often they are attested."""
    rows = (line.split("\t") for line in text.splitlines() if line.strip())
    found = [(row[0], row[1], int(row[2]) if len(row) > 2 else 1) for row in rows if row[0] != "en"]
    if not found:
        raise ValueError("no pairs of names")
    return found


def is_set_aside(named: Named) -> bool:
    """Say whether a pair of names is never learnt from: one in ten, by its SHA-256."""
    digest = hashlib.sha256(f"{named[0]}\t{named[1]}".encode()).digest()
    return int.from_bytes(digest[:2], "big") % 10 == 0


def measure_archival(kind: str, entries: Iterable[Mapping[str, Any]], report: Report) -> None:
    """Ask for each name among all names of the other script."""
    to_latin: dict[str, set[str]] = defaultdict(set)
    to_cyrillic: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for latin in (entry["en"], *entry.get("en_variants", ())):
            to_latin[entry["ru"]].add(latin)
            to_cyrillic[latin].add(entry["ru"])
    ours, kinds = ("archival", names.KINDS) if kind == "persons" else (kind, ("place",))
    both: dict[str, list[float]] = defaultdict(list)
    for name, right, other in (("ru_en", to_latin, to_cyrillic), ("en_ru", to_cyrillic, to_latin)):
        asked = Direction(name, list(right), right, sorted(other))
        systems = {
            "searchlib": _ranked_by(partial(names.comparer, kinds=kinds), asked.candidates),
            "searchlib_without_tables": _ranked_by(names.by_rules, asked.candidates),
            "jaro_winkler": jaro_winkler(asked.candidates),
        }
        for system, rank in systems.items():
            share = _first_right(asked, rank)
            both[system].append(share)
            report.add(system, **{f"{ours}_{name}": share})
    for system, shares in both.items():
        report.add(system, **{ours: round(sum(shares) / 2, 4)})


def _ranked_by(
    comparer: Callable[[str], Callable[[str], float]], candidates: Sequence[str]
) -> Rank:
    def rank(name: str) -> list[tuple[str, float]]:
        compare = comparer(name)
        scored = ((candidate, compare(candidate)) for candidate in candidates)
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))

    return rank


def _first_right(asked: Direction, rank: Rank) -> float:
    right = sum(rank(name)[0][0] in asked.right[name] for name in asked.queries)
    return round(right / len(asked.queries), 4)


def jaro_winkler(candidates: Sequence[str]) -> Rank:
    """Return the ranking by Jaro-Winkler similarity of both names in crude Latin letters."""
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.process import extract

    letters = [_crude(candidate) for candidate in candidates]

    def rank(name: str) -> list[tuple[str, float]]:
        best = extract(_crude(name), letters, scorer=JaroWinkler.similarity, limit=1)
        return [(candidates[place], score) for _, score, place in best]

    return rank


def _crude(name: str) -> str:
    return plain(romanise(name.lower(), "practical"))


def measure_tokens(tokens: Sequence[Named], report: Report, queries: int) -> None:
    """Ask for name tokens among 20,000 candidates."""
    large = len(tokens) > CANDIDATES
    aside = [named for named in tokens if is_set_aside(named)] if large else list(tokens)
    others = [named for named in tokens if not is_set_aside(named)] if large else []
    chance = random.Random(1)
    chance.shuffle(others)
    asked = chance.sample(aside, queries) if 0 < queries < len(aside) else aside
    right: tuple[dict[str, set[str]], dict[str, set[str]]] = defaultdict(set), defaultdict(set)
    for latin, cyrillic, _ in tokens:
        right[0][cyrillic].add(latin)
        right[1][latin].add(cyrillic)
    both: dict[str, list[float]] = defaultdict(list)
    for name, column in (("ru_en", 0), ("en_ru", 1)):
        pool = dict.fromkeys(named[:2][column] for named in (*aside, *others))
        forms = [named[:2][1 - column] for named in asked]
        direction = Direction(name, forms, right[column], list(pool)[:CANDIDATES])
        for system, metrics in _of_tokens(direction).items():
            both[system].append(metrics["tokens"])
            report.add(system, **{f"{key}_{name}": value for key, value in metrics.items()})
    for system, shares in both.items():
        report.add(system, tokens=round(sum(shares) / 2, 4))


def _of_tokens(asked: Direction) -> dict[str, Metrics]:
    """Measure one direction: first right, found and false at the threshold, and time."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for candidate in asked.candidates:
        for key in names.keys(candidate):
            by_key[key].append(candidate)
    first = found = false = 0
    start = time.perf_counter()
    for name in asked.queries:
        near = dict.fromkeys(c for key in names.keys(name) for c in by_key.get(key, ()))
        ranked = names.rank(name, near)
        right = asked.right[name]
        first += bool(ranked) and ranked[0][0] in right
        above = [candidate for candidate, score in ranked if score >= names.THRESHOLD]
        found += any(candidate in right for candidate in above)
        false += sum(candidate not in right for candidate in above)
    seconds = time.perf_counter() - start
    count = len(asked.queries)
    peer = jaro_winkler(asked.candidates)
    start = time.perf_counter()
    share = _first_right(asked, peer)
    peer_seconds = time.perf_counter() - start
    return {
        "searchlib": {
            "tokens": round(first / count, 4),
            "found": round(found / count, 4),
            "false": round(false / count, 4),
            "ms": round(1000 * seconds / count, 2),
        },
        "jaro_winkler": {"tokens": share, "ms": round(1000 * peer_seconds / count, 2)},
    }


def measure_syllables(text: str, report: Report) -> None:
    """Compare the table of Chinese syllables with one given."""
    ours = {pinyin: rest for pinyin, *rest in chinese.syllables()}
    rows = {row[0]: row[1:3] for row in (line.split("\t") for line in text.splitlines()[1:])}
    same = [
        [_nfc(x) == _nfc(y) for x, y in zip(ours.get(_nfc(pinyin), ("", "")), rest, strict=True)]
        for pinyin, rest in rows.items()
    ]
    report.add(
        "searchlib",
        palladius=round(sum(pair[0] for pair in same) / len(same), 4),
        wade_giles=round(sum(pair[1] for pair in same) / len(same), 4),
    )


def measure_romanisation(cases: Sequence[Mapping[str, str]], report: Report) -> None:
    """Romanise the Russian cases by their scheme; the others are counted as not attempted."""
    counts: dict[str, list[bool]] = defaultdict(list)
    skipped = 0
    for case in cases:
        scheme = next((ours for begin, ours in _SCHEMES.items()
                       if case["system"].startswith(begin)), None)  # fmt: skip
        if scheme is None:
            skipped += 1
            continue
        counts[scheme].append(_nfc(romanise(case["src"], scheme)) == _nfc(case["dst"]))
    for scheme, right in sorted(counts.items()):
        report.add("searchlib", **{f"romanised {scheme}": round(sum(right) / len(right), 4)})
    everything = [right for rows in counts.values() for right in rows]
    if everything:
        report.add("searchlib", romanised=round(sum(everything) / len(everything), 4))
    report.add("searchlib", romanisation_not_attempted=skipped)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def print_table(report: Report, out: TextIO) -> None:
    """Print the table for people."""
    systems = list(report.systems)
    rows = dict.fromkeys(metric for metrics in report.systems.values() for metric in metrics)
    print(f"{'':28}" + "".join(f"{system:>26}" for system in systems), file=out)
    for metric in rows:
        values = (report.systems[system].get(metric) for system in systems)
        shown = "".join(f"{'' if value is None else format(value, 'g'):>26}" for value in values)
        print(f"{metric:28}{shown}", file=out)


if __name__ == "__main__":
    sys.exit(main())
