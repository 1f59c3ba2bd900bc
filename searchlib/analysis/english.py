"""Under which stems is this English word form found? Those of its base, in one spelling.

Stems are Snowball's ("Porter 2"). Before stemming, irregular forms are led back to
their base and British and American spellings to one of them, so that ``men`` and
``man``, ``organisation`` and ``organization`` end in the same stem.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from searchlib.patterns import lazily

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["stems"]

# Each line: a base and its irregular forms. A form standing on two lines, or marked
# with *, is a word of its own as well («found», «saw», «left»), and gets every stem.
_IRREGULAR = """
arise arose arisen; awake awoke awoken; be am is are was were been; bear bore* borne;
beat beaten; become became; befall befell befallen; begin began begun; behold beheld;
bend bent*; beset beset; bid bade bidden; bind bound*; bite bit* bitten; bleed bled;
blow blew blown; break broke* broken; breed bred; bring brought; build built;
burn burnt; buy bought; catch caught; choose chose chosen; cling clung; come came;
creep crept; deal dealt; dig dug; do does did done; draw drew drawn; dream dreamt;
drink drank drunk*; drive drove* driven; dwell dwelt; eat ate eaten; fall fell*
fallen; feed fed*; feel felt*; fight fought; find found*; flee fled; fling flung;
fly flew flown flies; forbid forbade forbidden; foresee foresaw foreseen; forget
forgot forgotten; forgive forgave forgiven; forsake forsook forsaken; freeze froze
frozen; get got gotten; give gave given; go goes went gone; grind ground*; grow grew
grown; hang hung; have has had; hear heard; hide hid hidden; hold held; keep kept;
kneel knelt; know knew known; lay laid lain; lead led; lean leant; leap leapt; learn
learnt; leave left*; lend lent*; lie lay* lain lying; light lit; lose lost; make made;
mean meant; meet met; mislead misled; mistake mistook mistaken; misunderstand
misunderstood; outdo outdid outdone; overcome overcame; overdo overdone; oversee
oversaw overseen; overtake overtook overtaken; overthrow overthrew overthrown; partake
partook; pay paid; prove proven; rebuild rebuilt; repay repaid; ride rode ridden; ring
rang rung*; rise rose* risen; run ran; say said; see saw* seen; seek sought; sell sold;
send sent; sew sewn; shake shook shaken; shine shone; shoot shot*; show shown; shrink
shrank shrunk; sing sang sung; sink sank sunk; sit sat; sleep slept; slide slid; smell
smelt*; sow sown; speak spoke* spoken; speed sped; spell spelt; spend spent; spill
spilt; spin spun; spoil spoilt; spring sprang sprung; stand stood; steal stole* stolen;
stick stuck; sting stung; stride strode; strike struck stricken; string strung; strive
strove striven; swear swore sworn; sweep swept; swell swollen; swim swam swum; swing
swung; take took taken; teach taught; tear tore torn; tell told; think thought*; throw
threw thrown; tread trod trodden; undergo undergoes underwent undergone; understand
understood; undertake undertook undertaken; undo undid undone; uphold upheld; wake woke
woken; wear wore worn; weave wove woven; weep wept; win won*; wind wound*; withdraw
withdrew withdrawn; withhold withheld; withstand withstood; write wrote written;
man men; woman women; child children; foot feet; tooth teeth; goose geese; mouse mice;
louse lice; ox oxen; die dice* dying; tie tying; penny pence; brother brethren;
calf calves; half halves; knife knives; leaf leaves*; life lives*; loaf loaves; self
selves; shelf shelves; thief thieves; wife wives; wolf wolves; scarf scarves;
analysis analyses*; axis axes*; basis bases*; crisis crises; emphasis emphases;
hypothesis hypotheses; oasis oases; parenthesis parentheses; synthesis syntheses;
thesis theses; criterion criteria; phenomenon phenomena; index indices; appendix
appendices; matrix matrices; nucleus nuclei; stimulus stimuli; stratum strata;
memorandum memoranda; curriculum curricula; bureau bureaux; plateau plateaux;
good better best; bad worse worst; far farther farthest further* furthest; old elder*
eldest; bus buses; gas gases; comrade cde cdes; government govt; department dept;
committee cttee; hour hr hrs; year yr yrs; february feb; august aug; september sept; october
oct; november nov; december dec
"""

# Adjectives compared by endings; the stemmer would take «highest» for another word.
_COMPARED = """
big bold brief bright broad busy cheap clean clear close cold dark deep early easy fair fast
few fine firm full grave great hard harsh heavy high hot kind large late light long loud low
near new nice old poor quick quiet rare rich safe sharp short simple slow small soft soon
strict strong sure tall thick thin tough true warm weak wide wise young
"""

_BRITISH_AMERICAN = """
aeroplane airplane  calibre caliber  catalogue catalog  centre center  cheque check
defence defense  dialogue dialog  fibre fiber  grey gray  judgement judgment
licence license  litre liter  manoeuvre maneuver  metre meter  offence offense
plough plow  pretence pretense  programme program  reconnoitre reconnoiter  sabre saber
sceptical skeptical  spectre specter  sulphur sulfur  theatre theater
"""
_SPELLINGS = dict(zip(_BRITISH_AMERICAN.split()[::2], _BRITISH_AMERICAN.split()[1::2], strict=True))

# Four, hour, pour, tour and the like are no such words, therefore the list.
_OUR = lazily(
    "^((?:dis|mis|un)?(?:arm|behavi|cand|clam|col|demean|endeav|fav|ferv|glam|harb|hon"
    "|hum|lab|neighb|od|parl|ranc|rig|rum|sav|splend|tum|val|vap|vig))our"
)
_IZE = lazily("(?<=[a-z]{4})iz(e[drs]?|ers|ing|ation|ations|ational)$")
_YZE = lazily("(?<=[a-z]{3})yz(e[drs]?|ers|ing)$")
_MEN = lazily("(?<=[a-z]{3})men$")
_NOT_MEN = frozenset(("abdomen", "acumen", "albumen", "regimen", "specimen", "turkmen"))
_POSSESSIVE = lazily("(?:'s|(?<=s)')$")


def _bases() -> dict[str, tuple[str, ...]]:
    """Return the bases of each irregular form, itself last where it is one of them."""
    bases: dict[str, tuple[str, ...]] = {}
    own = set()
    for line in _IRREGULAR.replace("\n", " ").split(";"):
        base, *forms = line.split()
        for form in forms:
            word = form.rstrip("*")
            bases[word] = (*bases.get(word, ()), base)
            if word != form:
                own.add(word)
    for base in _COMPARED.split():
        bases |= dict.fromkeys(_degrees(base), (base,))
    return {word: (*found, word) if word in own else found for word, found in bases.items()}


def _degrees(adjective: str) -> tuple[str, str]:
    """Return an adjective's comparative and superlative: easier, easiest; bigger, biggest."""
    if adjective.endswith("y"):
        stem = adjective[:-1] + "i"
    elif re.fullmatch("[^aeiou]+[aeiou][^aeiouwxy]", adjective):
        stem = adjective + adjective[-1]
    else:
        stem = adjective.removesuffix("e")
    return stem + "er", stem + "est"


_BASES = _bases()


@lru_cache(maxsize=1)
def _stem() -> Callable[[str], str]:
    """Load the stemmer, on the first form that needs it."""
    from Stemmer import Stemmer

    stem: Callable[[str], str] = Stemmer("english").stemWord
    return stem


@lru_cache(maxsize=1 << 17)
def stems(form: str) -> tuple[str, ...]:
    """Return every stem a folded form is found under, the likeliest first.

    >>> stems("found")
    ('find', 'found')
    """
    word = _POSSESSIVE.sub("", form).replace("'", "")
    stem = _stem()
    found = (stem(_one_spelling(base)) for base in _BASES.get(word, (word,)))
    return tuple(dict.fromkeys(filter(None, found))) or (form,)


def _one_spelling(word: str) -> str:
    """Return a word as spelt on one side of the Atlantic: labor, center, organise."""
    if word in _SPELLINGS:
        return _SPELLINGS[word]
    if word.endswith("s") and word[:-1] in _SPELLINGS:
        return _SPELLINGS[word[:-1]] + "s"
    if word.endswith("men") and word not in _NOT_MEN:
        return _MEN.sub("man", word)
    word = _OUR.sub(r"\1or", word)
    return _YZE.sub(r"ys\1", _IZE.sub(r"is\1", word))
