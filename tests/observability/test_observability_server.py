"""The three pages over HTTP."""

import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from watching import Clocks

from interceptor.errors import Fault, StoreError
from interceptor.observability.health import PATIENCE
from interceptor.observability.watch import Watch
from interceptor.store.store import Store


@pytest.fixture
def watch(tmp_path: Path, clocks: Clocks) -> Iterator[Watch]:
    path = tmp_path / "store.db"
    with Store(path) as store:
        store.tenant("bank")
    with Watch(lambda: Store(path), ["bank"], clock=clocks.wall, monotonic=clocks.monotonic) as made:
        yield made


def ask(port: int, path: str, method: str = "GET") -> tuple[int, str, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path)
    answer = connection.getresponse()
    found = answer.status, answer.headers["Content-Type"], answer.read().decode()
    connection.close()
    return found


def test_the_pages(watch: Watch, clocks: Clocks, tmp_path: Path) -> None:
    port = watch.serve("127.0.0.1", 0)
    with Store(tmp_path / "store.db") as store:
        observer = watch.worker(store)
        watch.describe("bank", "expert:0123456789ab", "default@1:0123456789ab")
        assert ask(port, "/readyz")[0] == 503
        observer.polled(0, 1.0)
        assert ask(port, "/readyz") == (200, "text/plain; charset=utf-8", "ok\n")
        assert ask(port, "/healthz")[0] == 200
        status, content_type, body = ask(port, "/metrics?x=1")
        assert (status, content_type) == (200, "text/plain; version=0.0.4; charset=utf-8")
        assert "interceptor_store_up 1.0" in body
        assert 'interceptor_info{model="expert:0123456789ab"' in body
        observer.store(StoreError(Fault.STORE_BUSY))
        assert ask(port, "/readyz") == (503, "text/plain; charset=utf-8", "store: store_busy\n")
        clocks.turn(PATIENCE + 1)
        assert ask(port, "/healthz")[0] == 503
        assert ask(port, "/else")[0] == 404
        assert ask(port, "/healthz", "HEAD") == (503, "text/plain; charset=utf-8", "")
        assert ask(port, "/healthz", "POST")[0] == 501


def test_someone_who_hangs_up_or_says_nothing_holds_nobody_up(watch: Watch, capfd: pytest.CaptureFixture[str]) -> None:
    port = watch.serve("127.0.0.1", 0)
    silent = socket.create_connection(("127.0.0.1", port))
    for noise in (b"\x00\x01garbage\r\n\r\n", b"GET /metrics HTTP/1.1\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", port)) as rude:
            rude.sendall(noise)
            rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    assert ask(port, "/healthz")[0] == 200
    silent.close()
    assert capfd.readouterr() == ("", "")


def test_pages_do_not_need_a_server(watch: Watch) -> None:
    """As the HTTP service mounts them."""
    answer = watch.pages.get("/readyz")
    assert answer is not None
    assert (answer.status, answer.body) == (200, b"ok\n")
    assert watch.pages.get("/v1/transfers") is None
