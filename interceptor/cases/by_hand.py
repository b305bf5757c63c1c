"""What cannot be sent as a message: it was not sent, so it must not look so, and a person sends it another way."""

from datetime import datetime

import msgspec

from interceptor.cases.case import Case
from interceptor.cases.effects import CaseChange
from interceptor.cases.gates import BY_HAND
from interceptor.cases.policy import DEFAULT_POLICY, CasePolicy
from interceptor.cases.states import Event, State
from interceptor.cases.working import Working
from interceptor.errors import CaseError, Fault

_REPLACE = msgspec.structs.replace


def unsendable(
    case: Case, alert_id: str, code: str, now: datetime, *, policy: CasePolicy = DEFAULT_POLICY
) -> CaseChange:
    """The alert's newest version could not be made; `code` says why. The version is taken back as never made.

    An alert that has just left its draft is a draft again. One whose earlier version is out stays where it is.
    """
    work = Working(case, now, "sending", policy)
    alert = case.alert(alert_id)
    sent_before = alert.history[-1].event is not Event.SEND
    if not sent_before:
        alert, _ = work.move(alert, Event.UNSENDABLE, code)
        gates = tuple(dict.fromkeys((*alert.gates, BY_HAND)))
        alert = _REPLACE(alert, gates=gates, sent_at=alert.sent_at if alert.version > 1 else None)
    work.put(_REPLACE(alert, version=alert.version - 1, message_ids=alert.message_ids[:-1]))
    times = [other.sent_at for other in work.case.alerts if other.sent_at]
    work.change(times=_REPLACE(case.times, sent=min(times, default=None)))
    work.call("send_by_hand", alert_id)
    return work.done()


def sent_by_hand(
    case: Case, alert_id: str, officer: str, now: datetime, *, policy: CasePolicy = DEFAULT_POLICY
) -> CaseChange:
    """An officer has sent a draft another way: it counts as sent, and its answer is waited for. Nothing is rendered.

    Raises `CaseError` (`illegal_step`) for an alert that waits for anything but this.
    """
    work = Working(case, now, officer, policy)
    alert = case.alert(alert_id)
    if alert.state is not State.DRAFT or alert.gates != (BY_HAND,):
        raise CaseError(Fault.ILLEGAL_STEP, "sent by hand: " + (", ".join(alert.gates) or alert.state.value))
    moved, _ = work.move(alert, Event.SEND)
    work.once(sent=now)
    sent_at = moved.sent_at or now
    work.put(_REPLACE(moved, version=moved.version + 1, sent_at=sent_at, signed_by=officer, gates=()))
    return work.done()
