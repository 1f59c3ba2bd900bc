"""Records that look like an archive's, as many as wanted, always the same for a seed.

Sentences are drawn from the parallel data where it is at hand, and made of a built-in
vocabulary where it is not: about 250 Russian and 280 English words a record.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from searchlib.records import Citation, DateInterval, Record, Shelfmark, Text

__all__ = ["SHARED", "markdown", "records"]

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
_WORDS_EACH = 250
_PEOPLE = ("Kovalev", "Stalin", "Molotov", "Shtykov", "Vyshinsky", "Roshchin", "Gromyko", "Mikoyan")
_ARCHIVES = ("AP RF", "RGASPI", "AVP RF", "RGANI", "GARF")

_Pair = tuple[str, str]


def records(count: int, seed: int = 1) -> Iterator[Record]:
    """Yield ``count`` records with both texts."""
    chance = random.Random(seed)
    pairs = _pairs(chance)
    for number in range(count):
        yield _record(number, chance, pairs)


def markdown(record: Record) -> str:
    """Return a generated record in the Markdown layout of the cable."""
    assert record.citation is not None
    assert record.date is not None
    day = f"{record.date.start:%B} {record.date.start.day}, {record.date.start.year}"
    body = "\n\n".join(text.body for text in record.texts)
    return (
        f"## **{day}**\n\n### **{record.title}**\n\n#### **Citation:**\n\n"
        f'"{record.title}", {day}, Wilson Center Digital Archive, {record.citation.written}.  \n'
        f"<{record.url}>\n\n#### **Summary:**\n\n{record.summary}\n\n"
        "#### **Original Language:**\n\nRussian\n\n#### **Contents:**\n\n"
        f"Transcript - Russian  \nTranslation - English\n\n{body}\n"
    )


def _pairs(chance: random.Random) -> list[_Pair]:
    files = sorted((SHARED / "parallel").glob("*.jsonl.gz"))
    found: list[_Pair] = []
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                found += [(pair["ru"], pair["en"]) for pair in json.loads(line)["segments"]]
    return found or [_invented(chance) for _ in range(2000)]


def _invented(chance: random.Random) -> _Pair:
    """Return two sentences of made-up words, the frequent ones first as in any language."""
    sides = []
    for syllables in (("во", "ста", "кре", "ми", "лон", "пере", "ду", "ска"), ("ba", "ter", "lo")):
        words = []
        for _ in range(chance.randint(8, 24)):
            rank = int(chance.paretovariate(0.9)) % 20_000
            word = random.Random(rank)
            words.append("".join(word.choices(syllables, k=word.randint(2, 4))))
        sides.append(" ".join(words).capitalize() + ".")
    return sides[0], sides[1]


def _record(number: int, chance: random.Random, pairs: list[_Pair]) -> Record:
    chosen: list[_Pair] = []
    while sum(len(ru.split()) for ru, _ in chosen) < _WORDS_EACH:
        start = chance.randrange(len(pairs))
        chosen += pairs[start : start + 3]
    sender, recipient = chance.sample(_PEOPLE, 2)
    day = date(1945, 1, 1) + timedelta(days=chance.randrange(4000))
    leaf = chance.randrange(1, 300)
    mark = Shelfmark(
        chance.choice(_ARCHIVES),
        fond=str(chance.randrange(1, 600)),
        opis=str(chance.randrange(1, 12)),
        delo=str(chance.randrange(1, 500)),
        listy=((leaf, leaf + 2),),
    )
    written = (
        f"{mark.archive}, f. {mark.fond}, op. {mark.opis}, d. {mark.delo}, ll. {leaf}-{leaf + 2}"
    )
    texts = (
        Text("ru", "transcript", _paragraphs([ru for ru, _ in chosen])),
        Text("en", "translation", _paragraphs([en for _, en in chosen])),
    )
    return Record(
        id=f"example-{number}",
        title=f"Cable No. {number} from {sender} to {recipient}",
        texts=texts,
        date=DateInterval(day, day, day.isoformat(), day.isoformat()),
        summary=chosen[0][1],
        citation=Citation(written, (mark,)),
        url=f"https://archive.example.org/document/{number}",
        type="cable",
        sender=(sender,),
        recipient=(recipient,),
    )


def _paragraphs(sentences: list[str]) -> str:
    rows = [sentences[i : i + 3] for i in range(0, len(sentences), 3)]
    return "\n\n".join(" ".join(row) for row in rows)
