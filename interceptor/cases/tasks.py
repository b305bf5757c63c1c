"""When a task for a person is over: its cause is gone, or what it asked for has happened.

Tasks that no table names are judgements, such as `answer_contradicts`: only a person ends them, or the case's closing.
"""

from interceptor.cases.case import Alert, Case
from interceptor.cases.reasons import NO_REASON, REJECTIONS
from interceptor.cases.states import ANSWERS, Event, State

_REFUSED = {reading.task: (State.REJECTED,) for reading in (*REJECTIONS.values(), NO_REASON)}
_WHILE: dict[str, tuple[State, ...]] = {
    **_REFUSED,
    "sign": (State.DRAFT,),
    "complete": (State.WAITING_SENDER,),
    "reroute": (State.REROUTE,),
    "indemnity": (State.WAITING_INDEMNITY,),
    "appeal_release": (State.RELEASED,),
    "claim_payout": (State.FORFEITED_ELSEWHERE,),
    "trace_onward": (State.GONE, State.REJECTED),
}
"""Tasks that last as long as their alert is in one of these states."""

_ANSWERED = ANSWERS - {Event.NOTE}
_MONEY_SAID = frozenset({Event.HELD, Event.PARTLY_HELD, Event.GONE, Event.RETURNED, Event.RELEASED, Event.FORFEITED})
_ALERT_OVER = frozenset({Event.WITHDRAW, Event.CLOSE, Event.REPLACE})
_UNTIL: dict[str, frozenset[Event]] = {
    "no_answer": _ANSWERED,
    "undelivered": _ANSWERED,
    "overdue": _ANSWERED | {Event.SEND, Event.COMPLETE, Event.INDEMNIFY},
    "confirm_credit": frozenset({Event.RETURNED}),
    "rest_of_return": frozenset({Event.RETURNED}),
    "hold_warning": _MONEY_SAID,
    "hold_expired": _MONEY_SAID,
    "hold_without_expiry": _MONEY_SAID,
}
"""Tasks that one of these events of their alert, after them, ends; so does the end of the alert."""


def is_over(task: str, alert_id: str, before: Case | None, after: Case) -> bool:
    """True when the task is over in `after`. `before` is the case as it was when the task stood already, else None.

    `alert_id` is empty for a task of the whole case.
    """
    if before is not None and before.status != "closed" and after.status == "closed":
        return True
    if not alert_id:
        return _case_task_over(task, after)
    alert = after.alert(alert_id)
    if task in _WHILE:
        return alert.state not in _WHILE[task]
    if before is None:
        return False
    was = before.alert(alert_id)
    if task == "send_by_hand":
        return was.state is State.DRAFT and alert.state is not State.DRAFT
    return task in _UNTIL and bool(_happened(was, alert) & (_UNTIL[task] | _ALERT_OVER))


def _case_task_over(task: str, case: Case) -> bool:
    if task == "close_case":
        return case.status != "closing"
    if task == "stop_deadline":
        return case.stop is None or not case.stop.active
    return task == "report_after_withdrawal" and not case.withdrawn


def _happened(was: Alert, alert: Alert) -> set[Event]:
    return {entry.event for entry in alert.history[len(was.history) :]}
