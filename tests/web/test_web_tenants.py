"""One bank's key reads nothing of another's, on every route. A route without a probe here fails the test."""

import json

import pytest
from office_of_banks import Banks, links, make_key, problem
from wires import diverted, history, uetr_of, wire

from interceptor.store.store import Store
from interceptor.web.api import keys
from interceptor.web.api.app import ROUTERS

OPEN = {"/openapi.json"}
"""Paths that need no key: they show nothing of anybody."""
ROUTES = [(method, route.path) for router in ROUTERS for route in router.routes for method in sorted(route.methods)]


def _see_by_id(banks, theirs):
    for link in theirs["links"]:
        problem(banks.ask("GET", link, bank="birch"), 404, "unknown_transfer")
        problem(banks.ask("GET", link, bank="birch", params={"revision": 1, "wait": 0.1}), 404, "unknown_transfer")
    with_others = f"{theirs['own']}?creditor={'0' * 16}&otherwise={theirs['ids'][0]}"
    problem(banks.ask("GET", with_others, bank="birch"), 404, "unknown_transfer")
    return []


def _see_the_stream(banks, theirs):
    answers = [banks.ask("GET", "/v1/decisions", bank="birch", params={"limit": 1_000})]
    cursor = banks.ask("GET", "/v1/decisions", bank="maple", params={"limit": 1}).json()["next"]
    answers.append(banks.ask("GET", "/v1/decisions", bank="birch", params={"after": cursor, "limit": 1_000}))
    assert all(answer.status_code == 200 for answer in answers)
    return answers


def _send_theirs(banks, theirs):
    """The same bytes are another transfer, with no trace of the first."""
    accepted = banks.send([diverted(900)], bank="birch")
    found = banks.decide(links(accepted)[0], bank="birch")
    assert found["repeat_of"] is None
    assert found["transfer_id"] not in theirs["ids"]
    assert found["tenant"] == "birch"
    assert not [reason for reason in found["reasons"] if "earlier payments" in reason["evidence"]]
    return []


def _report_theirs(banks, theirs):
    before = [banks.ask("GET", link).content for link in theirs["links"]]
    for name, value in (("transfer_id", theirs["ids"][0]), ("uetr", uetr_of(901))):
        assert banks.ask("POST", "/v1/reports", bank="birch", json={name: value}).status_code == 202
    banks.settle("birch")
    with banks.service.stores.lend() as store:
        statement = "SELECT t.name, r.fault FROM rejected r JOIN tenant t ON t.id = r.tenant"
        found = store.database.execute(statement).fetchall()
    assert found == [("birch", "unknown_transfer")] * 2
    assert [banks.ask("GET", link).content for link in theirs["links"]] == before
    return []


def _answer_theirs(banks, theirs):
    """A desk of the right country, and of another bank: the alert is as unknown as one that never was."""
    with Store(banks.path) as store:
        (case,) = store.tenant("maple").cases()
        alerts = [alert["alert_id"] for alert in json.loads(case[2])["alerts"] if alert["lane"] == "desk"]
        desk = make_key(store, "birch", frozenset({keys.REPLIES_WRITE}), jurisdiction="HK")
    assert alerts
    answers = [
        banks.client.post(
            "/v1/replies",
            headers={"Authorization": f"Bearer {desk}"},
            json={"alert_id": alert, "answer": "ACK", "case_number": "1", "officer_role": "desk"},
        )
        for alert in (alerts[0], "never-was")
    ]
    problem(answers[0], 404, "unknown_alert")
    assert answers[0].content == answers[1].content
    return []


PROBES = {
    ("GET", "/v1/decisions/{transfer_id}"): _see_by_id,
    ("GET", "/v1/decisions"): _see_the_stream,
    ("POST", "/v1/transfers"): _send_theirs,
    ("POST", "/v1/reports"): _report_theirs,
    ("POST", "/v1/replies"): _answer_theirs,
}


@pytest.fixture
def theirs(banks: Banks):
    """What maple has, and a transfer of birch's own."""
    accepted = banks.send([*history(8), diverted(900), wire(901)])
    found = links(accepted)
    decided = [banks.decide(link) for link in found[-2:]]
    own = links(banks.send([wire(3, account="1234")], bank="birch"))[0]
    banks.decide(own, "birch")
    return {"links": found, "ids": [line["transfer_id"] for line in decided], "own": own}


def test_every_route_has_a_probe(banks):
    beside_the_routers = {route.path for route in banks.app.routes if hasattr(route, "path")}
    assert beside_the_routers == OPEN
    assert set(ROUTES) == set(PROBES)
    paths = banks.client.get("/openapi.json").json()["paths"]
    assert {(method.upper(), path) for path, methods in paths.items() for method in methods} == set(PROBES)


@pytest.mark.parametrize("route", PROBES, ids=" ".join)
def test_a_key_sees_nothing_of_another_tenant(banks, theirs, route):
    for answer in PROBES[route](banks, theirs):
        for secret in (*theirs["ids"], "maple", uetr_of(900), uetr_of(901)):
            assert secret not in answer.text


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_nothing_is_taken_for_a_tenant_that_nobody_works(banks, route):
    """A key of a tenant whom no worker served was accepted, and its wires were never worked."""
    method, path = route
    with Store(banks.path) as store:
        desk = make_key(store, "maple", frozenset({keys.REPLIES_WRITE}), jurisdiction="HK")
    bearer = {"Authorization": f"Bearer {desk}"} if path == "/v1/replies" else banks.bearer()
    banks.service.served = frozenset({"birch"})
    answer = banks.client.request(method, path.replace("{transfer_id}", "0" * 8), headers=bearer)
    if method == "GET":
        assert answer.status_code != 503
        return
    assert problem(answer, 503, "not_served")["remedy"].startswith("the operator adds it")
    assert answer.headers["retry-after"] == "60"
    banks.service.served = frozenset({"maple"})
    assert banks.client.request(method, path, headers=bearer).status_code != 503


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_every_route_asks_for_a_key_and_for_its_scope(banks, route):
    method, path = route[0], route[1].replace("{transfer_id}", "00000000-0000-4000-8000-000000000000")
    problem(banks.client.request(method, path), 401, "no_key")
    with Store(banks.path) as store:
        nothing = make_key(store, "maple", frozenset({"no:scope"}))
    refused = banks.client.request(method, path, headers={"Authorization": f"Bearer {nothing}"})
    assert problem(refused, 403, "not_allowed")["detail"].partition(":")[2] in {"read", "write"}
