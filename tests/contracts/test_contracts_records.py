"""What is really published, and every sample of the documentation, is valid by the schema of its topic."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from wires import NOW, NOW_MS, Rig, diverted, history, wire

from interceptor.contracts.channels import CHANNELS, JSON, Channel
from interceptor.demo.day import learn_history, play
from interceptor.demo.story import Story
from interceptor.housekeeping import Housekeeping
from interceptor.observability.labels import topic as plain
from interceptor.pipeline import schemas, topics
from interceptor.store.outbox import StoreOutbox
from interceptor.store.store import Store
from streams.port import OutboxMessage

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
BY_TOPIC = {channel.topic: channel for channel in CHANNELS}
_FORMATS = jsonschema.Draft202012Validator.FORMAT_CHECKER


def validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schemas.schemas()[name], format_checker=_FORMATS)


def check(message: OutboxMessage) -> tuple[str, str]:
    """Topic and format of a message that is as its channel says."""
    channel = BY_TOPIC[plain(message.topic)]
    headers = {name: value.decode() for name, value in message.headers}
    assert headers.keys() <= channel.headers.keys()
    assert {name for name, header in channel.headers.items() if header.required} <= headers.keys()
    form = next(form for form in channel.formats if form.name == headers.get("format", ""))
    for name, value in headers.items():
        jsonschema.validate(value, channel.headers[name].schema, format_checker=_FORMATS)
    if form.content_type == JSON:
        assert form.schema is not None
        body = json.loads(message.value)
        validator(form.schema).validate(body)
        assert headers.get("format", body["schema"]) == body["schema"]
        _addressed(channel, message, body)
    return channel.topic, form.name


def _addressed(channel: Channel, message: OutboxMessage, body: dict[str, Any]) -> None:
    """The key is what the channel says."""
    if channel.key in {"alert id", "case id"}:
        assert message.key == body[channel.key.replace(" ", "_")].encode()


def published(store: Store) -> Iterator[OutboxMessage]:
    outbox = StoreOutbox(store.database, topics.decisions)
    for stream in outbox.streams():
        yield from outbox.read(stream, 0, 100_000)


@pytest.mark.slow
def test_everything_that_the_demonstration_publishes() -> None:
    with Store.temporary() as store:
        learn_history(store, lambda _: None)
        day = play(store, lambda _: None)
        assert day.vancouver is not None
        for _ in Story(store, day.vancouver).steps():
            pass
        found = Counter(check(message) for message in published(store))
    assert found["wires.decisions", ""] > 200
    assert found["recalls.alerts", "interceptor.alert/1"] > 4
    assert found["recalls.outbound", "camt.056"] > 2


def test_every_kind_of_record(make_rig: Callable[..., Rig]) -> None:
    rig = make_rig(learnt=False, live=True, now_ms=NOW_MS + 60_000)
    rig.score(history(8))
    later, sent, _ = rig.score([diverted(900), diverted(901, 0.0, account="808900055512"), wire(950, 0.0)])
    rig.raw([b"garbage", b'{"format": "pacs.008", "message": "<Document/>"}'])
    rig.desk.withdraw(sent["case_id"], "call_back", NOW + timedelta(hours=1))
    for days in range(1, 15):
        rig.desk.expire(NOW + timedelta(days=days))
    rig.desk.report(rig.desk.find(later["transfer_id"]), "confirmed", NOW + timedelta(days=1))
    Housekeeping(rig.tenant, "officer-7").checkpoint(Ed25519PrivateKey.generate(), NOW)
    found = Counter(check(message) for message in published(rig.store))
    assert found.keys() >= {
        ("wires.decisions", ""),
        ("wires.rejected", "interceptor.rejected/1"),
        ("recalls.alerts", "interceptor.alert/1"),
        ("recalls.alerts", "interceptor.reminder/1"),
        ("recalls.alerts", "interceptor.withdrawal/1"),
        ("recalls.outbound", "camt.056"),
        ("audit.checkpoints", "audit.checkpoint.1"),
    }
    of_nobody = {message.topic for message in published(rig.store) if not message.topic.endswith(".bank")}
    assert {name.rpartition(".")[0] for name in of_nobody} == {"recalls.alerts"}, "all else is on the tenant's topics"
    raised = [dict(message.headers) for message in published(rig.store) if message.topic.startswith("recalls.")]
    timed = [headers["received-at"] for headers in raised if "received-at" in headers]
    assert len(timed) == 4, "the two alerts and two recalls that the engine raised, and nothing that came later"
    assert set(timed) == {b"2026-03-10T12:00:00.000Z"}


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.ndjson")), ids=lambda path: path.name)
def test_every_sample_of_the_documentation(sample: Path) -> None:
    lines = [json.loads(line) for line in sample.read_bytes().splitlines()]
    check_record = validator("wire-record")
    for line in lines:
        check_record.validate(line)
    assert lines


@pytest.mark.parametrize(
    ("schema", "record"),
    [
        ("report", {"transfer_id": "5d0f6a4e-0000-4000-8000-000000000001"}),
        (
            "report",
            {"uetr": "5d0f6a4e-0000-4000-8000-000000000001", "basis": "confirmed", "text": "we never ordered it"},
        ),
        ("reply", {"alert_id": "x", "answer": "HELD", "amount": "100.00", "currency": "CAD"}),
        ("reply", {"uetr": "x", "answer": "GONE", "onward": [{"amount": 5, "currency": "CAD", "country": "HK"}]}),
    ],
)
def test_what_is_read_is_valid(schema: str, record: dict[str, Any]) -> None:
    validator(schema).validate(record)


@pytest.mark.parametrize(
    ("schema", "record"),
    [
        ("report", {"text": "which transfer?"}),
        ("report", {"transfer_id": "x", "basis": "guessed"}),
        ("reply", {"alert_id": "x", "answer": "sign"}),
        ("reply", {"answer": "HELD"}),
        ("reply", {"alert_id": "x", "answer": "HELD", "amount": -5}),
    ],
)
def test_what_is_refused_is_not_valid(schema: str, record: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        validator(schema).validate(record)
