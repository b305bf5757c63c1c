"""The embedded log and the relay under `kill -9`."""

import sys
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from weather import WeatherError, at_points, at_random, endure

from streams.embedded import EmbeddedLog, EmbeddedSource
from streams.port import Record

HERE = Path(__file__).parent
RELAY_POINTS = ("before_publish", "in_append", "in_publish", "after_publish", "after_mark")


def everything(root: Path, topics: list[str]) -> list[Record]:
    EmbeddedLog(root).close()  # finishes what the last death left
    source = EmbeddedSource(root, topics)
    for partition in source.changes().assigned:
        source.seek(partition, 0)
    records: list[Record] = []
    while batch := source.poll(1000, 0):
        records += batch
    source.close()
    return records


def check_appender(tmp_path: Path, each: int, randoms: int, batches: int) -> None:
    root, said = tmp_path / "log", tmp_path / "said"
    said.touch()
    command = [sys.executable, str(HERE / "appender.py"), str(root), str(said), str(batches)]
    kills = chain(at_points(["in_append"], each, seed=1, most=9), at_random(randoms, seed=2, shortest=0.1, longest=0.3))
    weather = endure(command, kills, log=tmp_path / "output")
    assert weather.killed["in_append"] == each
    records = everything(root, ["wires"])
    numbers = [int(record.value.partition(b":")[0]) for record in records]
    assert numbers == list(range(batches * 3)), "every record once, in order"
    acknowledged = [int(line) for line in said.read_text().split()]
    assert acknowledged == sorted(set(acknowledged)), "what was acknowledged stayed"


def check_relay(tmp_path: Path, each: int, randoms: int, messages: int) -> None:
    root = tmp_path / "log"
    command = [sys.executable, str(HERE / "publisher.py"), str(root), str(tmp_path / "outbox.db"), str(messages)]
    kills = chain(at_points(RELAY_POINTS, each, seed=3), at_random(randoms, seed=4, shortest=0.1, longest=0.3))
    weather = endure(command, kills, log=tmp_path / "output")
    assert all(weather.killed[point] == each for point in RELAY_POINTS), weather
    records = everything(root, ["decisions", "alerts.hk"])
    found = Counter(record.value for record in records)
    assert found == Counter(f"{stream}:{n}".encode() for stream in ("p0", "p1") for n in range(1, messages + 1))
    for stream in (b"p0", b"p1"):
        alerts = [int(r.value[3:]) for r in records if r.topic == "alerts.hk" and r.value.startswith(stream)]
        assert alerts == sorted(alerts)


def test_what_is_acknowledged_survives_kills(tmp_path: Path) -> None:
    check_appender(tmp_path, each=4, randoms=2, batches=100)


def test_the_relay_publishes_exactly_once_through_kills(tmp_path: Path) -> None:
    check_relay(tmp_path, each=1, randoms=2, messages=1000)


@pytest.mark.slow
def test_what_is_acknowledged_survives_many_kills(tmp_path: Path) -> None:
    check_appender(tmp_path, each=30, randoms=30, batches=3000)


@pytest.mark.slow
def test_the_relay_publishes_exactly_once_through_many_kills(tmp_path: Path) -> None:
    check_relay(tmp_path, each=10, randoms=30, messages=10_000)


def test_a_command_that_fails_by_itself_is_told(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "print('no disk'); raise SystemExit(3)"]
    with pytest.raises(WeatherError, match="exit code 3") as error:
        endure(command, iter(()), log=tmp_path / "output")
    assert "no disk" in str(error.value)


def test_a_command_that_does_not_end_is_told(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    with pytest.raises(WeatherError, match="exit code None"):
        endure(command, iter(()), log=tmp_path / "output", timeout=0.3)


def test_a_kill_that_came_too_late_is_counted_apart(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "pass"]
    weather = endure(command, at_points(["never"], 2, seed=1), log=tmp_path / "output")
    assert (weather.kills, weather.finished_early, weather.starts) == (0, 2, 3)
