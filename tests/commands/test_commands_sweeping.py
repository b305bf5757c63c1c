"""Cyclic garbage is looked for between batches."""

import atexit
import gc
import weakref

from interceptor.cli import _no_garbage
from interceptor.sweeping import EVERY, sweeping


class _Cycle:
    def __init__(self) -> None:
        self.me = self


def test_a_cycle_goes_once_enough_records_have_passed() -> None:
    with sweeping() as sweep:
        kept = weakref.ref(_Cycle())
        sweep(EVERY - 1)
        assert kept() is not None
        sweep(1)
        assert kept() is None


def test_a_cycle_that_was_old_goes_with_a_full_sweep() -> None:
    with sweeping() as sweep:
        cycle: _Cycle | None = _Cycle()
        kept = weakref.ref(cycle)
        sweep(EVERY)
        cycle = None
        for _ in range(49):
            sweep(EVERY)
        assert kept() is None


def test_the_collector_rests_meanwhile_and_works_again_after() -> None:
    with sweeping():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_a_quiet_process_is_swept_too() -> None:
    with sweeping() as sweep:
        kept = weakref.ref(_Cycle())
        for _ in range(EVERY):
            sweep(0)
        assert kept() is None


def test_what_a_command_loads_is_never_looked_through() -> None:
    try:
        with _no_garbage():
            assert not gc.isenabled()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    finally:
        atexit.unregister(gc.freeze)
        gc.unfreeze()
