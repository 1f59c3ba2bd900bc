"""Are the tokens of a text the same when its words were read before?"""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from test_among import TEXTS

from searchlib.analysis import tokenize
from searchlib.analysis.remembering import tokens_of


@settings(max_examples=200)
@given(TEXTS)
@example("в 1 000\u00a0000 раз, 38-й [И]осиф\n\n и.о. U.S.-backed вой-\nска")
@example("один\n\n-\n\n два [sic]. А.\nБ.\tВ.")
@example("١ 000 и 1 000")
def test_gives_what_reading_gives(text):
    assert tokens_of(text) == list(tokenize(text))
    assert tokens_of(text) == list(tokenize(text))


@pytest.mark.parametrize("piece", ["а-", "а ", "\n ", "-\n", "1 000 ", "[а]", "U.", "-\t"])
def test_hostile_texts_take_bounded_time(piece):
    started = time.process_time()
    tokens_of(piece * (200_000 // len(piece)))
    assert time.process_time() - started < 2
