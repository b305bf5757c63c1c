"""Topics of the embedded log as directories: names, partition counts and ids.

ROOT/cluster-id
ROOT/lock
ROOT/topics/<topic>/topic.json      {"id": …, "partitions": n}
ROOT/topics/<topic>/<number>/       segments of one partition
ROOT/journal/                       published batches with their marks (journal.py)
"""

import re
import uuid
import zlib
from pathlib import Path

import msgspec

from streams.embedded.files import sync_directory, write_durably
from streams.errors import BadTopic, LogDamaged, UnknownTopic
from streams.port import Identity, Partition

_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}")
_MAX_PARTITIONS = 10_000


class Topic(msgspec.Struct, frozen=True):
    """What is known of a topic. `id` is new when a topic is made anew under its old name."""

    id: str
    partitions: int


def topic_directory(root: Path, topic: str) -> Path:
    """Where a topic lies. Raises BadTopic for a name that could leave the directory."""
    if not _NAME.fullmatch(topic):
        raise BadTopic(f"name of {len(topic)} characters")
    return root / "topics" / topic


def partition_directory(root: Path, partition: Partition) -> Path:
    """Where a partition lies."""
    return topic_directory(root, partition.topic) / str(partition.number)


def read_topic(root: Path, topic: str) -> Topic:
    """Raises UnknownTopic, LogDamaged."""
    path = topic_directory(root, topic) / "topic.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Topic)
    except FileNotFoundError as error:
        raise UnknownTopic(topic) from error
    except msgspec.MsgspecError as error:
        raise LogDamaged(str(path)) from error


def write_topic(root: Path, topic: str, partitions: int) -> Topic:
    """Make a topic, or add partitions to one. Raises BadTopic when partitions would be taken away."""
    directory = topic_directory(root, topic)
    try:
        known = read_topic(root, topic)
    except UnknownTopic:
        known = Topic(uuid.uuid4().hex, 0)
        directory.mkdir(parents=True, exist_ok=True)
        sync_directory(directory.parent)
    if not max(1, known.partitions) <= partitions <= _MAX_PARTITIONS:
        raise BadTopic(f"{topic}: {known.partitions} partitions, asked {partitions}")
    if partitions == known.partitions:
        return known
    made = Topic(known.id, partitions)
    write_durably(directory / "topic.json", msgspec.json.encode(made))
    return made


def list_topics(root: Path) -> list[str]:
    """Names of all topics, sorted."""
    base = root / "topics"
    return sorted(path.parent.name for path in base.glob("*/topic.json")) if base.exists() else []


def cluster_id(root: Path) -> str:
    """Id of the log, given once when it is made. Raises UnknownTopic where there is no log yet."""
    try:
        return (root / "cluster-id").read_text("ascii").strip()
    except FileNotFoundError as error:
        raise UnknownTopic(f"no log at {root}") from error


def ensure_cluster_id(root: Path) -> str:
    """The log's id, made on first use."""
    try:
        return cluster_id(root)
    except UnknownTopic:
        write_durably(root / "cluster-id", uuid.uuid4().hex.encode("ascii"))
        return cluster_id(root)


def identity(root: Path, topic: str) -> Identity:
    """Which log the offsets of a topic belong to. Raises UnknownTopic."""
    return Identity(cluster_id(root), topic, read_topic(root, topic).id)


def partition_of(key: bytes | None, value: bytes, partitions: int) -> int:
    """Where a record goes: by its key, without one by its value; the same for ever and on every machine."""
    return zlib.crc32(value if key is None else key) % partitions
