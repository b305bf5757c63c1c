"""`interceptor run`: the engine on the embedded log. Wire records go in durably, then through, and out to topics."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from interceptor.commands.common import console, load_settings, now_ms, options, progress, store_path, user_errors
from interceptor.pipeline import topics
from interceptor.pipeline.feeding import numbered
from interceptor.pipeline.reading import Numbered
from interceptor.pipeline.records import to_headers
from interceptor.store.store import Store
from interceptor.worker import Worker
from streams import crashpoints
from streams.embedded import EmbeddedLog, EmbeddedPublisher
from streams.port import Mark, Message
from streams.replay import STANDARD_INPUT, replay

_FEED = "feed"
"""Incarnation of feeds: how far an input was fed belongs to the log, not to any store."""
_FED_AT_ONCE = 2_000


@user_errors
def run(
    source: Annotated[str | None, typer.Argument(help="NDJSON file, .gz, .zst, folder, or - for a live pipe.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of store and log.")] = None,
    tenant: Annotated[str | None, typer.Option(help="Whose wires these are.")] = None,
    batch_size: Annotated[int | None, typer.Option(min=1, help="Records a commit.")] = None,
) -> None:
    """Work wires on the embedded log until all is decided and published; end it at any time, and start it again."""
    config = load_settings(tenant, data)
    log = EmbeddedLog(config.data / "log")
    try:
        with Store(store_path(config), engine=True) as store:
            wires = topics.wires(config.tenant)
            for topic in (wires, "wires.reports", "recalls.replies"):
                log.create_topic(topic)
            worker = Worker(
                store,
                config.tenant,
                log.source([wires, "wires.reports", "recalls.replies"]),
                EmbeddedPublisher(log),
                options(config),
                clock=now_ms,
                batch_size=batch_size or config.batch_size,
            )
            worked = _work(worker, log, wires, source)
    finally:
        log.close()
    console.print(f"worked {worked:,} records; decisions and alerts are in {config.data / 'log'}")


def _work(worker: Worker, log: EmbeddedLog, wires: str, source: str | None) -> int:
    worked = 0
    with progress("records and messages") as advance:
        for _ in _fed(log, wires, source):
            while count := worker.step(0.0):
                worked += count
                advance(count)
        worker.strike()
        while count := worker.step(0.05):
            worked += count
            advance(count)
    return worked


def _fed(log: EmbeddedLog, wires: str, source: str | None) -> Iterator[None]:
    """Feed the input in pieces; yields after each, and once before, for what the log already has.

    How much of a file was fed is committed with the records, so an input that is given again goes on where it was.
    """
    yield
    if source is None:
        return
    stream = f"feed:{wires}:{Path(source).resolve() if source != STANDARD_INPUT else source}"
    mark = log.committed(stream)
    done = mark.number if mark is not None and source != STANDARD_INPUT else 0
    records = islice(numbered(replay(source)), done, None)
    while piece := list(islice(records, _FED_AT_ONCE)):
        done += len(piece)
        log.publish(stream, [_message(wires, record) for record in piece], Mark(done, _FEED))
        crashpoints.reach("after_feed")
        yield


def _message(topic: str, numbered_record: Numbered) -> Message:
    record = numbered_record.record
    # A line that is no record goes in as it is: the engine rejects it from the log, with its bytes kept.
    return Message(topic, None, record.body, to_headers(record))
