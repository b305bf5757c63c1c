"""One tenant reads and writes nothing of another's: every public method of what is bound to a tenant, on both stores.

A method without a line here fails the test: say what it gives somebody else.
"""

import inspect
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from wires import LATER_MS, Rig, diverted, history

from interceptor.engine import Engine
from interceptor.errors import Fault, StoreError
from interceptor.pipeline.feeding import numbered
from interceptor.store.batch import AuditRow, Batch, CaseRow, RegisterChange, TaskKey, TaskRow
from interceptor.store.decided import Decided, Found
from interceptor.store.figures import Figures
from interceptor.store.reading import Readings
from interceptor.store.tenant import DESK, TenantStore
from streams.replay import Line
from tests.store.store_batches import batch_at

Commit = Callable[..., Batch]


class Bank:
    """A store in which the tenant `bank` has something of everything, and all that one could ask of it by."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        found = rig.score([*history(2), diverted(900), b"no record"])[-2]
        self.transfer_id: str = found["transfer_id"]
        self.case_id: str = found["case_id"]
        self.digest = bytes.fromhex(self.transfer_id.replace("-", ""))
        self.number = rig.desk.find(self.transfer_id)
        self.row = rig.tenant.register([self.number])[self.number]
        self.references = [row[0] for row in rig.rows("SELECT reference FROM case_reference")]
        self.rejected = rig.rows("SELECT number FROM rejected")[0][0]
        self.writers = Readings(rig.tenant).audit_writers()
        rig.tenant.set_setting("name", "value")
        task = TaskRow(self.case_id, "sign", "", 0, None)
        rig.tenant.commit(batch_at(rig.tenant.position(DESK, 0), desk=True, tasks=[task]))
        ((self.before,), *_) = rig.rows("SELECT body FROM audit ORDER BY writer, number LIMIT 1")


@pytest.fixture
def bank(place: Path | str) -> Iterator[Bank]:
    """As `Bank` says."""
    rig = Rig(place)
    yield Bank(rig)
    rig.close()


def refused(act: Callable[[], object]) -> Fault:
    """The fault with which the store refuses."""
    with pytest.raises(StoreError) as caught:
        act()
    return caught.value.fault


def names(kind: type) -> set[str]:
    """What can be called from outside."""
    return {name for name, member in inspect.getmembers(kind, callable) if not name.startswith("_")}


def reads(bank: Bank, other: TenantStore) -> dict[type, dict[str, Any]]:
    """What another tenant gets from every method that reads; all of it must be empty."""
    readings, figures, decided = Readings(other), Figures(other), Decided(other, "")
    stream = bank.rig.position.stream
    low, high = bank.digest[:2] + bytes(14), bank.digest[:2] + b"\xff" * 14
    return {
        TenantStore: {
            "register": other.register([bank.number]),
            "find": other.register([n for one in other.find([bank.digest, bank.row[2]]).values() for n in one]),
            "find_stored": other.register(other.find_stored("account", bank.row[3])),
            "transfers_between": other.transfers_between(low, high),
            "decisions": other.decisions([bank.row[8]]),
            "decision": other.decision(bank.row[8]),
            "case": other.case(bank.case_id),
            "cases": other.cases() + other.cases(closed=False),
            "cases_by_reference": other.cases_by_reference(bank.references),
            "due": other.due(1 << 60),
            "alert_times": other.alert_times(0),
            "setting": other.setting("name"),
            "audit_head": [head for head in map(other.audit_head, bank.writers) if head],
            "profiles": other.profiles([]),
            "shared_profiles": other.shared_profiles([]),
        },
        Readings: {
            "transfers_starting": readings.transfers_starting(bank.transfer_id),
            "cases_starting": readings.cases_starting(bank.case_id),
            "references_starting": readings.references_starting(bank.case_id),
            "decisions": readings.decisions(bank.number),
            "tasks": readings.tasks() + readings.tasks(bank.case_id),
            "rejected": list(readings.rejected()),
            "rejected_one": readings.rejected_one(bank.rejected),
            "audit_writers": readings.audit_writers(),
            "audit": [line for writer in bank.writers for line in readings.audit(writer)],
        },
        Figures: {
            "case_versions": figures.case_versions(),
            "case_bodies": figures.case_bodies([bank.case_id]),
            "tasks": figures.tasks(),
            "rejected": figures.rejected(),
            "streams": figures.streams(),
            "settings": figures.settings("n"),
        },
        Decided: {
            "find": decided.find(bank.digest),
            "newest": decided.newest(Found(bank.number, b"", bank.row[8])),
            "revision": decided.revision(Found(bank.number, b"", bank.row[8]), 1),
            "ends": decided.ends(),
            "after": decided.after({stream: 0}, 100),
        },
    }


WRITES = {
    TenantStore: {"assign", "position", "standing", "commit", "turn", "set_setting", "watch"},
    Readings: {"mark_replayed"},
    Figures: set(),
    Decided: set(),
}
"""What writes, or names a stream of its own; tested below."""


def test_no_method_reads_another_tenants_rows(bank: Bank) -> None:
    for kind, found in reads(bank, bank.rig.store.tenant("other")).items():
        assert names(kind) == set(found) | WRITES[kind]
        assert {name: value for name, value in found.items() if value} == {}


def test_every_method_reads_ones_own_rows(bank: Bank) -> None:
    empty = {(TenantStore, "profiles"), (TenantStore, "shared_profiles"), (Readings, "references_starting")}
    for kind, found in reads(bank, bank.rig.tenant).items():
        assert {name for name, value in found.items() if not value} <= {name for of, name in empty if of is kind}


def test_the_same_wires_with_two_tenants_are_other_transfers_and_other_profiles(bank: Bank) -> None:
    rows = {name: bank.rig.count(name) for name in ("profile", "shared_profile", "register")}
    other = bank.rig.store.tenant("other")
    position = other.assign("wires.outbound", 0, "cluster")
    engine = Engine(other, position, bank.rig.options, now_ms=LATER_MS, live=False)
    source = (Line("test", number, line) for number, line in enumerate([*history(2), diverted(900)], 1))
    assert all(json.loads(line)["repeat_of"] is None for line in engine.process(list(numbered(source))))
    assert {name: bank.rig.count(name) for name in rows} == {name: 2 * count for name, count in rows.items()}


def test_no_method_writes_another_tenants_rows(bank: Bank, batch: Commit) -> None:
    other = bank.rig.store.tenant("other")
    theirs = bank.rig.tenant.position("wires.outbound", 0)
    assert refused(lambda: other.commit(batch(theirs))) is Fault.FENCED
    assert refused(lambda: other.standing(theirs.stream)) is Fault.FENCED
    mine = other.assign("wires.outbound", 0, "cluster")
    assert mine.stream != theirs.stream
    assert other.position("wires.outbound", 0).stream == mine.stream
    stage, folded, decision = bank.row[6:9]
    change = RegisterChange(3, 0, 0, bank.number, stage, folded, decision)
    assert refused(lambda: other.commit(batch(mine, register_changes=[change]))) is Fault.CONFLICT
    for version in (0, 1):
        case = CaseRow(bank.case_id, bank.number, "closed", None, version, b"{}", ("mine",))
        assert refused(lambda case=case: other.commit(batch(mine, cases=[case]))) is Fault.CONFLICT
    tasks = [TaskKey(task.case_id, task.task, task.alert_id) for task in Readings(bank.rig.tenant).tasks()]
    erased = [AuditRow(writer, 1, b"erased") for writer in bank.writers]
    other.commit(batch(mine, tasks_done=tasks, audit_erased=erased, settings=[("name", "other")]))
    other.set_setting("another", "x")
    Readings(other).mark_replayed([bank.rejected])

    own, readings = bank.rig.tenant, Readings(bank.rig.tenant)
    assert own.register([bank.number])[bank.number] == bank.row
    assert own.setting("name") == "value"
    assert own.setting("another") is None
    assert own.case(bank.case_id)[1] == 1
    assert len(readings.tasks()) == len(tasks) > 0
    assert next(readings.audit(bank.writers[0])) == bank.before
    assert [entry.replayed for entry in readings.rejected()] == [0]
