"""Partitions in trouble: made anew, cut off, added, taken over from a worker that sleeps, and one debtor on two."""

import random
import time
from collections.abc import Callable

from kafka import TopicPartition

from tests.faults.cluster_scene import WIRES, Scene, lines
from tests.faults.weather import Kill


def test_a_topic_made_anew_stops_its_partitions_and_skips_nothing(make_scene: Callable[..., Scene]) -> None:
    scene = make_scene(partitions=1)
    scene.put(0, lines(60))
    worker = scene.start("worker")
    scene.start("relay")
    scene.until_quiet()
    topic = scene.site.kafka.prefix + WIRES
    with scene.site.kafka.admin() as admin:
        admin.delete_topics([topic])
    scene.until(lambda: topic not in _topics(scene), "the topic is gone")
    scene.site.kafka.create_topic(WIRES, partitions=1)
    scene.put(0, lines(30, first=5_000), count=False)
    scene.until_said(worker, '"level": "error", "event": "partition changed"')
    time.sleep(3)
    assert scene.worked() == scene.wires
    worker.end()
    again = scene.start("worker")
    time.sleep(5)
    assert not again.died()
    assert scene.worked() == scene.wires
    scene.site.fed.clear()
    assert scene.rows("SELECT count(*) FROM register") == [(scene.wires,)]


def _topics(scene: Scene) -> set[str]:
    with scene.site.kafka.admin() as admin:
        return set(admin.list_topics())


def test_an_offset_that_is_gone_stops_its_partition_and_no_other(make_scene: Callable[..., Scene]) -> None:
    scene = make_scene(partitions=2)
    first, second = lines(40), lines(40, first=5_000)
    scene.put(0, first)
    scene.put(1, second[36:])
    worker = scene.start("worker")
    scene.start("relay")
    scene.until_quiet()
    worker.end()
    scene.put(0, lines(30, first=8_000)[36:], count=False)
    with scene.site.kafka.admin() as admin:
        admin.delete_records({TopicPartition(scene.site.kafka.prefix + WIRES, 0): len(first) + 10})
    scene.put(1, lines(30, first=9_000)[36:])
    again = scene.start("worker")
    scene.until(lambda: scene.site.status().worked[WIRES, 1] == 70, "the other partition is worked")
    scene.until_said(again, "OffsetOutOfRange")
    assert scene.site.status().worked[WIRES, 0] == len(first)
    scene.site.fed[WIRES, 0] = len(first)
    scene.until_quiet()
    left = scene.left()
    assert len(left.register) == scene.wires


def test_a_partition_that_is_added_is_worked(make_scene: Callable[..., Scene]) -> None:
    scene = make_scene(partitions=1)
    scene.put(0, lines(60))
    scene.start("worker")
    scene.start("worker")
    scene.start("relay")
    scene.until_worked(20)
    with scene.site.kafka.admin() as admin:
        admin.create_partitions({scene.site.kafka.prefix + WIRES: 2})
    scene.put(1, lines(60, first=5_000)[36:])
    scene.until_quiet(180)
    assert not scene.broken()


def test_a_zombie_that_wakes_after_its_partition_moved_writes_nothing(make_scene: Callable[..., Scene]) -> None:
    scene = make_scene(partitions=1)
    scene.put(0, lines(200))
    zombie = scene.start("worker")
    scene.start("relay")
    scene.until_worked(40)
    zombie.freeze()
    before = scene.worked()
    assert before < scene.wires
    scene.start("worker")
    scene.until_worked(before + 60)
    zombie.thaw()
    scene.until_quiet()
    assert not zombie.died()
    assert not scene.broken()


def test_one_debtor_on_two_partitions_is_folded_once_for_each_wire(make_scene: Callable[..., Scene]) -> None:
    scene = make_scene(partitions=2)
    chance = random.Random(7)
    sides: tuple[list[bytes], list[bytes]] = ([], [])
    for line in lines(300):
        chance.choice(sides).append(line)
    for partition, some in enumerate(sides):
        scene.put(partition, some)
    scene.start("worker")
    scene.start("worker")
    scene.start("relay")
    scene.until_quiet(180)
    assert not scene.broken()


def test_workers_that_die_while_partitions_move_lose_nothing(make_scene: Callable[..., Scene]) -> None:
    scene = make_scene(partitions=2)
    scene.put(0, lines(120))
    scene.put(1, lines(120, first=5_000)[36:])
    scene.start("worker")
    for _ in range(2):
        dying = scene.start("worker", Kill("in_rebalance"))
        scene.until(dying.died, "the worker dies in the rebalance")
    scene.members = [each for each in scene.members if each.kill is None]
    scene.start("relay")
    scene.until_quiet()
    assert not scene.broken()
