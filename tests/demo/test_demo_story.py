"""The demonstration keeps what it promises: the Vancouver case, from wire to full return."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
import xmlschema

from interceptor.cases import audit
from interceptor.commands.case_data import totals
from interceptor.demo import files
from interceptor.demo.day import Day, learn_history, play
from interceptor.demo.story import CHARGES, Step, Story
from interceptor.messages import incoming_recalls, validation
from interceptor.messages.mt import parse
from interceptor.store.store import Store

SCHEMAS = Path(validation.__file__).parent / "schemas"


@dataclass
class Told:
    store: Store
    day: Day
    steps: list[Step]
    folder: Path


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with Store.temporary() as store:
        learn_history(store, lambda _: None)
        day = play(store, lambda _: None)
        assert day.vancouver is not None
        steps = list(Story(store, day.vancouver).steps())
        folder = tmp_path_factory.mktemp("demo")
        files.write(folder, store, steps)
        yield Told(store, day, steps, folder)


def test_every_cent_of_the_vancouver_case_is_accounted_for(told: Told) -> None:
    case = told.steps[-1].case
    assert case.status == "closed"
    assert case.amount == Decimal("2300000.00")
    assert totals(case) == {"returned": case.amount - CHARGES, "charges": CHARGES}


def test_its_lanes_are_the_bank_the_desk_of_hong_kong_and_the_police_of_canada(told: Told) -> None:
    lanes = {(alert.lane, alert.country) for alert in told.steps[-1].case.alerts if alert.version}
    assert {("bank", "HK"), ("desk", "HK"), ("police", "CA")} <= lanes


def test_the_engine_recalls_alone_in_the_second_of_the_wire(told: Told) -> None:
    first = told.steps[0].case
    assert {alert.lane for alert in first.alerts if alert.sent_at == first.opened_at} == {"bank", "desk"}


def test_its_recall_passes_the_schema_in_a_second_engine(told: Told) -> None:
    case = told.steps[-1].case
    schema = xmlschema.XMLSchema(SCHEMAS / "camt.056.001.08.xsd")
    found = 0
    for path in (told.folder / "messages").glob("out-*-camt.056.xml"):
        body = path.read_bytes()
        start, end = body.index(b"<Document"), body.index(b"</Document>") + len(b"</Document>")
        schema.validate(body[start:end].decode())
        found += incoming_recalls.read(body)[0].uetr == case.uetr
    assert found == 1


def test_what_it_writes_can_be_read(told: Told) -> None:
    lines = (told.folder / "decisions.ndjson").read_bytes().splitlines()
    assert len(lines) >= len(told.day.wires)
    assert {json.loads(line)["schema"] for line in lines} == {"interceptor.decision/1"}
    cases = [json.loads(line) for line in (told.folder / "cases.ndjson").read_text("utf-8").splitlines()]
    for case in cases:
        assert case["demo"] is True
        for hop in case["ledger"]:
            parts = [Decimal(value) for name, value in hop.items() if name not in _NOT_PARTS]
            assert Decimal(hop["alerted"]) == sum(parts)
    for path in (told.folder / "messages").glob("*.fin"):
        assert parse(path.read_text("utf-8"))
    for path in (told.folder / "alerts").glob("*.json"):
        assert json.loads(path.read_text("utf-8"))["demo"] is True
    entries = (told.folder / "audit.ndjson").read_bytes().splitlines()
    assert entries
    assert all(msgspec.json.decode(line, type=audit.Entry).digest for line in entries)


_NOT_PARTS = {"hop", "currency", "alerted", "outside", "surplus"}
