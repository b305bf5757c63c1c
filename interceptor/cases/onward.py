"""Onward hops: what a desk says about where money went opens child hops and moves the money to them.

Amounts are totals up to now. The same place named again, by whomever, is the same hop; a larger total moves the
difference. Cash and crypto end the chain: a person hands the case to whoever follows them
(research/alert-contents.md 4.3).
"""

from decimal import Decimal

from interceptor.cases.case import Alert, Hop, Lane
from interceptor.cases.effects import PlanLanes
from interceptor.cases.ledger import ZERO, rounded
from interceptor.cases.opening import place_key
from interceptor.cases.postings import Account
from interceptor.cases.reply import Onward
from interceptor.cases.working import Working
from interceptor.errors import CaseError, Fault
from interceptor.transfers.accounts import canonical_number, masked

_ALL_LANES: tuple[Lane, ...] = ("bank", "desk", "police", "fiu")
_TASKS = {"cash": "cash_out", "crypto": "hand_over_virtual_assets"}


def leave(work: Working, hop: int, total: Decimal | None) -> None:
    """Book that `total` (all that is in flight, when None) has left the hop's account: it is `unknown` until named."""
    gone = work.ledger.balance(hop, Account.UNKNOWN, Account.MOVED_ON, Account.LOST)
    flying = work.ledger.balance(hop, Account.IN_FLIGHT)
    work.ledger.drain(hop, (Account.IN_FLIGHT,), Account.UNKNOWN, flying if total is None else max(total - gone, ZERO))


def follow(work: Working, alert: Alert, onward: tuple[Onward, ...], gone: Decimal | None) -> None:
    """Move money to the places named. `gone` is the total that left, for a lone item without rate."""
    debits = [_debited(work, alert.hop, item, gone if len(onward) == 1 else None) for item in onward]
    ended = ZERO
    for item, debit in zip(onward, debits, strict=True):
        if item.channel == "transfer":
            _move(work, alert, item, debit)
        else:
            ended += debit
            work.call(_TASKS[item.channel], alert.alert_id)
    missing = ended - work.ledger.balance(alert.hop, Account.LOST)
    if ended and missing > 0:
        moved = work.ledger.drain(alert.hop, (Account.UNKNOWN, Account.IN_FLIGHT), Account.LOST, missing)
        if moved < missing:
            work.call("amounts_disagree", alert.alert_id)


def _debited(work: Working, hop: int, item: Onward, gone: Decimal | None) -> Decimal:
    """The item's money in the hop's currency. Raises `CaseError` (`unbalanced`) when that cannot be known."""
    currency = work.ledger.currency(hop)
    if item.amount <= 0 or (item.rate is not None and item.rate <= 0):
        raise CaseError(Fault.BAD_AMOUNT, "onward")
    if item.currency == currency:
        return item.amount
    debited = item.debited or (rounded(item.amount / item.rate, currency) if item.rate else gone)
    if debited is None or debited <= 0:
        raise CaseError(Fault.UNBALANCED, "onward: another currency without rate or debited amount")
    return debited


def _move(work: Working, alert: Alert, item: Onward, debit: Decimal) -> None:
    hop = work.case.hop(alert.hop)
    child = _child(work, hop, item)
    wanted = debit - (work.ledger.moved_to(hop.number, child.number) if child.number in work.ledger.hops() else ZERO)
    if wanted <= 0:
        return
    loose = work.ledger.balance(hop.number, Account.UNKNOWN)
    if loose < wanted:
        loose += work.ledger.drain(hop.number, (Account.IN_FLIGHT,), Account.UNKNOWN, wanted - loose)
    amount = min(wanted, loose)
    if amount < wanted:
        work.call("amounts_disagree", alert.alert_id)
    received = amount if child.currency == hop.currency else rounded(item.amount * amount / debit, child.currency)
    if amount <= 0 or received <= 0:
        return
    fresh = child.number not in work.ledger.hops()
    work.ledger.move_on(hop.number, amount, child.number, received, child.currency)
    if fresh:
        work.put_hop(child)
        _raise(work, child)


def _child(work: Working, hop: Hop, item: Onward) -> Hop:
    """The child hop of this place, known or new."""
    key = place_key(item.account, item.bic, item.currency)
    for child in work.case.children(hop.number):
        if child.account_key == key:
            return child
    return Hop(
        number=max(known.number for known in work.case.hops) + 1,
        parent=hop.number,
        jurisdiction=item.country or (item.bic[4:6] if item.bic else None),
        account=masked(canonical_number(item.account)) if item.account else "(none)",
        account_key=key,
        account_number=item.account,
        agent_bic=item.bic,
        currency=item.currency,
        depth=hop.depth + 1,
    )


def _raise(work: Working, child: Hop) -> None:
    if child.depth > work.policy.hop_limit:
        work.call("hop_limit")
    elif not work.case.withdrawn:
        work.emit(PlanLanes(child.number, _ALL_LANES))
