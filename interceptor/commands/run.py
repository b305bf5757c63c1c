"""`interceptor run`: the engine on the embedded log. Wire records go in durably, then through, and out to topics."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from interceptor.commands.common import clock_of, console, load_settings, options, progress, store_place, user_errors
from interceptor.commands.upkeep import Upkeeping
from interceptor.commands.working import watched
from interceptor.pipeline import topics
from interceptor.pipeline.carrying import to_message
from interceptor.pipeline.feeding import as_it_comes, batches, numbered
from interceptor.store.outbox import StoreOutbox
from interceptor.store.store import Store
from interceptor.sweeping import sweeping
from interceptor.tenancy import Tenancy
from interceptor.worker import Worker
from streams import crashpoints
from streams.embedded import EmbeddedLog, EmbeddedPublisher
from streams.port import Mark
from streams.relay import Relay
from streams.replay import STANDARD_INPUT, replay

_FEED = "feed"
"""Incarnation of feeds: how far an input was fed belongs to the log, not to any store."""
_FED_AT_ONCE = 2_000
_LIVE_AT_ONCE = 25
"""Of a live pipe: few enough that records of the largest size fit in memory and in a batch of the log."""
_FED_BYTES = 32 * 1024 * 1024
"""A piece is held, and written to the log as one batch; large messages must not make it too large for that."""


@user_errors
def run(
    source: Annotated[str | None, typer.Argument(help="NDJSON file, .gz, .zst, folder, or - for a live pipe.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of store and log.")] = None,
    tenant: Annotated[str | None, typer.Option(help="Whose wires these are.")] = None,
    batch_size: Annotated[int | None, typer.Option(min=1, help="Records a commit.")] = None,
    clock: Annotated[
        str | None,
        typer.Option(hidden=True, help="For tests and demonstrations: the time it is."),
    ] = None,
) -> None:
    """Work wires on the embedded log until all is decided and published; end it at any time, and start it again."""
    config = load_settings(tenant, data)
    worker_clock = clock_of(clock)
    log = EmbeddedLog(config.data / "log")
    try:
        with Store(store_place(config), engine=True) as store, watched(config, log=False) as watch:
            observer = watch.worker(store)
            wires = topics.wires(config.tenant)
            incoming = [wires, *topics.acts(config.tenant)]
            for topic in incoming:
                log.create_topic(topic)
            relaying = watch.relay_beside()
            relay = Relay(
                StoreOutbox(store.database, topics.decisions),
                EmbeddedPublisher(log),
                limit=2_000,
                resumed=relaying.resumed,
                published=relaying.published,
            )
            relay.resume()
            worker = Worker(
                [Tenancy(store.tenant(config.tenant), options(config))],
                log.source(incoming),
                clock=worker_clock,
                batch_size=batch_size or config.batch_size,
                relay=relay.round,
                observer=observer,
            )
            with Upkeeping(config, watch, log=lambda: log):
                worked = _work(worker, log, wires, source)
            worker.end()
    finally:
        log.close()
    console.print(f"records and messages worked: {worked:,}; decisions and alerts are in {config.data / 'log'}")


def _work(worker: Worker, log: EmbeddedLog, wires: str, source: str | None) -> int:
    worked = 0
    with progress("records and messages") as advance, sweeping() as sweep:
        for _ in _fed(log, wires, source):
            while count := worker.step(0.0):
                worked += count
                advance(count)
                sweep(count)
            worker.look()
        worker.strike()
        while count := worker.step(0.05):
            worked += count
            advance(count)
            sweep(count)
        worker.look()
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
    live = source == STANDARD_INPUT
    pieces = as_it_comes(records, _LIVE_AT_ONCE) if live else batches(records, _FED_AT_ONCE, _FED_BYTES)
    for piece in pieces:
        done += len(piece)
        log.publish(stream, [to_message(wires, record) for record in piece], Mark(done, _FEED))
        crashpoints.reach("after_feed")
        yield
