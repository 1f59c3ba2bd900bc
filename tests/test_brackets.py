"""What stands in an editor's brackets is found, and so is a phrase around them."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import searchlib
from searchlib.analysis import PARAGRAPH_GAP, Analyzer, around_brackets, depths, tokenize
from searchlib.analysis.brackets import REACH
from searchlib.query.proximity import stand_together

ANALYZER = Analyzer()


def readings(text):
    """Return how a text reads over its brackets: one row of forms for each stretch."""
    rows, last = [], None
    for token in around_brackets(text, ANALYZER.analyse(text)):
        if last is None or token.position - last >= PARAGRAPH_GAP:
            rows.append([])
        rows[-1].append(token.form)
        last = token.position
    return [" ".join(row) for row in rows]


READINGS = [
    ("situation has [ne sozrel] not matured", ["situation has not matured"]),
    ("Обстановка [так в тексте] не созрела", ["обстановка не созрела"]),
    ("without any", []),
    ("as it [is", []),
    ("as] it is", []),
    ("a [b (c] d) e", ["a d e"]),
    ("a [b [c d] e", ["a b e"]),  # only the inner one closes
    ("a [...] b [ ] c", []),  # nothing is passed over
    ("a [b [c] d] e", ["a e", "a b d e"]),
    ("a [b [c [d] e] f] g", ["a g", "a b f g"]),
    ("asked Mao [Zedong] said [SIC] that", ["asked mao said that", "asked mao zedong said that"]),
    ("in 1949 [12] he [and she] left", ["in 1949 he left", "in 1949 he and she left"]),
    ("in 1949 [12 men] left", ["in 1949 left"]),
    ("one [two\n\nthree] four", []),  # it does not close in its paragraph
    ("a\n\nb [c]\n\nd [e] f", ["d f"]),  # nothing is read on over a blank line
    ("Цзе-дун [Мао] Цзе-дун", ["цзедун цзе дун цзедун цзе дун"]),
]


@pytest.mark.parametrize(("text", "expected"), READINGS)
def test_how_a_text_reads_over_its_brackets(text, expected):
    assert readings(text) == expected


def test_how_deep_words_stand_in_brackets():
    text = "a [b [c [d]]] [sic] [1] [see 1] [Прим. ред.: e] f [g\n\nh]"
    found = zip(tokenize(text), depths(text, list(tokenize(text))), strict=True)
    assert " ".join(f"{token.form}{depth}" for token, depth in found) == (
        "a0 b1 c2 d2 sic2 12 see1 11 прим2 ред2 e2 f0 g0 h0"
    )


def test_far_from_brackets_nothing_is_read_twice():
    words = " ".join(f"w{n}" for n in range(300))
    (row,) = readings(f"{words} [x] {words}")
    assert len(row.split()) == 2 * REACH
    near, far = " ".join(["w"] * (REACH - 1)), " ".join(["w"] * 2 * REACH)
    assert len(readings(f"a [x] {near} [x] b")) == 1
    assert len(readings(f"a [x] {far} [x] b")) == 2


# A word that an editor completed, and the forms it is found under.
COMPLETED = [
    ("[И]осиф", "иосиф осиф"),
    ("т[ов]. Мао", "тов т мао"),
    ("he[re] and division[s]", "here he and divisions division"),
    ("Н[иколай] С[ергеевич]", "николай н сергеевич с"),
    ("pro[le]tariat", "proletariat"),
    ("MOS[COW]", "moscow mos"),
    ("[Mao] [Zedong]", "mao zedong"),
    ("Korea[North]", "korea north"),
    ("[North]Korea", "north korea"),
    ("Korea[sic] Корея[нрзб]", "korea sic корея нрзб"),
    ("Korea[1] Korea [1]", "korea 1 korea 1"),
    ("he[re he[ re] [", "he re he re"),
    ("[[И]]осиф", "и осиф"),
]


@pytest.mark.parametrize(("text", "forms"), COMPLETED)
def test_a_completed_word_is_one_and_what_the_original_has(text, forms):
    assert " ".join(token.form for token in tokenize(text)) == forms


def test_a_completed_word_stands_at_one_place():
    tokens = [(t.form, t.position, t.start, t.end) for t in tokenize("[И]осиф Ст[алин]")]
    assert tokens == [
        ("иосиф", 0, 0, 7), ("осиф", 0, 3, 7), ("сталин", 1, 8, 16), ("ст", 1, 8, 10),
    ]  # fmt: skip


WHOLE = ["мао", "и", "zedong", "said", "1949", "sic"]
WORDS = st.lists(st.sampled_from(WHOLE), max_size=6)
TEXTS = st.recursive(
    WORDS.map(" ".join),
    lambda inner: st.lists(
        st.tuples(inner, st.sampled_from(["{}", "[{}]", "[ {} ]", "[sic, {}]", "[{}", "{}]"])),
        max_size=5,
    ).map(lambda parts: " ".join(pattern.format(part) for part, pattern in parts)),
    max_leaves=12,
)
ANY = st.one_of(TEXTS, st.text(st.sampled_from("aА1 [].-\n’"), max_size=60))


@given(ANY)
@example("a[b]c [d] e\n\n[f [g] h] i")
def test_tokens_around_brackets_are_tokens_of_the_text_behind_it(text):
    tokens = ANALYZER.analyse(text)
    again = list(around_brackets(text, tokens))
    last = tokens[-1].position if tokens else 0
    assert all(token.position >= last + PARAGRAPH_GAP for token in again[:1])
    assert all(one.position <= other.position for one, other in pairwise(again))
    there = {token._replace(position=0) for token in tokens}
    assert all(token._replace(position=0) in there for token in again)
    # A word that stands beside another in the text or over brackets; no other pairs.
    assert len(again) <= 2 * len(tokens)


@given(TEXTS)
@example("a [b] c")
def test_a_phrase_around_any_bracket_is_found(text):
    tokens = ANALYZER.analyse(text)
    everywhere = [*tokens, *around_brackets(text, tokens)]
    deep = depths(text, tokens)
    for limit in range(max(deep, default=0) + 1):
        kept = [token for token, depth in zip(tokens, deep, strict=True) if depth <= limit]
        kept = [token for token in kept if token.form in WHOLE][:REACH]
        rows = [[t.position for t in everywhere if t.form == k.form] for k in kept]
        assert not kept or stand_together(rows)


def record(body, language="en"):
    """Return a record with one text."""
    return searchlib.Record("r", "", texts=(searchlib.Text(language, "text", body),))


BODY = (
    "He said that the situation has [ne sozrel] not yet matured [sic]. Mao [Zedong] told "
    "[И]осиф Сталин [in 1949 [sic] or later] that he[re] is no bureau."
)
PHRASES = [
    ("has not yet matured", "has not yet matured"),
    ("situation has ne sozrel", "situation has ne sozrel"),
    ("ne sozrel", "ne sozrel"),
    ("ne sozrel not yet", "ne sozrel not yet"),
    ("sozrel not", "sozrel not"),
    ("has sozrel", None),
    ("ne not", None),
    ("Mao Zedong told", "Mao Zedong told"),
    ("matured Mao told", "matured Mao told"),
    ("Иосиф Сталин that here is", "[И]осиф Сталин that he[re] is"),
    ("осиф Сталин", "осиф Сталин"),
    ("told Иосиф Сталин in 1949 or later", "told [И]осиф Сталин in 1949 or later"),
    ("1949 sic or", "1949 sic or"),
    ("said matured", None),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "marked"), PHRASES)
def test_phrases_are_found_and_marked_with_brackets_and_without(phrase, marked):
    with searchlib.Index.of([record(BODY)]) as index:
        hits = index.search(f'"{phrase}"')
        words = [w for hit in hits for pair in hit.passages for w in pair.en.marked]
    assert (" ".join(words) or None) == marked


def test_words_near_each_other_are_as_near_as_without_brackets():
    with searchlib.Index.of([record("bureau [a b c d e f] situation")]) as index:
        assert index.search('"bureau situation"~1').total == 1
        assert index.search('"situation f"~2').total == 1


def test_brackets_change_no_score():
    """A word beside brackets counts once: it is printed once."""
    bare, edited = "the cable of May said so", "the cable [of May] said [sic] so"
    with searchlib.Index.of([record(bare)]) as one, searchlib.Index.of([record(edited)]) as other:
        scores = [index.search("cable").hits[0].score for index in (one, other)]
        phrases = [index.search('"said so"').hits[0].score for index in (one, other)]
    assert scores[0] == pytest.approx(scores[1], abs=1e-6)
    assert phrases[0] == pytest.approx(phrases[1], abs=1e-6)


HOSTILE = ["[", "[a", "[a]", "a[b] ", "a[b", "[ab]c", "]", "[sic ", "[\n ", "[a\n\n", "a[\u0301"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_brackets_without_end_take_no_time(piece):
    text = (piece * 100_000)[:100_000]
    started = time.perf_counter()
    tokens = ANALYZER.analyse(text)
    again = sum(1 for _ in around_brackets(text, tokens))
    assert again <= 2 * len(tokens)
    assert time.perf_counter() - started < 10


def test_brackets_may_be_nested_as_deep_as_one_likes():
    nested = "[a " * 20_000 + "b" + "]" * 20_000
    assert max(depths(nested, list(tokenize(nested)))) == 2
