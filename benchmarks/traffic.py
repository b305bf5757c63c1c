"""A bank's traffic for the chain benchmark: 20,000 payers with five payees each, paid once before, then paid again.

Deterministic. One payment in twenty goes to a payee or account that its payer has not paid before, so that the costly
path is measured too. The messages are pacs.008.001.08 with a business header, about 4 KB, like those of
`benchmarks.messages`, but their parties are those of a store of 200,000 profiles.
"""

import json
import random
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

_SEED = 20250605
PAYERS = 20_000
PAYEES_A_PAYER = 5
_PAYEES = 60_000
_HISTORY_DAYS = 60
_HISTORY_FROM = date(2025, 6, 1)
_TRAFFIC_FROM = date(2025, 10, 1)
_NEW_SHARE = 0.05
_COUNTRIES = ("CA", "US", "GB", "DE", "HK")

_MESSAGE = """<?xml version="1.0" encoding="UTF-8"?>
<BusinessMessage><AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"><Fr><FIId><FinInstnId><BICFI>XMPLCAT0</BICFI></FinInstnId></FIId></Fr><To><FIId><FinInstnId><BICFI>{bank}</BICFI></FinInstnId></FIId></To><BizMsgIdr>{id}</BizMsgIdr><MsgDefIdr>pacs.008.001.08</MsgDefIdr><BizSvc>swift.cbprplus.03</BizSvc><CreDt>{day}T09:30:00+00:00</CreDt></AppHdr>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf><GrpHdr><MsgId>{id}</MsgId><CreDtTm>{day}T09:30:00+00:00</CreDtTm><NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>INDA</SttlmMtd></SttlmInf></GrpHdr>
<CdtTrfTxInf><PmtId><InstrId>{id}</InstrId><EndToEndId>E-{id}</EndToEndId><TxId>T-{id}</TxId><UETR>{uetr}</UETR></PmtId><PmtTpInf><InstrPrty>NORM</InstrPrty><SvcLvl><Cd>G001</Cd></SvcLvl><CtgyPurp><Cd>SUPP</Cd></CtgyPurp></PmtTpInf><IntrBkSttlmAmt Ccy="CAD">{amount}</IntrBkSttlmAmt><IntrBkSttlmDt>{day}</IntrBkSttlmDt><InstdAmt Ccy="CAD">{amount}</InstdAmt><ChrgBr>SHAR</ChrgBr><ChrgsInf><Amt Ccy="CAD">12.50</Amt><Agt><FinInstnId><BICFI>XMPLCAT0</BICFI></FinInstnId></Agt></ChrgsInf><InstgAgt><FinInstnId><BICFI>XMPLCAT0</BICFI></FinInstnId></InstgAgt><InstdAgt><FinInstnId><BICFI>{bank}</BICFI></FinInstnId></InstdAgt>
<IntrmyAgt1><FinInstnId><BICFI>CRRSUS30</BICFI><Nm>Correspondent Trust Company</Nm><PstlAdr><StrtNm>Water Street</StrtNm><BldgNb>55</BldgNb><PstCd>10041</PstCd><TwnNm>New York</TwnNm><CtrySubDvsn>NY</CtrySubDvsn><Ctry>US</Ctry></PstlAdr></FinInstnId></IntrmyAgt1>
<UltmtDbtr><Nm>{payer} Holdings</Nm><PstlAdr><TwnNm>Vancouver</TwnNm><Ctry>CA</Ctry></PstlAdr></UltmtDbtr>
<Dbtr><Nm>{payer}</Nm><PstlAdr><StrtNm>Main Street</StrtNm><BldgNb>12</BldgNb><PstCd>V6B1A1</PstCd><TwnNm>Vancouver</TwnNm><CtrySubDvsn>BC</CtrySubDvsn><Ctry>CA</Ctry></PstlAdr><Id><OrgId><LEI>5493001KJTIIGC8Y1R12</LEI></OrgId></Id></Dbtr><DbtrAcct><Id><Othr><Id>{payer_account}</Id></Othr></Id><Ccy>CAD</Ccy></DbtrAcct><DbtrAgt><FinInstnId><BICFI>XMPLCAT0</BICFI><Nm>Example Bank of Canada</Nm><PstlAdr><StrtNm>Bay Street</StrtNm><BldgNb>200</BldgNb><TwnNm>Toronto</TwnNm><Ctry>CA</Ctry></PstlAdr></FinInstnId></DbtrAgt>
<CdtrAgt><FinInstnId><BICFI>{bank}</BICFI><Nm>Northern Commercial Bank</Nm><PstlAdr><StrtNm>Harbour Road</StrtNm><BldgNb>1</BldgNb><TwnNm>Seaport</TwnNm><Ctry>{country}</Ctry></PstlAdr></FinInstnId></CdtrAgt><Cdtr><Nm>{payee}</Nm><PstlAdr><StrtNm>Quay Street</StrtNm><BldgNb>7</BldgNb><PstCd>20095</PstCd><TwnNm>Seaport</TwnNm><Ctry>{country}</Ctry></PstlAdr><CtctDtls><Nm>Accounts receivable</Nm><PhneNb>+1-6045550142</PhneNb></CtctDtls></Cdtr><CdtrAcct><Id><Othr><Id>{payee_account}</Id></Othr></Id></CdtrAcct>
<UltmtCdtr><Nm>{payee}</Nm><PstlAdr><TwnNm>Seaport</TwnNm><Ctry>{country}</Ctry></PstlAdr></UltmtCdtr><InstrForCdtrAgt><InstrInf>Please advise the beneficiary of receipt</InstrInf></InstrForCdtrAgt><Purp><Cd>GDDS</Cd></Purp><RgltryRptg><DbtCdtRptgInd>DEBT</DbtCdtRptgInd><Authrty><Nm>Statistics office</Nm><Ctry>CA</Ctry></Authrty><Dtls><Tp>Import</Tp><Ctry>{country}</Ctry><Cd>101</Cd><Inf>Import of goods</Inf></Dtls></RgltryRptg><RltdRmtInf><RmtId>R-{id}</RmtId></RltdRmtInf><RmtInf><Ustrd>INV 2025-{invoice} PO 45000{invoice} your delivery to our Richmond warehouse</Ustrd><Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>CINV</Cd></CdOrPrtry></Tp><Nb>2025-{invoice}</Nb><RltdDt>{day}</RltdDt></RfrdDocInf><RfrdDocAmt><DuePyblAmt Ccy="CAD">{amount}</DuePyblAmt><RmtdAmt Ccy="CAD">{amount}</RmtdAmt></RfrdDocAmt><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>RF18{invoice}</Ref></CdtrRefInf></Strd></RmtInf></CdtTrfTxInf></FIToFICstmrCdtTrf></Document></BusinessMessage>"""


class _Payee(NamedTuple):
    name: str
    account: str
    bank: str
    country: str


def _payee(number: int) -> _Payee:
    country = _COUNTRIES[number % len(_COUNTRIES)]
    return _Payee(f"Quayside {number} Supply Ltd", f"9{number:09d}", f"NRTH{country}22", country)


def _payers(rng: random.Random) -> list[tuple[str, str, list[_Payee]]]:
    return [
        (
            f"Fernhill {number} Works Ltd",
            f"1{number:09d}",
            [_payee(rng.randrange(_PAYEES)) for _ in range(PAYEES_A_PAYER)],
        )
        for number in range(PAYERS)
    ]


def history() -> Iterator[bytes]:
    """NDJSON lines: every payer pays each of its payees once, over sixty days, in JSON since it is only learnt from."""
    rng = random.Random(_SEED)
    pairs = [(payer, account, payee) for payer, account, payees in _payers(rng) for payee in payees]
    rng.shuffle(pairs)
    for number, (payer, account, payee) in enumerate(pairs):
        day = (_HISTORY_FROM + timedelta(days=number * _HISTORY_DAYS // len(pairs))).isoformat()
        message = {
            "message_id": f"H{number:09d}",
            "end_to_end_id": f"E-H{number:09d}",
            "settlement_amount": f"{rng.lognormvariate(9, 1):.2f}",
            "currency": "CAD",
            "settlement_date": day,
            "debtor": {"name": payer, "country": "CA"},
            "debtor_account": {"id": account},
            "debtor_agent": {"bic": "XMPLCAT0"},
            "creditor": {"name": payee.name, "country": payee.country},
            "creditor_account": {"id": payee.account},
            "creditor_agent": {"bic": payee.bank},
            "purpose": "GDDS",
            "remittance": [f"INV 2025-{number:06d}"],
        }
        record = {"received_at": f"{day}T{8 + number % 9:02d}:15:00.000Z", "format": "json", "message": message}
        yield json.dumps(record).encode()


def traffic(count: int, start: int = 0) -> Iterator[bytes]:
    """NDJSON lines: `count` pacs.008 in order of time. `start` is the first one's number: other wires, same parties."""
    rng = random.Random(_SEED)
    payers = _payers(rng)
    if start:
        rng = random.Random(_SEED + start)
    for place in range(count):
        number = start + place
        payer, account, payees = rng.choice(payers)
        payee = _payee(_PAYEES + number) if rng.random() < _NEW_SHARE else rng.choice(payees)
        day = (_TRAFFIC_FROM + timedelta(days=place * 5 // count)).isoformat()
        message = _MESSAGE.format(
            id=f"B{number:09d}",
            uetr=uuid.UUID(int=rng.getrandbits(128), version=4),
            day=day,
            amount=f"{rng.lognormvariate(9, 1):.2f}",
            payer=payer,
            payer_account=account,
            payee=payee.name,
            payee_account=payee.account,
            bank=payee.bank,
            country=payee.country,
            invoice=f"{number:06d}",
        )
        record = {
            "received_at": f"{day}T{8 + number % 9:02d}:30:00.000Z",
            "format": "pacs.008",
            "message": message,
        }
        yield json.dumps(record).encode()
