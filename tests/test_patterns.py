"""A pattern that is compiled when it is used answers as a compiled one, and raises only then."""

import re

import pytest

from searchlib.patterns import lazily


def test_it_answers_as_a_compiled_pattern_does():
    late, early = lazily(r"(?P<word>\w+)", re.ASCII), re.compile(r"(?P<word>\w+)", re.ASCII)
    for text in ("tons of coal", "тонн угля", "", "100 тонн"):
        assert late.findall(text) == early.findall(text)
        assert [found.span() for found in late.finditer(text, 2)] == [
            found.span() for found in early.finditer(text, 2)
        ]
        assert late.sub("x", text) == early.sub("x", text)
    assert late.match("coal")["word"] == "coal"
    assert (late.pattern, late.flags, late.groupindex) == (
        early.pattern, early.flags, early.groupindex,
    )  # fmt: skip
    assert lazily(rb"\d+").findall(b"17 May 1949") == [b"17", b"1949"]


def test_it_is_compiled_once_and_only_when_it_is_used(monkeypatch):
    compiled = []
    real = re.compile
    monkeypatch.setattr(re, "compile", lambda *given: compiled.append(given) or real(*given))
    late = lazily("угл[ья]")
    assert compiled == []
    assert [bool(late.search(text)) for text in ("уголь", "угля", "угль")] == [False, True, True]
    assert compiled == [("угл[ья]", 0)]


def test_a_mistake_in_it_is_said_when_it_is_used():
    late = lazily("угл(")
    with pytest.raises(re.error, match="unterminated subpattern"):
        late.search("угля")
