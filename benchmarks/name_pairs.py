"""Which pieces of Cyrillic names stand for which of Latin ones? Learnt from pairs of names.

First single letters and pairs are aligned by expectation maximisation (a joint multigram
model: Deligne, Yvon and Bimbot, Variable-length Sequence Matching for Phonetic
Transcription using Joint Multigrams, EUROSPEECH 1995). Then all pieces of up to three
letters that the alignments agree with are counted (as Och and Ney do with phrases,
Computational Linguistics 30(4), 2004), and those kept that say more than their parts.
A pair costs the mean of its two conditional probabilities' negative logarithms.

``python -m benchmarks.names --learn PATH`` writes the table that ships.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import exp, inf, log, log2
from pathlib import Path

from searchlib.bilingual.naming.letters import plain, written
from searchlib.bilingual.naming.pairs import BEGIN, EMPTY, END, Pairs
from searchlib.bilingual.naming.romanisation import SCHEMES

Pair = tuple[str, str]
Named = tuple[str, str, int]
"""A Latin name, its Cyrillic form, and how often it is attested."""
Step = tuple[int, int]
Counts = dict[Pair, float]

_STEPS: tuple[Step, ...] = ((1, 1), (1, 2), (2, 1), (0, 1), (1, 0), (1, 3))
"""How many letters a piece may have on each side while letters are aligned."""
_FOR_LETTERS = 12_000
"""How many names, of those attested twice, are enough to align letters."""
_ROUNDS = 8
_STRAY = 4
"""How many letters an alignment may stray from the diagonal."""
_RAREST = 0.5
_LONGEST = 3
_UNALIGNED = 9.0
_WORST = 4.2
"""Cost a letter above which two words are taken for different names."""
_DISCOUNT = 0.5
_SEEN = 8.0
"""How often a piece of several letters must have been counted."""
_ABOLISHED = "ѣіѳѵ"
_BY_STANDARD = 1.2
"""What a letter costs as a standard writes it."""
_SAYS_MORE = 0.15
"""How much cheaper than its parts a piece must be to be kept."""


def learn(names: Iterable[Named]) -> dict[str, dict[str, float]]:
    """Return the table of pairs, Cyrillic pieces first, with their costs."""
    names = list(names)
    letters = align_letters([name for name in names if name[2] > 1][:_FOR_LETTERS])
    return with_standards(pruned(costs(count_pieces(names, letters))))


def _marked(word: str) -> str:
    return f"{BEGIN}{word}{END}"


def align_letters(names: Sequence[Named]) -> dict[Pair, float]:
    """Return the costs of pairs of letters, by expectation maximisation."""
    words = [(_marked(plain(ru)), _marked(written(en)), log(1 + seen)) for en, ru, seen in names]
    counts = _first_guess(words)
    for _ in range(_ROUNDS):
        total = sum(counts.values())
        shares = {pair: seen / total for pair, seen in counts.items() if seen > _RAREST}
        counts = defaultdict(float)
        for ru, en, weight in words:
            _expect(ru, en, shares, counts, weight)
    total = sum(counts.values())
    return {pair: -log(seen / total) for pair, seen in counts.items() if seen > _RAREST}


def _first_guess(words: Iterable[tuple[str, str, float]]) -> Counts:
    """Count letters that stand about as far into their words."""
    counts: Counts = defaultdict(float)
    for ru, en, weight in words:
        longer = max(len(ru), len(en))
        for i in range(len(ru)):
            for j in range(len(en)):
                apart = abs(i / len(ru) - j / len(en)) * longer
                if apart >= 2:
                    continue
                for a, b in _STEPS:
                    ends = a == b == 1 and (ru[i] in BEGIN + END) != (en[j] in BEGIN + END)
                    if i + a <= len(ru) and j + b <= len(en) and not ends:
                        share = 0.02 if 0 in (a, b) else 0.1 if a + b > 2 else 1.0
                        counts[ru[i : i + a], en[j : j + b]] += weight * exp(-apart) * share
    return counts


def _expect(ru: str, en: str, shares: Mapping[Pair, float], counts: Counts, weight: float) -> None:
    """Add what all alignments of two words expect of each pair: forward, then backward."""
    n, m = len(ru), len(en)
    forward = [[0.0] * (m + 1) for _ in range(n + 1)]
    forward[0][0] = 1.0
    arcs = []
    for i in range(n + 1):
        middle = i * m // n
        for j in range(max(0, middle - _STRAY), min(m, middle + _STRAY) + 1):
            here = forward[i][j]
            for a, b in _STEPS if here else ():
                pair = ru[i : i + a], en[j : j + b]
                share = shares.get(pair)
                if share and i + a <= n and j + b <= m:
                    forward[i + a][j + b] += here * share
                    arcs.append((i, j, i + a, j + b, pair, share))
    total = forward[n][m]
    if not total:
        return
    backward = [[0.0] * (m + 1) for _ in range(n + 1)]
    backward[n][m] = 1.0
    for i, j, i_after, j_after, pair, share in reversed(arcs):
        through = backward[i_after][j_after] * share
        backward[i][j] += through
        counts[pair] += weight * forward[i][j] * through / total


def count_pieces(names: Iterable[Named], letters: Mapping[Pair, float]) -> Counts:
    """Count pieces of up to three letters that the best alignments agree with.

    Each name is counted as written and without accents: texts are folded before they are
    searched. What aligns badly is another name, and not counted.
    """
    counts: Counts = defaultdict(float)
    for en, ru, seen in names:
        cyrillic = _marked(plain(ru))
        latin = dict.fromkeys((_marked(written(en)), _marked(plain(en))))
        for word in latin:
            path = _aligned(cyrillic, word, letters)
            weight = (1 + log2(seen)) / len(latin)
            for piece in _pieces(path):
                i, j, i_end, j_end = piece
                counts[cyrillic[i:i_end], word[j:j_end]] += weight
    return counts


def _aligned(ru: str, en: str, letters: Mapping[Pair, float]) -> list[tuple[int, int, int, int]]:
    """Return the spans of the best alignment; none if two words are not the same name."""
    n, m = len(ru), len(en)
    best = {(0, 0): (0.0, (0, 0), 0)}
    for i in range(n + 1):
        for j in range(m + 1):
            if (i, j) not in best:
                continue
            cost, _, strange = best[i, j]
            for a, b in _STEPS:
                if i + a > n or j + b > m:
                    continue
                price = letters.get((ru[i : i + a], en[j : j + b]))
                if price is None and a + b > 1:
                    continue
                total = cost + (_UNALIGNED if price is None else price)
                if total < best.get((i + a, j + b), (inf,))[0]:
                    best[i + a, j + b] = total, (a, b), strange + (price is None)
    cost, _, strange = best.get((n, m), (inf, (0, 0), 0))
    if strange > 1 or cost / max(n, m) > _WORST:
        return []
    spans = []
    while n or m:
        a, b = best[n, m][1]
        spans.append((n - a, m - b, n, m))
        n, m = n - a, m - b
    return spans[::-1]


def _pieces(path: Sequence[tuple[int, int, int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the runs of an alignment that are short enough."""
    for first, (i, j, _, _) in enumerate(path):
        for _, _, i_end, j_end in path[first : first + 4]:
            if i_end - i > _LONGEST or j_end - j > _LONGEST:
                break
            yield i, j, i_end, j_end


def costs(counts: Mapping[Pair, float]) -> dict[Pair, float]:
    """Return the cost of each pair that was seen often enough."""
    cyrillic: dict[str, float] = defaultdict(float)
    latin: dict[str, float] = defaultdict(float)
    for (ru, en), seen in counts.items():
        cyrillic[ru] += seen
        latin[en] += seen
    found = {}
    for (ru, en), seen in sorted(counts.items()):
        if seen >= _SEEN or len(ru) + len(en) <= 2:
            less = max(seen - _DISCOUNT, 0.3 * seen)
            shares = less / (cyrillic[ru] + 2), less / (latin[en] + 2)
            found[ru, en] = max(0.0, -(log(shares[0]) + log(shares[1])) / 2)
    return found


def pruned(found: Mapping[Pair, float]) -> dict[str, dict[str, float]]:
    """Keep the pairs that are cheaper than their parts, the shortest first."""
    kept: dict[str, dict[str, float]] = {}
    for size in range(1, 2 * _LONGEST + 1):
        smaller = Pairs({ru: dict(row) for ru, row in kept.items()})
        for (ru, en), cost in found.items():
            if len(ru) + len(en) != size:
                continue
            parts = smaller.distance(smaller.prepare(ru), en) if size > 1 else inf
            if cost + _SAYS_MORE < parts:
                kept.setdefault(ru, {})[en] = cost
    return kept


def with_standards(table: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Add what the standards of romanisation write for each letter, where no name shows it."""
    for scheme in SCHEMES.values():
        for letter, output in scheme.letters.items():
            if letter in _ABOLISHED:
                continue
            for spelt in {written(output), plain(output)}:
                if len(spelt) <= _LONGEST + 1:
                    table.setdefault(plain(letter), {}).setdefault(spelt, _BY_STANDARD)
    table.setdefault("щ", {}).setdefault("sh", _BY_STANDARD)  # Roshin for Рощин
    return table


def write(table: Mapping[str, Mapping[str, float]], path: Path, heading: str) -> None:
    """Write a table as :func:`searchlib.bilingual.naming.pairs.parse` reads it."""
    lines = [f"# {line}" for line in heading.splitlines()]
    for ru, row in sorted(table.items()):
        options = sorted(row.items(), key=lambda item: (item[1], item[0]))
        shown = (f"{en or EMPTY} {round(100 * cost)}" for en, cost in options)
        lines.append(" ".join((ru or EMPTY, *shown)))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
