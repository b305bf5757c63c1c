"""`POST /v1/transfers`: what is acknowledged is durable and has its ids; what is refused was never there."""

import base64
import gzip
import json
import time

import pytest
from office_of_banks import NDJSON, Banks, bare, links, made_banks, problem
from wires import diverted, history, payment, record, uetr_of, wire

from interceptor.web.api.service import Limits

JSON = {"Content-Type": "application/json"}


def post(banks, content, headers=JSON, bank="maple"):
    return banks.ask("POST", "/v1/transfers", bank=bank, headers=headers, content=content)


def test_one_call_for_a_wire_and_one_for_its_decision(banks):
    banks.send(history(8))
    accepted = banks.send([diverted(900), wire(901)])
    assert accepted["accepted"] == 2
    ids = [record["transactions"][0]["transfer_id"] for record in accepted["records"]]
    found = [banks.decide(link) for link in links(accepted)]
    assert [line["transfer_id"] for line in found] == ids
    assert [line["decision"] for line in found] == ["intercept", "release"]
    assert {line["tenant"] for line in found} == {"maple"}


def test_the_same_again_gives_the_same_ids_and_no_second_decision_or_alert(banks):
    lines = [*history(8), diverted(900)]
    first = banks.send(lines)
    assert banks.send(lines) == first
    assert banks.send(lines) == first
    decided = banks.settle()
    assert len([line for line in decided if line["repeat_of"] is None]) == len(lines)
    assert len({line["case_id"] for line in decided if line["case_id"]}) == 1
    with banks.service.stores.lend() as store:
        alerts = store.database.execute("SELECT COUNT(*) FROM outbox WHERE topic = 'recalls.alerts.hk'").fetchone()
    assert alerts == (1,)


@pytest.mark.parametrize("shape", ["object", "array", "ndjson", "gzip", "base64", "bare"])
def test_every_way_of_sending_gives_the_same_id(banks, shape):
    line, headers = wire(7), dict(JSON)
    if shape == "array":
        line = b" [" + line + b"]\n"
    elif shape == "ndjson":
        line, headers = b"\n" + line + b"\r\n\n", dict(NDJSON)
    elif shape == "gzip":
        line, headers = gzip.compress(line), {**JSON, "Content-Encoding": "gzip"}
    elif shape == "base64":
        line = json.dumps({"message_base64": base64.b64encode(bare(7)).decode(), "format": "json"}).encode()
    elif shape == "bare":
        line = bare(7)
    answer = post(banks, line, headers)
    assert answer.status_code == 202, answer.text
    (told,) = answer.json()["records"]
    assert told["record"] == 1
    found = banks.decide(told["transactions"][0]["decision"])
    assert (found["transfer_id"], found["uetr"]) == (told["transactions"][0]["transfer_id"], uetr_of(7))
    (other,) = banks.send([wire(7)])["records"]
    assert other["transactions"][0]["transfer_id"] == found["transfer_id"]


def test_a_message_as_it_is_with_what_came_along_in_headers(banks):
    headers = {
        "Content-Type": "text/plain; charset=iso-8859-1",
        "Interceptor-Format": "json",
        "Interceptor-Received-At": "2026-03-10T12:00:00Z",
        "Interceptor-Context": '{"stage": "initiated", "channel": "pigeon"}',
    }
    answer = post(banks, bare(7), headers)
    assert answer.status_code == 202, answer.text
    (item,) = answer.json()["records"][0]["transactions"]
    assert item["warnings"] == ["context:channel"]
    found = banks.decide(item["decision"])
    assert found["received_at"] == "2026-03-10T12:00:00.000Z"
    assert found["warnings"] == ["context:channel"]


def test_an_unreadable_message_in_a_good_envelope_is_kept_for_a_person(banks):
    lines = [wire(1), record("<Document><broken>", form="pacs.008"), record({"settlement_amount": "x"}), wire(2)]
    accepted = banks.send(lines)
    assert accepted["accepted"] == 4
    assert [told.get("error") for told in accepted["records"]] == [None, "not_xml", None, None]
    (refused,) = accepted["records"][2]["transactions"]
    assert refused["error"] == "bad_amount"
    assert len(banks.settle()) == 2
    with banks.service.stores.lend() as store:
        kept = store.database.execute("SELECT fault, digest, body FROM rejected ORDER BY number").fetchall()
    assert [row[0] for row in kept] == ["not_xml", "bad_amount"]
    assert kept[0][1] == accepted["records"][1]["digest"]
    assert kept[0][2] == b"<Document><broken>"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "not_json"),
        (b"nonsense", 400, "not_json"),
        (b"[", 400, "not_json"),
        (b"[]", 422, "empty"),
        (b"17", 422, "bad_record"),
        (b"[[]]", 422, "bad_record"),
        (b'{"mesage": "x"}', 422, "empty"),
        (b'{"message": ""}', 422, "empty"),
        (b'{"message": 17}', 422, "bad_record"),
        (b'{"message": "x", "format": "pacs.002"}', 422, "bad_record"),
        (b'{"message": "x", "context": []}', 422, "bad_record"),
        (b'{"message": "x", "received_at": 17}', 422, "bad_record"),
        (b'{"message_base64": "???"}', 422, "bad_record"),
        (b'{"message": "x", "tenant": "birch"}', 403, "other_tenant"),
        (b'{"message": "x", "context": {"a": "' + b"b" * 300_000 + b'"}}', 413, "too_large"),
        (b'{"message": "' + b"x" * (8 * 1024 * 1024 + 1) + b'"}', 413, "too_large"),
    ],
)
def test_a_bad_envelope_refuses_the_whole_request(banks, body, status, code):
    first = body[:1]
    many = body if first in {b"", b"["} or body == b"nonsense" else b"[" + wire(1) + b"," + body + b"]"
    refused = problem(post(banks, many), status, code)
    if many is not body:
        assert [item["record"] for item in refused["errors"]] == [2]
        assert refused["detail"] == "record 2"
    assert banks.settle() == []


def test_the_record_may_name_the_tenant_of_the_key_and_no_other(banks):
    line = json.loads(wire(1))
    assert post(banks, json.dumps({**line, "tenant": "maple"})).status_code == 202
    refused = problem(post(banks, json.dumps([{**line, "tenant": "birch"}, {"message": 1}])), 403, "other_tenant")
    assert [item["error"] for item in refused["errors"]] == ["other_tenant", "bad_record"]


def test_an_idempotency_key_is_not_read(banks):
    """Identity comes from the wire: one key with two wires loses neither, two keys with one wire make no second one."""
    found = []
    for key, number in (("a", 1), ("a", 2), ("b", 2)):
        headers = {**NDJSON, "Idempotency-Key": key}
        answer = banks.ask("POST", "/v1/transfers", headers=headers, content=wire(number))
        assert answer.status_code == 202
        found += [banks.decide(link) for link in links(answer.json())]
    assert [line["end_to_end_id"] for line in found] == ["E1", "E2", "E2"]
    assert found[1]["transfer_id"] == found[2]["transfer_id"] != found[0]["transfer_id"]
    assert len({line["transfer_id"] for line in banks.settle()}) == 2


@pytest.mark.parametrize("media_type", ["", "application/pdf", "multipart/form-data; boundary=x", "application/jsonx"])
def test_other_media_types_are_refused_with_the_ones_that_are_taken(banks, media_type):
    answer = post(banks, wire(1), {"Content-Type": media_type})
    problem(answer, 415, "media_type")
    assert "application/x-ndjson" in answer.headers["accept-post"]


def test_other_encodings_are_refused(banks):
    answer = post(banks, wire(1), {**JSON, "Content-Encoding": "br"})
    problem(answer, 415, "media_type")
    assert answer.headers["accept-encoding"] == "gzip, identity"


@pytest.mark.parametrize("body", [b"", b"no gzip", gzip.compress(wire(1))[:-4], gzip.compress(wire(1)) + b"more"])
def test_gzip_that_is_none_is_refused(banks, body):
    problem(post(banks, body, {**JSON, "Content-Encoding": "gzip"}), 400, "bad_body")


def test_a_bomb_is_noticed_before_it_is_unpacked(banks):
    bomb = gzip.compress(b" " * (200 * 1024 * 1024), 9)
    assert len(bomb) < 300_000
    problem(post(banks, bomb, {**JSON, "Content-Encoding": "gzip"}), 413, "too_large")


@pytest.mark.parametrize("stated", [True, False])
def test_the_cap_holds_whether_the_length_is_stated_or_not(tmp_path, stated):
    with made_banks(tmp_path, Limits(body_bytes=50_000)) as banks:
        body = b"x" * 60_000
        problem(post(banks, body if stated else iter([body[:30_000], body[30_000:]])), 413, "too_large")
        assert post(banks, iter([wire(1)])).status_code == 202


def test_more_records_than_the_cap_are_refused(banks):
    problem(post(banks, b"\n".join([bare(1)] * 1_001), NDJSON), 422, "too_many")


def test_what_does_not_fit_beside_other_bodies_is_asked_for_again(tmp_path):
    with made_banks(tmp_path, Limits(held_bytes=200)) as banks:
        answer = post(banks, wire(1))
        problem(answer, 429, "busy")
        assert answer.headers["retry-after"] == "1"
        assert post(banks, bare(2)[:100]).status_code != 429  # what was held is given back


def test_a_payment_id_on_another_account_is_another_transfer_and_its_link_finds_it(banks):
    """The changed order gets its own decision, never the one on the account before."""
    honest = record(payment(1), payment_id="P-1")
    changed = record(payment(2, account="808900017789", bank="XMPLHKHH"), payment_id="P-1")
    accepted = banks.send([honest, changed])
    first, second = (told["transactions"][0] for told in accepted["records"])
    assert first["transfer_id"] == second["transfer_id"]  # both are under way: not yet told apart
    found = [banks.decide(item["decision"]) for item in (first, second)]
    assert [line["creditor_account"] for line in found] == ["004412345678", "808900017789"]
    assert found[1]["transfer_id"] == second["other_transfer_id"]
    again = banks.send([changed])["records"][0]["transactions"][0]
    assert again["transfer_id"] == second["other_transfer_id"]
    assert banks.decide(again["decision"])["creditor_account"] == "808900017789"


def test_no_payment_is_told_as_such(banks):
    returned = b"{1:F01MAPLCATTAXXX0000000000}{2:I103WSTRCATTXXXXN}{4:\r\n:20:A\r\n:72:/RETN/\r\n-}"
    answer = post(banks, returned, {"Content-Type": "text/plain"})
    assert answer.status_code == 202
    assert answer.json()["records"][0]["transactions"][0]["skipped"] == "return"


def test_nothing_is_taken_while_the_log_is_closed(banks):
    sink, banks.engine.appender.sink = banks.engine.appender.sink, None
    answer = post(banks, wire(1))
    problem(answer, 503, "not_ready")
    assert answer.headers["retry-after"] == "1"
    banks.engine.appender.sink = sink
    assert post(banks, wire(1)).status_code == 202


def test_a_log_that_cannot_be_written_refuses_and_the_engine_opens_it_again(banks, monkeypatch):
    from streams.embedded import EmbeddedLog
    from streams.errors import LogWriteFailed

    def full(*_):
        raise LogWriteFailed("no space")

    with monkeypatch.context() as patch:
        patch.setattr(EmbeddedLog, "append", full)
        problem(post(banks, wire(1)), 503, "not_ready")
    assert banks.sent_and_decided(wire(1))["decision"] == "release"


def test_the_engine_ends_in_order_while_log_and_store_are_away(tmp_path, monkeypatch):
    """Its thread died at the store that it had let go."""

    def away():
        raise OSError("input/output error")

    with made_banks(tmp_path) as banks:
        banks.sent_and_decided(wire(1))
        monkeypatch.setattr(banks.engine, "_turn", away)
        patience = time.monotonic() + 20
        while banks.engine._store is not None:
            assert time.monotonic() < patience
            time.sleep(0.01)


def test_banks_is_closed_cleanly(tmp_path):
    with made_banks(tmp_path) as banks:
        assert isinstance(banks, Banks)
        banks.send([wire(1)])
