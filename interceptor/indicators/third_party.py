"""Payments to somebody other than the party owed (research/indicators.md 1.2 #15 and #22)."""

from functools import lru_cache
from typing import Final

from interceptor.indicators.declaration import UNSETTLED, indicator
from interceptor.indicators.lexicon import GENERIC, Reading, read
from interceptor.indicators.quoting import quote
from interceptor.indicators.standing import creditor_assigned, same_group
from interceptor.indicators.subject import Subject
from interceptor.profiles.names import MAX_LENGTH, fold, letters, looks_alike, same_payee
from interceptor.transfers.gist import Gist

_ON_BEHALF: Final = frozenset({"on_behalf", "further_credit"})
_NAMED_WORDS: Final = 4
"""Words after "on behalf of" that are taken for the name (estimate)."""

_LEAST_LETTERS: Final = 8
"""Letters and spaces of a known payee's name before its words in a remittance mean that payee (estimate)."""


def _party_named(reading: Reading) -> str | None:
    """The party that the text names after "on behalf of" or "for further credit to"."""
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


def _said(text: str) -> set[str]:
    """The words of the folded remittance that are not generic; empty when they are too short to name anybody.

    Most remittances are: numbers, and words such as invoice.
    """
    said = [word for word in text.split() if word not in GENERIC]
    return set(said) if sum([len(word) for word in said if not word.isdigit()]) >= _LEAST_LETTERS - 2 else set()


@lru_cache(maxsize=4_096)
def _words_of(name: str) -> frozenset[str] | None:
    """The words of a payee's name that together mean it; None when they are too short for that."""
    core = fold(name).words
    return frozenset(core) if sum(map(len, core)) + len(core) > _LEAST_LETTERS else None


def _known_payee_named(subject: Subject) -> str | None:
    """A payee known to this debtor, other than the creditor, that the remittance names."""
    said = _said(subject.reading.text) if subject.debtor.payees else None
    if not said:
        return None
    names = subject.payee_names
    written = "".join(names)
    # Most texts have no word that stands in the letters of any name, which is cheaper to see than the words of each.
    spelled = letters(written)
    unspelled = not any(word in spelled for word in said)
    if unspelled and written.isascii():
        return None
    for entity, name in zip(subject.debtor.payees, names, strict=True):
        if unspelled and name.isascii():
            continue
        named = _words_of(name)
        if named is not None and named <= said and entity != subject.payee.entity:
            own = (fold(subject.gist.creditor or "").key, fold(subject.gist.debtor or "").key)
            return None if fold(name).key in own else name
    return None


def _party_owed(subject: Subject) -> str | None:
    """The party that the message names as owed, when it is neither the creditor nor the payer's side."""
    gist = subject.gist
    for name in (gist.ultimate_creditor, _party_named(subject.reading)):
        if name and name != gist.creditor and not _is_a_party(name, gist):
            return name
    return _known_payee_named(subject)


def _is_a_party(name: str, gist: Gist) -> bool:
    return any(_is(name, party) for party in (gist.creditor, gist.debtor, gist.ultimate_debtor))


def _third_party(subject: Subject, value: float) -> str:
    owed, creditor = quote(_party_owed(subject)), quote(subject.gist.creditor)
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
    gist = subject.gist
    if not gist.remittance and not gist.for_another:
        return None
    owed = _party_owed(subject)
    if owed is None:
        return 0.0
    return 0.5 if creditor_assigned(gist) or same_group(owed, gist.creditor) else 1.0


def _further_credit(subject: Subject, value: float) -> str:
    party = subject.gist.ultimate_creditor or _further_party(subject)
    return f"The money is to be passed on to {quote(party) if party else 'a further party'}."


def _with_instructions(subject: Subject) -> Reading:
    """The remittance and the instructions to banks as one text."""
    gist = subject.gist
    return read(gist.remittance + gist.instructions) if gist.instructions else subject.reading


def _further_party(subject: Subject) -> str | None:
    return _party_named(_with_instructions(subject))


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
    gist = subject.gist
    party = gist.ultimate_creditor
    if party and _is(party, gist.creditor):
        party = None
    if not party:
        if not _with_instructions(subject).phrase(frozenset({"further_credit"})):
            return 0.0
        party = _further_party(subject)
    return 0.5 if party and any(same_payee(party, name) for name in subject.payee_names) else 1.0
