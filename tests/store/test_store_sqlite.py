import sqlite3
from pathlib import Path

import pytest

from interceptor.errors import StoreError
from interceptor.store.sqlite import Database
from interceptor.store.store import Store


def test_a_second_engine_is_told(tmp_path: Path) -> None:
    with Store(tmp_path / "s.db", engine=True):
        with pytest.raises(StoreError, match="another engine"):
            Store(tmp_path / "s.db", engine=True)
        Store(tmp_path / "s.db").close()
    Store(tmp_path / "s.db", engine=True).close()


def test_a_commit_is_synced(tmp_path: Path) -> None:
    with Database(tmp_path / "s.db") as database:
        assert database.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert database.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    Database(tmp_path / "s.db").close()
    with sqlite3.connect(tmp_path / "s.db") as raw:
        raw.execute("PRAGMA user_version = 99")
    raw.close()
    with pytest.raises(StoreError, match="schema 99"):
        Database(tmp_path / "s.db")
