"""The embedded log: a directory in Kafka's place. `EmbeddedLog` writes, `EmbeddedSource` reads, from any process."""

from streams.embedded.log import EmbeddedLog
from streams.embedded.publisher import EmbeddedPublisher
from streams.embedded.source import EmbeddedSource

__all__ = ["EmbeddedLog", "EmbeddedPublisher", "EmbeddedSource"]
