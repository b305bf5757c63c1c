"""A database whose disk is full: nothing is lost, and the work goes on by itself when there is room again."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.cluster_scene import Scene, lines
from tests.services.broker import Broker
from tests.services.child import ServiceMissing
from tests.services.database import Postgres
from tests.services.fixtures import missing

_SIZE = 160 * 1024 * 1024
"""Room for a fresh server and little more."""
_SMALL = {"max_wal_size": "32MB", "min_wal_size": "32MB", "restart_after_crash": "on"}


@pytest.fixture
def small_database() -> Iterator[Postgres]:
    """A server on a file system of its own, in a folder that the server's user can come to."""
    if os.geteuid() != 0:
        missing(ServiceMissing("a small file system can be mounted by root alone"))
    folder = Path(tempfile.mkdtemp(prefix="interceptor-small-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(folder)], check=True)
    try:
        with Postgres(folder, settings=_SMALL) as server:
            yield server
    finally:
        subprocess.run(["umount", str(folder)], check=False)
        folder.rmdir()


def test_a_full_disk_stops_the_work_and_loses_nothing(
    weather_services: tuple[Broker, Postgres],
    small_database: Postgres,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "full"
    folder.mkdir()
    scene = Scene.make(folder, weather_services[0], small_database, partitions=1)
    try:
        scene.put(0, lines(400))
        scene.start("worker")
        scene.start("relay")
        scene.until_worked(60)
        ballast = small_database.folder / "ballast"
        _fill(ballast)
        worker = scene.members[0]
        scene.until_still()
        assert not worker.died()
        assert scene.worked() < scene.wires
        ballast.unlink()
        if small_database.pid is None:
            small_database.start()
        scene.until_quiet(180)
        assert not any(member.died() for member in scene.members)
        assert not scene.broken()
    finally:
        scene.close()


def _fill(path: Path) -> None:
    """Take every byte that is left."""
    with path.open("wb", buffering=0) as file, suppress(OSError):  # no buffer, that closing would try once more
        while True:
            file.write(b"\0" * 65_536)
