"""The clients of kafka-python, made in one place. It has no types: what we call is written down here as protocols."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Protocol

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from streams.kafka.batches import read_with_care
from streams.kafka.config import KafkaConfig
from streams.kafka.connecting import connected
from streams.kafka.errors import translating
from streams.kafka.joining import keep_answers

__all__ = ["Admin", "Consumer", "OffsetAndMetadata", "Producer", "TopicPartition"]
__all__ += ["open_admin", "open_consumer", "open_producer", "place_at_fault"]
__all__ += ["join_again", "joined", "refresh", "rejoining", "resume", "topic_id"]

Place = Any
"""A `TopicPartition`: equal to our `Partition` of the same topic and number, and to any such tuple."""

_FETCH_BYTES = 16 * 1024 * 1024
"""One answer of a broker, about; with one message of the largest size on top this bounds what is in hand."""
_PARTITION_BYTES = 4 * 1024 * 1024
"""Of it for one partition: 500 wires of 4 KB are 2 MB. A larger message comes whole all the same (KIP-74)."""
_METADATA_SECONDS = 30.0
"""So soon a new partition, or a topic made anew, is seen at the latest."""


class Consumer(Protocol):
    """What we use of `KafkaConsumer`. Not safe for several threads."""

    def partitions_for_topic(self, topic: str) -> set[int]: ...
    def subscribe(self, topics: Sequence[str], *, listener: object) -> None: ...
    def assign(self, partitions: Sequence[Place]) -> None: ...
    def poll(self, timeout_ms: float, max_records: int) -> dict[Place, list[Any]]: ...
    def seek(self, partition: Place, offset: int) -> None: ...
    def position(self, partition: Place, timeout_ms: float) -> int | None: ...
    def pause(self, *partitions: Place) -> None: ...
    def resume(self, *partitions: Place) -> None: ...
    def beginning_offsets(self, partitions: Sequence[Place], timeout_ms: float) -> dict[Place, int]: ...
    def end_offsets(self, partitions: Sequence[Place], timeout_ms: float) -> dict[Place, int]: ...
    def commit_async(self, offsets: Mapping[Place, Any]) -> object: ...
    def committed(self, partition: Place, metadata: bool, timeout_ms: float) -> Any: ...
    def close(self, autocommit: bool, timeout_ms: float) -> None: ...


class Producer(Protocol):
    """What we use of `KafkaProducer`."""

    def init_transactions(self) -> None: ...
    def begin_transaction(self) -> None: ...
    def send(
        self,
        topic: str,
        value: bytes,
        key: bytes | None,
        headers: list[tuple[str, bytes]],
        partition: int | None,
        timestamp_ms: int | None,
    ) -> Any: ...
    def flush(self, timeout: float) -> None: ...
    def close(self, timeout: float) -> None: ...


class Admin(Protocol):
    """What we use of `KafkaAdminClient`."""

    def describe_cluster(self) -> dict[str, Any]: ...
    def describe_topics(self, topics: Sequence[str]) -> list[dict[str, Any]]: ...
    def create_topics(self, new_topics: Mapping[str, Any], *, wait_for_metadata: bool) -> dict[str, Any]: ...
    def create_partitions(self, topic_partitions: Mapping[str, int]) -> Any: ...
    def describe_configs(self, config_resources: Sequence[Any], *, config_filter: str) -> Any: ...
    def alter_configs(self, config_resources: Sequence[Any]) -> Any: ...
    def describe_acls(self, acl_filter: Any) -> tuple[list[Any], Any]: ...
    def create_acls(self, acls: Sequence[Any]) -> dict[str, list[Any]]: ...
    def close(self) -> None: ...


def open_consumer(config: KafkaConfig, group: str | None, **changes: Any) -> Consumer:
    """A consumer that reads what is committed and decides nothing by itself: no offset is reset or committed.

    Raises BrokerUnreachable, BadCredentials, BadClientSetting.
    """
    options = {
        **config.options(),
        "group_id": group,
        "enable_auto_commit": False,
        "auto_offset_reset": "none",
        "isolation_level": "read_committed",
        "partition_assignment_strategy": (CooperativeStickyAssignor,),
        "allow_auto_create_topics": False,
        "fetch_max_bytes": _FETCH_BYTES,
        "max_partition_fetch_bytes": _PARTITION_BYTES,
        "metadata_max_age_ms": round(_METADATA_SECONDS * 1000),
        "metrics_enabled": False,
        **changes,
    }
    with translating(config.servers):
        made: Consumer = connected(KafkaConsumer, options)
    keep_answers(made)
    read_with_care(made)
    return made


def open_producer(config: KafkaConfig, **changes: Any) -> Producer:
    """A producer whose records are on all in-sync replicas when acknowledged. Raises as `open_consumer`."""
    options = {
        **config.options(),
        "acks": "all",
        "enable_idempotence": True,
        "allow_auto_create_topics": False,
        "metadata_max_age_ms": round(_METADATA_SECONDS * 1000),
        "metrics_enabled": False,
        **changes,
    }
    with translating(config.servers):
        made: Producer = connected(KafkaProducer, options)
    return made


def open_admin(config: KafkaConfig, make: Callable[..., Any] = KafkaAdminClient) -> Any:
    """An administrator's client, or what else `make` makes of the same options. Raises as `open_consumer`."""
    with translating(config.servers):
        return connected(make, config.options())


def refresh(client: Consumer, timeout_ms: float) -> None:
    """Renew the client's metadata; without an answer in time they stay as they are."""
    manager = client._manager  # type: ignore[attr-defined]
    with suppress(KafkaError):
        client._net.run(manager.wait_for, manager.cluster.request_update(), timeout_ms)  # type: ignore[attr-defined]


def rejoining(client: Consumer) -> bool:
    """Whether the client waits for the group to deal out partitions. kafka-python tells it nobody."""
    return bool(client._coordinator.rejoining)  # type: ignore[attr-defined]


def joined(client: Consumer) -> bool:
    """Whether the group has dealt out partitions to the client, and it need not ask again."""
    return not client._coordinator.rejoin_needed  # type: ignore[attr-defined]


def join_again(client: Consumer) -> None:
    """Let the group deal out its partitions anew with the next polls; the client keeps its own meanwhile."""
    client._coordinator.request_rejoin()  # type: ignore[attr-defined]


def topic_id(client: Consumer, topic: str) -> str | None:
    """The topic's id as the client's own metadata has it, without a request; None if it has none yet.

    kafka-python keeps it, and offers no public way to it.
    """
    found = client._cluster.topic_id(topic)  # type: ignore[attr-defined]
    return None if found is None else str(found)


def resume(client: Consumer, place: Place) -> None:
    """Fetch again from a partition that was paused.

    What kafka-python has kept of it is fetched anew: it would give that only once another partition has records, and
    ask for nothing more of this one meanwhile.
    """
    fetcher = client._fetcher  # type: ignore[attr-defined]
    fetcher._paused_completed_fetches.pop(place, None)
    fetcher._paused_partition_records.pop(place, None)
    client.resume(place)


def place_at_fault(client: Consumer) -> Place | None:
    """The partition whose records the client could not read, or has put off telling; None if it does not say.

    kafka-python raises what a checksum or a header did, without its place, and tries the same record for ever.
    """
    fetcher = client._fetcher  # type: ignore[attr-defined]
    put_off = fetcher._next_in_line_exception_metadata
    if put_off is not None:
        return put_off.partition
    under_way = fetcher._next_partition_records
    return None if under_way is None else under_way.topic_partition
