"""Puts this folder on the import path, so that tests of every room can use `builders`."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from wires import Rig, history


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
