"""Keeping what could not be read: its bytes in the store, its reason on `wires.rejected`, a review for the desk."""

import hashlib
from collections.abc import Sequence

import msgspec

from interceptor.errors import Fault, InterceptorError
from interceptor.pipeline import topics
from interceptor.pipeline.publishing import publish
from interceptor.pipeline.reading import Rejection
from interceptor.pipeline.records import Incoming
from interceptor.pipeline.times import format_time
from interceptor.store.batch import Batch, RejectedRow
from interceptor.store.numbers import row_number
from interceptor.store.tenant import Position, TenantStore
from streams.port import Record

SCHEMA = "interceptor.rejected/1"

_MEANINGS = {fault.code: fault.meaning for fault in Fault}


class RejectedRecord(msgspec.Struct, kw_only=True):
    """What `wires.rejected` carries. The bytes stay in the store: `interceptor rejected list` shows them."""

    schema: str = SCHEMA
    tenant: str
    number: int
    error: str
    reason: str
    line: int
    transaction: int | None
    received_at: str | None
    size: int
    digest: str
    """SHA-256 of the message."""


def reason(item: Rejection) -> str:
    """Why, for a person: the detail where there is one, else what the code means."""
    return item.detail or _MEANINGS.get(item.fault, item.fault)


def keep_rejected(batch: Batch, tenant: str, item: Rejection) -> None:
    """Put one rejection into the commit."""
    batch.rejected_count += 1
    number = row_number(batch.stream, batch.rejected_count)
    record = item.record
    batch.rejected.append(
        RejectedRow(
            number,
            item.line,
            item.at_ms,
            item.fault,
            item.detail,
            item.transaction,
            item.size,
            item.digest,
            record.format,
            record.context or b"",
            record.body,
        )
    )
    body = RejectedRecord(
        tenant=tenant,
        number=number,
        error=item.fault,
        reason=reason(item),
        line=item.line,
        transaction=item.transaction,
        received_at=format_time(record.received_ms) if record.received_ms is not None else None,
        size=item.size,
        digest=item.digest,
    )
    publish(batch, topics.rejected(tenant), item.digest.encode(), SCHEMA, msgspec.json.encode(body))


def reject_record(
    store: TenantStore,
    position: Position,
    refused: Sequence[tuple[Record, InterceptorError]],
    next_offset: int,
    now_ms: int,
) -> None:
    """Commit the offset of a topic of reports or replies, with those of its records that were refused."""
    batch = Batch(
        position.stream,
        position.epoch,
        next_offset,
        position.register_count,
        position.outbox_count,
        position.rejected_count,
        now_ms,
    )
    for record, error in refused:
        digest = hashlib.sha256(record.value).hexdigest()
        kept = Incoming(record.value, received_ms=now_ms)
        size = len(record.value)
        item = Rejection(record.offset + 1, error.fault.code, error.detail, None, kept, size, digest, now_ms)
        keep_rejected(batch, store.name, item)
    store.commit(batch)
    position.next_offset = next_offset
    position.outbox_count, position.rejected_count = batch.outbox_count, batch.rejected_count
