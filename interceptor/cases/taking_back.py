"""Withdrawing: as fast as raising, in every lane at once (research/alert-contents.md 4.7)."""

import msgspec

from interceptor.cases.closing import shut
from interceptor.cases.effects import DecisionRevision, Relearn, ReleaseStop, SendWithdrawal
from interceptor.cases.postings import Account
from interceptor.cases.states import Event, State
from interceptor.cases.transitions import TABLE
from interceptor.cases.working import Working


def take_back_all(work: Working, reason: str) -> None:
    """The payment was honest: take back every alert that is out, let go of the money, and tell the model.

    Money that is still held stays `held` until the holder says that it let go.
    """
    for alert in work.case.alerts:
        found = TABLE.get((alert.state, Event.WITHDRAW))
        if alert.state is State.WITHDRAWN or found is None:
            continue
        moved, _ = work.move(alert, Event.WITHDRAW)
        if moved.version:
            work.emit(SendWithdrawal(moved.alert_id, moved.version, reason))
    for hop in work.ledger.hops():
        sources = (Account.IN_FLIGHT, Account.UNKNOWN, Account.LOST)
        work.ledger.drain(hop, sources, Account.RELEASED, work.ledger.balance(hop, *sources))
    if work.case.stop and work.case.stop.active:
        work.change(stop=msgspec.structs.replace(work.case.stop, active=False))
        work.emit(ReleaseStop())
    work.change(withdrawn=True)
    work.emit(Relearn("cleared"))
    work.emit(DecisionRevision("withdrawn"))
    if not work.balance(Account.HELD):
        shut(work, reason, "withdrawal")
