"""Which number does a word say? Cardinals, ordinals and months, Russian and English.

Russian words are looked up by their lemma, English ones by their form.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

__all__ = ["MONTHS", "SCALES", "WORDS", "Part", "prefixed"]


class Part(NamedTuple):
    """Hold what a word adds to a number, or by how much it multiplies what stands before it.

    ``sure`` words say a number wherever they stand: three does, one and second do not.
    """

    value: Fraction
    sure: bool = False
    scale: bool = False


# Before the stroke the words that are sure.
_NUMBERS = """
0 | ноль нуль zero
1 | один единственный первый one single once first
2 | два двое оба дважды вдвое второй пара двойной two both twice double pair couple second
3 три three | трое трижды втрое третий тройной втроем third triple thrice threefold
4 четыре four | четверо четвертый вчетвером fourth fourfold
5 пять five | пятеро пятый впятером fifth fivefold
6 шесть six | шестеро шестой sixth
7 семь seven | семеро седьмой seventh
8 восемь eight | восьмой eighth
9 девять nine | девятый ninth
10 десять ten | десяток десятый десятилетие tenth tenfold decade decades
11 одиннадцать eleven | одиннадцатый eleventh
12 двенадцать twelve | двенадцатый дюжина twelfth dozen dozens
13 тринадцать thirteen | тринадцатый thirteenth
14 четырнадцать fourteen | четырнадцатый fourteenth
15 пятнадцать fifteen | пятнадцатый fifteenth
16 шестнадцать sixteen | шестнадцатый sixteenth
17 семнадцать seventeen | семнадцатый seventeenth
18 восемнадцать eighteen | восемнадцатый eighteenth
19 девятнадцать nineteen | девятнадцатый nineteenth
20 двадцать twenty | двадцатый twentieth twenties
24 | сутки
30 тридцать thirty | тридцатый thirtieth thirties
40 сорок forty | сороковой fortieth forties
50 пятьдесят fifty | пятидесятый полсотни fiftieth fifties
60 шестьдесят sixty | шестидесятый sixtieth sixties
70 семьдесят seventy | семидесятый seventieth seventies
80 восемьдесят eighty | восьмидесятый eightieth eighties
90 девяносто ninety | девяностый ninetieth nineties
100 сто | сотый hundredth
200 двести | двухсотый
300 триста | трехсотый
400 четыреста |
500 пятьсот |
600 шестьсот |
700 семьсот |
800 восемьсот |
900 девятьсот |
500000 | полмиллиона
3/2 | полтора
1/2 | половина half
1/3 | треть
1/4 | четверть quarter
"""
_SCALES = """
100 hundred hundreds сотня
1000 thousand thousands тысяча тысячный
100000 lakh лакх
1000000 million millions mln mn миллион миллионный
10000000 crore крор
1000000000 billion billions bn bln миллиард
1000000000000 trillion trillions tn trln триллион трлн
"""
_MONTHS = """
1 январь january jan
2 февраль february feb
3 март march mar
4 апрель april apr
5 май may
6 июнь june jun
7 июль july jul
8 август august aug
9 сентябрь september sep sept
10 октябрь october oct
11 ноябрь november nov
12 декабрь december dec
"""
_PREFIXES = """
2 двух
3 трех
4 четырех
5 пяти
6 шести
7 семи
8 восьми
9 девяти
10 десяти
11 одиннадцати
12 двенадцати
13 тринадцати
14 четырнадцати
15 пятнадцати
16 шестнадцати
17 семнадцати
18 восемнадцати
19 девятнадцати
20 двадцати
30 тридцати
40 сорока
50 пятидесяти
60 шестидесяти
70 семидесяти
80 восьмидесяти
90 девяносто
3/2 полутора
"""


def _rows(table: str) -> list[tuple[Fraction, str]]:
    """Return the rows of a table: a number, and the words after it."""
    rows = (row.partition(" ") for row in table.strip().split("\n"))
    return [(Fraction(number), words) for number, _, words in rows]


def _by_word(table: str) -> dict[str, Fraction]:
    return {word: number for number, words in _rows(table) for word in words.split()}


SCALES: Mapping[str, int] = {word: int(number) for word, number in _by_word(_SCALES).items()}
WORDS: Mapping[str, Part] = {
    **{
        word: Part(number, sure)
        for number, words in _rows(_NUMBERS)
        for sure, some in zip((True, False), words.split("|"), strict=True)
        for word in some.split()
    },
    **{word: Part(Fraction(number), scale=True) for word, number in SCALES.items()},
}
"""By lemma or form."""
MONTHS: Mapping[str, int] = {word: int(number) for word, number in _by_word(_MONTHS).items()}
"""The number of each month; said so only beside a day or a year."""
_BEFORE: Mapping[str, Fraction] = _by_word(_PREFIXES)
_TEN, _TWENTY = 10, 20
_SHORTEST, _LONGEST = min(map(len, _BEFORE)), max(map(len, _BEFORE))


def prefixed(form: str) -> Fraction | None:
    """Return the number a folded Russian compound begins with: двухлетний, двадцатипятилетний."""
    for length in range(min(_LONGEST, len(form) - _SHORTEST), _SHORTEST - 1, -1):
        if (value := _BEFORE.get(form[:length])) is not None:
            units = prefixed(form[length:]) if value >= _TWENTY else None
            return value + units if units is not None and units < _TEN else value
    return None
