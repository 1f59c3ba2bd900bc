"""What holds of every query: it has a tree, in time, and the tree prints back as itself."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from searchlib.query import (
    INTERVAL_FIELDS,
    TEXT_FIELDS,
    VALUE_FIELDS,
    And,
    Between,
    Everything,
    Exact,
    Fuzzy,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Value,
    Wildcard,
    Within,
    Word,
    parse,
    walk,
)
from searchlib.query.parser import MAX_DEPTH, MAX_LEAVES, MAX_SLOP


def says_something(text: str) -> bool:
    return any(map(str.isalnum, text))


def parts(line: str) -> list[str]:
    return line.split()


# Trees made by hand -------------------------------------------------------------------

ODD = (
    *parts(r"AND И TO -x --x =x a:b title:x t: 12:30 «x» a\ x? *x ~1x x~2 (x x) №5 Nº5 №Nº5 [x]"),
    *parts("x. x.. x.? ..x x, x- +x /x тов. O'Brien A/PV.751 x\u0301 \ud800x \x00x |x x” “x 1..2"),
    'x"',
    '"x',
    "a b",
    "a\n",
    "a\\ ",
)
ALPHABET = "aЯ1 .,;:!?…[](){}<>№|&~–—-+=*\"“”„«»\\'/\u0301\n\x00º\u00adNT"
text = st.deferred(
    lambda: st.one_of(
        st.text(ALPHABET, min_size=1, max_size=6), st.sampled_from(ODD), st.text(max_size=5)
    ).filter(says_something)
)
pattern = st.tuples(text, st.sampled_from(["*", "?", "*a", "?a", "*?", "??", "a*a?"])).map(
    lambda two: two[0].replace("*", "") + two[1]
)
single = st.deferred(
    lambda: st.one_of(
        text.map(Word),
        text.map(Exact),
        pattern.map(Wildcard),
        pattern.map(lambda backwards: Wildcard(backwards[::-1])),
        st.builds(Fuzzy, text, st.sampled_from([1, 2])),
    )
)
bound = st.one_of(
    text,
    st.sampled_from(["1949", "1949-05", "1949-05-18", "59-61", "*", "TO", "1..2", "<5", "a b"]),
)
ends = st.tuples(bound | st.just(""), bound | st.just(""), st.booleans(), st.booleans())
interval = st.one_of(
    st.builds(lambda field, at: Between(field, at, at), st.sampled_from(INTERVAL_FIELDS), bound),
    st.builds(
        lambda field, end: Between(
            field, end[0], end[1], end[2] and end[0] != "", end[3] and end[1] != ""
        ),
        st.sampled_from(INTERVAL_FIELDS),
        ends,
    ),
)
phrases = st.builds(
    Phrase, st.lists(single, min_size=1, max_size=4).map(tuple), st.integers(0, MAX_SLOP)
)
leaf = st.one_of(
    single,
    phrases,
    interval,
    st.builds(Value, st.sampled_from(VALUE_FIELDS), text),
    st.sampled_from([Everything(), Nothing()]),
)


def joined(kind: type, nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    other = nodes.filter(lambda node: not isinstance(node, kind))
    return st.lists(other, min_size=2, max_size=4).map(lambda many: kind(tuple(many)))


def grown(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    negatable = nodes.filter(lambda node: not isinstance(node, Not | Everything | Nothing))
    within = st.builds(Within, st.sampled_from(TEXT_FIELDS), nodes)
    return st.one_of(joined(And, nodes), joined(Or, nodes), negatable.map(Not), within)


trees = st.recursive(leaf, grown, max_leaves=12)


@settings(max_examples=600, deadline=None)
@given(trees)
@example(Wildcard("1\\*"))
def test_every_tree_reads_back_as_itself(tree: Node) -> None:
    parsed = parse(str(tree))
    assert parsed.tree == tree
    assert parsed.warnings == ()


@pytest.mark.parametrize("odd", ODD)
def test_odd_words_read_back(odd: str) -> None:
    for tree in (
        Word(odd),
        Exact(odd),
        Fuzzy(odd, 2),
        Not(Word(odd)),
        Within("title", Word(odd)),
        And((Word(odd), Exact(odd))),
        Phrase((Word(odd), Exact(odd))),
        Value("delo", odd),
        Between("date", odd, odd),
        Between("list", "", odd),
    ):
        assert parse(str(tree)).tree == tree


# Any string at all --------------------------------------------------------------------

PIECES = (
    *parts('a война ( ) " « » “ - + = * ? ~ ~2 \\ title: delo: type:( date: list: foo: [ < >='),
    *parts("1949 .. 1949..1950 59-61 № \x00 \ud800 a* , a? date:<"),
    *(" ", " ", " ", ", ", "\u2028", " AND ", " OR ", "NOT ", " И ", "НЕ ", "1949 TO 1950]"),
)
anything = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=30).map("".join))


@settings(max_examples=800, deadline=None)
@given(anything, st.sampled_from(["all", "any"]))
@example("\ud800", "all")
@example("NOT -(a b -c) OR d", "any")
@example("title: (a -b) date:(1 OR 2) c", "any")
def test_any_string_has_a_tree_in_normal_form(query: str, match: str) -> None:
    parsed = parse(query, match=match)
    assert parse(str(parsed.tree)).tree == parsed.tree
    assert all(said.isprintable() for said in parsed.warnings)
    for node in walk(parsed.tree):
        assert_well_formed(node)


def assert_well_formed(node: Node) -> None:
    match node:
        case And(nodes) | Or(nodes):
            assert len(nodes) > 1
            assert not any(isinstance(child, type(node)) for child in nodes)
        case Not(child):
            assert not isinstance(child, Not | Everything | Nothing)
        case Word(text) | Exact(text) | Wildcard(text) | Fuzzy(text, _):
            assert says_something(text)
        case Phrase(words):
            assert words
        case Value(field, value):
            assert field in VALUE_FIELDS
            assert value.strip()
        case Between(field, low, high, excludes_low, excludes_high):
            assert field in INTERVAL_FIELDS
            assert low or not excludes_low
            assert high or not excludes_high


# Too much of anything -----------------------------------------------------------------

UNITS = (
    *parts('( ) () [ " "" « „a \\ -( title:( date:[ date:["a a\\, ~ 1~ .. a. "a" a = * a* \x00'),
    *parts("date:< 1.. title:- (-( ?"),
    *("(a ", "- ", "a? ", "a OR ", "NOT ", "a ", "title: ", "foo:a ", "type:(a OR ", '"a ', ", "),
    *("\ud800 ", "\u3000", "-(a -b ", "(a OR b) "),
)


@pytest.mark.parametrize(("match", "length"), [("all", 1_000_000), ("any", 100_000)])
@pytest.mark.parametrize("unit", UNITS)
def test_a_megabyte_of_anything_is_read_in_time(unit: str, match: str, length: int) -> None:
    query = unit * (length // len(unit))
    start = time.process_time()
    parsed = parse(query, match=match)
    assert time.process_time() - start < 3
    assert parse(str(parsed.tree)).tree == parsed.tree
    assert len(parsed.warnings) < 25
    assert max(map(len, parsed.warnings), default=0) < 400


def test_deep_brackets_are_left_out_with_a_warning() -> None:
    deep = MAX_DEPTH + 10
    parsed = parse("-(a " * deep + "b" + ")" * deep)
    part = ("-(a " * 10)[:39] + "…"
    warning = f'Brackets more than {MAX_DEPTH} deep, from "{part}" on, are left out.'
    assert parsed.warnings == (warning,)
    assert Word("b") in walk(parsed.tree)


def test_brackets_as_deep_as_may_be_are_read() -> None:
    parsed = parse("-(a " * MAX_DEPTH + "b" + ")" * MAX_DEPTH)
    assert parsed.warnings == ()
    assert str(parsed.tree).count("(") == MAX_DEPTH


def test_printing_and_walking_do_not_recurse() -> None:
    tree: Node = Word("a")
    for _ in range(10_000):
        tree = Within("title", Not(And((tree, Word("b")))))
    assert str(tree).startswith("title:(-(title:")
    assert sum(1 for _ in walk(tree)) == 40_001


@pytest.mark.parametrize("glue", [" ", " OR ", " -"])
def test_too_many_words_are_cut_with_a_warning(glue: str) -> None:
    full = parse(glue.join(f"w{i}" for i in range(MAX_LEAVES)) + " ")
    assert full.warnings == ()
    over = parse(glue.join(f"w{i}" for i in range(MAX_LEAVES + 1)))
    assert Word(f"w{MAX_LEAVES - 1}") in walk(over.tree)
    assert Word(f"w{MAX_LEAVES}") not in walk(over.tree)
    assert "longer than 1,000 words" in over.warnings[0]


@pytest.mark.parametrize("written", ["{}", "={}", "{}~1", "{}*", '"{}"', "ru:{}"])
def test_a_word_too_long_is_cut_with_a_warning(written: str) -> None:
    (warning,) = (parsed := parse(written.format("щ-" * 100_000))).warnings
    assert "longer than 500 characters" in warning
    assert len(str(parsed.tree)) < 1_100
    assert parse(str(parsed.tree)).tree == parsed.tree


def test_a_long_word_counts_as_several() -> None:
    parsed = parse("-".join(["а"] * 200) + " слово" * 995)
    assert len(parsed.tree.nodes) == 1_000 - 199 // 4
    assert "longer than 1,000 words" in parsed.warnings[0]


def test_a_phrase_too_long_is_cut_with_a_warning() -> None:
    parsed = parse('"' + "w " * (MAX_LEAVES + 1) + '"')
    assert parsed.tree == Phrase((Word("w"),) * MAX_LEAVES)
    assert "longer than 1,000 words" in parsed.warnings[0]


def test_warnings_are_said_once_and_bounded() -> None:
    assert len(parse("foo:a foo:a").warnings) == 1
    many = parse(" ".join(f"foo:{i}" for i in range(100))).warnings
    assert len(many) == 21
    assert many[-1] == "80 more warnings like these."
