"""``searchlib verify``: does a record say what is quoted of it?"""

from __future__ import annotations

from collections.abc import Iterator

import click

import searchlib
from searchlib.cli import options
from searchlib.cli.ids import complete, found
from searchlib.cli.search import build_first, query_of
from searchlib.cli.terminal import Screen

_VERDICTS = {
    "exact": "It says so, to the letter.",
    "same words": "It says so, but for ",
    "nearly": "It nearly says so.",
    "not found": "It is not found.",
}
_KINDS = {"transcript": "the transcript", "translation": "the translation", "text": "the text"}
_LANGUAGES = {"ru": "Russian", "en": "English"}


@click.command("verify")
@click.argument("words", nargs=-1, required=True, metavar="QUOTATION...")
@click.option(
    "--id", "record_id", metavar="ID", shell_complete=complete, help="Look in this record only."
)
@options.pager
@options.json_lines
@options.color
@options.index
@options.documents
def command(
    words: tuple[str, ...],
    record_id: str | None,
    pager: bool,
    as_json: bool,
    color: str,
    index: str,
    documents: str,
) -> int:
    """Say whether a quotation stands in the records, where, and what the other text says there.

    To the letter; or in the same words, but for case, spelling (ё, stress, old letters),
    punctuation, spacing and what an ellipsis leaves out; or nearly, with the words that differ.

    \b
    Examples:
      searchlib verify "такая помощь будет оказана"
      searchlib verify --id 114898 "We can transfer these divisions to North Korea"
      searchlib verify --json "Одна из них имеет боевой опыт." | jq .verdict

    A quotation of "-" is read from standard input. Exit code: 0 to the letter, 1 not, 2 error.
    """
    quotation = query_of(words)
    build_first(index, documents)
    with searchlib.open(index) as opened:
        looked_in = found(opened, record_id).id if record_id is not None else None
        verification = opened.verify(quotation, looked_in)
    if as_json:
        from searchlib.export.json_lines import line, verification_fields

        click.echo(line(verification_fields(verification)))
    else:
        screen = Screen(color)
        screen.page(_shown(verification, screen), pager=pager)
    return 0 if verification.verdict == "exact" else 1


def _so_far(place: searchlib.QuotedPlace) -> str:
    """Return how far a place says the same words."""
    return "to the letter" if place.verdict == "exact" else f"but for {', '.join(place.but_for)}"


def _shown(verification: searchlib.Verification, screen: Screen) -> Iterator[str]:
    best = verification.places[0] if verification.places else None
    verdict = _VERDICTS[verification.verdict]
    if best and verification.verdict == "same words":
        verdict += f"{', '.join(best.but_for)}."
    yield from screen.facts(f"{verdict} ({verification.took_ms:.0f} ms)", indent=0)
    for note in verification.notes:
        yield from screen.facts(note, indent=2)
    if not verification.places:
        yield from screen.facts("to look for some of its words: searchlib search --any …", indent=2)
    for place in verification.places:
        yield ""
        yield from screen.heading(place.title or place.record_id)
        where = f"{_KINDS.get(place.kind, 'the text')} in {_LANGUAGES[place.language]}"
        facts = [place.record_id, where, f"characters {place.start:,} to {place.end:,}"]
        if place.verdict == "nearly":
            facts.append(f"{place.likeness:.0%} alike")
        elif place is not best:
            facts.append(_so_far(place))
        yield from screen.facts(" · ".join(facts))
        for one in place.differences:
            yield from screen.facts(f"quoted: {one.quoted or '–'} · written: {one.written or '–'}")
        yield ""
        languages = {
            side.language for pair in place.passages for side in (pair.ru, pair.en) if side
        }
        yield from screen.side_by_side(place.passages, languages)
