"""Topics and access rights as they are to be, compared with what a cluster has. Only adds: never deletes or shrinks."""

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ConfigResource,
    ConfigResourceType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
)

from streams.errors import BadTopic, BrokerUnreachable, NotAllowed
from streams.kafka.client import Admin, open_admin
from streams.kafka.config import KafkaConfig
from streams.kafka.errors import translating

_AT_ONCE = 100
"""Topics of one request."""
_PATIENCE, _PAUSE = 30.0, 0.1
_TYPES = {"topic": ResourceType.TOPIC, "group": ResourceType.GROUP, "transaction": ResourceType.TRANSACTIONAL_ID}


class TopicSpec(NamedTuple):
    """One topic. `settings` are those that differ from the broker's defaults; others are left alone."""

    name: str
    partitions: int
    replicas: int
    settings: Mapping[str, str]


class Grant(NamedTuple):
    """One right: `principal` (User:name) may `operation` on a resource; `prefix` for all that begin so."""

    principal: str
    operation: Literal["READ", "WRITE", "DESCRIBE"]
    kind: Literal["topic", "group", "transaction"]
    name: str
    prefix: bool = False


class Change(NamedTuple):
    """What is missing, in words, and how it is mended."""

    what: str
    topic: TopicSpec | None = None
    """To be made."""
    partitions: tuple[str, int] | None = None
    settings: tuple[str, Mapping[str, str]] | None = None
    grant: Grant | None = None


class Topics:
    """An administrator's view of one cluster. Names are ours; the prefix is put before them here."""

    def __init__(self, config: KafkaConfig) -> None:
        """Raises BrokerUnreachable, BadCredentials, BadClientSetting."""
        self._prefix = config.prefix
        self._admin: Admin = open_admin(config)

    def compare(self, topics: Sequence[TopicSpec], grants: Sequence[Grant]) -> list[Change]:
        """What is missing. Raises BadTopic where a topic has more partitions than it is to have: it cannot shrink."""
        with translating("topics"):
            changes = [change for some in _pieces(topics) for change in self._topics(some)]
            return changes + (self._grants(grants) if grants else [])

    def _topics(self, specs: Sequence[TopicSpec]) -> Iterable[Change]:
        described = self._admin.describe_topics([self._prefix + spec.name for spec in specs])
        known = {topic["name"]: len(topic["partitions"]) for topic in described if not topic["error_code"]}
        resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in known]
        found = self._admin.describe_configs(resources, config_filter="all")["topic"] if resources else {}
        for spec in specs:
            name = self._prefix + spec.name
            have = known.get(name)
            if have is None:
                settings = ", ".join(f"{key}={value}" for key, value in spec.settings.items())
                yield Change(f"topic {name}: {spec.partitions} partitions, {settings}", topic=spec)
                continue
            if have > spec.partitions:
                raise BadTopic(f"{name} has {have} partitions, and is to have {spec.partitions}")
            if have < spec.partitions:
                what = f"topic {name}: {spec.partitions} partitions instead of {have}"
                yield Change(what, partitions=(name, spec.partitions))
            other = {key: value for key, value in spec.settings.items() if found[name][key]["value"] != value}
            if other:
                what = ", ".join(
                    f"{key}={value} instead of {found[name][key]['value']}" for key, value in other.items()
                )
                yield Change(f"topic {name}: {what}", settings=(name, other))

    def _grants(self, grants: Sequence[Grant]) -> list[Change]:
        anything = ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY)
        every = ACLFilter(None, None, ACLOperation.ANY, ACLPermissionType.ANY, anything)
        have = set(self._admin.describe_acls(every)[0])
        missing = [grant for grant in dict.fromkeys(grants) if self._acl(grant) not in have]
        return [Change(f"right {_words(grant, self._prefix)}", grant=grant) for grant in missing]

    def apply(self, changes: Sequence[Change]) -> None:
        """Make every change. Raises NotAllowed, BadTopic, BrokerUnreachable; what was made before stays."""
        with translating("topics"):
            for some in _pieces([change.topic for change in changes if change.topic]):
                self._admin.create_topics(
                    {self._prefix + spec.name: _new(spec) for spec in some}, wait_for_metadata=False
                )
            grown = dict(change.partitions for change in changes if change.partitions)
            if grown:
                self._admin.create_partitions(grown)
            altered = [change.settings for change in changes if change.settings]
            if altered:
                self._alter(altered)
            acls = [self._acl(change.grant) for change in changes if change.grant]
            failed = self._admin.create_acls(acls)["failed"] if acls else []
        if failed:
            raise NotAllowed(f"{len(failed)} rights: {failed[0].__name__}")
        self._settle(changes)

    def _settle(self, changes: Sequence[Change]) -> None:
        """Wait until the cluster shows what was made: whoever starts next must find it. Raises BrokerUnreachable."""
        topics = [change.topic for change in changes if change.topic]
        grants = [change.grant for change in changes if change.grant]
        deadline = time.monotonic() + _PATIENCE
        while (topics or grants) and self.compare(topics, grants):
            if time.monotonic() > deadline:
                raise BrokerUnreachable(f"what was made is not there after {_PATIENCE:.0f} s")
            time.sleep(_PAUSE)

    def _alter(self, altered: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        resources = [ConfigResource(ConfigResourceType.TOPIC, name, dict(settings)) for name, settings in altered]
        answers = self._admin.alter_configs(resources)["topic"]
        refused = {name: answer for name, answer in answers.items() if answer != "OK"}
        if refused:
            raise BadTopic(f"settings refused: {refused}")

    def _acl(self, grant: Grant) -> Any:
        pattern = ACLResourcePatternType.PREFIXED if grant.prefix else ACLResourcePatternType.LITERAL
        resource = ResourcePattern(_TYPES[grant.kind], self._prefix + grant.name, pattern)
        return ACL(grant.principal, "*", ACLOperation[grant.operation], ACLPermissionType.ALLOW, resource)

    def close(self) -> None:
        """Let go of the connection."""
        self._admin.close()


def _new(spec: TopicSpec) -> dict[str, Any]:
    return {
        "num_partitions": spec.partitions,
        "replication_factor": spec.replicas,
        "configs": dict(spec.settings),
    }


def _words(grant: Grant, prefix: str) -> str:
    star = "*" if grant.prefix else ""
    return f"{grant.principal}: {grant.operation} {grant.kind} {prefix}{grant.name}{star}"


def _pieces(things: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (things[begin : begin + _AT_ONCE] for begin in range(0, len(things), _AT_ONCE))
