"""Real Kafka and real PostgreSQL for any test that asks; a test that uses one is marked `services` by that.

| fixture | gives | shared |
|---|---|---|
| `kafka` | `Kafka`: bootstrap servers, a topic prefix of this test's own | one broker a run |
| `secure_kafka` | the same with TLS, logins of every mechanism and ACLs | one broker a run |
| `postgres` | how to connect to a fresh, empty database | one server a run |
| `broker` | a `Broker` of this test's own, to stop, kill and freeze; no topic on it | no |
| `database` | a `Postgres` of this test's own, to stop and kill | no |
"""

import gc
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.services.broker import Broker
from tests.services.child import ServiceMissing
from tests.services.clients import Kafka
from tests.services.database import Postgres, create_database, drop_database
from tests.services.sharing import STANDING, is_standing, shared

_Service = TypeVar("_Service", Broker, Postgres)
_FIXTURES = {"kafka", "secure_kafka", "postgres", "broker", "database", "weather_services", "services_there"}
_LEAKS = "ignore:unclosed <socket:ResourceWarning"
"""kafka-python 3.0.12 leaves the socket open when a broker refuses it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever needs a service is marked so."""
    for item in items:
        if _FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("services")
            item.add_marker(pytest.mark.filterwarnings(_LEAKS))
            item.add_marker(
                pytest.mark.filterwarnings("ignore:.*<socket.socket:pytest.PytestUnraisableExceptionWarning")
            )


def missing(found: ServiceMissing) -> NoReturn:
    """A laptop may do without; CI may not."""
    if os.environ.get("CI") == "true":
        pytest.fail(str(found), pytrace=False)
    pytest.skip(str(found))


@pytest.fixture(scope="session")
def _services() -> Iterator[Callable[[str], dict[str, Any]]]:
    """Gives how to reach a shared service, and keeps it until the end of the session."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}-{secrets.token_hex(4)}"
    own = Path(tempfile.gettempdir()) / f"interceptor-services-{run}"
    known: dict[str, dict[str, Any]] = {}
    with ExitStack() as stack:

        def reach(kind: str) -> dict[str, Any]:
            if kind not in known:
                try:
                    known[kind] = stack.enter_context(shared(kind, STANDING if is_standing(kind) else own))
                except ServiceMissing as found:
                    missing(found)
            return known[kind]

        yield reach
    if os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0":
        shutil.rmtree(own, ignore_errors=True)


@pytest.fixture
def kafka(_services: Callable[[str], dict[str, Any]]) -> Iterator[Kafka]:
    """A broker without access control; topics under `prefix` are removed afterwards."""
    reached = Kafka.of(_services("broker"))
    yield reached
    reached.delete_topics()
    gc.collect()  # what kafka-python leaks is to be found here, not in the next test


@pytest.fixture
def secure_kafka(_services: Callable[[str], dict[str, Any]]) -> Iterator[Kafka]:
    """A broker with TLS, SCRAM, PLAIN, OAUTHBEARER and ACLs; users `admin`, `interceptor`, `reader`, `stranger`."""
    reached = Kafka.of(_services("secure-broker"))
    yield reached
    reached.delete_topics()
    gc.collect()  # what kafka-python leaks is to be found here, not in the next test


@pytest.fixture
def postgres(_services: Callable[[str], dict[str, Any]]) -> Iterator[str]:
    """How to connect to a fresh, empty database."""
    server = _services("database")["dsn"]
    name = f"test_{secrets.token_hex(6)}"
    create_database(server, name)
    yield server.removesuffix(str(conninfo_to_dict(server)["dbname"])) + name
    drop_database(server, name)


def _own(make: Callable[[], _Service]) -> AbstractContextManager[_Service]:
    try:
        return make()
    except ServiceMissing as found:
        missing(found)


@pytest.fixture
def broker() -> Iterator[Broker]:
    """A broker of this test's own."""
    with _own(Broker) as running:
        yield running
    gc.collect()


@pytest.fixture
def database() -> Iterator[Postgres]:
    """A PostgreSQL server of this test's own."""
    with _own(Postgres) as running:
        yield running
