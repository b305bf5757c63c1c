"""A bank's day through the real engine: four months of history are learnt, then the day's wires are decided."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from interceptor.engine import Engine, Options
from interceptor.pipeline import decision_record
from interceptor.pipeline.decision_record import DecisionRecord
from interceptor.pipeline.feeding import numbered
from interceptor.pipeline.planning import Institution
from interceptor.pipeline.times import parse_time
from interceptor.store.store import Store
from models.worlds import demo as world
from models.worlds.payment import Truth
from streams.replay import Line

SEED = 1
INSTITUTION = Institution("Lakeside Commercial Bank", "LKWDCATTXXX", "CA")
"""The law firm's bank; invented."""
VANCOUVER = "vancouver"
_BATCH = 100

_Truth = tuple[str | None, str | None]
"""Typology and story of one transaction."""


@dataclass(slots=True)
class Wire:
    """One wire of the day with what is true of it and what was decided."""

    label: str | None
    """Typology of the attack, or None for an honest payment."""
    story: str | None
    """What it is, such as `vendor_redirection` or `bank_change`; None for ordinary business."""
    record: DecisionRecord


@dataclass(slots=True)
class Day:
    """What the day brought."""

    lines: list[bytes] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    vancouver: Wire | None = None

    def count(self, decision: str) -> int:
        """How many wires were decided so."""
        return sum(wire.record.decision == decision for wire in self.wires)


def options(*, learning: bool = False) -> Options:
    """Those of the demonstration: every case and message is marked as one, and goes nowhere."""
    return Options(INSTITUTION, learning=learning, demo=True)


def learn_history(store: Store, advance: Callable[[int], None]) -> int:
    """Load the months before the day; gives how many wires."""
    return _through(store, world.demo_history(SEED), options(learning=True), advance, lambda _: None)


def play(store: Store, advance: Callable[[int], None]) -> Day:
    """Decide on the day's wires, the Vancouver one among them, in order of time."""
    day = Day()
    wanted: list[tuple[dict[str, Any], list[_Truth]]] = [
        (item.record, [_truth(truth) for truth in item.truths]) for item in world.demo_day(SEED)
    ]
    wanted.append((world.vancouver(SEED), [("ATT", VANCOUVER)]))
    wanted.sort(key=lambda pair: parse_time(pair[0]["received_at"]) or 0)
    truths = (truth for _, of_record in wanted for truth in of_record)

    def keep(lines: list[bytes]) -> None:
        for line in lines:
            label, story = next(truths)
            wire = Wire(label, story, decision_record.decode(line))
            day.lines.append(line)
            day.wires.append(wire)
            if story == VANCOUVER:
                day.vancouver = wire

    _through(store, (record for record, _ in wanted), options(), advance, keep)
    return day


def _truth(truth: Truth) -> _Truth:
    if truth.label is not None:
        return truth.label.typology, truth.label.campaign.rpartition("-")[0]
    return None, truth.situation or None


def _through(
    store: Store,
    records: Iterable[dict[str, Any]],
    chosen: Options,
    advance: Callable[[int], None],
    keep: Callable[[list[bytes]], None],
) -> int:
    tenant = store.tenant("default")
    position = tenant.assign("wires.outbound", 0, "demo")
    start = parse_time("2025-12-31T00:00:00Z") or 0
    engine = Engine(tenant, position, chosen, now_ms=start, live=False)
    lines = (Line("demo", count, json.dumps(record).encode()) for count, record in enumerate(records, 1))
    source = numbered(lines, engine.next_offset)
    count = 0
    while batch := list(islice(source, _BATCH)):
        keep(engine.process(batch))
        count += len(batch)
        advance(len(batch))
    return count
