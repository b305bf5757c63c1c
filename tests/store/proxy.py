"""A wire between a client and PostgreSQL that a test can cut: at once, or after the next request has gone through."""

import socket
import threading
from contextlib import suppress
from typing import Self
from urllib.parse import urlsplit, urlunsplit


class Proxy:
    """Listens on loopback and passes everything on to the server of `url`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._server = (str(parts.hostname), int(parts.port or 5432))
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.url = urlunsplit(parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{port}"))
        self._open: list[socket.socket] = []
        self._deaf = False
        self._refusing = False
        threading.Thread(target=self._accept, daemon=True).start()

    def swallow_answers(self) -> None:
        """From now on requests reach the server; its answers get lost, and with the first the connection."""
        self._deaf = True

    def cut(self) -> None:
        """Every connection is gone, and new ones are refused until `mend`."""
        self._refusing = True
        for end in self._open:
            _close(end)
        self._open.clear()

    def mend(self) -> None:
        """New connections are passed on again, both ways."""
        self._deaf = self._refusing = False

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if self._refusing:
                    _close(client)
                    continue
                server = socket.create_connection(self._server)
                self._open += [client, server]
                threading.Thread(target=self._pass, args=(client, server, False), daemon=True).start()
                threading.Thread(target=self._pass, args=(server, client, True), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if answers and self._deaf:
                    break
                target.sendall(data)
        _close(source)
        _close(target)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        _close(self._listener)
        self.cut()


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
