"""What a notebook shows: well-formed, escaped, marked, of itself alone."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

import searchlib
from searchlib import Hits, Index, Mark, Record, Text
from searchlib.export.html import html

HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(1)> & \"'\x1b[31m\u202e</p></div>"
VOID = ("img", "br", "link", "meta")


class Page(HTMLParser):
    """Hold the elements of a page, its text, and what its marks hold; refuse a crooked one."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.text, self.marked = [], [], "", []
        self.feed(page)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        assert tag not in VOID
        self.tags.append((tag, dict(attributes)))
        self.open.append(tag)
        if tag == "mark":
            self.marked.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" in self.open:
            assert "url(" not in data
            assert "@import" not in data
            return
        self.text += data
        if "mark" in self.open:
            self.marked[-1] += data


def record(**parts):
    return Record("r1", **{"title": "Title", **parts})


def test_hits_of_the_cable_side_by_side(built):
    with searchlib.open(built) as index:
        hits = index.search("помощь Северной Корее", facets=["year"])
        page = Page(hits._repr_html_())
    languages = [given["lang"] for tag, given in page.tags if tag == "p" and "lang" in given]
    assert languages[:2] == ["ru", "en"]
    passage = hits[0].passages[0].ru
    assert set(passage.marked) <= set(page.marked)
    assert passage.text.split("\n")[0] in page.text
    assert {"match", "counterpart"} == {g["class"] for t, g in page.tags if t == "mark"}
    assert "1949 (1)" in page.text
    assert "also looked for" in page.text


def test_a_hit_and_a_record_are_shown_by_themselves(built):
    with searchlib.open(built) as index:
        (hit,) = index.search("Kovalev")
        page = Page(hit._repr_html_())
        assert "Kovalev" in page.marked
        whole = Page(index.get(hit.record.id)._repr_html_())
    assert "RGASPI, f. 558, op. 11, d. 331, ll. 59-61" in whole.text
    assert hit.record.text("en").body[-80:] in whole.text
    assert hit.record.text("ru").body[-80:] in whole.text
    assert ("a", "https://") in [(t, g.get("href", "")[:8]) for t, g in whole.tags]


def test_hostile_text_stays_text():
    made = record(
        title=HOSTILE,
        summary=HOSTILE,
        url="javascript:alert(1)",
        type=HOSTILE,
        sender=(HOSTILE,),
        texts=(Text("en", "text", f"railway {HOSTILE}"),),
    )
    with Index.of([made]) as index:
        for shown in (index.search(f"railway {HOSTILE}", match="any"), index.get("r1")):
            page = Page(shown._repr_html_())
            tags = {tag for tag, _ in page.tags}
            assert tags <= {"style", "div", "p", "h4", "b", "code", "mark"}
            assert not [name for _, given in page.tags for name in given if name.startswith("on")]
            assert "\x1b" not in page.text
            assert "\u202e" not in page.text
            assert "<script>alert(1)</script>" in page.text


@given(
    st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4)
)
def test_marks_hold_what_they_point_at(text, spans):
    spans = [(a, b) for a, b in spans if a < b <= len(text)]
    hit = searchlib.Hit(record(title=f"x{text}"), 1.0, title_marks=tuple(Mark(*s) for s in spans))
    page = Page(html(hit))
    if spans:
        first = min(spans)
        assert page.marked[0] == Page(f"<p>{_escaped(f'x{text}'[first[0] : first[1]])}</p>").text


def _escaped(text):
    from html import escape

    from searchlib.export.marking import seen

    return escape(seen(text))


@pytest.mark.parametrize(
    ("hits", "said"),
    [
        (Hits("a", 0), "0 hits for a"),
        (Hits("a", 1, (searchlib.Hit(record(), 1.0),)), "1 hit for a"),
        (Hits("a", 30, (searchlib.Hit(record(), 1.0),), offset=10), "30 hits, number 11, for a"),
    ],
)
def test_how_many(hits, said):
    assert Page(html(hits)).text.startswith(said)


def test_nothing_found_says_what_may_be_meant():
    page = html(Hits("vbh", 0, suggestions=(searchlib.Suggestion("мир <b>", 3, "keyboard"),)))
    assert Page(page).text == "0 hits for vbhdid you mean: мир <b> (3 hits)"
    assert "<b>)" not in page


def test_a_hit_without_passages_shows_its_summary_and_no_score_of_nothing():
    text = Page(html(searchlib.Hit(record(summary="О поставках угля."), 0.0))).text
    assert "О поставках угля." in text
    assert "score" not in text


def test_a_notebook_asks_for_it():
    formatters = pytest.importorskip("IPython.core.formatters", reason="needs IPython")
    data, _ = formatters.DisplayFormatter().format(record(title="Заголовок"))
    assert "Заголовок" in data["text/html"]
    assert data["text/plain"].startswith("Record(")


def test_both_themes_and_no_files():
    page = html(record())
    assert not re.search(r"(?<!-)color:(?!inherit)", page)  # the notebook's own
    assert not re.search(r"""(src|href)=|url\(|@import|<link|<script""", page)


def test_no_mark_is_lost_beside_another():
    hit = replace(
        searchlib.Hit(record(title="one two three"), 1.0),
        title_marks=(Mark(0, 3), Mark(4, 7, "counterpart")),
    )
    assert Page(html(hit)).marked == ["one", "two"]
