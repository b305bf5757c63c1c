"""Putting a message into the outbox of a commit, under the stream's next number."""

import msgspec

from interceptor.store.batch import Batch, OutboxRow
from interceptor.store.numbers import row_number


def publish(batch: Batch, topic: str, key: bytes, form: str, value: bytes) -> None:
    """`form` becomes the header `format`: what the receiver has to parse."""
    batch.outbox_count += 1
    headers = msgspec.msgpack.encode([["format", form.encode()]])
    batch.outbox.append(OutboxRow(row_number(batch.stream, batch.outbox_count), topic, key, headers, value))
