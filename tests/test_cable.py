"""The first record, from the file to the marks: what searchlib is for."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchlib

DOCUMENTS = Path(__file__).parents[1] / "documents"
CABLE = "wilsoncenter-114898"


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cable")
    report = searchlib.build(DOCUMENTS, folder)
    assert report.problems == {}
    with searchlib.open(folder) as opened:
        yield opened


def marked(hit):
    """Return the words a hit marks as matches, as they are written in each text."""
    words = {hit.record.title[m.start : m.end] for m in hit.title_marks}
    words |= {hit.record.summary[m.start : m.end] for m in hit.summary_marks}
    for pair in hit.passages:
        for passage in filter(None, (pair.ru, pair.en)):
            body = hit.record.text(passage.language).body
            assert body[passage.start : passage.end] == passage.text
            words |= {body[m.start : m.end] for m in passage.marks if m.kind == "match"}
    return words


def in_both(hit, beginning):
    """Return what is marked in the aligned passages of which one begins so: kind and words."""
    for pair in hit.passages:
        if pair.ru and pair.en and beginning in (pair.ru.text + pair.en.text):
            return tuple(
                ({mark.kind for mark in side.marks}, list(side.marked))
                for side in (pair.ru, pair.en)
            )
    raise AssertionError(f"no passage begins {beginning!r}")


FOUND = [
    ("помощь Северной Корее", {"помощи", "Северной", "Корее"}),
    ("корейские дивизии", {"корейских", "дивизии"}),
    ("корейской дивизией", {"корейских", "дивизии"}),
    ('"информационное бюро" OR коминформ*', {"коминформа"}),
    ("Kim Il Sung", {"Kim", "Il", "Sung"}),
    ("troops withdrawing", {"troops", "withdrawn"}),
    ("Маньчжурия", {"Маньчжурии"}),
    ("=Маньчжурии", {"Маньчжурии"}),
    ("date:1949-05", set()),
    ("delo:331", set()),
    ("№ 54611", {"54611"}),
    ('"оружием и вооружением" OR вооруженье~2', {"вооружением", "вооружение"}),
    ("MacArthur", {"MacArthur"}),
    ("вoйска", {"войска", "войск", "войскам"}),  # the o is Latin
    ('"войск* Корее"~4', {"войск", "Корею"}),
    ("Мао Цзе-дун OR Цзедун OR Цзэ-дун", {"Мао", "Цзэдун"}),
    ("fond:558 opis:11 delo:331 list:60", set()),
    ("archive:РГАСПИ", set()),
    ("archive:РГАСПИ опись:11 л:60", set()),
    ("ф:4 оп:1 delo:331", set()),
    ("фонд:558 опись:11 дело:331 лист:60", set()),
    ("f:558 op:11 d:331 ll:60-61", set()),
    ('archive:"АП РФ" list:60об', set()),
    ('архив:"Архив Президента РФ" лл:[55 TO 60]', set()),
    ("list:61v", set()),
    ('дата:"II квартал 1949" list:59ob-60', set()),
    ('date:"1940-е"', set()),
    ('archive:"Presidential Archive of the Russian Federation"', set()),
    ("type:cable date:[1949 TO 1950] person:stalin", set()),
    ("title:cable -title:letter", {"Cable"}),
    ("type:cables lang:русский", set()),
    ("type:каблограмма OR фонд:558", set()),
    ('"two Korean divisions"', {"two", "Korean", "divisions"}),
    ("вооруженiе", {"вооружением", "вооружение"}),  # as written before 1918
    ("полити\u0301ческий центр OR дивизiи", {"дивизии"}),
    ("ne sozrel", {"ne", "sozrel"}),
    ("dogovorit’sya", {"dogovorit'sya"}),
    ('"Bureau is still premature"', {"Bureau", "is", "still", "premature"}),
    ('"Eastern Communist Information Bureau"', {"Eastern", "Communist", "Information", "Bureau"}),
    ('"mutual vzaimnye telegraph" OR "mutual telegraph"', {"mutual", "telegraph"}),
    ('"agreement on these issues"', {"agreement", "on", "these", "issues"}),
    ('"still premature ne sozrel"', {"still", "premature", "ne", "sozrel"}),
]

NOT_FOUND = [
    "=Маньчжурия",
    "корейский -Маньчжурия",
    "date:1950",
    "delo:33",
    "list:62",
    "лл:62-70",
    'archive:"АП РФ" fond:558',
    'date:"III квартал 1949"',
    "fond:558 opis:1",  # parts of two shelfmarks
    "archive:RGASPI fond:4",
    "Корея archive:РГАСПИ opis:1 delo:331",
    "archive:ГАРФ",
    "title:дивизии",
    "en:дивизии",
    "lang:fr",
    "!!!",
]


@pytest.mark.parametrize(("query", "words"), FOUND)
def test_finds_the_cable_and_marks_the_right_words(index, query, words):
    hits = index.search(query, passages=50)
    assert [hit.record.id for hit in hits] == [CABLE]
    assert hits.total == 1
    assert words <= marked(hits[0])
    if not words:
        assert marked(hits[0]) <= {"Stalin"}


@pytest.mark.parametrize("query", NOT_FOUND)
def test_does_not_find_the_cable(index, query):
    hits = index.search(query)
    assert hits.total == 0
    assert hits.hits == ()


def test_a_phrase_keeps_its_order_but_in_translation(index):
    assert index.search('"дивизии корейские"', translate=False).total == 0
    assert {"Korean", "divisions"} <= marked(index.search('"дивизии корейские"', passages=50)[0])


def test_marks_only_what_was_asked_for(index):
    lemmas = {"корейских": "корейский", "корейской": "корейский"}
    for word in marked(index.search("корейский", passages=50, translate=False)[0]):
        assert word.lower().startswith("корейск"), word
    assert lemmas.keys() <= marked(index.search("корейский", passages=50)[0])


def test_a_phrase_marks_only_the_phrase(index):
    hit = index.search('"северной корее"', passages=50, translate=False)[0]
    assert {word.lower()[:6] for word in marked(hit)} == {
        "северн",
        "корее",
        "кореи",
        "корею",
        "кореей",
    }
    for pair in hit.passages:
        pieces = pair.ru.marked
        assert [piece[:3].lower() for piece in pieces] == ["сев", "кор"] * (len(pieces) // 2)


def test_the_english_stands_beside_the_russian(index):
    query = "помощь Северной Корее офицерскими кадрами"
    hit = index.search(query, passages=50, translate=False)[0]
    pairs = {pair.ru.text[:30]: pair.en.text for pair in hit.passages if pair.ru and pair.en}
    assert pairs["2. Что касается оказания помощ"].startswith("2. As regards helping North Korea")
    kinds = {mark.kind for pair in hit.passages if pair.en for mark in pair.en.marks}
    assert kinds == {"counterpart"}
    assert {"North", "Korea"} <= {word for pair in hit.passages for word in pair.en.marked}


def test_passages_cover_all_words_of_the_query(index):
    hit = index.search("troops withdrawing", passages=2)[0]
    assert {"troops", "withdrawn"} <= marked(hit)


def test_the_record_is_whole(index):
    record = index.get(CABLE)
    assert record.title == "Cable No. 54611 from Kovalev to Stalin"
    assert record.date.edtf == "1949-05-18"
    assert (record.sender, record.recipient, record.type) == (("Kovalev",), ("Stalin",), "cable")
    assert [str(mark) for mark in record.citation.shelfmarks] == [
        "AP RF, f. 4, op. 1, d. 331, ll. 59-61",
        "RGASPI, f. 558, op. 11, d. 331, ll. 59-61",
    ]
    russian, english = record.text("ru").body, record.text("en").body
    assert russian.startswith("[...]\n\nВчера, 17 мая")
    assert russian.endswith("Ковалев\n\n[....]")
    assert english.startswith("Nº 54611\n\n18 May 1949 1718\n\nYesterday")
    assert english.endswith("No. 477 - Kovalev, 18 May\n\n[...]")
    assert "we do not advise the Korean comrades to mount" in english
    for bracket in ("[SIC, vzaimnye]", "[ne sozrel]", 'which can also mean "negotiate]'):
        assert bracket in english


def test_nothing_of_the_body_is_lost(index):
    record = index.get(CABLE)
    file = (DOCUMENTS / "kovalev_cable_54611.md").read_text("utf-8")
    body = file.partition("Translation - English")[2]
    kept = " ".join(text.body for text in record.texts)
    assert kept.split() == body.split()


def test_says_what_fewer_words_would_find(index):
    hits = index.search("помощь Албании")
    assert hits.total == 0
    assert any("no record holds Албании" in note for note in hits.notes)
    assert "1 record holds some of the words: match any of them (--any)" in hits.notes
    assert index.search("помощь Албании", match="any").total == 1


def test_stop_words_are_not_insisted_on(index):
    hits = index.search("the army of Korea upon which")
    assert hits.total == 1
    assert "not insisted on: the, of, upon, which" in hits.notes
    assert index.search("upon").total == 0


DIVISIONS = [
    ("Korean divisions", "match", "counterpart"),
    ('"Korean divisions"', "match", "counterpart"),
    ("корейские дивизии", "counterpart", "match"),
    ('"корейские дивизии"', "counterpart", "match"),
]


@pytest.mark.parametrize("translate", [False, True])
@pytest.mark.parametrize(("query", "en", "ru"), DIVISIONS)
def test_the_counterparts_of_the_divisions_are_marked(index, query, en, ru, translate):
    hit = index.search(query, passages=50, translate=translate)[0]
    russian, english = in_both(hit, "В Маньчжурии имеется")
    assert russian[0] == {ru}
    assert russian[1][-2:] == ["корейских", "дивизии"]
    assert english[0] == {en}
    assert english[1][-2:] == ["Korean", "divisions"]


NAMES = [
    ("Мао Цзэдун", "Mao Zedong"),
    ("Чжу Дэ", "Zhu De"),
    ("Лю Шаоци", "Liu Shaoqi"),
    ("Чжоу Эньляя", "Zhou Enlai"),
    ("Дун Биу", "Dong Biwu"),
    ("Чень Юна", "Chen Yun"),
    ("Бой По", "Bo Yibo"),  # misspelt in the source
]


@pytest.mark.parametrize("translate", [False, True])
@pytest.mark.parametrize(("russian", "english"), NAMES)
def test_every_name_of_the_last_paragraph_is_marked_from_either_spelling(
    index, russian, english, translate
):
    for query, ru, en in ((russian, "match", "counterpart"), (english, "counterpart", "match")):
        hit = index.search(query, passages=50, translate=translate)[0]
        marks = in_both(hit, "Свои сообщения")
        assert marks == (({ru}, russian.split()), ({en}, english.split()))


@pytest.mark.parametrize(
    ("query", "words", "counterparts"),
    [("Сиам", "Сиам", "Thailand"), ("Мукден", "Мукден", "Shenyang"), ("Yalu", "Yalu", "Ялуцзян")],
)
def test_other_names_of_one_place_are_counterparts(index, query, words, counterparts):
    (pair,) = index.search(query)[0].passages
    sides = {mark.kind: side.marked for side in (pair.ru, pair.en) for mark in side.marks}
    assert sides == {"match": (words,), "counterpart": (counterparts,)}


def test_title_and_summary_have_matches_only(index):
    for query in ("Korean Stalin", "корейский", "Сталин"):
        for hit in index.search(query, match="any", translate=True):
            assert {mark.kind for mark in hit.title_marks + hit.summary_marks} <= {"match"}


WORDS = sorted({query for query, *_ in FOUND} | {name for pair in NAMES for name in pair})


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" OR ".join),
    st.booleans(),
    st.integers(0, 5),
)
def test_every_counterpart_stands_beside_a_match(index, query, translate, passages):
    for hit in index.search(query, translate=translate, passages=passages, match="any"):
        for pair in hit.passages:
            sides = [side for side in (pair.ru, pair.en) if side]
            for side, other in zip(sides, sides[::-1], strict=True):
                before = side.start
                for mark in side.marks:
                    assert before <= mark.start < mark.end <= side.end
                    before = mark.end
                if "counterpart" in {mark.kind for mark in side.marks}:
                    assert "match" in {mark.kind for mark in other.marks}
