"""How is a Chinese syllable written by Palladius, in Pinyin, and by Wade and Giles?

The three systems are regular: a syllable is an initial and a final. Sources: the system of
Palladius (Kafarov) as in the Great Chinese-Russian Dictionary, ISO 7098:2015 for Pinyin,
and the ALA-LC table of Wade-Giles. Marks that are left out in print are left out here:
ch'i is chi as well, hsü is hsu.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import islice, product

from searchlib.bilingual.naming.letters import plain
from searchlib.bilingual.naming.pairs import Pairs

__all__ = ["Syllable", "pairs", "parsed", "readings", "syllables"]

Syllable = tuple[str, str, str]
"""Pinyin without tones (ü as it is), Palladius, Wade-Giles with its apostrophes."""

# Initial: Palladius, Wade-Giles, and the finals it may have, as Pinyin writes them.
_INITIALS = {
    "b": ("б", "p", "a o ai ei ao an en ang eng i ie iao ian in ing u"),
    "p": ("п", "p'", "a o ai ei ao ou an en ang eng i ie iao ian iang in ing u"),
    "m": ("м", "m", "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u"),
    "f": ("ф", "f", "a o ei ou an en ang eng iao u"),
    "d": ("д", "t", "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian iang ing u uo ui uan un"),
    "t": ("т", "t'", "a e ai ei ao ou an en ang eng ong i ie iao ian iang ing u uo ui uan un"),
    "n": (
        "н",
        "n",
        "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian in iang ing u uo uan un ü üe",
    ),
    "l": (
        "л",
        "l",
        "a o e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un ü üe üan ün",
    ),
    "g": ("г", "k", "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang"),
    "k": ("к", "k'", "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang"),
    "h": ("х", "h", "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang"),
    "j": ("цз", "ch", "i ia ie iao iu ian in iang ing iong ü üe üan ün"),
    "q": ("ц", "ch'", "i ia ie iao iu ian in iang ing iong ü üe üan ün"),
    "x": ("с", "hs", "i ia ie iao iu ian in iang ing iong ü üe üan ün"),
    "zh": ("чж", "ch", "a e ai ei ao ou an en ang eng ong i u ua uo uai ui uan un uang"),
    "ch": ("ч", "ch'", "a e ai ao ou an en ang eng ong i u ua uo uai ui uan un uang"),
    "sh": ("ш", "sh", "a e ai ei ao ou an en ang eng i u ua uo uai ui uan un uang"),
    "r": ("ж", "j", "e ao ou an en ang eng ong i u ua uo ui uan un"),
    "z": ("цз", "ts", "a e ai ei ao ou an en ang eng ong i u uo ui uan un"),
    "c": ("ц", "ts'", "a e ai ei ao ou an en ang eng ong i u uo ui uan un"),
    "s": ("с", "s", "a e ai ei ao ou an en ang eng ong i u uo ui uan un"),
}
# Final: Palladius, Wade-Giles.
_FINALS = {
    "a": ("а", "a"),
    "o": ("о", "o"),
    "e": ("э", "e"),
    "ai": ("ай", "ai"),
    "ei": ("эй", "ei"),
    "ao": ("ао", "ao"),
    "ou": ("оу", "ou"),
    "an": ("ань", "an"),
    "en": ("энь", "en"),
    "ang": ("ан", "ang"),
    "eng": ("эн", "eng"),
    "ong": ("ун", "ung"),
    "i": ("и", "i"),
    "ia": ("я", "ia"),
    "ie": ("е", "ieh"),
    "iao": ("яо", "iao"),
    "iu": ("ю", "iu"),
    "ian": ("янь", "ien"),
    "in": ("инь", "in"),
    "iang": ("ян", "iang"),
    "ing": ("ин", "ing"),
    "iong": ("юн", "iung"),
    "u": ("у", "u"),
    "ua": ("уа", "ua"),
    "uo": ("о", "o"),
    "uai": ("уай", "uai"),
    "ui": ("уй", "ui"),
    "uan": ("уань", "uan"),
    "un": ("унь", "un"),
    "uang": ("уан", "uang"),
    "ü": ("юй", "ü"),
    "üe": ("юэ", "üeh"),
    "üan": ("юань", "üan"),
    "ün": ("юнь", "ün"),
}
# Syllables without an initial: Pinyin, Palladius, Wade-Giles.
_BARE = """
a а a; o о o; e э o; ai ай ai; ei эй ei; ao ао ao; ou оу ou; an ань an; en энь en; ang ан ang;
eng эн eng; er эр erh; yi и i; ya я ya; yo йо yo; ye е yeh; yao яо yao; you ю yu; yan янь yen;
yin инь yin; yang ян yang; ying ин ying; yong юн yung; yu юй yü; yue юэ yüeh; yuan юань yüan;
yun юнь yün; yai яй yai; wu у wu; wa ва wa; wo во wo; wai вай wai; wei вэй wei; wan вань wan;
wen вэнь wen; wang ван wang; weng вэн weng
"""
_NOT_SPELT_SO = {
    "hui": ("хуэй", "hui"),
    "gui": ("гуй", "kuei"),
    "kui": ("куй", "k'uei"),
    "ge": ("гэ", "ko"),
    "ke": ("кэ", "k'o"),
    "he": ("хэ", "ho"),
    "guo": ("го", "kuo"),
    "kuo": ("ко", "k'uo"),
    "huo": ("хо", "huo"),
    "shuo": ("шо", "shuo"),
    "zi": ("цзы", "tzu"),
    "ci": ("цы", "tz'u"),
    "si": ("сы", "ssu"),
    "zhi": ("чжи", "chih"),
    "chi": ("чи", "ch'ih"),
    "shi": ("ши", "shih"),
    "ri": ("жи", "jih"),
}
_ALSO = {
    "teh": "дэ",
    "peh": "бо",
    "szu": "сы",
    "erh": "эр",
    "yi": "и",
    "hoh": "хэ",
    "kiang": "цзян",
    "king": "цзин",
    "sze": "сы",
    "tse": "цзы",
    "tze": "цзы",
    "chow": "чжоу",
    "chu": "цюй",
    "teng": "дэн",
    "feng": "фэн",
    "mao": "мао",
    "soong": "сун",
    "kai": "цзе",
    "foo": "фу",
    "woo": "у",
    "hwa": "хуа",
    "hwang": "хуан",
    "hwai": "хуай",
    "hwei": "хуэй",
    "kwang": "гуан",
    "kwan": "гуань",
    "kwei": "гуй",
    "swei": "суй",
    "tsung": "цзун",
    "tso": "цзо",
    "sheh": "шэ",
    "yee": "и",
    "lee": "ли",
    "pai": "бо",
}
"""Latin spellings of newspapers and passports, and readings of names by an older sound."""

_EXACT, _BARE_MARKS, _FREE = 0.0, 0.15, 0.6
"""What a spelling costs by the book, without its marks, and by usage."""
_LONGEST = 6
"""How many letters the longest syllable has in any system."""
_MOST_READINGS = 8
_HARD = 1.2
"""What it costs to take н for нь."""


@cache
def syllables() -> tuple[Syllable, ...]:
    """Return every syllable, in the order of Pinyin."""
    return tuple(sorted(_syllables()))


def _syllables() -> Iterator[Syllable]:
    for bare in _BARE.split(";"):
        pinyin, palladius, wade = bare.split()
        yield pinyin, palladius, wade
    for initial, (cyrillic, latin, finals) in _INITIALS.items():
        for final in finals.split():
            pinyin = initial + (final.replace("ü", "u") if initial in "jqx" else final)
            regular = cyrillic + _FINALS[final][0], latin + _FINALS[final][1]
            yield pinyin, *(_NOT_SPELT_SO.get(pinyin) or regular)


@cache
def pairs() -> Pairs:
    """Return the table of syllables: Palladius, without э and ё, beside both Latin systems."""
    costs: dict[str, dict[str, float]] = {}

    def add(palladius: str, latin: str, cost: float) -> None:
        cyrillic = palladius.replace("э", "е").replace("йо", "е")
        forms = [(cyrillic, 0.0), (cyrillic.removesuffix("ь"), _HARD)]
        if "эн" in palladius:
            forms.append((palladius.replace("э", "ы"), _BARE_MARKS))  # Пын Дэ-хуай
        for written, more in forms:
            if written != cyrillic or not more:
                row = costs.setdefault(written, {})
                row[latin] = min(cost + more, row.get(latin, 99.0))

    for pinyin, palladius, wade in syllables():
        add(palladius, pinyin.replace("ü", "u"), _EXACT)
        add(palladius, wade.replace("'", "").replace("ü", "u"), _BARE_MARKS)
    for latin, palladius in _ALSO.items():
        add(palladius, latin, _FREE)
    return Pairs(costs)


@lru_cache(maxsize=1 << 10)
def parsed(word: str) -> tuple[Syllable, ...]:
    """Return the fewest syllables that make up a Cyrillic word by Palladius; () if none do."""
    found = _fewest(word, _by_palladius())
    return tuple(options[0] for options in found)


@lru_cache(maxsize=1 << 10)
def readings(word: str) -> tuple[tuple[Syllable, ...], ...]:
    """Return what a Latin word may mean syllable by syllable: by Pinyin, then by Wade-Giles.

    Without its apostrophes chi is chi, ch'i ji, qi or zhi.
    """
    letters = plain(word).replace("'", "").replace("-", "")
    found: dict[tuple[Syllable, ...], None] = {}
    for table in _by_latin():
        options = _fewest(letters, table)
        found.update(dict.fromkeys(islice(product(*options), _MOST_READINGS) if options else ()))
    return tuple(found)


def _fewest(
    word: str, known: Mapping[str, tuple[Syllable, ...]]
) -> tuple[tuple[Syllable, ...], ...]:
    """Cut a word into the fewest syllables; each as those its spelling may stand for."""
    best: list[tuple[tuple[Syllable, ...], ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - _LONGEST), end):
            before, options = best[start], known.get(word[start:end])
            if before is None or options is None:
                continue
            now = best[end]
            if now is None or len(before) + 1 < len(now):
                best[end] = (*before, options)
    return best[-1] or ()


@cache
def _by_palladius() -> Mapping[str, tuple[Syllable, ...]]:
    """Return the syllables each spelling may stand for: those with э also with е, or with ы."""
    table: dict[str, tuple[Syllable, ...]] = {}
    for change in ("э", "е", "ы"):
        for syllable in syllables():
            spelt = syllable[1].replace("э", change).replace("йо", "е")
            if syllable not in table.get(spelt, ()):
                table[spelt] = (*table.get(spelt, ()), syllable)
    return table


@cache
def _by_latin() -> tuple[Mapping[str, tuple[Syllable, ...]], ...]:
    """Return the syllables of each spelling without marks, by Pinyin and by Wade-Giles."""
    tables: list[dict[str, tuple[Syllable, ...]]] = []
    for column in (0, 2):
        table: dict[str, tuple[Syllable, ...]] = {}
        for syllable in sorted(syllables(), key=lambda syllable: syllable[column].count("'")):
            spelt = plain(syllable[column]).replace("'", "")
            table[spelt] = (*table.get(spelt, ()), syllable)
        tables.append(table)
    return tuple(tables)
