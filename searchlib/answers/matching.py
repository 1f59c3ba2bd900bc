"""Where in a text do words stand that are most like a quotation's, and which of them differ?

Approximate matching with whole words in place of letters, bit-parallel (G. Myers, A Fast
Bit-Vector Algorithm for Approximate String Matching, Journal of the ACM 46(3), 1999): the
time is that of one look at each word of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from searchlib.analysis import tokenize

__all__ = ["Nearest", "Word", "edits", "nearest", "words_of"]


class Word(NamedTuple):
    """Hold a word of a text: where it stands, and its folded form."""

    start: int
    end: int
    form: str


class Nearest(NamedTuple):
    """Say which words are most like others, ``words[first:last]``, and how many edits apart."""

    first: int
    last: int
    edits: int


def words_of(text: str) -> list[Word]:
    """Return the words of a text, each once: the parts of a hyphenated one, a completed one whole.

    >>> [word.form for word in words_of("Юго-[В]осток, ещё")]
    ['юго', 'восток', 'еще']
    """
    words: list[Word] = []
    for start, end, form, _ in tokenize(text):
        if words and start < words[-1].end:
            if "[" in text[words[-1].start : words[-1].end]:
                continue  # what the original has of a word that an editor completed
            if start == words[-1].start:
                words.pop()
        words.append(Word(start, end, form))
    return words


def nearest(wanted: Sequence[str], words: Sequence[str], begin: int = 0) -> Nearest | None:
    """Return the first of the places, from ``begin`` on, that is the fewest edits from ``wanted``.

    An edit adds, takes away or changes a word. Of places that overlap one is preferred that
    ends, and begins, with the word wanted there. None where no word is the same.
    """
    best, last = len(wanted), -1
    for end, edits in enumerate(_edits(wanted, islice(words, begin, None), free=True), begin + 1):
        if edits > best or (last < 0 and edits == best):
            continue
        if edits < best:
            best, last = edits, end
        elif end - last <= len(wanted) and words[last - 1] != wanted[-1] == words[end - 1]:
            last = end
        if not best:
            break
    if last < 0:
        return None
    back = words[max(begin, last - len(wanted) - best) : last][::-1]
    counted = enumerate(_edits(wanted[::-1], back, free=False), 1)
    lengths = [number for number, edits in counted if edits == best]
    whole = [number for number in lengths if words[last - number] == wanted[0]]
    return Nearest(last - (whole or lengths)[0], last, best)


def _edits(wanted: Sequence[str], words: Iterable[str], *, free: bool) -> Iterator[int]:
    """Yield, for each of ``words``, how many edits those up to it are from ``wanted``.

    ``free`` leaves out of account how many stand before the first.
    """
    masks: dict[str, int] = {}
    for number, word in enumerate(wanted):
        masks[word] = masks.get(word, 0) | 1 << number
    every = (1 << len(wanted)) - 1
    highest = 1 << len(wanted) - 1
    more, less, edits, carried = every, 0, len(wanted), int(not free)
    for word in words:
        same = masks.get(word, 0)
        across = (((same & more) + more) ^ more) | same
        up = (less | ~(across | more)) & every
        down = more & across
        if up & highest:
            edits += 1
        elif down & highest:
            edits -= 1
        up = up << 1 | carried
        held = same | less
        more = (down << 1 | ~(held | up)) & every
        less = up & held & every
        yield edits


def edits(wanted: Sequence[str], words: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Return which stretches differ: ``wanted[a:b]`` and ``words[c:d]``, as a, b, c, d."""
    from rapidfuzz.distance import Levenshtein

    found: list[tuple[int, int, int, int]] = []
    for code in Levenshtein.opcodes(list(wanted), list(words)):
        if code.tag == "equal":
            continue
        a, c = code.src_start, code.dest_start
        if found and found[-1][1::2] == (a, c):
            a, _, c, _ = found.pop()
        found.append((a, code.src_end, c, code.dest_end))
    return found
