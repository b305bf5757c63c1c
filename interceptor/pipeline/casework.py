"""Cases within one commit: open them, change them, carry out their effects, and collect the rows.

The engine's batches and the desk's acts go through here alike, so an alert leaves in one way only.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from interceptor.cases import audit, stages
from interceptor.cases import case as case_file
from interceptor.cases.by_hand import unsendable
from interceptor.cases.case import Basis, Case
from interceptor.cases.clocks import due, extend_stop
from interceptor.cases.effects import (
    CaseChange,
    DecisionRevision,
    Effect,
    NotifyPerson,
    PlanLanes,
    Relearn,
    ReleaseStop,
    SendAlert,
    SendRecall,
    StopTransfer,
)
from interceptor.cases.opening import add_alerts, open_case
from interceptor.cases.policy import CasePolicy
from interceptor.cases.tasks import is_over
from interceptor.decisions.policy import Policy
from interceptor.errors import CaseError, MessageError
from interceptor.messages.message_ids import case_reference
from interceptor.pipeline import registered
from interceptor.pipeline.brakes import Brakes
from interceptor.pipeline.decision_record import AlertRaised, DecisionRecord
from interceptor.pipeline.entries import COVER_KINDS
from interceptor.pipeline.planning import Institution, Sent, payer_country, plans, recovery_rail
from interceptor.pipeline.publishing import publish
from interceptor.pipeline.sending import Sendable, Sender
from interceptor.pipeline.work import STAGE_NAMES, UNSENT
from interceptor.routing.plan import LanePlan, LocalSettings
from interceptor.store.batch import AuditRow, Batch, CaseRow, TaskKey, TaskRow
from interceptor.store.reading import Readings
from interceptor.store.tenant import TenantStore
from interceptor.transfers.identity import identifier_of_uetr
from interceptor.transfers.transfer import Transfer

_BRAKES = {"too_old": "age", "alerts_paused": "paused", "alert_cap": "cap"}
"""Codes of the decision that hold alerts back, as cases call them."""


@dataclass(slots=True)
class Held:
    """A case in hand."""

    case: Case
    version: int
    register: int
    sent: Sent
    before: Case | None = None
    """As the store has it; None for a case that is opened now."""


@dataclass(slots=True)
class Carried:
    """What the caller still has to do after effects were carried out."""

    relearn: list[str] = field(default_factory=list)
    causes: list[str] = field(default_factory=list)


class Casework:
    """The cases of one commit."""

    def __init__(
        self,
        store: TenantStore,
        batch: Batch,
        institution: Institution,
        policy: Policy,
        *,
        settings: LocalSettings,
        now_ms: int,
        brakes: Brakes,
        writer: str,
        actor: str,
        salt: Callable[[], bytes],
        demo: bool = False,
    ) -> None:
        self._store = store
        self._batch = batch
        self._institution = institution
        self._policy = policy
        self._cases = CasePolicy(act_alone=policy.act_alone)
        self._settings = settings
        self._sender = Sender(store.name, institution, settings, policy)
        self.now_ms = now_ms
        self._brakes = brakes
        self._writer = writer
        self._actor = actor
        self._salt = salt
        self._demo = demo
        self._held: dict[str, Held] = {}
        self._head: audit.Head | None = None

    @property
    def now(self) -> datetime:
        """When this is done, from `now_ms`."""
        return datetime.fromtimestamp(self.now_ms / 1000, UTC)

    # --- what the engine asks for ---

    def open(
        self,
        sent: Sent,
        register: int,
        record: DecisionRecord,
        *,
        stage: int,
        basis: Basis = "suspected",
        why: tuple[str, ...] = (),
        dispute: bool = False,
        police_report: str | None = None,
    ) -> Carried:
        """Open the case of a transfer; the record is told its case and alerts. `why` are codes of the decision."""
        change = open_case(
            sent.transfer,
            tenant=self._store.name,
            transfer_id=record.transfer_id,
            transfer_at=sent.at,
            stage=STAGE_NAMES[stage],  # type: ignore[arg-type]
            basis=basis,
            probability=record.score,
            now=self.now,
            typology=record.typology,
            jurisdiction=record.jurisdiction,
            payer_country=payer_country(sent.transfer, self._institution),
            rail=recovery_rail(sent.transfer, self._institution),
            stop_until=datetime.fromisoformat(record.stop_until) if record.stop_until else None,
            plans=self.plans(sent, None, 1, basis) if stage != UNSENT else (),
            brake=self._brake(why),
            dispute=dispute,
            demo=self._demo,
            police_report=police_report,
            policy=self._cases,
        )
        self._held[change.case.case_id] = Held(change.case, 0, register, sent)
        carried = self.carry_out(change)
        self.tell(record, change.case.case_id)
        return carried

    def change_stage(self, case_id: str, stage: int, why: tuple[str, ...]) -> bool:
        """The transfer is said to be at another stage; its case follows. `why` are codes of the decision.

        False when the bank contradicts itself, such as by sending what it cancelled: then a person is called.
        """
        held = self.hold(case_id)
        if held is None:
            return False
        planned = self.plans(held.sent, held.case, 1, held.case.basis) if stage != UNSENT else ()
        try:
            change = stages.change_stage(
                held.case,
                STAGE_NAMES[stage],  # type: ignore[arg-type]
                self.now,
                plans=planned,
                brake=self._brake(why),
                policy=self._cases,
            )
        except CaseError:
            self._task(held.case, "stage_contradicts", "", None)
            return False
        self.carry_out(change)
        return True

    # --- what engine and desk share ---

    def plans(
        self, sent: Sent, case: Case | None, hop: int, basis: Basis, holder: str | None = None
    ) -> tuple[LanePlan, ...]:
        """The lanes considered for a hop."""
        return plans(
            sent,
            self._institution,
            self._settings,
            self._policy,
            case=case,
            hop=hop,
            now=self.now,
            basis=basis,
            holder=holder,
        )

    def _brake(self, why: tuple[str, ...] = ()) -> str | None:
        """What makes alerts drafts now: a brake that the decision names, else one that is on."""
        named = next((_BRAKES[code] for code in why if code in _BRAKES), None)
        return named or self._brakes.brake(self.now_ms)

    def hold(self, case_id: str) -> Held | None:
        """The case in hand, read from the store if need be; None when there is none."""
        held = self._held.get(case_id)
        if held is None and (row := self._store.case(case_id)) is not None:
            register, version, body = row
            case = case_file.decode(body)
            held = Held(case, version, register, self.sent(register), case)
            self._held[case_id] = held
        return held

    def extend_stop(self, case_id: str, until: float) -> None:
        """The stop goes on, by the policy's default; its deadline strikes again at `until` (epoch seconds)."""
        held = self._held[case_id]
        held.case = extend_stop(held.case, datetime.fromtimestamp(until, UTC))

    def current(self, case_id: str) -> Case:
        """The case in hand as it now is."""
        return self._held[case_id].case

    def sent(self, register: int) -> Sent:
        """A transfer of the register, with its covers."""
        row = self._store.register([register])[register]
        transfer = registered.decode(row[9]).transfer
        return Sent(transfer, row[5], self._covers(transfer))

    def _covers(self, transfer: Transfer) -> tuple[Transfer, ...]:
        """The covers of a transfer that the register has by now."""
        if transfer.uetr is None or transfer.settlement_method != "COVE":
            return ()
        found: list[int] = []
        for kind in COVER_KINDS:
            identifier = identifier_of_uetr(self._store.name, kind, transfer.uetr)
            found += self._store.find_stored("identifier", identifier)
        rows = self._store.register(sorted(found)).values()
        covers = (registered.decode(row[9]).transfer for row in rows)
        return tuple(cover for cover in covers if cover.cover and cover.uetr == transfer.uetr)

    def carry_out(self, change: CaseChange) -> Carried:
        """Carry out a change and what follows from it; the case in hand is the changed one then."""
        held = self._held[change.case.case_id]
        held.case = change.case
        carried = Carried()
        waiting: list[Effect] = list(change.effects)
        done: list[Effect] = []
        while waiting:
            effect = waiting.pop(0)
            done.append(effect)
            if isinstance(effect, PlanLanes):
                waiting += self._plan_lanes(held, effect)
            elif isinstance(effect, Relearn):
                carried.relearn.append(effect.label)
            elif isinstance(effect, DecisionRevision):
                carried.causes.append(effect.cause)
            elif isinstance(effect, NotifyPerson):
                self._task(held.case, effect.task, effect.alert_id or "", effect.due_at)
            elif isinstance(effect, StopTransfer | ReleaseStop):
                continue  # the decision record tells the sending bank
            else:
                waiting += self._send(held, effect)
        self._record(held.case, done)
        return carried

    def _plan_lanes(self, held: Held, effect: PlanLanes) -> tuple[Effect, ...]:
        considered = self.plans(held.sent, held.case, effect.hop, held.case.basis, effect.holder)
        planned = [plan for plan in considered if plan.kind in effect.lanes]
        change = add_alerts(
            held.case, effect.hop, planned, self.now, brake=self._brake(), holder=effect.holder, policy=self._cases
        )
        held.case = change.case
        return change.effects

    def _send(self, held: Held, effect: Sendable) -> tuple[Effect, ...]:
        """Send it; gives what follows when no message can be made: then a person sends it by hand."""
        alert_id = effect.alert_id
        try:
            outgoing = self._sender.render(effect, held.case, held.sent, self.now)
        except MessageError as error:
            if not isinstance(effect, SendAlert | SendRecall):
                return (NotifyPerson("send_by_hand", alert_id),)
            change = unsendable(held.case, alert_id, error.fault.code, self.now, policy=self._cases)
            held.case = change.case
            return change.effects
        # Only alerts that the engine raises in the wire's own commit tell how fast it was; people take their time.
        received = held.sent.event_ms if held.before is None and held.case.basis == "suspected" else None
        publish(self._batch, outgoing.topic, outgoing.key.encode(), outgoing.format, outgoing.value, received)
        if isinstance(effect, SendAlert | SendRecall):
            self._batch.alerts_sent.append((self.now_ms, alert_id))
            self._brakes.sent(self.now_ms)
        return ()

    def call_person(self, case_id: str, task: str) -> None:
        """Put a task of the case in hand before a person."""
        self._task(self._held[case_id].case, task, "", None)

    def _task(self, case: Case, task: str, alert_id: str, due_at: datetime | None) -> None:
        row = TaskRow(case.case_id, task, alert_id, self.now_ms, _ms(due_at) if due_at else None)
        self._batch.tasks.append(row)

    def tell(self, record: DecisionRecord, case_id: str) -> None:
        """Put the case and its alerts into a decision record."""
        record.case_id = case_id
        record.alerts = [
            AlertRaised(alert.alert_id, alert.kind, alert.lane, alert.country, alert.state.value)
            for alert in self._held[case_id].case.alerts
        ]

    def _record(self, case: Case, effects: list[Effect]) -> None:
        """One audit entry for a change: the case's state after it and everything that was carried out, by ids."""
        body = {
            "status": case.status,
            "basis": case.basis,
            "stage": case.stage,
            "effects": [msgspec.to_builtins(effect) for effect in effects],
            "alerts": {alert.alert_id: alert.state.value for alert in case.alerts},
        }
        self.log("case", case.case_id, msgspec.json.encode(body).decode())

    def log(self, act: str, subject: str, body: str) -> None:
        """Append to the writer's audit chain."""
        if self._head is None:
            last = self._store.audit_head(self._writer)
            self._head = msgspec.json.decode(last, type=audit.Entry).head() if last else audit.Head()
        entry = audit.append(
            self._head,
            writer=self._writer,
            time=self.now,
            actor=self._actor,
            act=act,
            subject=subject,
            body=body,
            salt=self._salt(),
        )
        self._head = entry.head()
        self._batch.audit.append(AuditRow(self._writer, entry.number, msgspec.json.encode(entry)))

    def open_tasks(self, case_id: str) -> list[TaskKey]:
        """Tasks of a case that the store has as open."""
        return [TaskKey(row.case_id, row.task, row.alert_id) for row in Readings(self._store).tasks(case_id)]

    def end_tasks(self, case_id: str, done: list[TaskKey], act: str) -> None:
        """Mark tasks as done, and put that into the audit."""
        self._batch.tasks_done += done
        body = [{"task": key.task, "alert_id": key.alert_id} for key in done]
        self.log(act, case_id, msgspec.json.encode(body).decode())

    def _end_tasks(self, held: Held, batch: Batch) -> None:
        """End the tasks whose cause is gone; what is asked for in this commit is asked for now, unless it is over."""
        case = held.case
        asked = {TaskKey(*row[:3]) for row in batch.tasks if row.case_id == case.case_id}
        over = {key for key in asked if is_over(key.task, key.alert_id, None, case)}
        batch.tasks = [row for row in batch.tasks if TaskKey(*row[:3]) not in over]
        if held.before is None:
            return
        done = [
            key
            for key in self.open_tasks(case.case_id)
            if key in over or (key not in asked and is_over(key.task, key.alert_id, held.before, case))
        ]
        if done:
            self.end_tasks(case.case_id, done, "tasks_over")

    def write(self, batch: Batch) -> None:
        """Put every case in hand into the commit."""
        for held in self._held.values():
            case = held.case
            self._end_tasks(held, batch)
            moment = due(case)
            batch.cases.append(
                CaseRow(
                    case.case_id,
                    held.register,
                    case.status,
                    _ms(moment) if moment else None,
                    held.version,
                    case_file.encode(case),
                    tuple(_references(case)),
                )
            )


def _references(case: Case) -> Iterable[str]:
    yield case_reference(case.case_id)
    if case.uetr:
        yield case.uetr
    for alert in case.alerts:
        yield alert.alert_id
        yield from alert.message_ids


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
