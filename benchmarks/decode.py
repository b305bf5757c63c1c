"""CPU time to decode one transfer, beside the bare parse of the same bytes: `python -m benchmarks.decode`.

`decode_us` is a message whose shape has been seen before, `decode_by_tree_us` one whose shape is new. Thread CPU time,
interleaved rounds, medians, so that a busy neighbour disturbs all columns alike.
"""

import json
import statistics
import time
from collections.abc import Callable
from typing import Final

from lxml import etree

from interceptor.messages import decode
from interceptor.messages.envelope import bodies
from interceptor.messages.iso import parse_plain, read_body
from interceptor.messages.xml import new_parser

PACS_008: Final = """<?xml version="1.0" encoding="UTF-8"?>
<Envelope>
  <AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02">
    <Fr>
      <FIId>
        <FinInstnId>
          <BICFI>XMPLCATTXXX</BICFI>
        </FinInstnId>
      </FIId>
    </Fr>
    <To>
      <FIId>
        <FinInstnId>
          <BICFI>NRTHUS33XXX</BICFI>
        </FinInstnId>
      </FIId>
    </To>
    <BizMsgIdr>XMPL-20260302-000118</BizMsgIdr>
    <MsgDefIdr>pacs.008.001.08</MsgDefIdr>
    <BizSvc>swift.cbprplus.03</BizSvc>
    <CreDt>2026-03-02T14:03:11+00:00</CreDt>
  </AppHdr>
  <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08">
    <FIToFICstmrCdtTrf>
      <GrpHdr>
        <MsgId>XMPL-20260302-000118</MsgId>
        <CreDtTm>2026-03-02T14:03:11+00:00</CreDtTm>
        <NbOfTxs>1</NbOfTxs>
        <SttlmInf>
          <SttlmMtd>INDA</SttlmMtd>
        </SttlmInf>
      </GrpHdr>
      <CdtTrfTxInf>
        <PmtId>
          <InstrId>INSTR-000118</InstrId>
          <EndToEndId>E2E-000118</EndToEndId>
          <TxId>TX-000118</TxId>
          <UETR>7a562c67-ca16-48ba-b074-65581be6f001</UETR>
        </PmtId>
        <PmtTpInf>
          <InstrPrty>NORM</InstrPrty>
          <SvcLvl>
            <Cd>G001</Cd>
          </SvcLvl>
          <CtgyPurp>
            <Cd>SUPP</Cd>
          </CtgyPurp>
        </PmtTpInf>
        <IntrBkSttlmAmt Ccy="USD">1250000.00</IntrBkSttlmAmt>
        <IntrBkSttlmDt>2026-03-02</IntrBkSttlmDt>
        <InstdAmt Ccy="USD">1250000.00</InstdAmt>
        <ChrgBr>SHAR</ChrgBr>
        <InstgAgt>
          <FinInstnId>
            <BICFI>XMPLCATTXXX</BICFI>
          </FinInstnId>
        </InstgAgt>
        <InstdAgt>
          <FinInstnId>
            <BICFI>NRTHUS33XXX</BICFI>
          </FinInstnId>
        </InstdAgt>
        <IntrmyAgt1>
          <FinInstnId>
            <BICFI>NRTHUS33XXX</BICFI>
            <ClrSysMmbId>
              <ClrSysId>
                <Cd>USABA</Cd>
              </ClrSysId>
              <MmbId>026099999</MmbId>
            </ClrSysMmbId>
          </FinInstnId>
        </IntrmyAgt1>
        <Dbtr>
          <Nm>Harbour and Finch Law Corporation</Nm>
          <PstlAdr>
            <StrtNm>Invented Street</StrtNm>
            <BldgNb>118</BldgNb>
            <PstCd>V6C 0A0</PstCd>
            <TwnNm>Vancouver</TwnNm>
            <CtrySubDvsn>BC</CtrySubDvsn>
            <Ctry>CA</Ctry>
          </PstlAdr>
          <Id>
            <OrgId>
              <LEI>00000000000000000098</LEI>
            </OrgId>
          </Id>
        </Dbtr>
        <DbtrAcct>
          <Id>
            <Othr>
              <Id>000118-4420118</Id>
            </Othr>
          </Id>
          <Nm>Client trust account</Nm>
        </DbtrAcct>
        <DbtrAgt>
          <FinInstnId>
            <BICFI>XMPLCATTXXX</BICFI>
          </FinInstnId>
        </DbtrAgt>
        <CdtrAgt>
          <FinInstnId>
            <BICFI>STHNHKHHXXX</BICFI>
          </FinInstnId>
        </CdtrAgt>
        <Cdtr>
          <Nm>Cedar Timber Trading Limited</Nm>
          <PstlAdr>
            <StrtNm>Imaginary Road</StrtNm>
            <BldgNb>9</BldgNb>
            <TwnNm>Hong Kong</TwnNm>
            <Ctry>HK</Ctry>
            <AdrLine>Flat 12, Block C</AdrLine>
          </PstlAdr>
        </Cdtr>
        <CdtrAcct>
          <Id>
            <Othr>
              <Id>999-118204-838</Id>
              <SchmeNm>
                <Cd>BBAN</Cd>
              </SchmeNm>
            </Othr>
          </Id>
        </CdtrAcct>
        <UltmtCdtr>
          <Nm>Cedar Timber Holdings Limited</Nm>
        </UltmtCdtr>
        <InstrForCdtrAgt>
          <Cd>PHOB</Cd>
          <InstrInf>+000 0000 0000</InstrInf>
        </InstrForCdtrAgt>
        <Purp>
          <Cd>GDDS</Cd>
        </Purp>
        <RmtInf>
          <Ustrd>Settlement of purchase, file 2026-118, balance due on closing</Ustrd>
          <Strd>
            <RfrdDocInf>
              <Nb>INV-2026-0118</Nb>
            </RfrdDocInf>
            <CdtrRefInf>
              <Ref>RF18539007547034</Ref>
            </CdtrRefInf>
          </Strd>
        </RmtInf>
      </CdtTrfTxInf>
    </FIToFICstmrCdtTrf>
  </Document>
</Envelope>
"""

MT_103: Final = """{1:F01XMPLCATTAXXX0000000000}{2:I103NRTHUS33XXXXN}{3:{108:000118}{111:001}\
{121:7a562c67-ca16-48ba-b074-65581be6f001}}{4:
:20:INSTR-000118
:23B:CRED
:32A:260302USD1250000,00
:33B:USD1250000,00
:50K:/000118-4420118
HARBOUR AND FINCH LAW CORPORATION
118 INVENTED STREET
VANCOUVER BC
CANADA
:52A:XMPLCATTXXX
:56A:NRTHUS33XXX
:57A:STHNHKHHXXX
:59:/999118204838
CEDAR TIMBER TRADING LIMITED
9 IMAGINARY ROAD
HONG KONG
:70:/INV/INV-2026-0118
BALANCE DUE ON CLOSING FILE 2026-118
:71A:SHA
:72:/ACC/PHONE BEFORE CREDIT
-}"""


def _cpu(work: Callable[[], object], times: int) -> float:
    """Microseconds of this thread's CPU for one call."""
    start = time.thread_time()
    for _ in range(times):
        work()
    return (time.thread_time() - start) / times * 1e6


def main(rounds: int = 15, times: int = 1_000) -> None:
    """Print the medians and the ratios to the parse as one JSON line."""
    xml, fin = PACS_008.encode(), MT_103.encode()
    parser = new_parser()
    works: dict[str, Callable[[], object]] = {
        "parse_us": lambda: etree.fromstring(xml, parser),
        "decode_us": lambda: decode(xml),
        "decode_by_tree_us": lambda: [read_body(body) for body in bodies(parse_plain(xml))],
        "mt103_us": lambda: decode(fin),
    }
    seen: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            seen[name].append(_cpu(work, times))
    result = {name: round(statistics.median(values), 1) for name, values in seen.items()}
    for name in ("decode", "decode_by_tree"):
        pairs = zip(seen[f"{name}_us"], seen["parse_us"], strict=True)
        result[f"{name}_ratio"] = round(statistics.median(d / p for d, p in pairs), 2)
    print(json.dumps({**result, "bytes": len(xml)}))


if __name__ == "__main__":
    main()
