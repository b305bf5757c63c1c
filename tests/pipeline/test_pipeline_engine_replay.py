"""Same input, same bytes out (DESIGN 4): for any batch size and cache, in one run or two, whatever the times say."""

import json
import random

import pytest
from wires import HONG_KONG, LATER_MS, NOW_MS, diverted, history, instant, payment, record, uetr_of, wire

DEBTORS = [f"5550001112{number:02d}" for number in range(12)]
PAYEES = [(f"Payee {word} Ltd", f"7700{number:08d}") for number, word in enumerate("Ash Birch Fir Oak Yew Elm".split())]

PACS = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf>
<GrpHdr><MsgId>G{n}</MsgId><CreDtTm>2026-03-01T10:00:00Z</CreDtTm><NbOfTxs>2</NbOfTxs><SttlmInf><SttlmMtd>INDA</SttlmMtd></SttlmInf></GrpHdr>
{one}{two}</FIToFICstmrCdtTrf></Document>"""
TRANSACTION = """<CdtTrfTxInf><PmtId><EndToEndId>P{n}</EndToEndId><UETR>{uetr}</UETR></PmtId>
<IntrBkSttlmAmt Ccy="CAD">{amount}</IntrBkSttlmAmt><IntrBkSttlmDt>2026-03-02</IntrBkSttlmDt><ChrgBr>SHAR</ChrgBr>
<Dbtr><Nm>Maple Works</Nm></Dbtr><DbtrAcct><Id><Othr><Id>{debtor}</Id></Othr></Id></DbtrAcct>
<DbtrAgt><FinInstnId><BICFI>MAPLCATT</BICFI></FinInstnId></DbtrAgt>
<CdtrAgt><FinInstnId><BICFI>NRTHCATT</BICFI></FinInstnId></CdtrAgt><Cdtr><Nm>{name}</Nm></Cdtr>
<CdtrAcct><Id><Othr><Id>{account}</Id></Othr></Id></CdtrAcct></CdtTrfTxInf>"""
MT103 = (
    "{{1:F01MAPLCATTAXXX0000000000}}{{2:I103NRTHCATTXXXXN}}{{3:{{121:{uetr}}}}}{{4:\r\n:20:T{n}\r\n:23B:CRED\r\n"
    ":32A:260302CAD{amount},\r\n:50K:/{debtor}\r\nMAPLE WORKS\r\n:57A:NRTHCATT\r\n:59:/{account}\r\n{name}\r\n"
    ":71A:SHA\r\n-}}"
)


def mixed(count, seed=7):
    """A stream with everything in it: three formats, repeats, stages, covers, bad lines, bad times, several days."""
    dice = random.Random(seed)
    lines = []
    for n in range(count):
        days = -120 + 120 * n / count
        name, account = dice.choice(PAYEES)
        facts = {"debtor_account": dice.choice(DEBTORS), "creditor": name, "account": account}
        if dice.random() < 0.05:
            facts |= {
                **HONG_KONG,
                "amount": f"{dice.randint(20, 900)}000.00",
                "remittance": ["urgent new bank details"],
            }
        kind = dice.random()
        if kind < 0.45:
            stage = {"stage": dice.choice(["initiated", "released", "settled"])} if dice.random() < 0.4 else {}
            lines.append(
                wire(1000 + n, days, stage, **{"bank": "NRTHCATT", "amount": f"{dice.randint(1, 90)}250.00", **facts})
            )
        elif kind < 0.7:
            given = {
                "debtor": facts["debtor_account"],
                "name": name,
                "account": account,
                "amount": dice.randint(1, 99999),
            }
            one, two = (TRANSACTION.format(n=f"{n}{k}", uetr=uetr_of(10 * n + k), **given) for k in range(2))
            lines.append(record(PACS.format(n=n, one=one, two=two), days, form=None))
        elif kind < 0.85:
            text = MT103.format(
                n=n,
                uetr=uetr_of(n),
                debtor=facts["debtor_account"],
                account=account,
                name=name,
                amount=dice.randint(1, 9999),
            )
            lines.append(record(text, days, form="mt103"))
        elif kind < 0.93 and lines:
            again = json.loads(dice.choice(lines[-40:]))
            if isinstance(again, dict) and isinstance(again.get("message"), dict):
                again["context"] = {"stage": dice.choice(["released", "settled", "cancelled"])}
                again["received_at"] = instant(days)
            lines.append(json.dumps(again).encode())
        else:
            lines.append(dice.choice(BAD))
    return lines


BAD = [
    b'"garbage"',
    b'{"message": "<a/>"}',
    record(payment(1, settlement_amount="-3"), -50),
    record(payment(2, currency="ZZQ"), 30_000),
    json.dumps({"format": "json", "message": payment(3)}).encode(),
    wire(4, -4000.0),
    wire(5, 25_000.0),
]


def test_the_same_bytes_for_batch_sizes_and_caches(make_rig):
    lines = mixed(260)
    expected = make_rig(learnt=False).raw(lines)
    decisions = [json.loads(line).get("action") for line in expected]
    assert {"stop", "recall", "none"} <= set(decisions)
    for size, cache in ((1, 50), (7, 0), (61, 3)):
        assert make_rig(learnt=False, cache_size=cache).raw(lines, size) == expected, (size, cache)


@pytest.mark.slow
def test_the_same_bytes_over_a_longer_stream(make_rig):
    lines = mixed(1_500, seed=11)
    outputs = [
        make_rig(learnt=False, cache_size=cache).raw(lines, size) for size, cache in ((500, 50), (7, 0), (1, 50))
    ]
    assert outputs[0] == outputs[1] == outputs[2]


def outbox(rig):
    return rig.rows("SELECT topic, key, value FROM outbox ORDER BY number")


def test_alerts_and_cases_do_not_depend_on_the_batch_either(make_rig):
    lines = mixed(150, seed=3)
    one, many = make_rig(learnt=False), make_rig(learnt=False)
    one.raw(lines, 1)
    many.raw(lines, 500)
    assert outbox(one) == outbox(many)
    assert one.cases() == many.cases()
    assert one.rows("SELECT key, value FROM profile ORDER BY key") == many.rows(
        "SELECT key, value FROM profile ORDER BY key"
    )


def test_two_runs_on_one_store_are_one_run(tmp_path, make_rig):
    lines = [line for line in mixed(240) if line not in BAD]
    expected = make_rig(learnt=False).raw(lines)
    first = make_rig(tmp_path / "store.db", learnt=False)
    found = first.raw(lines[:111])
    first.close()
    found += make_rig(tmp_path / "store.db", learnt=False).raw(lines[111:], 50)
    assert found == expected


def test_the_cap_on_alerts_counts_the_running_hour_whatever_the_batch(make_rig):
    lines = [*history(), *(diverted(900 + n, n / 1000) for n in range(60))]
    outputs = []
    for size in (1, 500):
        rig = make_rig(learnt=False)
        outputs.append(rig.raw(lines, size))
    assert outputs[0] == outputs[1]
    assert "draft" in {json.loads(line)["action"] for line in outputs[0]}


# --- event time ---


def events(rig, last):
    return [row[0] for row in rig.rows("SELECT event_at FROM register ORDER BY number")][-last:]


def test_the_year_2099_is_flagged_and_changes_nothing_later(make_rig):
    rig = make_rig()
    watermark = rig.position.watermark
    found = rig.one(wire(900, 26_700.0))
    assert found["received_at"].startswith("2099")
    assert "time_suspect" in found["warnings"]
    assert events(rig, 1) == [watermark]
    later = rig.one(wire(901, 0.0))
    assert later["warnings"] == []
    assert rig.position.watermark == events(rig, 1)[0]


def test_the_year_2099_as_the_first_record_of_all(make_rig):
    rig = make_rig(learnt=False)
    found = rig.score([wire(900, 26_700.0, settlement_date="2026-03-10"), wire(901, 0.0)])
    assert [("time_suspect" in line["warnings"]) for line in found] == [True, False]
    assert events(rig, 2)[0] <= events(rig, 2)[1]


def test_far_past_is_clamped_to_seven_days_behind_the_stream(make_rig):
    rig = make_rig()
    rig.one(wire(900))
    found = rig.one(wire(901, -3000.0))
    assert "time_suspect" in found["warnings"]
    new, old = events(rig, 2)
    assert new - old == 7 * 86_400_000
    assert rig.position.watermark == new


def test_offsets_are_times_in_utc(make_rig):
    rig = make_rig()
    fields = {"format": "json", "message": payment(900)}
    found = rig.one(json.dumps({"received_at": "2026-03-10T20:00:00+08:00", **fields}).encode())
    assert found["received_at"] == "2026-03-10T12:00:00.000Z"
    assert "time_suspect" not in found["warnings"]


def test_live_records_without_a_believable_time_get_their_receipt(make_rig):
    rig = make_rig(live=True, learnt=False)
    (line,) = rig.raw([wire(900, 26_700.0)])
    assert "time_suspect" in json.loads(line)["warnings"]
    assert events(rig, 1) == [rig.engine._clock.now_ms]


@pytest.mark.parametrize("size", [1, 3])
def test_when_a_rejected_record_came_does_not_depend_on_where_batches_end(make_rig, size):
    lines = [wire(900), b"garbage", wire(901, 1), b"more garbage", wire(902, 2)]
    whole, split = make_rig(), make_rig()
    whole.raw(lines)
    split.raw(lines, size)
    times = "SELECT received_at FROM rejected ORDER BY number"
    assert whole.rows(times) == split.rows(times) == [(NOW_MS,), (NOW_MS + 86_400_000,)]


def test_a_rejected_record_of_a_live_stream_came_when_it_was_received(make_rig):
    rig = make_rig(live=True, learnt=False)
    rig.raw([wire(900), b"garbage"])
    assert rig.rows("SELECT received_at FROM rejected") == [(LATER_MS,)]
