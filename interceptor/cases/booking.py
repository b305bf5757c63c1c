"""What an answer says of the money, booked. Close on money, not on text; a hold is not a return; pending is nothing."""

from decimal import Decimal

import msgspec

from interceptor.cases.case import Alert, Hold
from interceptor.cases.holds import active, end_hold, place_hold, settle, trim
from interceptor.cases.ledger import ZERO, rate_of, rounded
from interceptor.cases.onward import follow, leave
from interceptor.cases.postings import Account
from interceptor.cases.reply import Reply
from interceptor.cases.states import Event
from interceptor.cases.working import Working
from interceptor.errors import CaseError, Fault

_RETURNABLE = (
    Account.HELD,
    Account.IN_FLIGHT,
    Account.UNKNOWN,
    Account.LOST,
    Account.RELEASED,
    Account.FORFEITED,
)
"""Where returned money can have been believed to be, in the order in which it is taken."""
_MOVABLE = (Account.IN_FLIGHT, Account.HELD, Account.LOST)


def book(work: Working, alert: Alert, reply: Reply) -> None:
    """Book the reply on its alert's hop. Raises `CaseError` (`bad_amount`, `unbalanced`) and books nothing."""
    for amount in (reply.amount, reply.gone, reply.equivalent):
        if amount is not None and not (amount.is_finite() and amount > 0):
            raise CaseError(Fault.BAD_AMOUNT, reply.answer.value)
    if reply.charges is not None and not (reply.charges.is_finite() and reply.charges >= 0):
        raise CaseError(Fault.BAD_AMOUNT, "charges")
    booking = _BOOKINGS.get(reply.answer)
    if booking is not None:
        booking(work, alert, reply)


def stated(work: Working, hop: int, reply: Reply) -> Decimal | None:
    """The reply's amount in the hop's currency; None when it states none. Raises `CaseError` (`unbalanced`)."""
    if reply.amount is None:
        return None
    if reply.currency in (None, work.ledger.currency(hop)):
        return reply.amount
    if reply.equivalent is None:
        raise CaseError(Fault.UNBALANCED, "another currency without its equivalent")
    return reply.equivalent


def _held(work: Working, alert: Alert, reply: Reply) -> None:
    amount = stated(work, alert.hop, reply)
    if amount is None:
        raise CaseError(Fault.MISSING_FIELD, "amount")
    place_hold(work, alert, amount, reply.expires_at, reply.legal_basis)


def _partly_held(work: Working, alert: Alert, reply: Reply) -> None:
    _held(work, alert, reply)
    leave(work, alert.hop, reply.gone)
    follow(work, alert, reply.onward, reply.gone)


def _gone(work: Working, alert: Alert, reply: Reply) -> None:
    total = stated(work, alert.hop, reply)
    end_hold(work, alert.alert_id)
    settle(work, alert.hop)
    leave(work, alert.hop, total)
    follow(work, alert, reply.onward, total)


def _returned(work: Working, alert: Alert, reply: Reply) -> None:
    hop, ledger = alert.hop, work.ledger
    amount = stated(work, hop, reply)
    if amount is None or reply.amount is None or reply.currency is None:
        raise CaseError(Fault.MISSING_FIELD, "amount")
    charges = reply.charges or ZERO
    rate = None
    if reply.currency != ledger.currency(hop):
        rate = (reply.currency, rate_of(amount, reply.amount))
        charges = rounded(charges * amount / reply.amount, ledger.currency(hop))
    amount -= ledger.drain(hop, _RETURNABLE, Account.RETURNED, amount, rate)
    charges -= ledger.drain(hop, _RETURNABLE, Account.CHARGES, charges)
    for child in work.case.children(hop):
        _take_back(work, hop, child.number, amount + charges)
        amount -= ledger.drain(hop, (Account.UNKNOWN,), Account.RETURNED, amount, rate)
        charges -= ledger.drain(hop, (Account.UNKNOWN,), Account.CHARGES, charges)
    if amount:
        ledger.post(hop, Account.OUTSIDE, Account.SURPLUS, amount)
        work.call("surplus", alert.alert_id)
    trim(work, hop)
    work.once(returned=work.now)


def _take_back(work: Working, hop: int, child: int, wanted: Decimal) -> None:
    """Money that had moved on comes back through the hop: the child's money is the hop's again, at its own rate."""
    ledger = work.ledger
    moved = ledger.moved_to(hop, child)
    there = ledger.balance(child, Account.UNKNOWN, *_MOVABLE)
    if wanted <= 0 or moved <= 0 or there <= 0:
        return
    opened = ledger.balance(child, Account.ALERTED)
    amount = min(wanted, moved, rounded(moved * there / opened, ledger.currency(hop)))
    same = ledger.currency(hop) == ledger.currency(child)
    received = min(there, amount if same else rounded(opened * amount / moved, ledger.currency(child)))
    if same:
        amount = received
    if amount <= 0 or received <= 0:
        return
    ledger.drain(child, _MOVABLE, Account.UNKNOWN, received - ledger.balance(child, Account.UNKNOWN))
    ledger.take_back(hop, amount, child, received)
    trim(work, child)


def _released(work: Working, alert: Alert, reply: Reply) -> None:
    hop, ledger = alert.hop, work.ledger
    amount = stated(work, hop, reply)
    ended = end_hold(work, alert.alert_id)
    if not ended:  # the news of the hold is still on its way, or it was never told
        flying = ledger.balance(hop, Account.IN_FLIGHT)
        ledger.drain(hop, (Account.IN_FLIGHT,), Account.RELEASED, flying if amount is None else amount)
        return
    others = max((hold.amount for hold in active(work.case, hop)), default=ZERO)
    free = max(ledger.balance(hop, Account.HELD) - others, ZERO)
    let_go = ledger.drain(hop, (Account.HELD,), Account.RELEASED, free if amount is None else min(free, amount))
    if amount is not None and let_go < free:  # a part only: the hold stands for the rest
        rest = ledger.balance(hop, Account.HELD)
        work.change(holds=tuple(_reopened(hold, alert.alert_id, rest) for hold in work.case.holds))


def _reopened(hold: Hold, alert_id: str, amount: Decimal) -> Hold:
    if hold.alert_id != alert_id:
        return hold
    again: Hold = msgspec.structs.replace(hold, active=True, amount=amount)
    return again


def _forfeited(work: Working, alert: Alert, reply: Reply) -> None:
    sources = (Account.HELD, Account.UNKNOWN, Account.IN_FLIGHT)
    amount = stated(work, alert.hop, reply)
    held = work.ledger.balance(alert.hop, Account.HELD) or work.ledger.balance(alert.hop, *sources)
    work.ledger.drain(alert.hop, sources, Account.FORFEITED, held if amount is None else amount)
    trim(work, alert.hop)


_BOOKINGS = {
    Event.HELD: _held,
    Event.PARTLY_HELD: _partly_held,
    Event.GONE: _gone,
    Event.RETURNED: _returned,
    Event.RELEASED: _released,
    Event.FORFEITED: _forfeited,
}
