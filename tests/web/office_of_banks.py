"""The app with its engine for the tests of the HTTP interface, and two banks with a key each."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from httpx import Client, Response
from wires import NOW, NOW_MS, payment

from interceptor.engine import Options
from interceptor.housekeeping import Housekeeping
from interceptor.pipeline import topics
from interceptor.pipeline.planning import Institution
from interceptor.serving import EmbeddedEngine
from interceptor.store.api_keys import ApiKey
from interceptor.store.store import Store
from interceptor.web.api import keys
from interceptor.web.api.app import make_app
from interceptor.web.api.service import Limits, Service
from interceptor.web.api.stores import Stores
from interceptor.web.server import Address, Server
from streams.embedded import EmbeddedSource

OPTIONS = Options(institution=Institution("Maple Bank", "MAPLCATT", "CA"))
NDJSON = {"Content-Type": "application/x-ndjson"}


def make_key(store: Store, tenant: str, scopes: frozenset[str] = keys.BANK_SCOPES, **fields: Any) -> str:
    """A new key that is kept in the store."""
    key = keys.new_key()
    row = ApiKey(keys.id_of(key) or "", tenant, "test", keys.digest_of(key), scopes, None, NOW_MS, None, None)
    Housekeeping(store.tenant(tenant), "officer-7").make_key(row._replace(**fields), NOW)
    return key


class Banks:
    """Requests of the banks `maple` and `birch`; the clock stands still until it is moved."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self.folder = folder
        self.path = folder / "store.db"
        self.now = NOW_MS
        with Store(self.path) as store:
            self.keys = {tenant: make_key(store, tenant) for tenant in ("maple", "birch")}
        self.engine = EmbeddedEngine(
            folder,
            self.path,
            "default",
            lambda _tenant: OPTIONS,
            clock=lambda: self.now,
            batch_size=100,
            failed=lambda: None,
        )
        self.engine.open()
        self.service = Service(Stores(self.engine.reader), self.engine.appender, lambda: self.now, limits)
        self.app = make_app(self.service)
        self.server = Server(self.app, Address("127.0.0.1", 0), stopping=self.service.stop)
        self._bound = self.server.bind()
        self._thread = threading.Thread(target=self.server.work, args=[self._bound])
        self.client = Client(base_url=self.server.url, timeout=60)

    def start(self) -> None:
        """Listen and work."""
        self.engine.start()
        self._thread.start()

    def stop(self) -> None:
        """End as the command does."""
        self.client.close()
        self.server.stop()
        self._thread.join()
        self._bound.close()
        self.engine.close()

    def bearer(self, bank: str = "maple") -> dict[str, str]:
        """The header of a bank."""
        return {"Authorization": f"Bearer {self.keys[bank]}"}

    def ask(self, method: str, path: str, *, bank: str = "maple", headers: Any = None, **more: Any) -> Response:
        """One request of a bank."""
        return self.client.request(method, path, headers={**self.bearer(bank), **(headers or {})}, **more)

    def send(self, lines: Sequence[bytes], bank: str = "maple") -> dict[str, Any]:
        """Wires of a bank, accepted."""
        answer = self.ask("POST", "/v1/transfers", bank=bank, headers=NDJSON, content=b"\n".join(lines))
        assert answer.status_code == 202, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def decide(self, link: str, bank: str = "maple") -> dict[str, Any]:
        """The decision behind a link, once there is one."""
        answer = self.ask("GET", link + ("&" if "?" in link else "?") + "wait=20", bank=bank)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def sent_and_decided(self, line: bytes, bank: str = "maple") -> dict[str, Any]:
        """The decision on one wire."""
        return self.decide(links(self.send([line], bank))[0], bank)

    def settle(self, bank: str = "maple") -> list[dict[str, Any]]:
        """Every decision, once the engine has worked all that is in the log."""
        patience = time.monotonic() + 60
        while self._worked(bank) < self._sent(bank):
            assert time.monotonic() < patience, "the engine does not come to an end"
            time.sleep(0.01)
        found: list[dict[str, Any]] = []
        page: dict[str, Any] = {}
        while not page or page["decisions"]:
            after = {"after": page["next"]} if page else {}
            answer = self.ask("GET", "/v1/decisions", bank=bank, params={"limit": 1_000, **after})
            assert answer.status_code == 200, answer.text
            page = answer.json()
            found += page["decisions"]
        return found

    def _sent(self, bank: str) -> int:
        source = EmbeddedSource(self.folder / "log", [topics.wires(bank), topics.reports(bank), topics.replies(bank)])
        try:
            return sum(source.end_offset(partition) for partition in source.assigned())
        finally:
            source.close()

    def _worked(self, bank: str) -> int:
        with self.service.stores.lend() as store:
            row = store.database.execute(
                "SELECT COALESCE(SUM(p.next_offset), 0) FROM position p JOIN tenant t ON t.id = p.tenant"
                " WHERE t.name = ? AND p.topic <> 'desk'",
                (bank,),
            ).fetchone()
        return int(row[0])


def links(accepted: dict[str, Any]) -> list[str]:
    """Where the decisions will be."""
    return [item["decision"] for record in accepted["records"] for item in record.get("transactions", ())]


def problem(answer: Response, status: int, code: str) -> dict[str, Any]:
    """The refusal, checked."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    body: dict[str, Any] = answer.json()
    assert (body["code"], body["status"]) == (code, status), answer.text
    assert body["type"] == f"urn:interceptor:fault:{code}"
    return body


def bare(number: int, **fields: Any) -> bytes:
    """A JSON transfer without a record around it."""
    return json.dumps(payment(number, **fields)).encode()


@contextmanager
def made_banks(folder: Path, limits: Limits | None = None) -> Iterator[Banks]:
    """The server, working until the block ends."""
    made = Banks(folder, limits or Limits())
    made.start()
    try:
        yield made
    finally:
        made.stop()
    assert made.engine.error is None
