"""Is a name that of a natural person or of an organisation? For research/indicators.md 1.2 #16.

Decided by legal form, vocabulary and shape only; `None` where those do not tell. The vocabulary (`name_words.csv`) is
our selection of frequent given and family names, titles and company words in several languages (estimate).
"""

import csv
from functools import lru_cache
from importlib.resources import files
from typing import Final

from interceptor.profiles.names import fold

_MOST_WORDS: Final = 5
"""A personal name has at most this many words (estimate): longer ones are descriptions of organisations."""


def _vocabulary() -> dict[str, frozenset[str]]:
    text = files("interceptor.profiles").joinpath("name_words.csv").read_text(encoding="utf-8")
    kinds: dict[str, set[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        kinds.setdefault(row["kind"], set()).add(row["word"])
    return {kind: frozenset(words) for kind, words in kinds.items()}


_WORDS: Final = _vocabulary()
_GIVEN, _FAMILY, _COMPANY, _TITLES = _WORDS["given"], _WORDS["family"], _WORDS["company"], _WORDS["title"]
_HAN_FAMILY: Final = _WORDS["han_family"]


def _han_person(name: str) -> bool:
    text = "".join(name.split())
    return 2 <= len(text) <= 3 and text[0] in _HAN_FAMILY and all("一" <= char <= "鿿" for char in text)


@lru_cache(maxsize=16_384)
def is_person_name(name: str) -> bool | None:
    """True for a natural person, False for an organisation, None when the name alone does not tell."""
    parts = fold(name)
    words = parts.words
    if not words:
        return None
    if not _COMPANY.isdisjoint(words) or any(char.isdigit() for char in parts.squashed):
        return False
    if parts.forms:
        # Sa, As and Co are surnames too: after a given name they do not tell.
        return None if words[0] in _GIVEN and max(map(len, parts.forms)) <= 2 else False
    if _han_person(name):
        return True
    if words[0] in _TITLES:
        return True if len(words) > 1 else None
    if not 2 <= len(words) <= _MOST_WORDS:
        return None
    if not _GIVEN.isdisjoint(words) or len(_FAMILY.intersection(words)) > 1:
        return True
    return None
