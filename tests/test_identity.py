"""Is a record known under the same id wherever it comes from?"""

from __future__ import annotations

import pytest

from searchlib.formats.identity import record_id

IDS = [
    ("https://digitalarchive.wilsoncenter.org/document/114898", "wilsoncenter-114898"),
    ("https://digitalarchive.wilsoncenter.org/document/114898/", "wilsoncenter-114898"),
    ("https://digitalarchive.wilsoncenter.org/document/114898.pdf", "wilsoncenter-114898"),
    (
        "https://digitalarchive.wilsoncenter.org/document/Ciphered-telegram-no-8600",
        "wilsoncenter-ciphered-telegram-no-8600",
    ),
    ("http://www.archives.gov.uk/record/12", "archives-12"),
    (
        "https://history.state.gov/historicaldocuments/frus1949v09/d1303",
        "state-frus1949v09-d1303",
    ),
    ("https://example.org/view?id=5", "example-view-id-5"),
]


@pytest.mark.parametrize(("url", "known"), IDS)
def test_ids_from_addresses(url, known):
    assert record_id(url=url, title="anything") == known


@pytest.mark.parametrize("url", ["", "https://example.org", "https://", "http://[", "no address"])
def test_ids_without_an_address_are_digests(url):
    found = record_id(url=url, title="A  Report", date="1950", citation="AP RF, f. 1")
    assert found == record_id(title="a report", date="1950", citation="AP RF,  F. 1", text="other")
    assert len(found) == 12
    assert found != record_id(title="A Report", date="1951", citation="AP RF, f. 1")


def test_without_a_description_the_text_makes_the_id():
    assert record_id(title="Notes", text="one") != record_id(title="Notes", text="two")
