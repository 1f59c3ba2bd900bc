"""Which language does a code mean? ISO 639 codes and the tags built on them (RFC 5646)."""

from __future__ import annotations

import re

from searchlib.archival.language_names import language_codes

__all__ = ["language_of_tag", "languages_of"]

# ISO 639-1 to the codes of ISO 639-2, both the bibliographic and the terminological.
_CODES = {
    code: short
    for short, codes in {
        "ar": "ara", "be": "bel", "bg": "bul", "bn": "ben", "cs": "ces cze", "da": "dan",
        "de": "deu ger", "el": "ell gre", "en": "eng", "es": "spa", "et": "est", "fa": "fas per",
        "fi": "fin", "fr": "fra fre", "he": "heb", "hi": "hin", "hr": "hrv", "hu": "hun",
        "hy": "hye arm", "id": "ind", "it": "ita", "ja": "jpn", "ka": "kat geo", "kk": "kaz",
        "km": "khm", "ko": "kor", "la": "lat", "lo": "lao", "lt": "lit", "lv": "lav",
        "mk": "mkd mac", "mn": "mon", "ms": "msa may", "nl": "nld dut", "no": "nor", "pl": "pol",
        "ps": "pus", "pt": "por", "ro": "ron rum", "ru": "rus", "sk": "slk slo", "sl": "slv",
        "sq": "sqi alb", "sr": "srp", "sv": "swe", "tg": "tgk", "th": "tha", "tr": "tur",
        "uk": "ukr", "ur": "urd", "uz": "uzb", "vi": "vie", "yi": "yid", "zh": "zho chi",
    }.items()
    for code in (short, *codes.split())
}  # fmt: skip
_SEPARATORS = re.compile(r"[,;/|&\s]+")


def language_of_tag(tag: str) -> str:
    """Return the ISO 639-1 code a tag means, or "".

    >>> language_of_tag("rus-Cyrl")
    'ru'
    """
    return _CODES.get(re.split(r"[-_]", tag.strip().casefold()[:40], maxsplit=1)[0], "")


def languages_of(label: str) -> tuple[str, ...]:
    """Return the codes of the languages a label names, by code or by name, each once.

    >>> languages_of("rus; английский")
    ('ru', 'en')
    """
    label = label[:1_000]
    parts = [part for part in _SEPARATORS.split(label) if part]
    codes = [language_of_tag(part) for part in parts]
    return tuple(dict.fromkeys(codes)) if codes and all(codes) else _named(label)


def _named(label: str) -> tuple[str, ...]:
    """Read names, some of which may be codes."""
    return tuple(dict.fromkeys(language_of_tag(name) or name for name in language_codes(label)))
