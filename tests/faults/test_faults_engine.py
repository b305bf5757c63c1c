"""The engine through deaths: nothing lost, nothing twice, profiles and ledgers as if nothing had happened.

The long form is `python -m tests.faults.engine` (`make faults-embedded`).
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from wires import NOW, diverted, history, wire

from interceptor.commands.run import run
from streams import crashpoints
from streams.relay import Relay
from tests.faults import engine_checks, engine_state
from tests.faults.engine import check
from tests.faults.engine_storm import POINTS

LINES = [
    *history(60),
    *(diverted(900 + number, number / 100, account=f"8089000177{number:02d}") for number in range(6)),
    *(wire(950 + number, 0.1) for number in range(6)),
    diverted(901, 0.01, account="808900017701"),
    b"broken",
    diverted(930, 0.1, {"stage": "initiated"}, account="808900017799"),
    diverted(930, 0.11, {"stage": "released"}, account="808900017799"),
    b'{"format": "pacs.008", "message": "<Document/>"}',
]
DEATHS = (2, 3, 5)
"""Which time the point is reached, start by start."""


class Killed(BaseException):
    """The process dies here."""


def start(folder: Path) -> None:
    """`interceptor run` in this process."""
    source = folder / "in.ndjson"
    if not source.exists():
        source.write_bytes(b"".join(line + b"\n" for line in LINES))
    run(str(source), folder / "data", batch_size=10, clock=NOW.isoformat())


def die_at(point: str, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    left = [count]

    def reach(reached: str) -> None:
        left[0] -= reached == point
        if not left[0]:
            raise Killed

    monkeypatch.setattr(crashpoints, "reach", reach)
    monkeypatch.setitem(Relay.__init__.__kwdefaults__ or {}, "checkpoint", reach)


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> engine_state.Left:
    """What a run leaves behind to which nothing happens."""
    folder = tmp_path_factory.mktemp("quiet")
    start(folder)
    return engine_state.read(folder / "data")


@pytest.mark.parametrize("point", POINTS)
def test_a_death_at_each_point_changes_nothing(
    point: str, tmp_path: Path, quiet: engine_state.Left, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaths = 0
    for count in (1,) if point == "after_feed" else DEATHS:
        with monkeypatch.context() as patch:
            die_at(point, count, patch)
            with pytest.raises(Killed):
                start(tmp_path)
            deaths += 1
    start(tmp_path)
    left = engine_state.read(tmp_path / "data")
    checks = [
        *engine_checks.of_topics(left),
        *engine_checks.of_cases(left, tmp_path / "data" / "store.db"),
        *engine_checks.of_quiet_run(left, quiet),
    ]
    assert deaths
    assert not [each for each in checks if not each.kept]


def test_the_quiet_run_has_alerts_and_rejections_to_lose(quiet: engine_state.Left) -> None:
    assert len(quiet.register) == len(LINES) - 4
    assert len(quiet.decision) == len(LINES) - 2
    assert len(quiet.rejected) == 2
    assert len(quiet.topics["recalls.alerts.hk"]) >= 6
    assert len(quiet.topics["recalls.outbound"]) >= 6


def _without_the_last(left: engine_state.Left, topic: str) -> engine_state.Left:
    return replace(left, topics={**left.topics, topic: left.topics[topic][:-1]})


def _with_the_last_twice(left: engine_state.Left, topic: str) -> engine_state.Left:
    return replace(left, topics={**left.topics, topic: left.topics[topic] + left.topics[topic][-1:]})


@pytest.mark.parametrize("change", [_without_the_last, _with_the_last_twice])
@pytest.mark.parametrize("topic", ["wires.decisions", "recalls.alerts.hk", "recalls.outbound", "wires.rejected"])
def test_a_message_lost_or_sent_twice_is_seen(
    quiet: engine_state.Left,
    change: Callable[[engine_state.Left, str], engine_state.Left],
    topic: str,
) -> None:
    assert [each for each in engine_checks.of_topics(change(quiet, topic)) if not each.kept]
    assert [each for each in engine_checks.of_quiet_run(change(quiet, topic), quiet) if not each.kept]


@pytest.mark.parametrize("table", ["register", "decision", "outbox", "rejected", "case_file", "profile", "audit"])
def test_a_row_that_is_missing_is_seen(quiet: engine_state.Left, table: str) -> None:
    left = replace(quiet, **{table: getattr(quiet, table)[1:]})
    assert [each for each in engine_checks.of_quiet_run(left, quiet) if not each.kept]


@pytest.mark.slow
def test_a_storm_of_kills_changes_nothing(tmp_path: Path) -> None:
    assert not [each for each in check(tmp_path, transfers=3_000, kills=10, seed=1) if not each.kept]
