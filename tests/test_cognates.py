"""Do words that sound alike in both scripts have the same consonants, and others not?"""

from __future__ import annotations

import pytest

from searchlib.bilingual.cognates import consonants

ALIKE = """
молотов molotov, маньчжурия manchuria, гоминьдан guomindang, эньлай enlai, цзэдун zedong
харьков kharkov, хрущев khrushchev, партия parti, политбюро politburo, телеграмма telegram
центральный central, джонсон johnson, ялта yalta, югославия yugoslavia, вьетнам vietnam
"""
UNLIKE = "москва mukden, корея korea, армия division, сталин lenin, помощь help, и and, 1949 1949"


@pytest.mark.parametrize("pair", ALIKE.replace("\n", ",").strip(",").split(","))
def test_cognates_have_the_same_consonants(pair):
    russian, english = pair.split()
    assert consonants(russian) == consonants(english) != ""


@pytest.mark.parametrize("pair", UNLIKE.split(","))
def test_other_words_have_not(pair):
    russian, english = pair.split()
    assert consonants(russian) != consonants(english) or consonants(russian) == ""
