"""A query string means a tree, every string means one, and a tree prints back as itself."""

from __future__ import annotations

import doctest
import inspect
import re
from types import ModuleType

import pytest

from searchlib.query import (
    INTERVAL_FIELDS,
    TEXT_FIELDS,
    VALUE_FIELDS,
    And,
    Between,
    Everything,
    Exact,
    Fuzzy,
    Not,
    Nothing,
    Or,
    Phrase,
    Value,
    Wildcard,
    Within,
    Word,
    fields,
    grouping,
    leaves,
    parse,
    parser,
    scanner,
    tree,
    walk,
)
from searchlib.query.parser import MAX_SLOP


def words(text: str) -> tuple[Word, ...]:
    return tuple(map(Word, text.split()))


def both(text: str) -> And:
    return And(words(text))


def phrase(text: str, slop: int = 0) -> Phrase:
    return Phrase(words(text), slop)


def date(low: str, high: str | None = None, **excluded: bool) -> Between:
    return Between("date", low, low if high is None else high, **excluded)


def within(field: str, text: str) -> Within:
    return Within(field, Word(text))


def kinds(*values: str) -> Or:
    return Or(tuple(Value("type", value) for value in values))


# What is read without a warning -------------------------------------------------------

READ = {
    # words
    "помощь Северной Корее": both("помощь Северной Корее"),
    "корейские дивизии": both("корейские дивизии"),
    "Kim Il Sung": both("Kim Il Sung"),
    "Маньчжурия": Word("Маньчжурия"),
    "вoйска": Word("вoйска"),
    "  a \t\n b\u00a0": both("a b"),
    "Цзе-дун 0059-0061": both("Цзе-дун 0059-0061"),
    "O'Brien A/PV.751 тов. ЦК": both("O'Brien A/PV.751 тов. ЦК"),
    "войска, (дивизии); армии!": both("войска дивизии армии"),
    "[SIC, vzaimnye] …и далее…": both("SIC vzaimnye и далее"),
    "Мао - вождь – народа — а - -": both("Мао вождь народа а"),
    "№ 54611": Word("54611"),
    "№54611": Word("54611"),
    "Nº 54611": Word("54611"),
    "+a +b": both("a b"),
    "12:30": Word("12:30"),
    "http://example.org/?q=*": Word("http://example.org/?q=*"),
    "он сказал: да": both("он сказал да"),
    "вода\u0301": Word("вода\u0301"),
    "C++": Word("C++"),
    # forms, patterns, near spellings
    "=Маньчжурии": Exact("Маньчжурии"),
    "==x": Exact("x"),
    "воен*": Wildcard("воен*"),
    "*войск": Wildcard("*войск"),
    "м?р": Wildcard("м?р"),
    "м?р? a": And((Wildcard("м?р?"), Word("a"))),
    "=войск? a": And((Wildcard("войск?"), Word("a"))),
    "=воен*": Wildcard("воен*"),
    "а**б": Wildcard("а*б"),
    "коминформ*, a": And((Wildcard("коминформ*"), Word("a"))),
    "слово~1": Fuzzy("слово", 1),
    "слово~": Fuzzy("слово", 1),
    "вооруженье~2,": Fuzzy("вооруженье", 2),
    # phrases
    '"информационное бюро"': phrase("информационное бюро"),
    '"near words"~5': phrase("near words", 5),
    '"войск* Корее"~4': Phrase((Wildcard("войск*"), Word("Корее")), 4),
    '"=войска Корее"': Phrase((Exact("войска"), Word("Корее"))),
    '="войска Корее"': Phrase((Exact("войска"), Exact("Корее"))),
    '"слово~1 м?р"': Phrase((Fuzzy("слово"), Wildcard("м?р"))),
    '"война И -мир (NOT)"': phrase("война И мир NOT"),
    "«войска Корее»": phrase("войска Корее"),
    "“a b” „в г“ „д е” x": And((phrase("a b"), phrase("в г"), phrase("д е"), Word("x"))),
    'a"b c"d': And((Word("a"), phrase("b c"), Word("d"))),
    '"one"': phrase("one"),
    # operators
    '"информационное бюро" OR коминформ*': Or(
        (phrase("информационное бюро"), Wildcard("коминформ*"))
    ),
    '"оружием и вооружением" OR вооруженье~2': Or(
        (phrase("оружием и вооружением"), Fuzzy("вооруженье", 2))
    ),
    "a AND b И c": both("a b c"),
    "a OR b ИЛИ c": Or(words("a b c")),
    "a OR b c OR d": Or((Word("a"), both("b c"), Word("d"))),
    "(a OR b) c": And((Or(words("a b")), Word("c"))),
    "a AND NOT b": And((Word("a"), Not(Word("b")))),
    "НЕ a b": And((Not(Word("a")), Word("b"))),
    "НЕ ПОНЯЛ": Not(Word("ПОНЯЛ")),
    "a OR NOT b": Or((Word("a"), Not(Word("b")))),
    "or and not и или не": both("or and not и или не"),
    "((a) (b (c)))": both("a b c"),
    "a OR (b OR c)": Or(words("a b c")),
    # negation
    "корейский -Маньчжурия": And((Word("корейский"), Not(Word("Маньчжурия")))),
    "-a": Not(Word("a")),
    '-"a b"': Not(phrase("a b")),
    "-(a b)": Not(both("a b")),
    "-=a": Not(Exact("a")),
    "-title:a": Not(Within("title", Word("a"))),
    "title:-a": Not(Within("title", Word("a"))),
    "NOT -a": Word("a"),
    "--a": Word("a"),
    # fields
    "title:Korea": Within("title", Word("Korea")),
    'TITLE:"a b"~2': Within("title", phrase("a b", 2)),
    "summary:(a OR b)": Within("summary", Or(words("a b"))),
    "text:a ru:б en:c": And(
        (Within("text", Word("a")), Within("ru", Word("б")), Within("en", Word("c")))
    ),
    "person:=Сталин": Within("person", Exact("Сталин")),
    "place:Кор*": Within("place", Wildcard("Кор*")),
    "title:(a summary:b)": Within("title", And((Word("a"), Within("summary", Word("b"))))),
    "title:12:30": Within("title", Word("12:30")),
    "delo:331": Value("delo", "331"),
    "delo:33": Value("delo", "33"),
    "id:kovalev_cable_54611": Value("id", "kovalev_cable_54611"),
    "fond:45, opis:1; papka:№3": And(
        (Value("fond", "45"), Value("opis", "1"), Value("papka", "3"))
    ),
    'archive:"AP RF"': Value("archive", "AP RF"),
    "archive:«АП РФ»": Value("archive", "АП РФ"),
    "type:(cable OR letter)": kinds("cable", "letter"),
    'lang:("ru" OR -en)': Or((Value("lang", "ru"), Not(Value("lang", "en")))),
    "-delo:331": Not(Value("delo", "331")),
    # dates and leaves
    "date:1949": date("1949"),
    "date:1949-05": date("1949-05"),
    "date:1949-05-18.": date("1949-05-18"),
    "date:=1949": date("1949"),
    "date:[1949-05 TO 1950]": date("1949-05", "1950"),
    "date:[ 1949  ДО  1950 ]": date("1949", "1950"),
    "date:[* TO 1950]": date("", "1950"),
    "date:[1949 TO *]": date("1949", ""),
    "date:{1949 TO 1951]": date("1949", "1951", excludes_low=True),
    "date:[1949 TO 1951}": date("1949", "1951", excludes_high=True),
    "date:1949..1950": date("1949", "1950"),
    "date:1949..": date("1949", ""),
    "date:..1950": date("", "1950"),
    "date:1949-1950": date("1949", "1950"),
    "date:1949-05–1950-06": date("1949-05", "1950-06"),
    "date:<1950": date("", "1950", excludes_high=True),
    "date:<=1950": date("", "1950"),
    "date:>1949": date("1949", "", excludes_low=True),
    "date:>=1949-05": date("1949-05", ""),
    "date:≤1950": date("", "1950"),
    'date:"18 мая 1949"': date("18 мая 1949"),
    'date:["1 May 1949" TO 1950]': date("1 May 1949", "1950"),
    "date:(<1949 OR [1950 TO 1951])": Or(
        (date("", "1949", excludes_high=True), date("1950", "1951"))
    ),
    "date:*": date("", ""),
    "date:18.05.1949": date("18.05.1949"),
    "list:60": Between("list", "60", "60"),
    "лл:60": Between("list", "60", "60"),
    "f:558": Value("fond", "558"),
    "op:11": Value("opis", "11"),
    "p:9": Value("papka", "9"),
    "d:331": Value("delo", "331"),
    "list:59-61": Between("list", "59", "61"),
    "list:59–61об.": Between("list", "59", "61об"),
    "list:[59 TO 61]": Between("list", "59", "61"),
    # escapes
    r"\AND": Word("AND"),
    r"\-x \=y z\*": both("-x =y z*"),
    r"title\:x a\"b": both('title:x a"b'),
    r"a\ b": Word("a b"),
    r'"a\"b"': Phrase((Word('a"b'),)),
    r"войска\,": Word("войска,"),
    # all and nothing
    "": Everything(),
    " \n ": Everything(),
    "*": Everything(),
    "**": Everything(),
    "a OR *": Or((Word("a"), Everything())),
    "-*": Nothing(),
    "NOT *": Nothing(),
    # questions
    "What is it?": both("What is it"),
    "Сколько очков уступила защита Пэнтерс?": both("Сколько очков уступила защита Пэнтерс"),
}


@pytest.mark.parametrize("query", READ)
def test_query_is_read_without_a_warning(query: str) -> None:
    parsed = parse(query)
    assert parsed.tree == READ[query]
    assert parsed.warnings == ()


ALIASES = {
    "заголовок название": "title",
    "аннотация": "summary",
    "текст": "text",
    "лицо персона": "person",
    "место": "place",
    "архив": "archive",
    "фонд ф": "fond",
    "опись оп": "opis",
    "папка п": "papka",
    "дело д": "delo",
    "тип": "type",
    "язык": "lang",
    "дата": "date",
    "лист листы л": "list",
}
NAMES = [(alias, field) for names, field in ALIASES.items() for alias in names.split()]
NAMES += [(field, field) for field in (*TEXT_FIELDS, *VALUE_FIELDS, *INTERVAL_FIELDS)]


@pytest.mark.parametrize(("name", "field"), NAMES)
def test_field_names_in_both_languages(name: str, field: str) -> None:
    expected = {
        **{text: Within(text, Word("1949")) for text in TEXT_FIELDS},
        **{value: Value(value, "1949") for value in VALUE_FIELDS},
        **{interval: Between(interval, "1949", "1949") for interval in INTERVAL_FIELDS},
    }
    for written in (name, name.upper(), name.capitalize()):
        assert parse(f"{written}:1949").tree == expected[field]


# What is read literally, and said so --------------------------------------------------

WARNED = {
    "AND": (Word("AND"), '"AND" has nothing to join; read as a word.'),
    "a ИЛИ": (both("a ИЛИ"), '"ИЛИ" has nothing to join; read as a word.'),
    "И a": (both("И a"), '"И" has nothing to join; read as a word.'),
    "a AND OR b": (both("a OR b"), '"OR" has nothing to join; read as a word.'),
    "type:(cable OR)": (
        And((Value("type", "cable"), Value("type", "OR"))),
        '"OR" has nothing to join; read as a word.',
    ),
    "a || b": (both("a b"), '"||" is no operator, so it is left out; write OR.'),
    "x (a OR b": (
        And((Word("x"), Or(words("a b")))),
        'The bracket at "(a OR b" is never closed; read as closed at the end.',
    ),
    "a) b": (both("a b"), 'The bracket after "a" was never opened, so it is left out.'),
    "a ( ) b": (both("a b"), '"( )" holds no word to look for; left out.'),
    'a "b c': (both("a b c"), 'The quote at ""b c" has no partner, so it is left out.'),
    "a» b": (both("a b"), 'The quote at "» b" has no partner, so it is left out.'),
    '-"b c': (
        And((Not(Word("b")), Word("c"))),
        'The quote at ""b c" has no partner, so it is left out.',
    ),
    "fund:45": (
        Word("fund:45"),
        '"fund:" is not a field, so "fund:45" is read as words. Did you mean "fond:"? '
        "Fields: title, summary, text, ru, en, person, place, archive, fond, opis, papka, "
        "delo, type, lang, id, correspondent, date, list.",
    ),
    "архыв:* x": (both("архыв:* x"), 'Did you mean "архив:"?'),
    'foo:"a b"': (And((Word("foo"), phrase("a b"))), '"foo:" is not a field'),
    "title:delo:331": (
        Within("title", Word("delo:331")),
        '"delo:331" is read as words: a field in a field needs brackets, title:(…).',
    ),
    "title: Korea": (
        Within("title", Word("Korea")),
        '"title: Korea" is read as if there were no space after the colon.',
    ),
    "a title:": (both("a title"), '"title:" has nothing after it; read as a word.'),
    "title: OR a": (Or(words("title a")), '"title:" has nothing after it; read as a word.'),
    "a title:!!!": (Word("a"), '"title:!!!" names nothing to look for; left out.'),
    'a delo:""': (Word("a"), '"delo:""" names nothing to look for; left out.'),
    "delo:33*": (
        Value("delo", "33*"),
        'delo: knows no wildcards; "33*" is looked for as it stands.',
    ),
    "date:[1949": (
        Word("date:[1949"),
        '"date:[1949" is read as words; write date:1949-05 or date:[1949 TO 1950].',
    ),
    "list:<": (Word("list"), '"list:<" is read as words; write list:60 or list:59-61.'),
    "слово~7": (Fuzzy("слово", 2), '"слово~7" is read as ~2: a word may differ by 1 or 2 letters.'),
    "слово~0.8": (
        Fuzzy("слово", 1),
        '"слово~0.8" is read as ~1: a word may differ by 1 or 2 letters.',
    ),
    "слово~0": (Exact("слово"), '~0 allows no difference; "слово~0" is read as "=слово".'),
    "воен*~1": (
        Wildcard("воен*"),
        'A pattern cannot be fuzzy as well; "воен*" is read without the ~.',
    ),
    r"во\*н*": (Word("во*н*"), r'"во\*н*" mixes wildcards with escaped ones; read as words.'),
    '"a b"~9999': (phrase("a b", MAX_SLOP), '"~9999" is read as ~1000, the widest there is.'),
    '"a * b"': (phrase("a b"), 'A lone * in ""a * b"" is left out; "…"~1 leaves room for a word.'),
    "войск?": (
        Wildcard("войск?"),
        '"войск?" is read as a pattern, in which "?" stands for one letter; '
        'write "войск" for the word itself.',
    ),
    "войск? Корее": (
        both("войск Корее"),
        'The question mark after "войск" is read as punctuation; '
        'write "=войск?" if it stands for a letter.',
    ),
    '"войск? Корее" x': (
        And((phrase("войск Корее"), Word("x"))),
        'The question mark after "войск" is read as punctuation; '
        'write "=войск?" if it stands for a letter.',
    ),
    "?": (Nothing(), '"?" holds no word to look for, so it finds nothing.'),
    "… – !": (Nothing(), '"… – !" holds no word to look for, so it finds nothing.'),
    '""': (Nothing(), '"""" holds no word to look for, so it finds nothing.'),
    "foo:\x1b[31m\ud800x": (
        Word("foo:\x1b[31m\ud800x"),
        '"foo:�[31m�x" is read as words',
    ),
}


@pytest.mark.parametrize("query", WARNED)
def test_what_is_read_literally_is_said(query: str) -> None:
    expected, warning = WARNED[query]
    parsed = parse(query)
    assert parsed.tree == expected
    assert any(warning in said for said in parsed.warnings), parsed.warnings


def test_a_question_mark_mid_query_is_said_with_any_too() -> None:
    assert parse("Что это?", match="any").warnings == ()
    assert "question mark" in parse("войск? Корее", match="any").warnings[0]


# match="any" --------------------------------------------------------------------------

ANY = {
    "What is it?": Or(words("What is it")),
    "a": Word("a"),
    'a "b c" воен*': Or((Word("a"), phrase("b c"), Wildcard("воен*"))),
    "a b AND c": Or((Word("a"), both("b c"))),
    "a b -c": And((Or(words("a b")), Not(Word("c")))),
    "a OR -c": Or((Word("a"), Not(Word("c")))),
    "a b date:1949 delo:331": And((Or(words("a b")), date("1949"), Value("delo", "331"))),
    "a type:(cable OR letter)": And(
        (Word("a"), Or((Value("type", "cable"), Value("type", "letter"))))
    ),
    "title:(a b) c": Or((Within("title", Or(words("a b"))), Word("c"))),
    "(a b) AND c": And((Or(words("a b")), Word("c"))),
    "-a -b": And((Not(Word("a")), Not(Word("b")))),
    "": Everything(),
    "?!": Nothing(),
}


@pytest.mark.parametrize("query", ANY)
def test_any_makes_words_alternatives_and_keeps_filters(query: str) -> None:
    parsed = parse(query, match="any")
    assert parsed.tree == ANY[query]
    assert parse(str(parsed.tree)).tree == parsed.tree


# Printing -----------------------------------------------------------------------------

PRINTED = {
    "a AND (b OR c) И NOT d": "a (b OR c) -d",
    "a b OR (c d)": "a b OR c d",
    "войск? ": "=войск?",
    "list:59-61": "list:[59 TO 61]",
    "date:[* TO 1950]": "date:<=1950",
    "date:1949-05": "date:1949-05",
    "дата:>1949": "date:>1949",
    "фонд:45 «войска Корее»~3": 'fond:45 "войска Корее"~3',
    "архив:«АП РФ»": 'archive:"АП РФ"',
    "тов. Цзе-дун 12:30": "тов. Цзе-дун 12:30",
    '"ВОЙНА И МИР"': '"ВОЙНА И МИР"',
    "И": r"\И",
    "...": "-*",
    "": "*",
}


@pytest.mark.parametrize("query", PRINTED)
def test_a_tree_prints_in_the_readers_notation(query: str) -> None:
    assert str(parse(query).tree) == PRINTED[query]


def test_walk_goes_from_the_top_left_to_right() -> None:
    kinds = [type(node).__name__ for node in walk(parse('a ("b c" OR -title:d)').tree)]
    assert kinds == ["And", "Word", "Or", "Phrase", "Word", "Word", "Not", "Within", "Word"]


# The house ----------------------------------------------------------------------------


def test_nodes_are_frozen_and_hashable() -> None:
    node = parse("a -b").tree
    with pytest.raises(AttributeError):
        node.nodes = ()  # type: ignore[misc, union-attr]
    assert len({node, parse("a  NOT b").tree}) == 1


@pytest.mark.parametrize("module", [fields, grouping, leaves, parser, scanner, tree])
def test_parsing_imports_nothing_slow(module: ModuleType) -> None:
    quick = {"__future__", "collections.abc", "re", "typing"}
    for line in inspect.getsource(module).splitlines():
        if imported := re.match(r"(?:from|import) (\S+)", line):
            assert imported[1] in quick or imported[1].startswith("searchlib.")


def test_the_example_of_parse_holds() -> None:
    assert doctest.testmod(parser).attempted > 0
    assert doctest.testmod(parser).failed == 0


@pytest.mark.parametrize(
    ("query", "echo"),
    [
        ("war AND", "war AND"),
        ("foo:bar", "foo:bar"),
        ("тов. И Сталин И", "тов. Сталин И"),
        ("НЕ", "НЕ"),
        (r"\AND", "AND"),
        (r"\-a", r"\-a"),
        (r"what\?", r"what\?"),
        (r"title\:a", r"title\:a"),
        (r"a \OR b", r"a \OR b"),
    ],
)
def test_a_query_is_shown_with_no_more_backslashes_than_it_needs(query, echo):
    from searchlib.query import shown

    tree = parse(query).tree
    assert shown(tree) == echo
    assert parse(echo).tree == tree
