"""Under which names is one archive known?"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

__all__ = ["archive_names", "canonical_archive", "find_archive"]

# Canonical name first, as English-language citations have it; then every other spelling.
_ARCHIVES: tuple[tuple[str, ...], ...] = (
    (
        "AP RF",
        "APRF",
        "АП РФ",
        "АПРФ",
        "Presidential Archive of the Russian Federation",
        "Archive of the President of the Russian Federation",
        "Archive of the President, Russian Federation",
        "Russian Presidential Archive",
        "Архив Президента Российской Федерации",
        "Архив Президента РФ",
        "Президентский архив Российской Федерации",
    ),
    (
        "AVP RF",
        "AVPRF",
        "АВП РФ",
        "АВПРФ",
        "Archive of Foreign Policy of the Russian Federation",
        "Archive of the Foreign Policy of the Russian Federation",
        "Foreign Policy Archive of the Russian Federation",
        "Russian Foreign Ministry Archive",
        "Russian Foreign Ministry Archives",
        "Архив внешней политики Российской Федерации",
        "Архив внешней политики РФ",
    ),
    (
        "AVP SSSR",
        "AVP USSR",
        "АВП СССР",
        "Архив внешней политики СССР",
    ),
    (
        "AVPRI",
        "АВПРИ",
        "Archive of Foreign Policy of the Russian Empire",
        "Архив внешней политики Российской империи",
    ),
    (
        "RGASPI",
        "РГАСПИ",
        "Russian State Archive of Socio-Political History",
        "Russian State Archive of Social and Political History",
        "Российский государственный архив социально-политической истории",
    ),
    (
        "RTsKhIDNI",
        "RTSKHIDNI",
        "RTsHIDNI",
        "РЦХИДНИ",
        "Russian Center for the Preservation and Study of Documents of Most Recent History",
        "Российский центр хранения и изучения документов новейшей истории",
    ),
    (
        "TsPA IML",
        "ЦПА ИМЛ",
        "Central Party Archive",
        "Центральный партийный архив",
    ),
    (
        "RGANI",
        "РГАНИ",
        "Russian State Archive of Contemporary History",
        "Russian State Archive of Recent History",
        "Российский государственный архив новейшей истории",
    ),
    (
        "TsKhSD",
        "TsHSD",
        "ЦХСД",
        "Center for the Storage of Contemporary Documentation",
        "Центр хранения современной документации",
    ),
    (
        "GARF",
        "GA RF",
        "ГАРФ",
        "ГА РФ",
        "State Archive of the Russian Federation",
        "Государственный архив Российской Федерации",
    ),
    (
        "TsGAOR",
        "ЦГАОР",
        "ЦГАОР СССР",
        "Central State Archive of the October Revolution",
    ),
    (
        "RGVA",
        "РГВА",
        "Russian State Military Archive",
        "Российский государственный военный архив",
    ),
    (
        "TsGASA",
        "ЦГАСА",
        "Central State Archive of the Soviet Army",
    ),
    (
        "TsAMO",
        "TsAMO RF",
        "ЦАМО",
        "ЦАМО РФ",
        "CAMO",
        "Central Archive of the Ministry of Defense of the Russian Federation",
        "Central Archive of the Ministry of Defence of the Russian Federation",
        "Central Archive of the Ministry of Defense",
        "Центральный архив Министерства обороны Российской Федерации",
        "Центральный архив Министерства обороны",
    ),
    (
        "TsA FSB",
        "TsA FSB RF",
        "TsA FSB Rossii",
        "ЦА ФСБ",
        "ЦА ФСБ РФ",
        "ЦА ФСБ России",
        "Central Archive of the Federal Security Service",
        "Центральный архив ФСБ России",
    ),
    (
        "RGAE",
        "РГАЭ",
        "Russian State Archive of the Economy",
        "Российский государственный архив экономики",
    ),
    (
        "RGVIA",
        "РГВИА",
        "Russian State Military Historical Archive",
        "Российский государственный военно-исторический архив",
    ),
    (
        "RGIA",
        "РГИА",
        "Russian State Historical Archive",
        "Российский государственный исторический архив",
    ),
    (
        "RGALI",
        "РГАЛИ",
        "Russian State Archive of Literature and Art",
        "Российский государственный архив литературы и искусства",
    ),
    (
        "RGAVMF",
        "RGA VMF",
        "РГАВМФ",
        "РГА ВМФ",
        "Russian State Naval Archive",
        "Russian State Archive of the Navy",
        "Российский государственный архив Военно-Морского Флота",
    ),
    ("ARAN", "АРАН", "Archive of the Russian Academy of Sciences", "Архив РАН"),
    (
        "TsDAHO",
        "TsDAHOU",
        "TsDAHO Ukraine",
        "TsDAHO of Ukraine",
        "ЦДАГО",
        "ЦДАГО України",
        "ЦДАГО Украины",
        "Central State Archive of Public Organizations of Ukraine",
    ),
    (
        "HDA SBU",
        "HDA SBU Ukraine",
        "ГДА СБУ",
        "SBU Archive",
        "Sectoral State Archive of the Security Service of Ukraine",
    ),
    ("MNL OL", "Magyar Nemzeti Levéltár Országos Levéltára", "National Archives of Hungary"),
    ("MOL", "Magyar Országos Levéltár", "Hungarian National Archives"),
    ("BArch", "BA", "Bundesarchiv", "German Federal Archives"),
    ("SAPMO-BArch", "SAPMO-BA", "SAPMO BArch", "SAPMO", "BArch-SAPMO"),
    ("PA AA", "PAAA", "Political Archive of the Federal Foreign Office"),
    ("MfAA", "Archive of the GDR Ministry of Foreign Affairs"),
    ("BStU", "Stasi Records Archive"),
    (
        "PRC FMA",
        "PRCFMA",
        "FMA",
        "PRC Foreign Ministry Archive",
        "Chinese Foreign Ministry Archive",
        "Archive of the Ministry of Foreign Affairs of the People's Republic of China",
    ),
    ("CDA", "TsDA", "ЦДА", "Central State Archives, Sofia", "Central State Archive, Sofia"),
    ("AMVnR", "Archive of the Ministry of Interior, Sofia"),
    ("AAN", "Archiwum Akt Nowych"),
    ("AMSZ", "Archive of the Polish Ministry of Foreign Affairs"),
    ("ANIC", "Arhivele Naționale Istorice Centrale", "Romanian National Archives"),
    ("AMAE", "Archive of the Romanian Ministry of Foreign Affairs"),
    ("NA", "National Archives, Prague", "Národní archiv"),
    ("AQPPSH", "Central State Archive, Tirana"),
    (
        "Diplomatic Archives of the Ministry of Foreign Affairs of Japan",
        "Diplomatic Archives of the Ministry of Foreign Affairs, Japan",
    ),
    ("Nehru Memorial Museum and Library", "NMML"),
    ("National Archives of India", "NAI"),
    ("National Archives of Ireland",),
    ("TNA", "The National Archives", "PRO", "Public Record Office", "UK National Archives"),
    ("United Nations Digital Library", "UN Digital Library"),
    ("NARA", "National Archives and Records Administration", "US National Archives"),
    ("NARA decimal file", "Central Decimal File", "Central Decimal Files"),
)

# One archive that was renamed, or whose holdings went whole to another.
_RENAMED: tuple[tuple[str, ...], ...] = (
    ("RGASPI", "RTsKhIDNI", "TsPA IML"),
    ("RGANI", "TsKhSD"),
    ("GARF", "TsGAOR"),
    ("RGVA", "TsGASA"),
    ("AVP RF", "AVP SSSR"),
    ("MNL OL", "MOL"),
)

_DOTTED_LETTER = re.compile(r"\.(?=\w\b)|(?<=\b\w)\.")
_NOT_WORD = re.compile(r"[\W_]+")


def _key(name: str) -> str:
    """Fold a name so that ``А.П. РФ``, ``APRF`` and ``ap rf`` compare as one would expect."""
    folded = unicodedata.normalize("NFKC", name).casefold().replace("ё", "е")
    words = _NOT_WORD.sub(" ", _DOTTED_LETTER.sub("", folded)).split()
    return " ".join(word for word in words if word != "the")


@cache
def _by_key() -> dict[str, str]:
    return {_key(spelling): row[0] for row in _ARCHIVES for spelling in row}


def canonical_archive(name: str) -> str:
    """Return the canonical name of an archive, or "" where it is not in the table."""
    return _by_key().get(_key(name), "")


def archive_names(archive: str) -> tuple[str, ...]:
    """Return every spelling of an archive's name, canonical first; the name itself if unknown.

    Former names are included: what is cited as RTsKhIDNI lies in RGASPI today.
    """
    name = canonical_archive(archive)
    if not name:
        return (archive.strip(),) if archive.strip() else ()
    group = next((names for names in _RENAMED if name in names), (name,))
    rows = {row[0]: row for row in _ARCHIVES}
    ordered = (name, *(other for other in group if other != name))
    return tuple(spelling for one in ordered for spelling in rows[one])


def find_archive(text: str, *, longest: int = 12) -> tuple[str, str]:
    """Split ``text`` into the archive its first words name and the rest; ("", text) if none."""
    words = text.split()
    for count in range(min(longest, len(words)), 0, -1):
        if name := canonical_archive(" ".join(words[:count])):
            return name, " ".join(words[count:]).lstrip(",.;: ")
    return "", text
