"""How is a Korean name written in Russian, and in the three Latin ways?

Russian follows Kholodovich (Ким Ир Сен) or Kontsevich (Ким Ирсон); Latin McCune and
Reischauer (Kim Ilsŏng), the Revised Romanisation of 2000 (Gim Il-seong), or the bearer
(Kim Il Sung, Park, Rhee). Letters of one and of another pair off by the sounds they share.
"""

from __future__ import annotations

from functools import cache

from searchlib.bilingual.naming.pairs import Pairs, parse

__all__ = ["SURNAMES", "pairs"]

_SURNAMES = """
ким пак ли цой цхой чхве чон чан кан хан юн но син со сон хван ан хо ю лим чо ко мун ян ом
пэ пек нам пан чу чин ку мин сим вон хон пхе тхак ха пю чхэ чэ ке
"""
SURNAMES = frozenset(_SURNAMES.split())
"""Surnames as Russian writes them: a name of two or three short words that begins so."""

# Costs in hundredths, as for the learnt table; ё is е in what texts are indexed under.
_LETTERS = """
к k 10 g 20 kk 120
г k 20 g 10
кх k 20 kh 60
х h 5
т t 10 d 20 tt 120
д t 20 d 10
тх t 20 th 60
п p 10 b 20 pp 120
б p 20 b 10
пх p 20 ph 60
ч ch 10 j 15 tch 150
чж ch 20 j 20 jj 100
дж ch 20 j 10
чх ch 10
ц ch 30 j 100
с s 5 sh 60 ss 120
си si 5 shi 20 see 60
ш sh 20 s 60
щи si 20 shi 20
м m 5
н n 5 ng 10
нъ ng 5
нг ng 15
л l 5 r 15 n 120 ll 80
ль l 5 r 80 n 150
р r 5 l 10 n 120
в w 10 v 100
й i 40 y 20
ъ _ 10
ь _ 40
а a 5 ah 60
о o 10 eo 10 u 120 uh 120 oh 80 au 150
е e 20 o 15 yo 20 ye 30 eo 25 yeo 30 u 90 you 60 yu 90 young 400 ae 60 ai 60
э ae 10 ai 15 e 20 a 150
ай ae 60 ai 20
и i 5 ee 50 yi 60 ui 50
у u 10 oo 40 woo 90 wu 90 ou 120
ы u 15 eu 10 i 120 oo 80
ый ui 10 eui 20 i 100 ee 120
я ya 5 a 150
йя yae 10
йе ye 10
йо yo 10 yeo 20
ю yu 10 yoo 50 you 60 iu 100
ва wa 5 oa 60
во wo 10 weo 40 won 400
ве we 20 wae 40 oe 20 oi 30
вэ wae 10 oe 15 oi 40
ви wi 10 wee 60
ой oe 20 oi 20 oy 60
цой choe 0 choi 0 choy 40
хен hyon 10 hyeon 10 hon 10 heon 10 hyun 15
"""


@cache
def pairs() -> Pairs:
    """Return the table of Korean letters and groups of letters."""
    return Pairs(parse(_LETTERS.splitlines()))
