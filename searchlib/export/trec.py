"""Write hits as a run of TREC, which trec_eval and its kin compare with judgements."""

from __future__ import annotations

import re
from urllib.parse import quote

__all__ = ["trec"]

# White space ends a field; a per cent sign is escaped with it, so that ids can be restored.
_UNFIT = re.compile("[\\s%\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_TAG = "searchlib"


def trec(name: str, record_id: str, rank: int, score: float) -> str:
    """Return the line of one hit: ``qid Q0 docno rank score tag``.

    White space in names and ids is percent-encoded.
    """
    return f"{_word(name)} Q0 {_word(record_id)} {rank} {score:.6f} {_TAG}\n"


def _word(text: str) -> str:
    return _UNFIT.sub(lambda found: quote(found[0], safe="", errors="surrogatepass"), text) or "-"
