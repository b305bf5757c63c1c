"""From records to transfers: decode, keep time, resolve the jurisdiction, identify. Nothing is dropped on the way."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from interceptor.errors import Fault, MessageError
from interceptor.messages import decode
from interceptor.pipeline.clock import StreamClock
from interceptor.pipeline.records import Incoming, read_context
from interceptor.pipeline.times import parse_time
from interceptor.pipeline.work import STAGES, Work
from interceptor.profiles.describing import describe
from interceptor.routing.receiving import receiving
from interceptor.transfers.context import Context
from interceptor.transfers.identity import identify
from interceptor.transfers.packed import pack
from interceptor.transfers.transfer import Refusal, Skipped, Transfer

UNKNOWN_COUNTRY: Final = "ZZ"
_KEPT: Final = 64 * 1024
"""Bytes of an oversized record that are kept beside its digest and size."""


@dataclass(slots=True)
class Rejection:
    """A record, or one transaction of it, that cannot be read."""

    line: int
    fault: str
    detail: str
    transaction: int | None
    record: Incoming
    size: int
    digest: str
    at_ms: int
    """When it was received, in milliseconds since 1970; where the record gives no time, when it was worked."""


@dataclass(slots=True)
class NoPayment:
    """A readable record, or transaction, that is no payment."""

    line: int
    item: Skipped


@dataclass(init=False, slots=True)
class Numbered:
    """One record with its place in the input. `fault` is set when the record itself could not be read."""

    line: int
    offset: int
    record: Incoming
    fault: MessageError | None
    size: int | None
    """Full size, when `record` holds only the beginning."""
    digest: str | None

    def __init__(
        self,
        line: int,
        offset: int,
        record: Incoming,
        fault: MessageError | None = None,
        size: int | None = None,
        digest: str | None = None,
    ) -> None:
        self.line = line
        self.offset = offset
        self.record = record
        self.fault = fault
        self.size = size
        self.digest = digest


Item = Work | Rejection | NoPayment


class Reader:
    """Reads the records of one partition in order; the clock's watermark is its only state."""

    def __init__(self, tenant: str, clock: StreamClock, network: str | None = None) -> None:
        self._tenant = tenant
        self._clock = clock
        self._network = network

    def read(self, records: Iterable[Numbered]) -> list[Item]:
        """Every transaction of every record, in input order; at least one item a record."""
        found: list[Item] = []
        for numbered in records:
            if numbered.fault is not None:
                found.append(self._rejected(numbered, numbered.fault))
                continue
            record = numbered.record
            try:
                items = decode(record.body, record.format, declared_encoding=not record.text)
            except MessageError as error:
                found.append(self._rejected(numbered, error))
                continue
            context, bad_fields = read_context(record.context)
            for item in items:
                if isinstance(item, Transfer):
                    found.append(self._work(numbered.line, record, item, context, bad_fields))
                elif isinstance(item, Refusal):
                    found.append(self._refused(numbered, item))
                else:
                    found.append(NoPayment(numbered.line, item))
        return found

    def _work(self, line: int, record: Incoming, transfer: Transfer, context: Context, bad: tuple[str, ...]) -> Work:
        created = parse_time(transfer.created_at) if record.received_ms is None and transfer.created_at else None
        time = self._clock.read(record.received_ms, created, _day(transfer) if record.received_ms is None else None)
        countries = receiving(transfer)
        country = countries[0][0] if countries else UNKNOWN_COUNTRY
        identity = identify(self._tenant, transfer, context.payment_id)
        return Work(
            line=line,
            record=record,
            packed=pack(transfer),
            context=context,
            bad_fields=bad,
            time=time,
            countries=countries,
            payment=describe(self._tenant, transfer, time.milliseconds / 1000, country, context, network=self._network),
            transfer_id=identity.transfer_id,
            key=identity.key,
            identifier=identity.identifier,
            stage=STAGES[context.stage],
        )

    def _refused(self, numbered: Numbered, item: Refusal) -> Rejection:
        size, digest = _measure(numbered)
        record = numbered.record
        return Rejection(numbered.line, item.fault, item.detail, item.index, record, size, digest, self._at(record))

    def _rejected(self, numbered: Numbered, error: MessageError) -> Rejection:
        size, digest = _measure(numbered)
        record = numbered.record
        if error.fault is Fault.TOO_LARGE:
            # The batch may be run again: what is cut off now is not measured a second time.
            numbered.size, numbered.digest = size, digest
            record.body = record.body[:_KEPT]
        fault, at_ms = error.fault.code, self._at(record)
        return Rejection(numbered.line, fault, error.detail, None, record, size, digest, at_ms)

    def _at(self, record: Incoming) -> int:
        """The stream's time at this very record, so that it does not depend on where batches end."""
        return self._clock.begun_ms if record.received_ms is None else record.received_ms


def _day(transfer: Transfer) -> int | None:
    return parse_time(transfer.settlement_date) if transfer.settlement_date else None


def _measure(numbered: Numbered) -> tuple[int, str]:
    if numbered.size is not None and numbered.digest is not None:
        return numbered.size, numbered.digest
    body = numbered.record.body
    return len(body), hashlib.sha256(body).hexdigest()
