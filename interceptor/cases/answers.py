"""Taking in a reply: find its alert, read what it really says, take the step, book the money, ask for what follows."""

from datetime import datetime

import msgspec

from interceptor.cases.booking import book, stated
from interceptor.cases.case import Alert, Case
from interceptor.cases.effects import CaseChange, DecisionRevision, SendWithdrawal
from interceptor.cases.finding import alert_of
from interceptor.cases.holds import active
from interceptor.cases.policy import DEFAULT_POLICY, CasePolicy
from interceptor.cases.postings import Account
from interceptor.cases.reasons import NO_REASON, REJECTIONS
from interceptor.cases.reply import Reply
from interceptor.cases.resending import resend
from interceptor.cases.states import ANSWERS, Event, How, State
from interceptor.cases.taking_back import take_back_all
from interceptor.cases.transitions import TABLE, Rule
from interceptor.cases.working import Working
from interceptor.errors import CaseError, Fault

_REPLACE = msgspec.structs.replace

_TASKS = {
    Event.NEED_INFO: "complete",
    Event.NOT_OURS: "reroute",
    Event.INDEMNITY_NEEDED: "indemnity",
    Event.RELEASED: "appeal_release",
    Event.FORFEITED: "claim_payout",
    Event.GONE: "trace_onward",
}
"""What a person is called for after an answer; refusals have a table of their own."""

_MONEY = {Event.HELD, Event.PARTLY_HELD, Event.GONE, Event.RETURNED, Event.RELEASED, Event.FORFEITED}
_AFTER_THE_END = (State.WITHDRAWN, State.CLOSED_FALSE)


def apply(case: Case, reply: Reply, now: datetime, *, policy: CasePolicy = DEFAULT_POLICY) -> CaseChange:
    """The case after `reply`. The same reply, or the same return, applied again changes nothing.

    Raises `CaseError`, the case being as it was: `unknown_alert`; `illegal_step` where the state table has no row;
    `missing_field` where the answer lacks what it must carry; `bad_amount`; `unbalanced` where an amount in another
    currency comes without its equivalent.
    """
    keys = _keys(reply)
    if any(key in case.seen for key in keys):
        return CaseChange(case, ())
    alert = alert_of(case, reply)
    work = Working(case, now, reply.reply_id, policy)
    work.change(seen=(*case.seen, *keys))
    if reply.answer is Event.UNDELIVERED:
        resend(work, alert)
        return work.done()
    reply = _read(work, alert, reply)
    rule = _rule(alert, reply.answer)
    _require(reply, rule)
    alert, taken = work.move(alert, reply.answer, reply.code, _lacks(reply, rule))
    alert = _note(work, alert, reply)
    if reply.needs_person:
        work.call("read_answer", alert.alert_id)
    if taken.how is How.LATE:
        return work.done()
    if reply.answer in _MONEY:
        work.reopen()
    book(work, alert, reply)
    _follow_up(work, alert, reply, taken.how)
    return work.done()


def _keys(reply: Reply) -> tuple[str, ...]:
    """What this reply is known by: its id, and the return that it tells of, whoever tells."""
    key = f"reply:{reply.reply_id}"
    return (key, f"return:{reply.return_id}") if reply.answer is Event.RETURNED and reply.return_id else (key,)


def _read(work: Working, alert: Alert, reply: Reply) -> Reply:
    """What the answer really says.

    A `RETURNED` without a return's id is a promise. A refusal with a code that we do not know goes to a person, never
    to `rejected` (research/recall.md 9.7). `GONE` for no more than what is not held leaves the hold: `PARTLY_HELD`.
    A hold older than the release that we know of is old news.
    """
    if reply.answer is Event.RETURNED and not reply.return_id:
        work.call("confirm_credit", alert.alert_id)
        return _REPLACE(reply, answer=Event.RETURN_EXPECTED)
    if reply.answer is Event.REJECTED and reply.code and reply.code not in REJECTIONS:
        work.call("unknown_code", alert.alert_id)
        return _REPLACE(reply, answer=Event.NOTE)
    if reply.answer is Event.GONE:
        return _partly(work, alert, reply)
    if reply.answer in (Event.HELD, Event.PARTLY_HELD) and alert.state is State.RELEASED:
        older = reply.happened_at and alert.answered_at and reply.happened_at < alert.answered_at
        return _REPLACE(reply, answer=Event.NOTE) if older else reply
    return reply


def _partly(work: Working, alert: Alert, reply: Reply) -> Reply:
    hold = next((hold for hold in active(work.case, alert.hop) if hold.alert_id == alert.alert_id), None)
    gone = stated(work, alert.hop, reply)
    places = (Account.IN_FLIGHT, Account.UNKNOWN, Account.MOVED_ON, Account.LOST)
    if hold is None or gone is None or gone > work.ledger.balance(alert.hop, *places):
        return reply
    return _REPLACE(
        reply,
        answer=Event.PARTLY_HELD,
        amount=hold.amount,
        currency=hold.currency,
        gone=gone,
        expires_at=hold.expires_at,
        legal_basis=hold.legal_basis,
    )


def _rule(alert: Alert, event: Event) -> Rule:
    if event not in ANSWERS or (alert.state, event) not in TABLE:
        raise CaseError(Fault.ILLEGAL_STEP, f"{event.value} in {alert.state.value}")
    return TABLE[alert.state, event].rule


def _require(reply: Reply, rule: Rule) -> None:
    for name in rule.must:
        if not getattr(reply, name):
            raise CaseError(Fault.MISSING_FIELD, name)


def _lacks(reply: Reply, rule: Rule) -> tuple[str, ...]:
    return tuple(name for name in rule.carries if not getattr(reply, name))


def _note(work: Working, alert: Alert, reply: Reply) -> Alert:
    """Keep what the answer says beside the money. Any answer shows that the alert was received."""
    received = reply.received_at
    work.once(acknowledged=received)
    return work.put(
        _REPLACE(
            alert,
            acknowledged_at=alert.acknowledged_at or received,
            answered_at=max(reply.happened_at or received, alert.answered_at or received),
            case_number=reply.case_number or alert.case_number,
            holder=reply.holder or alert.holder,
            pending=tuple(dict.fromkeys((*alert.pending, *reply.missing))),
        )
    )


def _follow_up(work: Working, alert: Alert, reply: Reply, how: How) -> None:
    if reply.answer is Event.NOTE:
        return
    if how is How.CALLS:
        work.call("answer_contradicts", alert.alert_id)
    if reply.answer is Event.REJECTED:
        reading = REJECTIONS[reply.code] if reply.code else NO_REASON
        work.call(reading.task, alert.alert_id, alert.due_at)
    elif reply.answer in _TASKS:
        work.call(_TASKS[reply.answer], alert.alert_id, alert.due_at)
    if reply.answer is Event.RETURNED and work.ledger.balance(alert.hop, Account.IN_FLIGHT, Account.UNKNOWN):
        work.call("rest_of_return", alert.alert_id)
    if reply.answer is Event.STOPPED_IN_FLIGHT:
        work.once(held=work.now)
    if alert.state in _AFTER_THE_END and reply.answer in (Event.HELD, Event.PARTLY_HELD):
        # Held although the alert was taken back: the two crossed. Tell them again, at once.
        work.emit(SendWithdrawal(alert.alert_id, alert.version, "withdrawn"))
    if reply.answer is Event.FALSE_ALARM:
        _false_alarm(work, alert)
    elif reply.answer in _MONEY:
        work.emit(DecisionRevision("reply"))


def _false_alarm(work: Working, alert: Alert) -> None:
    """On `suspected` an honest payment is let go in every lane; else the payer says otherwise, and a person decides."""
    if work.case.basis == "suspected" and alert.state is State.CLOSED_FALSE:
        take_back_all(work, "false_alarm")
    else:
        work.call("false_alarm", alert.alert_id)
        work.emit(DecisionRevision("reply"))
