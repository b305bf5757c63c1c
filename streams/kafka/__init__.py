"""Kafka behind `streams.port`: `KafkaSource` reads, `KafkaPublisher` publishes outboxes, `KafkaSink` appends.

The one room that imports `kafka` (kafka-python). Why things are as they are: docs/decisions/kafka.md.
"""

from streams.kafka.config import KafkaConfig
from streams.kafka.publisher import MARKS_TOPIC, KafkaPublisher
from streams.kafka.sink import KafkaSink
from streams.kafka.source import KafkaSource

__all__ = ["MARKS_TOPIC", "KafkaConfig", "KafkaPublisher", "KafkaSink", "KafkaSource"]
