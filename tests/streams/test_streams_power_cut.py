"""The embedded log over a disk that loses power at any moment."""

import random
import sys
from pathlib import Path

import pytest
from power_cut import Disk
from streams_harness import Harness

from streams.embedded import EmbeddedLog, EmbeddedPublisher
from streams.port import Mark, Message

SEGMENT_BYTES = 250


def wires(first: int, count: int) -> list[Message]:
    return [Message("wires", None, b"%d:" % n + b"w" * 100) for n in range(first, first + count)]


def answers(first: int, count: int) -> list[Message]:
    """A batch over three partitions."""
    return [Message(("decisions", "alerts")[n % 3 == 0], b"%d" % n, b"%d" % n) for n in range(first, first + count)]


def numbers(harness: Harness, topic: str) -> list[int]:
    return [int(value.partition(b":")[0]) for value in harness.values(topic)]


def check(root: Path, appended: int, appending: int, published: int, publishing: int) -> None:
    """After a cut: what was acknowledged is there, and what was under way is there whole or not at all."""
    log = EmbeddedLog(root, segment_bytes=SEGMENT_BYTES)
    harness = Harness(log, lambda: EmbeddedPublisher(log))
    assert not log.lost
    found = numbers(harness, "wires")
    assert found in (list(range(appended)), list(range(appending)))
    mark = log.committed("p0")
    through = mark.number if mark else 0
    assert through in (published, publishing)
    assert sorted(numbers(harness, "decisions") + numbers(harness, "alerts")) == list(range(1, through + 1))
    log.append(wires(len(found), 2))
    log.publish("p0", answers(through + 1, 4), Mark(through + 4, "store"))
    log.close()
    log = EmbeddedLog(root, segment_bytes=SEGMENT_BYTES)
    harness = Harness(log, lambda: EmbeddedPublisher(log))
    assert not log.cuts
    assert numbers(harness, "wires") == list(range(len(found) + 2))
    assert sorted(numbers(harness, "decisions") + numbers(harness, "alerts")) == list(range(1, through + 5))
    log.close()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to tell files apart")
@pytest.mark.parametrize(
    ("turns", "states"), [(3, 1), pytest.param(8, 5, marks=pytest.mark.slow)], ids=["short", "long"]
)
def test_a_cut_at_any_moment_takes_nothing_that_was_acknowledged(tmp_path: Path, turns: int, states: int) -> None:
    root = tmp_path / "log"
    log = EmbeddedLog(root, segment_bytes=SEGMENT_BYTES)
    log.create_topic("wires")
    log.create_topic("decisions", 2)
    log.create_topic("alerts")
    disk = Disk(root, tmp_path / "before")
    steps: list[tuple[int, int, int]] = []  # operations done, wires and answers acknowledged after each step
    appended = published = 0
    with disk.watched():
        for turn in range(turns):
            log.append(wires(appended, 2 + turn % 3))
            appended += 2 + turn % 3
            steps.append((len(disk.operations), appended, published))
            log.publish("p0", answers(published + 1, 6), Mark(published + 6, "store"))
            published += 6
            steps.append((len(disk.operations), appended, published))
    log.close()
    assert sum(operation.kind == "create" for operation in disk.operations) >= turns, "segments were rolled"
    chance = random.Random(7)
    for moment in range(len(disk.operations) + 1):
        done = [step for step in steps if step[0] <= moment]
        under_way = next(step for step in [*steps, steps[-1]] if step[0] > moment or step is steps[-1])
        _, sure, sure_published = done[-1] if done else (0, 0, 0)
        for _ in range(states):
            disk.after_cut(moment, tmp_path / "cut", chance)
            check(tmp_path / "cut", sure, under_way[1], sure_published, under_way[2])
