"""The decision record of DESIGN 5.3, as the engine writes it."""

import base64
import json
from itertools import pairwise

import pytest
from wires import NOW_MS, Rig, diverted, history, payment, record, wire

FIELDS = (
    "schema transfer_id tenant uetr end_to_end_id received_at revision cause repeat_of score decision action stop_until"
    " jurisdiction jurisdictions creditor_account amount currency typology reasons counterfactual model policy case_id"
    " alerts"
).split()


@pytest.fixture
def rig():
    made = Rig()
    made.score(history())
    yield made
    made.close()


def test_fields_come_in_the_order_of_the_contract(rig):
    found = rig.one(diverted())
    assert [name for name in found if name in FIELDS] == FIELDS
    assert set(found) - set(FIELDS) == {"recoverable_usd", "warnings"}


def test_an_intercepted_wire_is_recalled_and_explained(rig):
    found = rig.one(diverted())
    assert (found["decision"], found["action"], found["cause"], found["revision"]) == (
        "intercept",
        "recall",
        "scored",
        1,
    )
    assert found["amount"] == "250000.00"
    assert (found["jurisdiction"], found["jurisdictions"]) == ("HK", [{"country": "HK", "rule": "agent_bic"}])
    assert set(found["reasons"][0]) == {"indicator", "contribution", "evidence"}
    assert found["case_id"]
    assert {alert["kind"] for alert in found["alerts"]} >= {"bank", "desk"}
    assert found["tenant"] == "bank"


def test_a_release_has_no_reasons_unless_all_are_explained(rig):
    found = rig.one(wire(900))
    assert (found["decision"], found["action"]) == ("release", "none")
    assert (found["reasons"], found["counterfactual"], found["case_id"], found["alerts"]) == (None, None, None, [])
    explained = Rig(explain_all=True)
    try:
        assert explained.one(wire(900))["reasons"] is not None
    finally:
        explained.close()


def test_every_transaction_and_every_bad_line_has_one_line_in_input_order(rig):
    two = record(json.dumps([payment(910), {**payment(911), "settlement_amount": "-5"}]))
    lines = rig.score([wire(901), b"garbage", two, record("<a/>", form=None), diverted(912)])
    assert [line.get("end_to_end_id", line.get("error")) for line in lines] == [
        "E901",
        "not_json",
        "E910",
        "bad_amount",
        lines[4]["error"],
        "E912",
    ]
    assert lines[1] == {"error": "not_json", "reason": "the message is not valid JSON", "line": 2, "transaction": None}
    assert (lines[3]["line"], lines[3]["transaction"]) == (3, 1)
    assert lines[4]["line"] == 4


def test_what_is_no_payment_is_skipped_with_its_line(rig):
    body = (
        "{1:F01MAPLCATTAXXX0000000000}{2:I103XMPLHKHHXXXXN}{4:\r\n:20:R1\r\n:23B:CRED\r\n:32A:260310CAD10,\r\n"
        ":50K:/111\r\nMAPLE\r\n:59:/222\r\nCEDAR\r\n:72:/RETN/59\r\n/AC01/M9\r\n:71A:SHA\r\n-}"
    )
    (found,) = rig.score([record(body, form="mt103")])
    assert found["skipped"] == "return"
    assert found["line"] == 1


def test_the_score_rises_with_the_sum_and_keeps_its_digits(rig):
    probability = rig.options.model.probability
    sums = [-30 + step / 50 for step in range(2_500)]
    found = [json.loads(json.dumps(probability(total))) for total in sums]
    assert all(one < two for one, two in pairwise(found))
    score = rig.one(diverted())["score"]
    assert len(repr(score).replace("0.", "", 1).lstrip("0")) >= 9


def test_no_wall_clock_in_a_replay():
    lines = [*history(6), diverted(900, context={"stage": "initiated"}), wire(901, 4000), b"{}"]
    outputs = []
    for started in (NOW_MS + 86_400_000, NOW_MS + 200 * 86_400_000):
        rig = Rig(now_ms=started)
        outputs.append(rig.raw(lines))
        rig.close()
    assert outputs[0] == outputs[1]


def test_missing_times_fall_back_to_the_settlement_date_and_not_to_the_wall_clock():
    lines = [json.dumps({"format": "json", "message": payment(number)}).encode() for number in range(3)]
    outputs = []
    for started in (NOW_MS + 3_600_000, NOW_MS + 300 * 86_400_000 + 7_200_000):
        rig = Rig(now_ms=started, explain_all=True)
        outputs.append(rig.raw(lines))
        assert {row[0] for row in rig.rows("SELECT event_at FROM register")} == {NOW_MS - NOW_MS % 86_400_000}
        rig.close()
    assert outputs[0] == outputs[1]
    assert "time_suspect" in json.loads(outputs[0][0])["warnings"]


@pytest.mark.parametrize(
    "text", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-02-30T00:00:00Z", "soon", ""]
)
def test_a_time_that_is_none_is_flagged_and_never_stops_the_stream(rig, text):
    line = json.dumps({"received_at": text, "format": "json", "message": payment(950)}).encode()
    found = rig.one(line)
    assert "time_suspect" in found["warnings"]
    assert found["received_at"] is None
    rejected = json.dumps({"received_at": text, "message_base64": base64.b64encode(b"<a/>").decode()}).encode()
    assert "error" in rig.one(rejected)
