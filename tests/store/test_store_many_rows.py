"""Rows go into SQLite some at a time, which nobody must notice."""

from pathlib import Path

import pytest

from interceptor.errors import Fault, StoreError
from interceptor.store.port import Write
from interceptor.store.sqlite import Database
from interceptor.store.statements import Insert

_NEW = Insert("profile", "key:bytes value:bytes", (("version", 7),), "ON CONFLICT DO NOTHING")


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 150])
def test_every_row_is_written_once_and_in_order(tmp_path: Path, count: int) -> None:
    rows = [(number.to_bytes(2), bytes(number)) for number in range(count)]
    with Database(tmp_path / "s.db") as database:
        with database.transaction():
            database.write([Write(_NEW, rows, Fault.CONFLICT, "profile")])
        found = database.execute("SELECT key, value, version FROM profile ORDER BY rowid").fetchall()
    assert found == [(*row, 7) for row in rows]


@pytest.mark.parametrize("taken", [0, 70, 149])
def test_one_row_that_is_there_already_is_a_conflict_wherever_it_stands(tmp_path: Path, taken: int) -> None:
    rows = [(number.to_bytes(2), b"new") for number in range(150)]
    with Database(tmp_path / "s.db") as database:
        with database.transaction():
            database.write([Write(_NEW, [(taken.to_bytes(2), b"old")])])
        with pytest.raises(StoreError) as caught, database.transaction():
            database.write([Write(_NEW, rows, Fault.CONFLICT, "profile")])
        assert caught.value.fault is Fault.CONFLICT
        assert database.execute("SELECT COUNT(*), MAX(value) FROM profile").fetchone() == (1, b"old")
