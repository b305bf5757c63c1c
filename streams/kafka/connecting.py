"""How kafka-python's clients connect: a login that is refused is told at once, and a client that fails is closed.

By itself kafka-python tries a refused login until its time is up, and then says that nobody answered. It also loses the
last words of a broker that closes the connection behind them, which are mostly those of a refusal. A client that fails
in its constructor leaves its thread and its sockets behind. And each failed attempt is some lines of log without what
was wrong; they are left out while we connect, since the error that is raised says it.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from kafka.net.compat import KafkaNetClient
from kafka.net.manager import KafkaConnectionManager
from kafka.net.selector import NetworkSelector

from streams.errors import StreamError
from streams.kafka.errors import REFUSED

_LAST_WORDS = 0.05
"""Seconds in which the client's thread closes the sockets of connections that failed; it does not when it is ended."""

T = TypeVar("T")
Received = tuple[bytes, Exception | None]
"""What a socket had, and why it will have no more."""


class _Manager(KafkaConnectionManager):  # type: ignore[misc]  # kafka-python has no types
    """Remembers a refused login, and raises it at the next attempt."""

    def __init__(self, net: Any, **configs: Any) -> None:
        super().__init__(net, **configs)
        self._refusals: dict[Any, Exception] = {}

    def get_connection(self, node_id: Any, **options: Any) -> Any:
        refusal = self._refusals.pop(node_id, None)
        if refusal is not None:
            raise refusal
        connection = super().get_connection(node_id, **options)
        if not connection.init_future.is_done:
            connection.init_future.add_errback(lambda error: self._lost(node_id, error))
        return connection

    async def _build_transport(self, node: Any, timeout_at: float | None = None) -> Any:
        transport = await super()._build_transport(node, timeout_at=timeout_at)
        transport._sock_recv = _to_the_end(transport._sock_recv)
        return transport

    def _lost(self, node_id: Any, error: Exception) -> None:
        if isinstance(error, (*REFUSED, StreamError)):  # the latter from our token providers
            self._refusals[node_id] = error


def _to_the_end(receive: Callable[[], Received]) -> Callable[[], Received]:
    """What was received before the end of a connection is given first, and its end then."""
    ends: list[Exception] = []

    def received() -> Received:
        if ends:
            return b"", ends[0]
        data, error = receive()
        if not data or error is None:
            return data, error
        ends.append(error)
        return data, None

    return received


class _Client(KafkaNetClient):  # type: ignore[misc]
    def __init__(self, **configs: Any) -> None:
        net = NetworkSelector(**configs)
        super().__init__(net=net, manager=_Manager(net, **configs))


class _Chatter:
    """What the library logs of connections; left out until the last thread that connects is done."""

    def __init__(self) -> None:
        self._logger = logging.getLogger("kafka.net")
        self._guard = threading.Lock()
        self._connecting = 0
        self._level = logging.NOTSET

    def __enter__(self) -> None:
        with self._guard:
            if not self._connecting:
                self._level = self._logger.level
                self._logger.setLevel(logging.CRITICAL)
            self._connecting += 1

    def __exit__(self, *_: object) -> None:
        with self._guard:
            self._connecting -= 1
            if not self._connecting:
                self._logger.setLevel(self._level)


_chatter = _Chatter()


def connected(make: Callable[..., T], options: Mapping[str, Any]) -> T:
    """The client that `make` makes of these options. Raises errors of kafka-python."""
    made: list[_Client] = []

    def client(**configs: Any) -> _Client:
        made.append(_Client(**configs))
        return made[-1]

    with _chatter:
        try:
            return make(**options, kafka_client=client)
        except BaseException:
            for one in made:
                with suppress(Exception):
                    one._net.run(one._net.sleep, _LAST_WORDS)
                one.close()
            raise
