"""`POST /v1/replies`: only the desk that an alert was sent to may answer it."""

import json
import time

import pytest
from office_of_banks import make_key, problem
from wires import diverted, history

from interceptor.store.store import Store
from interceptor.web.api import keys

ACK = {"answer": "ACK", "case_number": "ADCC-26-0117", "officer_role": "desk"}


@pytest.fixture
def case(banks):
    """Ids of the alerts of a case by lane, and keys of the desks of two countries."""
    banks.send([*history(8), diverted(900)])
    banks.settle()
    with Store(banks.path) as store:
        (row,) = store.tenant("maple").cases()
        made = {"alerts": {alert["lane"]: alert["alert_id"] for alert in json.loads(row[2])["alerts"]}}
        for country in ("HK", "SG"):
            made[country] = make_key(store, "maple", frozenset({keys.REPLIES_WRITE}), jurisdiction=country)
    return made


def reply(banks, key, body):
    return banks.client.post("/v1/replies", headers={"Authorization": f"Bearer {key}"}, json=body)


def states(banks):
    with banks.service.stores.lend() as store:
        ((_, _, body),) = store.tenant("maple").cases()
    return {alert["lane"]: alert["state"] for alert in json.loads(body)["alerts"]}


def test_the_addressee_answers_and_the_case_moves(banks, case):
    answer = reply(banks, case["HK"], {"alert_id": case["alerts"]["desk"], **ACK})
    assert answer.status_code == 202, answer.text
    assert answer.json()["alert_id"] == case["alerts"]["desk"]
    patience = time.monotonic() + 20
    while states(banks)["desk"] != "acknowledged":
        assert time.monotonic() < patience
        time.sleep(0.02)


@pytest.mark.parametrize("lane", ["bank"])
def test_a_desk_does_not_answer_for_another_lane(banks, case, lane):
    problem(reply(banks, case["HK"], {"alert_id": case["alerts"][lane], **ACK}), 404, "unknown_alert")


def test_a_desk_of_another_country_knows_nothing_of_it(banks, case):
    before = states(banks)
    problem(reply(banks, case["SG"], {"alert_id": case["alerts"]["desk"], **ACK}), 404, "unknown_alert")
    banks.settle()
    assert states(banks) == before


def test_a_banks_key_does_not_answer_and_a_desks_key_reads_nothing(banks, case):
    body = {"alert_id": case["alerts"]["desk"], **ACK}
    problem(reply(banks, banks.keys["maple"], body), 403, "not_allowed")
    for method, path in (("GET", "/v1/decisions"), ("POST", "/v1/transfers"), ("POST", "/v1/reports")):
        answer = banks.client.request(method, path, headers={"Authorization": f"Bearer {case['HK']}"})
        problem(answer, 403, "not_allowed")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "missing_field"),
        ({"alert_id": 7}, 422, "missing_field"),
        ([], 422, "missing_field"),
        ({"alert_id": "x", "answer": "NO SUCH"}, 404, "unknown_alert"),
        ({"alert_id": None, "answer": "NO SUCH"}, 422, "bad_field"),
        ({"alert_id": None, "answer": "HELD"}, 422, "missing_field"),
        ({"alert_id": None, "answer": "HELD", "amount": "1", "currency": "USD"}, 409, "unbalanced"),
        ({"alert_id": None, **ACK, "text": "see https://example.com/pay"}, 422, "instruction"),
    ],
)
def test_an_answer_that_is_not_possible_is_told_so_at_once(banks, case, body, status, code):
    if isinstance(body, dict) and body.get("alert_id", 0) is None:
        body = {**body, "alert_id": case["alerts"]["desk"]}
    problem(reply(banks, case["HK"], body), status, code)
