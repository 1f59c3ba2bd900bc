"""Which words say too little to insist on? Stop words: articles, prepositions, pronouns."""

from __future__ import annotations

from collections.abc import Sequence

from searchlib.analysis import fold
from searchlib.query import tree as ask

__all__ = ["LITTLE_WORDS", "STOP_WORDS", "is_stop_word", "parted"]

_RUSSIAN = """
а без будет будут бы был была были было быть в во вот все всего всех вы где да для до его ее
если есть еще же за зачем здесь и из или им их к как какая какие каким какими каких какого какое
какой каком какому какую ко когда которая которое которые который кто куда ли либо между мне мы
на над нас не него нее нет ни них но ну о об обо однако он она они оно от откуда ото перед по
под почему при про с сам свои свой себя сколько со так также такой там те тем то того тоже той
только том тот ту ты у уже хотя чего чей чем что чтобы чье чья эта эти это этого этой этом этот
я
"""
_ENGLISH = """
a about also am an and any are as at be because been but by can could did do does for from had
has have he her here him his how i if in into is it its me more most my no not of on or our out
she should so some such than that the their them then there these they this those to up upon us
was we were what when where which who whom whose why will with would you your
"""

_RUSSIAN_MORE = """
благодаря ввиду вдоль вместо вне внутри возле вокруг вопреки вслед вследствие ибо касательно кроме
лишь мимо накануне насчет около относительно поверх подле позади помимо поперек после посреди
посредством поэтому прежде против ради сверх свыше сквозь согласно спустя среди через чрез
"""
_ENGLISH_MORE = """
above according across after against along alongside although amid amidst among amongst around
before behind being below beneath beside besides between beyond both concerning despite due during
each either except having however inside near neither nor onto outside over per regarding since
though through throughout thus till toward towards under underneath unless unlike until via versus
whereas whether while whilst within without yet
"""

STOP_WORDS = frozenset(_RUSSIAN.split()) | frozenset(_ENGLISH.split())
"""Words that are left out wherever the meanings of words are compared or learnt."""
LITTLE_WORDS = STOP_WORDS | frozenset(_RUSSIAN_MORE.split()) | frozenset(_ENGLISH_MORE.split())
"""Words that no record need have: prepositions besides, which the other language may say by a
case or not at all."""


def parted(nodes: Sequence[ask.Node]) -> tuple[list[ask.Node], list[ask.Node]]:
    """Return the nodes to insist on, and those that are stop words."""
    rest: list[ask.Node] = []
    stop_words: list[ask.Node] = []
    for node in nodes:
        (stop_words if is_stop_word(node, nodes) else rest).append(node)
    return rest, stop_words


def is_stop_word(node: ask.Node, beside: Sequence[ask.Node]) -> bool:
    """Say whether a node is a stop word: but US is a country, and Ли in Ли Сын Ман a name.

    All in capitals says nothing when the whole query is; nor does a capital at its start,
    unless another follows.
    """
    if not isinstance(node, ask.Word) or fold(node.text) not in LITTLE_WORDS:
        return False
    words = [other.text for other in beside if isinstance(other, ask.Word)]
    place = next(i for i, other in enumerate(beside) if other is node)
    after = beside[place + 1] if place + 1 < len(beside) else None
    if _in_capitals(node.text) and not all(map(_in_capitals, words)):
        return False
    if not node.text[:1].isupper() or _in_capitals(node.text):
        return True
    named = isinstance(after, ask.Word) and after.text[:1].isupper()
    return place == 0 and not named


def _in_capitals(word: str) -> bool:
    return len(word) > 1 and not any(map(str.islower, word))
