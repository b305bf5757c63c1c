"""A message of ours that the network refused: the alert was not delivered, and goes again at once."""

import msgspec

from interceptor.cases.case import Alert
from interceptor.cases.effects import SendWithdrawal
from interceptor.cases.gates import UNDELIVERED
from interceptor.cases.states import Event, State
from interceptor.cases.working import Working


def resend(work: Working, alert: Alert) -> None:
    """Re-arm the alert (research/iso20022.md 4.7, admi.002), as a new version; a person looks at why.

    After the policy's number of re-sends it stays a draft until an officer signs, so that two machines cannot go on
    refusing and sending. Raises `CaseError` (`illegal_step`) where nothing of ours can be under way.
    """
    moved, _ = work.move(alert, Event.UNDELIVERED)
    work.call("undelivered", moved.alert_id)
    if moved.state is State.WITHDRAWN:
        work.emit(SendWithdrawal(moved.alert_id, moved.version, "withdrawn"))
        return
    refused = sum(entry.event is Event.UNDELIVERED for entry in moved.history)
    if refused <= work.policy.resends:
        if moved.state is State.DRAFT:
            work.send(moved)
        else:
            work.render(moved)
    elif moved.state is State.DRAFT:
        work.put(msgspec.structs.replace(moved, gates=(UNDELIVERED,)))
