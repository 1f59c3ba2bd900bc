"""Are glossaries and dictionaries read as they are, and refused with a reason?"""

from __future__ import annotations

import gzip
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchlib.analysis import Analyzer
from searchlib.bilingual.dictionaries import (
    Said,
    _article,
    entries,
    read,
    read_dictd,
    read_glossary,
    read_stardict,
)
from searchlib.bilingual.lexicon import Lexicon
from searchlib.errors import FormatError

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

ARTICLES = {
    "00-database-info": "Маленький словарь",
    "aid": (
        "aid\n   [ɛɪd]\n   1. _n.\n      1) помощь, поддержка\n      2) помощник\n"
        "      3) _pl. (исторически) сборы, налоги\n"
        "   2. _v. помогать; to aid smb. помогать кому-л."
    ),
    "heavy water": "heavy water\n   _n. _хим. тяжёлая вода",
    "zoo": "zoo /zˈuː/\nзоопарк",
    "нота": "нота\n1. note, memorandum; вербальная нота verbal note",
}
SAID = {
    "aid": ["помощь", "поддержка", "помощник", "сборы", "налоги", "помогать"],
    "heavy water": ["тяжёлая вода"],
    "zoo": ["зоопарк"],
    "нота": ["note", "memorandum"],
}


def said(found):
    """Return what was read as {word: translations}, in order."""
    by_word: dict[str, list[str]] = {}
    for pair in found:
        word, other = (pair.en, pair.ru) if pair.en in SAID else (pair.ru, pair.en)
        by_word.setdefault(word, []).append(other)
    return by_word


# Glossaries.


def test_a_glossary_in_either_order(tmp_path):
    path = tmp_path / "terms.tsv"
    path.write_text(
        "\ufeff# Сокращения\nЦК\tCentral Committee\n\nSoviet Ambassador\tсовпосол\t0.8\r\n"
        "IV Интернационал\tFourth International\t0,5\tremark\n",
        "utf-8",
    )
    assert read(path) == [
        Said("ЦК", "Central Committee"),
        Said("совпосол", "Soviet Ambassador", 0.8),
        Said("IV Интернационал", "Fourth International", 0.5),
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("помощь", "line 2: write the Russian, a tab, and the English."),
        ("\taid", "line 2: write the Russian"),
        ("помощь\tподдержка", "line 2: one of the two must be Russian and the other English."),
        ("aid\thelp", "line 2: one of the two must be Russian"),
        ("помощь\t—", "line 2: one of the two must be Russian"),
        ("помощь\taid\tоколо", "line 2: the weight 'около' is no number above 0 and up to 1."),
        ("помощь\taid\t0", "line 2: the weight '0'"),
        ("помощь\taid\t1.5", "line 2: the weight '1.5'"),
        ("помощь\taid\tnan", "line 2: the weight 'nan'"),
    ],
)
def test_a_line_of_a_glossary_that_means_nothing(tmp_path, line, message):
    path = tmp_path / "terms.tsv"
    path.write_text(f"мир\tpeace\n{line}\n", "utf-8")
    with pytest.raises(FormatError, match=message):
        read_glossary(path)


@pytest.mark.parametrize("name", ["terms.docx", "terms"])
def test_an_unknown_ending_is_named(tmp_path, name):
    with pytest.raises(FormatError, match=r"their names end in .tsv, .txt, .index, .ifo"):
        read(tmp_path / name)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FormatError, match=r"none.tsv cannot be read: No such file"):
        read(tmp_path / "none.tsv")


# Dictionaries of dictd.


def base64(number):
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 64)
        digits = ALPHABET[digit] + digits
    return digits


def write_dictd(folder, articles=ARTICLES, packed=True):
    data, lines = b"", []
    for word, article in sorted(articles.items()):
        text = article.encode() + b"\n"
        lines.append(f"{word}\t{base64(len(data))}\t{base64(len(text))}\n")
        data += text
    (folder / "small.index").write_text("".join(lines), "utf-8")
    name, content = ("small.dict.dz", gzip.compress(data)) if packed else ("small.dict", data)
    (folder / name).write_bytes(content)
    return folder / "small.index"


@pytest.mark.parametrize("packed", [True, False])
def test_a_dictionary_of_dictd(tmp_path, packed):
    assert said(read(write_dictd(tmp_path, packed=packed))) == SAID


def test_what_comes_first_weighs_most(tmp_path):
    weights = [pair.weight for pair in read_dictd(write_dictd(tmp_path)) if pair.en == "aid"]
    assert weights == sorted(weights, reverse=True)
    assert weights[:3] == pytest.approx([0.6, 0.3, 0.2])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("aid\tA\n", "line 1: this is no index of dictd"),
        ("aid\tA\t?\n", "line 1: this is no index of dictd"),
        ("aid\tA\tBAAAAAAA\n", "line 1: its article is not in the dictionary"),
    ],
)
def test_a_broken_index_is_refused(tmp_path, line, message):
    index = write_dictd(tmp_path)
    index.write_text(line, "utf-8")
    with pytest.raises(FormatError, match=message):
        read_dictd(index)


def test_a_dictionary_without_its_other_file(tmp_path):
    index = write_dictd(tmp_path)
    (tmp_path / "small.dict.dz").unlink()
    with pytest.raises(FormatError, match=r"needs .dict.dz or .dict beside it"):
        read_dictd(index)


@pytest.mark.parametrize("damage", [b"no gzip", gzip.compress(b"x" * 1000)[:-12]])
def test_a_packed_dictionary_that_is_damaged(tmp_path, damage):
    index = write_dictd(tmp_path)
    (tmp_path / "small.dict.dz").write_bytes(damage)
    with pytest.raises(FormatError, match="cannot be unpacked"):
        read_dictd(index)


def test_a_bomb_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("searchlib.bilingual.dictionaries._LARGEST", 100)
    index = write_dictd(tmp_path, {"zoo": "зоопарк"})
    (tmp_path / "small.dict.dz").write_bytes(gzip.compress(b" " * 1000))
    with pytest.raises(FormatError, match="that is no dictionary"):
        read_dictd(index)


# Dictionaries of StarDict.


def write_stardict(folder, *, kinds="m", packed=True, bits=32):
    data, index = b"", b""
    for word, article in ARTICLES.items():
        text = article.partition("\n")[2].encode()
        if kinds == "tm":
            text = b"trans\0" + text
        elif kinds == "":
            text = (
                b"t"
                + b"trans\0"
                + b"h<b>"
                + text.replace(b"\n", b"<br>")
                + b"</b>\0"
                + b"W\0\0\0\x02ab"
            )
        place = struct.pack(">QI" if bits == 64 else ">II", len(data), len(text))
        index += word.encode() + b"\0" + place
        data += text
    lines = [
        "StarDict's dict ifo file",
        "version=2.4.2",
        "bookname=small",
        f"wordcount={len(ARTICLES)}",
    ]
    lines += [f"sametypesequence={kinds}"] if kinds else []
    lines += ["idxoffsetbits=64"] if bits == 64 else []
    (folder / "small.ifo").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "small.idx").write_bytes(index)
    name, content = ("small.dict.dz", gzip.compress(data)) if packed else ("small.dict", data)
    (folder / name).write_bytes(content)
    return folder / "small.ifo"


@pytest.mark.parametrize(("kinds", "bits"), [("m", 32), ("tm", 32), ("", 32), ("m", 64)])
@pytest.mark.parametrize("packed", [True, False])
def test_a_dictionary_of_stardict(tmp_path, kinds, bits, packed):
    found = said(read(write_stardict(tmp_path, kinds=kinds, bits=bits, packed=packed)))
    assert found == {word: others for word, others in SAID.items() if ARTICLES[word].count("\n")}


def test_a_broken_stardict_is_refused(tmp_path):
    ifo = write_stardict(tmp_path)
    (tmp_path / "small.idx").write_bytes((tmp_path / "small.idx").read_bytes()[:-3])
    with pytest.raises(FormatError, match="its index breaks off at byte"):
        read_stardict(ifo)
    (tmp_path / "small.idx").write_bytes(b"aid\0" + struct.pack(">II", 0, 10**6))
    with pytest.raises(FormatError, match="the article of 'aid' is not in the dictionary"):
        read_stardict(ifo)
    ifo.write_text("something else\n", "utf-8")
    with pytest.raises(FormatError, match=r"line 1: this is no .ifo file of StarDict"):
        read_stardict(ifo)


@given(st.binary(max_size=200), st.sampled_from(["", "m", "tm", "Wm", "xW"]))
def test_any_article_is_survived(data, kinds):
    from searchlib.bilingual.dictionaries import _texts

    assert all(isinstance(text, str) for text in _texts(data, kinds))


@pytest.mark.parametrize(
    "piece", ["(", "[", "<", "/", "_", "1)", "а)", "; ", "а б ", "ab-", "а'", "\n"]
)
def test_a_hostile_article_takes_no_time(piece):
    start = time.perf_counter()
    list(_article("aid", piece * (200_000 // len(piece))))
    assert time.perf_counter() - start < 1


# From words to terms.


@pytest.mark.parametrize(
    ("pair", "term", "to", "expected"),
    [
        (Said("Совет Министров", "Council of Ministers"), "совет министр", "en", "council minist"),
        (Said("Совет Министров", "Council of Ministers"), "council minist", "ru", "совет министр"),
        (Said("тов.", "Cde."), "товарищ", "en", "comrad"),
        (Said("ВКП(б)", "VKP(b)"), "вкп б", "en", "vkp b"),
        (Said("сталь", "steel"), "сталь", "en", "steel"),
    ],
)
def test_words_become_terms(pair, term, to, expected):
    found = Lexicon.of(entries([pair], Analyzer().analyse)).translations(term, to)
    assert [t.term for t in found] == [expected]


def test_the_best_weight_of_a_pair_counts():
    twice = [Said("мир", "peace", 0.2), Said("мир", "peace", 0.7), Said("мир", "world", 0.3)]
    assert entries(twice, Analyzer().analyse)["en", "мир"] == {"peac": 0.7, "world": 0.3}
