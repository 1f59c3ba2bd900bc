"""Do titles say what a document is, from whom and to whom, and never name a wrong person?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchlib.archival.language_names import language_codes
from searchlib.archival.titles import document_type, sender_and_recipient

TITLES = [
    ("Cable No. 54611 from Kovalev to Stalin", "cable", ("Kovalev",), ("Stalin",)),
    ("Letter, X to Y", "letter", ("X",), ("Y",)),
    ("Telegram from A to B and C", "telegram", ("A",), ("B", "C")),
    ("Ciphered Telegram No. 1, A to B", "telegram", ("A",), ("B",)),
    ("Letter from Stalin to Mao Zedong regarding Aid", "letter", ("Stalin",), ("Mao Zedong",)),
    ("Letter to Stalin from Kim Il Sung", "letter", ("Kim Il Sung",), ("Stalin",)),
    ("Telegram from Shtykov to Vyshinsky, 3 May", "telegram", ("Shtykov",), ("Vyshinsky",)),
    ("Telegram from Mao Zedong to Stalin via Kovalev", "telegram", ("Mao Zedong",), ("Stalin",)),
    ("Note from D. D'Arcy to Ho Chi Minh", "note", ("D. D'Arcy",), ("Ho Chi Minh",)),
    ("L. Beria to Cde. V.M. Molotov", "", ("L. Beria",), ("V.M. Molotov",)),
    (
        "Letter from the Ministry of Trade and Industry to N.S. Khrushchev",
        "letter",
        ("Ministry of Trade and Industry",),
        ("N.S. Khrushchev",),
    ),
    (
        "Report, Embassy of Hungary in Ruritania to the Hungarian Foreign Ministry",
        "report",
        ("Embassy of Hungary in Ruritania",),
        ("Hungarian Foreign Ministry",),
    ),
    ("Telegram from X Ferenc, 'Report to the Bureau'", "telegram", ("X Ferenc",), ()),
    ("Memorandum of Conversation between A and B", "record of conversation", (), ()),
    ("Letter, Cde. Belov to Cde. Chernov and Cde. Dal", "letter", ("Belov",), ("Chernov", "Dal")),
    ("Minutes of a Meeting", "minutes", (), ()),
    ("Statement on Something", "statement", (), ()),
    # Nobody is named where it would be a guess.
    ("Telegram from the Soviet Ambassador to China to Stalin", "telegram", (), ()),
    ("Cable on Travel from Moscow to Beijing", "cable", (), ()),
    ("Report on Events from May to June 1950", "report", (), ()),
    ("Telegram from 1949 to 1950", "telegram", (), ()),
    ("The Shift from War to Peace", "", (), ()),
    ("Top Secret, Moscow to Beijing", "", (), ()),
    ("Return to Power", "", (), ()),
    ("Letter from 'Report on Coal'", "letter", (), ()),
    ("A Report", "report", (), ()),
    ("", "", (), ()),
    # Russian titles decline their names: the type only.
    ("Письмо И. В. Сталина Мао Цзэдуну", "letter", (), ()),
    ("Шифртелеграмма № 54611", "telegram", (), ()),
    ("Шифротелеграмма Ковалева Сталину", "telegram", (), ()),
    ("Запись беседы И. В. Сталина с Мао Цзэдуном", "record of conversation", (), ()),
    ("Постановление Политбюро ЦК ВКП(б)", "decree", (), ()),
    ("Докладная записка", "memorandum", (), ()),
    ("Протокол № 5", "protocol", (), ()),
    ("Заявление ТАСС", "statement", (), ()),
    ("О телеграмме", "", (), ()),
]


@pytest.mark.parametrize(("title", "kind", "sender", "recipient"), TITLES)
def test_titles(title, kind, sender, recipient):
    assert document_type(title) == kind
    assert sender_and_recipient(title) == (sender, recipient)


@settings(deadline=None)
@given(st.text(max_size=100))
def test_any_title_names_whole_words_of_it_or_nobody(title):
    for name in sum(sender_and_recipient("Letter from " + title), ()):
        assert name in " ".join(f"Letter from {title}".split())
        assert name[:1].isupper() or name[:1] == "("


LANGUAGES = [
    ("Russian", ("ru",)),
    ("Russian, English and Chinese", ("ru", "en", "zh")),
    ("Korean; Hungarian / German", ("ko", "hu", "de")),
    ("Chinese (Mandarin)", ("zh",)),
    ("Русский и английский", ("ru", "en")),
    ("Russian, Russian", ("ru",)),
    ("Klingon", ("klingon",)),
    ("", ()),
]


@pytest.mark.parametrize(("label", "codes"), LANGUAGES)
def test_language_codes(label, codes):
    assert language_codes(label) == codes
