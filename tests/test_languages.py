"""Where does the Russian end and the English begin, and is any line lost?"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchlib.formats.languages import body_of, split_by_language

RU = "На станции стоят двенадцать вагонов с углём, и завтра они уйдут на юг."
RU2 = "Паровоз сломан, запасных частей нет; просим прислать мастера."
EN = "Twelve wagons of coal are standing at the station and will go south tomorrow."
EN2 = "The engine is broken and there are no spare parts; please send a fitter."


def bodies(text: str, **named):
    return dict(split_by_language(text, **named))


DIVISIONS = {
    "Russian first": (f"{RU}\n\n{EN}", RU, EN),
    "English first": (f"{EN}\n\n{RU}", RU, EN),
    "no blank line between": (f"{RU}\n{RU2}\n{EN}\n{EN2}", f"{RU}\n{RU2}", f"{EN}\n{EN2}"),
    "three parts": (f"{RU}\n\n{EN}\n\n{RU2}", f"{RU}\n\n{RU2}", EN),
    "paragraph by paragraph": (
        f"{RU}\n\n{EN}\n\n{RU2}\n\n{EN2}\n\n{RU}\n\n{EN}\n\n{RU2}\n\n{EN2}",
        f"{RU}\n\n{RU2}\n\n{RU}\n\n{RU2}",
        f"{EN}\n\n{EN2}\n\n{EN}\n\n{EN2}",
    ),
    "a mark closes the text before": (f"{RU}\n\n[…]\n\n{EN}", f"{RU}\n\n[…]", EN),
    "of two marks the second opens": (
        f"{RU}\n\n[...]\n\n[....]\n\n{EN}",
        f"{RU}\n\n[...]",
        f"[....]\n\n{EN}",
    ),
    "a number opens the text after": (f"{RU}\n\n№ 5\n\n{EN}", RU, f"№ 5\n\n{EN}"),
    "a number opens a Russian text too": (f"{EN}\n\nNº 5\n\n{RU}", f"Nº 5\n\n{RU}", EN),
    "a date opens the text after": (f"{RU}\n\n18.05.1949 17:18\n\n{EN}", RU,
                                    f"18.05.1949 17:18\n\n{EN}"),
    "a mark behind a number opens too": (f"{RU}\n\nNo. 5\n\n[...]\n\n{EN}", RU,
                                         f"No. 5\n\n[...]\n\n{EN}"),
    "a page number inside stays inside": (f"{RU}\n\n2\n\n{RU2}\n\n{EN}",
                                          f"{RU}\n\n2\n\n{RU2}", EN),
    "glosses in either": (
        f"{RU} [twelve wagons]\n\n{RU2}\n\n{EN}\n\n[вагоны]\n\n{EN2}",
        f"{RU} [twelve wagons]\n\n{RU2}",
        f"{EN}\n\n[вагоны]\n\n{EN2}",
    ),
    "a Latin signature inside": (f"{RU}\n\nBelov\n\n{RU2}\n\n{EN}", f"{RU}\n\nBelov\n\n{RU2}", EN),
    "Russian only": (f"[...]\n\n{RU}\n\n[...]", f"[...]\n\n{RU}\n\n[...]", None),
    "English only": (f"[...]\n\n{EN}\n\n5", None, f"[...]\n\n{EN}\n\n5"),
    "a Russian name in an English text": (f"{EN}\n\nЧернов\n\n{EN2}", None,
                                          f"{EN}\n\nЧернов\n\n{EN2}"),
}  # fmt: skip


@pytest.mark.parametrize("case", DIVISIONS)
def test_divisions(case):
    text, russian, english = DIVISIONS[case]
    found = bodies(text)
    assert (found.get("ru"), found.get("en")) == (russian, english)


def test_what_is_promised_outweighs_a_few_words():
    text = f"{RU}\n\nBelov and Chernov, at the station"
    assert set(bodies(text, expected=("ru",))) == {"ru"}
    assert set(bodies(text, expected=("ru", "en"))) == {"ru", "en"}
    quoted = f"{RU}\n\n" * 6 + EN
    assert set(bodies(quoted, expected=("ru",))) == {"ru"}
    assert set(bodies(quoted)) == {"ru", "en"}


JOINS = [
    ("we do not advise the\n\nworkers to go.", "we do not advise the workers to go."),
    ("we do not,\n\nas you know, go.", "we do not, as you know, go."),
    ("одно\n\nдругое\n\nтретье", "одно другое третье"),
    ("The end.\n\nand so on", "The end.\n\nand so on"),
    ("as follows:\n\nfirst", "as follows:\n\nfirst"),
    ("he said “go.”\n\nand went", "he said “go.”\n\nand went"),
    ("Ivanov\n\nPetrov", "Ivanov\n\nPetrov"),
    ("[....]\n\nand so on", "[....]\n\nand so on"),
    ("the list\n\n- first", "the list\n\n- first"),
    ("the list\n\na) first", "the list\n\na) first"),
    ("сказал\n\nт. Белов", "сказал т. Белов"),
    ("***\n\nlower case", "***\n\nlower case"),
    ("# Heading\n\nlower case", "# Heading\n\nlower case"),
    ("сопро-\n\nтивление", "сопро-\nтивление"),
    ("one\n\n\n\nTwo  \n\n", "one\n\nTwo"),
]


@pytest.mark.parametrize(("text", "joined"), JOINS)
def test_page_breaks_are_healed(text, joined):
    assert body_of(text) == joined


LINES = st.lists(
    st.sampled_from(
        [RU, RU2, EN, EN2, "", "", "[...]", "[….]", "№ 5", "Nº 5", "18 May 1949 1718", "Белов",
         "Belov", "- 1) вагоны", "1. wagons", "lower case goes on", "а это продолжение", "---",
         "同志", "[wagons] вагоны", "\u202eвагоны\u202c", "\x1b[31mred\x1b[0m"]
    )
    | st.text(st.characters(exclude_characters="\n\r\f"), max_size=30),
    max_size=25,
)  # fmt: skip


def letters(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


@settings(deadline=None)
@given(LINES, st.sampled_from([(), ("ru",), ("en",), ("ru", "en"), ("hu", "en")]))
def test_no_line_of_a_body_is_lost_or_doubled(lines, expected):
    # A number at each line tells equal lines apart.
    numbered = [f"{line} ⟨{number}⟩" if line.strip() else line for number, line in enumerate(lines)]
    parts = split_by_language("\n".join(numbered), expected)
    assert len({language for language, _ in parts}) == len(parts) <= 2
    for line in filter(str.strip, numbered):
        assert sum(line.strip() in body for _, body in parts) == 1
    assert letters("".join(body for _, body in parts)) == letters("".join(numbered))


def test_letters_that_few_texts_have_count_as_others():
    latin, cyrillic = "Łódź — świętość, Žižkov: 中國 ąęś", "Ѣѳѵ ѫѧ ѣ ѳ — Ԥ ԣ"
    parts = split_by_language(f"{latin}\n\n{cyrillic}", ("ru", "en"))
    assert parts == (("en", latin), ("ru", cyrillic))
