"""How is a search asked, and how is it to be answered? Options that commands have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from itertools import islice
from typing import Any

import click

import searchlib
from searchlib.cli import options

__all__ = ["FORMATS", "Asked", "QueryCommand", "Shown", "asked", "shown"]

FORMATS = ("text", "jsonl", "csv", "ris", "bibtex", "csl", "trec")


class Asked:
    """Hold what a search is asked with, beside its query: what decides which hits there are.

    No dataclass and no named tuple: each search makes this class, and those compile theirs.
    """

    def __init__(
        self,
        match_any: bool = False,
        sort: str = "relevance",
        filtering: str = "",
        no_translate: bool = False,
    ) -> None:
        self.match_any = match_any
        self.sort = sort
        self.filtering = filtering
        self.no_translate = no_translate

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asked) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(tuple(vars(self).values()))

    def arguments(self) -> dict[str, Any]:
        """Return the same as arguments of ``Index.search`` and its like."""
        return {
            "match": "any" if self.match_any else "all",
            "sort": self.sort,
            "filter": self.filtering,
            "translate": not self.no_translate,
        }

    def given(self) -> dict[str, Any]:
        """Return what is not as it is when nothing is said, to be kept in a file."""
        usual = vars(Asked())
        return {name: value for name, value in vars(self).items() if value != usual[name]}

    def __str__(self) -> str:
        """Return the same as options of a command."""
        sort = f"--sort {self.sort}" if self.sort != "relevance" else ""
        among = f"--filter '{self.filtering}'" if self.filtering else ""
        plain = "--no-translate" * self.no_translate
        return " ".join(filter(None, ("--any" * self.match_any, sort, among, plain)))


class Shown:
    """Hold how hits are shown: which of them, how much of each, in which form, where."""

    limit: int
    offset: int
    passages: int
    facets: tuple[str, ...]
    form: str
    every: bool
    output: str
    bom: bool
    pager: bool
    color: str
    explain: bool

    def __init__(self, **given: Any) -> None:  # noqa: ANN401
        self.__dict__.update(given)

    def check(self) -> None:
        """Raise UsageError for what cannot be had together."""
        if self.explain and self.form not in ("text", "jsonl"):
            raise click.UsageError("--explain is for hits as text or JSON Lines.")

    def part(self, offset: int, limit: int) -> Shown:
        """Return the same of ``limit`` other hits after ``offset``."""
        return Shown(**{**vars(self), "offset": offset, "limit": limit, "every": False})


class QueryCommand(click.Command):
    """Read an unknown word after one dash as part of the query: ``корейский -Вьетнам``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments, such words among them."""
        return super().parse_args(ctx, list(self._literal(args)))

    def _literal(self, args: Sequence[str]) -> Iterator[str]:
        """Put a space before such words: it means nothing in a query, and is no option."""
        given = [param for param in self.params if isinstance(param, click.Option)]
        valued = {name for option in given if not option.is_flag for name in option.opts}
        flags = {name for option in given for name in option.opts} | {"-h", "-"}
        rest = iter(args)
        for arg in rest:
            if arg == "--":
                yield from (arg, *rest)
            elif arg in valued:
                yield from (arg, *islice(rest, 1))
            elif arg.startswith("--") or arg in flags or not arg.startswith("-"):
                yield arg
            else:  # -n5 is an option with its value, -Berlin is not
                yield arg if arg[:2] in valued and arg[2:].isdecimal() else f" {arg}"


_ASKED = (
    click.option(
        "--any", "match_any", is_flag=True, help="Rank records that hold some of the words."
    ),
    click.option(
        "--sort",
        type=click.Choice(["relevance", "date", "-date"]),
        default="relevance",
        show_default=True,
        help="date: the earliest first; -date: the latest first.",
    ),
    click.option(
        "--filter",
        "filtering",
        default="",
        metavar="QUERY",
        help="Only among the records that match this, too.",
    ),
    click.option(
        "--no-translate",
        is_flag=True,
        help="Look for words as written, not in the other language or spelling too.",
    ),
)
_SHOWN = (
    click.option(
        "-n",
        "--limit",
        type=click.IntRange(0),
        metavar="N",
        default=10,
        show_default=True,
        help="Show this many hits.",
    ),
    click.option(
        "--offset", type=click.IntRange(0), metavar="N", default=0, help="Skip this many hits."
    ),
    click.option("--all", "every", is_flag=True, help="Show every hit."),
    click.option(
        "--passages",
        type=click.IntRange(0),
        metavar="N",
        default=3,
        show_default=True,
        help="Show this many passages of each hit.",
    ),
    click.option(
        "--facet",
        "facets",
        multiple=True,
        type=click.Choice(searchlib.FACETS),
        help="Count all hits by this; may be given several times.",
    ),
    click.option("--explain", is_flag=True, help="Say why each hit matched, and how it scores."),
    click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        help="Write hits in this form; text unless -o names a file that ends otherwise.",
    ),
    click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False),
        default="",
        metavar="FILE",
        help="Write hits to FILE, whole or not at all.",
    ),
    click.option("--bom", is_flag=True, help="Begin a CSV file as Excel needs it for Cyrillic."),
    options.json_lines,
    options.pager,
    options.color,
)


def asked(command: options.Command) -> options.Command:
    """Add the options that decide which hits there are; the command takes them as ``asked``."""
    return _gathered(command, "asked", tuple(vars(Asked())), Asked, _ASKED)


def shown(command: options.Command) -> options.Command:
    """Add the options that say how hits are shown; the command takes them as ``shown``."""
    return _gathered(command, "shown", (*Shown.__annotations__, "as_json"), _form_of, _SHOWN)


def _form_of(
    *,
    form: str | None,
    as_json: bool,
    output: str,
    bom: bool,
    **rest: Any,  # noqa: ANN401
) -> Shown:
    """Return how hits are shown; the end of a file's name tells the form where none is named."""
    form = options.form(form, as_json=as_json)
    if form is None and output not in ("", "-"):
        from searchlib.cli.exporting import form_of

        form = form_of(output)
    options.not_both("limit", "every", options.HOW_MANY)
    if bom and form != "csv":
        raise click.UsageError("--bom is for a table: add --format csv, or -o FILE.csv.")
    return Shown(form=form or "text", output=output, bom=bom, **rest)


def _gathered(
    command: options.Command,
    name: str,
    fields: tuple[str, ...],
    make: Callable[..., object],
    given: Sequence[Callable[[Any], Any]],
) -> options.Command:
    """Add options to a command that takes them in one argument."""

    @wraps(command)
    def gathering(**values: Any) -> Any:  # noqa: ANN401
        own = make(**{field: values.pop(field) for field in fields})
        return command(**{name: own}, **values)

    made: Any = gathering
    for option in reversed(given):
        made = option(made)
    with_options: options.Command = made
    return with_options
