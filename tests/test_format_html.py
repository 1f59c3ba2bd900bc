"""Is a web page read as a reader sees it: its text, in the right letters, without the site?"""

from __future__ import annotations

import time

import pytest
from written_files import cable_html, records, same_as_the_cable, survives_damage

from searchlib.errors import FormatError

RUSSIAN = "Вагоны с углём стоят на станции Отпор, просим их отправить."


def read(markup: str | bytes, name: str = "page.html"):
    data = markup if isinstance(markup, bytes) else markup.encode()
    ((record,), original) = records(data, name)
    return record, original


def body(markup: str) -> str:
    """Return the text of a page whose heading is known."""
    record, _ = read(f"<html><head><meta charset=utf-8></head><body><h1>Т</h1>{markup}</body>")
    return "\n---\n".join(text.body for text in record.texts)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8-r", "iso8859-5"])
def test_the_cable_on_a_page_is_the_cable(encoding):
    ((record,), _) = records(cable_html(encoding), "cable.html")
    same_as_the_cable(record)


DECLARED = [
    ('<meta charset="windows-1251">', "cp1251"),
    ("<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=koi8-r'>", "koi8-r"),
    ('<?xml version="1.0" encoding="windows-1251"?>', "cp1251"),
    ("<meta charset = x-mac-cyrillic>", "mac-cyrillic"),
    ("<meta charset=ibm866>", "cp866"),
    ("<meta charset=utf-8>", "utf-8"),
    ("<meta charset=idna>", "utf-8"),
    ("<meta charset=base64>", "utf-8"),
    ("<meta charset=no-such>", "utf-8"),
    ("<meta charset=iso-8859-1>", "utf-8"),
    ("<meta charset=windows-1251>", "utf-8"),  # saved in UTF-8, the declaration kept
    ("", "utf-8-sig"),
    ("", "utf-16"),
    ("<meta charset=utf-8>", "utf-16"),
]


@pytest.mark.parametrize(("declaration", "encoding"), DECLARED)
def test_encodings(declaration, encoding):
    page = f"{declaration}<html><body><h1>Письмо</h1><p>{RUSSIAN}</body></html>"
    record, _ = read(page.encode(encoding))
    assert (record.title, record.texts[0].body) == ("Письмо", RUSSIAN)


def test_a_few_damaged_bytes_do_not_hide_a_page():
    page = f"<meta charset=utf-8><html><h1>Письмо</h1><p>{RUSSIAN * 10}".encode()
    record, original = read(page.replace("станции".encode(), "станци".encode() + b"\xd0", 1))
    assert "станци\ufffd" in record.texts[0].body
    assert original.notes == ["1 characters are not utf-8, which the page declares"]


# Markup inside the body, the text that comes of it.
BLOCKS = [
    ("<p>Один<p>Два", "Один\n\nДва"),
    ("<div>Один<div>Два</div>Три</div>", "Один\n\nДва\n\nТри"),
    ("Один<br>Два<br/><br/>Три", "Один\nДва\n\nТри"),
    ("<p>a&nbsp;b &laquo;c&raquo; &#1105;&#x451; &mdash; &amp;lt; &unknown;",
     "a\u00a0b «c» ёё — &lt; &unknown;"),
    ("<p>два  слова\n  в <b>строке</b><i>,</i> <span>и</span>\nещё", "два слова в строке, и ещё"),
    ("<h2>Раздел</h2>текст<h3>Ещё<br>часть</h3><p>конец", "## Раздел\n\nтекст\n\n### Ещё часть\n\nконец"),  # noqa: E501
    ("<h2></h2><p>текст", "текст"),
    ("<ol start=3><li>Три<li value=7>семь<li><p>восемь</ol>", "3. Три\n\n7. семь\n\n8. восемь"),
    ("<ul><li>раз<ol><li>а<li>б</ol><li>Два</ul>", "- раз\n\n1. а\n\n2. б\n\n- Два"),
    ("<table><tr><td>Уголь<td>20 тыс.<tr><td>Мука<td>5</table>", "| Уголь | 20 тыс. |\n| Мука | 5 |"),  # noqa: E501
    ("<table><tr><th>Дата<td>5 мая<tr><th>Кому:<td>Сталину</table>", "Дата: 5 мая\nКому: Сталину"),
    ("<table><tr><td><p>Один<p>Два<td>Три</table>", "Один\n\nДва\n\nТри"),
    ("<dl><dt>Архив<dd>АВП РФ<dt>Фонд:<dd>1</dl>", "Архив: АВП РФ\n\nФонд: 1"),
    ("<pre>раз   Два\n  Три</pre>", "раз   Два\nТри"),
    ("<p>он сказал <q>да</q></p>", "он сказал “да”"),
    ("<p>зачёркнуто <del>тут</del>, во<wbr>йна, сно\u00adска<sup>1</sup>", "зачёркнуто тут, война, сно\u00adска1"),  # noqa: E501
    ("<p>до<o:p></o:p> и <st1:place w:st='on'>Москва</st1:place>", "до и Москва"),
    ("<p>текст<script>x=1</script><style>p{}</style><!-- a --><noscript>b</noscript> дальше", "текст дальше"),  # noqa: E501
    ("<b><i>Вло</b>женно</i> <p>Не<div>Закрыто", "Вложенно\n\nНе\n\nЗакрыто"),
    ("<p>знак \x01 и &#2; внутри", "знак \ufffd и \ufffd внутри"),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "text"), BLOCKS)
def test_blocks(markup, text):
    assert body(markup) == text


LONG = "<p>" + RUSSIAN + "</p>"
# Of these only the paragraph is text.
AROUND = [
    "<nav>Меню</nav>", "<header>Сайт</header>", "<footer>Права</footer>", "<aside>См. ещё</aside>",
    "<form><input value=x><label>Поиск</label><button>Найти</button></form>",
    "<div role=navigation>Меню</div>", "<div role='dialog'>Окно</div>",
    "<div id=cookie-banner>We use cookies</div>", "<div class='x cookieConsent'>Cookies</div>",
    "<p hidden>нет</p>", "<div style='color:red; DISPLAY : none'>нет</div>",
    "<template>нет</template>", "<svg><text>нет</text></svg>", "<iframe>нет</iframe>",
    "<select><option>нет</select>", "<dialog>нет</dialog>",
]  # fmt: skip


@pytest.mark.parametrize("around", AROUND)
def test_the_site_around_a_page_is_left_out(around):
    assert body(f"{around}{LONG}") == RUSSIAN
    assert body(f"{LONG}{around}") == RUSSIAN


# Here most of the page would be lost.
KEPT = [
    f"<form id=aspnetForm>{LONG}</form>", f"<div class=cookie>{LONG}</div>",
    f"<div role=tabpanel hidden>{LONG}</div><p>" + "text in English " * 10,
    f"<div class='tab-pane' style='display:none'>{LONG}</div><p>" + "text in English " * 10,
    f"<aside>{LONG}</aside><p>...", f"<article><header>{LONG}</header><p>...</article>",
    f"<main>загрузка</main><div>{LONG * 5}</div>",
]  # fmt: skip


@pytest.mark.parametrize("markup", KEPT)
def test_what_looks_like_the_site_but_is_the_page_stays(markup):
    assert RUSSIAN in body(markup)


@pytest.mark.parametrize("tag", ["main", "article", "div role=main"])
def test_the_main_part_is_taken(tag):
    page = f"<div>Другие документы</div><{tag}>{LONG}</{tag.split()[0]}><div>Ещё</div>"
    assert body(page) == RUSSIAN


def test_columns_in_two_languages_are_two_texts():
    english = "The cars with coal stand at Otpor station, please send them on."
    rows = "".join(f"<tr><td>{n}.<td>{RUSSIAN} {n}<td>{english} {n}" for n in range(1, 4))
    record, _ = read(f"<html><h1>Письмо</h1><table>{rows}</table></html>")
    assert [text.language for text in record.texts] == ["ru", "en"]
    for text, line in zip(record.texts, (RUSSIAN, english), strict=True):
        assert text.body.split("\n\n") == [f"{n}. {line} {n}" for n in range(1, 4)]


def test_a_glossary_stays_in_rows():
    rows = "<tr><td>отдел<td>department<tr><td>дело<td>file"
    assert "| отдел | department |\n| дело | file |" in body(f"<table>{rows}</table>{LONG}")


META = """<html lang=ru><head><meta charset=utf-8><title>Письмо об угле | Архив</title>
<meta name="DC.date" content="1949-05-18"><meta name="DC.identifier" content="{identifier}">
<meta name="DC.description" content="Об угле."><link rel=canonical href="{canonical}">
</head><body><p>Секретно<p>{text}</body></html>"""


def test_metadata_fills_what_the_page_lacks():
    page = META.format(
        identifier="АВП РФ, ф. 3, оп. 65, д. 839, л. 5",
        canonical="https://archive.example.org/document/17",
        text=RUSSIAN,
    )
    record, _ = read(page)
    assert (record.title, record.type) == ("Письмо об угле", "letter")
    assert (record.date.edtf, record.summary) == ("1949-05-18", "Об угле.")
    assert record.citation.shelfmarks[0].delo == "839"
    assert (record.id, record.url) == ("example-17", "https://archive.example.org/document/17")


def test_what_the_page_says_wins_over_its_metadata():
    page = META.format(identifier="", canonical="", text=RUSSIAN)
    record, _ = read(page.replace("<p>Секретно", "<h1>Записка</h1>"))
    assert record.title == "Записка"
    heading = (
        '<h4>Citation:</h4><p>AVP RF, f. 1, op. 2, d. 3 <a href="x">https://a.org/doc/9</a></p>'
    )
    record, _ = read(page.replace("<p>Секретно", "<h2>May 3, 1950</h2><h3>Letter</h3>" + heading))
    assert (record.title, record.date.edtf, record.id) == ("Letter", "1950-05-03", "a-9")


SAVED = [
    ("<!-- saved from url=(0035)https://a.org/document/17 -->\n<!DOCTYPE html>", ""),
    (
        "<!DOCTYPE html><html><!--\n Page saved with SingleFile\n url: https://a.org/document/17\n-->",
        "",
    ),
    ("", '<meta property="og:url" content="https://a.org/document/17">'),
    ("", '<meta name="DC.identifier" content="https://a.org/document/17">'),
]


@pytest.mark.parametrize(("above", "head"), SAVED)
def test_the_address_of_a_saved_page(above, head):
    record, _ = read(f"{above}<html><head>{head}</head><h1>Письмо</h1>{LONG}", "page.txt")
    assert (record.id, record.url) == ("a-17", "https://a.org/document/17")


TITLES = [
    ("<title>Письмо об угле | Архив</title>", "Письмо об угле"),
    ("<title>Письмо - Архив</title><meta property=og:site_name content=Архив>", "Письмо"),
    ("<title>x</title><meta property='og:title' content='Письмо об угле'>", "Письмо об угле"),
    ("<title>scan_0017.pdf</title>", "Секретно"),
    ("<title></title>", "Секретно"),
]


@pytest.mark.parametrize(("head", "title"), TITLES)
def test_titles(head, title):
    page = f"<html><head>{head}</head><body><p>Секретно</p>{LONG}</body></html>"
    assert read(page)[0].title == title


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("<html><body><script>fill()</script></body></html>", "the page holds no text"),
        ("<html>", "the page holds no text"),
        ("<!-- only --><html><!-- comments -->", "the page holds no text"),
        ("", "the file is empty"),
    ],
)
def test_pages_without_text_are_named(page, message):
    with pytest.raises(FormatError, match=rf"^page\.html: {message}"):
        read(page)


HOSTILE = [
    *("<div>", "<font>", "<b><i>", "<table><tr><td>", "<ul><li>", "<blockquote>", "<q>", "<a "),
    *("<", "&", "&#", "<!--", "</", "<p>", "<br>", "<dl><dt>a<dd>", "<p hidden>", "<meta ", " "),
    *("a<!-- --><script></script>", "<tr><th>a<td>b", "<![CDATA[", "<!-- --> ", "<li>", "<?xml>"),
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_pages_take_no_longer_than_their_length(unit):
    started = time.perf_counter()
    record, _ = read("<html><body><p>слово " + unit * (100_000 // len(unit)))
    assert "слово" in record.title + record.texts[0].body
    assert time.perf_counter() - started < 6


@pytest.mark.parametrize(("opening", "closing"), [("<div>", "</p>"), ("<font>", "</b>")])
def test_elements_100_000_deep(opening, closing):
    started = time.perf_counter()
    page = f"<html><h1>Т</h1>{opening * 100_000}внутри{closing * 100_000}<p>после</html>"
    record, original = read(page)
    assert record.texts[0].body.split() == ["внутри", "после"]
    # Tags that say how letters look are only ignored.
    assert bool(original.notes) == (opening == "<div>")
    assert time.perf_counter() - started < 6


def test_an_element_of_100_000_attributes():
    started = time.perf_counter()
    attributes = " ".join(f"data-a{number}='x'" for number in range(100_000))
    record, _ = read(f"<html><body {attributes}><h1>Т</h1>{LONG}")
    assert record.texts[0].body == RUSSIAN
    assert time.perf_counter() - started < 6


def test_damage_gives_records_or_a_reason():
    for encoding in ("utf-8", "koi8-r"):
        page = META.format(identifier="a", canonical="https://a.org/1", text=RUSSIAN)
        page = page.replace("charset=utf-8", f"charset={encoding}")
        assert survives_damage(page.encode(encoding), "page.html", 100) > 100
