"""`GET /v1/decisions`: by transfer, by revision, waiting, and as a stream that is followed."""

import threading
import time

import pytest
from office_of_banks import Banks, links, made_banks, problem
from wires import diverted, history, wire

from interceptor.web.api import cursors
from interceptor.web.api.service import Limits

UNKNOWN = "/v1/decisions/00000000-0000-4000-8000-000000000000"


def staged(number, stage):
    return diverted(number, context={"stage": stage})


def test_revisions(banks):
    banks.send(history(8))
    link = links(banks.send([staged(900, "initiated")]))[0]
    first = banks.decide(link)
    assert (first["revision"], first["action"]) == (1, "stop")
    banks.send([staged(900, "initiated"), staged(900, "released"), staged(900, "released")])
    banks.settle()
    answer = banks.ask("GET", link)
    assert (answer.json()["revision"], answer.json()["cause"], answer.headers["etag"]) == (2, "stage", '"2"')
    older = banks.ask("GET", link, params={"revision": 1})
    assert older.json() == first
    assert (older.headers["etag"], older.headers["newest-revision"]) == ('"1"', "2")
    problem(banks.ask("GET", link, params={"revision": 3}), 404, "unknown_transfer")


def test_if_none_match_and_the_wait_for_the_next_revision(banks):
    link = links(banks.send([staged(900, "initiated")]))[0]
    banks.decide(link)
    have = {"If-None-Match": 'W/"1", "7"'}
    answer = banks.ask("GET", link, headers=have)
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", '"1"')
    assert banks.ask("GET", link, headers={"If-None-Match": '"2"'}).status_code == 200
    assert banks.ask("GET", link, headers={"If-None-Match": "*"}).status_code == 304
    later = threading.Timer(0.3, lambda: banks.send([staged(900, "cancelled")]))
    later.start()
    answer = banks.ask("GET", link, headers=have, params={"wait": 20})
    later.join()
    assert (answer.status_code, answer.json()["revision"], answer.json()["cause"]) == (200, 2, "stage")
    begun = time.monotonic()
    assert banks.ask("GET", link, headers={"If-None-Match": '"2"'}, params={"wait": 0.4}).status_code == 304
    assert 0.35 < time.monotonic() - begun < 5


def test_a_wait_ends_with_the_decision_and_not_with_its_time(banks):
    link = links(banks.send([wire(1)]))[0]
    found = []
    waiting = threading.Thread(target=lambda: found.append(banks.ask("GET", link, params={"wait": 30})))
    begun = time.monotonic()
    waiting.start()
    waiting.join()
    assert time.monotonic() - begun < 10
    assert found[0].status_code == 200


def test_unknown_transfers(banks):
    answer = banks.ask("GET", UNKNOWN)
    problem(answer, 404, "unknown_transfer")
    problem(banks.ask("GET", UNKNOWN, params={"wait": 0.1}), 404, "unknown_transfer")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/decisions/x",
        "/v1/decisions/..%2f..%2fetc%2fpasswd",
        "/v1/decisions/%00",
        "/v1/decisions/" + "0" * 5_000,
        UNKNOWN.upper().replace("/V1/DECISIONS", "/v1/decisions").replace("0", "A"),
        UNKNOWN + "?revision=0",
        UNKNOWN + "?revision=99999999999999999999999",
        UNKNOWN + "?wait=-1",
        UNKNOWN + "?wait=31",
        UNKNOWN + "?wait=nan",
        UNKNOWN + "?wait=inf",
        UNKNOWN + "?creditor=x&otherwise=y",
        "/v1/decisions?limit=0",
        "/v1/decisions?limit=1001",
        "/v1/decisions?after=" + "A" * 20_000,
    ],
)
def test_parameters_that_are_none_are_refused(banks, path):
    answer = banks.ask("GET", path)
    assert answer.status_code in {404, 422}, answer.text
    problem(answer, answer.status_code, "unknown_path" if answer.status_code == 404 else "bad_parameter")


def test_the_stream_of_decisions_has_each_once_and_in_order(banks):
    lines = history(8)
    banks.send(lines)
    whole = banks.settle()
    assert len(whole) == len(lines)
    pages, after = [], None
    while True:
        page = banks.ask("GET", "/v1/decisions", params={"limit": 7, **({"after": after} if after else {})}).json()
        after = page["next"]
        if not page["decisions"]:
            break
        pages.append(page["decisions"])
    assert [len(page) for page in pages] == [7, 7, 7, 3]
    assert [line for page in pages for line in page] == whole
    waiting = threading.Timer(0.3, lambda: banks.send([wire(990)]))
    waiting.start()
    page = banks.ask("GET", "/v1/decisions", params={"after": after, "wait": 20}).json()
    waiting.join()
    assert [line["end_to_end_id"] for line in page["decisions"]] == ["E990"]


def test_decisions_by_a_persons_act_are_in_the_stream_too(banks):
    link = links(banks.send([*history(8), wire(901)]))[-1]
    known = banks.decide(link)
    banks.settle()
    report = {"transfer_id": known["transfer_id"], "basis": "confirmed"}
    assert banks.ask("POST", "/v1/reports", json=report).status_code == 202
    answer = banks.ask("GET", link, headers={"If-None-Match": '"1"'}, params={"wait": 20})
    assert (answer.json()["revision"], answer.json()["cause"]) == (2, "report")
    assert answer.json() in banks.settle()


def test_a_cursor_of_another_store_is_refused(banks, tmp_path):
    banks.send([wire(1)])
    banks.settle()
    page = banks.ask("GET", "/v1/decisions").json()
    with made_banks(tmp_path / "other") as other:
        problem(other.ask("GET", "/v1/decisions", params={"after": page["next"]}), 409, "stale_cursor")


@pytest.mark.parametrize("after", ["", "a", "AAAA", "\xff", "é", "A" * 16_000, "../..", "kqA="])
def test_what_is_no_cursor_is_refused_in_the_same_way(banks, after):
    problem(banks.ask("GET", "/v1/decisions", params={"after": after}), 409, "stale_cursor")


def test_a_cursor_ahead_of_the_store_is_refused(banks):
    """As after a restore from an older copy: nothing may be skipped in silence."""
    banks.send([wire(1)])
    banks.settle()
    with banks.service.stores.lend() as store:
        decided = banks.service.decided(store, "maple")
        ahead = cursors.write(decided, {stream: end + 1 for stream, end in decided.ends().items()})
    problem(banks.ask("GET", "/v1/decisions", params={"after": ahead}), 409, "stale_cursor")


def test_too_many_who_wait_are_refused_at_once(tmp_path):
    with made_banks(tmp_path, Limits(waiting=1)) as banks:
        first = threading.Thread(target=lambda: banks.ask("GET", UNKNOWN, params={"wait": 1.5}))
        first.start()
        time.sleep(0.5)
        problem(banks.ask("GET", UNKNOWN, params={"wait": 5}), 429, "busy")
        first.join()


def test_who_waits_is_answered_when_the_server_ends(tmp_path):
    found = []
    with made_banks(tmp_path) as banks:
        assert isinstance(banks, Banks)
        waiting = threading.Thread(target=lambda: found.append(banks.ask("GET", UNKNOWN, params={"wait": 30})))
        waiting.start()
        time.sleep(0.5)
        begun = time.monotonic()
        banks.server.stop()
        waiting.join()
        assert time.monotonic() - begun < 5
    problem(found[0], 404, "unknown_transfer")


def test_a_decision_is_found_between_its_commit_and_the_engines_own_index(banks, monkeypatch):
    """Seen as a 404 after 30 s: who was woken by the commit looked before the engine had it in memory, once."""
    from interceptor.store.register_sqlite import SqliteRegister

    committed, waited = SqliteRegister.committed, []

    def late(self, batch):
        waited.append(batch)
        time.sleep(0.5)
        committed(self, batch)

    monkeypatch.setattr(SqliteRegister, "committed", late)
    link = links(banks.send([wire(1)]))[0]
    begun = time.monotonic()
    assert banks.ask("GET", link, params={"wait": 10}).status_code == 200
    assert time.monotonic() - begun < 5
    assert waited


def test_decisions_are_found_while_the_engine_is_opened_again(banks):
    link = links(banks.send([wire(1)]))[0]
    banks.decide(link)
    banks.engine._ending.set()  # else its thread may see that the store is away, and open a second one
    banks.engine._thread.join()
    store, banks.engine._store = banks.engine._store, None
    answer = banks.ask("GET", link)
    banks.engine._store = store
    assert answer.status_code == 200
