"""Every log that implements the port, so that one set of contract tests runs over all of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streams_harness import Harness

from streams.embedded import EmbeddedLog, EmbeddedPublisher
from streams.memory import MemoryLog, MemoryPublisher


@pytest.fixture(params=["memory", "embedded"])
def harness(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Harness]:
    if request.param == "memory":
        memory = MemoryLog()
        yield Harness(memory, lambda: MemoryPublisher(memory))
        return
    embedded = EmbeddedLog(tmp_path / "log", segment_bytes=2000)
    yield Harness(embedded, lambda: EmbeddedPublisher(embedded))
    embedded.close()
