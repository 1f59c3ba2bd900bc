"""How does each figure grow with the archive? A table, exponents, a page, and a plot of them."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping, Sequence
from math import log
from pathlib import Path
from statistics import linear_regression

__all__ = [
    "FIGURES",
    "PROMISED_AT",
    "PROMISED_MS",
    "Figures",
    "Results",
    "exponent",
    "page",
    "plot",
    "rows",
]

Figures = dict[str, float]
Results = Mapping[str, Mapping[int, Figures]]
"""The figures of each system, by how many records there are."""

FIGURES: dict[str, tuple[str, int]] = {
    "build_s": ("build, s", 1),
    "records_per_s": ("records a second", 0),
    "build_cpu_s": ("build, s of processor time", 1),
    "peak_mb": ("peak memory of all processes, MB", 0),
    "peak_rss_mb": ("the same, what they share counted for each, MB", 0),
    "largest_process_mb": ("peak memory of the largest process, MB", 0),
    "index_mb": ("index, MB", 1),
    "terms_mb": ("of it terms and postings", 1),
    "stored_mb": ("of it stored texts", 1),
    "vocabulary_mb": ("of it vocabulary", 1),
    "catalogue_mb": ("of it catalogue", 1),
    "lexicon_mb": ("of it lexicon", 1),
    "python_ms": ("`python -c pass`, ms", 1),
    "numpy_ms": ("importing NumPy, ms", 1),
    "import_ms": ("importing searchlib, ms", 1),
    "open_ms": ("opening the index, ms", 1),
    "first_query_ms": ("first query in a new process, ms", 1),
    "opening_ms": ("opening and the first query, ms", 1),
    "beyond_python_ms": ("all of such a process beyond `python -c pass`, ms", 1),
    "at_first_sight_all_p50_ms": ("matching at first sight, p50, ms", 2),
    "at_first_sight_all_p95_ms": ("matching at first sight, p95, ms", 2),
    "again_all_p50_ms": ("matching again, p50, ms", 2),
    "again_all_p95_ms": ("matching again, p95, ms", 2),
    "whole_search_all_p50_ms": ("whole search, p50, ms", 2),
    "whole_search_all_p95_ms": ("whole search, p95, ms", 2),
}
"""The figures of a table: what each is called, and its decimals. Others are by class of query."""

PROMISED_MS, PROMISED_AT = 60, 100_000
"""How long opening and the first query may take in a new process, and with how many records."""
_PANELS = (
    ("Build", "seconds", ("build_s",)),
    ("Peak memory of a build", "MB", ("peak_mb",)),
    ("Index on disk", "MB", ("index_mb",)),
    ("New process: open, first query", "ms", ("opening_ms",)),
    ("Matching, warm: p50, p95 dashed", "ms", ("again_all_p50_ms", "again_all_p95_ms")),
    ("Whole search: p50, p95 dashed", "ms", ("whole_search_all_p50_ms", "whole_search_all_p95_ms")),
)
_COLOURS = {"whoosh": "#0072b2", "tantivy": "#d55e00", "opensearch": "#cc79a7", "fts5": "#009e73"}
_MARKS = {"whoosh": "o", "tantivy": "s", "opensearch": "D", "fts5": "^"}
_LINES = ("-", "--")
_DECADE = 10
"""An axis that spans less than this has more marks between its powers of ten."""


def exponent(points: Mapping[int, float]) -> float | None:
    """Return b of the best fit of a x records^b: 1 grows as the archive does, 0 not at all.

    It is the least squares fit of the logarithms; None of fewer than two sizes.
    """
    known = {size: value for size, value in points.items() if value > 0}
    if len(known) < 2:
        return None
    return linear_regression(list(map(log, known)), list(map(log, known.values()))).slope


def rows(results: Results) -> Iterator[tuple[str, str, list[str], str]]:
    """Yield the figure, the system, its values by size, and the exponent, as they are shown."""
    sizes = _sizes(results)
    for metric, (title, decimals) in FIGURES.items():
        for system, by_size in results.items():
            points = {n: row[metric] for n, row in sorted(by_size.items()) if metric in row}
            if points:
                shown = [f"{points[n]:,.{decimals}f}" if n in points else "" for n in sizes]
                grows = exponent(points)
                yield title, system, shown, "" if grows is None else f"{grows:.2f}"


def page(results: Results, form: str, remark: str = "") -> str:
    """Return the results as a page of Markdown beside the plot."""
    sizes = _sizes(results)
    lines = [
        "# How searchlib grows",
        "",
        "Written by `python -m benchmarks.scale --write docs`; see `benchmarks/scale.py` for what"
        " is measured and how.",
        "Generated records of about 530 words in two languages, as files of"
        f" {form}; {platform.system()} {platform.machine()}, Python {platform.python_version()}.",
        "FTS5 gets the same records with terms ready made, and builds nothing else of them.",
        "Opening the index and answering the first query, in a new process, is promised to take at"
        f" most {PROMISED_MS} ms at {PROMISED_AT:,} records, where importing NumPy takes 50 ms;"
        " what that took here, at the same time, is in the table.",
        "**Grows** is b of the best fit of records^b: 1 is in proportion, 0 not at all.",
        *([remark] if remark else []),
        "",
        "![Build, memory, size and latency by number of records](scale.svg)",
        "",
        f"| | |{''.join(f' {size:,} |' for size in sizes)} grows |",
        f"|---|---|{'---:|' * (len(sizes) + 1)}",
    ]
    before = ""
    for title, system, shown, grows in rows(results):
        lines.append(f"| {'' if title == before else title} | {system} |"
                     f"{''.join(f' {value} |' for value in shown)} {grows} |")  # fmt: skip
        before = title
    return "\n".join(lines) + "\n"


def plot(results: Results, path: Path) -> None:
    """Draw the results as an SVG: the same results give the same bytes."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib.figure import Figure
    from matplotlib.ticker import LogLocator, NullLocator

    with mpl.rc_context({"svg.hashsalt": "scale", "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=(10, 6), layout="constrained")
        axes = figure.subplots(2, 3)
        for (title, unit, metrics), one in zip(_PANELS, axes.flat, strict=True):
            one.set_title(title)
            one.set_ylabel(unit)
            one.set_xlabel("records")
            one.set_xscale("log")
            one.set_yscale("log")
            one.set_xticks(_sizes(results))
            one.xaxis.set_minor_locator(NullLocator())
            one.yaxis.set_minor_locator(NullLocator())
            for axis in (one.xaxis, one.yaxis):
                axis.set_major_formatter(lambda value, _: f"{value:,g}")
            one.grid(visible=True, which="major", alpha=0.3)
            for system, by_size in results.items():
                for metric, line in zip(metrics, _LINES, strict=False):
                    points = {n: row[metric] for n, row in sorted(by_size.items()) if metric in row}
                    if points:
                        one.plot(
                            list(points), list(points.values()), linestyle=line,
                            color=_COLOURS[system], marker=_MARKS[system],
                            label=system if line == "-" else None,
                        )  # fmt: skip
            low, high = one.get_ylim()
            steps = (1, 2, 5) if high > _DECADE * low else (1, 1.5, 2, 3, 4, 5, 7)
            one.yaxis.set_major_locator(LogLocator(subs=steps))
        axes.flat[0].legend()
        figure.savefig(path, format="svg", metadata={"Date": None})


def _sizes(results: Results) -> Sequence[int]:
    return sorted({size for by_size in results.values() for size in by_size})
