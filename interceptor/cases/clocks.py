"""Clocks: when a case must be looked at next, and what happens when a clock strikes."""

from datetime import datetime, timedelta

import msgspec

from interceptor.cases.case import Alert, Case, Hold, Stop
from interceptor.cases.effects import CaseChange, DecisionRevision, SendStatusRequest
from interceptor.cases.holds import end_hold, settle
from interceptor.cases.policy import DEFAULT_POLICY, CasePolicy
from interceptor.cases.states import Event
from interceptor.cases.transitions import TABLE
from interceptor.cases.working import Working
from interceptor.messages.message_ids import status_request_id

_REPLACE = msgspec.structs.replace


def due(case: Case) -> datetime | None:
    """When the next clock strikes; None when nothing runs. The engine then calls `expire`."""
    if case.status == "closed" and not any(hold.active for hold in case.holds):
        return None
    moments = [alert.due_at for alert in case.alerts if alert.due_at is not None]
    for hold in case.holds:
        if hold.active:
            moments += [hold.expires_at, *hold.warnings]
    if case.stop and case.stop.active and not case.stop.struck:
        moments.append(case.stop.until)
    return min(moments, default=None)


def expire(case: Case, now: datetime, *, policy: CasePolicy = DEFAULT_POLICY) -> CaseChange:
    """Everything whose time has come: warn of holds and end them, chase late answers, strike the stop's deadline.

    Calling it early or twice changes nothing.
    """
    moment = due(case)
    if moment is None or moment > now:
        return CaseChange(case, ())
    work = Working(case, now, "clock", policy)
    for hold in case.holds:
        if hold.active:
            _hold(work, hold)
    for alert in work.case.alerts:
        if alert.due_at is not None and alert.due_at <= now:
            _overdue(work, alert)
    stop = work.case.stop
    if stop and stop.active and not stop.struck and stop.until <= now:
        # Silence is never release: the bank applies its declared default, and the stop stays until it tells us.
        work.change(stop=_REPLACE(stop, struck=True))
        work.call("stop_deadline", due_at=stop.until)
        work.emit(DecisionRevision("deadline"))
    return work.done()


def extend_stop(case: Case, until: datetime) -> Case:
    """The case with a stop that goes on until `until`, and strikes again then; as it was where nothing is stopped."""
    return _REPLACE(case, stop=Stop(until)) if case.stop and case.stop.active else case


def _hold(work: Working, hold: Hold) -> None:
    if hold.expires_at <= work.now:
        work.reopen()
        end_hold(work, hold.alert_id)
        settle(work, hold.hop)
        alert = work.case.alert(hold.alert_id)
        if (alert.state, Event.EXPIRE) in TABLE:
            work.move(alert, Event.EXPIRE)
        work.call("hold_expired", hold.alert_id, hold.expires_at)
        work.emit(DecisionRevision("deadline"))
    elif any(moment <= work.now for moment in hold.warnings):
        left = tuple(moment for moment in hold.warnings if moment > work.now)
        work.change(
            holds=tuple(_REPLACE(other, warnings=left) if other is hold else other for other in work.case.holds)
        )
        work.call("hold_warning", hold.alert_id, hold.expires_at)


def _overdue(work: Working, alert: Alert) -> None:
    """The addressee's time is up: chase. Our own is up: call a person, once."""
    if (alert.state, Event.CHASE) not in TABLE:
        work.put(_REPLACE(alert, due_at=None))
        work.call("overdue", alert.alert_id, alert.due_at)
        return
    moved, _ = work.move(alert, Event.CHASE)
    ordinal = alert.chased + 1
    identifier = status_request_id(alert.alert_id, alert.version, ordinal)
    # A chase that would strike again at once would never end: an hour is the shortest time to answer.
    again = max(moved.due_at or work.now, work.now + timedelta(hours=1))
    work.put(_REPLACE(moved, chased=ordinal, message_ids=(*moved.message_ids, identifier), due_at=again))
    work.emit(SendStatusRequest(alert.alert_id, ordinal, identifier))
    if ordinal % work.policy.chases == 0:
        work.call("no_answer", alert.alert_id)
