"""Which language does a label name?"""

from __future__ import annotations

import re

__all__ = ["language_codes"]

# English and Russian names to ISO 639-1.
_CODES = {
    name: code
    for code, names in {
        "ar": "arabic арабский",
        "be": "belarusian byelorussian белорусский",
        "bg": "bulgarian болгарский",
        "bn": "bengali бенгальский",
        "cs": "czech чешский",
        "da": "danish датский",
        "de": "german немецкий",
        "el": "greek греческий",
        "en": "english английский",
        "es": "spanish испанский",
        "et": "estonian эстонский",
        "fa": "persian farsi персидский",
        "fi": "finnish финский",
        "fr": "french французский",
        "he": "hebrew иврит",
        "hi": "hindi хинди",
        "hr": "croatian хорватский",
        "hu": "hungarian венгерский",
        "hy": "armenian армянский",
        "id": "indonesian индонезийский",
        "it": "italian итальянский",
        "ja": "japanese японский",
        "ka": "georgian грузинский",
        "kk": "kazakh казахский",
        "km": "khmer кхмерский",
        "ko": "korean корейский",
        "lo": "lao лаосский",
        "lt": "lithuanian литовский",
        "lv": "latvian латышский",
        "mk": "macedonian македонский",
        "mn": "mongolian монгольский",
        "ms": "malay малайский",
        "nl": "dutch нидерландский голландский",
        "no": "norwegian норвежский",
        "pl": "polish польский",
        "ps": "pashto пушту",
        "pt": "portuguese португальский",
        "ro": "romanian moldovan румынский молдавский",
        "ru": "russian русский",
        "sh": "serbo-croatian serbocroatian сербохорватский",
        "sk": "slovak словацкий",
        "sl": "slovenian slovene словенский",
        "sq": "albanian албанский",
        "sr": "serbian сербский",
        "sv": "swedish шведский",
        "tg": "tajik таджикский",
        "th": "thai тайский",
        "tr": "turkish турецкий",
        "uk": "ukrainian украинский",
        "ur": "urdu урду",
        "uz": "uzbek узбекский",
        "vi": "vietnamese вьетнамский",
        "yi": "yiddish идиш",
        "zh": "chinese mandarin китайский",
    }.items()
    for name in names.split()
}
_SEPARATOR = re.compile(r"[,;/&]|\band\b|\bи\b")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def language_codes(label: str) -> tuple[str, ...]:
    """Return the ISO 639-1 codes of the languages a label names, each once, in its order.

    A language the table does not know stays as its name in lower case.
    """
    codes: dict[str, None] = {}
    for part in _SEPARATOR.split(label.casefold()):
        words = _WORD.findall(part)
        known = next((_CODES[word] for word in words if word in _CODES), "")
        if known or words:
            codes[known or " ".join(words)] = None
    return tuple(codes)
