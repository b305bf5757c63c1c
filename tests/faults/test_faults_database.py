"""PostgreSQL in trouble: restarted, crashed, frozen, full. Workers wait, and go on where they were."""

import time
from collections.abc import Callable

import pytest

from tests.faults.cluster_scene import Scene, lines


@pytest.fixture
def scene(make_scene: Callable[..., Scene]) -> Scene:
    """Two workers and a relay under way."""
    made = make_scene(partitions=2)
    made.put(0, lines(250))
    made.put(1, lines(250, first=5_000)[36:])
    made.start("worker")
    made.start("worker")
    made.start("relay")
    made.until_worked(60)
    return made


@pytest.mark.parametrize("how", ["fast", "immediate", "kill"])
def test_a_database_that_goes_down_is_waited_for(scene: Scene, how: str) -> None:
    if how == "kill":
        scene.database.kill()
    else:
        scene.database.stop(how)
    scene.database.start()
    scene.until_quiet()
    assert not any(member.died() for member in scene.members)
    assert not scene.broken()


def test_a_database_that_stands_still_for_a_while_loses_nothing(scene: Scene) -> None:
    scene.database.freeze()
    try:
        time.sleep(15)
    finally:
        scene.database.thaw()
    scene.until_quiet()
    assert not any(member.died() for member in scene.members)
    assert not scene.broken()


def test_a_worker_and_a_relay_that_start_while_the_database_is_down_wait_for_it(
    make_scene: Callable[..., Scene],
) -> None:
    scene = make_scene(partitions=1)
    scene.put(0, lines(40))
    scene.database.stop()
    try:
        worker, relay = scene.start("worker"), scene.start("relay")
        for member in (worker, relay):
            scene.until_said(member, "cannot start yet", 30)
            assert not member.died()
    finally:
        scene.database.start()
    scene.until_quiet()
    assert not scene.broken()
