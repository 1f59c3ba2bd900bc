"""``searchlib search``: find records, and read the hits in both languages."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import searchlib
from searchlib.cli import options
from searchlib.cli.answers import answer
from searchlib.cli.asking import Asked, QueryCommand, Shown, asked, shown
from searchlib.cli.terminal import safe, say

__all__ = ["build_first", "command", "query_of"]


@click.command("search", cls=QueryCommand)
@click.argument("words", nargs=-1, metavar="QUERY...")
@asked
@shown
@click.option(
    "--queries",
    type=click.Path(dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Ask each query of FILE in turn; a line may begin with a name and a tab.",
)
@click.option("--cite", is_flag=True, help="Print one line that cites this search, and no hits.")
@click.option(
    "--at", metavar="FINGERPRINT", help="Say whether the index still is the one that was cited."
)
@options.history
@options.index
@options.documents
def command(
    words: tuple[str, ...],
    asked: Asked,
    shown: Shown,
    queries: str | None,
    cite: bool,
    at: str | None,
    history: bool,
    index: str,
    documents: str,
) -> int:
    """Search Russian and English texts alike; each word is found in all its forms.

    What says it in the other language is found too, and said so. A word after a minus, =a,
    and words asked for in ru: or en: are looked for as written.

    \b
    Examples:
      searchlib search "помощь Северной Корее"
      searchlib search '"American troops" -Berlin'
      searchlib search 'войск* date:1949-05 archive:РГАСПИ'
      searchlib search '"войск* Корее"~4 OR =Маньчжурии'
      searchlib search --any 'Who asked for weapons and officers?'
      searchlib search корейский -Вьетнам --sort date
      searchlib search Корея --facet year --facet archive
      searchlib search --explain 'помощь Корее' -n 1
      searchlib search --no-translate 'дивизии OR divisions'
      searchlib search --json -n 50 Manchuria | jq .title
      echo 'troops withdrawing' | searchlib search -

    \b
    Every hit, for a citation manager, a spreadsheet, an evaluation:
      searchlib search Корея --all -o korea.ris
      searchlib search Корея --all --format csv --bom > korea.csv
      printf 'q1\\tвойска\\nq2\\ttroops\\n' | searchlib search --queries - --format trec

    \b
    A search to be cited, and whether the index still is the one it was made in:
      searchlib search "помощь Северной Корее" --cite
      searchlib search Корея --at "$(searchlib status --json | jq -r .fingerprint)"

    \b
    Query language:
      a b          both words, in any form       a OR b    either (ИЛИ)
      "a b"        side by side                  -a        not a (НЕ)
      "a b"~4      with up to 4 words' room      =a        in this form only
      a* м?р       wildcards                     a~1       up to 1 letter off
      title: summary: text: ru: en:              in one part of the record
      person: place:                             by name, in any spelling
      archive: fond: opis: papka: delo: list:    by shelfmark
      type: lang: id: date:1949-05 date:[1949 TO 1950-06] date:<1950

    Your shell eats quotes, brackets, < and *: put the query between single quotes. A
    query of "-" is read from standard input. Where there is no index yet, it is built
    first. Exit code: 0 found, 1 nothing found, 2 error, or an index other than --at.
    """
    if bool(words) == bool(queries):
        raise click.UsageError(
            "A query or --queries FILE, not both." if words else "Missing argument 'QUERY...'."
        )
    if cite and (shown.output or shown.form != "text"):
        raise click.UsageError("--cite prints one line: leave out --format, --json and -o.")
    shown.check()
    build_first(index, documents)
    with searchlib.open(index) as opened:
        same = at is None or _still(opened, at)
        if queries:
            from searchlib.cli import batch

            found = batch.answer_all(opened, batch.queries(queries), asked, shown, cite)
            return found if same else 2
        query = query_of(words)
        if cite:
            hits = opened.search(query, limit=0, **asked.arguments())
            click.echo(safe(hits.citation()))
        else:
            hits = answer(opened, query, asked, shown)
    if not hits.total and opened.documents:
        _say_if_stale(opened.documents, Path(index))
    if history:
        from searchlib.cli.remembered import remember

        remember(query, asked.given(), hits.total, index)
    return (0 if hits.total else 1) if same else 2


def query_of(words: tuple[str, ...]) -> str:
    """Return the query that words of a command line mean; "-" is standard input."""
    query = sys.stdin.read().lstrip("\ufeff") if words == ("-",) else " ".join(words)
    return query.strip()


def build_first(index: str, documents: str) -> None:
    """Build the index of a folder that has never been indexed."""
    if Path(index, "CURRENT").exists():
        return
    if not Path(documents).is_dir():
        raise searchlib.IndexNotFound(
            f"There is no index in {index}, and no folder {documents} to make one from. "
            "Run: searchlib index FOLDER"
        )
    from searchlib.cli.index import build

    say(f"There is no index in {index} yet; indexing {documents} first.")
    build(documents, index)


def _still(opened: searchlib.Index, cited: str) -> bool:
    """Say whether the index is the one that was cited."""
    if opened.has(cited):
        say("The index is the one cited.")
        return True
    short = cited.strip().rstrip("….")[:16]
    records = "1 record" if len(opened) == 1 else f"{len(opened):,} records"
    say(
        f"searchlib: The index has changed since: {short} → {opened.fingerprint[:16]}; "
        f"{records} now."
    )
    return False


def _say_if_stale(documents: Path, index: Path) -> None:
    """Say on standard error when files have come or gone since they were indexed.

    The time of the folder tells, without a look at each file; status looks at each.
    """
    try:
        stale = documents.stat().st_mtime > (index / "CURRENT").stat().st_mtime
    except OSError:
        return
    if stale:
        say(f"Files have come or gone in {documents} since. Run: searchlib index")
