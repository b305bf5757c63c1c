"""A store with a case in it, clocks that are turned by hand, and the metrics of a worker."""

from collections.abc import Iterator

import pytest
from watching import Clocks, Scene
from wires import Rig, diverted, history


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture(scope="module")
def learnt() -> Iterator[Rig]:
    """An engine that has learnt the usual history and intercepted two wires, one of them unsent."""
    rig = Rig()
    rig.score(history())
    rig.score([diverted(900), diverted(902, 0.01, {"stage": "initiated"}, account="808900066613")])
    rig.raw([b"garbage"])
    yield rig
    rig.close()


@pytest.fixture
def scene(clocks: Clocks) -> Scene:
    return Scene(clocks)
