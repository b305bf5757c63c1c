"""Payments to somebody other than the party owed (research/indicators.md 1.2 #15 and #22)."""

from functools import lru_cache
from itertools import filterfalse
from typing import Final

from interceptor.indicators.declaration import UNSETTLED, indicator
from interceptor.indicators.lexicon import read, words
from interceptor.indicators.quoting import quote
from interceptor.indicators.standing import creditor_assigned, same_group
from interceptor.indicators.subject import Subject
from interceptor.profiles.names import MAX_LENGTH, fold, looks_alike, same_payee
from interceptor.transfers.transfer import Transfer

_ON_BEHALF: Final = frozenset({"on_behalf", "further_credit"})
_NAMED_WORDS: Final = 4
"""Words after "on behalf of" that are taken for the name (estimate)."""

_LEAST_LETTERS: Final = 8
"""Letters and spaces of a known payee's name before its words in a remittance mean that payee (estimate)."""


def _party_named(remittance: tuple[str, ...]) -> str | None:
    """The party that the remittance names after "on behalf of" or "for further credit to"."""
    reading = read(remittance)
    if not reading.hits:
        return None
    ends = [hit.end for hit in reading.hits if hit.subject in _ON_BEHALF]
    if not ends:
        return None
    named = [word for word in reading.text[max(ends) :].split()[:_NAMED_WORDS] if not word.isdigit()]
    return " ".join(named)[:MAX_LENGTH] or None


def _is(name: str, party: str | None) -> bool:
    """`party` is the one named: same, nearly, or all its words are at the start of `name`."""
    if not party:
        return False
    if name == party:
        return True
    core = fold(party).words
    return same_payee(name, party) or looks_alike(name, party) or (bool(core) and fold(name).words[: len(core)] == core)


@lru_cache(maxsize=4_096)
def _said(remittance: tuple[str, ...]) -> frozenset[str]:
    """The words of the remittance that are not generic; empty when they are too short to name anybody.

    Most remittances are: numbers, and words such as invoice.
    """
    generic = words("generic_words.csv")
    said = [word for word in read(remittance).text.split() if word not in generic]
    return frozenset(said if sum(map(len, filterfalse(str.isdigit, said))) >= _LEAST_LETTERS - 2 else ())


@lru_cache(maxsize=65_536)
def _words_of(name: str) -> frozenset[str] | None:
    """The words of a payee's name that together mean it; None when they are too short for that."""
    core = fold(name).words
    return frozenset(core) if sum(map(len, core)) + len(core) > _LEAST_LETTERS else None


def _known_payee_named(subject: Subject) -> str | None:
    """A payee known to this debtor, other than the creditor, that the remittance names."""
    said = _said(subject.transfer.remittance) if subject.debtor.payees else None
    if not said:
        return None
    for entity, payee in subject.payees.items():
        named = _words_of(payee.name)
        if named is not None and named <= said and entity != subject.payee.entity:
            own = (fold(subject.transfer.creditor.name or "").key, fold(subject.transfer.debtor.name or "").key)
            return None if fold(payee.name).key in own else payee.name
    return None


def _party_owed(subject: Subject) -> str | None:
    """The party that the message names as owed, when it is neither the creditor nor the payer's side."""
    transfer = subject.transfer
    ultimate = transfer.ultimate_creditor
    for name in (ultimate.name if ultimate is not None else None, _party_named(transfer.remittance)):
        if name and name != transfer.creditor.name and not _is_a_party(name, transfer):
            return name
    return _known_payee_named(subject)


def _is_a_party(name: str, transfer: Transfer) -> bool:
    payer = transfer.ultimate_debtor
    parties = (transfer.creditor.name, transfer.debtor.name, payer.name if payer is not None else None)
    return any(_is(name, party) for party in parties)


def _third_party(subject: Subject, value: float) -> str:
    owed, creditor = quote(_party_owed(subject)), quote(subject.transfer.creditor.name)
    named = f"The message names {owed} as the party owed, the creditor is {creditor}"
    return f"{named}, by its name a factor, a collector or of the same group." if value < 1.0 else f"{named}."


@indicator(
    number=15,
    id="third_party_creditor",
    typologies="ATT VEC MNA",
    data="P+H",
    strength="S",
    source="indicators.md 1.2 #15; K11 K22 K51 HKL",
    evidence=_third_party,
    steps=((0.5, 0.2), (1.0, 1.0)),
    gate=UNSETTLED,
)
def third_party_creditor(subject: Subject) -> float | None:
    """1.0 when the message names another party as owed; 0.5 when the creditor is a factor, collector or group company.

    None when the message has neither remittance nor ultimate creditor.
    """
    transfer = subject.transfer
    if not transfer.remittance and transfer.ultimate_creditor is None:
        return None
    owed = _party_owed(subject)
    if owed is None:
        return 0.0
    return 0.5 if creditor_assigned(transfer) or same_group(owed, transfer.creditor.name) else 1.0


def _further_credit(subject: Subject, value: float) -> str:
    ultimate = subject.transfer.ultimate_creditor
    party = ultimate.name if ultimate is not None and ultimate.name else _further_party(subject)
    return f"The money is to be passed on to {quote(party) if party else 'a further party'}."


def _lines(subject: Subject) -> tuple[str, ...]:
    transfer = subject.transfer
    return transfer.remittance + transfer.instructions if transfer.instructions else transfer.remittance


def _further_party(subject: Subject) -> str | None:
    return _party_named(_lines(subject))


@indicator(
    number=22,
    id="ultimate_creditor_further_credit",
    typologies="VEC ATT MNA",
    data="P+H",
    strength="M",
    source="indicators.md 1.2 #22; FFKC",
    evidence=_further_credit,
    steps=((0.5, 0.4), (1.0, 1.0)),
    gate=UNSETTLED,
)
def ultimate_creditor_further_credit(subject: Subject) -> float | None:
    """1.0 when the money is to go on to a party new to the debtor, 0.5 when that party is one of its payees.

    Never None: a message that names no further party is known to name none.
    """
    transfer = subject.transfer
    ultimate = transfer.ultimate_creditor
    party = ultimate.name if ultimate is not None else None
    if party and _is(party, transfer.creditor.name):
        party = None
    if not party:
        if not read(_lines(subject)).phrase(frozenset({"further_credit"})):
            return 0.0
        party = _further_party(subject)
    return 0.5 if party and any(same_payee(party, payee.name) for payee in subject.payees.values()) else 1.0
