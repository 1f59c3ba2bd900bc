"""After which words does a full stop end no sentence? Abbreviations, Russian and English."""

from __future__ import annotations

__all__ = ["ABBREVIATIONS"]

_BEFORE_NAMES = """
тов товв т.т гр г-н г-жа проф акад доц д-р ген полк подполк кап лейт серж адм инж зам пом нач
зав гос им ул пл пер просп пр-т наб бульв пос дер р-н обл оз сов ред сост изд перев авт см ср ст
напр т.е т.к т.н т.ч т.о т.наз и.о в.и.о врио св прот архиеп митр гв орд исп вх
mr mrs ms dr prof rev hon fr gen lt col maj capt cpt sgt pvt cpl adm cmdr cdr sen rep gov pres
amb st cde cdes drs messrs mme mlle mt ft vs cf e.g i.e viz approx eds trans transl incl dept govt
"""
_BEFORE_NUMBERS = """
стр лл оп дд пп пар гл рис илл табл вып кн тт ок прим прил тел кв корп
no nos nr vol vols pp ch chap fig figs art arts sec sect para paras fol ff op ll ca ext
jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun
"""
_UNITS = "тыс млн млрд трлн руб коп долл чел шт экз сек мин час кг км см мм га т л"
_DATED = "г гг в вв н.э"
_CLOSING = "т.д т.п др пр etc al"
_IN_MIDDLE = "a.m p.m jr sr inc ltd co corp bros ph.d ave blvd rd"

ABBREVIATIONS = {
    word: kind
    for kind, words in (
        ("before a name", _BEFORE_NAMES),
        ("before a number", _BEFORE_NUMBERS),
        ("behind a number", _UNITS),
        ("behind a year", _DATED),
        ("closes a list", _CLOSING),
        ("in the middle", _IN_MIDDLE),
    )
    for word in words.split()
}
"""By abbreviation, without its last stop, where it stands; with two stops (т.е) without spaces."""
