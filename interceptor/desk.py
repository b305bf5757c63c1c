"""What people and their answers do: report, reply, sign, withdraw, and what clocks do when nobody acts.

Each act is one commit of its own: the case, its messages, the decision revision, and what profiles learn from it.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from interceptor.act import Act
from interceptor.cases import acts, answers, by_hand, clocks, closing, finding, reopening
from interceptor.cases import case as case_file
from interceptor.cases.case import Basis, Case
from interceptor.cases.closing import unknown
from interceptor.cases.effects import CaseChange
from interceptor.cases.opening import case_id_of
from interceptor.cases.postings import Account
from interceptor.cases.reply import Reply
from interceptor.cases.told import NOTHING, Told
from interceptor.decisions.policy import HOUR
from interceptor.engine import Options
from interceptor.errors import CaseError, Fault, StoreError
from interceptor.pipeline import decision_record
from interceptor.pipeline.entries import COVER_KINDS, PAYMENT_KINDS
from interceptor.pipeline.reports import Report
from interceptor.pipeline.revising import time_of
from interceptor.pipeline.suspects import SuspectAccount
from interceptor.pipeline.unweighed import unweighed
from interceptor.pipeline.work import UNSENT
from interceptor.store.batch import Consumed
from interceptor.store.tenant import DESK, TenantStore
from interceptor.transfers.identity import identifier_of_uetr, payment_transfer_id

_ATTEMPTS = 5

T = TypeVar("T")


class Desk:
    """The acts of one tenant's desk. `actor` is a reference into the directory of officers, never a name."""

    def __init__(self, store: TenantStore, options: Options, actor: str = "desk") -> None:
        self._store = store
        self._options = options
        self._actor = actor
        store.assign(DESK, 0, "")

    def reply(self, reply: Reply, now: datetime, consumed: Consumed | None = None) -> Case:
        """Take an answer in. Raises `CaseError` (`unknown_alert`, or why the answer is not possible).

        `consumed` is the record that brought it: done, or not, together with the act.
        """
        case_id = self._case_of(reply)
        return self._act(case_id, now, lambda case: answers.apply(case, reply, now), consumed)

    def _case_of(self, reply: Reply) -> str:
        """The case that a reply is about. Raises `CaseError`: `unknown_alert`, `ambiguous` with the cases' ids."""
        for reference in (reply.alert_id, reply.message_id, reply.case_reference, reply.uetr):
            found = self._store.cases_by_reference([reference]) if reference else []
            if len(found) > 1:
                found = [case_id for case_id in found if self._has_alert(case_id, reply)]
            if len(found) > 1:
                raise CaseError(Fault.AMBIGUOUS, "cases " + ", ".join(sorted(found)))
            if found:
                return found[0]
        raise CaseError(Fault.UNKNOWN_ALERT)

    def _has_alert(self, case_id: str, reply: Reply) -> bool:
        """True when this case has the alert that the reply means."""
        held = self._store.case(case_id)
        if held is None:
            return False
        try:
            finding.alert_of(case_file.decode(held[2]), reply)
        except CaseError:
            return False
        return True

    def report(
        self,
        number: int,
        basis: Basis,
        now: datetime,
        consumed: Consumed | None = None,
        *,
        dispute: bool = False,
        police_report: str | None = None,
        told: Told = NOTHING,
    ) -> Case:
        """A payer or officer reports a transfer of the register: its case is opened, or made surer.

        `told` are facts for the alerts; `consumed` as for `reply`.
        """

        def work(act: Act) -> Case:
            case = _report(act, number, basis, self._actor, dispute, police_report)
            if told == NOTHING:
                return case
            return act.change(case.case_id, lambda held: acts.complete(held, frozenset(), self._actor, now, told=told))

        return self._commit(now, work, consumed)

    def suspect(self, said: SuspectAccount, now: datetime, consumed: Consumed | None = None) -> None:
        """Another source names an account: wires to it are weighed with that from now on, and earlier ones again.

        Our own words, which come back on the same topic, change nothing. Raises `MessageError` (`missing_field`) for
        one by which no account can be known. `consumed` as for `reply`.
        """
        own = said.source == self._options.institution.bic
        network = self._options.network
        self._commit(now, lambda act: None if own else act.suspect(said, network), consumed)

    def withdraw(self, case_id: str, reason: str, now: datetime) -> Case:
        """The payment was honest: everything is taken back at once."""
        return self._act(case_id, now, lambda case: acts.withdraw(case, reason, now))

    def reroute(self, case_id: str, alert_id: str, now: datetime, holder: str | None = None) -> Case:
        """The account is not with the addressee: the lane goes to the holder that it named, or to `holder`."""
        return self._act(case_id, now, lambda case: acts.reroute(case, alert_id, self._actor, now, holder=holder))

    def reopen(self, case_id: str, basis: Basis, now: datetime) -> Case:
        """The payer reports the fraud after all: a withdrawal is taken back, and everything is asked for again."""
        until = now + timedelta(hours=self._options.policy.stop_hours)
        return self._act(case_id, now, lambda case: reopening.reopen(case, basis, self._actor, now, stop_until=until))

    def sent_by_hand(self, case_id: str, alert_id: str, now: datetime) -> Case:
        """An officer has sent, another way, what no message could be made of."""
        return self._act(case_id, now, lambda case: by_hand.sent_by_hand(case, alert_id, self._actor, now))

    def sign(self, case_id: str, alert_id: str, now: datetime) -> Case:
        """Sign a draft."""
        return self._act(case_id, now, lambda case: acts.sign(case, alert_id, self._actor, now))

    def complete(
        self, case_id: str, facts: frozenset[str], police_report: str | None, now: datetime, told: Told = NOTHING
    ) -> Case:
        """More facts are known."""
        return self._act(
            case_id,
            now,
            lambda case: acts.complete(case, facts, self._actor, now, police_report=police_report, told=told),
        )

    def done(self, case_id: str, task: str, now: datetime, alert_id: str | None = None) -> Case:
        """A person has done a task. Raises `CaseError`: `unknown_task`, `ambiguous` when several alerts have it."""
        return self._commit(now, lambda act: _done(act, case_id, task, alert_id))

    def indemnify(
        self, case_id: str, alert_id: str, now: datetime, limit: Decimal | None = None, expires_on: date | None = None
    ) -> Case:
        """The officer who acts has sent the indemnity that the addressee asked for."""
        return self._act(
            case_id,
            now,
            lambda case: acts.indemnify(case, alert_id, self._actor, now, limit=limit, expires_on=expires_on),
        )

    def write_off(
        self, case_id: str, hop: int, to: Account, reason: str, now: datetime, amount: Decimal | None = None
    ) -> Case:
        """Give money that nobody accounts for a place; without an `amount`, all that is unknown on the hop.

        Raises `CaseError` as `closing.write_off`.
        """
        return self._act(
            case_id,
            now,
            lambda case: closing.write_off(
                case,
                hop,
                to,
                unknown(case, hop) if amount is None else amount,
                by=self._actor,
                reason=reason,
                now=now,
            ),
        )

    def close(self, case_id: str, reason: str, now: datetime, held_owner: str | None = None) -> Case:
        """Close a case whose money is placed."""
        return self._act(
            case_id,
            now,
            lambda case: closing.close(case, reason=reason, by=self._actor, now=now, held_owner=held_owner),
        )

    def expire(self, now: datetime) -> list[str]:
        """Let every clock strike whose time has come; gives the cases that were due."""
        due = self._store.due(round(now.timestamp() * 1000))
        for case_id in due:
            self._act(case_id, now, lambda case: clocks.expire(case, now))
        return due

    def locate(self, report: Report) -> int:
        """Register number of the transfer that a report names.

        Raises `CaseError` (`unknown_transfer`), also where several transfers came under one UETR: whose money is to be
        stopped is then for a person to say, by `transfer_id`.
        """
        if report.transfer_id:
            return self.find(report.transfer_id)
        if report.payment_id:
            return self.find(payment_transfer_id(self._store.name, report.payment_id))
        for kind in (*PAYMENT_KINDS, *COVER_KINDS, "pacs.009", "mt202"):
            identifier = identifier_of_uetr(self._store.name, kind, (report.uetr or "").lower())
            rows = self._store.register(self._store.find_stored("identifier", identifier))
            found = [row[0] for row in rows.values() if row[2] == identifier]
            if len(found) > 1:
                raise CaseError(Fault.UNKNOWN_TRANSFER, "several transfers have this UETR")
            if found:
                return int(found[0])
        raise CaseError(Fault.UNKNOWN_TRANSFER)

    def find(self, transfer_id: str) -> int:
        """Register number of a transfer. Raises `CaseError` (`unknown_transfer`)."""
        try:
            digest = bytes.fromhex(transfer_id.replace("-", ""))
        except ValueError as error:
            raise CaseError(Fault.UNKNOWN_TRANSFER) from error
        found = self._store.find_stored("transfer_id", digest)
        rows = self._store.register(found)
        number = next((row[0] for row in rows.values() if row[1] == digest), None)
        if number is None:
            raise CaseError(Fault.UNKNOWN_TRANSFER)
        return int(number)

    def _act(
        self, case_id: str, now: datetime, step: Callable[[Case], CaseChange], consumed: Consumed | None = None
    ) -> Case:
        return self._commit(now, lambda act: act.change(case_id, step), consumed)

    def _commit(self, now: datetime, work: Callable[[Act], T], consumed: Consumed | None = None) -> T:
        for attempt in range(_ATTEMPTS):
            try:
                with self._store.turn(attempt):
                    act = Act(self._store, self._store.position(DESK, 0), self._options, now, self._actor)
                    done = work(act)
                    act.batch.consumed = consumed
                    self._store.commit(act.finish())
            except StoreError as error:
                if error.fault not in (Fault.CONFLICT, Fault.FENCED) or attempt == _ATTEMPTS - 1:
                    raise
                continue
            return done
        raise AssertionError("unreachable")


def _done(act: Act, case_id: str, task: str, alert_id: str | None) -> Case:
    held = act.casework.hold(case_id)
    if held is None:
        raise CaseError(Fault.UNKNOWN_CASE)
    found = [key for key in act.casework.open_tasks(case_id) if key.task == task and alert_id in (None, key.alert_id)]
    if not found:
        raise CaseError(Fault.UNKNOWN_TASK)
    if len(found) > 1:
        raise CaseError(Fault.AMBIGUOUS, ", ".join(key.alert_id or "the case" for key in found))
    act.casework.end_tasks(case_id, found, "task_done")
    return held.case


def _report(act: Act, number: int, basis: Basis, actor: str, dispute: bool, police_report: str | None) -> Case:
    entry = act.entries.of(number)
    if entry.decided is None:  # history taught it to us; it may be reported like any other
        record = unweighed(act.store.name, entry, act.options.model, act.options.policy)
        entry.decided = decision_record.encode(record)
    record = act.reviser.record_of(entry)
    case_id = case_id_of(act.store.name, record.transfer_id)
    held = act.casework.hold(case_id)
    if held is not None:
        if held.case.withdrawn:  # what was taken back is not raised again by itself: a person must act
            act.casework.call_person(case_id, "report_after_withdrawal")
        act.change(case_id, lambda case: acts.raise_basis(case, basis, actor, act.now))
        if police_report:
            act.change(
                case_id,
                lambda case: acts.complete(case, frozenset(), actor, act.now, police_report=police_report),
            )
        return act.casework.current(case_id)
    if entry.stage == UNSENT and record.stop_until is None:
        record.stop_until = time_of(act.now.timestamp() + act.options.policy.stop_hours * HOUR)
    sent = act.casework.sent(entry.number)
    carried = act.casework.open(
        sent, entry.number, record, stage=entry.stage, basis=basis, dispute=dispute, police_report=police_report
    )
    act.follow(entry.number, carried, case_id)
    return act.casework.current(case_id)


def utc_now(milliseconds: int) -> datetime:
    """An aware time from milliseconds since 1970."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
