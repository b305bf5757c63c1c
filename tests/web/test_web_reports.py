"""`POST /v1/reports`: a report is durable when it is acknowledged, and makes the case."""

import json

import pytest
from office_of_banks import links, problem
from wires import history, payment, record, uetr_of, wire

JSON = {"Content-Type": "application/json"}


def report(banks, body, headers=JSON):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return banks.ask("POST", "/v1/reports", headers=headers, content=content)


@pytest.mark.parametrize("name", ["transfer_id", "uetr", "payment_id"])
def test_a_report_opens_the_case_of_a_released_wire(banks, name):
    link = links(banks.send([*history(8), record(payment(901), payment_id="P-901")]))[-1]
    known = banks.decide(link)
    value = {"transfer_id": known["transfer_id"], "uetr": uetr_of(901), "payment_id": "P-901"}[name]
    answer = report(banks, {name: value, "basis": "confirmed", "text": "we never ordered this"})
    assert answer.status_code == 202
    told = answer.json()
    assert told["transfer_id"] == (None if name == "uetr" else known["transfer_id"])
    found = banks.ask("GET", told["decision"] or link, params={"wait": 20}, headers={"If-None-Match": '"1"'}).json()
    assert (found["revision"], found["cause"]) == (2, "report")
    assert found["case_id"]


def test_a_report_on_a_transfer_that_nobody_sent_is_kept_for_a_person(banks):
    assert report(banks, {"transfer_id": "../../etc"}).json()["decision"] is None
    banks.send([wire(1)])
    banks.settle()
    with banks.service.stores.lend() as store:
        found = store.database.execute("SELECT fault, body FROM rejected").fetchall()
    assert found == [("unknown_transfer", b'{"transfer_id": "../../etc"}')]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "not_json"),
        (b"\xff\xfe", 400, "not_json"),
        (b"[" * 10_000, 400, "not_json"),
        ({}, 422, "missing_field"),
        ([], 422, "bad_field"),
        ({"transfer_id": " "}, 422, "bad_field"),
        ({"uetr": "x", "basis": "suspected"}, 422, "bad_field"),
        ({"uetr": "x", "text": "a" * 20_001}, 422, "bad_field"),
        (b'{"uetr": "' + b"x" * 300_000 + b'"}', 413, "too_large"),
    ],
)
def test_a_report_that_is_none_is_refused(banks, body, status, code):
    problem(report(banks, body), status, code)


def test_only_json_is_taken(banks):
    problem(report(banks, {"uetr": "x"}, {"Content-Type": "text/plain"}), 415, "media_type")
