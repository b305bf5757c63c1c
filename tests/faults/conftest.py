"""Services that fault tests may hurt: one broker and one server for the fault tests of a process."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.services.broker import Broker
from tests.services.child import ServiceMissing
from tests.services.database import Postgres, binaries
from tests.services.fixtures import missing
from tests.services.jars import jars, java

if TYPE_CHECKING:
    from tests.faults.cluster_scene import Scene


@pytest.fixture(scope="session")
def weather_services() -> Iterator[tuple[Broker, Postgres]]:
    """A broker and a server. Whoever stops one starts it again."""
    with ExitStack() as stack:
        try:
            services = stack.enter_context(Broker()), stack.enter_context(Postgres())
        except ServiceMissing as found:
            missing(found)
        yield services


@pytest.fixture
def services_there() -> None:
    """For tests that start services by themselves."""
    try:
        java()
        jars()
        binaries()
    except ServiceMissing as found:
        missing(found)


@pytest.fixture
def make_scene(weather_services: tuple[Broker, Postgres], tmp_path: Path) -> "Iterator[Callable[..., Scene]]":
    """Makes a scene: topics, a database and processes of one test."""
    from tests.faults.cluster_scene import Scene

    made: list[Scene] = []

    def make(partitions: int = 2, **settings: str) -> Scene:
        folder = tmp_path / f"s{tmp_path.name[-40:].replace('-', '_')}{len(made)}".lower()
        folder.mkdir()
        made.append(Scene.make(folder, *weather_services, partitions, **settings))
        return made[-1]

    yield make
    for scene in made:
        scene.close()
