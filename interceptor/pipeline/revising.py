"""Decision revisions that are not the first: after a report, a reply, a withdrawal, a deadline or a look-back."""

import msgspec

from interceptor.errors import CaseError, Fault
from interceptor.pipeline import decision_record
from interceptor.pipeline.casework import Casework
from interceptor.pipeline.decision_record import DecisionRecord
from interceptor.pipeline.entries import Entries
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
        if entry.record is None:
            raise CaseError(Fault.UNKNOWN_TRANSFER, "no decision was made on it")
        return msgspec.structs.replace(entry.record)

    def revise(self, entry: Entry, cause: str, casework: Casework, case_id: str) -> None:
        """The decision as the case now has it."""
        case = casework.current(case_id)
        record = self.record_of(entry)
        record.revision += 1
        record.cause = cause
        record.repeat_of = None
        if case.withdrawn:
            record.decision, record.action, record.stop_until = "release", "none", None
        elif record.decision != "intercept":
            record.decision, record.action = "intercept", "stop" if case.stage == "initiated" else "recall"
        casework.tell(record, case_id)
        self.write(entry, record)

    def write(self, entry: Entry, record: DecisionRecord) -> None:
        """Publish `record` as the entry's latest decision."""
        self._batch.outbox_count += 1
        number = row_number(self._batch.stream, self._batch.outbox_count)
        body = decision_record.encode(record)
        self._batch.decisions.append(DecisionRow(number, entry.number, record.revision, KINDS[record.decision], body))
        entry.record = record
        entry.decision = number
        entry.changed = True
