"""The loop over a log: wires, reports and replies in; decisions, alerts and recalls out, once, over restarts."""

import json
from collections import Counter
from contextlib import suppress
from decimal import Decimal

import pytest
from wires import HONG_KONG, NOW, NOW_MS, diverted, history, payment, uetr_of, wire

from interceptor import answering
from interceptor.cases.reply_json import parse as parse_reply
from interceptor.engine import Options
from interceptor.messages import camt029, decoding, pacs004
from interceptor.messages.incoming_recall import IncomingRecall
from interceptor.messages.outgoing_answers import Resolution, Return
from interceptor.pipeline import topics
from interceptor.pipeline.planning import Institution
from interceptor.pipeline.records import read_line, to_headers
from interceptor.store.outbox import StoreOutbox
from interceptor.store.store import Store
from interceptor.tenancy import Tenancy
from interceptor.transfers.transfer import Agent
from interceptor.worker import Worker
from streams import crashpoints
from streams.embedded import EmbeddedLog, EmbeddedPublisher
from streams.memory import MemoryLog, MemoryPublisher
from streams.port import Message, Partition
from streams.relay import Relay

TOPICS = ["wires.outbound.bank", "wires.reports.bank", "recalls.replies.bank", "intel.accounts.bank"]
OPTIONS = Options(institution=Institution("Maple Bank", "MAPLCATT", "CA"))


class Killed(BaseException):
    """The process dies here."""


class Bench:
    """A worker of the tenant `bank` between a log and a store, which can be started anew at any time."""

    def __init__(self, folder, log, publisher, read):
        self.path, self.log, self.publisher = folder / "store.db", log, publisher
        self.read = read
        for topic in TOPICS:
            log.create_topic(topic)
        self.now = NOW_MS
        self.start()

    def start(self, batch_size=50):
        self.store = Store(self.path, engine=True, durable=False)
        relay = Relay(StoreOutbox(self.store.database, topics.decisions), self.publisher(self.log), limit=2_000)
        relay.resume()
        self.worker = Worker(
            [Tenancy(self.store.tenant("bank"), OPTIONS)],
            self.log.source(TOPICS),
            clock=lambda: self.now,
            batch_size=batch_size,
            relay=relay.round,
        )

    def restart(self, batch_size=50):
        self.store.close()
        self.start(batch_size)

    def feed(self, lines, topic="wires.outbound.bank"):
        records = [read_line(line) for line in lines]
        self.log.append([Message(topic, b"k", record.body, to_headers(record)) for record in records])

    def put(self, topic, **fields):
        self.log.append([Message(topic, None, json.dumps(fields).encode())])

    def run(self):
        while self.worker.step(0.0):
            pass

    def values(self, topic):
        return [json.loads(value) if value[:1] == b"{" else value for value in self.read(self.log, topic)]

    def decisions(self):
        return self.values("wires.decisions.bank")


def memory_topic(log, topic):
    return [record.value for record in log.records.get(Partition(topic, 0), [])]


def embedded_topic(log, topic):
    source = log.source([topic])
    changes = source.changes()
    for partition in changes.assigned:
        source.seek(partition, 0)
    found = []
    while records := source.poll(500, 0.0):
        found += [record.value for record in records]
    return found


@pytest.fixture(params=["memory", "embedded"])
def bench(request, tmp_path):
    if request.param == "memory":
        log, publisher, topics = MemoryLog(), MemoryPublisher, memory_topic
    else:
        log, publisher, topics = EmbeddedLog(tmp_path / "log"), EmbeddedPublisher, embedded_topic
    made = Bench(tmp_path, log, publisher, topics)
    yield made
    made.store.close()
    log.close()


@pytest.fixture
def quick(tmp_path):
    """In memory only, for what does not depend on the log."""
    made = Bench(tmp_path, MemoryLog(), MemoryPublisher, memory_topic)
    yield made
    made.store.close()


def test_wires_in_decisions_alerts_and_recalls_out(bench):
    bench.feed([*history(), diverted(900), wire(901)])
    bench.run()
    decisions = bench.decisions()
    assert len(decisions) == len(history()) + 2
    assert decisions[-2]["decision"] == "intercept"
    (alert,) = bench.values("recalls.alerts.hk")
    assert alert["case_id"] == decisions[-2]["case_id"]
    (recall,) = bench.values("recalls.outbound.bank")
    assert b"camt.056" in recall
    assert uetr_of(900).encode() in recall


def test_restarts_publish_everything_once(bench):
    lines = [*history(8), diverted(900), wire(901), diverted(902, 0.01), b"broken"]
    for n in range(0, len(lines), 7):
        for line in lines[n : n + 7]:
            if line == b"broken":
                bench.log.append([Message("wires.outbound.bank", b"k", b"broken")])
            else:
                bench.feed([line])
        bench.worker.step(0.0)
        bench.restart(batch_size=3)
    bench.run()
    ids = Counter((line["transfer_id"], line["revision"]) for line in bench.decisions())
    assert len(ids) == len(lines) - 1
    assert set(ids.values()) == {1}
    alerts = Counter(alert["alert_id"] for alert in bench.values("recalls.alerts.hk"))
    assert set(alerts.values()) == {1}
    (rejected,) = bench.values("wires.rejected.bank")
    assert rejected["error"] == "unknown_format"


def test_a_death_between_commit_and_publish_sends_each_message_once(quick, monkeypatch):
    quick.feed([*history(8), diverted(900)])

    def die():
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(quick.worker, "_relay", die)
        with pytest.raises(Killed):
            quick.worker.step(0.0)
    assert not quick.decisions()
    quick.restart()
    quick.run()
    assert len(quick.decisions()) == 25
    quick.restart()
    quick.run()
    assert len(quick.decisions()) == 25
    assert len(quick.values("recalls.alerts.hk")) == 1


def test_reports_open_cases_of_released_wires(quick):
    quick.feed([*history(8), wire(900, **{**HONG_KONG, "amount": "90.00"}), wire(901)])
    quick.run()
    quick.put("wires.reports.bank", uetr=uetr_of(901), basis="confirmed", text="we never ordered this")
    quick.put("wires.reports.bank", transfer_id=quick.decisions()[0]["transfer_id"])
    quick.put("wires.reports.bank", uetr=uetr_of(777))
    quick.log.append([Message("wires.reports.bank", None, b"not json")])
    quick.run()
    causes = [(line["end_to_end_id"], line["cause"]) for line in quick.decisions() if line["revision"] > 1]
    assert ("E901", "report") in causes
    assert len(causes) == 2
    assert [line["error"] for line in quick.values("wires.rejected.bank")] == ["unknown_transfer", "not_json"]


def test_replies_move_the_case_once_over_restarts(quick):
    quick.feed([*history(8), diverted(900)])
    quick.run()
    (alert,) = quick.values("recalls.alerts.hk")
    held = {
        "alert_id": alert["alert_id"],
        "answer": "HELD",
        "amount": "250000.00",
        "currency": "CAD",
        "case_number": "X",
    }
    quick.put("recalls.replies.bank", **held, legal_basis="DTROP 25A", expires_at="2026-04-01T00:00:00Z")
    quick.put("recalls.replies.bank", alert_id="no-such-alert", answer="ACK")
    quick.run()
    before = quick.store.tenant("bank").cases()
    quick.restart()
    quick.put("recalls.replies.bank", **held, legal_basis="DTROP 25A", expires_at="2026-04-01T00:00:00Z")
    quick.run()
    case = json.loads(before[0][2])
    assert len(case["holds"]) == 1
    assert json.loads(quick.store.tenant("bank").cases()[0][2])["postings"] == case["postings"]
    assert [line["error"] for line in quick.values("wires.rejected.bank")] == ["unknown_alert"]


def test_suspect_accounts_come_on_a_topic_and_stop_the_next_wire(quick):
    quick.put("intel.accounts.bank", source="national-desk", reference="7", basis="confirmed",
              said_at="2026-03-01T00:00:00Z", account=HONG_KONG["account"], agent=HONG_KONG["bank"])  # fmt: skip
    quick.put("intel.accounts.bank", source="national-desk", reference="8", basis="confirmed", account="1234")
    quick.run()
    quick.feed([*history(8), wire(901, **{**HONG_KONG, "amount": "9000.00"})])
    quick.run()
    assert quick.decisions()[-1]["decision"] == "intercept"
    assert [line["error"] for line in quick.values("wires.rejected.bank")] == ["bad_field"]


def test_reports_and_replies_come_on_topics_of_the_tenant():
    assert (topics.reports("default"), topics.replies("default")) == ("wires.reports", "recalls.replies")
    assert (topics.reports("bank"), topics.replies("bank")) == ("wires.reports.bank", "recalls.replies.bank")


def bank_answers(uetr):
    """A resolution and a return of a transfer, as the bank in Hong Kong would send them."""
    asked = IncomingRecall(
        message_id="THEIRS2345678901",
        uetr=uetr,
        original_message_id="M900",
        original_message_name="pacs.008.001.08",
        amount=Decimal("250000.00"),
        currency="CAD",
    )
    by = {"created_at": NOW, "recall": asked, "sender": Agent(bic="XMPLHKHH"), "receiver": Agent(bic="MAPLCATT")}
    pending = Resolution(message_id="ANSWER2345678901", status="PDCR", **by)
    paid = Return(
        message_id="RETURN2345678901", amount=Decimal("9.00"), currency="CAD", settlement_date="2026-03-11", **by
    )
    return [("camt.029", camt029.render(pending)), ("pacs.004", pacs004.render(paid))]


def test_a_banks_answer_that_fits_several_cases_or_none_is_kept_and_names_them(quick):
    quick.feed([*history(8), diverted(900), diverted(901, uetr=uetr_of(900), account="808900066613")])
    quick.run()
    cases = sorted(line["case_id"] for line in quick.decisions() if line["case_id"])
    assert len(cases) == 2
    for form, body in bank_answers(uetr_of(900)) + bank_answers(uetr_of(777)):
        quick.log.append([Message("recalls.replies.bank", None, body, (("format", form.encode()),))])
    quick.run()
    refused = quick.values("wires.rejected.bank")
    assert [line["error"] for line in refused] == ["ambiguous", "ambiguous", "unknown_alert", "unknown_alert"]
    assert refused[0]["reason"] == "cases " + ", ".join(cases)


def test_an_answer_that_fails_does_not_keep_back_the_next(quick, monkeypatch):
    quick.feed([*history(8), diverted(900)])
    quick.run()
    (alert,) = quick.values("recalls.alerts.hk")
    whole = answering.parse_reply

    def broken(body, now):
        if b"boom" in body:
            raise ZeroDivisionError
        return whole(body, now)

    monkeypatch.setattr(answering, "parse_reply", broken)
    quick.put("recalls.replies.bank", alert_id="boom", answer="ACK")
    quick.put("recalls.replies.bank", alert_id=alert["alert_id"], answer="ACK", case_number="X", officer_role="desk")
    quick.run()
    assert [line["error"] for line in quick.values("wires.rejected.bank")] == ["poison"]
    states = {row["alert_id"]: row["state"] for row in json.loads(quick.store.tenant("bank").cases()[0][2])["alerts"]}
    assert states[alert["alert_id"]] == "acknowledged"


def test_a_record_that_kills_three_times_is_poison(quick, monkeypatch):
    lines = [*history(4), wire(900), wire(901)]
    quick.feed(lines)
    whole, deaths = decoding.decode_json, []

    def deadly(text):
        if "M900" in text:
            deaths.append(1)
            raise Killed
        return whole(text)

    monkeypatch.setattr(decoding, "decode_json", deadly)
    for _ in range(3):
        with pytest.raises(Killed):
            quick.run()
        quick.restart()
    quick.run()
    assert len(deaths) == 3
    assert [line["error"] for line in quick.values("wires.rejected.bank")] == ["poison"]
    decided = Counter(line["end_to_end_id"] for line in quick.decisions())
    assert decided == Counter(f"E{n}" for n in [*(m for k in range(4) for m in (k, 200 + k, 400 + k)), 901])
    ((body,),) = quick.store.database.execute("SELECT body FROM rejected").fetchall()
    assert json.loads(body)["message_id"] == payment(900)["message_id"]


def test_a_deadline_strikes_from_the_loop(quick):
    quick.feed([*history(8), diverted(900, context={"stage": "initiated"})])
    quick.run()
    assert quick.worker.strike() == 0
    quick.now += 25 * 3_600_000
    assert quick.worker.strike() == 1
    quick.run()
    assert quick.decisions()[-1]["cause"] == "deadline"


def dies_at(monkeypatch, point, count):
    """Kills the process in which this happens, when the point is reached for the count-th time."""
    left = [count]

    def reach(reached):
        left[0] -= reached == point
        if not left[0]:
            raise Killed

    monkeypatch.setattr(crashpoints, "reach", reach)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_report_and_its_offset_are_one_commit(quick, monkeypatch, count):
    quick.feed([*history(8), wire(901)])
    quick.run()
    for basis in ("reported", "confirmed"):
        quick.put("wires.reports.bank", uetr=uetr_of(901), basis=basis)
    with monkeypatch.context() as patch:
        dies_at(patch, "in_transaction", count)
        with suppress(Killed):  # two reports are two commits: with a third for their offsets this would fail
            quick.run()
    quick.now += 3_600_000
    quick.restart()
    quick.run()
    assert [line["cause"] for line in quick.decisions()[-2:]] == ["report", "report"]
    assert not quick.values("wires.rejected.bank"), "a report that is worked again would be below what is known"


def test_an_answer_that_kills_three_times_is_poison_and_the_others_go_on(quick, monkeypatch):
    quick.feed([*history(8), diverted(900)])
    quick.run()
    (alert,) = quick.values("recalls.alerts.hk")
    whole = answering.parse_reply

    def deadly(body, now):
        if b"boom" in body:
            raise Killed
        return whole(body, now)

    monkeypatch.setattr(answering, "parse_reply", deadly)
    quick.put("recalls.replies.bank", alert_id="boom", answer="ACK")
    quick.put("recalls.replies.bank", alert_id=alert["alert_id"], answer="ACK", case_number="X", officer_role="desk")
    for _ in range(3):
        with pytest.raises(Killed):
            quick.run()
        quick.restart()
    quick.run()
    assert [line["error"] for line in quick.values("wires.rejected.bank")] == ["poison"]
    states = {row["alert_id"]: row["state"] for row in json.loads(quick.store.tenant("bank").cases()[0][2])["alerts"]}
    assert states[alert["alert_id"]] == "acknowledged"


def test_one_refused_answer_in_a_message_does_not_keep_back_the_others(quick, monkeypatch):
    quick.feed([*history(8), diverted(900)])
    quick.run()
    (alert,) = quick.values("recalls.alerts.hk")
    found = [
        parse_reply(json.dumps({"answer": "ACK", "case_number": "X", "officer_role": "desk", "alert_id": one}), NOW)
        for one in ("nobody-sent-this", alert["alert_id"])
    ]
    monkeypatch.setattr(answering.answers, "read", lambda *_: found)
    monkeypatch.setattr(answering, "from_answer", lambda answer, _now: answer)
    quick.log.append([Message("recalls.replies.bank", None, b"<Document/>", (("format", b"camt.029"),))])
    quick.run()
    assert [line["error"] for line in quick.values("wires.rejected.bank")] == ["unknown_alert"]
    states = {row["alert_id"]: row["state"] for row in json.loads(quick.store.tenant("bank").cases()[0][2])["alerts"]}
    assert states[alert["alert_id"]] == "acknowledged"


def test_a_report_said_twice_is_one_act(quick):
    quick.feed([*history(8), wire(901)])
    quick.run()
    entries = []
    for _ in range(2):
        quick.put("wires.reports.bank", uetr=uetr_of(901), basis="confirmed")
        quick.run()
        entries.append(quick.store.database.execute("SELECT COUNT(*) FROM audit").fetchone())
    assert entries[0] == entries[1]
