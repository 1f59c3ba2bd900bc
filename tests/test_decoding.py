"""Which encodings are read, and is text that was misread put right, and no other?"""

from __future__ import annotations

import gzip
import json
import random
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.generated import SHARED
from searchlib.errors import FormatError
from searchlib.formats import Original
from searchlib.formats.decoding import decode
from searchlib.formats.legacy import ENCODINGS
from searchlib.formats.mojibake import repair

RU = "Вагоны с углём стоят на станции.\nБелов просит: пришлите паровоз № 5 и «хлеб»."
CAPITALS = "ПОСТАНОВЛЕНИЕ\n\nУГОЛЬ ОТПРАВИТЬ НА ЮГ ЗАВТРА, Я НЕ МОГУ ЖДАТЬ."
MIXED = "Belov wrote of coal: «уголь не пришёл». The wagons were empty. Просим помощи."
FR = "L'émigré a été reçu à Genève; le « charbon » n'est pas arrivé, où que ce fût."
DE = "Der Botschafter erklärte, daß die Gespräche über Kohle fortgeführt würden."
HU = "A követség jelenti, hogy a szén megérkezett, és az együttműködés jó. Győr, Erdő."
CS = "Velvyslanectví oznamuje, že uhlí přijelo v úterý a že příští vlak přiveze další."
PL = "Ambasada donosi, że węgiel przyjechał we wtorek właściwym pociągiem."

# Text, encodings in which it must be read.
TEXTS = [
    (RU, ["cp1251"]),
    (RU.replace("№", "N").replace("«", '"').replace("»", '"'),
     ["cp1251", "koi8-r", "cp866", "mac-cyrillic", "iso8859-5"]),
    (CAPITALS, ["cp1251", "koi8-r", "cp866", "mac-cyrillic", "iso8859-5"]),
    (MIXED.replace("«", '"').replace("»", '"'), ["cp1251", "koi8-r", "cp866", "mac-cyrillic"]),
    (FR, ["cp1252", "latin-1"]),
    (DE, ["cp1252", "latin-1", "cp1250"]),
    (HU, ["cp1250"]),
    (CS, ["cp1250"]),
    (PL, ["cp1250"]),
    ("“Don’t go” – he said…", ["cp1252", "cp1251", "cp1250"]),
    ("┌────────┐\n│ Привет │\n└────────┘", ["cp866"]),
]  # fmt: skip
CASES = [(text, encoding) for text, encodings in TEXTS for encoding in encodings]


@pytest.mark.parametrize(("text", "encoding"), CASES)
def test_a_file_is_read_and_said_to_be(text, encoding):
    notes: list[str] = []
    assert decode(text.encode(encoding), "a.txt", notes) == text
    (note,) = notes
    assert note.startswith("read as ")
    assert note.removeprefix("read as ") in ENCODINGS


def test_a_name_of_the_encoding_that_was_asked_for():
    for encoding in ("cp1251", "koi8-r", "cp866", "mac-cyrillic"):
        notes: list[str] = []
        decode("Письмо об угле. Вагоны стоят, и Я. Белов ждёт.".encode(encoding), "a.txt", notes)
        assert notes == [f"read as {encoding}"]


def test_notes_come_with_the_original():
    original = Original("a.txt", RU.encode("cp1251"))
    assert original.text() == RU
    assert original.notes == ["read as cp1251"]
    plain = Original("a.txt", RU.encode())
    assert plain.text() == RU
    assert plain.notes == []


# Unicode --------------------------------------------------------------------


@pytest.mark.parametrize("text", [RU, MIXED, "Coal has come.\nSend more.", FR])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(text, encoding):
    notes: list[str] = []
    assert decode(text.encode(encoding), "a.txt", notes) == text
    assert notes == [f"read as {encoding.upper()}"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_unicode_is_not_remarked_on(encoding):
    notes: list[str] = []
    assert decode(f"{RU}\r\nend\r".encode(encoding), "a.txt", notes) == f"{RU}\nend\n"
    assert notes == []


@pytest.mark.parametrize("mark", ["utf-32-le", "utf-32-be"])
def test_utf_32_of_either_byte_order(mark):
    assert decode(f"\ufeff{RU}".encode(mark), "a.txt") == RU


# What cannot be told --------------------------------------------------------

DAMAGED = RU.encode()[:40] + b"\xff" + RU.encode()[40:]
UNSURE = [
    (DAMAGED, "not UTF-8 (byte 0xff at offset 40), though most of the file is"),
    ("СССР".encode("koi8-r"), "it may be koi8-r or cp1251. Look which reads well"),
    ("СССР".encode("koi8-r"), "iconv -f koi8-r -t utf-8"),
    (
        random.Random(1).randbytes(300).replace(b"\x00", b""),
        "read as any of cp1251, koi8-r, cp866,",
    ),
    ("中文文本在这里并且还有".encode("gbk"), "the encoding is not UTF-8"),
    (b"\xff\xfea\x00b", "the encoding is not UTF-16 (byte 0x62 at offset 4), though"),
    (b"\xff\xfe\x00\x00ab", "the encoding is not UTF-32"),
    (b"text\x00text", "a NUL byte at offset 4"),
]


@pytest.mark.parametrize(("data", "message"), UNSURE)
def test_what_is_not_sure_is_refused(data, message):
    with pytest.raises(FormatError) as error:
        decode(data, "a.txt")
    assert message in str(error.value)
    assert str(error.value).startswith("a.txt: ")


def test_bytes_an_encoding_has_not_are_not_read_in_it():
    far = RU.encode("cp1251") * 2000 + b"\x98"
    with pytest.raises(FormatError, match=r"may be cp1251 or a damaged file"):
        decode(far, "a.txt")


@given(st.binary(min_size=1, max_size=60))
def test_any_bytes_are_text_or_refused(data):
    try:
        text = decode(data, "a.txt")
    except FormatError:
        return
    assert any(map(str.isalnum, text))
    assert "\x00" not in text


# Misread text ---------------------------------------------------------------


def misread(text: str, encoding: str) -> str:
    """Return what UTF-8 looks like to who reads it in another encoding, as browsers do."""
    read = (bytes((byte,)).decode(encoding, "replace") for byte in text.encode())
    return "".join(c if c != "\ufffd" else chr(b) for c, b in zip(read, text.encode(), strict=True))


@pytest.mark.parametrize(
    "encoding",
    [
        "cp1251",
        "cp1252",
        "latin-1",
        "cp1250",
        "koi8-r",
        "cp866",
        "mac-cyrillic",
        "mac-roman",
        "cp437",
    ],
)
@pytest.mark.parametrize("text", [RU, MIXED, "Слушали: об угле.\n\nПостановили: послать."])
def test_whole_texts_misread(text, encoding):
    right, notes = repair(misread(text, encoding))
    assert right == text
    assert len(notes) == 1
    assert notes[0].endswith(f"of UTF-8 that had been read as {encoding}")


@pytest.mark.parametrize("encoding", ["cp1251", "cp1252", "latin-1", "cp1250", "mac-roman"])
def test_whole_texts_with_accents_misread(encoding):
    assert repair(misread(FR, encoding))[0] == FR
    assert repair(misread(HU, encoding))[0] == HU


PARTS = [
    ("РџСЂРёРІРµС‚", "Привет", "cp1251"),
    ("Ă©migrĂ©", "émigré", "cp1250"),
    ("émigrÃ©", "émigré", "cp1252"),
    ("The Ã©migrÃ© Belov met GyÅ‘r.", "The émigré Belov met Győr.", "cp1252"),
    ("The Г©migrГ© Belov", "The émigré Belov", "cp1251"),
    ("He wrote: РџСЂРёРІРµС‚ Рё РІСЃС‘.", "He wrote: Привет и всё.", "cp1251"),
    ("РСФСР и СССР. РџСЂРёРІРµС‚ Рё РІ РСФСР»", "РСФСР и СССР. Привет и в РСФСР»", "cp1251"),
    ("Donâ€™t go â€“ it is â„– 5", "Don’t go – it is № 5", "cp1252"),
    ("Дон вЂ“ это река, в„– 5", "Дон – это река, № 5", "cp1251"),
    ("ESPAÃ‘A", "ESPAÑA", "cp1252"),
    ("Ã‡elik", "Çelik", "cp1252"),
    ("Â«ÐšÐ°ÐºÂ»", "«Как»", "cp1252"),
    ("He wrote Ð¸ there", "He wrote и there", "cp1252"),
    ("ПСЂРѕРµР·Рґ в порт", "Проезд в порт", "cp1251"),
]


@pytest.mark.parametrize(("wrong", "right", "encoding"), PARTS)
def test_words_misread(wrong, right, encoding):
    text, notes = repair(f"Первая строка.\n{wrong}\nThe last line.")
    assert text == f"Первая строка.\n{right}\nThe last line."
    assert [note.rpartition(" ")[2] for note in notes] == [encoding]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Ïðèâåò, òîâàðèù Áåëîâ! Óãîëü íå ïðèøåë.", "Привет, товарищ Белов! Уголь не пришел."),
        ("рТЙЧЕФ, ФПЧБТЙЭ вЕМПЧ! хЗПМШ ОЕ РТЙЫЕМ.", "Привет, товарищ Белов! Уголь не пришел."),
    ],
)
def test_one_encoding_of_russian_read_as_another(wrong, right):
    text, notes = repair(f"Coal.\n{wrong}\nEnd.")
    assert text == f"Coal.\n{right}\nEnd."
    assert notes[0].startswith("repaired 6 places of ")


def test_text_misread_twice():
    assert repair(misread(misread(RU, "cp1252"), "cp1252"))[0] == RU


def test_places_are_counted():
    notes: list[str] = []
    text = "Ã©migrÃ© and Donâ€™t\n" * 3
    assert decode(text.encode(), "a.txt", notes) == "émigré and Don’t\n" * 3
    assert notes == ["repaired 9 places of UTF-8 that had been read as cp1252"]


RIGHT = [
    RU, CAPITALS, MIXED, FR, DE, HU, CS, PL,
    "РСФСР", "РСФСР»", "«РСФСР» и «СССР»… С… Р…", "в…» он был в… «С» — «Р»",
    "NÃO, CÂMARA, „JÄ“ BLÅ… IRMÃ” CAFÉ… “CAFÉ”", "áéíóú ñ ÀÉÈÊ àáâãäå, ÆØÅ, ÿÿÿÿ",
    "мРНК и тРНК, кГц и мВт, бГУ", "– А – Б. —Я—нет—да", "пункт Г»; пункт В«Б»; Е№ 5",
    "│а│б│ ┬─┬ ╤═╤ ╨─╨ ├─┤├┤├┤", "п│я│п│", "Рё пё", "°C · § № «»",
    "Посольство Української РСР: їхній ґанок",
    "Ђорђе Љубић и Његош", "ѣ ѳ ѵ і: дѣло", "Â Ã Ä Å", "a\u00a0b\u00adc",
]  # fmt: skip


@pytest.mark.parametrize("text", RIGHT)
def test_right_text_is_not_touched(text):
    assert repair(text) == (text, [])
    assert repair(f"Coal.\n{text}\nУголь.")[1] == []


def shared_texts():
    for path in sorted(SHARED.rglob("*.*")):
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
        yield text
        if ".jsonl" in path.name:
            yield from (one for line in text.splitlines() for one in strings(json.loads(line)))
        elif ".json" in path.name:
            yield from strings(json.loads(text))


def strings(value: object):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for item in value.values() for text in strings(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in strings(item))


@pytest.mark.slow
def test_no_text_at_hand_is_touched():
    if not SHARED.exists():
        pytest.skip("the shared data are not here")
    for text in shared_texts():
        assert repair(text) == (text, [])


@given(st.text(max_size=80))
def test_repairing_is_done_once(text):
    right, _ = repair(text)
    assert repair(right)[0] == right


@given(st.text(alphabet=st.characters(max_codepoint=0x24F, exclude_categories=["Cc"]), max_size=60))
def test_what_is_ascii_stays(text):
    def plain(value: str) -> list[str]:
        return [char for char in value if char.isascii()]

    assert plain(repair(text)[0]) == plain(text)


@pytest.mark.parametrize(
    "unit", ["Р", "Р…", "Р…С»я", "Ã", "Ã©", "рРР ", "ÿÿÿÿ ", "вЂ", "Рџ", "–Я—", "п│", "«", "é\n"]
)
def test_hostile_text_costs_little_time(unit):
    text = unit * (200_000 // len(unit))
    started = time.process_time()
    repair(text)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "unit", [b"\xd0", b"\xff", b"\x98a", b"\xe9 ", b"a\xe9", b"\xc3\xa9\xff", b"\x04\x30"]
)
def test_hostile_bytes_cost_little_time(unit):
    data = unit * (1_000_000 // len(unit))
    started = time.process_time()
    with suppress(FormatError):
        decode(data, "a.txt")
    assert time.process_time() - started < 2


def test_a_large_file_costs_time_in_proportion():
    data = (RU + "\n").encode("cp1251") * 50_000
    started = time.process_time()
    assert len(decode(data, "a.txt")) == len(data)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("beyond", ["", "中", "é 1950", "中國 " * 300])
def test_what_is_misread_is_found_among_any_letters(beyond):
    wrong = misread(RU, "cp1251")
    assert repair(f"{beyond}\n{wrong}\n{beyond}")[0] == f"{beyond}\n{RU}\n{beyond}"
