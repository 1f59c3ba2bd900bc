"""Does each Russian form lead to the words a reader would look it up under?"""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchlib.analysis import dictionary_version, russian
from searchlib.analysis.russian import lemmas


def share(one: str, other: str) -> bool:
    return bool(set(lemmas(one)) & set(lemmas(other)))


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("корее", "корея"),
        ("кореи", "корея"),
        ("корейские", "корейский"),
        ("дивизиями", "дивизия"),
        ("вооружением", "вооружение"),
        ("вооруженье", "вооружение"),
        ("маньчжурии", "маньчжурия"),
        ("войсками", "войско"),
        ("людей", "человек"),
        ("лет", "год"),
        ("созданные", "создать"),
        ("создающих", "создавать"),
        ("изображаемое", "изображать"),
        ("создав", "создать"),
        ("лучше", "хороший"),
        ("зеленая", "зеленый"),  # зелёный, its ё folded
        ("военнополитическую", "военнополитический"),
        ("цзедуном", "цзедун"),
        ("иванову", "иванов"),
    ],
)
def test_inflected_form_leads_to_its_lemma(form: str, lemma: str):
    assert lemma in lemmas(form)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("стали", ("стать", "сталь")),
        ("банки", ("банк", "банка")),
        ("мыла", ("мыло", "мыть")),
        ("вечером", ("вечером", "вечер")),
        ("погибших", ("погибнуть", "погибший")),
        ("села", ("село", "сесть")),
    ],
)
def test_ambiguous_form_keeps_every_plausible_lemma_likeliest_first(form, expected):
    assert lemmas(form) == expected


@pytest.mark.parametrize(
    ("form", "lemma"),
    [("порой", "пора"), ("включая", "включать"), ("том", "том"), ("есть", "быть")],
)
def test_a_function_word_does_not_hide_the_word_of_content(form: str, lemma: str):
    assert lemma in lemmas(form)


@pytest.mark.parametrize(
    ("form", "implausible"),
    [
        ("день", "деть"),  # imperative
        ("после", "посол"),  # a preposition is not about ambassadors
        ("для", "длить"),  # gerund
        ("были", "быль"),
        ("суть", "быть"),  # archaic
        ("лета", "год"),
        ("добра", "добрый"),  # short adjective
        ("борисов", "борис"),  # several Borises
        ("данных", "дать"),
        ("следующий", "следовать"),
        ("бывший", "быть"),
        ("открытыми", "открыть"),
        ("открыты", "открытый"),
    ],
)
def test_implausible_reading_is_left_out(form: str, implausible: str):
    assert implausible not in lemmas(form)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("лучшего", "хорошего"),
        ("высших", "высоких"),
        ("высшую", "высочайшую"),
        ("наилучший", "лучший"),
        ("важнейшие", "важные"),
        ("ивановны", "ивановичем"),
        ("статьи", "стали"),  # articles; began
        ("статью", "стал"),
        ("знати", "знал"),  # the nobility; knew
    ],
)
def test_words_of_different_meaning_share_no_lemma(one: str, other: str):
    assert not share(one, other)


@pytest.mark.parametrize(
    ("old", "modern"),
    [
        ("русскаго", "русского"),
        ("хорошаго", "хорошего"),
        ("синяго", "синего"),
        ("русския", "русские"),
        ("новыя", "новые"),
        ("находящияся", "находящиеся"),
        ("разсказанныя", "рассказанные"),
        ("безполезный", "бесполезный"),
        ("возстание", "восстание"),
        ("изследованиями", "исследованиями"),
        ("черезчур", "чересчур"),
        ("собралися", "собрались"),
        ("с'езда", "съезда"),
        ("об'явление", "объявление"),
        ("обьявление", "объявление"),
        ("притти", "прийти"),
        ("оне", "они"),
        ("ея", "ее"),
        ("уссурийскаго", "уссурийского"),  # in no dictionary, either way
        ("фыщинския", "фыщинские"),
        ("ураааа", "ура"),
        ("дл'инный", "длинный"),
    ],
)
def test_old_and_typewritten_spellings_are_modernised(old: str, modern: str):
    assert lemmas(old) == lemmas(modern)


@pytest.mark.parametrize("form", ["чикаго", "россия", "армия", "возчик", "мария", "пьеса"])
def test_words_that_only_look_old_are_left_alone(form: str):
    assert form in lemmas(form)


def test_a_word_of_today_is_not_taken_for_an_old_spelling():
    assert not share("возка", "воск")


def test_every_respelling_passes_the_quick_check_before_it():
    samples = ["с'езд", "сьезд", "разсказ", "чрезполосный", "большаго", "самаго", "синяго"]
    samples += ["новыя", "русския", "бывшияся", "собралися", "долгоооо"]
    for pattern, _ in russian._RESPELLINGS:
        found = [sample for sample in samples if pattern.search(sample)]
        assert found, pattern
        assert all(russian._MAY_BE_OLD.search(sample) for sample in found)


@pytest.mark.parametrize(
    ("form", "word"),
    [("тов", "товарищ"), ("тт", "товарищ"), ("млн", "миллион"), ("руб", "рубль"), ("вв", "век")],
)
def test_abbreviation_stands_for_its_word(form: str, word: str):
    assert lemmas(form) == (word,)
    assert word in lemmas(word)


def test_ambiguous_abbreviations():
    assert lemmas("г") == ("год", "г")
    assert lemmas("ст") == ("ст",)


@pytest.mark.parametrize(
    ("nominative", "oblique"),
    [
        ("штыков", "штыкову"),  # ambassador, and bayonets
        ("штыков", "штыкова"),
        ("хен", "хену"),
        ("ен", "ена"),
        ("эньлай", "эньлаю"),
        ("чанчунь", "чанчуне"),
        ("коминформ", "коминформа"),
        ("рощин", "рощиным"),
    ],
)
def test_declined_names_meet(nominative: str, oblique: str):
    assert share(nominative, oblique)


def test_the_surname_among_bayonets_does_not_bring_bayonets():
    assert lemmas("штыков") == ("штык", "штыков")
    assert not share("штыкова", "штыками")


@pytest.mark.parametrize("form", ["", "-", "№", "abc", "ф1", "ъ", "жжжж", "'", "тест\u0301"])
def test_anything_gets_an_answer(form: str):
    assert lemmas(form)


@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщъыьэюя'", max_size=12))
def test_lemmas_are_folded_distinct_and_never_missing(form: str):
    found = lemmas(form)
    assert found
    assert len(set(found)) == len(found)
    assert "ё" not in "".join(found)
    russian.lemmas.cache_clear()
    assert lemmas(form) == found


def test_dictionary_is_loaded_only_when_needed():
    code = (
        "import sys; from searchlib.analysis import dictionary_version\n"
        "version = dictionary_version(); assert 'searchlib.analysis.russian' not in sys.modules\n"
        "from searchlib.analysis import russian; russian.lemmas('тов')\n"
        "assert 'pymorphy3' not in sys.modules, 'loaded too early'\n"
        "russian.lemmas('товарищ'); assert 'pymorphy3' in sys.modules\n"
        "print(version)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == dictionary_version()


def test_dictionary_version_names_the_dictionary_loaded():
    name, version = dictionary_version().split()
    assert name == "pymorphy3-dicts-ru"
    revision = russian._analyzer().dictionary.meta["source_revision"]
    assert revision in version
