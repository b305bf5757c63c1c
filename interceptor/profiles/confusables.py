"""Characters that pass for others: the eye's view of a name or domain, which spoofed spellings share.

The swaps seen in real cases are rn for m and l for i (research/indicators.md K4 K47); the letters of other scripts
that look Latin are the commonly abused ones, listed in `confusables.csv` (our selection, estimate).
"""

import csv
import unicodedata
from importlib.resources import files
from typing import Final

_TABLE: Final = files("interceptor.profiles").joinpath("confusables.csv").read_text(encoding="utf-8")
_FOREIGN: Final = {row["character"]: row["latin"] for row in csv.DictReader(_TABLE.splitlines())}
_FOREIGN_LETTERS: Final = frozenset(_FOREIGN)
_ALIKE: Final = {"i": "l", "1": "l", "|": "l", "!": "l", "0": "o", "5": "s", "3": "e", "8": "b"}
_ONE_EYE: Final = str.maketrans(_FOREIGN | _ALIKE)
_ONE_EYE_ASCII: Final = bytes.maketrans("".join(_ALIKE).encode(), "".join(_ALIKE.values()).encode())
_SEQUENCES: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"))


def skeleton(text: str) -> str:
    """What the eye sees: texts with equal skeletons pass for each other. `text` is case-folded, not transliterated."""
    seen = text.encode().translate(_ONE_EYE_ASCII).decode() if text.isascii() else text.translate(_ONE_EYE)
    for sequence, letter in _SEQUENCES:
        if sequence in seen:
            seen = seen.replace(sequence, letter)
    return seen


def spoofed(word: str) -> bool:
    """True when one case-folded word mixes Latin letters with look-alikes of another script.

    A word wholly in one script is honest writing and may be transliterated; a mixed one must not be, since that
    would turn the spoof into the name it imitates.
    """
    if word.isascii() or _FOREIGN_LETTERS.isdisjoint(word):
        return False
    return any("a" <= char <= "z" or unicodedata.name(char, "").startswith("LATIN") for char in word)
