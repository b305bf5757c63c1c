"""Putting a message into the outbox of a commit, under the stream's next number."""

import msgspec

from interceptor.pipeline.times import format_time
from interceptor.store.batch import Batch, OutboxRow
from interceptor.store.numbers import row_number


def publish(batch: Batch, topic: str, key: bytes, form: str, value: bytes, received_ms: int | None = None) -> None:
    """`form` becomes the header `format`: what the receiver has to parse. `received_ms`, when the wire that the message
    is about was received, becomes `received-at`: from it, whoever publishes knows how long an alert took."""
    batch.outbox_count += 1
    given = [["format", form.encode()]]
    if received_ms is not None:
        given.append(["received-at", format_time(received_ms).encode()])
    headers = msgspec.msgpack.encode(given)
    batch.outbox.append(OutboxRow(row_number(batch.stream, batch.outbox_count), topic, key, headers, value))
