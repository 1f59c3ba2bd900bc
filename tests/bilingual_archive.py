"""A small archive for tests of answers: records in both languages, and in one of them."""

from __future__ import annotations

from searchlib.bilingual.lexicon import Lexicon
from searchlib.index import Index
from searchlib.indexing.building import fill
from searchlib.records import Record, Text
from searchlib.vocabulary import Vocabulary

PAIRS = {
    "railway": (
        "Железная дорога в Маньчжурии будет передана. Ремонт паровозов и вагонов идёт медленно.",
        "The railway in Manchuria will be handed over. Repairs of locomotives and wagons are slow.",
    ),
    "harvest": (
        "Урожай пшеницы погиб от засухи. Крестьяне просят зерна и семян для посева.",
        "The wheat harvest was lost to drought. Peasants ask for grain and seeds to sow.",
    ),
    "hospital": (
        "Госпиталь просит врачей, лекарства и перевязочные материалы для раненых солдат.",
        "The hospital asks for doctors, medicines and dressings for wounded soldiers.",
    ),
    "divisions": (
        "Корейские дивизии вернулись из Маньчжурии. Корейские товарищи просят оружия.",
        "The Korean divisions have returned from Manchuria. The Korean comrades ask for weapons.",
    ),
    "treaty": (
        "Договор о дружбе подписан послом. Президент Кореи не приехал, прислал министра.",
        "The treaty of friendship was signed by the ambassador. The president of Korea "
        "sent a minister.",
    ),
}
"""By what they are about: a Russian text and its translation."""


def records() -> list[Record]:
    """Return each pair as a record in both languages, and as two, of one text each."""
    found = []
    for name, (ru, en) in PAIRS.items():
        texts = Text("ru", "transcript", ru), Text("en", "translation", en)
        found.append(
            Record(name, f"Cable on the {name}", texts, sender=("Kovalev",), recipient=("Stalin",))
        )
    return found


def apart() -> list[Record]:
    """Return the same texts, each as a record of its own without a description."""
    return [
        Record(f"{name}-{language}", "", (Text(language, "text", body),))
        for name, bodies in PAIRS.items()
        for language, body in zip(("ru", "en"), bodies, strict=True)
    ]


def index_on(engine, those) -> Index:
    """Return an index of records on an engine that is empty."""
    vocabulary = Vocabulary.create()
    fill(engine, vocabulary, those)
    return Index(engine, vocabulary, Lexicon.open())
