"""Does a record say what is quoted of it, and which words are others?"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchlib
from searchlib import Record, Text
from searchlib.answers.matching import _edits, edits, nearest, words_of
from searchlib.answers.quotations import LONGEST, quoted

CABLE = "wilsoncenter-114898"
RU = "Ещё вчера сто́роны договорились: уголь [из шахты] будет отпущен — «без задержки», как просили."
EN = "Only yesterday the parties agreed that the coal would be released without delay."


@pytest.fixture(scope="module")
def index():
    texts = (Text("ru", "transcript", f"Товарищу.\n\n{RU}"), Text("en", "translation", EN))
    both = Record("both", "On coal", texts)
    other = Record("other", "Another", (Text("en", "text", "The parties agreed on iron."),))
    with searchlib.Index.of([both, other]) as made:
        yield made


@pytest.mark.parametrize(
    ("quotation", "verdict", "but_for"),
    [
        ("уголь [из шахты] будет отпущен", "exact", ()),
        ("  уголь [из шахты] будет отпущен\n", "exact", ()),
        ("«уголь [из шахты] будет отпущен»", "exact", ()),
        ("отпущен", "exact", ()),
        ("еще вчера стороны договорились", "same words", ("case", "spelling")),
        ("ЕЩЁ ВЧЕРА", "same words", ("case",)),
        ("ещё  вчера", "same words", ("case", "spacing")),
        ("отпущен, без задержки", "same words", ("punctuation",)),
        ('отпущен — "без задержки"', "same words", ("punctuation",)),
        ("вчера стороны … будет отпущен", "same words", ("spelling", "omissions")),
        ("вчера [...] как просили", "same words", ("omissions",)),
        ("… как просили …", "same words", ()),
        ("договорились . . . отпущен", "same words", ("omissions",)),
        ("уголь из шахты будет выдан", "nearly", ()),
        ("уголь будет отпущен без задержки", "nearly", ()),
        ("железо из рудника не дадут", "not found", ()),
        ("как просили … уголь", "not found", ()),
        ("отпуще", "not found", ()),
        ("будет выдан", "not found", ()),
        ("the coal would be released", "exact", ()),
        ("жираф", "not found", ()),
    ],
)
def test_verdicts(index, quotation, verdict, but_for):
    for record_id in ("both", None):
        found = index.verify(quotation, record_id)
        assert (found.verdict, bool(found)) == (verdict, verdict == "exact")
        if verdict == "not found":
            assert found.places == ()
            continue
        place = found.places[0]
        assert (place.record_id, place.but_for) == ("both", but_for)
        body = index.get("both").text(place.language).body
        assert body[place.start : place.end] == place.text
        assert (place.likeness == 1) == (verdict != "nearly")


def test_words_that_differ_are_named(index):
    [place] = index.verify("the parties all agreed that coal will be released", "both").places
    assert [(one.quoted, one.written) for one in place.differences] == [
        ("all", ""), ("", "the"), ("will", "would"),
    ]  # fmt: skip
    for one in place.differences:
        assert EN[one.start : one.end] == one.written
    assert place.likeness == round(1 - 3 / 9, 4)


def test_the_other_text_is_shown(built):
    with searchlib.open(built) as index:
        [place] = index.verify("такая помощь будет оказана").places
    [pair] = place.passages
    assert (place.language, place.kind) == ("ru", "transcript")
    assert pair.ru.marked == ("такая помощь будет оказана",)
    assert "such aid would be granted" in pair.en.text
    assert "aid" in pair.en.marked


def test_a_quotation_may_run_over_passages(built):
    with searchlib.open(built) as index:
        body = index.get(CABLE).text("en").body
        quotation = body[200:1500].split(" ", 1)[1].rsplit(" ", 1)[0]
        [place] = index.verify(quotation, CABLE).places
    assert place.verdict == "exact"
    assert len(place.passages) > 3
    assert all(pair.en and pair.en.marks for pair in place.passages)


def test_what_is_left_out_is_not_shown(built):
    with searchlib.open(built) as index:
        [place] = index.verify("Вчера, 17 мая … помощь будет оказана", CABLE).places
    assert (place.verdict, place.but_for) == ("same words", ("omissions",))
    assert [pair.ru.marked for pair in place.passages] == [
        ("Вчера, 17 мая",),
        ("помощь будет оказана",),
    ]
    assert len(place.text) > 1000


def test_the_record_is_found_among_many():
    records = [
        Record(
            f"r{n}", f"No. {n}", (Text("en", "text", f"The train number {n} carried coal east."),)
        )
        for n in range(200)
    ]
    with searchlib.Index.of(records) as index:
        found = index.verify("train number 137 carried coal")
        assert (found.verdict, found.places[0].record_id) == ("exact", "r137")
        unsure = index.verify("train number 555 carried coal")
    assert unsure.verdict == "nearly"
    assert unsure.notes == (
        "compared with the likeliest 20 of 200 records that have some of its words",
    )


@pytest.mark.parametrize(
    ("quotation", "said"),
    [
        ("", "A quotation needs words: there are none in this one."),
        (" … — !", "A quotation needs words: there are none in this one."),
        (
            "a" * (LONGEST + 1),
            "A quotation has at most 10,000 characters, this one 10,001. Verify it in parts.",
        ),
        (
            "coal … " * 21,
            "A quotation leaves something out 19 times at most, this one 20 times. "
            "Verify it in parts.",
        ),
    ],
)
def test_what_cannot_be_verified_is_refused(index, quotation, said):
    with pytest.raises(searchlib.UsageError) as error:
        index.verify(quotation)
    assert str(error.value) == said
    with pytest.raises(searchlib.RecordNotFound):
        index.verify("coal", "nobody")


@pytest.mark.parametrize(
    "quotation",
    [
        "and " * 2400, "." * 9000 + "x", "a…" * 19 + "b", "[" * 5000 + "a" + "]" * 4000,
        "«" * 9999 + "а", "AND OR NOT", "title:coal",
        '"coal" -the', "coal\x00coal \ud800", "\u0301" * 9000 + "а",
    ],
)  # fmt: skip
def test_hostile_quotations_are_answered(index, quotation):
    found = index.verify(quotation)
    assert found.took_ms < 5_000
    assert found.verdict in ("exact", "same words", "nearly", "not found")


def test_long_texts_take_no_time():
    body = "coal and iron and " * 11_000
    with searchlib.Index.of([Record("long", "Long", (Text("en", "text", body),))]) as index:
        found = index.verify("iron and coal and " * 400 + "gold", "long")
    assert found.verdict == "nearly"
    assert found.took_ms < 10_000


# Words.


@pytest.mark.parametrize("bound", ["_LONGEST_TEXT", "_MOST_WORDS"])
def test_a_text_that_is_too_long_is_looked_through_to_the_letter(monkeypatch, bound):
    monkeypatch.setattr(f"searchlib.answers.quotations.{bound}", 90)
    long = Text("ru", "text", "Уголь отпустят завтра, как просили. " * 30)
    short = Text("ru", "text", "Уголь отпустят сегодня, как просили.")
    with searchlib.Index.of([Record("long", "", (long,)), Record("short", "", (short,))]) as made:
        assert made.verify("отпустят завтра", "long").verdict == "exact"
        with pytest.raises(searchlib.QueryTooExpensive, match=r"too long.*Quote less"):
            made.verify("отпустят послезавтра, как просили", "long")
        elsewhere = made.verify("Уголь отпустят сегодня, как просила")
        assert [place.record_id for place in elsewhere.places] == ["short"]
        assert elsewhere.notes == ("looked for only to the letter, the text being too long: long",)


def test_words_are_whole_once():
    words = words_of("Юго-[В]осток, ещё 10 000 раз; U.S.A.")
    assert [word.form for word in words] == ["юго", "восток", "еще", "10000", "раз", "usa"]


@given(st.text(alphabet="абё [].-–…\u0301\nAB1,", max_size=60))
def test_words_do_not_overlap(text):
    words = words_of(text)
    assert all(one.end <= two.start for one, two in pairwise(words))
    assert all(0 <= word.start < word.end <= len(text) for word in words)
    assert quoted(text).words == tuple(words_of(text.strip())) if words else True


def distance(wanted, words):
    """Return the fewest edits between two rows of words: dynamic programming."""
    row = list(range(len(words) + 1))
    for number, word in enumerate(wanted, 1):
        last, row[0] = row[0], number
        for n, other in enumerate(words, 1):
            last, row[n] = row[n], min(row[n] + 1, row[n - 1] + 1, last + (word != other))
    return row[-1]


rows = st.lists(st.sampled_from("abcde"), min_size=1, max_size=9)


@settings(max_examples=300)
@given(rows, st.lists(st.sampled_from("abcdef"), max_size=14), st.integers(0, 3))
def test_no_place_is_nearer(wanted, words, begin):
    least = min(
        distance(wanted, words[a:b])
        for a in range(min(begin, len(words)), len(words) + 1)
        for b in range(a, len(words) + 1)
    )
    found = nearest(wanted, words, begin)
    if found is None:
        assert least == len(wanted)
        return
    assert begin <= found.first < found.last <= len(words)
    assert distance(wanted, words[found.first : found.last]) == found.edits == least


@given(rows, rows)
def test_edits_are_counted_from_the_first_word_or_from_any(wanted, words):
    ends = range(1, len(words) + 1)
    assert list(_edits(wanted, words, free=False)) == [distance(wanted, words[:n]) for n in ends]
    assert list(_edits(wanted, words, free=True)) == [
        min(distance(wanted, words[a:n]) for a in range(n + 1)) for n in ends
    ]


@given(rows, rows)
def test_edits_make_one_row_of_the_other(wanted, words):
    made, at = [], 0
    changed = edits(wanted, words)
    for a, b, c, d in changed:
        made += [*wanted[at:a], *words[c:d]]
        at = b
    assert made + wanted[at:] == words
    assert sum(max(b - a, d - c) for a, b, c, d in changed) >= distance(wanted, words)
