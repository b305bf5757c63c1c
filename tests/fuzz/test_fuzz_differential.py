"""The fast ways of reading a pacs.008 against a slow one: one XPath a field, over local names, comments and all."""

from collections.abc import Callable
from xml.sax.saxutils import escape

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interceptor.messages import decode
from interceptor.transfers.transfer import Transfer
from tests.fuzz.naive import main_fields

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"
UETR = "7a562c67-ca16-48ba-b074-65581be6f001"

# What a name may hold: anything that XML can carry, but no control characters.
_names = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=40)
_names = (_names | st.sampled_from(["A & B <Ltd>", "]]&gt;", "&amp;", "'\"", "a  b\tc\nd", "深圳", "ﬁ"])).filter(
    str.strip
)
_codes = st.from_regex(r"[A-Z0-9/-]{1,30}", fullmatch=True)
_bics = st.from_regex(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", fullmatch=True)

Way = Callable[[str], str]


def _whole(text: str) -> str:
    return escape(text)


def _numeric(text: str) -> str:
    return "".join(f"&#x{ord(char):x};" for char in text)


def _cdata(text: str) -> str:
    return f"<![CDATA[{text}]]>" if "]]>" not in text else escape(text)


def _commented(text: str) -> str:
    half = len(text) // 2
    return f"{escape(text[:half])}<!-- <Nm>not a name</Nm> & -->{escape(text[half:])}"


def _instructed(text: str) -> str:
    half = len(text) // 2
    return f"{escape(text[:half])}<?pi <Nm>x</Nm>?>{escape(text[half:])}"


def _mixed(text: str) -> str:
    half = len(text) // 2
    return f"\n {_cdata(text[:half])}{_numeric(text[half:])}\t"


_ways = st.sampled_from([_whole, _whole, _numeric, _cdata, _commented, _instructed, _mixed])
_between = st.sampled_from(["", "", "\n", "<!-- c -->", "<?p i?>", "\n<!-- <CdtTrfTxInf/> -->\n", "&#32;"])


@st.composite
def messages(draw: st.DrawFn) -> bytes:
    """A valid message with one transaction, its texts written in any way that XML allows."""
    prefix = draw(st.sampled_from(["", "p:", "ns-1:"]))
    parts: list[str] = []

    def said(text: str) -> str:
        return draw(_ways)(text)

    def element(name: str, content: str, attributes: str = "") -> str:
        return f"{draw(_between)}<{prefix}{name}{attributes}>{content}</{prefix}{name}>{draw(_between)}"

    def party(name: str, country: str | None) -> str:
        address = element("PstlAdr", element("Ctry", said(country))) if country else ""
        return element(name, element("Nm", said(draw(_names))) + address)

    def account(name: str) -> str:
        if draw(st.booleans()):
            return element(name, element("Id", element("IBAN", said("GB29NWBK60161331926819"))))
        return element(name, element("Id", element("Othr", element("Id", said(draw(_codes))))))

    def agent(name: str) -> str:
        return element(name, element("FinInstnId", element("BICFI", said(draw(_bics)))))

    amount = draw(st.decimals("0.01", "99999999999", places=2))
    ids = element("InstrId", said(draw(_codes))) + element("EndToEndId", said(draw(_codes)))
    parts.append(element("PmtId", ids + element("UETR", said(draw(st.sampled_from([UETR, UETR.upper()]))))))
    quote = draw(st.sampled_from("'\""))
    parts.append(element("IntrBkSttlmAmt", said(f"{amount:f}"), f" Ccy={quote}CAD{quote}"))
    parts.append(element("IntrBkSttlmDt", said("2026-03-02")) if draw(st.booleans()) else "")
    parts += [party("Dbtr", None), account("DbtrAcct"), agent("DbtrAgt"), agent("CdtrAgt")]
    parts += [party("Cdtr", draw(st.sampled_from(["HK", "CA", None]))), account("CdtrAcct")]
    lines = "".join(element("Ustrd", said(draw(_names))) for _ in range(draw(st.integers(0, 3))))
    parts.append(element("RmtInf", lines) if lines else "")
    group = element("GrpHdr", element("MsgId", said(draw(_codes))) + element("IntrBkSttlmDt", said("2026-03-01")))
    content = element("FIToFICstmrCdtTrf", group + element("CdtTrfTxInf", "".join(parts)))
    colon = f":{prefix[:-1]}" if prefix else ""
    document = f'<{prefix}Document xmlns{colon}="{NAMESPACE}">{content}</{prefix}Document>'
    around = draw(st.sampled_from(["{}", "<e>{}</e>", '<e xmlns="urn:e"><AppHdr/><b>{}</b></e>', "<!-- c -->{}<?p?>"]))
    declaration = draw(st.sampled_from(["", '<?xml version="1.0" encoding="{}"?>']))
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-16"])) if declaration else "utf-8"
    return (declaration.format(encoding) + around.format(document)).encode(encoding)


def read(message: bytes) -> dict[str, object]:
    """The same fields by the way in."""
    (item,) = decode(message)
    assert isinstance(item, Transfer), item
    agents = {side: getattr(item, f"{side}_agent") for side in ("debtor", "creditor")}
    accounts = {side: getattr(item, f"{side}_account") for side in ("debtor", "creditor")}
    return {
        "amount": item.amount,
        "currency": item.currency,
        "settlement_date": item.settlement_date,
        "message_id": item.message_id,
        "end_to_end_id": item.end_to_end_id,
        "instruction_id": item.instruction_id,
        "uetr": item.uetr,
        "debtor": item.debtor.name,
        "debtor_account": accounts["debtor"].id,
        "debtor_agent": agents["debtor"].bic,
        "creditor": item.creditor.name,
        "creditor_country": item.creditor.country,
        "creditor_account": accounts["creditor"].id,
        "creditor_agent": agents["creditor"].bic,
        "remittance": item.remittance,
    }


def compare(message: bytes) -> None:
    expected = main_fields(message)
    for _ in range(3):  # by the tree, then by its known markup
        assert read(message) == expected


_settings = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@settings(_settings, max_examples=150)
@given(messages())
def test_the_fast_ways_agree_with_the_slow_one(message: bytes) -> None:
    compare(message)


TEMPLATE = (
    f'<Document xmlns="{NAMESPACE}"><FIToFICstmrCdtTrf><GrpHdr><MsgId>M</MsgId></GrpHdr><CdtTrfTxInf>'
    f"<PmtId><InstrId>I</InstrId><EndToEndId>E</EndToEndId><UETR>{UETR}</UETR></PmtId>"
    '<IntrBkSttlmAmt Ccy="CAD">1.00</IntrBkSttlmAmt><Dbtr><Nm>DEBTOR</Nm></Dbtr>'
    "<DbtrAcct><Id><Othr><Id>1</Id></Othr></Id></DbtrAcct><DbtrAgt><FinInstnId><BICFI>XMPLCATT</BICFI></FinInstnId></DbtrAgt>"
    "<CdtrAgt><FinInstnId><BICFI>NRTHHKHH</BICFI></FinInstnId></CdtrAgt><Cdtr><Nm>CREDITOR</Nm></Cdtr>"
    "<CdtrAcct><Id><Othr><Id>2</Id></Othr></Id></CdtrAcct><RmtInf><Ustrd>TEXT</Ustrd></RmtInf></CdtTrfTxInf>"
    "</FIToFICstmrCdtTrf></Document>"
)


@settings(_settings, max_examples=200)
@given(_names, _names, _names, st.tuples(_ways, _ways, _ways))
def test_known_markup_reads_any_texts_as_the_slow_way_does(
    debtor: str, creditor: str, text: str, ways: tuple[Way, ...]
) -> None:
    """One markup, many texts: what a bank's stream is, and what the memory of markup is for."""
    values = zip(("DEBTOR", "CREDITOR", "TEXT"), (debtor, creditor, text), ways, strict=True)
    message = TEMPLATE
    for place, value, way in values:
        message = message.replace(f">{place}<", f">{way(value)}<")
    data = message.encode()
    assert read(data) == main_fields(data)
