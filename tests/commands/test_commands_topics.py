"""`interceptor topics`: the plan covers every topic, rights are those of a role, and a cluster becomes as planned."""

import time

import pytest
from typer.testing import CliRunner

from interceptor.cli import make_app
from interceptor.contracts.channels import CHANNELS
from interceptor.errors import ConfigError
from interceptor.pipeline import topic_plan, topics
from interceptor.pipeline.topic_plan import Right
from interceptor.routing.countries import COUNTRIES
from streams.kafka import MARKS_TOPIC
from tests.services.clients import Kafka


def test_every_topic_of_the_contracts_is_planned() -> None:
    planned = {topic.name for topic in topic_plan.planned(["default"], partitions=4, in_sync=2)}
    for channel in CHANNELS:
        if channel.parted == "country":
            assert {topics.alerts(country) for country in (*COUNTRIES, "ZZ")} <= planned
        else:
            assert channel.topic in planned
    assert MARKS_TOPIC in planned


def test_tenants_have_topics_of_their_own() -> None:
    planned = {topic.name: topic for topic in topic_plan.planned(["acme", "birch"], partitions=8, in_sync=2)}
    assert {"wires.outbound.acme", "wires.outbound.birch", "recalls.outbound.birch"} <= planned.keys()
    assert not {"wires.outbound", "recalls.outbound"} & planned.keys()
    assert planned["wires.outbound.acme"].partitions == 8
    assert planned["wires.outbound.acme"].settings["max.message.bytes"] == "9000000"
    assert planned["wires.reports.acme"].partitions == 1


def rights(*grants: str) -> set[tuple[str, str, str]]:
    found = topic_plan.rights(grants, ["acme", "birch"], group="interceptor", relay="relay")
    return {(right.operation, right.kind, right.name + "*" * right.prefix) for right in found}


def test_a_bank_writes_its_wires_and_reads_its_decisions_and_no_other_tenants() -> None:
    assert rights("bank:acme=User:acme") == {
        ("WRITE", "topic", "wires.outbound.acme"),
        ("WRITE", "topic", "wires.reports.acme"),
        ("READ", "topic", "wires.decisions.acme"),
        ("READ", "topic", "wires.rejected.acme"),
        ("READ", "topic", "audit.checkpoints.acme"),
        ("READ", "group", "bank.acme.*"),
    }


def test_a_desk_reads_the_alerts_of_its_country_alone() -> None:
    assert rights("desk:hk=User:hkpf") == {("READ", "topic", "recalls.alerts.hk"), ("READ", "group", "desk.hk.*")}


def test_the_engine_may_do_what_it_does_for_every_tenant() -> None:
    found = rights("engine=User:interceptor")
    assert {
        ("READ", "topic", "wires.outbound.acme"),
        ("READ", "topic", "wires.outbound.birch"),
        ("WRITE", "topic", "recalls.alerts.*"),
        ("READ", "topic", "relay.marks"),
        ("READ", "group", "interceptor"),
        ("READ", "group", "relay.*"),
        ("WRITE", "transaction", "relay"),
    } <= found
    assert not any(name.startswith("wires.outbound") for operation, _, name in found if operation == "WRITE")


@pytest.mark.parametrize(
    "grant",
    ["bank=User:x", "bank:acme", "bank:other=User:x", "desk:xx=User:x", "king=User:x", "engine:acme=User:x", "="],
)
def test_a_grant_that_means_nothing_is_refused(grant: str) -> None:
    with pytest.raises(ConfigError, match="--grant"):
        topic_plan.rights([grant], ["acme"], group="g", relay="r")


def test_a_right_names_who_and_what() -> None:
    (first, *_) = topic_plan.rights(["desk:hk=User:hkpf"], [], group="g", relay="r")
    assert first == Right("User:hkpf", "READ", "topic", "recalls.alerts.hk", False)


def test_a_cluster_is_made_as_planned_once_and_never_shrunk(kafka: Kafka, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERCEPTOR_KAFKA_SERVERS", kafka.servers)
    monkeypatch.setenv("INTERCEPTOR_KAFKA_PREFIX", kafka.prefix)
    monkeypatch.setattr(topic_plan, "COUNTRIES", frozenset({"CA", "HK"}))

    def apply(*options: str, code: int = 0) -> str:
        given = ["apply", "--tenant", "acme", "--replicas", "1", *options]
        found = CliRunner().invoke(make_app(["topics"]), ["topics", *given], catch_exceptions=False)
        assert found.exit_code == code, found.output
        return found.output

    assert "12 topics and 0 rights: 12 to change" in apply("--dry-run")
    assert f"topic {kafka.prefix}recalls.alerts.hk: 1 partitions" in apply()
    assert "all as they are to be" in apply()
    with kafka.admin() as admin:
        admin.alter_configs(_setting(f"{kafka.prefix}recalls.outbound.acme", "1000"))
    time.sleep(1.0)  # until it is seen
    assert "retention.ms=7776000000 instead of 1000" in apply()
    assert f"topic {kafka.prefix}wires.outbound.acme: 6 partitions instead of 4" in apply("--partitions", "6")
    assert "has 6 partitions, and is to have 4" in apply(code=1)
    assert "replicas" in apply("--partitions", "6", "--tenant", "birch", "--replicas", "3", code=1).lower()


def _setting(topic: str, retention: str) -> list[object]:
    from kafka.admin import ConfigResource, ConfigResourceType

    return [ConfigResource(ConfigResourceType.TOPIC, topic, {"retention.ms": retention})]


def test_rights_are_given_once(secure_kafka: Kafka, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in secure_kafka.settings().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(topic_plan, "COUNTRIES", frozenset({"HK"}))
    command = ["topics", "apply", "--tenant", "acme", "--replicas", "1", "--grant", "desk:hk=User:reader"]
    app = make_app(["topics"])
    found = CliRunner().invoke(app, command, catch_exceptions=False)
    assert f"right User:reader: READ topic {secure_kafka.prefix}recalls.alerts.hk" in found.output
    assert "all as they are to be" in CliRunner().invoke(app, command, catch_exceptions=False).output
    monkeypatch.setenv("INTERCEPTOR_KAFKA_PASSWORD", "wrong")
    refused = CliRunner().invoke(app, command)
    assert refused.exit_code == 1
    assert "Kafka refuses the credentials" in refused.output
    assert "wrong" not in refused.output
