"""Facts about payer and payee that several families ask for. Pure functions of the subject; names are cached."""

from functools import lru_cache
from typing import Final

from interceptor.indicators.lexicon import words
from interceptor.indicators.subject import Subject
from interceptor.profiles.names import fold, same_payee
from interceptor.transfers.gist import Gist

UNKNOWN_COUNTRY: Final = "ZZ"
NAME_KINDS: Final = ("authority", "collector", "escrow", "factor", "trading")
"""Kinds of payee that can be told by a word of the name; `<kind>_words.csv` has the words."""
_KINDS_OF: Final = {
    word: frozenset(kind for kind in NAME_KINDS if word in words(f"{kind}_words.csv"))
    for file_kind in NAME_KINDS
    for word in words(f"{file_kind}_words.csv")
}
_NO_KINDS: Final[frozenset[str]] = frozenset()
_ASSIGNED: Final = frozenset({"collector", "factor"})
_BEGINNING: Final = 3
"""Letters compared before names are folded: even names written in one word and in two share them."""
_MARKS: Final = bytes(code for code in range(128) if not chr(code).isalnum())
_STEM_LETTERS: Final = 5
"""Letters that a shared first word needs to be a group's name rather than chance (estimate)."""


def redirected_abroad(subject: Subject) -> bool:
    """Indicators #1 and #3 hold: a known payee on a new account in a country where it was never paid.

    Evidence that lowers is worth nothing then: at Norfund and Quanta the mule account carried the true name
    (research/indicators.md 1.2 #11; K30 K1).
    """
    if subject.country == UNKNOWN_COUNTRY:
        return False
    return bool(subject.earlier) and all(known.country != subject.country for known in subject.earlier)


def sector(subject: Subject) -> str | None:
    """The payer's line of business as one lower-case word, from the context."""
    text = subject.context.debtor_sector
    return text.strip().lower().replace(" ", "_").replace("-", "_") if text else None


@lru_cache(maxsize=16_384)
def kinds_named(name: str) -> frozenset[str]:
    """The kinds of payee (`NAME_KINDS`) that words of `name` speak of, legal forms aside."""
    found = [_KINDS_OF[word] for word in fold(name).words if word in _KINDS_OF]
    return frozenset().union(*found) if found else _NO_KINDS


def _beginnings_met(debtor: str, creditor: str) -> bool:
    """False when no word of `debtor` can begin as `creditor` does. Spares folding the names of most debtors."""
    known = fold(creditor).words
    if not known or not debtor.isascii() or not creditor.isascii():
        return bool(known)
    return known[0][:_BEGINNING] in debtor.encode().translate(None, _MARKS).decode().lower()


def same_group(debtor: str | None, creditor: str | None) -> float:
    """1.0 for one name, 0.5 for a shared first word that is a name of its own, 0.0 otherwise."""
    return _group(debtor, creditor) if debtor and creditor and _beginnings_met(debtor, creditor) else 0.0


@lru_cache(maxsize=16_384)
def _group(debtor: str, creditor: str) -> float:
    if same_payee(debtor, creditor):
        return 1.0
    first, second = fold(debtor).words, fold(creditor).words
    if not first or not second or first[0] != second[0]:
        return 0.0
    return 0.5 if len(first[0]) >= _STEM_LETTERS and first[0] not in words("common_words.csv") else 0.0


def creditor_assigned(gist: Gist) -> bool:
    """The creditor is by its name a factor, or a payment company that collects for merchants."""
    name = gist.creditor
    return bool(name) and not kinds_named(name or "").isdisjoint(_ASSIGNED)
