"""The order of work: most money that can still be recovered first (DESIGN 6)."""

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal

from interceptor.cases.case import Case
from interceptor.cases.ledger import Ledger
from interceptor.cases.postings import Account

Chance = Callable[[str | None, float, str | None], float]
"""Chance of recovery, 0 to 1, by rail, hours since the transfer, and jurisdiction of the hop, as in
`interceptor.decisions.recoverability.chance`."""

Worth = Callable[[Decimal, str], float]
"""An amount in one currency of comparison; approximate, for ordering alone."""


def recoverable(case: Case, now: datetime, chance: Chance, worth: Worth) -> float:
    """Amount times probability times chance, summed over the hops, in the currency of `worth`.

    Counts what is not in hand: in flight and unknown, and held money, since every hold ends. What is reported or
    confirmed is certain.
    """
    hours = max((now - case.transfer_at).total_seconds() / 3600, 0.0)
    probability = case.probability if case.basis == "suspected" else 1.0
    ledger = Ledger(case.postings, now, "")
    total = 0.0
    for hop in case.hops:
        open_money = ledger.balance(hop.number, Account.IN_FLIGHT, Account.UNKNOWN, Account.HELD)
        if open_money:
            total += worth(open_money, hop.currency) * chance(case.rail, hours, hop.jurisdiction)
    return probability * total


def ordered(cases: Iterable[Case], now: datetime, chance: Chance, worth: Worth) -> list[tuple[float, Case]]:
    """Cases that are not closed with what each may still bring, the most first; equals by age, then id."""
    rated = [(recoverable(case, now, chance, worth), case) for case in cases if case.status != "closed"]
    return sorted(rated, key=lambda pair: (-pair[0], pair[1].opened_at, pair[1].case_id))
