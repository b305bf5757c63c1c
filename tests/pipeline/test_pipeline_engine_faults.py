"""What goes wrong inside a batch: other writers, a fence, a record that makes the engine fail."""

import hashlib
import json
import sqlite3

import pytest
from wires import NOW_MS, diverted, history, record, wire

from interceptor.desk import Desk, utc_now
from interceptor.errors import Fault, MessageError, StoreError
from interceptor.indicators import evaluate
from interceptor.messages import decoding
from interceptor.pipeline.reading import Numbered
from interceptor.pipeline.records import MAX_MESSAGE, Incoming

TABLES = "profile shared_profile register decision outbox case_file rejected audit task alert_sent".split()


def state(rig):
    return {table: rig.rows(f"SELECT * FROM {table}") for table in [*TABLES, "position"]}


def between(rig, monkeypatch, act, times=1):
    """Does `act` after the engine's next read, before its commit."""
    commit, left = rig.tenant.commit, [times]

    def late(batch):
        if left[0] and not batch.desk:
            left[0] -= 1
            act()
        commit(batch)

    monkeypatch.setattr(rig.tenant, "commit", late)


def desk_of(rig):
    """A desk on a store handle of its own, as another process has it."""
    return Desk(rig.store.tenant("bank"), rig.options, "officer-8")


def test_a_report_between_read_and_commit_runs_the_batch_again(make_rig, monkeypatch):
    rig, calm = make_rig(), make_rig()
    for one in (rig, calm):
        one.found = one.one(wire(900))
    act = lambda one: desk_of(one).report(  # noqa: E731
        one.desk.find(one.found["transfer_id"]), "confirmed", utc_now(NOW_MS + 60_000)
    )
    act(calm)
    expected = calm.one(wire(901, 0.5))
    between(rig, monkeypatch, lambda: act(rig))
    assert rig.one(wire(901, 0.5)) == expected
    assert rig.debtor() == calm.debtor()


def test_a_case_changed_between_read_and_commit_is_not_overwritten(make_rig, monkeypatch):
    rig = make_rig()
    stopped = rig.one(diverted(900, context={"stage": "initiated"}))
    moment = utc_now(NOW_MS + 60_000)
    between(rig, monkeypatch, lambda: desk_of(rig).withdraw(stopped["case_id"], "call-back", moment))
    released = rig.one(diverted(900, 0.05, context={"stage": "released"}))
    assert (released["revision"], released["decision"], released["action"]) == (3, "release", "none")
    (case,) = rig.cases()
    assert case.withdrawn
    assert not case.alerts


def test_a_register_row_changed_between_read_and_commit_is_not_overwritten(make_rig, monkeypatch):
    rig = make_rig()
    first = rig.one(wire(900))
    moment = utc_now(NOW_MS + 60_000)
    number = rig.desk.find(first["transfer_id"])
    between(rig, monkeypatch, lambda: desk_of(rig).report(number, "confirmed", moment))
    settled = rig.one(wire(900, 0.05, {"stage": "settled"}))
    assert (settled["revision"], settled["decision"]) == (3, "intercept")
    assert rig.folded(1) == [1]


def test_who_conflicts_for_ever_gives_up_and_leaves_no_trace(make_rig, monkeypatch):
    rig = make_rig()
    before = state(rig)

    def conflict(batch):
        raise StoreError(Fault.CONFLICT, "profile")

    with monkeypatch.context() as patch:
        patch.setattr(rig.tenant, "commit", conflict)
        with pytest.raises(StoreError):
            rig.one(diverted(900))
    assert state(rig) == before
    assert rig.one(diverted(900))["decision"] == "intercept"


def test_a_fenced_engine_writes_nothing_more(make_rig):
    rig = make_rig()
    rig.tenant.assign("wires.outbound", 0, "cluster")
    before = state(rig)
    with pytest.raises(StoreError) as caught:
        rig.one(wire(900))
    assert caught.value.fault is Fault.FENCED
    assert state(rig) == before


def failing(monkeypatch, module, name, error, when):
    """Makes `module.name`, a function that stays plain Python, raise for the arguments that `when` picks."""
    whole = getattr(module, name)

    def broken(*arguments, **options):
        if when(*arguments):
            raise error
        return whole(*arguments, **options)

    monkeypatch.setattr(module, name, broken)


def failing_indicator(monkeypatch, error, message_id):
    """Makes the indicators that are asked first raise for one message."""

    def broken(subject):
        if subject.transfer.message_id == message_id:
            raise error
        return 0.0

    for state, (values, calls) in evaluate._PLANS.items():
        monkeypatch.setitem(evaluate._PLANS, state, (values, ((calls[0][0], broken), *calls[1:])))


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), RecursionError(), AssertionError()])
@pytest.mark.parametrize("size", [1, 500])
def test_a_record_that_makes_reading_fail_is_poison_and_the_stream_goes_on(make_rig, monkeypatch, error, size):
    calm, rig = make_rig(), make_rig()
    lines = [wire(900), diverted(901), wire(902), b"garbage", wire(903)]
    expected = calm.score(lines)
    failing(monkeypatch, decoding, "decode_json", error, lambda text: "M902" in text)
    found = rig.score(lines, size)
    assert found[2] == {"error": "poison", "reason": type(error).__name__, "line": 3, "transaction": None}
    assert [line for line in found if line is not found[2]] == [line for line in expected if line is not expected[2]]
    ((body, digest),) = rig.rows("SELECT body, digest FROM rejected WHERE fault = 'poison'")
    assert b"M902" in body
    assert digest == hashlib.sha256(body).hexdigest()
    assert rig.position.next_offset == len(history()) + 5


def test_a_record_that_makes_weighing_fail_is_poison(make_rig, monkeypatch):
    rig = make_rig()
    failing_indicator(monkeypatch, ZeroDivisionError(), "M901")
    found = rig.score([wire(900), diverted(901), wire(902)])
    assert [line.get("error") for line in found] == [None, "poison", None]
    assert (rig.count("case_file"), rig.count("outbox")) == (0, 1)
    assert rig.debtor().payments == 74


@pytest.mark.parametrize("error", [sqlite3.OperationalError("disk full"), OSError(28, "no space"), MemoryError()])
def test_a_fault_of_the_machine_is_no_fault_of_a_record(make_rig, monkeypatch, error):
    rig = make_rig()
    before = state(rig)
    with monkeypatch.context() as patch:
        failing(patch, decoding, "decode_json", error, lambda _: True)
        with pytest.raises(type(error)):
            rig.score([wire(900), wire(901)])
    assert state(rig) == before
    assert rig.one(wire(900))["decision"] == "release"


def test_an_interrupt_leaves_no_trace(make_rig, monkeypatch):
    rig = make_rig()
    before = state(rig)
    with monkeypatch.context() as patch:
        failing_indicator(patch, KeyboardInterrupt(), "M901")
        with pytest.raises(KeyboardInterrupt):
            rig.score([diverted(900), wire(901)])
    assert state(rig) == before
    assert [line["repeat_of"] for line in rig.score([diverted(900), wire(901)])] == [None, None]


def test_an_oversized_record_keeps_its_size_and_digest_when_its_batch_is_run_again(make_rig, monkeypatch):
    rig = make_rig()
    body = b"x" * (MAX_MESSAGE + 1)
    large = Numbered(1, rig.engine.next_offset, Incoming(body), MessageError(Fault.TOO_LARGE))
    between(rig, monkeypatch, lambda: (_ for _ in ()).throw(StoreError(Fault.CONFLICT)))
    (line,) = rig.engine.process([large])
    assert json.loads(line)["error"] == "too_large"
    ((size, digest, kept),) = rig.rows("SELECT size, digest, length(body) FROM rejected")
    assert (size, digest, kept) == (MAX_MESSAGE + 1, hashlib.sha256(body).hexdigest(), 64 * 1024)


HOSTILE = [
    "\ud800 half a surrogate",
    "\x00\x01\x07",
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x")',
    "\u202egnp.exe",
    "é́́" * 400,
    "🜁" * 200,
    "{{7*7}} %s %n ${jndi:ldap://x}",
    "' OR 1=1 --",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_an_intercepted_wire_is_recalled_or_kept_never_lost(make_rig, text):
    rig = make_rig()
    given = {"creditor": {"name": f"Cedar Timber Ltd {text}"}, "remittance": [text, "new bank details"]}
    message = {**json.loads(diverted(900))["message"], **given, "end_to_end_id": text, "message_id": text}
    found = rig.score([record(message), wire(901)])
    assert len(found) == 2
    assert found[0].get("decision") or found[0]["error"] != "poison", found[0]
    assert found[1]["decision"] == "release"
