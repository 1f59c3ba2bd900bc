"""Which fields may a query name, and what does each hold? Names, aliases, examples."""

from __future__ import annotations

from searchlib.query.tree import Between, Value, Word

__all__ = [
    "EXAMPLES",
    "FIELDS",
    "INTERVAL_FIELDS",
    "NAMES",
    "TEXT_FIELDS",
    "VALUE_FIELDS",
    "leaf",
    "nearest",
]

TEXT_FIELDS = ("title", "summary", "text", "ru", "en", "person", "place")
VALUE_FIELDS = (
    "archive", "fond", "opis", "papka", "delo", "type", "lang", "id", "correspondent",
)  # fmt: skip
INTERVAL_FIELDS = ("date", "list")
NAMES = (*TEXT_FIELDS, *VALUE_FIELDS, *INTERVAL_FIELDS)
FIELDS = {name: name for name in NAMES} | {
    "заголовок": "title",
    "название": "title",
    "аннотация": "summary",
    "текст": "text",
    "лицо": "person",
    "персона": "person",
    "место": "place",
    "корреспондент": "correspondent",
    "архив": "archive",
    "фонд": "fond",
    "ф": "fond",
    "f": "fond",
    "опись": "opis",
    "оп": "opis",
    "op": "opis",
    "папка": "papka",
    "п": "papka",
    "p": "papka",
    "дело": "delo",
    "д": "delo",
    "d": "delo",
    "тип": "type",
    "язык": "lang",
    "дата": "date",
    "лист": "list",
    "листы": "list",
    "л": "list",
    "лл": "list",
    "listy": "list",
    "l": "list",
    "ll": "list",
}

EXAMPLES = {"date": "date:1949-05 or date:[1949 TO 1950]", "list": "list:60 or list:59-61"}


def leaf(field: str, text: str) -> Value | Between | Word:
    """Return ``text`` as it stands, as what ``field`` holds; a word if there is no field."""
    if field in INTERVAL_FIELDS:
        return Between(field, text, text)
    return Value(field, text) if field else Word(text)


def nearest(name: str) -> str:
    """Return the field most like ``name``, or ""."""
    from difflib import get_close_matches  # slow to import, and seldom needed

    return next(iter(get_close_matches(name.lower(), FIELDS, 1)), "")
