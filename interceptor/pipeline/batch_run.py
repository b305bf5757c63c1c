"""One micro-batch from items to lines and rows: transfers in order, each seeing the ones before it.

Nothing here touches the world: what a batch changes is collected, and `finish` hands it to the store as one commit.
"""

import msgspec

from interceptor.cases.opening import case_id_of
from interceptor.decisions.decide import Decision, restage
from interceptor.decisions.policy import Policy
from interceptor.pipeline import decision_record
from interceptor.pipeline.assessing import Assessment, Assessor, Brakes
from interceptor.pipeline.casework import Casework
from interceptor.pipeline.decision_record import DecisionRecord, ErrorLine, JurisdictionFound, Reason, SkippedLine
from interceptor.pipeline.entries import Entries
from interceptor.pipeline.planning import Sent
from interceptor.pipeline.profiling import Profiling
from interceptor.pipeline.reading import Item, NoPayment, Rejection
from interceptor.pipeline.records import format_time, parse_time
from interceptor.pipeline.registered import Registered, split_values
from interceptor.pipeline.rejecting import keep_rejected
from interceptor.pipeline.work import ATTEMPT, KINDS, NOT_FOLDED, PAYMENT, STAGE_NAMES, STAGES, Entry, Work
from interceptor.profiles.creditor_account import SUSPECTED
from interceptor.profiles.payees import Resolution, resolve
from interceptor.store.batch import Batch, DecisionRow
from interceptor.store.numbers import row_number
from interceptor.transfers.accounts import canonical
from interceptor.transfers.money import plain

_SENT = {STAGES["released"], STAGES["settled"]}


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
        now: float,
        brakes: Brakes,
        learning: bool,
    ) -> None:
        self._tenant = tenant
        self._profiles = profiles
        self._entries = entries
        self._assessor = assessor
        self._policy = policy
        self._casework = casework
        self._now = now
        self._brakes = brakes
        self._learning = learning
        self.batch = batch
        self.lines: list[bytes] = []

    def run(self, items: list[Item]) -> None:
        """All items in order."""
        for item in items:
            if isinstance(item, Work):
                line = self._transfer(item)
            elif isinstance(item, Rejection):
                line = decision_record.encode(self._reject(item))
            else:
                line = decision_record.encode(_skip(item))
            self.lines.append(line)

    def finish(self) -> Batch:
        """Everything that the batch changes."""
        self._profiles.write(self.batch)
        self._entries.write(self.batch)
        self._casework.write(self.batch)
        return self.batch

    # --- transfers ---

    def _transfer(self, work: Work) -> bytes:
        entry = self._entries.by_id(work.key)
        if entry is None:
            if work.transfer.cover and self._entries.related(work):
                return self._cover(work)
            return self._learn(work) if self._learning else self._first(work, None)
        if entry.record is None and not self._learning:
            return self._first(work, entry)
        if entry.record is None:
            return b""
        return self._later_stage(work, entry, entry.record) or self._repeat(entry, entry.record)

    def _first(self, work: Work, learnt: Entry | None) -> bytes:
        """Decide on a transfer for the first time; `learnt` is its entry when history taught it to us before."""
        reused = self._entries.reused(work.identifier, work.key)
        assessed = self._assessor.assess(work, self._profiles, reused=reused, now=self._now, brakes=self._brakes)
        entry = learnt or self._enter(work, assessed.payee, assessed.values, reused)
        record = self._record(work, assessed)
        if assessed.decision.decision == "intercept":
            covers = tuple(leg.registered.transfer for leg in self._covers(work))
            sent = Sent(work.transfer, work.time.milliseconds, covers)
            self._casework.open(sent, entry.number, record, stage=work.stage, why=assessed.decision.why)
            self._profiles.mark(work.payment, case_id_of(self._tenant, work.transfer_id), SUSPECTED)
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
        fired, unknown = split_values(values) if values is not None else ({}, b"")
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
            registered=Registered(
                work.transfer, work.record.context, fired, unknown, payee.entity, work.time.suspect, reused
            ),
            record=None,
            new=True,
        )
        self._entries.add(entry)
        return entry

    def _fold_first(self, work: Work, entry: Entry, payee: Resolution, *, intercepted: bool) -> None:
        if any(leg.folded == PAYMENT for leg in self._covers(work)):
            return  # its cover came first and was folded for both
        if work.stage in _SENT and not intercepted:
            self._profiles.fold_payment(work.payment, payee)
            entry.folded = PAYMENT
        else:
            self._profiles.fold_attempt(work.payment, payee)
            entry.folded = ATTEMPT

    def _covers(self, work: Work) -> list[Entry]:
        if work.transfer.cover or work.transfer.settlement_method != "COVE":
            return []
        return [entry for entry in self._entries.related(work) if entry.registered.transfer.cover]

    def _cover(self, work: Work) -> bytes:
        """A cover whose transfer is known is a leg of it: kept, never weighed, recalled with it."""
        if self._entries.by_id(work.key) is None:
            payee = Resolution(work.payment.entity, "name")
            self._enter(work, payee, None, reused=False)
        return decision_record.encode(SkippedLine("cover", work.line, work.transfer.index))

    def _later_stage(self, work: Work, entry: Entry, record: DecisionRecord) -> bytes | None:
        """Revision n+1 when the transfer has gone a stage further; None when it has not."""
        at = self._assessor.circumstances(work, self._now, self._brakes)
        before = STAGE_NAMES[entry.stage]
        decision = restage(_decision(record, work), before, at, self._policy)  # type: ignore[arg-type]
        if decision is None:
            return None
        self._profiles.ensure(work.payment)
        payee = resolve(self._tenant, self._profiles.debtors.get(work.payment.debtor), work.payment)
        payee.entity = entry.registered.entity
        self._profiles.relationship(work.payment, payee)
        if entry.folded == ATTEMPT and work.stage in _SENT and record.decision != "intercept":
            self._profiles.put_in(work.payment, payee, cleared=False)
            entry.folded = PAYMENT
        elif entry.folded == PAYMENT and STAGE_NAMES[work.stage] == "cancelled":
            self._profiles.take_out(work.payment, payee, reported=False)
            entry.folded = ATTEMPT
        revised = msgspec.structs.replace(
            record,
            revision=record.revision + 1,
            cause="stage",
            received_at=_received(work),
            action=decision.action,
            stop_until=_time(decision.stop_until),
        )
        entry.stage = work.stage
        if revised.case_id is not None:
            self._casework.change_stage(work, revised)
        return self._decide(entry, revised)

    def _repeat(self, entry: Entry, record: DecisionRecord) -> bytes:
        repeated = msgspec.structs.replace(record, repeat_of=record.transfer_id)
        return self._publish(entry, repeated)

    def _record(self, work: Work, assessed: Assessment) -> DecisionRecord:
        transfer, decision, explained = work.transfer, assessed.decision, assessed.explained
        warnings = [*transfer.warnings, *(f"context:{name}" for name in work.bad_fields)]
        if work.time.suspect or work.record.suspect_time:
            warnings.append("time_suspect")
        return DecisionRecord(
            transfer_id=work.transfer_id,
            tenant=self._tenant,
            uetr=transfer.uetr,
            end_to_end_id=transfer.end_to_end_id,
            received_at=_received(work),
            revision=1,
            cause="scored",
            score=decision.probability,
            decision=decision.decision,
            action=decision.action,
            stop_until=_time(decision.stop_until),
            jurisdiction=work.countries[0][0] if work.countries else None,
            jurisdictions=[JurisdictionFound(country, rule) for country, rule in work.countries],
            creditor_account=canonical(transfer.creditor_account),
            amount=plain(transfer.amount),
            currency=transfer.currency,
            typology=explained.typology if explained else None,
            reasons=[Reason(r.indicator, r.contribution, r.evidence) for r in explained.reasons] if explained else None,
            counterfactual=explained.counterfactual if explained else None,
            model=self._assessor.model_label,
            policy=self._assessor.policy_label,
            warnings=warnings,
        )

    def _decide(self, entry: Entry, record: DecisionRecord) -> bytes:
        """Publish a new revision, and let the register point to it."""
        line = self._publish(entry, record)
        entry.record = record
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
        return ErrorLine(item.fault, item.detail or item.fault, item.line, item.transaction)


def _skip(item: NoPayment) -> SkippedLine:
    return SkippedLine(item.item.what, item.line, item.item.index)


def _received(work: Work) -> str | None:
    received = work.record.received_ms
    return format_time(received) if received is not None else None


def _time(seconds: float | None) -> str | None:
    return format_time(round(seconds * 1000)) if seconds is not None else None


def _decision(record: DecisionRecord, work: Work) -> Decision:
    """The decision that a record shows, as the policy's rules need it."""
    usd = work.payment.amount_usd
    until = parse_time(record.stop_until) if record.stop_until else None
    return Decision(
        decision=record.decision,  # type: ignore[arg-type]
        action=record.action,  # type: ignore[arg-type]
        probability=record.score,
        stop_until=until / 1000 if until is not None else None,
        expected_loss_usd=None if usd is None else record.score * usd,
    )
