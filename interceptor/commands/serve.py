"""`interceptor serve`: wires and reports in, decisions out over HTTP, with the engine beside it."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from interceptor import settings
from interceptor.commands.common import complain, console, now_ms, options, store_place, user_errors
from interceptor.commands.printing import text
from interceptor.observability.watch import Watch
from interceptor.serving import EmbeddedEngine
from interceptor.settings import Settings
from interceptor.store.store import Store
from interceptor.web.api.app import make_app
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
    """Take wires and give decisions over HTTP, and work them with the engine in the same process, until it is ended."""
    config = settings.load(data=data, http_host=host, http_port=port)
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
    service = Service(
        stores=Stores(engine.reader),
        appender=engine.appender,
        clock=now_ms,
        limits=Limits(body_bytes=config.http_body_bytes),
    )
    server = Server(make_app(service, beside=[health_router(watch.pages)]), _address(config), stopping=service.stop)
    bound = server.bind()
    sys.setswitchinterval(_SWITCH)
    try:
        if config.metrics_port is not None:
            watch.serve(config.metrics_bind, config.metrics_port)
        engine.open()
        engine.start()
        console.print(text(f"listening on {server.url}"))
        server.work(bound)
    finally:
        bound.close()
        engine.close()
        watch.close()
    if engine.error is not None:
        complain(f"the engine failed: {type(engine.error).__name__}: {engine.error}")
        raise typer.Exit(1)


def _address(config: Settings) -> Address:
    return Address(
        config.http_host, config.http_port, config.http_certificate, config.http_key, config.http_behind_proxy
    )
