"""Are the paragraphs that are not read really without the forms looked for?"""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from searchlib.analysis import Analyzer, tokenize
from searchlib.analysis.among import Among

PIECES = [
    "войска", "Войск", "всё", "йод", "Цзэ-дун", "вой-\nска", "вой-  \r\nска", "вой\u00adска",
    "вoйска", "о'нил", "д’Артаньян", "д’artagnan", "Stalin’s", "don't", "'troops'", "миръ", "мiръ",
    "США", "С.Ш.А.", "U.S.", "U.S.-backed", "U.S-led", "U.N-", "U.S.S.R.", "и.о.", "И.В.", "А.Б.В",
    "x.U.N.", "1,000", "1 000", "1\u00a0000", "38-й", "1949г", "F-16", "МиГ-15", "mig-миг",
    "café", "cafe\u0301", "ﬁne", "\u212a", "İ", "ſ", "a_b", "е\u0301", "№", "²", "١٢", "日本",
    "б" * 120, "b" * 100, "—",
    "-", ".", ",", " ", "\n", "\n\n", "\n \r\n ", "¬\nска", "‐", "a‑b", "ъ", "ʼ", "`",
]  # fmt: skip
MANY = {f"q{a}z{b}" for a in "abcdefgh" for b in "jkmnpv"}
"""More forms than are looked for one by one; none is in any text, or begins as another does."""
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=25).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda space: space.join(parts))
)


@settings(max_examples=300)
@given(TEXTS, st.data())
@example("Войска. Troops.", None)
def test_finds_what_reading_it_all_finds(text, data):
    tokens = list(tokenize(text))
    forms = sorted({token.form for token in tokens})
    chosen = [{form} for form in forms]
    if data is not None and forms:
        chosen.append(data.draw(st.sets(st.sampled_from(forms))))
        chosen.append(chosen[-1] | MANY)
    for wanted in chosen:
        expected = [token for token in tokens if token.form in wanted]
        anywhere = Among(wanted, places=False).tokens([text])[0]
        assert [token[:3] for token in anywhere] == [token[:3] for token in expected]
        found = list(Among(wanted).tokens([text])[0])
        assert [token[:3] for token in found] == [token[:3] for token in expected]
        before = None
        for one, other in zip(found, expected, strict=True):
            if before is not None:
                apart = one.position - before[0].position, other.position - before[1].position
                gap = "\n" in text[before[0].end : one.start]
                assert apart[0] == apart[1] or (gap and apart[0] >= apart[1])
            before = one, other


@settings(max_examples=100)
@given(st.lists(TEXTS, max_size=4), st.data())
@example(["так-", "\nто", "1", "000"], None)
def test_texts_read_together_are_read_as_each_alone(texts, data):
    forms = sorted({token.form for text in ("\n".join(texts), *texts) for token in tokenize(text)})
    chosen = {*forms} if data is None or not forms else data.draw(st.sets(st.sampled_from(forms)))
    for wanted in (chosen, chosen | MANY):
        for places in (True, False):
            among = Among(wanted, places=places)
            assert among.tokens(texts) == [among.tokens([text])[0] for text in texts]


@pytest.mark.parametrize("more", [set(), MANY])
@pytest.mark.parametrize(
    "forms", [{"мир", "миг", "мира", "мирт", "премия"}, {"art", "are", "arts"}]
)
def test_forms_that_begin_alike_are_all_found(forms, more):
    text = "Мира миг: мирт, мир, мирянин; премия. The arts are art, not artists or bears."
    expected = [token for token in tokenize(text) if token.form in forms]
    assert len({token.form for token in expected}) == len(forms)
    assert [token[:3] for token in Among(forms | more).tokens([text])[0]] == [
        token[:3] for token in expected
    ]


@pytest.mark.parametrize("text", ["слово дело. " * 50, "U.S. aid, so-called and don't. " * 30])
def test_only_words_that_may_have_the_forms_are_read(text, monkeypatch):
    read = set()

    def reading(piece):
        read.add(piece)
        return tuple(tokenize(piece))

    monkeypatch.setattr("searchlib.analysis.among.remembered", reading)
    nothing = {"война", "nothing"}
    for forms in (nothing, nothing | MANY):
        assert list(Among(forms).tokens([text])) == [[]]
    assert read == set()
    assert len(Among({"дело", "and", "us"}, places=False).tokens([text])[0]) == text.count("д") + (
        text.count("and") + text.count("U.S.")
    )
    assert read <= {"дело.", "U.S.", "so-called", "and"}


def test_the_analyzer_knows_their_terms():
    analyzer = Analyzer()
    found = analyzer.among({"войска", "troops"})(["мир войска\n\nthe troops"])
    assert [(token.form, token.terms) for token in found[0]] == [
        ("войска", ("войско",)), ("troops", ("troop",)),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["U." * 100_000, "a-" * 100_000, "a'" * 100_000, "\n " * 100_000,
                                  "б" * 200_000, "аa" * 100_000, "-\t" * 100_000,
                                  "a'б" * 250_000])  # fmt: skip
def test_hostile_texts_take_bounded_time(text):
    import time

    started = time.process_time()
    list(Among({"nothing"}).tokens([text]))
    assert time.process_time() - started < 2
