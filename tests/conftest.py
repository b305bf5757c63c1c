"""Puts this folder on the import path, so that tests of every room can use `builders`."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from wires import Rig, history

pytest_plugins = ["tests.services.fixtures"]

# A fresh clone builds tables of characters at the first draw, which a busy machine takes seconds for; nor is a deadline
# a promise of ours: speed is measured by the benchmarks.
settings.register_profile("fresh", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fresh")


@pytest.fixture
def make_rig() -> Iterator[Callable[..., Rig]]:
    """Makes engines whose stores are closed at the end; `learnt=True` gives one the usual history."""
    made: list[Rig] = []

    def make(*arguments: Any, learnt: bool = True, **options: Any) -> Rig:
        made.append(Rig(*arguments, **options))
        if learnt:
            made[-1].score(history())
        return made[-1]

    yield make
    for rig in made:
        rig.close()
