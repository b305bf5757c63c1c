"""Seeds: one or more valid inputs of every kind, made by our own builders from invented parties."""

import gzip
import json
import struct
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files

import msgspec
import zstandard

from interceptor.cases import audit
from interceptor.cases.audit import Head
from interceptor.messages import camt029, camt056, mt192, mt196, pacs004
from interceptor.messages.incoming_recall import IncomingRecall
from interceptor.messages.outgoing_answers import Resolution, Return
from interceptor.messages.recall import recall_of
from interceptor.profiles import codec
from interceptor.routing.alert import CaseFacts, PoliceReport, RecallSent, build, render
from interceptor.routing.lanes import chosen, plan
from interceptor.routing.plan import Rail, RouteRequest
from interceptor.transfers.transfer import Agent, Charge
from models.document import Document, PairTable, Table, dump
from streams.embedded.frames import Row
from tests.builders import CEDAR_ACCOUNT, Bank, history, transfer
from tests.fuzz.checks import KEY
from tests.fuzz.log_checks import ENDINGS, whole_segment
from tests.messages.inbound_messages import GROUP, HEADER, MT103_TAGS, body, document, mt103, transaction

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
UETR = "3f1c7a52-6d0e-4b8f-9a41-c2e7d4b86f10"
_REMITTANCE = "<RmtInf><Ustrd>INV 4711 &amp; 4712</Ustrd><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd></RmtInf>"
_CHARGES = '<ChrgsInf><Amt Ccy="CAD">25.00</Amt><Agt><FinInstnId><BICFI>XMPLCATT</BICFI></FinInstnId></Agt></ChrgsInf>'


def _payments_xml() -> list[bytes]:
    rich = transaction().replace("</CdtTrfTxInf>", f"{_CHARGES}{_REMITTANCE}</CdtTrfTxInf>")
    underlying = transaction().replace("CdtTrfTxInf", "UndrlygCstmrCdtTrf")
    cover = body(transaction().replace("</CdtTrfTxInf>", f"{underlying}</CdtTrfTxInf>"))
    cover = cover.replace("FIToFICstmrCdtTrf", "FICdtTrf")
    order = (
        "<CstmrCdtTrfInitn><GrpHdr><MsgId>M</MsgId><NbOfTxs>1</NbOfTxs></GrpHdr><PmtInf><ReqdExctnDt><Dt>2026-03-02</Dt>"
        "</ReqdExctnDt><Dbtr><Nm>Maple Grove</Nm></Dbtr><CdtTrfTxInf><PmtId><EndToEndId>E</EndToEndId></PmtId><Amt>"
        '<InstdAmt Ccy="CAD">12.50</InstdAmt></Amt><Cdtr><Nm>Cedar Timber</Nm></Cdtr></CdtTrfTxInf></PmtInf>'
        "</CstmrCdtTrfInitn>"
    )
    one = document()
    texts = [
        one,
        f'<?xml version="1.0" encoding="UTF-8"?>\n<m>{HEADER}{document(body(rich, rich))}</m>',
        document(cover, "pacs.009.001.08"),
        document(order, "pain.001.001.09"),
        f"<Batch>{one}{document(order, 'pain.001.001.09')}</Batch>",
        one.replace("<", "<p:").replace("<p:/", "</p:").replace("xmlns=", "xmlns:p="),
        document("<BkToCstmrStmt><GrpHdr/></BkToCstmrStmt>", "camt.053.001.08"),
        body(group=GROUP + "<!-- c --><?pi?>"),
    ]
    return [text.encode() for text in texts] + [one.encode("utf-16"), one.encode("utf-16-be")]


def _payments_mt() -> list[bytes]:
    cover = MT103_TAGS.replace(":23B:CRED\n", "").replace(":71A:SHA\n", "").replace(":59:", ":58A:").strip()
    texts = [
        mt103(),
        MT103_TAGS,
        mt103().replace("\n", "\r\n") + "\r\n$" + mt103(),
        "{1:F21XMPLCATTAXXX0000000000}{4:{177:2603021403}{451:0}}" + mt103(),
        mt103(cover, number="202"),
        mt103(MT103_TAGS + ":72:/RETN/99\n/AC04/\n/MREF/X1\n"),
        mt103(
            MT103_TAGS.replace("50K", "50F").replace(
                ":57A:", ":56A:XMPLUS33\n:57D://FW021000021\nBANK\nTOWN\n:53B:/123\n"
            )
            + ":70:/INV/1\n:71F:CAD1,5\n:77B:/BENEFRES/HK//\n:36:1,25\n:33B:USD5,\n"
        ),
    ]
    return [text.encode() for text in texts] + [mt103().replace("HARBOUR", "HÄRBOUR").encode("latin-1")]


def _payments_json() -> list[bytes]:
    full = {
        "schema": "transfer.1", "amount": "2300000.00", "currency": "CAD", "uetr": UETR,
        "settlement_date": "2026-03-02",
        "debtor": {"name": "Maple Grove", "address": {"country": "CA", "lines": ["1 Quay"]}, "private": False},
        "debtor_account": "555000111222", "debtor_agent": "MAPLCATT", "creditor": "Cedar Timber Ltd",
        "creditor_account": {"iban": "GB29NWBK60161331926819", "currency": "CAD"},
        "creditor_agent": {"bic": "XMPLCATT", "address": ["1 Bay", "Town"]},
        "remittance": ["INV 1"], "exchange_rate": 1.25,
        "charges": [{"amount": 1.5, "currency": "CAD", "agent_bic": "XMPLCATT"}], "intermediaries": ["XMPLUS33"],
        "instructed_amount": {"amount": 5, "currency": "USD"}, "tax": True, "cover": False,
    }  # fmt: skip
    small = {"amount": 12.5, "currency": "CAD", "debtor": "A", "creditor": "B"}
    return [json.dumps(each).encode() for each in (full, small, [small, full, 5], {}, [])]


def _received() -> IncomingRecall:
    return IncomingRecall(
        message_id="ABCDEFGH23456789", case_id="CASE234567ABCDEF", uetr=UETR, original_message_id="BANK-2026-0001",
        original_message_name="pacs.008.001.08", original_created_at="2026-03-02T14:03:11Z",
        instruction_id="INSTR-0001",
        end_to_end_id="CLOSING-77", amount=Decimal("2300000.00"), currency="CAD", settlement_date="2026-03-02",
    )  # fmt: skip


def _answers() -> list[bytes]:
    common = {
        "message_id": "ANSWER2345678901", "created_at": NOW, "recall": _received(),
        "sender": Agent(bic="NRTHHKHHXXX"), "receiver": Agent(bic="XMPLCATTXXX"),
    }  # fmt: skip
    resolution = Resolution(**common, status="RJCR", reasons=("CUST",), text=("beneficiary was asked",))
    returned = Return(
        **common, amount=Decimal("2299975.00"), currency="CAD", settlement_date="2026-03-04",
        charges=(Charge(Decimal("25.00"), "CAD", "NRTHHKHHXXX"),),
    )  # fmt: skip
    status = (
        "<Document><FIToFIPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>A</OrgnlMsgId><OrgnlMsgNmId>camt.056.001.08"
        "</OrgnlMsgNmId><GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts></FIToFIPmtStsRpt></Document>"
    )
    reject = (
        "<admi.002.001.01><RltdRef><Ref>A</Ref></RltdRef><Rsn><RjctgPtyRsn>X1</RjctgPtyRsn></Rsn></admi.002.001.01>"
    )
    receipt = (
        "<Document><RctAck><MsgId><MsgId>M</MsgId></MsgId><Rpt><RltdRef><Ref>A</Ref></RltdRef><ReqHdlg><StsCd>TS01</StsCd>"
        "</ReqHdlg></Rpt></RctAck></Document>"
    )
    nak = "{1:F21XMPLCATTAXXX0000000000}{4:{177:2603021403}{451:1}{405:H50}}"
    money_back = mt103(MT103_TAGS + ":71F:CAD25,\n:72:/RETN/99\n/AC04/\n/MREF/X1\n")
    made = [camt029.render(resolution), pacs004.render(returned), mt196.render(resolution)]
    return made + [text.encode() for text in (status, reject, receipt, nak + mt103(), money_back)]


def _recalls() -> list[bytes]:
    wire = transfer(uetr=UETR, message_id="M1", instruction_id="I1", end_to_end_id="E1", settlement_date="2026-03-02")
    asked = recall_of(wire, alert_id="alert-1", case_id="case-1", created_at=NOW)
    return [camt056.render(asked), mt192.render(asked)]


def _replies() -> list[bytes]:
    onward = {
        "channel": "transfer",
        "account": "987",
        "bic": "STHBHKHH",
        "amount": 7.1,
        "currency": "HKD",
        "rate": "5.73",
    }
    held = {
        "schema": "reply.1", "alert_id": "a-1", "answer": "HELD", "amount": "920000.00", "currency": "CAD",
        "expires_at": "2026-03-05T18:00:00+08:00", "onward": [onward], "text": "held in full", "missing": ["report"],
    }  # fmt: skip
    return [json.dumps(each).encode() for each in (held, {"uetr": UETR, "answer": "RECEIVED", "reply_id": "r"})]


def _alerts() -> list[bytes]:
    wire = transfer(uetr=UETR, message_id="M1", end_to_end_id="E1", settlement_date="2026-03-02", home="HK")
    request = RouteRequest(
        payer_country="CA", countries=(("HK", "agent_bic"),), amount=wire.amount, currency="CAD",
        rail=Rail(format="pacs.008", uetr=True), sent_at=NOW - timedelta(hours=5), now=NOW, basis="confirmed",
    )  # fmt: skip
    facts = CaseFacts(
        case_id="case-1", alert_id="a-1", basis="confirmed", created_at=NOW, complete=True, typology="VEC",
        recall=RecallSent(sent_at=NOW, message_id="ABC"), expires_at=NOW + timedelta(days=7), evidence=("c" * 64,),
        police_report=PoliceReport(force="Harbour Police", number="25-1", reported_on=date(2026, 3, 2)),
    )  # fmt: skip
    return [render(build(wire, lane, facts)) for lane in chosen(plan(request))]


def _contexts() -> list[bytes]:
    full = {
        "payment_id": "P1", "stage": "initiated", "channel": "email", "payee_check": "no_match",
        "approval_seconds": 4.5,
        "beneficiary_changed_at": "2026-03-02T10:00:00Z", "callback_verified": False, "available_balance": "99.5",
        "instruction_email": {"from": "a@b.example", "authentication": "fail"},
        "cut_off_at": "2026-03-02T18:00:00+01:00",
        "same_device": True, "creditor_account_type": "personal", "beyond": {"deep": [1, 2]},
    }  # fmt: skip
    return [json.dumps(each).encode() for each in (full, {"stage": "flying"}, {})]


def _lines() -> list[bytes]:
    context = json.loads(_contexts()[0])
    given = [
        {"received_at": "2026-03-02T14:03:11.120Z", "format": "pacs.008", "message": document(), "context": context},
        {"format": "mt103", "message": mt103(), "tenant": "other"},
        {"message": json.loads(_payments_json()[0]), "received_at": "2099-01-01T00:00:00Z"},
        {"message_base64": "ezE6fQ==", "received_at": 5},
    ]
    return [json.dumps(each).encode() for each in given]


def _headers() -> list[bytes]:
    return [b"\xff".join((mt103().encode(), b"mt103", b"2026-03-02T14:03:11Z", _contexts()[0], b"1"))]


def _reports() -> list[bytes]:
    return [
        json.dumps(
            {"uetr": UETR, "basis": "confirmed", "text": "the supplier did not write", "dispute": False}
        ).encode()
    ]


def _models() -> list[bytes]:
    small = Document(
        schema="models.tables/1", name="small@1", about="for tests", intercept=-9.0,
        tables=(Table("a", (0.5, 2.0), (0.0, 1.0, 2.5), 0.25), Table("b", (1.0,), (0.0, 1.5))),
        pairs=(PairTable("a", "b", (0.5,), (1.0,), ((0.0, 0.0, 0.0), (0.0, 0.5, 0.0), (0.0, 0.1, 0.0))),),
        calibration=((-10.0, -10.0), (0.0, -1.0), (5.0, 2.0)),
    )  # fmt: skip
    return [dump(small)]


def _policies() -> list[bytes]:
    return [(files("interceptor.decisions") / "data" / "default_policy.toml").read_bytes()]


def _audits() -> list[bytes]:
    heads, lines = {"engine": Head(), "desk": Head()}, []
    for number, writer in enumerate(("engine", "desk", "engine")):
        entry = audit.append(
            heads[writer], writer=writer, time=NOW, actor="officer-7", act="sign", subject=f"case-{number}",
            body='{"reason": "call-back"}', salt=bytes([number] * 16),
        )  # fmt: skip
        heads[writer] = entry.head()
        lines.append(audit.line(audit.erase(entry) if number == 1 else entry))
    return [b"".join([*lines, audit.line(audit.checkpoint(heads, time=NOW, key=KEY))])]


def _profiles() -> list[bytes]:
    bank: Bank = history(6)
    bank.attempt(transfer(account=CEDAR_ACCOUNT[::-1]))
    rows = (bank.debtors, bank.relationships, bank.accounts, bank.names)
    return [codec.encode(next(iter(row.values()))) for row in rows]


def _files() -> list[bytes]:
    text = b"\xef\xbb\xbf" + b'{"message": "a"}\r\n\n{"message": "b"}\n' + b"x" * 5000 + b"\nlast"
    return [
        bytes([i])
        + (gzip.compress(text) if ".gz" in ending else zstandard.compress(text) if ".zst" in ending else text)
        for i, ending in enumerate(ENDINGS)
    ]


def _segments() -> list[bytes]:
    whole = whole_segment()
    return [
        struct.pack("<HBB", at, how, 4) + rest for how in range(5) for at, rest in ((40, b""), (90, b"X"), (0, whole))
    ]


def _payloads() -> list[bytes]:
    return [msgspec.msgpack.encode([Row(b"k", b"v", (("format", b"mt103"),), 5), Row(None, b"")])]


_MAKERS: dict[str, Callable[[], list[bytes]]] = {
    "payments_xml": _payments_xml,
    "payments_mt": _payments_mt,
    "payments_json": _payments_json,
    "answers": _answers,
    "recalls": _recalls,
    "replies": _replies,
    "alerts": _alerts,
    "contexts": _contexts,
    "lines": _lines,
    "headers": _headers,
    "reports": _reports,
    "models": _models,
    "policies": _policies,
    "audits": _audits,
    "profiles": _profiles,
    "files": _files,
    "segments": _segments,
    "payloads": _payloads,
}


@cache
def samples(kind: str) -> tuple[bytes, ...]:
    """The seeds of one kind."""
    return tuple(_MAKERS[kind]())
