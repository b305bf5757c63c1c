"""Today's contract may follow every released one, and a change that breaks one is refused with a clear line."""

import copy
from pathlib import Path
from typing import Any

import pytest

from interceptor.contracts.__main__ import check, main
from interceptor.contracts.compatibility import load, refused, today

FOLDER = Path(__file__).parents[2] / "docs" / "reference" / "schemas"


def test_today_s_contract_breaks_no_release() -> None:
    """If this fails: add beside the old, or give the record a new schema (docs/decisions/contracts.md)."""
    assert check(FOLDER) == []
    assert {path.name for path in (FOLDER / "released").iterdir()} >= {"0.1.0"}


class Changed:
    """Today's contract, to be changed at will."""

    def __init__(self) -> None:
        self.old = today()
        self.new: dict[str, Any] = copy.deepcopy(dict(self.old))
        self.topics = self.new["asyncapi.json"]

    def lines(self) -> list[str]:
        return refused(self.old, self.new)


@pytest.fixture
def changed() -> Changed:
    return Changed()


def test_nothing_changed(changed: Changed) -> None:
    assert changed.lines() == []


def test_a_field_of_the_decision_goes(changed: Changed) -> None:
    record = changed.new["decision.schema.json"]["$defs"]["DecisionRecord"]
    del record["properties"]["case_id"]
    record["required"].remove("case_id")
    assert "decision: case_id: is no longer there" in changed.lines()


def test_an_optional_input_becomes_required(changed: Changed) -> None:
    changed.new["report.schema.json"]["required"] = ["basis"]
    assert set(changed.lines()) == {"report: basis: is required now"}


def test_an_answer_is_read_no_more(changed: Changed) -> None:
    changed.new["reply.schema.json"]["$defs"]["Event"]["enum"].remove("HELD")
    assert set(changed.lines()) == {"reply: answer: no longer takes 'HELD'"}


def test_an_alert_says_something_new_where_values_were_fixed(changed: Changed) -> None:
    changed.new["alert.schema.json"]["properties"]["basis"]["enum"].append("guessed")
    assert changed.lines() == ["alert: basis: may now be 'guessed'"]


def test_fields_headers_formats_and_topics_may_be_added(changed: Changed) -> None:
    changed.new["decision.schema.json"]["$defs"]["DecisionRecord"]["properties"]["more"] = {"type": "string"}
    changed.new["report.schema.json"]["properties"]["more"] = {"type": "string"}
    changed.new["new.schema.json"] = {"type": "object"}
    messages = changed.topics["components"]["messages"]
    for message in messages.values():
        message.setdefault("headers", {"type": "object"}).setdefault("properties", {})["traceparent"] = {
            "type": "string"
        }
    changed.topics["channels"]["intel.new"] = {"address": "intel.new", "messages": {}}
    channel = changed.topics["channels"]["wires.outbound"]
    channel["messages"]["pain.002"] = {"$ref": "#/components/messages/wires.outbound.mt103"}
    assert changed.lines() == []


def test_a_topic_goes(changed: Changed) -> None:
    del changed.topics["channels"]["recalls.alerts"]
    assert changed.lines() == ["topic recalls.alerts.{country}: is no longer there"]


def test_a_topic_turns_round(changed: Changed) -> None:
    changed.topics["operations"]["receive.wires.reports"]["action"] = "send"
    assert "topic wires.reports: goes the other way" in changed.lines()


def test_formats_go(changed: Changed) -> None:
    del changed.topics["channels"]["wires.outbound"]["messages"]["mt103"]
    del changed.topics["channels"]["recalls.outbound"]["messages"]["camt.056"]
    assert changed.lines() == [
        "topic wires.outbound, format mt103: is no longer read",
        "topic recalls.outbound, format camt.056: is no longer sent",
    ]


def test_headers_go_or_are_asked_for(changed: Changed) -> None:
    messages = changed.topics["components"]["messages"]
    messages["wires.outbound.mt103"]["headers"]["required"] = ["received-at"]
    del messages["recalls.outbound.mt192"]["headers"]["properties"]["format"]
    messages["recalls.outbound.mt192"]["headers"]["required"] = []
    assert {line for line in changed.lines() if "tenant" not in line} == {
        "topic wires.outbound, format mt103: header received-at: is required now",
        "topic recalls.outbound, format mt192: header format: is no longer there",
        "topic recalls.outbound, format mt192: header format: may be missing now",
    }


def test_a_schema_or_content_type_changes_hands(changed: Changed) -> None:
    del changed.new["checkpoint.schema.json"]
    messages = changed.topics["components"]["messages"]
    messages["wires.rejected.interceptor.rejected-1"]["contentType"] = "application/avro"
    messages["wires.reports.report"]["payload"]["schema"]["$ref"] = "reply.schema.json"
    found = set(changed.lines())
    assert "checkpoint: the schema is gone" in found
    assert "topic wires.rejected, format interceptor.rejected-1: is application/avro now" in found
    assert "topic wires.reports, format report: has another schema" in found


def test_the_command_says_what_breaks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--release", "0.1.0"]) == 0
    with pytest.raises(FileExistsError):
        main([str(tmp_path), "--release", "0.1.0"])
    kept = tmp_path / "released" / "0.1.0" / "report.schema.json"
    kept.write_text(kept.read_text().replace('"police_report"', '"police_record"'))
    assert main([str(tmp_path)]) == 1
    assert "0.1.0: report: police_record: is no longer there\n" in capsys.readouterr().err
    assert load(kept.parent).keys() == today().keys()
