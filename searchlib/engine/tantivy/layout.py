"""How does a document lie in tantivy? Its fields, and its terms as tantivy takes them.

tantivy counts every term of a text field towards its length, has one term at each place
unless told otherwise, and fixes its fields when an index is made. So each field of ours
takes one of a fixed number of *slots*, and a slot is several fields of tantivy's:

    bag0..2   each term as often as it comes, in one of three bags, filled up so that each
              is exactly as long as our field: tantivy's BM25 is then ours. Exact forms
              ("=слово") fill the first, lemmas and stems the others
    rest      terms that found no room in the bags, as words with four terms or more may
    places    all terms in order, for phrases: at each position the exact form and then the
              lemma, so that a position of ours is two of tantivy's
    joint     for each term the joint tokens it is in

tantivy's tokenizer puts one token at each place. Where we have more, as the lemmas of an
ambiguous form, they stand there as one *joint* token, and a phrase asks for it, too. To hand
over each token with its position instead takes three times as long.

What else is kept of a document lies in files of our own (see `direct.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from tantivy import Schema, SchemaBuilder

from searchlib.engine.tantivy.direct import Rows
from searchlib.errors import UsageError

__all__ = [
    "BAGS",
    "CHANGING",
    "NOTHING",
    "TEXT_SLOTS",
    "Slots",
    "as_readable",
    "bag_of",
    "covering",
    "encoded_id",
    "encoded_keyword",
    "encoded_span",
    "encoded_term",
    "holding",
    "id_of",
    "joint_of",
    "joint_token",
    "keyword_of",
    "schema",
    "shift_of",
]

BAGS: Final = 3
TEXT_SLOTS: Final = 16
_INTERVAL_SLOTS: Final = 48
_LONGEST: Final = 30_000
"""tantivy leaves out, silently, what takes more than 65,530 bytes."""
_LONG_TERM: Final = 250
_LOW: Final = -(2**63)
NOTHING: Final = "_"
"""What stands in a text where no term is: no term is encoded so."""
CHANGING: Final = ("meta.json", ".managed.json", "slots.json")
"""The files of an index that are written anew; each other is written once."""

Interval = tuple[int, int]


def schema() -> Schema:
    """Return the fields of tantivy's that every index of ours has."""
    builder = SchemaBuilder()
    builder.add_text_field("id", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("keywords", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("spans", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("number", fast=True)
    for slot in range(TEXT_SLOTS):
        for bag in range(BAGS):
            builder.add_text_field(f"bag{bag}_{slot}", tokenizer_name="words", index_option="freq")
        builder.add_text_field(f"rest_{slot}", tokenizer_name="words", index_option="basic")
        builder.add_text_field(f"places_{slot}", tokenizer_name="places", index_option="position")
        builder.add_text_field(f"joint_{slot}", tokenizer_name="words", index_option="basic")
        builder.add_unsigned_field(f"length_{slot}", fast=True)
    for slot in range(_INTERVAL_SLOTS):
        builder.add_integer_field(f"start_{slot}", fast=True)
    return builder.build()


def as_readable(folder: Path) -> None:
    """Let those read all of an index who may read any of it: tantivy keeps two files to one user.

    The index of an archive is built by one, and read by others.
    """
    from shutil import copymode

    for name in CHANGING:
        copymode(folder / Slots.NAME, folder / name)


class Slots:
    """Know which field of a document lies in which slot; kept in a file beside tantivy's.

    ``clean`` says that no document has ever been deleted: tantivy counts those that were
    in its statistics until they are merged away, and only nearly from then on. ``rows``
    are the files of entries.
    """

    NAME: Final = "slots.json"

    def __init__(
        self, texts: Sequence[str], intervals: Sequence[str], clean: bool, rows: Sequence[Rows]
    ) -> None:
        self.texts = {name: slot for slot, name in enumerate(texts)}
        self.intervals = {name: slot for slot, name in enumerate(intervals)}
        self.clean = clean
        self.rows = list(rows)

    @classmethod
    def read(cls, folder: Path) -> Slots:
        """Read the file. Raises OSError, ValueError, KeyError or TypeError if damaged."""
        kept = json.loads((folder / cls.NAME).read_bytes())
        rows = [Rows(*row) for row in kept["rows"]]
        return cls(kept["texts"], kept["intervals"], kept["clean"], rows)

    def write(self, folder: Path) -> None:
        """Put a new file in the place of the old one, which another index may share."""
        kept: dict[str, object] = {"texts": [*self.texts], "intervals": [*self.intervals]}
        kept |= {"clean": self.clean, "rows": self.rows}
        pending = folder / f"{self.NAME}.new"
        pending.write_text(json.dumps(kept), "utf-8")
        pending.replace(folder / self.NAME)

    def free(self) -> int:
        """Return the first number that no document has ever had."""
        return self.rows[-1].first + self.rows[-1].many if self.rows else 0

    def of_text(self, name: str) -> int:
        """Return the slot of a field of terms, the next free one if it is new."""
        return _slot(self.texts, name, TEXT_SLOTS)

    def of_interval(self, name: str) -> int:
        """Return the slot of an interval field, the next free one if it is new."""
        return _slot(self.intervals, name, _INTERVAL_SLOTS)


def _slot(slots: dict[str, int], name: str, most: int) -> int:
    if name not in slots and len(slots) == most:
        raise UsageError(
            f"The engine tantivy keeps {most} fields of a kind, and {name!r} is one more."
            " Use whoosh: searchlib rebuild --engine whoosh"
        )
    return slots.setdefault(name, len(slots))


# Strings ---------------------------------------------------------------------


def encoded_term(term: str) -> str:
    """Return a term without spaces, signs of a regular expression and halves of characters."""
    if len(term) > _LONG_TERM:
        return "~~" + _digest(_bytes(term))
    return term if term.removeprefix("=").isalnum() else "~" + _bytes(term).hex()


def bag_of(term: str) -> int:
    """Return the bag a term goes into while there is room: it decides speed, not answers.

    Exact forms are as many as the words of a text, and fill the first. A fifth of the
    others goes into the third, so that the second is seldom full.
    """
    if term.startswith("="):
        return 0
    return 2 if term and ord(term[0]) % 5 == 0 else 1


def shift_of(term: str) -> int:
    """Return which of the two places of a position a term stands at."""
    return 0 if term.startswith("=") else 1


def joint_of(terms: Sequence[str]) -> str:
    """Return what stands at a place for all of these encoded terms."""
    joint = "+".join(terms)
    return joint if len(joint) <= _LONG_TERM else "+" + _digest(joint.encode())


def _digest(long: bytes) -> str:
    """Return what stands for a term that is too long."""
    from hashlib import sha256

    return sha256(long).hexdigest()


def joint_token(term: str, joint: str) -> str:
    """Return what says that a joint token stands for an encoded term; with none, how it begins."""
    return f"{term}/{joint}"


def encoded_id(record_id: str) -> str:
    """Return an id as a string that sorts as it does, whatever characters it has."""
    return "i" + _short(_bytes(record_id), "id").hex()


def id_of(encoded: str) -> str:
    """Return the id again."""
    return _string(bytes.fromhex(encoded[1:]))


def encoded_keyword(field: str, value: str) -> str:
    """Return a value of a field as a term; those of a field begin alike."""
    octets = _short(_bytes(value), f"value of {field}")
    plain = value.isprintable() and not value.startswith("~")
    return f"{field}\x1f" + (value if plain else "~" + octets.hex())


def keyword_of(encoded: str) -> str:
    """Return the value again."""
    value = encoded.partition("\x1f")[2]
    return _string(bytes.fromhex(value[1:])) if value.startswith("~") else value


def encoded_span(field: str, span: Interval) -> str:
    """Return an interval as a term."""
    return f"{field}\x1f{span[0]},{span[1]}"


def _bytes(string: str) -> bytes:
    return string.encode("utf-8", "surrogatepass")


def _string(octets: bytes) -> str:
    return octets.decode("utf-8", "surrogatepass")


def _short(octets: bytes, what: str) -> bytes:
    if len(octets) > _LONGEST:
        raise UsageError(
            f"The engine tantivy takes no {what} of more than {_LONGEST:,} bytes. Shorten it:"
            f" {octets[:40].decode('utf-8', 'replace')}…"
        )
    return octets


# Intervals -------------------------------------------------------------------


def covering(field: str, span: Interval) -> Iterator[str]:
    """Yield as terms the blocks that make up an interval, at most two of each size.

    Blocks are as long as a power of two and begin at a multiple of their length, so that
    a number lies in 65 of them, one of each size, and in one that makes up an interval.
    """
    low, high, size = span[0] - _LOW, span[1] - _LOW + 1, 0
    while low < high:
        if low & 1:
            yield f"{field}\x1e{size},{low}"
            low += 1
        if high & 1:
            high -= 1
            yield f"{field}\x1e{size},{high}"
        low, high, size = low >> 1, high >> 1, size + 1


def holding(field: str, number: int) -> list[str]:
    """Return as terms the blocks a number lies in."""
    return [f"{field}\x1e{size},{(number - _LOW) >> size}" for size in range(65)]
