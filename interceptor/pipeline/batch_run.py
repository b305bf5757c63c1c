"""One micro-batch from items to lines and rows: transfers in order, each seeing the ones before it.

Nothing here touches the world: what a batch changes is collected, and `finish` hands it to the store as one commit.
"""

from typing import Final

import msgspec

from interceptor.decisions.decide import Decision, restage
from interceptor.decisions.policy import Policy
from interceptor.pipeline import decision_record
from interceptor.pipeline.assessing import Assessment, Assessor
from interceptor.pipeline.brakes import Brakes
from interceptor.pipeline.casework import Casework
from interceptor.pipeline.decision_record import DecisionRecord, ErrorLine, JurisdictionFound, Reason, SkippedLine
from interceptor.pipeline.entries import Entries
from interceptor.pipeline.learning import payment_of
from interceptor.pipeline.planning import Sent
from interceptor.pipeline.profiling import Profiling
from interceptor.pipeline.reading import Item, NoPayment, Rejection
from interceptor.pipeline.registering import register_body, split_values
from interceptor.pipeline.rejecting import keep_rejected, reason
from interceptor.pipeline.revising import decision_of, time_of
from interceptor.pipeline.times import format_time
from interceptor.pipeline.work import ATTEMPT, KINDS, NOT_FOLDED, PAYMENT, STAGE_NAMES, STAGES, Entry, Work
from interceptor.profiles.payees import Resolution, resolve
from interceptor.profiles.payment import Payment
from interceptor.store.batch import Batch, DecisionRow
from interceptor.store.numbers import row_number
from interceptor.transfers.accounts import canonical
from interceptor.transfers.identity import identify

_SENT: Final = {STAGES["released"], STAGES["settled"]}
_CONTRADICTIONS: Final = {("cancelled", "released"), ("cancelled", "settled"), ("settled", "cancelled")}
"""Steps by which a bank contradicts itself: the case is left as it is, and a person is called."""

STRIDE: Final = 32
"""Records whose profiles are open at a time: few enough to stay in the processor's caches (4 to 64 cost the same:
docs/decisions/packed-transfers.md). No line and no row depends on it."""


class BatchRun:
    """Works through one batch. `learning` folds history and decides nothing."""

    def __init__(
        self,
        tenant: str,
        batch: Batch,
        profiles: Profiling,
        entries: Entries,
        assessor: Assessor,
        policy: Policy,
        casework: Casework,
        *,
        brakes: Brakes,
        learning: bool,
        network: str | None = None,
        stride: int = STRIDE,
    ) -> None:
        self._tenant = tenant
        self._profiles = profiles
        self._entries = entries
        self._assessor = assessor
        self._policy = policy
        self._casework = casework
        self._brakes = brakes
        self._learning = learning
        self._network = network
        self._stride = stride
        self.batch = batch
        self.lines: list[bytes] = []

    def run(self, items: list[Item]) -> None:
        """All items in order."""
        for start in range(0, len(items), self._stride):
            stride = items[start : start + self._stride]
            self._profiles.prepare([item.payment for item in stride if isinstance(item, Work)])
            self.lines += [self._line(item) for item in stride]

    def _line(self, item: Item) -> bytes:
        if isinstance(item, Work):
            return self._transfer(item)
        return decision_record.encode(self._reject(item) if isinstance(item, Rejection) else _skip(item))

    def finish(self) -> Batch:
        """Everything that the batch changes."""
        self._profiles.write(self.batch)
        self._entries.write(self.batch)
        self._casework.write(self.batch)
        return self.batch

    # --- transfers ---

    def _transfer(self, work: Work) -> bytes:
        self._casework.now_ms = work.time.now_ms
        entry = self._entries.by_id(work.key)
        if entry is not None and work.context.payment_id and _other_account(entry, work):
            # An order that is changed after it was weighed: another account is another transfer, whatever its id.
            work.transfer_id, work.key, _ = identify(self._tenant, work.transfer)
            work.payment_id_reused = True
            entry = self._entries.by_id(work.key)
        record = None if entry is None else entry.record
        if entry is None or record is None:
            if work.packed.cover and self._entries.related(work):
                return self._cover(work)
            if not self._learning:
                return self._first(work, entry)
            return self._learn(work) if entry is None else b""
        return self._later_stage(work, entry, record) or self._repeat(entry, record)

    def _first(self, work: Work, learnt: Entry | None) -> bytes:
        """Decide on a transfer for the first time; `learnt` is its entry when history taught it to us before."""
        reused = work.payment_id_reused or self._entries.reused(work.identifier, work.key)
        assessed = self._assessor.assess(work, self._profiles, reused=reused, brakes=self._brakes)
        entry = learnt or self._enter(work, assessed.payee, assessed.values, reused)
        record = self._record(work, assessed)
        if assessed.decision.decision == "intercept":
            covers = tuple(leg.registered.transfer for leg in self._covers(work))
            sent = Sent(work.transfer, work.time.milliseconds, covers)
            self._casework.open(sent, entry.number, record, stage=work.stage, why=assessed.decision.why)
        if learnt is None:
            self._fold_first(work, entry, assessed.payee, intercepted=assessed.decision.decision == "intercept")
        return self._decide(entry, record)

    def _learn(self, work: Work) -> bytes:
        payee = resolve(self._tenant, self._profiles.debtors.get(work.payment.debtor), work.payment)
        self._profiles.relationship(work.payment, payee)
        entry = self._enter(work, payee, None, reused=False)
        self._fold_first(work, entry, payee, intercepted=False)
        return b""

    def _enter(self, work: Work, payee: Resolution, values: list[float | None] | None, reused: bool) -> Entry:
        self.batch.register_count += 1
        account = work.payment.account_key
        entry = Entry(
            number=row_number(self.batch.stream, self.batch.register_count),
            transfer_id=work.key,
            identifier=work.identifier,
            account=account[1:] if account else b"",
            received_ms=work.record.received_ms or work.time.milliseconds,
            event_ms=work.time.milliseconds,
            stage=work.stage,
            folded=NOT_FOLDED,
            decision=0,
            body=register_body(
                work.packed,
                work.record.context,
                split_values(values) if values is not None else ({}, b""),
                payee.entity,
                suspect_time=work.time.suspect,
                identifier_reused=reused,
            ),
            decided=None,
            new=True,
        )
        self._entries.add(entry)
        return entry

    def _fold_first(self, work: Work, entry: Entry, payee: Resolution, *, intercepted: bool) -> None:
        paid = work.stage in _SENT and not intercepted
        leg = next((leg for leg in self._covers(work) if leg.folded != NOT_FOLDED), None)
        if leg is not None:
            self._take_over(leg, work, payee, paid=paid)
        elif paid:
            self._profiles.fold_payment(work.payment, payee)
        else:
            self._profiles.fold_attempt(work.payment, payee)
        entry.folded = PAYMENT if paid else ATTEMPT

    def _take_over(self, leg: Entry, work: Work, payee: Resolution, *, paid: bool) -> None:
        """The cover came first and was folded for both: what was learnt from it becomes the transfer's own fold."""
        if leg.folded == PAYMENT:
            self._profiles.take_out(*self._facts(leg), reported=False)
        self._profiles.drop_attempt(*self._facts(leg))
        leg.folded = NOT_FOLDED
        leg.changed = True
        self._profiles.relationship(work.payment, payee)
        if paid:
            self._profiles.fold_payment(work.payment, payee)
        else:
            self._profiles.fold_attempt(work.payment, payee)

    def _facts(self, entry: Entry) -> tuple[Payment, Resolution]:
        """What a transfer of the register was folded as, with its profiles at hand: facts and payee of its first word.

        A later word of it comes at another time and may spell names otherwise; folded as that, it would not come out
        again as it went in.
        """
        payment = payment_of(self._tenant, entry, self._network)
        self._profiles.ensure(payment)
        payee = resolve(self._tenant, self._profiles.debtors.get(payment.debtor), payment)
        payee.entity = entry.registered.entity
        self._profiles.relationship(payment, payee)
        return payment, payee

    def _covers(self, work: Work) -> list[Entry]:
        if work.packed.cover or not work.packed.covered:
            return []
        return [entry for entry in self._entries.related(work) if entry.registered.transfer.cover]

    def _cover(self, work: Work) -> bytes:
        """A cover whose transfer is known is a leg of it: kept, never weighed, recalled with it."""
        if self._entries.by_id(work.key) is None:
            payee = Resolution(work.payment.entity, "name")
            self._enter(work, payee, None, reused=False)
        return decision_record.encode(SkippedLine("cover", work.line, work.packed.index))

    def _later_stage(self, work: Work, entry: Entry, record: DecisionRecord) -> bytes | None:
        """Revision n+1 when the transfer has gone a stage further; None when it has not."""
        at = self._assessor.circumstances(work, self._brakes)
        before = STAGE_NAMES[entry.stage]
        held = self._casework.hold(record.case_id) if record.case_id is not None else None
        withdrawn = held is not None and held.case.withdrawn
        known = _decision(record, work)
        if held is not None and not withdrawn:
            # Let go at the deadline, as the policy declares, is not found honest: sent, it is recalled.
            known = msgspec.structs.replace(known, decision="intercept")
        decision = restage(known, before, at, self._policy)  # type: ignore[arg-type]
        if decision is None:
            if held is not None and (before, at.stage) in _CONTRADICTIONS:
                self._casework.change_stage(held.case.case_id, work.stage, ())
            return None
        if entry.folded == ATTEMPT and work.stage in _SENT and decision.decision != "intercept":
            self._profiles.put_in(*self._facts(entry), cleared=withdrawn)
            entry.folded = PAYMENT
        elif entry.folded == PAYMENT and at.stage == "cancelled":
            self._profiles.take_out(*self._facts(entry), reported=False)
            entry.folded = ATTEMPT
        revised = msgspec.structs.replace(
            record,
            revision=record.revision + 1,
            cause="stage",
            received_at=_received(work),
            decision=decision.decision,
            action=decision.action,
            stop_until=time_of(decision.stop_until),
        )
        entry.stage = work.stage
        if held is not None:
            self._casework.change_stage(held.case.case_id, work.stage, decision.why)
            self._casework.tell(revised, held.case.case_id)
        return self._decide(entry, revised)

    def _repeat(self, entry: Entry, record: DecisionRecord) -> bytes:
        repeated = msgspec.structs.replace(record, repeat_of=record.transfer_id)
        return self._publish(entry, repeated)

    def _record(self, work: Work, assessed: Assessment) -> DecisionRecord:
        packed, decision, explained = work.packed, assessed.decision, assessed.explained
        warnings = [*packed.warnings]
        if work.bad_fields:
            warnings += [f"context:{name}" for name in work.bad_fields]
        if work.time.suspect or work.record.suspect_time:
            warnings.append("time_suspect")
        return DecisionRecord(
            transfer_id=work.transfer_id,
            tenant=self._tenant,
            uetr=packed.uetr,
            end_to_end_id=packed.end_to_end_id,
            received_at=_received(work),
            revision=1,
            cause="scored",
            score=decision.probability,
            decision=decision.decision,
            action=decision.action,
            stop_until=time_of(decision.stop_until),
            jurisdiction=work.countries[0][0] if work.countries else None,
            jurisdictions=[JurisdictionFound(country, rule) for country, rule in work.countries],
            creditor_account=packed.creditor_account,
            amount=packed.amount,
            currency=packed.currency,
            typology=explained.typology if explained else None,
            reasons=[Reason(r.indicator, r.contribution, r.evidence) for r in explained.reasons] if explained else None,
            counterfactual=explained.counterfactual if explained else None,
            model=self._assessor.model_label,
            policy=self._assessor.policy_label,
            recoverable_usd=None if decision.recoverable_usd is None else round(decision.recoverable_usd, 2),
            warnings=warnings,
        )

    def _decide(self, entry: Entry, record: DecisionRecord) -> bytes:
        """Publish a new revision, and let the register point to it."""
        line = self._publish(entry, record)
        entry.decided = line
        entry.decision = self.batch.decisions[-1].number
        entry.changed = True
        return line

    def _publish(self, entry: Entry, record: DecisionRecord) -> bytes:
        self.batch.outbox_count += 1
        body = decision_record.encode(record)
        number = row_number(self.batch.stream, self.batch.outbox_count)
        self.batch.decisions.append(DecisionRow(number, entry.number, record.revision, KINDS[record.decision], body))
        return body

    # --- what is no transfer ---

    def _reject(self, item: Rejection) -> ErrorLine:
        keep_rejected(self.batch, self._tenant, item)
        return ErrorLine(item.fault, reason(item), item.line, item.transaction)


def _other_account(entry: Entry, work: Work) -> bool:
    return canonical(entry.registered.transfer.creditor_account) != work.packed.creditor_account


def _skip(item: NoPayment) -> SkippedLine:
    return SkippedLine(item.item.what, item.line, item.item.index)


def _received(work: Work) -> str | None:
    received = work.record.received_ms
    return format_time(received) if received is not None else None


def _decision(record: DecisionRecord, work: Work) -> Decision:
    usd = work.payment.amount_usd
    return msgspec.structs.replace(decision_of(record), expected_loss_usd=None if usd is None else record.score * usd)
