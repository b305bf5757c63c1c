"""The SQLite file is read through a memory map: files beyond it, and disks that cannot be read."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from wires import Rig, wire

from interceptor.store import sqlite

PAGE = 4096
TESTS = Path(__file__).parents[1]


def payments(first: int, count: int, days: float) -> list[bytes]:
    """Payments of 200 debtors, each to a payee of its own."""
    return [
        wire(first + n, days + n / 1000, debtor_account=f"5550{n % 200:08d}", creditor=f"Payee {n} Ltd")
        for n in range(count)
    ]


FIRST, SECOND = payments(1000, 600, -60.0), payments(5000, 300, -1.0)


def filled(place: Path) -> Path:
    """A closed store whose rows are all in the file itself."""
    rig = Rig(place, durable=True)
    rig.raw(FIRST)
    rig.close()
    return place


def worked(place: Path) -> tuple[list[bytes], list[tuple[object, ...]]]:
    """What an engine on this store says of the second payments, and the profiles after them."""
    rig = Rig(place, durable=True)
    try:
        return rig.raw(SECOND), rig.rows("SELECT key, value FROM profile ORDER BY key")
    finally:
        rig.close()


def mapped(place: Path) -> int:
    with sqlite.Database(place) as database:
        return int(database.execute("PRAGMA mmap_size").fetchone()[0])


def test_the_file_is_mapped(tmp_path: Path) -> None:
    assert mapped(tmp_path / "store.db") == sqlite._MAPPED_BYTES


@pytest.mark.parametrize("size", [0, 16 * PAGE])
def test_a_file_larger_than_the_map_is_read_just_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    expected = worked(filled(tmp_path / "whole.db"))
    monkeypatch.setattr(sqlite, "_MAPPED_BYTES", size)
    place = filled(tmp_path / "larger.db")
    assert place.stat().st_size > 16 * PAGE
    assert mapped(place) == size

    assert worked(place) == expected


HURT = """
import os, sys
from test_store_mapped import PAGE, SECOND
from wires import Rig
rig = Rig(sys.argv[1], durable=True)
print(len(rig.raw(SECOND[:10])), flush=True)
os.truncate(sys.argv[1], 4 * PAGE)
rig.raw(SECOND[10:])
"""
"""An engine that commits once and then finds pages that cannot be read: the kernel says it as of a broken disk."""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems say it otherwise")
def test_a_page_that_cannot_be_read_ends_the_process_and_loses_nothing(tmp_path: Path) -> None:
    expected, profiles = worked(filled(tmp_path / "quiet.db"))
    place = filled(tmp_path / "store.db")
    shutil.copy(place, tmp_path / "disk")
    paths = os.pathsep.join(map(str, (TESTS, TESTS / "store", TESTS.parent)))

    died = subprocess.run(
        [sys.executable, "-c", HURT, str(place)],
        check=False,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
    )
    assert (died.returncode, died.stdout) == (-signal.SIGBUS, "10\n")

    # The disk is mended: its pages are back, and the write-ahead log has what was committed since.
    place.write_bytes((tmp_path / "disk").read_bytes())
    rig = Rig(place, durable=True)
    assert rig.count("register") == len(FIRST) + 10
    assert rig.raw(SECOND[10:]) == expected[10:]
    assert rig.rows("SELECT key, value FROM profile ORDER BY key") == profiles
    rig.close()
