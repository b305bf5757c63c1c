"""`interceptor feed`: a file of wire records onto Kafka, as a bank's own stream would bring them."""

from typing import Annotated

import typer

from interceptor.commands.common import console, load_settings, progress, user_errors
from interceptor.commands.score import Input
from interceptor.messages import decode
from interceptor.pipeline import topics
from interceptor.pipeline.carrying import keyed, to_message
from interceptor.pipeline.feeding import batches, numbered
from interceptor.pipeline.reading import Numbered
from streams.port import Message
from streams.replay import replay

_AT_ONCE, _BYTES = 500, 8 * 1024 * 1024
"""Records, and bytes of message, that are durable before the next are read."""


@user_errors
def feed(
    source: Input,
    tenant: Annotated[str | None, typer.Option(help="Whose wires these are.")] = None,
) -> None:
    """Put every record of INPUT on the topic of outbound wires. Fed twice, a transfer is decided once."""
    from streams.kafka import KafkaSink

    config = load_settings(tenant)
    topic = topics.wires(config.tenant)
    sink = KafkaSink(config.kafka.config(), max_bytes=config.kafka.max_message_bytes)
    count = 0
    try:
        with progress("records") as advance:
            for batch in batches(numbered(replay(source)), _AT_ONCE, _BYTES):
                sink.append([_message(topic, record) for record in batch])
                count += len(batch)
                advance(len(batch))
    finally:
        sink.close()
    console.print(f"{count:,} records on {config.kafka.prefix}{topic}")


def _message(topic: str, numbered: Numbered) -> Message:
    message, record = to_message(topic, numbered), numbered.record
    if numbered.fault is not None:
        return message
    try:
        return keyed(message, decode(record.body, record.format, declared_encoding=not record.text))
    except Exception:  # noqa: BLE001 - the engine rejects it and keeps it, poison too
        return message
