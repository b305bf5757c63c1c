"""Invented inbound messages, built from parts so that a test names only what it is about."""

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
UETR = "7a562c67-ca16-48ba-b074-65581be6f001"

HEADER = f"""<AppHdr xmlns="{NAMESPACE}head.001.001.02">
<Fr><FIId><FinInstnId><BICFI>XMPLCATTXXX</BICFI></FinInstnId></FIId></Fr>
<To><FIId><FinInstnId><BICFI>NRTHUS33XXX</BICFI></FinInstnId></FIId></To>
<BizMsgIdr>M1</BizMsgIdr><MsgDefIdr>pacs.008.001.08</MsgDefIdr></AppHdr>"""

GROUP = """<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-02T14:03:11+00:00</CreDtTm><NbOfTxs>1</NbOfTxs>
<SttlmInf><SttlmMtd>INDA</SttlmMtd></SttlmInf></GrpHdr>"""

SETTLED = '<IntrBkSttlmAmt Ccy="CAD">2300000.00</IntrBkSttlmAmt><IntrBkSttlmDt>2026-03-02</IntrBkSttlmDt>'

DEBTOR = """<Dbtr><Nm>Harbour and Finch Law Corporation</Nm><PstlAdr><Ctry>CA</Ctry></PstlAdr></Dbtr>
<DbtrAcct><Id><Othr><Id>000118-4420118</Id></Othr></Id></DbtrAcct>
<DbtrAgt><FinInstnId><BICFI>XMPLCATTXXX</BICFI></FinInstnId></DbtrAgt>"""

CREDITOR = """<CdtrAgt><FinInstnId><BICFI>STHNHKHHXXX</BICFI></FinInstnId></CdtrAgt>
<Cdtr><Nm>Cedar Timber Trading Limited</Nm></Cdtr>
<CdtrAcct><Id><Othr><Id>999-118204-838</Id></Othr></Id></CdtrAcct>"""

IDS = f"<PmtId><InstrId>I1</InstrId><EndToEndId>E1</EndToEndId><TxId>T1</TxId><UETR>{UETR}</UETR></PmtId>"


def transaction(*, ids: str = IDS, settled: str = SETTLED, debtor: str = DEBTOR, creditor: str = CREDITOR) -> str:
    """One `CdtTrfTxInf`."""
    return f"<CdtTrfTxInf>{ids}{settled}{debtor}{creditor}</CdtTrfTxInf>"


def body(*transactions: str, group: str = GROUP) -> str:
    """`FIToFICstmrCdtTrf` with one plain transaction, or the given ones."""
    return f"<FIToFICstmrCdtTrf>{group}{''.join(transactions or [transaction()])}</FIToFICstmrCdtTrf>"


def document(content: str | None = None, name: str = "pacs.008.001.08") -> str:
    """A `Document` around `content`."""
    return f'<Document xmlns="{NAMESPACE}{name}">{content or body()}</Document>'


MT103_TAGS = """:20:INSTR1
:23B:CRED
:32A:260302CAD2300000,00
:50K:/000118-4420118
HARBOUR AND FINCH LAW CORPORATION
VANCOUVER, CANADA
:57A:STHNHKHHXXX
:59:/999118204838
CEDAR TIMBER TRADING LIMITED
:71A:SHA
"""

MT_BLOCK_3 = f"{{3:{{121:{UETR}}}}}"


def mt103(tags: str = MT103_TAGS, *, block3: str = MT_BLOCK_3, number: str = "103") -> str:
    """An input message with block 4 of `tags`."""
    return f"{{1:F01XMPLCATTAXXX0000000000}}{{2:I{number}NRTHUS33XXXXN}}{block3}{{4:\n{tags.strip()}\n-}}"


def with_tags(**tags: str) -> str:
    """The MT103 with tags added or, where there already, replaced: `with_tags(F59A="…")`; an empty text removes."""
    kept = dict(_split(MT103_TAGS))
    for name, value in tags.items():
        tag = name.removeprefix("F")
        for old in [old for old in kept if old[:2] == tag[:2] and tag[:2] in {"50", "57", "59"}]:
            del kept[old]
        kept[tag] = value
    return mt103("\n".join(f":{tag}:{value}" for tag, value in kept.items() if value))


def _split(tags: str) -> list[tuple[str, str]]:
    pieces = ("\n" + tags.strip()).split("\n:")[1:]
    return [(tag, value) for tag, _, value in (piece.partition(":") for piece in pieces)]
