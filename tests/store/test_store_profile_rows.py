"""The table of profiles was clustered up to schema 4; its rows are carried over."""

import sqlite3
from pathlib import Path
from uuid import uuid4

from interceptor.store.migrating import migrations
from interceptor.store.store import Store


def test_profiles_of_a_clustered_table_are_carried_over(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    raw = sqlite3.connect(path)
    for number, statements in migrations("sqlite")[:4]:
        for statement in statements:
            raw.execute(statement)
        raw.execute(f"PRAGMA user_version = {number}")
    raw.execute("INSERT INTO meta (name, value) VALUES ('incarnation', ?)", (uuid4().hex,))
    rows = [(bytes([digit]) * length, digit, b"body %d" % digit) for digit, length in ((9, 8), (1, 8), (1, 16))]
    raw.executemany("INSERT INTO profile (key, version, value) VALUES (?, ?, ?)", rows)
    raw.commit()
    raw.close()

    with Store(path) as store:
        found = store.tenant("t").profiles([key for key, _, _ in rows])
    assert found == {key: (version, value) for key, version, value in rows}
