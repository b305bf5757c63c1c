"""A server in this process over a folder of its own, with the engine beside it; and keys of two banks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from office_of_banks import Banks, made_banks


@pytest.fixture
def banks(tmp_path: Path) -> Iterator[Banks]:
    """The server, working."""
    with made_banks(tmp_path) as made:
        yield made
