"""Do names meet across the two scripts, whatever standard wrote them?"""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from searchlib.bilingual import names
from searchlib.bilingual.names import THRESHOLD, keys, similarity, variants
from searchlib.bilingual.naming import chinese, comparison, groups, sounds
from searchlib.bilingual.naming.declension import cases
from searchlib.bilingual.naming.groups import groups_of
from searchlib.bilingual.naming.letters import is_cyrillic, plain, words
from searchlib.bilingual.naming.nominative import nominatives
from searchlib.bilingual.naming.pairs import Pairs, learnt, parse
from searchlib.bilingual.naming.romanisation import SCHEMES, romanise
from searchlib.bilingual.naming.spellings import whole_names

SAME = [
    # Palladius, Pinyin, Wade-Giles; with hyphens and without
    ("Чжоу Эньлай", "Zhou Enlai"),
    ("Чжоу Эньлай", "Chou En-lai"),
    ("Чжоу Энь-лай", "Chouenlai"),
    ("Чжоу Эньлаем", "Chou En-lai"),
    ("Пэн Чжэнь", "P'eng Chen"),
    ("Пын Чжэнь", "Peng Zhen"),
    ("Си Чжунсюня", "Hsi Chung-hsün"),
    ("Бо Ибо", "Po I-po"),
    ("Чень Юна", "Chen Yun"),
    ("Бой По", "Bo Yibo"),
    # Korean
    ("Ким Ир Сен", "Kim Il Sung"),
    ("Ким Ир Сена", "Kim Ilsong"),
    ("Ким Ир Сену", "Gim Il-seong"),
    ("Пак Чен Хи", "Pak Chong-hui"),
    ("Хан Соль Я", "Han Sol-ya"),
    # Russian, by several standards, inflected, with initials, double
    ("Ковалева", "Kovalyov"),
    ("Василевского", "Vasilevskii"),
    ("Щербаков", "Ščerbakov"),
    ("Подгорный", "Podgornyj"),
    ("Терешковой", "Tereshkova"),
    ("В. М. Молотов", "V.M. Molotov"),
    ("Молотовым", "Vyacheslav Molotov"),
    ("Соловьёв-Седой", "Soloviev-Sedoi"),
    # Western
    ("Эйзенхауэр", "Eisenhower"),
    ("Трумэна", "Truman"),
    ("Хью", "Hugh"),
    ("Уэллс", "Wells"),
    ("Шульц", "Schulz"),
    # Family name first, or last
    ("Ли Сын Ман", "Syngman Rhee"),
    ("Шэн Шицай", "Shicai Sheng"),
    ("Чжоу Эньлай", "En-lai Chou"),
]
OTHERS = [
    ("Чжоу Эньлай", "Chen Yun"),
    ("Гао Ган", "Guo Moruo"),
    ("Ким Ир Сен", "Kim Tu-bong"),
    ("Чэнь Юнь", "Ch'en I"),
    ("Молотов", "Malenkov"),
    ("война", "Vladimir"),
    ("В. М. Молотов", "A. A. Molotov"),
    ("Черчилль", "Charles"),
    ("Сталин", "Shanghai"),
    ("", "Stalin"),
    ("Сталин", ""),
    ("Сталин", "Сталин"),
    ("1949", "1949"),
]


@pytest.mark.parametrize(("russian", "english"), SAME)
def test_forms_of_one_name_are_alike(russian, english):
    assert similarity(russian, english) >= THRESHOLD
    assert similarity(english, russian) == pytest.approx(similarity(russian, english))


@pytest.mark.parametrize(("russian", "english"), OTHERS)
def test_other_names_are_not(russian, english):
    assert similarity(russian, english) < THRESHOLD


def test_a_word_of_a_name_is_found_in_its_place():
    candidates = ["Kuznetsov", "Kovalenko", "Kovaleva", "Kovalev", "Kavelin"]
    assert [name for name, _ in names.rank("Ковалёв", candidates)][:2] == ["Kovalev", "Kovaleva"]


def test_a_table_does_not_hide_which_name_was_meant():
    assert similarity("Бэйпин", "Beiping") > similarity("Бэйпин", "Beijing") >= 0.9


@pytest.mark.parametrize(
    ("russian", "english"),
    [
        ("эньлай", "enlai"),
        ("цзэдун", "tsetung"),
        ("жуйцзинь", "ruijin"),
        ("ковалев", "kovalyov"),
        ("гарриман", "harriman"),
        ("уилсон", "wilson"),
        ("джеймс", "james"),
        ("хуан", "juan"),
        ("митико", "michiko"),
        ("годар", "godard"),
        ("альенде", "allende"),
        ("ли", "lee"),
        ("у", "wu"),
    ],
)
def test_one_name_shares_a_key_in_both_scripts(russian, english):
    assert set(keys(russian)) & set(keys(english))


def test_keys_tell_most_names_apart():
    assert not set(keys("сталин")) & set(keys("roosevelt"))


@given(st.text(max_size=60))
def test_every_word_has_a_few_keys(word):
    found = keys(word)
    assert 1 <= len(found) <= 48
    assert len(set(found)) == len(found)


@given(
    st.text("абвгдеёжийнорстуьэюя -'.", max_size=25), st.text("abcdefhijnorstuyz -'.", max_size=25)
)
def test_similarity_is_a_share_and_the_same_both_ways(russian, english):
    score = similarity(russian, english)
    assert 0.0 <= score <= 1.0
    assert similarity(english, russian) == pytest.approx(score)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_can_be_compared(one, other):
    assert 0.0 <= similarity(one, other) <= 1.0


@given(st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюя -", max_size=25) | st.text(max_size=25))
def test_variants_are_weighed_in_order_and_new(name):
    found = variants(name)
    weights = [variant.weight for variant in found]
    assert weights == sorted(weights, reverse=True)
    assert all(0 < weight <= 1 for weight in weights)
    assert len({variant.name for variant in found}) == len(found)
    assert name not in {variant.name for variant in found}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Гао Ганом", {"gao gang", "kao kang"}),
        ("Пэн Дэхуая", {"peng dehuai", "peng tehuai"}),
        ("Ден Сяопина", {"deng xiaoping"}),
        ("Deng Zihui", {"дэн цзыхуэй", "ден цзыхуей"}),
        ("Teng Tzu-hui", {"дэн цзыхуэй"}),
        ("Ким Ир Сена", {"kim il sung", "kim ilsong", "ким ир сен"}),
        ("Мукдене", {"shenyang", "mukden", "шэньян"}),
        ("Siam", {"сиам", "таиланд", "thailand"}),
        ("Внешней Монголии", {"mongolia", "mnr"}),
        ("корейской", {"korean"}),
        ("Щербаковым", {"shcherbakov", "scerbakov"}),
        ("Майского", {"maysky", "maisky", "maiskii"}),
        ("Ульяновский", {"ulyanovsky", "ulianovskii"}),
        ("Shcherbakov", {"щербаков"}),
        ("Roosevelt", {"рузвельт"}),
    ],
)
def test_a_query_gets_the_spellings_it_needs(name, expected):
    assert expected <= {variant.name for variant in variants(name)}


def test_the_usual_spelling_comes_first():
    assert variants("Чжоу Эньлаем")[0].name == "zhou enlai"
    assert variants("Линь Боцюя")[0].name == "lin boqu"
    assert variants("Zhou Enlai")[0].name == "чжоу эньлай"


def test_only_korean_surnames_are_read_as_korean():
    assert any(variant.source == "Korean" for variant in variants("Pak Il Kyu"))
    assert not any(variant.source == "Korean" for variant in variants("Tom Sayer"))


def test_what_is_no_name_gets_no_variants():
    for text in ("", "...", "1949", "Ким Sung", "а б в г д е ж з", "я" * 200_000):
        assert variants(text) == ()


def test_places_that_are_also_persons_are_found_only_as_places():
    assert not any("perm" in variant.name for variant in variants("Молотов"))
    assert "perm" in {variant.name for variant in variants("Молотов", ("place",))}
    assert not groups_of("us")
    assert groups_of("US", ("place",))


@pytest.mark.parametrize("kind", names.KINDS)
def test_tables_are_clean(kind):
    groups = {g for name in _all_names(kind) for g in groups_of(name, (kind,)) if g.kind == kind}
    for group in groups:
        assert len(group.names) == len(set(group.names)), group
        assert all(name == name.strip() and name for name in group.names), group
        scripts = {"\u0400" <= name[0] <= "\u052f" for name in group.names}
        assert scripts == {True, False} or "-" in group.names[0], group


def _all_names(kind):
    from importlib.resources import files

    text = files("searchlib.bilingual.naming").joinpath(f"{kind}s.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(lines) > 100
    return [name.strip().rstrip("*") for line in lines for name in line.split(";")]


@pytest.mark.parametrize(
    ("form", "nominative"),
    [
        ("сталину", "сталин"),
        ("эньлая", "эньлай"),
        ("юня", "юнь"),
        ("василевского", "василевский"),
        ("молотовым", "молотов"),
        ("терешковой", "терешкова"),
        ("кореи", "корея"),
        ("внутренней", "внутренняя"),
        ("микояна", "микоян"),
        ("громыко", "громыко"),
    ],
)
def test_cases_are_led_back(form, nominative):
    assert nominative in nominatives(form)


@pytest.mark.parametrize(
    ("scheme", "russian", "latin"),
    [
        ("bgn-pcgn", "Елизаветы Объезд", "Yelizavety Ob”yezd"),
        ("ala-lc", "Юрий Щипачёв, ЦК", "I͡Uriǐ Shchipachëv, T͡SK"),
        ("iso-9", "Жуков, щит", "Žukov, ŝit"),
        ("gost-7.79-b", "Хоцей Царь", "Xocej Czar`"),
        ("gost-16876", "Щедрин", "Ščedrin"),
        ("practical", "Маяковский", "Mayakovsky"),
        ("press", "Горький НЭП", "Gorky NEP"),
        ("passport", "Юлия", "Iuliia"),
        ("bas", "Ожерельев", "Ozherelyev"),
        ("practical", "Latin stays, 1949", "Latin stays, 1949"),
    ],
)
def test_standards_of_romanisation(scheme, russian, latin):
    assert romanise(russian, scheme) == latin


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_writes_every_letter(scheme):
    assert not set(romanise("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", scheme)) & set(
        "бгдёжзийлпфцчшщъыьэюя"
    )


def test_chinese_syllables_are_regular():
    table = {pinyin: (palladius, wade) for pinyin, palladius, wade in chinese.syllables()}
    assert len(table) == len(chinese.syllables()) > 400
    assert table["zhuang"] == ("чжуан", "chuang")
    assert table["ju"] == ("цзюй", "chü")
    assert table["hui"] == ("хуэй", "hui")
    assert table["xiong"] == ("сюн", "hsiung")
    assert [s[0] for s in chinese.parsed("шаоци")] == ["shao", "qi"]
    assert chinese.parsed("молотов") == ()


def test_a_table_of_pairs_prices_what_it_knows():
    pairs = Pairs(parse(["# heading", "а a 10", "аб ab 5 av 20", "_ h 100"]))
    assert pairs.distance(pairs.prepare("аба"), "aba") == pytest.approx(0.15)
    assert pairs.distance(pairs.prepare("аба"), "ahva") == float("inf")
    assert pairs.distance(pairs.prepare("аа"), "aha") == pytest.approx(1.2)
    assert pairs.turned().distance(pairs.turned().prepare("aba"), "аба") == pytest.approx(0.15)
    assert pairs.spellings("аб", 2) == [("ab", 0.05), ("av", 0.2)]


def test_the_learnt_table_loads_in_no_time():
    learnt.cache_clear()
    start = time.perf_counter()
    learnt()
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize(
    "hostile", ["а" * 200_000, "а'" * 100_000, "a b " * 50_000, "а." * 100_000]
)
def test_no_input_takes_long(hostile):
    start = time.perf_counter()
    similarity(hostile, "Stalin")
    similarity("Сталин", hostile)
    variants(hostile)
    keys(hostile)
    groups_of(hostile)
    assert time.perf_counter() - start < 2


# How an index looks names up


def test_closed_up_names_are_in_step_with_the_tables():
    written = Path(groups.__file__).with_name(groups.CLOSED_UP).read_text("utf-8").splitlines()
    assert written == sorted(groups.closed_up_lines()), "Run: python -m benchmarks.names --close-up"


def test_no_name_of_the_tables_is_overlooked():
    for kind in names.KINDS:
        for name in _all_names(kind):
            for form in {name, *(_in_a_case(name) if is_cyrillic(plain(name)) else ())}:
                if groups.groups_of(form, (kind,)):
                    assert groups.may_begin([plain(word) for word in words(form)]), form


def _in_a_case(name):
    return {
        " ".join(case) for case in zip(*(cases(plain(w))[:4] for w in words(name)), strict=False)
    }


@pytest.mark.parametrize(
    ("forms", "may"), [("корея дивизии", False), ("хлеб", False), ("long", False)]
)
def test_other_words_are_no_names_of_the_tables(forms, may):
    assert groups.may_begin(forms.split()) is may


DECLINED = [
    ("эньляй", "эньляя эньляю эньляем"),
    ("ковалев", "ковалева ковалеву ковалевым ковалеве"),
    ("василевский", "василевского василевскому василевским василевском"),
    ("шэньян", "шэньяна шэньяне"),
    ("гирин", "гирина"),
    ("филиппины", "филиппин филиппинам филиппинах"),
    ("маньчжурия", "маньчжурии маньчжурией"),
    ("чжоу", ""),
    ("бо", ""),
]


@pytest.mark.parametrize(("name", "forms"), DECLINED)
def test_cases_of_a_name(name, forms):
    found = cases(name)
    assert found[0] == name
    assert set(forms.split()) <= set(found)
    assert forms or found == (name,)


@given(st.text("абвгеийкньуэюя", min_size=1, max_size=8))
def test_cases_lead_back_to_the_name(name):
    assert len(cases(name)) <= 12
    assert all(form.startswith(name[:-2]) for form in cases(name))


WHOLE = [
    ("гао ганом", "gao gang", "kao kang"),
    ("kao kang", "гао ган", "gao gang"),
    ("gao gang", "kao kang", "гао ган"),
    ("лю бо чэном", "liu bocheng", "liu poch'eng"),
    ("ch'en i", "чэнь и", "chen yi"),
    ("чэнь и", "ch'en i", "chen yi"),
]


@pytest.mark.parametrize(("name", "one", "other"), WHOLE)
def test_whole_names_by_rule(name, one, other):
    assert {one, other} <= {variant.name for variant in whole_names(name.split())}


@pytest.mark.parametrize("name", ["long march", "корейские дивизии", "бо", "a b c d", "he said"])
def test_other_words_are_no_whole_name(name):
    assert whole_names(name.split()) == ()


ENTRIES = [
    ("ковалеву", ("ковалев",), {"ковалев"}),
    ("эньляя", ("эньлять",), {"эньляя"}),
    ("теслы", ("теслый", "тесел"), {"теслы"}),
    ("eisenhower", ("eisenhow",), {"eisenhower"}),
    ("marconi's", ("marconi",), {"marconi"}),
    ("huguenots", ("huguenot",), {"huguenots", "huguenot"}),
    ("ch'en", ("ch'en",), {"ch'en"}),
    ("де", ("де",), set()),
    ("1949", ("1949",), set()),
    ("和平", ("和平",), set()),
]


@pytest.mark.parametrize(("form", "terms", "kept"), ENTRIES)
def test_what_is_kept_of_a_form(form, terms, kept):
    found = sounds.entries({form: terms})
    assert {name for under in found.values() for _, name in under} == kept
    for name in kept:
        assert set(found) >= set(map(str.lower if is_cyrillic(name) else str, keys(name)))


@pytest.mark.parametrize(
    ("russian", "english"),
    [("чжоу", "zhou"), ("ковалев", "kovalyov"), ("щербаков", "shcherbakov"), ("хегай", "hegai")],
)
def test_names_share_a_key_and_sound_alike(russian, english):
    there = {k for k, under in sounds.entries({english: (english,)}).items() if under}
    assert there & set(sounds.keys_across(russian))
    back = {k for k, under in sounds.entries({russian: (russian,)}).items() if under}
    assert back & set(sounds.keys_across(english))
    one, other = sounds.sound(russian), sounds.sound(english)
    assert Levenshtein.normalized_similarity(one, other) >= 0.5


def test_names_that_share_no_key_are_told_apart_without_the_tables(monkeypatch):
    def read():
        raise AssertionError("the table is read")

    monkeypatch.setattr(comparison, "learnt", read)
    assert comparison.comparer("Смирнов")("Churchill") == 0.0
    with pytest.raises(AssertionError, match="is read"):
        comparison.comparer("Смирнов")("Smirnoff")
