"""The daily upkeep by hand, and beside a process that runs for long."""

import threading
from pathlib import Path

import pytest
from office import AN_HOUR_LATER, Office
from pydantic import SecretStr
from wires import NOW, NOW_MS

from interceptor.commands import audit_keys
from interceptor.commands.upkeep import Upkeeping, chores
from interceptor.housekeeping import Housekeeping
from interceptor.kafka_settings import KafkaSettings
from interceptor.observability.watch import Watch
from interceptor.pipeline import topics
from interceptor.settings import Settings
from interceptor.store.outbox import StoreOutbox
from interceptor.store.store import Store
from interceptor.upkeeping import perform
from streams.kafka import MARKS_TOPIC, KafkaPublisher
from streams.relay import Relay
from tests.services.clients import Kafka


def test_by_hand_the_store_knows_too(office: Office) -> None:
    done = office.read("store", "maintain")
    assert done["removed"] == 0
    with Store(office.data / "store.db") as store:
        assert store.upkept_ms == AN_HOUR_LATER


def test_it_signs_the_audit_with_the_installation_s_key(office: Office) -> None:
    office.shown("alerts", "pause", "--reason", "drill")
    assert office.read("store", "maintain")["signed"] == 1
    report = office.read("audit", "verify")
    assert report["signed"] == {writer: head["number"] for writer, head in report["heads"].items()}
    assert office.read("store", "maintain")["signed"] == 0


def test_a_key_is_changed_on_purpose_and_the_old_one_still_counts(office: Office) -> None:
    office.shown("audit", "checkpoint")
    for name, kept in (("audit.key", "old.key"), ("audit.pub", "audit-2026.pub")):
        (office.data / name).rename(office.data / kept)
    assert office.refused("audit", "checkpoint").startswith(
        "the last checkpoint of the audit was signed with another key"
    )
    office.shown("audit", "checkpoint", "--new-key")
    assert "✓ intact" in office.shown("audit", "verify")
    assert "another key" in office.refused("audit", "verify", "--public-key", str(office.data / "audit.pub"))
    keys = [part for name in ("audit.pub", "audit-2026.pub") for part in ("--public-key", str(office.data / name))]
    assert "✓ intact" in office.shown("audit", "verify", *keys)


@pytest.mark.services
@pytest.mark.parametrize("given", [True, False])
def test_beside_postgresql_no_key_is_made_that_would_be_lost(postgres: str, tmp_path: Path, given: bool) -> None:
    config = Settings(data=tmp_path, store=SecretStr(postgres), audit_key=tmp_path / "given.key")
    if given:
        audit_keys.private_key(Settings(data=tmp_path / "made"))
        (tmp_path / "made" / "audit.key").rename(tmp_path / "given.key")
    with Store(postgres, durable=False) as store:
        Housekeeping(store.tenant("bank"), "officer-7").pause("drill", NOW)
        done = perform(store, chores(config), NOW_MS)
    assert (done.signed, done.unsigned) == ((1, 0) if given else (0, 1))
    assert not (tmp_path / "audit.key").exists()


@pytest.mark.services
def test_on_kafka_its_marks_are_asked_before_a_checkpoint_is_numbered(
    postgres: str, kafka: Kafka, tmp_path: Path
) -> None:
    """A store that is older than what it has published gets a new incarnation first: else the checkpoint's number,
    which was given before, would pass for published."""
    cluster = KafkaSettings(servers=kafka.servers, prefix=kafka.prefix)
    config = Settings(data=tmp_path, store=SecretStr(postgres), audit_key=tmp_path / "audit.key", kafka=cluster)
    audit_keys.private_key(Settings(data=tmp_path))
    for topic in (topics.checkpoints("bank"), MARKS_TOPIC):
        kafka.create_topic(topic, 1)
    with Store(postgres, durable=False) as store:
        keeper = Housekeeping(store.tenant("bank"), "officer-7")
        keeper.pause("drill", NOW)
        known = store.incarnation
        assert perform(store, chores(config), NOW_MS).signed == 1
        assert store.incarnation == known
        publisher = KafkaPublisher(cluster.config(), cluster.relay)
        relay = Relay(StoreOutbox(store.database, topics.decisions), publisher)
        assert relay.round() == 1
        stream = relay_stream(store)
        assert publisher.marks([stream])[stream].number == 1
        publisher.close()
        store.database.execute("UPDATE position SET outbox_count = 0")  # as in an older copy
        store.database.execute("DELETE FROM outbox")
        keeper.resume("over", NOW)
        perform(store, chores(config), NOW_MS)
        assert store.incarnation != known


def relay_stream(store: Store) -> str:
    (stream,) = StoreOutbox(store.database, topics.decisions).streams()
    return stream


@pytest.mark.parametrize("wanted", [True, False])
def test_its_thread_ends_with_the_process_and_is_there_only_if_wanted(tmp_path: Path, wanted: bool) -> None:
    config = Settings(data=tmp_path, upkeep=wanted)
    with Watch(lambda: Store(tmp_path / "store.db"), ["bank"], clock=lambda: 0) as watch, Upkeeping(config, watch):
        assert wanted == any(thread.name == "upkeep" for thread in threading.enumerate())
    assert not any(thread.name == "upkeep" for thread in threading.enumerate())
    assert not (tmp_path / "store.db").exists()
