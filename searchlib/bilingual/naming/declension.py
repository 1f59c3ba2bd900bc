"""In which forms may this Russian name stand? Those of its declension, likely or not.

The other way round from ``nominative.py``, for looking up what an index holds.
"""

from __future__ import annotations

__all__ = ["cases"]

# What a nominative ends in, and what stands there in the other cases. The first row that fits
# decides; what fits none has no cases, as Чжоу, or has a consonant at its end.
_ROWS = tuple(
    (ending, tuple(others.split()))
    for ending, others in (
        ("ий", "ого ому им ом его ему ем"),
        ("ый", "ого ому ым ом"),
        ("ой", "ого ому ым ом им"),
        ("ая", "ой ую ою"),
        ("яя", "ей юю ею"),
        ("ое", "ого ому ым ом"),
        ("ее", "его ему им ем"),
        ("ия", "ии ию ией иею"),
        ("а", "ы и у ой ей ою ею е"),
        ("я", "и ю ей ею е"),
        ("й", "я ю ем е и"),
        ("ь", "я ю ем е и ью"),
    )
)
_AFTER_CONSONANT = ("а", "у", "ом", "ем", "е", "ым", "ы")
_PLURAL = {
    "ы": ("", "ов", "ам", "ами", "ах"),
    "и": ("", "ов", "ам", "ами", "ах", "ей", "ям", "ями", "ях"),
}
_VOWELS = "аеиоуыэюя"


def cases(name: str) -> tuple[str, ...]:
    """Return the forms of a folded name in the nominative, itself first.

    >>> cases("эньляй")
    ('эньляй', 'эньляя', 'эньляю', 'эньляем', 'эньляе', 'эньляи')
    """
    for ending, others in _ROWS:
        if name.endswith(ending) and len(name) > len(ending):
            stem = name.removesuffix(ending)
            return (name, *(stem + other for other in others))
    if name[-1:] in _PLURAL and len(name) > 3:
        return (name, *(name[:-1] + other for other in _PLURAL[name[-1]]))
    if name[-1:] in _VOWELS:
        return (name,)
    return (name, *(name + other for other in _AFTER_CONSONANT))
