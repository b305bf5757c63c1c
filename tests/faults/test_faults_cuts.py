"""The instruments of the fault tests: what they cut is what was not synced, and what differs is seen."""

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from interceptor.profiles.debtor import DebtorProfile
from streams import crashpoints
from streams.embedded import EmbeddedLog, EmbeddedSource
from streams.port import Message
from tests.faults.engine_cuts import cut_log, cut_store
from tests.faults.engine_state import differences


class Killed(BaseException):
    """The process dies here."""


def values(root: Path) -> list[bytes]:
    EmbeddedLog(root).close()
    source = EmbeddedSource(root, ["wires"])
    for partition in source.changes().assigned:
        source.seek(partition, 0)
    found = [record.value for record in source.poll(100, 0.0)]
    source.close()
    return found


@pytest.mark.parametrize("seed", range(8))
def test_of_the_log_only_what_was_not_acknowledged_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    log = EmbeddedLog(tmp_path)
    for number in range(3):
        log.append([Message("wires", None, b"%d" % number * 100)])
    assert cut_log(tmp_path, random.Random(seed)) == 0

    def die(_point: str) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(crashpoints, "reach", die)
        with pytest.raises(Killed):
            log.append([Message("wires", None, b"unsynced" * 20)])
    log.close()
    assert cut_log(tmp_path, random.Random(seed)) == 1
    assert values(tmp_path) == [b"%d" % number * 100 for number in range(3)]


@pytest.mark.parametrize("seed", range(8))
def test_of_the_store_exactly_the_last_transaction_is_lost(tmp_path: Path, seed: int) -> None:
    (tmp_path / "live").mkdir()
    database = sqlite3.connect(tmp_path / "live" / "store.db", isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("CREATE TABLE kept (number INTEGER, filling BLOB)")
    for checkpointed in (True, False):
        for number in range(4):
            database.execute("INSERT INTO kept VALUES (?, zeroblob(9000))", (number,))
        if checkpointed:
            database.execute("PRAGMA wal_checkpoint(RESTART)")
    shutil.copytree(tmp_path / "live", tmp_path / "killed")
    database.close()
    assert cut_store(tmp_path / "killed" / "store.db", random.Random(seed))
    after = sqlite3.connect(tmp_path / "killed" / "store.db")
    assert [row[0] for row in after.execute("SELECT number FROM kept")] == [0, 1, 2, 3, 0, 1, 2]
    assert after.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    after.close()


def test_a_store_without_a_log_of_its_own_is_left_alone(tmp_path: Path) -> None:
    assert not cut_store(tmp_path / "store.db", random.Random(1))


@pytest.mark.parametrize(
    ("left", "right", "apart"),
    [
        (1.0, 1.0 + 1e-10, 0),
        (1.0, 1.0 + 1e-8, 1),
        (0.0, 1e-300, 1),
        (1e9, 1e9 + 0.1, 0),
        (1, 1.0, 1),
        (b"a", b"b", 1),
        ([1, 2], [1], 1),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, 0),
        ({"a": 1}, {"b": 1}, 1),
        ({"a": [{"b": (1.0,)}]}, {"a": [{"b": (2.0,)}]}, 1),
        (DebtorProfile(), DebtorProfile(), 0),
        (DebtorProfile(payments=1), DebtorProfile(), 1),
    ],
)
def test_values_differ_field_by_field(left: object, right: object, apart: int) -> None:
    assert len(list(differences(left, right))) == apart
