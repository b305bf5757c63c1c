"""Decision revisions that are not the first: after a report, a reply, a withdrawal, a deadline or a look-back."""

from interceptor.decisions.decide import Decision, at_deadline
from interceptor.decisions.policy import Policy
from interceptor.errors import CaseError, Fault
from interceptor.pipeline import decision_record
from interceptor.pipeline.casework import Casework
from interceptor.pipeline.decision_record import DecisionRecord
from interceptor.pipeline.entries import Entries
from interceptor.pipeline.times import format_time, parse_time
from interceptor.pipeline.work import KINDS, Entry
from interceptor.store.batch import Batch, DecisionRow
from interceptor.store.numbers import row_number


class Reviser:
    """Writes revision n+1 of decisions into one commit."""

    def __init__(self, batch: Batch, entries: Entries) -> None:
        self._batch = batch
        self._entries = entries

    def record_of(self, entry: Entry) -> DecisionRecord:
        """The latest decision on a transfer. Raises `CaseError` (`unknown_transfer`) when it was only learnt from."""
        record = entry.record
        if record is None:
            raise CaseError(Fault.UNKNOWN_TRANSFER, "no decision was made on it")
        return record

    def revise(self, entry: Entry, cause: str, casework: Casework, case_id: str, policy: Policy) -> None:
        """The decision as the case now has it; at a stop's deadline as the policy declares."""
        case = casework.current(case_id)
        record = self.record_of(entry)
        record.revision += 1
        record.cause = cause
        record.repeat_of = None
        if case.withdrawn:
            record.decision, record.action, record.stop_until = "release", "none", None
        elif cause == "deadline":
            _at_deadline(record, casework, case_id, policy)
        elif record.decision != "intercept" and case.stage != "cancelled":
            record.decision, record.action = "intercept", "stop" if case.stage == "initiated" else "recall"
            record.stop_until = time_of(case.stop.until.timestamp()) if case.stop and case.stop.active else None
        casework.tell(record, case_id)
        self.write(entry, record)

    def write(self, entry: Entry, record: DecisionRecord) -> None:
        """Publish `record` as the entry's latest decision."""
        self._batch.outbox_count += 1
        number = row_number(self._batch.stream, self._batch.outbox_count)
        body = decision_record.encode(record)
        self._batch.decisions.append(DecisionRow(number, entry.number, record.revision, KINDS[record.decision], body))
        entry.decided = body
        entry.decision = number
        entry.changed = True


def _at_deadline(record: DecisionRecord, casework: Casework, case_id: str, policy: Policy) -> None:
    """Apply the declared default to a stop; a hold that ends is a deadline too, and changes no decision."""
    decided = at_deadline(decision_of(record), casework.now_ms / 1000, policy)
    if decided is None:
        return
    record.decision, record.action = decided.decision, decided.action
    record.stop_until = time_of(decided.stop_until)
    if decided.stop_until is not None:
        casework.extend_stop(case_id, decided.stop_until)


def decision_of(record: DecisionRecord) -> Decision:
    """The decision that a record shows, as the rules of `decisions` need it."""
    until = parse_time(record.stop_until) if record.stop_until else None
    return Decision(
        decision=record.decision,  # type: ignore[arg-type]
        action=record.action,  # type: ignore[arg-type]
        probability=record.score,
        stop_until=until / 1000 if until is not None else None,
    )


def time_of(seconds: float | None) -> str | None:
    """A time of the decision (epoch seconds) as records have it."""
    return format_time(round(seconds * 1000)) if seconds is not None else None
