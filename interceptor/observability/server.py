"""A small HTTP server for the three pages, on a thread of its own beside a loop that must not wait for it."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from interceptor.observability.pages import Answer, Pages

_SECONDS = 5.0
"""Longest time for a request to arrive: who asks slowly holds a thread, not the server."""
_NOT_HERE = Answer(404, "text/plain; charset=utf-8", b"/metrics, /healthz or /readyz\n")


class _Handler(BaseHTTPRequestHandler):
    server_version = "interceptor"
    sys_version = ""
    timeout = _SECONDS
    pages: Pages

    def do_GET(self) -> None:
        """Answer with a page."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """The same without its body."""
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        answer = self.pages.get(urlsplit(self.path).path) or _NOT_HERE
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Scrapes are no news."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up in the middle is no news either; the standard library would print a trace."""


class PagesServer:
    """Serves until it is closed. Raises `OSError` when the address is taken."""

    def __init__(self, pages: Pages, host: str, port: int) -> None:
        handler = type("Handler", (_Handler,), {"pages": pages})
        self._server = _Server((host, port), handler)
        self._thread = Thread(target=self._server.serve_forever, name="metrics", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port; the system's choice when 0 was asked for."""
        return int(self._server.server_address[1])

    def close(self) -> None:
        """Answer nothing more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
