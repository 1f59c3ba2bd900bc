"""Which part of a record does a column, or a key of JSON, stand for?

Names are compared without regard to case, spaces, hyphens, underlines and camel case;
``dc:``, ``dc.``, ``dcterms:`` and ``Dublin Core:`` before a name count for nothing. A
name may end in its language: ``text_ru``, ``dc.title[en]``, ``перевод (англ.)``.

Parts, and the names they are known by:
title, date, summary, citation, url, id, type, classification, credits, languages,
contents, sender, recipient; archive, fond, opis, papka, delo, listy, of which a
citation is made where none is given; and the texts. A text is under ``ru`` or ``en``,
or under a name of its kind (text, transcript, translation), with or without a language;
where that is missing, it is told by the script. In JSON, ``texts`` may hold them all:
``[{"language": "ru", "kind": "transcript", "body": "…"}]``. Several people or languages
are parted by semicolons. An ``id`` of figures alone gets a hash of the description
behind it, as other files count from 1 too; any other is the record's own.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["TEXTS", "Column", "column", "understood"]

TEXTS = ("text", "transcript", "translation")
"""The parts that are texts; each is the kind of the text too."""

Column = tuple[str, str]
"""A part of a record, and the language where the name says it."""

_PARTS = {
    "id": "id, record id, number, номер, номер записи, идентификатор",
    "identifier": "identifier",
    "title": "title, heading, headline, заголовок, название, заглавие, наименование",
    "date": "date, dated, created, date issued, date created, дата, дата документа, датировка",
    "summary": "summary, abstract, description, description abstract, annotation, аннотация, "
    "резюме, описание, содержание, краткое содержание",
    "citation": "citation, source, reference, shelfmark, call number, identifier citation, "
    "шифр, архивный шифр, источник, цитирование, легенда",
    "url": "url, uri, link, address, identifier uri, identifier url, адрес, ссылка",
    "type": "type, genre, document type, вид, вид документа, тип, тип документа, жанр",
    "classification": "classification, secrecy, гриф, гриф секретности, степень секретности",
    "credits": "credits, credit, contributor, благодарности",
    "languages": "language, languages, lang, original language, original languages, "
    "language iso, язык, языки, язык оригинала, языки оригинала, язык документа",
    "contents": "contents, состав",
    "sender": "sender, from, author, creator, contributor author, отправитель, автор, "
    "адресант, от кого",
    "recipient": "recipient, to, addressee, получатель, адресат, кому",
    "archive": "archive, repository, архив, хранилище, место хранения",
    "fond": "fond, fund, фонд, номер фонда",
    "opis": "opis, inventory, опись, номер описи",
    "papka": "papka, folder, папка",
    "delo": "delo, file, дело, номер дела, единица хранения, ед хр",
    "listy": "listy, leaves, folios, листы, лист, лл",
    "text": "text, body, content, full text, fulltext, текст, полный текст, текст документа",
    "transcript": "transcript, transcription, original, original text, transcript text, "
    "транскрипт, расшифровка, оригинал, текст оригинала",
    "translation": "translation, translated text, перевод, текст перевода",
    "texts": "texts, тексты",
}
_PART_OF = {name: part for part, names in _PARTS.items() for name in names.split(", ")}
_LANGUAGES = {
    word: language
    for language, words in {
        "ru": "ru rus russian рус русский русская русском русского",
        "en": "en eng english англ английский английская английском английского",
    }.items()
    for word in words.split()
}
_LOCALES = frozenset({"us", "gb", "uk", "ru", "cyrl", "latn"})
_SCHEMES = (["dc"], ["dcterms"], ["dublin", "core"])
_CAMEL = re.compile(r"(?<=[a-zа-я])(?=[A-ZА-Я])")
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 80


@lru_cache(maxsize=1024)
def column(name: str) -> Column | None:
    """Return what a name stands for; None where it is not known.

    >>> column("Перевод (англ.)")
    ('translation', 'en')
    """
    name = unicodedata.normalize("NFKC", name[:_LONGEST])
    words = _WORD.findall(_CAMEL.sub(" ", name).casefold().replace("ё", "е"))
    for scheme in _SCHEMES:
        if words[: len(scheme)] == scheme:
            words = words[len(scheme) :]
    if part := _PART_OF.get(" ".join(words)):
        return part, ""
    if len(words) > 1 and words[-1] in _LOCALES and words[-2] in _LANGUAGES:
        words.pop()  # en_US
    for own, rest in ((words[-1:], words[:-1]), (words[:1], words[1:])):
        if own and own[0] in _LANGUAGES and (not rest or " ".join(rest) in _PART_OF):
            return _PART_OF.get(" ".join(rest), "text"), _LANGUAGES[own[0]]
    return None


def understood() -> str:
    """Return the main names of the columns, for a message."""
    main = (names.partition(",")[0] for names in _PARTS.values())
    return ", ".join(("ru", "en", *(name for name in main if name not in {"texts", "identifier"})))
