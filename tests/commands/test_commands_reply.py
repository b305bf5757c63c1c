"""`interceptor cases reply`."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from office import SOON, Office
from wires import NOW

from interceptor.messages import camt029, pacs004
from interceptor.messages.incoming_recall import IncomingRecall
from interceptor.messages.outgoing_answers import Resolution, Return
from interceptor.transfers.transfer import Agent

HOLDER, ASKER = Agent(bic="XMPLHKHH"), Agent(bic="MAPLCATT")


def recall_of(case: dict[str, Any]) -> IncomingRecall:
    """The recall of a case, as the bank in Hong Kong has it."""
    return IncomingRecall(
        message_id="THEIRS2345678901",
        uetr=case["uetr"],
        original_message_id="M900",
        original_message_name="pacs.008.001.08",
        amount=Decimal(case["amount"]),
        currency=case["currency"],
    )


def test_a_hold_and_a_return_are_booked(office: Office) -> None:
    desk, bank = (office.alert("mule_case", lane)["alert_id"] for lane in ("desk", "bank"))
    shown = office.shown("cases", "reply", desk[:8], "held", "--amount", "90000", "--expires-at", SOON)
    assert "160,000.00 in flight + 90,000.00 held" in shown
    done = office.read(
        "cases", "reply", bank, "RETURNED", "--amount", "249985.00", "--charges", "15.00", "--return-id", "R-1"
    )
    (hop,) = done["ledger"]
    assert hop["places"] == {"returned": "249985.00", "charges": "15.00"}


def test_a_case_with_several_alerts_asks_which(office: Office) -> None:
    refusal = office.refused("cases", "reply", office.ids["mule_case"], "ACK")
    bank = office.alert("mule_case", "bank")["alert_id"]
    assert refusal.startswith("several things match (name the alert: ")
    assert f"bank {bank[:8]}" in refusal


def test_a_case_without_alerts_cannot_be_answered(office: Office) -> None:
    assert "no alert of this case is out" in office.refused("cases", "reply", office.ids["stopped_case"], "ACK")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("MAYBE",), "a field has a value that its type forbids (answer)"),
        (("HELD", "--amount", "lots"), "the amount is not a positive decimal number"),
        (("HELD", "--amount", "1", "--currency", "XQX"), "the currency is not an ISO 4217 code"),
        (("HELD", "--amount", "1", "--expires-at", "soon"), "the time is not ISO 8601"),
        (("NOTE", "--text", "Please transfer the funds to the new account below"), "an answer asks to move money"),
    ],
)
def test_bad_answers_are_one_line_and_change_nothing(office: Office, arguments: tuple[str, ...], expected: str) -> None:
    bank = office.alert("mule_case", "bank")
    assert office.refused("cases", "reply", bank["alert_id"], *arguments).startswith(expected)
    assert office.alert("mule_case", "bank") == bank


def test_a_json_reply_comes_from_a_file(office: Office, tmp_path: Path) -> None:
    bank = office.alert("mule_case", "bank")["alert_id"]
    file = tmp_path / "reply.json"
    file.write_text(json.dumps({"schema": "reply.1", "alert_id": bank, "answer": "ACK", "case_number": "N-1"}))
    office.shown("cases", "reply", office.ids["mule_case"], "--file", str(file))
    assert office.alert("mule_case", "bank")["case_number"] == "N-1"


def test_a_bank_message_comes_from_a_file(office: Office, tmp_path: Path) -> None:
    recall = recall_of(office.read("cases", "show", office.ids["mule_case"]))
    file = tmp_path / "answer.xml"
    pending = Resolution(
        message_id="ANSWER2345678901", created_at=NOW, recall=recall, sender=HOLDER, receiver=ASKER, status="PDCR"
    )
    file.write_bytes(camt029.render(pending))
    office.shown("cases", "reply", office.alert("mule_case", "bank")["alert_id"], "--file", str(file))
    assert office.alert("mule_case", "bank")["state"] == "pending"
    back = Return(
        message_id="RETURN2345678901",
        created_at=NOW,
        recall=recall,
        sender=HOLDER,
        receiver=ASKER,
        amount=Decimal("250000.00"),
        currency="CAD",
        settlement_date="2026-03-11",
    )
    file.write_bytes(pacs004.render(back))
    done = office.read("cases", "reply", office.ids["mule_case"], "--file", str(file))
    assert done["ledger"][0]["places"] == {"returned": "250000.00"}


def test_the_answer_to_another_case_is_refused(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "reply.json"
    other = office.alert("hostile_case", "bank")["alert_id"]
    file.write_text(json.dumps({"alert_id": other, "answer": "ACK"}))
    refusal = office.refused("cases", "reply", office.ids["mule_case"], "--file", str(file))
    assert f"the file answers another case: {office.ids['hostile_case']}" in refusal


def test_a_file_that_is_no_answer_is_one_line(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "cat.txt"
    for body, expected in ((b"", "the record has no message"), (b"meow", "the message is not well-formed XML")):
        file.write_bytes(body)
        assert office.refused("cases", "reply", office.ids["mule_case"], "--file", str(file)).startswith(expected)
    assert "No such file" in office.refused("cases", "reply", office.ids["mule_case"], "--file", str(tmp_path / "no"))


def test_an_answer_or_a_file_but_not_both(office: Office) -> None:
    assert office.run("cases", "reply", office.ids["mule_case"]).exit_code == 2
