"""Phrases of BEC orders and wires in many languages, found in one pass over the text.

`phrases.csv` holds phrase, subject and language. The subjects follow research/indicators.md 5.1 and 5.3; the wording
in languages other than English is ours (estimate). Matching is on folded text and on whole words.
"""

import csv
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

MAX_TEXT: Final = 20_000
"""Characters that are read, the length cap of the context's instruction text."""

PRETEXTS: Final = frozenset({"acquisition", "loan", "secrecy", "urgency"})
"""Subjects of indicator #48."""

_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_ASCII: Final = bytes(code if chr(code).isalnum() and code < 128 else 32 for code in range(256)).lower()
_FIRST_IDEOGRAPH: Final = "\u2e80"
"""From here on, scripts write without spaces, so a phrase has no word boundary to respect."""


class Hit(NamedTuple):
    """One phrase found in a text."""

    subject: str
    phrase: str
    end: int
    """Position after the phrase in the folded text."""


def fold_text(text: str) -> str:
    """Lower case, accents and marks removed, single spaces; letters of every script are kept."""
    text = text[:MAX_TEXT]
    if text.isascii():
        return " ".join(text.encode().translate(_ASCII).decode().split())
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    text = unicodedata.normalize("NFC", "".join(char for char in decomposed if not unicodedata.combining(char)))
    return " ".join("".join(char if char.isalnum() else " " for char in text).split())


def _patterns() -> dict[str, tuple[str, ...]]:
    """Folded phrase: its subjects. German phrases also in the spelling without umlauts."""
    subjects: dict[str, set[str]] = {}
    source = files("interceptor.indicators").joinpath("phrases.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(source.splitlines()):
        for phrase in {row["phrase"], row["phrase"].translate(_UMLAUTS)}:
            subjects.setdefault(fold_text(phrase), set()).add(row["subject"])
    return {phrase: tuple(sorted(found)) for phrase, found in subjects.items()}


_SUBJECTS: Final = _patterns()
_PHRASES: Final = tuple(_SUBJECTS)
_AUTOMATON: Final = AhoCorasick(list(_PHRASES), matchkind=MatchKind.Standard)


def _bounded(text: str, start: int, end: int) -> bool:
    if text[start] >= _FIRST_IDEOGRAPH:
        return True
    return (start == 0 or text[start - 1] == " ") and (end == len(text) or text[end] == " ")


def find(folded: str) -> tuple[Hit, ...]:
    """All phrases in a folded text, in order of their ends."""
    matches = _AUTOMATON.find_matches_as_indexes(folded, overlapping=True)
    if not matches:
        return ()
    return tuple(
        Hit(subject, _PHRASES[index], end)
        for index, start, end in matches
        if _bounded(folded, start, end)
        for subject in _SUBJECTS[_PHRASES[index]]
    )


class Reading(NamedTuple):
    """A text folded and searched."""

    text: str
    hits: tuple[Hit, ...]

    def phrase(self, subjects: frozenset[str]) -> str | None:
        """The longest phrase of these subjects, or None."""
        if not self.hits:
            return None
        return max((hit.phrase for hit in self.hits if hit.subject in subjects), key=len, default=None)


@lru_cache(maxsize=32)  # of the transfer that is weighed: hardly any text comes twice, and a small cache stays at hand
def read(lines: tuple[str, ...]) -> Reading:
    """The lines of a remittance or instruction, folded as one text and searched. Cached: several indicators ask."""
    folded = fold_text(" ".join(lines))
    return Reading(folded, find(folded))


@lru_cache(maxsize=32)
def lines(name: str) -> frozenset[str]:
    """The first column of the data file `name` beside this module, without the heading."""
    source = files("interceptor.indicators").joinpath(name).read_text(encoding="utf-8")
    return frozenset(line.split(",", 1)[0] for line in source.splitlines()[1:])


@lru_cache(maxsize=32)
def words(name: str) -> frozenset[str]:
    """As `lines`, folded."""
    return frozenset(fold_text(line) for line in lines(name))


GENERIC: Final = words("generic_words.csv")
"""Words of a remittance that say nothing of what is paid: payment, invoice, services."""
