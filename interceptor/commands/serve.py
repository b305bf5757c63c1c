"""`interceptor serve`: wires and reports in, decisions out over HTTP. On the embedded log the engine is beside it."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from interceptor import settings
from interceptor.commands.common import complain, console, now_ms, options, store_place, user_errors
from interceptor.commands.printing import text
from interceptor.commands.upkeep import Upkeeping
from interceptor.observability.watch import Watch
from interceptor.serving import EmbeddedEngine
from interceptor.settings import Settings
from interceptor.store.api_keys import ApiKeys
from interceptor.store.store import Store
from interceptor.web.api.app import make_app
from interceptor.web.api.appending import Appender
from interceptor.web.api.service import Limits, Service
from interceptor.web.api.stores import Stores
from interceptor.web.health import health_router
from interceptor.web.server import Address, Server

_SWITCH = 0.0005
"""Seconds that the engine's thread keeps the interpreter from the others: a request changes threads several times."""


@user_errors
def serve(
    data: Annotated[Path | None, typer.Option(help="Folder of store and log.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65_535, help="Port; 0 takes a free one.")] = None,
) -> None:
    """Take wires and give decisions over HTTP until ended; without Kafka the engine works in the same process."""
    config = settings.load(data=data, http_host=host, http_port=port)
    if config.kafka.servers:
        _before_kafka(config)
    else:
        _with_engine(config)


def _before_kafka(config: Settings) -> None:
    """Append to Kafka and read the store; workers and a relay are other processes."""
    from streams.kafka import KafkaSink

    place = config.store_reader.get_secret_value() if config.store_reader is not None else store_place(config)
    served = config.all_tenants()
    sink = KafkaSink(config.kafka.config())
    appender = Appender(sink)
    watch = Watch(lambda: Store(store_place(config)), config.all_tenants, clock=now_ms)
    try:
        with Store(store_place(config)) as store:  # made or migrated before it is read, or told that it cannot be
            _tell_unserved(store, served)
        server = _server(config, watch, appender, lambda: Store(place, read_only=True), frozenset(served))
        with server.bind() as bound:
            if config.metrics_port is not None:
                watch.serve(config.metrics_bind, config.metrics_port)
            console.print(text(f"listening on {server.url}"))
            server.work(bound)
    finally:
        appender.close()
        sink.close()
        watch.close()


def _tell_unserved(store: Store, served: Sequence[str]) -> None:
    """Say whose wires will be refused, though they have a key."""
    for tenant in ApiKeys(store).tenants():
        if tenant not in served:
            complain(f"{tenant} has a key and is not in INTERCEPTOR_TENANTS: it gets 503, since no worker works it")


def _with_engine(config: Settings) -> None:
    """The engine on the embedded log, on a thread of this process."""
    server: Server | None = None

    def give_up() -> None:
        if server is not None:
            server.stop()

    def tenants() -> list[str]:
        return engine.tenants()

    watch = Watch(lambda: Store(store_place(config)), tenants, clock=now_ms)
    engine = EmbeddedEngine(
        config.data,
        store_place(config),
        config.tenant,
        lambda tenant: options(config.model_copy(update={"tenant": tenant})),
        clock=now_ms,
        batch_size=config.batch_size,
        failed=give_up,
        watch=watch,
    )
    server = _server(config, watch, engine.appender, engine.reader)
    sys.setswitchinterval(_SWITCH)
    with server.bind() as bound:
        try:
            if config.metrics_port is not None:
                watch.serve(config.metrics_bind, config.metrics_port)
            engine.open()
            engine.start()
            console.print(text(f"listening on {server.url}"))
            with Upkeeping(config, watch, log=lambda: engine.log):
                server.work(bound)
        finally:
            engine.close()
            watch.close()
    if engine.error is not None:
        complain(f"the engine failed: {type(engine.error).__name__}: {engine.error}")
        raise typer.Exit(1)


def _server(
    config: Settings,
    watch: Watch,
    appender: Appender,
    open_store: Callable[[], Store],
    served: frozenset[str] | None = None,
) -> Server:
    """The server over a log and a store. Raises `ConfigError` where keys would travel in the clear."""
    limits = Limits(body_bytes=config.http_body_bytes)
    service = Service(stores=Stores(open_store), appender=appender, clock=now_ms, limits=limits, served=served)
    address = Address(
        config.http_host, config.http_port, config.http_certificate, config.http_key, config.http_behind_proxy
    )
    return Server(make_app(service, beside=[health_router(watch.pages)]), address, stopping=service.stop)
