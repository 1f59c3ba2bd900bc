"""What kind of document is it, from whom, to whom? Read from its title.

A name is given only where the title leaves no doubt. "Cable from Kovalev to
Stalin" and "Letter, Kovalev to Stalin" do; a Russian title declines its names,
and which word is whom cannot be told from the title alone.
"""

from __future__ import annotations

import re

__all__ = ["document_type", "sender_and_recipient"]

# A longer title is a text; nobody is named in it by rule.
_LONGEST = 400

# Canonical type to the words that name it; Russian by the stem, for its cases.
_TYPES = {
    "record of conversation": r"""
        (?:memorand(?:um|a)|records?|minutes|notes?|transcripts?|summary|report)\sof\s(?:an?\s|the\s)?
        (?:conversations?|talks?|discussions?|meeting\sbetween)
        |conversation(?=\sbetween|\sof|\swith)|memcon|запис\w*\sбесед\w*|бесед\w+""",
    "aide-memoire": r"aide[-\s]m[eé]moire|памятн\w+\sзаписк\w+",
    "telegram": r"(?:ciphered\s)?telegrams?|шифр?о?телеграмм\w*|шифровк\w+|телеграмм\w*",
    "cable": r"cables?|cablegrams?|каблограмм\w*",
    "letter": r"letters?|письм\w+|писем",
    "memorandum": r"memorand(?:um|a)|memos?|докладн\w+\sзаписк\w+|меморандум\w*",
    "minutes": r"minutes|протокол\w*\sзаседани\w+",
    "report": r"reports?|доклад\w*|отч[её]т\w*|донесени\w+|рапорт\w*",
    "protocol": r"protocols?|протокол\w*",
    "transcript": r"transcripts?|stenogram|стенограмм\w+",
    "decree": r"decrees?|постановлени\w+|указ(?:а|у|ом|ы|ов)?",
    "decision": r"decisions?|решени\w+",
    "resolution": r"resolutions?|резолюци\w+",
    "directive": r"directives?|директив\w*",
    "order": r"orders?|приказ\w*|распоряжени\w+",
    "instruction": r"instructions?|инструкци\w+|указани\w+",
    "agreement": r"agreements?|treat(?:y|ies)|соглашени\w+|договор\w*",
    "statement": r"statements?|declarations?|заявлени\w+|деклараци\w+",
    "speech": r"speech(?:es)?|address|реч[ьи]|выступлени\w+",
    "diary": r"diar(?:y|ies)|journal|дневник\w*",
    "interview": r"interviews?|интервью",
    "message": r"messages?|послани\w+|сообщени\w+",
    "dispatch": r"dispatch(?:es)?|despatch(?:es)?|депеш\w*",
    "note": r"notes?|нот[аыеу]|записк\w+|справк\w+",
}
_TYPE = re.compile(
    r"\b(?:"
    + "|".join(f"(?P<t{number}>{pattern})" for number, pattern in enumerate(_TYPES.values()))
    + r")\b",
    re.IGNORECASE | re.VERBOSE,
)
_NAMES = tuple(_TYPES)
# Behind these stands what a document is about, not what it is.
_SUBJECT = re.compile(
    r"(?:^|\s)(?:on|about|regarding|concerning|re|о|об|обо|по|насчет|относительно)\s", re.IGNORECASE
)


def document_type(title: str) -> str:
    """Return the canonical type a title names, in lower-case English, or "".

    >>> document_type("Шифртелеграмма № 54611 Ковалева Сталину")
    'telegram'
    """
    title = title[:_LONGEST]
    subject = _SUBJECT.search(title)
    found = _TYPE.search(title, 0, subject.start() if subject else len(title))
    if not found or not found.lastgroup:
        return ""
    return _NAMES[int(found.lastgroup[1:])]


# People ---------------------------------------------------------------------

# What may stand before "from" besides the type and a number.
_LEAD_WORDS = frozenset({
    "the", "a", "an", "top", "secret", "strictly", "confidential", "urgent", "very",
    "personal", "official", "draft", "coded", "ciphered", "encrypted", "cipher",
    "handwritten", "private", "joint", "open", "reply", "copy", "excerpt", "excerpts",
    "extract", "of", "and", "no", "nos", "№", "nº", "#",
})  # fmt: skip
_TAIL = re.compile(
    r"""\s+(?:on|about|regarding|concerning|re|with|via|through|in\sconnection|dated|transmitting
    |forwarding|containing|enclosing|requesting|asking|reporting|informing|conveying|for\sthe)\b
    |[,;:"“”«»—–]|\s-\s|\s['‘]|['’](?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_SMALL_WORDS = frozenset({
    "the", "of", "in", "and", "for", "de", "von", "van", "der", "la", "le", "al", "bin",
    "ibn", "и", "в", "к",
})  # fmt: skip
_OFFICE = re.compile(
    r"\b(?:ministry|embassy|committee|department|council|bureau|government|party|office|staff"
    r"|section|commission|division|group|central|union|army|administration|affairs|board)\b",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(
    r"^(?:(?:the|cdes?\.?|comr?\.?|comrades?|mr\.?|mrs\.?|ms\.?)\s){1,3}", re.IGNORECASE
)
_NOBODY = frozenset({
    "unknown", "unidentified", "author", "recipient", "power", "work", "top", "bottom", "war",
    "peace", "end", "january", "february", "march", "april", "may", "june", "july", "august",
    "september", "october", "november", "december",
})  # fmt: skip
_NO_NAMES = _NOBODY | _SMALL_WORDS


def sender_and_recipient(title: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return from whom and to whom a document went; empty where the title does not say.

    >>> sender_and_recipient("Ciphered Telegram No. 1, Shtykov to Vyshinsky and Stalin")
    (('Shtykov',), ('Vyshinsky', 'Stalin'))
    """
    if len(title) > _LONGEST:
        return (), ()
    title = " ".join(title.split())
    for read in (_after_comma, _after_from, _bare):
        if any(ends := read(title)):
            sender, recipient = map(_people, ends)
            both_asked = all(ends)
            return ((), ()) if both_asked and not (sender and recipient) else (sender, recipient)
    return (), ()


def _is_lead(text: str) -> bool:
    """Tell ``Ciphered Telegram No. 8600`` from words that say what it is about."""
    words = _TYPE.sub(" ", text).casefold().split()
    bare = (word.strip(",.()") for word in words)
    typed = len(words) < len(text.split())
    return typed and all(word in _LEAD_WORDS or not word or word[0].isdigit() for word in bare)


def _without_subject(text: str) -> str:
    """Cut a title where it goes on to say what the document is about."""
    cut = _TAIL.search(text)
    return (text[: cut.start()] if cut else text).strip()


_ENDS = re.compile(r"\s(from|by|to)\s")


def _after_from(title: str) -> tuple[str, str]:
    """Read ``TYPE from A to B``, ``TYPE to B from A``, ``TYPE from A`` and ``TYPE to B``."""
    found = _ENDS.search(title)
    if not found or not _is_lead(title[: found.start()]):
        return "", ""
    rest = _without_subject(title[found.end() :])
    if found[1] == "to":
        recipient, _, sender = rest.partition(" from ")
        return sender, recipient
    sender, _, recipient = rest.partition(" to ")
    return sender, recipient


def _after_comma(title: str) -> tuple[str, str]:
    """Read ``TYPE, A to B``."""
    lead, _, rest = title.partition(", ")
    if not rest or not _is_lead(lead):
        return "", ""
    sender, to, recipient = _without_subject(rest.removeprefix("from ")).partition(" to ")
    return (sender, recipient) if to else ("", "")


_INITIALS = re.compile(r"^(?:\w{2,5}\.\s)?(?:[^\W\d_]\.\s?){1,3}\s?\w")


def _bare(title: str) -> tuple[str, str]:
    """Read ``L. Beria to Cde. V.M. Molotov``: initials show that both are people."""
    sender, _, recipient = title.partition(" to ")
    named = _INITIALS.match(sender) and _INITIALS.match(recipient)
    return (sender, recipient) if named else ("", "")


_AND = re.compile(r"\sand\s|\s&\s")
_NO_NAME = re.compile(r"[\d\[\]{}<>|_*/\\?!]")


def _people(text: str) -> tuple[str, ...]:
    """Split and check names; nothing at all where one of them is not a name."""
    text = _HONORIFIC.sub("", _without_subject(text))
    names = [text] if _OFFICE.search(text) else _AND.split(text)
    names = [_HONORIFIC.sub("", name) for name in names]
    return tuple(names) if all(map(_is_name, names)) else ()


def _is_name(name: str) -> bool:
    """Tell a name: up to eight words, all capitalised but for particles, no number."""
    words = name.split()
    if not 1 <= len(words) <= 8 or _NO_NAME.search(name):
        return False
    if words[0].casefold() in _NO_NAMES or words[-1].casefold() in _SMALL_WORDS:
        return False
    return all(word.lstrip("(")[:1].isupper() or word in _SMALL_WORDS for word in words)
