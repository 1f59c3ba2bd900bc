"""EAD: units of a finding aid are described, cited by all units around them, and have no texts."""

from __future__ import annotations

import pytest
from format_samples import EAD, EAD3

from searchlib.errors import FormatError
from searchlib.formats import Original, read


def records(text: str):
    return list(read(Original("aid.xml", text.encode())))


def test_a_russian_finding_aid_is_cited_by_fond_opis_and_delo():
    barges, letter = records(EAD)
    assert barges.title == "Письма о баржах — Зенда"
    assert barges.citation.written == "ГАРФ, ф. Р-5446, оп. 1, д. 33"
    (mark,) = barges.citation.shelfmarks
    assert (mark.archive, mark.fond, mark.opis, mark.delo) == ("GARF", "R-5446", "1", "33")
    assert (barges.date.edtf, barges.date.written) == ("1949-05-18/1950", "18 мая 1949 — 1950")
    assert barges.summary == "Дело о баржах.\n\nПереписка о мели.\n\nКарты."
    assert barges.original_languages == ("ru",)
    assert (barges.texts, barges.source) == ((), "aid.xml")
    assert (letter.sender, letter.recipient, letter.type) == (
        ("A. Alden",),
        ("B. Brand",),
        "letter",
    )
    assert (letter.url, letter.original_languages) == ("https://scans.example.org/34", ("en",))
    assert letter.date.edtf == "1934-06"


def test_another_archive_is_cited_by_its_own_numbers():
    note, second, coal = records(EAD3)
    assert coal.citation.written == "Example Archive, MC-001/2/7"
    assert coal.citation.shelfmarks[0].path == "MC-001/2/7"
    assert coal.date.edtf == "1948-01/1949"
    assert (note.title, second.title) == ("Note", "Note")
    assert note.id != second.id
    assert [record.id for record in records(EAD3)] == [note.id, second.id, coal.id]


# Levels and numbers, from the outer to the inner; the citation.
CITED = [
    ([("fonds", "558"), ("series", "11"), ("file", "333")], "f. 558, op. 11, d. 333"),
    ([("fonds", "558"), ("series", "558-11"), ("file", "558-11-333")], "f. 558, op. 11, d. 333"),
    ([("fonds", "F1"), ("fonds", "2"), ("file", "3")], "F1, 2, 3"),
    ([("collection", "A"), ("", "2"), ("item", "3")], "A, 2, 3"),
    ([("fonds", "558"), ("file", "Box 3, folder 7")], "558, Box 3, folder 7"),
    ([("collection", ""), ("series", ""), ("file", "ф. 4, оп. 1, д. 331")], "ф. 4, оп. 1, д. 331"),
]


@pytest.mark.parametrize(("units", "written"), CITED)
def test_citations(units, written):
    def did(number: str) -> str:
        return f"<did><unitid>{number}</unitid><unittitle>T</unittitle></did>"

    (level, number), *inner = units
    opened = "".join(f'<c level="{level}">{did(number)}' for level, number in inner)
    (record,) = records(
        f'<ead><archdesc level="{level}">{did(number)}<dsc>{opened}{"</c>" * len(inner)}</dsc>'
        "</archdesc></ead>"
    )
    assert record.citation.written == written


def test_a_finding_aid_without_units_is_said_to_be_one():
    with pytest.raises(FormatError, match=r"aid\.xml: the finding aid describes no units"):
        records("<ead><archdesc><did><unittitle>All</unittitle></did></archdesc></ead>")


def test_what_stands_before_a_damage_is_kept():
    original = Original("aid.xml", EAD[: EAD.index("<unitid>34")].encode())
    assert [record.title for record in read(original)] == ["Письма о баржах — Зенда"]
    assert original.problems[0].startswith("after 1 records: the XML is damaged")
