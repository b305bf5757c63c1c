"""The daily upkeep by hand, and beside a process that runs for long."""

import threading
from pathlib import Path

import pytest
from office import AN_HOUR_LATER, Office

from interceptor.commands.upkeep import Upkeeping
from interceptor.observability.watch import Watch
from interceptor.settings import Settings
from interceptor.store.store import Store


def test_by_hand_the_store_knows_too(office: Office) -> None:
    done = office.read("store", "maintain")
    assert done["removed"] == 0
    with Store(office.data / "store.db") as store:
        assert store.upkept_ms == AN_HOUR_LATER


@pytest.mark.parametrize("wanted", [True, False])
def test_its_thread_ends_with_the_process_and_is_there_only_if_wanted(tmp_path: Path, wanted: bool) -> None:
    config = Settings(data=tmp_path, upkeep=wanted)
    with Watch(lambda: Store(tmp_path / "store.db"), ["bank"], clock=lambda: 0) as watch, Upkeeping(config, watch):
        assert wanted == any(thread.name == "upkeep" for thread in threading.enumerate())
    assert not any(thread.name == "upkeep" for thread in threading.enumerate())
    assert not (tmp_path / "store.db").exists()
