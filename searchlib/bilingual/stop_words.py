"""Which words say too little to insist on? Stop words: articles, prepositions, pronouns."""

from __future__ import annotations

__all__ = ["STOP_WORDS"]

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

STOP_WORDS = frozenset(_RUSSIAN.split()) | frozenset(_ENGLISH.split())
