"""One transition under way: the case as it becomes, its ledger, and the effects so far."""

from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from interceptor.cases.case import Alert, Case, Entry, Hop
from interceptor.cases.effects import CaseChange, Effect, NotifyPerson, SendAlert, SendRecall
from interceptor.cases.ledger import Ledger
from interceptor.cases.policy import CasePolicy
from interceptor.cases.postings import Account
from interceptor.cases.states import Clock, Event, How
from interceptor.cases.transitions import Step, step
from interceptor.messages.message_ids import message_id

_REPLACE = msgspec.structs.replace


class Working:
    """Collects what a transition changes. Dropped when an act is refused, so that the case stays as it was."""

    def __init__(self, case: Case, now: datetime, cause: str, policy: CasePolicy) -> None:
        self.case = case
        self.now = now
        self.cause = cause
        self.policy = policy
        self.ledger = Ledger(case.postings, now, cause)
        self._effects: list[Effect] = []

    def emit(self, effect: Effect) -> None:
        """Ask for `effect` once; the order is kept."""
        if effect not in self._effects:
            self._effects.append(effect)

    def call(self, task: str, alert_id: str | None = None, due_at: datetime | None = None) -> None:
        """Put a task before a person."""
        self.emit(NotifyPerson(task, alert_id, due_at))

    def change(self, **fields: object) -> None:
        """Replace fields of the case."""
        self.case = _REPLACE(self.case, **fields)

    def put(self, alert: Alert) -> Alert:
        """Replace the alert of the same id, or add it."""
        others = self.case.alerts
        if any(other.alert_id == alert.alert_id for other in others):
            alerts = tuple(alert if other.alert_id == alert.alert_id else other for other in others)
        else:
            alerts = (*others, alert)
        self.change(alerts=alerts)
        return alert

    def put_hop(self, hop: Hop) -> None:
        """Add a hop."""
        self.change(hops=(*self.case.hops, hop))

    def once(self, **times: datetime) -> None:
        """Note the first time of something that is measured."""
        new = {name: time for name, time in times.items() if getattr(self.case.times, name) is None}
        if new:
            self.change(times=_REPLACE(self.case.times, **new))

    def move(
        self, alert: Alert, event: Event, code: str | None = None, lacks: tuple[str, ...] = ()
    ) -> tuple[Alert, Step]:
        """Take the step of the table, write it down, and set the clock. Raises `CaseError` (`illegal_step`)."""
        taken = step(alert.state, event)
        entry = Entry(
            time=self.now, event=event, how=taken.how, state=taken.to, cause=self.cause, code=code, lacks=lacks
        )
        changed = _REPLACE(alert, state=taken.to, history=(*alert.history, entry))
        if taken.how in (How.MOVES, How.KEEPS) and event is not Event.NOTE:
            changed = _REPLACE(changed, due_at=self._due(alert, taken.rule.clock))
        return self.put(changed), taken

    def _due(self, alert: Alert, clock: Clock) -> datetime | None:
        hours = {
            Clock.ANSWER: alert.answer_hours,
            Clock.OURS: self.policy.our_minutes / 60,
            Clock.RETURN: self.policy.return_hours,
        }.get(clock)
        return None if hours is None else self.now + timedelta(hours=hours)

    def send(self, alert: Alert) -> Alert:
        """Send a draft that nothing holds back."""
        moved, _ = self.move(alert, Event.SEND)
        self.once(sent=self.now)
        return self.render(_REPLACE(moved, sent_at=moved.sent_at or self.now, gates=()))

    def render(self, alert: Alert) -> Alert:
        """Ask for the next version of the alert's message."""
        version = alert.version + 1
        identifier = message_id(alert.alert_id, version)
        kind = SendRecall if alert.lane == "bank" else SendAlert
        self.emit(kind(alert.alert_id, version, identifier))
        return self.put(_REPLACE(alert, version=version, message_ids=(*alert.message_ids, identifier)))

    def reopen(self) -> None:
        """Money moves in a closed case: it is open again, and a person is told."""
        if self.case.status == "closed":
            self.change(status="open", closing=None)
            self.call("reopened")

    def balance(self, *accounts: Account) -> dict[str, Decimal]:
        """What stands on the accounts over all hops, by currency; nothing is converted."""
        totals: dict[str, Decimal] = {}
        for hop in self.ledger.hops():
            amount = self.ledger.balance(hop, *accounts)
            if amount:
                currency = self.ledger.currency(hop)
                totals[currency] = totals.get(currency, Decimal(0)) + amount
        return totals

    def done(self) -> CaseChange:
        """The change, with the ledger checked and the status brought up to what the money says."""
        self.ledger.verify()
        self.change(postings=self.ledger.postings)
        if self.case.status != "closed":
            placed = not self.balance(Account.IN_FLIGHT, Account.HELD, Account.UNKNOWN)
            status = "closing" if placed else "open"
            if status != self.case.status:
                self.change(status=status)
                if placed:
                    self.call("close_case")
        return CaseChange(self.case, tuple(self._effects))
