"""Stores that older versions wrote: each opens, is carried forward with its data, and goes on.

`versions/` has dumps of stores by schema, each written by the program of that time from `wires.ndjson`; there was no
release before them. `python -m tests.store.versions` adds one of the present schema: run it at each release.
"""

import json
import sqlite3
from pathlib import Path

import msgspec
import psycopg
import pytest
from wires import LATER_MS, NOW_MS, diverted, wire

from interceptor.cases import audit
from interceptor.cases import case as case_file
from interceptor.desk import Desk, utc_now
from interceptor.engine import Engine, Options
from interceptor.pipeline.feeding import numbered
from interceptor.pipeline.planning import Institution
from interceptor.profiles.codec import decode
from interceptor.profiles.debtor import DebtorProfile
from interceptor.profiles.keys import debtor_key
from interceptor.store.migrating import newest
from interceptor.store.outbox import StoreOutbox
from interceptor.store.reading import Readings
from interceptor.store.store import Store
from interceptor.store.tenant import TenantStore
from streams.replay import Line

VERSIONS = Path(__file__).parent / "versions"
OPTIONS = Options(Institution("Example Bank", "XMPLCAT0", "CA"))
LINES = (VERSIONS / "wires.ndjson").read_bytes().splitlines()


def dumps() -> list[object]:
    """Every version of both kinds."""
    found = sorted(VERSIONS.glob("*.sql"))
    assert found
    return [
        pytest.param(path, id=path.stem, marks=pytest.mark.services if path.stem.startswith("postgresql") else ())
        for path in found
    ]


@pytest.fixture
def old(dump: Path, request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """A store as the program of that time left it."""
    if dump.stem.startswith("postgresql"):
        url = str(request.getfixturevalue("postgres"))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(dump.read_bytes())
        return url
    raw = sqlite3.connect(tmp_path / "s.db")
    raw.executescript(dump.read_text())
    raw.close()
    return tmp_path / "s.db"


def score(tenant: TenantStore, lines: list[bytes]) -> list[dict]:
    """What the engine of `score` makes of these as its next input."""
    engine = Engine(tenant, tenant.assign("replay", 0, "replay"), OPTIONS, now_ms=LATER_MS, live=False)
    source = (Line("test", number, line) for number, line in enumerate(lines, 1))
    return [json.loads(line) for line in engine.process(list(numbered(source, engine.next_offset)))]


def debtor(tenant: TenantStore) -> DebtorProfile:
    """The profile of the debtor of all these wires."""
    key = debtor_key("bank", "555000111222", "")
    return decode(DebtorProfile, tenant.profiles([key])[key][1])


def test_schema_1_lacked_an_index_of_schema_2(tmp_path: Path) -> None:
    raw = sqlite3.connect(tmp_path / "s.db")
    raw.executescript((VERSIONS / "sqlite-2.sql").read_text())
    raw.executescript("DROP INDEX decision_register; PRAGMA user_version = 1;")
    raw.close()
    goes_on("sqlite", 1, tmp_path / "s.db")


@pytest.mark.parametrize("dump", dumps())
def test_an_old_store_goes_on_with_its_data(dump: Path, old: Path | str) -> None:
    kind, _, begun = dump.stem.partition("-")
    goes_on(kind, int(begun), old)


def goes_on(kind: str, begun: int, old: Path | str) -> None:
    """Open it, and go through everything that a store is for."""
    with Store.temporary() as fresh, Store(old, engine=True) as store:
        assert store.facts()["schema"] == str(newest(kind))
        assert begun <= newest(kind)
        assert store.incarnation
        wanted = score(fresh.tenant("bank"), LINES)
        tenant = store.tenant("bank", new=False)
        assert tenant.position("replay", 0).next_offset == len(LINES)
        assert debtor(tenant).payments == debtor(fresh.tenant("bank")).payments

        again = score(tenant, LINES)
        ids = [line.get("transfer_id") for line in wanted]
        assert [line.get("repeat_of") for line in again] == ids
        readings = Readings(tenant)
        for number, transfer_id in readings.transfers_starting(str(ids[0])[:8]):
            assert json.loads(readings.decisions(number)[0])["transfer_id"] == transfer_id

        second = score(tenant, [diverted(910, 0.5), wire(911, 0.6)])
        assert [line["repeat_of"] for line in second] == [None, None]
        assert debtor(tenant).payments == debtor(fresh.tenant("bank")).payments + 1

        cases = [case_file.decode(body) for _, _, body in tenant.cases()]
        assert cases
        withdrawn = Desk(tenant, OPTIONS, "officer-7").withdraw(
            cases[0].case_id, "honest", utc_now(NOW_MS + 86_400_000)
        )
        assert withdrawn.withdrawn
        assert [chain(readings, writer) for writer in readings.audit_writers()]
        gapless(store)


def chain(readings: Readings, writer: str) -> audit.Head:
    """The end of a writer's audit chain, every link of which holds."""
    head = audit.Head()
    for body in readings.audit(writer):
        entry = msgspec.json.decode(body, type=audit.Entry)
        assert (entry.number, entry.previous) == (head.number + 1, head.hash)
        assert audit.entry_hash(entry) == entry.hash
        head = entry.head()
    assert head.number
    return head


def gapless(store: Store) -> None:
    """No message is missing from any stream."""
    outbox = StoreOutbox(store.database, str)
    for stream in outbox.streams():
        numbers = [message.number for message in outbox.read(stream, 0, 1_000)]
        assert numbers == list(range(1, outbox.last(stream) + 1))
