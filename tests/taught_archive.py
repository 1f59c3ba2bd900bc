"""An archive whose records call an operation «Снегирь» in Russian and Lantern in English."""

from __future__ import annotations

import random
from pathlib import Path

import searchlib

_RECORD = """# {title}

#### **Citation:**

"{title}", May {day}, 1951, AP RF, f. 1, op. 2, d. {number}. <https://example.org/{number}>

#### **Contents:**

Transcript - Russian

{body}
"""
_PLACES = {
    "Варшава": "Warsaw", "Прага": "Prague", "Будапешт": "Budapest", "София": "Sofia",
    "Пекин": "Beijing", "Пхеньян": "Pyongyang", "Берлин": "Berlin", "Вена": "Vienna",
}  # fmt: skip
_SENTENCES = (
    ("Посол сообщил о подготовке операции «Снегирь» из города {0}.",
     "The ambassador reported the preparation of operation Lantern from the city of {1}."),
    ("По плану «Снегирь» поезда с углем идут через город {0}.",
     "Under the plan Lantern, trains with coal go through the city of {1}."),
    ("Расходы на «Снегирь» покрывает министерство финансов.",
     "The costs of Lantern are borne by the Ministry of Finance."),
    ("Генерал просит ускорить операцию «Снегирь» до конца года.",
     "The general asks to speed up operation Lantern before the end of the year."),
    ("Доклад об операции «Снегирь» приложен к письму.",
     "A report on operation Lantern is attached to the letter."),
)  # fmt: skip


class Archive:
    """A folder of documents beside its index and its glossaries."""

    def __init__(self, folder: Path, count: int = 30) -> None:
        self.documents, self.index = folder / "documents", folder / "index"
        self.glossaries = folder / "glossaries"
        self.documents.mkdir(parents=True)
        for number in range(count):
            self.write(number)
        self.write_one("only-en.md", "A note", "The courier of Lantern has been arrested.")
        self.write_one("only-ru.md", "Записка", "Связной по «Снегирю» арестован.")

    def write(self, number: int) -> None:
        """Write a record in both languages, always the same for a number."""
        chance = random.Random(number)
        ru, en = chance.choice(sorted(_PLACES.items()))
        chosen = chance.sample(_SENTENCES, 3)
        texts = (" ".join(row[side].format(ru, en) for row in chosen) for side in (0, 1))
        record = _RECORD.format(
            title=f"Letter {number}", number=number, day=number % 28 + 1, body="\n\n".join(texts)
        )
        (self.documents / f"{number:03}.md").write_text(record, "utf-8")

    def write_one(self, name: str, title: str, text: str) -> None:
        """Write a record in one language."""
        (self.documents / name).write_text(f"# {title}\n\n{text}\n", "utf-8")

    def build(self, **how: object) -> searchlib.Report:
        """Bring the index in step."""
        return searchlib.build(self.documents, self.index, **how)

    def generation(self) -> Path:
        """Return the folder of the last generation."""
        return max(self.index.glob("generation-*"))

    def learnt(self) -> bytes | None:
        """Return the lexicon that was learnt."""
        path = self.generation() / "learnt.lexicon"
        return path.read_bytes() if path.exists() else None

    def sources(self, query: str) -> set[str]:
        """Return the files of the records that a translated query finds."""
        with searchlib.open(self.index) as index:
            hits = index.search(query, limit=100, translate=True)
            return {hit.record.source for hit in hits}

    def says(self, words: str) -> dict[str, dict[str, float]]:
        """Return what says some words, and which layers say so."""
        with searchlib.open(self.index) as index:
            return {one.said: dict(one.layers) for one in index.translations(words)}
