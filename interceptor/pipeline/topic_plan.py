"""The topics of an installation and who may use them, from the plan in `topic_plan.toml`."""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from typing import Literal, NamedTuple

import msgspec

from interceptor.errors import ConfigError, Fault
from interceptor.pipeline import topics
from interceptor.routing.countries import COUNTRIES
from streams.port import MAX_MESSAGE_BYTES

UNKNOWN_COUNTRY = "zz"
_DAY_MS = 86_400_000
Per = Literal["tenant", "country", "once"]
Operation = Literal["READ", "WRITE"]
Kind = Literal["topic", "group", "transaction"]


class PlannedTopic(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One entry of the plan; what its fields mean is said there."""

    name: str
    per: Per
    partitions: int | Literal["wires"]
    days: int
    large: bool = False


class Role(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What those who have a role may do."""

    per: Per = "once"
    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    transactions: tuple[str, ...] = ()


class Plan(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The whole plan."""

    topic: tuple[PlannedTopic, ...]
    role: dict[str, Role]


class Topic(NamedTuple):
    """A topic as it is to be."""

    name: str
    partitions: int
    settings: dict[str, str]


class Right(NamedTuple):
    """Somebody may do something; a name with `prefix` stands for all that begin so."""

    principal: str
    operation: Operation
    kind: Kind
    name: str
    prefix: bool


def plan() -> Plan:
    """The shipped plan."""
    text = (resources.files("interceptor.pipeline") / "topic_plan.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Plan, strict=False)


def planned(tenants: Sequence[str], *, partitions: int, in_sync: int) -> list[Topic]:
    """Every topic of these tenants, and of every country that an alert may go to."""
    return [
        Topic(name, partitions if entry.partitions == "wires" else entry.partitions, _settings(entry, in_sync))
        for entry in plan().topic
        for name in _names(entry, tenants)
    ]


def _names(entry: PlannedTopic, tenants: Sequence[str]) -> Iterable[str]:
    if entry.per == "tenant":
        return [topics.of_tenant(entry.name, tenant) for tenant in tenants]
    return _countries(entry.name) if entry.per == "country" else [entry.name]


def _countries(name: str) -> list[str]:
    return [f"{name}.{code.lower()}" for code in (*sorted(COUNTRIES), UNKNOWN_COUNTRY)]


def _settings(entry: PlannedTopic, in_sync: int) -> dict[str, str]:
    settings = {
        "cleanup.policy": "delete",
        "retention.ms": str(entry.days * _DAY_MS),
        "min.insync.replicas": str(in_sync),
        "unclean.leader.election.enable": "false",
    }
    return {**settings, "max.message.bytes": str(MAX_MESSAGE_BYTES)} if entry.large else settings


def rights(grants: Sequence[str], tenants: Sequence[str], *, group: str, relay: str) -> list[Right]:
    """The rights that grants such as `bank:acme=User:acme` stand for. Raises `ConfigError` (`bad_setting`)."""
    return [right for grant in grants for right in _rights(grant, tenants, group, relay)]


def _rights(grant: str, tenants: Sequence[str], group: str, relay: str) -> Iterator[Right]:
    left, _, principal = grant.partition("=")
    name, _, whose = left.partition(":")
    role, of_plan = plan().role.get(name), plan().topic
    if role is None or not principal.startswith("User:") or (role.per == "once") != (not whose):
        raise _bad(grant)
    if role.per == "tenant" and whose not in tenants:
        raise _bad(grant, f"{whose} is no tenant of this run")
    if role.per == "country" and whose.upper() not in COUNTRIES and whose != UNKNOWN_COUNTRY:
        raise _bad(grant, f"{whose} is no country")
    words = {"tenant": whose, "country": whose, "group": group, "relay": relay}
    served = [whose] if role.per == "tenant" else tenants
    per = {entry.name: entry.per for entry in of_plan}
    operations: tuple[tuple[Operation, tuple[str, ...]], ...] = (("READ", role.read), ("WRITE", role.write))
    for operation, names in operations:
        for topic in names:
            yield from _on_topic(
                principal, operation, topic, per[topic], served, whose if role.per == "country" else ""
            )
    for pattern in role.groups:
        yield _on(principal, "READ", "group", pattern.format(**words))
    for pattern in role.transactions:
        yield _on(principal, "WRITE", "transaction", pattern.format(**words))


def _on_topic(
    principal: str, operation: Operation, topic: str, per: Per, tenants: Sequence[str], country: str
) -> Iterator[Right]:
    if per == "tenant":
        yield from (_on(principal, operation, "topic", topics.of_tenant(topic, tenant)) for tenant in tenants)
    elif per == "country":
        yield _on(principal, operation, "topic", f"{topic}.{country}" if country else f"{topic}.*")
    else:
        yield _on(principal, operation, "topic", topic)


def _on(principal: str, operation: Operation, kind: Kind, pattern: str) -> Right:
    return Right(principal, operation, kind, pattern.removesuffix("*"), pattern.endswith("*"))


def _bad(grant: str, why: str = "") -> ConfigError:
    known = ", ".join(
        f"{name}:{role.per.upper()}" if role.per != "once" else name for name, role in plan().role.items()
    )
    return ConfigError(Fault.BAD_SETTING, f"--grant {grant[:80]}: {why or f'say ROLE=User:NAME, ROLE one of {known}'}")
