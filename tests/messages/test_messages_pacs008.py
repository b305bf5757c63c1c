"""pacs.008: every envelope, every path, and what stands in the way."""

from decimal import Decimal

import pytest
from inbound_messages import CREDITOR, DEBTOR, GROUP, HEADER, IDS, NAMESPACE, SETTLED, UETR, body, document, transaction

from interceptor.errors import Fault, MessageError
from interceptor.messages import decode
from interceptor.transfers.transfer import Account, Agent, Charge, Party, Refusal, Skipped, Transfer


def one(text: str | bytes, **options: object) -> Transfer:
    (item,) = decode(text.encode() if isinstance(text, str) else text, **options)  # type: ignore[arg-type]
    assert isinstance(item, Transfer), item
    return item


def test_the_plain_message() -> None:
    transfer = one(HEADER.join(["<Envelope>", document() + "</Envelope>"]))
    assert transfer == Transfer(
        format="pacs.008",
        message_name="pacs.008.001.08",
        amount=Decimal("2300000.00"),
        currency="CAD",
        settlement_date="2026-03-02",
        message_id="M1",
        created_at="2026-03-02T14:03:11+00:00",
        instruction_id="I1",
        end_to_end_id="E1",
        transaction_id="T1",
        uetr=UETR,
        settlement_method="INDA",
        instructing_agent=Agent(bic="XMPLCATTXXX"),
        instructed_agent=Agent(bic="NRTHUS33XXX"),
        debtor=Party(name="Harbour and Finch Law Corporation", country="CA"),
        debtor_account=Account(id="000118-4420118"),
        debtor_agent=Agent(bic="XMPLCATTXXX"),
        creditor=Party(name="Cedar Timber Trading Limited"),
        creditor_account=Account(id="999-118204-838"),
        creditor_agent=Agent(bic="STHNHKHHXXX"),
    )


PREFIXED = document().replace("<", "<p:").replace("<p:/", "</p:").replace("xmlns=", "xmlns:p=")

ENVELOPES = {
    "bare": document(),
    "prefixed": PREFIXED,
    "no namespace": f"<Document>{body()}</Document>",
    "envelope": f'<Envelope xmlns="urn:swift:xsd:envelope">{HEADER}{document()}</Envelope>',
    "request payload": f"<RequestPayload>{HEADER}{document()}</RequestPayload>",
    "data pdu": f'<s:DataPDU xmlns:s="urn:swift:saa:xsd:saa.2.0"><s:Body>{HEADER}{document()}</s:Body></s:DataPDU>',
    "fednow": '<FedNowIncoming xmlns="urn:fednow:incoming:v001"><FedNowIncomingMessage><FedNowCustomerCreditTransfer>'
    f"{HEADER}{document()}</FedNowCustomerCreditTransfer></FedNowIncomingMessage></FedNowIncoming>",
    "header without namespace": f"<BusMsg><AppHdr><Fr/></AppHdr>{document()}</BusMsg>",
    "no document": f'<Message xmlns="urn:tch">{body()}</Message>',
    "id in another namespace": f'<Message xmlns="urn:tch">{body()}</Message>'.replace(
        "<MsgId>M1</MsgId>", '<h:MsgId xmlns:h="urn:other">M1</h:MsgId>'
    ),
    "bare body": body(),
    "two roots": HEADER + document(),
    "two declarations": f'<?xml version="1.0"?>{HEADER}<?xml version="1.0"?>{document()}',
    "licence comment": f'<!-- (c) --><?xml version="1.0" encoding="UTF-8"?>{document()}',
    "commented declaration": f'<!-- <?xml version="1.0"?> -->{document()}',
    "leading blanks": f'\r\n  <?xml version="1.0"?>\r\n{document()}',
    "crlf": document().replace("\n", "\r\n"),
    "mark": "\ufeff" + document(),
    "cdata": document().replace(">Cedar Timber Trading Limited<", "><![CDATA[Cedar Timber Trading Limited]]><"),
    "comment in a name": document().replace("Timber Trading", "Timber <!-- x -->Trading"),
    "wrapped name": document().replace("Cedar Timber ", "\n   Cedar\n\tTimber  "),
    "deep envelope": "<a>" * 9 + document() + "</a>" * 9,
    "header after the body": f"<m>{document()}{HEADER}</m>",
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_every_envelope(name: str) -> None:
    transfer = one(ENVELOPES[name])
    assert transfer.message_id == "M1"
    assert transfer.creditor.name == "Cedar Timber Trading Limited"
    assert transfer.creditor_account == Account(id="999-118204-838")
    assert transfer.uetr == UETR


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"])
def test_encodings(codec: str) -> None:
    text = document().replace("Cedar Timber Trading Limited", "Zeder & Söhne".replace("&", "&amp;"))
    label = codec if codec.startswith("iso") else codec[:6]
    declared = f'<?xml version="1.0" encoding="{label}"?>' + text
    assert one(declared.encode(codec)).creditor.name == "Zeder & Söhne"
    assert one(declared, declared_encoding=False).creditor.name == "Zeder & Söhne"


@pytest.mark.parametrize("version", [*range(1, 14), 99])
def test_versions(version: int) -> None:
    transfer = one(document(name=f"pacs.008.001.{version:02}"))
    assert transfer.message_name == f"pacs.008.001.{version:02}"
    assert transfer.warnings == (("unknown_version",) if version == 99 else ())


def test_the_first_version_names_its_root_after_itself() -> None:
    text = document(body().replace("FIToFICstmrCdtTrf", "pacs.008.001.01"), "pacs.008.001.01")
    assert one(text.replace("BICFI", "BIC")).creditor_agent == Agent(bic="STHNHKHHXXX")


@pytest.mark.parametrize(
    ("header", "name", "warnings"),
    [
        ("pacs.008.001.10", "pacs.008.001.08", ("header_version_differs",)),
        ("pacs.008.001.08STP", "pacs.008.001.08", ()),
        ("junk", "pacs.008.001.08", ()),
    ],
)
def test_the_body_decides_over_the_header(header: str, name: str, warnings: tuple[str, ...]) -> None:
    text = f"<m>{HEADER}{document()}</m>".replace("<MsgDefIdr>pacs.008.001.08", f"<MsgDefIdr>{header}")
    transfer = one(text)
    assert (transfer.message_name, transfer.warnings) == (name, warnings)


def test_without_a_namespace_the_header_names_the_version() -> None:
    assert one(f"<m>{HEADER}<Document>{body()}</Document></m>").message_name == "pacs.008.001.08"
    unnamed = one(f"<Document>{body()}</Document>")
    assert (unnamed.message_name, unnamed.warnings) == ("pacs.008", ("unknown_version",))


def test_the_transaction_wins_over_the_group() -> None:
    group = GROUP.replace(
        "</GrpHdr>",
        "<IntrBkSttlmDt>2026-03-09</IntrBkSttlmDt><PmtTpInf><InstrPrty>HIGH</InstrPrty></PmtTpInf>"
        "<InstgAgt><FinInstnId><BICFI>WSTNGB2LXXX</BICFI></FinInstnId></InstgAgt></GrpHdr>",
    )
    first = transaction()
    second = transaction(settled=SETTLED.replace("<IntrBkSttlmDt>2026-03-02</IntrBkSttlmDt>", ""))
    items = decode(document(body(first, second, group=group.replace("<NbOfTxs>1", "<NbOfTxs>2"))).encode())
    assert [item.settlement_date for item in items if isinstance(item, Transfer)] == ["2026-03-02", "2026-03-09"]
    assert [item.index for item in items] == [0, 1]
    assert {item.priority for item in items if isinstance(item, Transfer)} == {"HIGH"}
    assert {item.instructing_agent.bic for item in items if isinstance(item, Transfer) and item.instructing_agent} == {
        "WSTNGB2LXXX"
    }


def test_a_wrong_count_is_noted() -> None:
    assert one(document(body(group=GROUP.replace("<NbOfTxs>1", "<NbOfTxs>7")))).warnings == ("count_differs",)


EVERYTHING = f"""<CdtTrfTxInf>
<PmtId><EndToEndId>NOTPROVIDED</EndToEndId><UETR>{UETR.upper()}</UETR><ClrSysRef>C1</ClrSysRef></PmtId>
<PmtTpInf><InstrPrty>NORM</InstrPrty><SvcLvl><Cd>G001</Cd></SvcLvl><SvcLvl><Prtry>X</Prtry></SvcLvl>
<LclInstrm><Prtry>CTRC</Prtry></LclInstrm><CtgyPurp><Cd>SUPP</Cd></CtgyPurp></PmtTpInf>
<IntrBkSttlmAmt Ccy="USD">10</IntrBkSttlmAmt><IntrBkSttlmDt>2026-03-02Z</IntrBkSttlmDt>
<SttlmTmReq><CLSTm>16:00:00+01:00</CLSTm><TillTm>15:30:00Z</TillTm></SttlmTmReq>
<InstdAmt Ccy="EUR">9.5</InstdAmt><XchgRate>1.0526</XchgRate><ChrgBr>DEBT</ChrgBr>
<ChrgsInf><Amt Ccy="USD">1.5</Amt><Agt><FinInstnId><BICFI>XMPLCATT</BICFI></FinInstnId></Agt></ChrgsInf>
<ChrgsInf><Amt Ccy="USD">0</Amt></ChrgsInf>
<PrvsInstgAgt1><FinInstnId><BICFI>WSTNGB2L</BICFI></FinInstnId></PrvsInstgAgt1>
<IntrmyAgt1><FinInstnId><ClrSysMmbId><ClrSysId><Cd>USABA</Cd></ClrSysId><MmbId>026099999</MmbId></ClrSysMmbId>
<Nm>Northern  Correspondent</Nm><PstlAdr><TwnNm>New York</TwnNm><Ctry>us</Ctry></PstlAdr></FinInstnId></IntrmyAgt1>
<IntrmyAgt2><FinInstnId><BICFI>nrthus33</BICFI><LEI>L</LEI></FinInstnId><BrnchId><Id>7</Id></BrnchId></IntrmyAgt2>
<UltmtDbtr><Nm>Client</Nm></UltmtDbtr><InitgPty><Nm>Desk</Nm></InitgPty>
<Dbtr><Nm>A</Nm><PstlAdr><StrtNm>Road</StrtNm><BldgNb>9</BldgNb><PstCd>V6C</PstCd><TwnNm>Vancouver</TwnNm>
<CtrySubDvsn>BC</CtrySubDvsn><Ctry>CA</Ctry><AdrLine>Floor 3</AdrLine><AdrLine>Door 4</AdrLine></PstlAdr>
<Id><OrgId><AnyBIC>HRBRCATT</AnyBIC><LEI>LEI1</LEI><Othr><Id>77</Id></Othr></OrgId></Id><CtryOfRes>CA</CtryOfRes>
<CtctDtls><Nm>Not the name</Nm></CtctDtls></Dbtr>
<DbtrAcct><Id><IBAN>de89 3704 0044 0532 0130 00</IBAN></Id><Ccy>EUR</Ccy><Nm>Trust</Nm></DbtrAcct>
<DbtrAgt><FinInstnId><BICFI>XMPLCATT</BICFI></FinInstnId></DbtrAgt>
<DbtrAgtAcct><Id><Othr><Id>nostro</Id></Othr></Id></DbtrAgtAcct>
<CdtrAgtAcct><Id><IBAN>nostro2</IBAN></Id></CdtrAgtAcct>
<Cdtr><Nm>B</Nm><Id><PrvtId><Othr><Id>P1</Id></Othr></PrvtId></Id></Cdtr>
<CdtrAcct><Id><Othr><Id>DE89370400440532013000</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr></Id>
<Prxy><Id>+000</Id></Prxy></CdtrAcct>
<UltmtCdtr><Nm>Holdings</Nm></UltmtCdtr>
<InstrForCdtrAgt><Cd>PHOB</Cd><InstrInf>call</InstrInf></InstrForCdtrAgt><InstrForNxtAgt><InstrInf>go</InstrInf></InstrForNxtAgt>
<Purp><Cd>GDDS</Cd></Purp><RgltryRptg><Dtls><Cd>1</Cd><Inf>goods</Inf></Dtls></RgltryRptg>
<RltdRmtInf><RmtId>R1</RmtId></RltdRmtInf>
<RmtInf><Ustrd>one</Ustrd><Ustrd>two</Ustrd><Strd><RfrdDocInf><Nb>INV1</Nb></RfrdDocInf>
<CdtrRefInf><Ref>RF1</Ref></CdtrRefInf><TaxRmt/><AddtlRmtInf>three</AddtlRmtInf></Strd></RmtInf>
<SplmtryData><Envlp><Dbtr><Nm>Not the debtor</Nm></Dbtr></Envlp></SplmtryData>
</CdtTrfTxInf>"""


def test_every_path() -> None:
    found = one(document(body(EVERYTHING)))
    assert (found.end_to_end_id, found.uetr, found.clearing_reference) == ("NOTPROVIDED", UETR, "C1")
    assert (found.service_levels, found.local_instrument, found.category_purpose) == (("G001", "X"), "CTRC", "SUPP")
    assert (found.amount, found.currency, found.settlement_date) == (Decimal(10), "USD", "2026-03-02")
    assert (found.instructed_amount, found.instructed_currency) == (Decimal("9.5"), "EUR")
    assert (found.exchange_rate, found.charge_bearer) == (Decimal("1.0526"), "DEBT")
    assert found.charges == (Charge(Decimal("1.5"), "USD", "XMPLCATT"),)
    assert found.settle_by == "16:00:00+01:00"
    assert [agent.bic for agent in found.previous_agents] == ["WSTNGB2L"]
    assert found.intermediaries == (
        Agent(
            clearing_system="USABA",
            member_id="026099999",
            name="Northern Correspondent",
            town="New York",
            country="US",
        ),
        Agent(bic="NRTHUS33", lei="L", branch="7"),
    )
    assert found.debtor == Party(
        name="A",
        country="CA",
        residence="CA",
        town="Vancouver",
        postcode="V6C",
        street="Road 9",
        subdivision="BC",
        address=("Floor 3", "Door 4"),
        lei="LEI1",
        bic="HRBRCATT",
        identifiers=("77",),
    )
    assert found.debtor_account == Account(id="de89 3704 0044 0532 0130 00", iban=True, name="Trust", currency="EUR")
    assert found.debtor_agent == Agent(bic="XMPLCATT", account="nostro")
    assert found.creditor_agent == Agent(account="nostro2")
    assert found.creditor == Party(name="B", private=True, identifiers=("P1",))
    assert found.creditor_account == Account(id="DE89370400440532013000", iban=True, scheme="BBAN", proxy="+000")
    assert [p.name for p in (found.ultimate_debtor, found.initiating_party, found.ultimate_creditor) if p] == [
        "Client",
        "Desk",
        "Holdings",
    ]
    assert (found.instructions, found.purpose, found.regulatory) == (("PHOB/call", "go"), "GDDS", ("1", "goods"))
    assert (found.remittance, found.documents) == (("one", "two", "three"), ("INV1",))
    assert (found.references, found.tax) == (("R1", "RF1"), True)
    assert found.warnings == ()


def test_reimbursement_agents_are_the_cover_leg() -> None:
    group = GROUP.replace(
        "<SttlmMtd>INDA</SttlmMtd>",
        "<SttlmMtd>COVE</SttlmMtd><InstgRmbrsmntAgt><FinInstnId><BICFI>AAAAUS33</BICFI></FinInstnId></InstgRmbrsmntAgt>"
        "<InstdRmbrsmntAgt><FinInstnId><BICFI>BBBBUS33</BICFI></FinInstnId></InstdRmbrsmntAgt>",
    )
    found = one(document(body(group=group)))
    assert found.settlement_method == "COVE"
    assert [agent.bic for agent in found.reimbursement_agents] == ["AAAAUS33", "BBBBUS33"]


def test_an_account_may_carry_only_a_proxy() -> None:
    creditor = CREDITOR.replace(
        "<Id><Othr><Id>999-118204-838</Id></Othr></Id>", "<Prxy><Tp><Cd>EMAL</Cd></Tp><Id>pay@cedar.invalid</Id></Prxy>"
    )
    assert one(document(body(transaction(creditor=creditor)))).creditor_account == Account(proxy="pay@cedar.invalid")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (">2300000.00<", ">-1<", "bad_amount"),
        (">2300000.00<", ">0<", "bad_amount"),
        (">2300000.00<", ">NaN<", "bad_amount"),
        (">2300000.00<", ">1e9<", "bad_amount"),
        (">2300000.00<", ">1,00<", "bad_amount"),
        (">2300000.00<", f">{'9' * 40}<", "bad_amount"),
        (">2300000.00<", "><", "missing_field"),
        ('Ccy="CAD"', 'Ccy="QQQ"', "bad_currency"),
        ('Ccy="CAD"', "", "missing_field"),
        (SETTLED, "", "missing_field"),
        (DEBTOR, "", "missing_field"),
        (CREDITOR, "", "missing_field"),
    ],
)
def test_a_bad_transaction_is_refused_and_its_siblings_are_read(old: str, new: str, fault: str) -> None:
    bad = transaction().replace(old, new)
    assert bad != transaction()
    items = decode(document(body(transaction(), bad, transaction())).encode())
    assert [type(item) for item in items] == [Transfer, Refusal, Transfer]
    assert isinstance(items[1], Refusal)
    assert (items[1].fault, items[1].index) == (fault, 1)


@pytest.mark.parametrize(
    ("old", "new", "warning"),
    [
        (UETR, "not-a-uuid", "bad_uetr"),
        ("STHNHKHHXXX", "STHN", "bad_bic"),
        ("<Ctry>CA</Ctry>", "<Ctry>Canada</Ctry>", "bad_country"),
        ("<IntrBkSttlmDt>2026-03-02", "<IntrBkSttlmDt>2026-02-30", "bad_date"),
        ("<Dbtr>", '<InstdAmt Ccy="CAD">x</InstdAmt><Dbtr>', "bad_instructed_amount"),
        ("<Dbtr>", "<XchgRate>x</XchgRate><Dbtr>", "bad_rate"),
        ("Cedar", "Cedar" * 500, "truncated"),
        ("<InstrId>I1", "<InstrId>" + "I" * 300, "truncated"),
        ("<Cdtr>", "<RmtInf>" + "<Ustrd>x</Ustrd>" * 1_001 + "</RmtInf><Cdtr>", "truncated"),
        ("<Nm>Cedar Timber Trading Limited</Nm>", "", "no_creditor"),
    ],
)
def test_what_is_read_around_is_noted(old: str, new: str, warning: str) -> None:
    assert one(document().replace(old, new)).warnings == (warning,)


def test_an_element_inside_a_leaf_is_not_a_sibling() -> None:
    hidden = "<Nm>Cedar<Nm>Other</Nm></Nm>"
    found = one(document().replace("<Nm>Cedar Timber Trading Limited</Nm>", hidden))
    assert found.creditor.name == "Cedar"
    assert found.creditor_account == Account(id="999-118204-838")


def test_several_documents_under_one_root_are_all_read() -> None:
    items = decode(f"<Batch>{document()}{document()}</Batch>".encode())
    assert [type(item) for item in items] == [Transfer, Transfer]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (document("<FIToFIPmtStsRpt/>", "pacs.002.001.10"), "pacs.002"),
        (document("<PmtRtr/>", "pacs.004.001.09"), "pacs.004"),
        (document("<BkToCstmrStmt/>", "camt.053.001.08"), "camt.053"),
        (document("<SthElse/>", "camt.998.001.01"), "camt.998"),
        ("<Message><PmtRtr/></Message>", "pacs.004"),
    ],
)
def test_other_messages_are_skipped_by_name(text: str, what: str) -> None:
    assert decode(text.encode()) == [Skipped(f"not_a_payment:{what}")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<Document/>", Fault.UNKNOWN_FORMAT),
        ("<html><body/></html>", Fault.UNKNOWN_FORMAT),
        (f'<Document xmlns="{NAMESPACE}x"><Other/></Document>', Fault.UNKNOWN_FORMAT),
        (document("<FIToFICstmrCdtTrf/>"), Fault.MISSING_FIELD),
        (document(f"<FIToFICstmrCdtTrf>{GROUP}</FIToFICstmrCdtTrf>"), Fault.MISSING_FIELD),
    ],
)
def test_a_message_without_a_payment_is_an_error(text: str, fault: Fault) -> None:
    with pytest.raises(MessageError) as caught:
        decode(text.encode())
    assert caught.value.fault is fault


def test_ids_may_be_absent() -> None:
    found = one(document(body(transaction(ids=IDS.replace(f"<UETR>{UETR}</UETR>", "")))))
    assert found.uetr is None
    assert found.warnings == ()
