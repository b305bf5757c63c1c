"""Answers for the tests: one recall received, its resolution and return, and hand-made messages."""

from datetime import UTC, datetime
from decimal import Decimal

import msgspec
from outgoing_transfers import UETR

from interceptor.messages import answers
from interceptor.messages.answer import Answer
from interceptor.messages.incoming_recall import IncomingRecall
from interceptor.messages.outgoing_answers import Resolution, Return
from interceptor.transfers.transfer import Agent, Charge

NOW = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
HOLDER, ASKER = Agent(bic="NRTHHKHHXXX"), Agent(bic="XMPLCATTXXX")
RECALL = IncomingRecall(
    message_id="ABCDEFGH23456789",
    case_id="CASE234567ABCDEF",
    uetr=UETR,
    original_message_id="BANK-2026-0001",
    original_message_name="pacs.008.001.08",
    original_created_at="2026-03-02T14:03:11Z",
    instruction_id="INSTR-0001",
    end_to_end_id="CLOSING-77",
    amount=Decimal("2300000.00"),
    currency="CAD",
    settlement_date="2026-03-02",
)
RESOLUTION = Resolution(
    message_id="ANSWER2345678901", created_at=NOW, recall=RECALL, sender=HOLDER, receiver=ASKER, status="CNCL"
)
RETURN = Return(
    message_id="RETURN2345678901",
    created_at=NOW,
    recall=RECALL,
    sender=HOLDER,
    receiver=ASKER,
    amount=Decimal("2299975.00"),
    currency="CAD",
    settlement_date="2026-03-04",
    charges=(Charge(Decimal("25.00"), "CAD", "NRTHHKHHXXX"),),
)


def resolution(**changes: object) -> Resolution:
    return msgspec.structs.replace(RESOLUTION, **changes)


def only(body: bytes, name: str | None = None) -> Answer:
    found = answers.read(body, name)
    assert len(found) == 1
    return found[0]


def camt(status: str | None, transaction: str | None, *codes: str, extra: str = "") -> bytes:
    given_reasons = "".join(f"<CxlStsRsnInf><Rsn><Cd>{code}</Cd></Rsn></CxlStsRsnInf>" for code in codes)
    details = f"<TxCxlSts>{transaction}</TxCxlSts>" if transaction else ""
    conf = f"<Sts><Conf>{status}</Conf></Sts>" if status else ""
    return (
        '<x:Document xmlns:x="urn:iso:std:iso:20022:tech:xsd:camt.029.001.09"><RsltnOfInvstgtn>'
        f"{conf}<CxlDtls><TxInfAndSts><OrgnlUETR>{UETR.upper()}</OrgnlUETR>{details}{given_reasons}{extra}"
        "</TxInfAndSts></CxlDtls></RsltnOfInvstgtn></x:Document>"
    ).encode()


def status_report(name: str | None, code: str, where: str = "TxInfAndSts") -> bytes:
    names = f"<OrgnlMsgNmId>{name}</OrgnlMsgNmId>" if name else ""
    original = f"<OrgnlGrpInf><OrgnlMsgId>ABCDEFGH23456789</OrgnlMsgId>{names}</OrgnlGrpInf>"
    body = f"<TxInfAndSts>{original}<OrgnlUETR>{UETR}</OrgnlUETR><TxSts>{code}</TxSts></TxInfAndSts>"
    if where == "group":
        body = f"<OrgnlGrpInfAndSts><OrgnlMsgId>ABC</OrgnlMsgId>{names}<GrpSts>{code}</GrpSts></OrgnlGrpInfAndSts>"
    return f"<Document><FIToFIPmtStsRpt><GrpHdr><MsgId>S1</MsgId></GrpHdr>{body}</FIToFIPmtStsRpt></Document>".encode()


def mt103(information: str, amount: str = "32A:260304CAD2299975,") -> bytes:
    return (
        f"{{1:F01XMPLCATTAXXX0000000000}}{{2:O1030930260304NRTHHKHHAXXX00000000002603040930N}}{{3:{{121:{UETR}}}}}{{4:\r\n"
        f":20:RET1\r\n:{amount}\r\n:71F:CAD25,\r\n:71F:CAD0,\r\n:72:{information}\r\n-}}"
    ).encode()
