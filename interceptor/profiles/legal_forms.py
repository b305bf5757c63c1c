"""Legal forms of companies: told apart from the words of a name, one spelling each.

`legal_forms.csv` has spellings as they stand after folding (lower case, transliterated, no marks); `native_forms.csv`
those of scripts without word spaces, found before transliteration. Both are our selection (general knowledge).
"""

import csv
from importlib.resources import files
from typing import Final

_CONNECTORS: Final = frozenset(("and", "und", "et", "the"))


def _rows(name: str) -> list[tuple[str, str]]:
    text = files("interceptor.profiles").joinpath(name).read_text(encoding="utf-8")
    return [(row["spelling"], row["form"]) for row in csv.DictReader(text.splitlines())]


_SPELLINGS: Final = _rows("legal_forms.csv")
_SINGLE: Final = {spelling: form.split() for spelling, form in _SPELLINGS if " " not in spelling}
_NATIVE: Final = _rows("native_forms.csv")
_FIRST_NATIVE: Final = "\u0590"
"""Latin, Greek, Cyrillic and Armenian letters come before it; they write spaces between words."""


def _phrases() -> dict[str, list[tuple[list[str], list[str]]]]:
    """Spellings of several words by their first word, the longest first."""
    phrases: dict[str, list[tuple[list[str], list[str]]]] = {}
    for spelling, form in sorted(_SPELLINGS, key=lambda row: -len(row[0])):
        words = spelling.split()
        if len(words) > 1:
            phrases.setdefault(words[0], []).append((words, form.split()))
    return phrases


_PHRASES: Final = _phrases()
_TRIGGERS: Final = _SINGLE.keys() | _PHRASES.keys() | _CONNECTORS


def split_forms(words: list[str]) -> tuple[list[str], set[str]]:
    """The core words of a name and its legal forms. A name of nothing but forms keeps its words as core.

    Forms count wherever they stand: PT and OOO come first, and word order is not kept by every bank.
    """
    if _TRIGGERS.isdisjoint(words):
        return words, set()
    core: list[str] = []
    forms: set[str] = set()
    position = 0
    while position < len(words):
        word = words[position]
        position += 1
        if word not in _TRIGGERS:
            core.append(word)
            continue
        for spelled, form in _PHRASES.get(word, ()):
            if words[position - 1 : position - 1 + len(spelled)] == spelled:
                forms.update(form)
                position += len(spelled) - 1
                break
        else:
            if word in _SINGLE:
                forms.update(_SINGLE[word])
            elif word not in _CONNECTORS:
                core.append(word)
    return core or words, forms


def split_native(text: str) -> tuple[str, set[str]]:
    """`text` without the legal forms of scripts that write no spaces, and those forms."""
    forms: set[str] = set()
    if max(text, default="") < _FIRST_NATIVE:
        return text, forms
    for spelling, form in _NATIVE:
        if spelling in text:
            text = text.replace(spelling, " ")
            forms.add(form)
    return text, forms


def begins_form(fragment: str) -> bool:
    """True when a cut name could end in `fragment` because a legal form stood there."""
    return any(spelling.startswith(fragment) for spelling in _SINGLE)
