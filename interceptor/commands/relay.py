"""`interceptor relay`: publishes what the workers decided. Start two, and one stands by."""

import threading
from pathlib import Path
from types import TracebackType
from typing import Annotated

import typer

from interceptor.commands.common import store_place, user_errors
from interceptor.commands.upkeep import Upkeeping
from interceptor.commands.working import ended_by_signals, patiently, settings_of, watched
from interceptor.errors import ConfigError, Fault
from interceptor.observability.logs import crash_logged
from interceptor.observability.watch import Watch
from interceptor.relaying import RelayService
from interceptor.settings import Settings
from interceptor.store.store import Store, is_url


@user_errors
def relay(data: Annotated[Path | None, typer.Option(help="Folder of the store.", show_default=False)] = None) -> None:
    """Publish decisions, alerts and recalls to Kafka until ended. Of several relays one is active."""
    config = settings_of(None, data)
    if not is_url(str(store_place(config))):
        raise ConfigError(Fault.BAD_SETTING, "store: on SQLite the worker relays by itself; `relay` needs PostgreSQL")
    with crash_logged(), ended_by_signals() as end, watched(config) as watch:
        publish(config, watch, end)


def publish(config: Settings, watch: Watch, end: threading.Event) -> None:
    """Publish on this thread until `end` is set."""
    from streams.kafka import KafkaPublisher

    with patiently(lambda: Store(store_place(config)), end) as store:
        made = KafkaPublisher(config.kafka.config(), config.kafka.relay, max_bytes=config.kafka.max_message_bytes)
        try:
            patiently(made.reach, end)
            with Upkeeping(config, watch, end):
                RelayService(store, made, end, observer=watch.relay()).run()
        finally:
            made.close()


class Relaying:
    """A relay on a thread of its own beside a worker. Its end is the worker's, and the other way round."""

    def __init__(self, config: Settings, watch: Watch, end: threading.Event) -> None:
        self._end = end
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(config, watch), name="relay")

    def _run(self, config: Settings, watch: Watch) -> None:
        try:
            publish(config, watch, self._end)
        except BaseException as error:  # noqa: BLE001 - raised again by the worker's thread
            self._error = error
        finally:
            self._end.set()

    def __enter__(self) -> "Relaying":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._end.set()
        self._thread.join()
        if self._error is not None and error is None:
            raise self._error
