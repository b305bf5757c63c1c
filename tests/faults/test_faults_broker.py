"""A broker that is away, or stands still: workers and relay wait, and go on where they were."""

import time
from collections.abc import Callable

import pytest

from streams.errors import BrokerUnreachable
from streams.kafka import KafkaConfig, KafkaSink
from streams.port import Message
from tests.faults.cluster_scene import WIRES, Scene, lines


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


@pytest.mark.slow
def test_an_outage_of_thirty_seconds_loses_nothing(scene: Scene) -> None:
    scene.broker.kill()
    time.sleep(30)
    scene.broker.start()
    scene.until_quiet(240)
    assert not any(member.died() for member in scene.members)
    assert not scene.broken()


def test_a_broker_that_stands_still_for_a_while_loses_nothing(scene: Scene) -> None:
    scene.broker.pause()
    time.sleep(12)
    scene.broker.resume()
    scene.until_quiet(240)
    assert not any(member.died() for member in scene.members)
    assert not scene.broken()


@pytest.mark.slow
def test_who_starts_while_the_broker_is_down_waits_for_it(make_scene: Callable[..., Scene]) -> None:
    scene = make_scene(partitions=1)
    scene.put(0, lines(40))
    scene.broker.kill()
    try:
        members = scene.start("worker"), scene.start("relay")
        time.sleep(25)
        assert not any(member.died() for member in members)
    finally:
        scene.broker.start()
    scene.until_quiet(240)
    assert not scene.broken()


def test_what_is_taken_over_http_is_refused_while_the_broker_is_down_and_taken_again_afterwards(
    make_scene: Callable[..., Scene],
) -> None:
    scene = make_scene(partitions=1)
    kafka = scene.site.kafka
    sink = KafkaSink(KafkaConfig(servers=kafka.servers, prefix=kafka.prefix), timeout=3)
    try:
        sink.append([Message(WIRES, None, b"before")])
        scene.broker.kill()
        try:
            for _ in range(2):
                with pytest.raises(BrokerUnreachable):
                    sink.append([Message(WIRES, None, b"meanwhile")])
        finally:
            scene.broker.start()
        deadline = time.monotonic() + 30
        while True:
            try:
                sink.append([Message(WIRES, None, b"afterwards")])
                break
            except BrokerUnreachable:
                assert time.monotonic() < deadline
    finally:
        sink.close()
