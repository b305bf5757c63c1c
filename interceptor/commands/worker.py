"""`interceptor worker`: the engine on Kafka, one of as many processes as there are partitions."""

import threading
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from interceptor.commands.common import clock_of, store_place, user_errors
from interceptor.commands.relay import Relaying
from interceptor.commands.working import ended_by_signals, of_tenant, patiently, settings_of, watched
from interceptor.decisions import scoring
from interceptor.observability.logs import crash_logged
from interceptor.observability.watch import Watch
from interceptor.pipeline import topics
from interceptor.restored import RestoreGuard
from interceptor.service import Service
from interceptor.settings import Settings
from interceptor.store.outbox import StoreOutbox
from interceptor.store.store import Store, is_url
from interceptor.sweeping import sweeping
from interceptor.tenancy import Tenancy
from interceptor.worker import Clock, Worker


@user_errors
def worker(
    tenant: Annotated[
        list[str] | None, typer.Option(help="Whose topics to work; once for each tenant.", show_default=False)
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of the store.", show_default=False)] = None,
    relay: Annotated[bool, typer.Option(help="Also publish; always so on SQLite.")] = False,
    batch_size: Annotated[int | None, typer.Option(min=1, help="Records a commit.", show_default=False)] = None,
    clock: Annotated[
        str | None, typer.Option(hidden=True, help="For tests and demonstrations: the time it is.")
    ] = None,
) -> None:
    """Work wires, reports and replies from Kafka until ended. Several workers share the partitions."""
    config = settings_of(tenant, data)
    if batch_size is not None:
        config = config.model_copy(update={"batch_size": batch_size})
    with crash_logged(), ExitStack() as stack:
        end = stack.enter_context(ended_by_signals())
        watch = stack.enter_context(watched(config))
        store = stack.enter_context(patiently(lambda: Store(store_place(config), engine=True), end))
        if relay or not is_url(str(store_place(config))):
            stack.enter_context(Relaying(config, watch, end))
        _run(config, store, watch, end, stack, clock_of(clock))


def _run(config: Settings, store: Store, watch: Watch, end: threading.Event, stack: ExitStack, clock: Clock) -> None:
    from streams.kafka import KafkaPublisher, KafkaSource

    kafka = config.kafka.config()
    observer = watch.worker(store)
    tenancies = []
    for name in config.all_tenants():
        options = of_tenant(config, name)
        watch.describe(name, scoring.label(options.model), options.policy.label)
        tenancies.append(Tenancy(patiently(partial(store.tenant, name), end), options))
    join = partial(
        KafkaSource,
        kafka,
        [topic for tenancy in tenancies for topic in tenancy.topics],
        config.kafka.group,
        session=config.kafka.session_seconds,
        member=config.kafka.member,
        stall_after=config.kafka.stall_seconds,
        stalled=observer.stalled,
    )
    source = patiently(join, end)
    stack.callback(source.close)
    marks = KafkaPublisher(kafka, config.kafka.relay)
    stack.callback(marks.close)
    guard = RestoreGuard(store, StoreOutbox(store.database, topics.decisions), marks.marks)
    made = Worker(
        tenancies,
        source,
        clock=clock,
        batch_size=config.batch_size,
        before_taking=guard,
        observer=observer,
    )
    with sweeping() as sweep:
        Service(made, end, observer=observer, sweep=sweep).run()
