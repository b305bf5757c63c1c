"""The HTTP server: one process, one port, TLS where it is given, and an end that finishes what was begun."""

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from types import FrameType

import uvicorn
from fastapi import FastAPI

from interceptor.errors import ConfigError, Fault

_GRACE = 10
"""Seconds for requests under way when the server is told to end; long polls are answered at once."""
_KEEP_ALIVE = 75
"""Seconds that an idle connection stays: longer than the usual 60 of proxies, so that they are the ones to close it."""


_BACKLOG = 2_048
"""Connections that wait to be taken."""
_HEAD_BYTES = 256 * 1024
"""Of a request's line and headers: the longest cursor and a whole context fit in."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen. Certificate and key are PEM files; both or none."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False

    def check(self) -> None:
        """Raises `ConfigError` where keys of callers would travel in the clear, or half of TLS is given."""
        if (self.certificate is None) != (self.key is None):
            raise ConfigError(Fault.BAD_SETTING, "http_certificate and http_key: one without the other")
        if self.certificate is None and not self.behind_proxy and not _loopback(self.host):
            raise ConfigError(Fault.OPEN_PLAIN, self.host)


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Server(uvicorn.Server):
    """Ends on SIGTERM and SIGINT, and lets the caller go on then: there is a log to close after it."""

    def __init__(self, app: FastAPI, address: Address, *, stopping: Callable[[], None]) -> None:
        """`stopping` is called when the end begins, from a signal handler or another thread."""
        address.check()
        super().__init__(
            uvicorn.Config(
                app,
                ssl_certfile=address.certificate,
                ssl_keyfile=address.key,
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                ws="none",
                h11_max_incomplete_event_size=_HEAD_BYTES,
                lifespan="on",
                timeout_keep_alive=_KEEP_ALIVE,
                timeout_graceful_shutdown=_GRACE,
            )
        )
        self._address = address
        self._stopping = stopping
        self.url = ""

    def bind(self) -> socket.socket:
        """Take the port. Raises `ConfigError` (`bad_setting`)."""
        host, port = self._address.host, self._address.port
        # The protocol is named because asyncio sends at once only on sockets that name it: each answer took 40 ms more.
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind((host, port))
            bound.listen(_BACKLOG)
        except OSError as error:
            bound.close()
            raise ConfigError(Fault.BAD_SETTING, f"http_host, http_port: {error.strerror or error}") from error
        try:
            self.config.load()
        except OSError as error:
            bound.close()
            raise ConfigError(Fault.BAD_SETTING, f"http_certificate, http_key: {error.strerror or error}") from error
        scheme, shown = "https" if self.config.is_ssl else "http", f"[{host}]" if ":" in host else host
        self.url = f"{scheme}://{shown}:{bound.getsockname()[1]}"
        return bound

    def work(self, bound: socket.socket) -> None:
        """Serve until told to end."""
        with contextlib.suppress(asyncio.CancelledError):
            self.run(sockets=[bound])

    def stop(self) -> None:
        """End soon; from any thread."""
        self._stopping()
        self.should_exit = True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal: the second one waits for nobody."""
        self._stopping()
        super().handle_exit(sig, frame)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As the base class, but a signal is not raised a second time at the end, which would kill what comes after."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
