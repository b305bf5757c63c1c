"""The port in memory: for our tests and for users who test their own flows. Passes the same contract tests."""

from streams.memory.log import MemoryLog
from streams.memory.outbox import MemoryOutbox
from streams.memory.publisher import MemoryPublisher
from streams.memory.source import MemorySource

__all__ = ["MemoryLog", "MemoryOutbox", "MemoryPublisher", "MemorySource"]
