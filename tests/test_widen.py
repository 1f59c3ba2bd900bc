"""A query's tree becomes a plan that finds what the reader asked, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from searchlib import DateInterval, Index, QueryTooExpensive, Record, Text
from searchlib.analysis import Analyzer
from searchlib.bilingual import widen
from searchlib.bilingual.description import keyword
from searchlib.bilingual.widen import Widener
from searchlib.query import Exact, Fuzzy, Word, parse
from searchlib.query import tree as ask
from searchlib.query.plan import And, Best, Or, Phrase, Plan, Prefer, Terms, positive
from searchlib.ranking import MOST_PAIRS, PAIR_SLOP, PAIR_WEIGHT, STOP_WORD_WEIGHT
from searchlib.records import Citation, Shelfmark


def record(
    name: str, ru: str = "", en: str = "", days: str = "", leaves: str = "", **more: str
) -> Record:
    """Make a record; days is one ISO date or two, leaves 59-61."""
    texts = [Text(language, "text", body) for language, body in (("ru", ru), ("en", en)) if body]
    first, _, last = days.partition("/")
    when = None
    if days:
        ends = (date.fromisoformat(first), date.fromisoformat(last or first))
        when = DateInterval(*ends, days, days)
    low, _, high = leaves.partition("-")
    mark = Shelfmark("RGASPI", delo="331", listy=((int(low), int(high)),)) if leaves else None
    citation = Citation("", (mark,)) if mark else None
    return Record(name, more.pop("title", ""), tuple(texts), when, citation=citation, **more)


RECORDS = (
    record("troops", ru="Японские войска в Южной Корее. Войсками командовал О'Брайен."),
    record("far", ru="Войска стоят далеко от тех мест, где начинается новая дорога к Корее."),
    record("mao", ru="Мао Цзе-дун просил о помощи.", en="Mao Tse-tung asked for help."),
    record("un", en="Document A/PV.751 of the UN was sent to Mr. O'Brien by US troops."),
    record("pv", en="A note about 751 roads and a PV, which is not what was sent to us."),
    record("number", ru="Шифровка № 54611 из Мукдена.", title="Cable No. 54611"),
    record("steel", ru="Рабочие делали сталь.", days="1949-05-18", leaves="59-61"),
    record("became", ru="Они стали рабочими.", days="1949-12-30/1950-01-02", leaves="62-70"),
    record("huguenot", en="The Huguenots came to the town."),
    record("chinese", en="Chinese troops came."),
    record("title", title="Letter on the war in Korea", en="It says nothing of it."),
    record("our", ru="Наша сторона ответила."),
    record("bureau", ru="Информбюро позвало партизан."),
    record("said", ru="Штыков сообщил дату."),
)

FOUND = [
    # A phrase with forms, with room, with exact forms and fuzzy words in it.
    ('"войск* Корее"~4', "troops"),
    ('"войск* Корее"~12', "troops far"),
    ('"войско Корея"~4', "troops"),
    ('"=войска Корее"~4', "troops"),
    ('"=войско Корее"~4', ""),
    ('"войско в =Корее"~4', "troops"),
    ('"войсками командов*"', "troops"),
    ('"войсками командавал~1"', "troops"),
    ('"японские войска в южной корее"', "troops"),
    ('"asked for help"', "mao"),
    ('"help for asked"', "mao"),  # as просил о помощи: other languages have other orders
    ("asked against help", "mao"),
    # Of doubtful translations none makes a hit; nor what begins alike, where a name is found.
    ("partisan", "bureau"),
    ("Informbyuro", "bureau"),
    # Compounds, closed up or in parts, alone and in phrases.
    ("Цзе-дун", "mao"),
    ("Цзедун", "mao"),
    ("=Цзе-дун", "mao"),
    ("Цзе-д*", "mao"),
    ("Цзе-дон~1", "mao"),
    ('"Мао Цзе-дун просил"', "mao"),
    ('"Mao Tse-tung asked"', "mao"),
    ('"Mao =Tse-tung"', "mao"),
    ('"Цзе-дун Мао"', ""),
    ("A/PV.751", "un"),
    ("A/PV.7*", "un"),
    ('"document A/PV.751"', "un"),
    ("O'Brien", "troops un"),
    ("O’Brien", "troops un"),
    ("O'B*", "un"),
    ("O'Bryen~1", "un"),
    ("О'Брайен", "troops un"),
    ("№ 54611", "number"),
    ("№54611", "number"),
    ("No. 54611", "number"),
    # Ambiguous forms have every lemma; the exact form has none.
    ("сталь", "steel became"),
    ("стал", "became"),
    ("=сталь", "steel"),
    ("ста?ь", "steel"),
    # Fields.
    ("title:war", "title"),
    ("title:(war Korea)", "title"),
    ('title:"war in Korea"', "title"),
    ("text:war", ""),
    ("text:54611", "number"),
    ("ru:54611 -title:letter", "number"),
    ("en:помощь", ""),
    ("ru:помощь", "mao"),
    # Intervals, closed, open and without their ends.
    ("date:1949", "steel became"),
    ("date:1949-05", "steel"),
    ("date:>1949", "became"),
    ("date:>=1949", "steel became"),
    ("date:<1949-05-18", ""),
    ("date:<=1949-05-18", "steel"),
    ("date:{1949-05-18 TO 1950]", "became"),
    ("date:[1949-05-18 TO 1949-12-30}", "steel"),
    ("list:60", "steel"),
    ("list:60об", "steel"),
    ('list:"60 об."', "steel"),
    ("list:60OB", "steel"),
    ("list:60а", "steel"),
    ("list:60об–61об", "steel"),
    ("list:[61 TO 62]", "steel became"),
    ("list:{61 TO 62]", "became"),
    ("list:{61 TO 62}", ""),
    ("list:<62", "steel"),
    ("list:0059-0061", "steel"),
    ("delo:331", "steel became"),
    # Negations, and nothing but negations.
    ("войска -командовать", "far un chinese"),
    ('войска -"войск* Корее"~4', "far un chinese"),
    ("стали -=сталь", "became"),
    ("delo:331 -сталь -date:1950", ""),
    ("-(a OR the OR о OR в OR сталь OR войска OR war OR 54611)", "chinese our bureau said"),
    # Little words are not insisted on, unless there is nothing else.
    ("о помощи Мао в Корее", ""),
    ("на помощь при Мао", "mao"),
    ("the help of Mao", "mao"),
    ("с", ""),
    ("в", "troops"),
    ("of the", "un title"),
    ("из delo:331", ""),
    ("list:59 они", ""),
    ("они delo:331", "became"),
    ("в -войска", ""),
    ("=in war", "title"),
    # US is a country; but in a query all in capitals it may be anything.
    ("US troops", "un"),
    ("us troops", "un chinese troops far"),
    ("us", "un pv"),
    ("THE TROOPS SENT TO THE US", "un"),
    ("THE HELP OF MAO", "mao"),
    # Words in a list are alternatives as they stand.
    ("Huguenot-descended OR town", "huguenot"),
    ("Huguenot-descended OR cable", "number"),
]


@pytest.fixture(scope="module")
def index():
    with Index.of(RECORDS) as opened:
        yield opened


@pytest.mark.parametrize(("query", "names"), FOUND, ids=[query for query, _ in FOUND])
def test_query_finds(index, query, names):
    assert {hit.record.id for hit in index.search(query, limit=99).hits} == set(names.split())


SENTENCES = [
    ("Who was a Huguenot-descended manufacturer?", "huguenot"),
    ("Кто такой Мао-младший?", "mao"),
    ("What was named «troops in Korea» in the news?", "title"),
]


@pytest.mark.parametrize(("query", "name"), SENTENCES, ids=[query for query, _ in SENTENCES])
def test_parts_of_a_compound_or_a_quotation_count_in_a_sentence(index, query, name):
    assert name in {hit.record.id for hit in index.search(query, match="any").hits}


WARNED = [
    ("date:[1950 TO 1949]", "it ends before it begins"),
    ("list:{61 TO 62}", "it ends before it begins"),
    ("date:{1949 TO 1950}", "it ends before it begins"),
    ("date:[вчера TO 1950]", "was not understood: write date as 1949, 1949-05 or 1949-05-18"),
    ("list:[abc TO 9]", "was not understood: write list as 60 or 59-61"),
]


@pytest.mark.parametrize(("query", "warning"), WARNED, ids=[query for query, _ in WARNED])
def test_bad_input_finds_nothing_and_says_why(index, query, warning):
    hits = index.search(query)
    assert hits.total == 0
    assert any(warning in said for said in hits.warnings), hits.warnings


@pytest.mark.parametrize("word", [Word("!"), Exact("—"), Fuzzy("?"), ask.Phrase((Word("«"),))])
def test_a_word_without_letters_matches_nothing_and_says_so(word):
    found = Widener(Analyzer().analyse, lambda *_: [], lambda *_: []).widen(word)
    assert not list(positive(found.plan))
    assert "holds no letters or digits; nothing matches it." in found.warnings[0]


NOTED = [
    ("the help of Mao", "not insisted on: the, of"),
    ("войск* в Корее", "войск* stands for войска, войсками"),
    ("войск* в Корее", "not insisted on: в"),
    ("абракадабр*", "абракадабр* fits no word here"),
    ("Цзе-дон~1", "Цзе-дон~1 stands for цзедун"),
]


@pytest.mark.parametrize(("query", "note"), NOTED, ids=[query for query, _ in NOTED])
def test_what_is_added_or_not_insisted_on_is_noted(index, query, note):
    assert note in index.search(query).notes


@pytest.mark.parametrize("query", ["of the", "война и мир", "помощь Корее"])
def test_a_bonus_is_not_noted(index, query):
    assert not [note for note in index.search(query).notes if "pair" in note or "near" in note]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("в*", r"в\* stands for more than 2 forms in this index. Add letters, or write the word"),
        ("на~2", "на~2 stands for more than 2 forms in this index. Allow fewer edits, or write"),
    ],
)
def test_a_word_that_stands_for_too_much_is_refused(index, monkeypatch, query, message):
    monkeypatch.setattr(widen, "MOST_FORMS", 2)
    with pytest.raises(QueryTooExpensive, match=message):
        index.search(query)


def test_a_long_phrase_with_room_is_cut_with_a_warning(index):
    words = " ".join(["война"] * 21)
    assert index.search(f'"{words}"~2').warnings == (
        "Only the first 20 of 21 words are looked for near each other.",
    )
    assert index.search(f'"{words}"').warnings == ()
    assert index.search(f'"{words.removesuffix(" война")}"~2').warnings == ()


@pytest.mark.parametrize(
    ("written", "compared"),
    [("5а", "5a"), ("5a", "5a"), (" РГАСПИ. ", keyword("ргаспи")), ("A  b,c", "a b c"), ("ё", "e")],
)
def test_values_are_compared_folded(written, compared):
    assert keyword(written) == compared


# The plan itself: what is preferred, and how much.


def plan(query: str, match: str = "all") -> Plan:
    def nothing(*_: object) -> list[tuple[str, int]]:
        return []

    tree = parse(query, match="any" if match == "any" else "all").tree
    return (
        Widener(Analyzer().analyse, lambda *_: [], nothing)
        .widen(tree, sentence=match == "any")
        .plan
    )


def pairs(found: Plan) -> list[tuple[str, ...]]:
    """Return the likeliest terms of the pairs a plan prefers."""
    assert isinstance(found, Prefer)
    assert found.weight == PAIR_WEIGHT
    assert isinstance(found.preferred, Or)
    rows = []
    for phrase in found.preferred.nodes:
        assert isinstance(phrase, Phrase)
        assert phrase.slop == PAIR_SLOP
        rows.append(tuple(word[0][0] for word in phrase.words))
    return rows


@pytest.mark.parametrize(
    ("query", "match", "expected"),
    [
        ("помощь Северной Корее", "all", [("помощь", "северный"), ("северный", "корея")]),
        ("war in Korea", "all", [("war", "korea")]),
        ("war in Korea", "any", [("war", "korea")]),
        ("aid to Tse-tung", "any", [("aid", "tse"), ("tse", "tung")]),
        ("war Korea -peace", "all", [("war", "korea")]),
    ],
)
def test_neighbours_are_preferred(query, match, expected):
    assert pairs(plan(query, match)) == expected


@pytest.mark.parametrize(
    "query", ["war", "=war =Korea", "war -Korea", "war date:1949", "war* Korea", '"war Korea"']
)
def test_nothing_is_preferred_without_two_plain_words(query):
    assert not isinstance(plan(query), Prefer)


def test_only_so_many_pairs_are_looked_for():
    assert (
        len(pairs(plan(" ".join(f"word{'abcdefghij'[n % 10]}" for n in range(50))))) == MOST_PAIRS
    )


def test_a_bonus_marks_nothing():
    found = plan("war Korea")
    assert isinstance(found, Prefer)
    assert list(positive(found)) == list(positive(found.node))
    assert not [part for part in positive(found) if isinstance(part, Phrase)]


def test_fields_add_up_but_the_two_texts_do_not():
    found = plan("war")
    assert isinstance(found, Or)
    places = [[name for name, _ in part.fields] for part in found.nodes if isinstance(part, Terms)]
    assert places == [["title"], ["summary"], ["ru", "en"]]


def test_stop_words_weigh_little_beside_others():
    for found in (plan("the war", "any"), plan("the war")):
        assert isinstance(found, Prefer)
        assert found.weight == STOP_WORD_WEIGHT
    assert isinstance(plan("the OR war"), Or), "asked for as alternatives"
    assert isinstance(plan("the"), Or), "alone it is a word as any other"
    assert isinstance(plan("of the"), And)


def test_an_ambiguous_word_is_one_leaf():
    found = plan("ru:стали")
    assert isinstance(found, Terms)
    assert {term for term, _ in found.terms} == {"сталь", "стать"}


def test_a_compound_is_the_best_of_its_readings():
    found = plan("ru:Цзе-дун")
    assert isinstance(found, Best)
    assert [type(node) for node in found.nodes] == [Terms, Phrase]


def test_a_filter_is_meant_whole_also_where_some_words_will_do():
    made = [
        record("both", en="The tanks crossed the railway bridge at Harbin."),
        record("one", en="The tanks crossed a bridge, and the railway, near Harbin."),
    ]
    with Index.of(made) as index:
        found = index.search("tanks", match="any", filter='"railway bridge" harbin')
    assert [hit.record.id for hit in found] == ["both"]
