"""Parts that were learned in some messages, met again in another combination, say there what the parser says."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inbound_messages import NAMESPACE, UETR

from interceptor.errors import MessageError
from interceptor.messages.envelope import bodies
from interceptor.messages.iso import decode_xml, name_of, parse_plain, read_body
from interceptor.messages.pieces import pieces
from interceptor.messages.shapes import Shapes
from interceptor.transfers.transfer import Item, Transfer

NAMES = ["Cedar Timber", "Finch &amp; Co", "Zoë Ng", "Ltd", "7"]
BICS = ["XMPLCATTXXX", "NRTHUS33", "STHNHKHHXXX", "nrthus33", "XMPL"]


def agent(rng: Random) -> str:
    bic = f"<BICFI>{rng.choice(BICS[: 5 if rng.random() < 0.02 else 4])}</BICFI>"
    member = "<ClrSysMmbId><ClrSysId><Cd>USABA</Cd></ClrSysId><MmbId>1</MmbId></ClrSysMmbId>"
    return f"<FinInstnId>{rng.choice([bic, bic + member, bic + '<Nm>Bank</Nm>', '<LEI>L</LEI>'])}</FinInstnId>"


def party(rng: Random) -> str:
    street = "<StrtNm>Main</StrtNm><BldgNb>1</BldgNb><TwnNm>T</TwnNm>"
    address = rng.choice([f"{street}<Ctry>CA</Ctry>", "<Ctry>CA</Ctry>", "<TwnNm>T</TwnNm><Ctry/>"])
    ids = ["", "<Id><OrgId><LEI>L</LEI></OrgId></Id>", "<Id><PrvtId><Othr><Id>9</Id></Othr></PrvtId></Id>"]
    return f"<Nm>{rng.choice(NAMES)}</Nm>{rng.choice(['', f'<PstlAdr>{address}</PstlAdr>'])}{rng.choice(ids)}"


def account(rng: Random) -> str:
    number = rng.choice(["<IBAN>GB11HXMR23577898914744</IBAN>", "<Othr><Id>000118-44</Id></Othr>"])
    return f"<Id>{number}</Id>{rng.choice(['', '<Ccy>CAD</Ccy>', '<Nm>Account</Nm>'])}"


def money(rng: Random) -> str:
    currencies = ["CAD", "USD", "EUR", "cad", "1AD"]
    currency = rng.choice(currencies if rng.random() < 0.05 else currencies[:3])
    return f' Ccy="{currency}">{rng.choice(["1.50", "2300000.00", "0"])}<'


def transaction_parts(rng: Random) -> list[str]:
    """Parts of a transaction in order, most of them optional."""
    amount = f'<IntrBkSttlmAmt Ccy="{rng.choice(["CAD", "USD"])}">{rng.choice(["1.50", "2300000.00"])}</IntrBkSttlmAmt>'
    always = [amount, f"<Dbtr>{party(rng)}</Dbtr>", f"<Cdtr>{party(rng)}</Cdtr>"]
    maybe = [
        f"<PmtId><InstrId>I</InstrId><EndToEndId>E</EndToEndId><UETR>{UETR}</UETR></PmtId>",
        "<PmtId><EndToEndId>E</EndToEndId></PmtId>",
        "<PmtTpInf><InstrPrty>HIGH</InstrPrty><SvcLvl><Cd>G001</Cd></SvcLvl></PmtTpInf>",
        "<SttlmPrty>NORM</SttlmPrty>",
        "<IntrBkSttlmDt>2026-03-02</IntrBkSttlmDt>",
        "<SttlmTmReq><CLSTm>16:00:00Z</CLSTm></SttlmTmReq>",
        "<SttlmTmReq><TillTm>15:00:00Z</TillTm></SttlmTmReq>",
        f"<InstdAmt{money(rng)}/InstdAmt>",
        f"<ChrgsInf><Amt{money(rng)}/Amt><Agt>{agent(rng)}</Agt></ChrgsInf>",
        f"<ChrgsInf><Amt{money(rng)}/Amt></ChrgsInf>",
        f"<InstgAgt>{agent(rng)}</InstgAgt>",
        f"<InstdAgt>{agent(rng)}</InstdAgt>",
        f"<IntrmyAgt1>{agent(rng)}</IntrmyAgt1>",
        f"<IntrmyAgt2>{agent(rng)}</IntrmyAgt2>",
        f"<DbtrAcct>{account(rng)}</DbtrAcct>",
        f"<DbtrAgt>{agent(rng)}</DbtrAgt>",
        f"<DbtrAgtAcct>{account(rng)}</DbtrAgtAcct>",
        f"<CdtrAgt>{agent(rng)}</CdtrAgt>",
        f"<CdtrAcct>{account(rng)}</CdtrAcct>",
        "<Purp><Cd>GDDS</Cd></Purp>",
        "<Purp><Prtry>goods</Prtry></Purp>",
        "<InstrForCdtrAgt><Cd>HOLD</Cd><InstrInf>wait</InstrInf></InstrForCdtrAgt>",
        "<RltdRmtInf><RmtId>R</RmtId></RltdRmtInf>",
        "<RmtInf><Ustrd>one</Ustrd><Ustrd>two</Ustrd><Strd><TaxRmt/></Strd></RmtInf>",
        f"<RmtInf><Ustrd>{rng.choice(NAMES)}</Ustrd></RmtInf>",
        "<New>1</New>",
        "<New/>",
    ]
    return always + [part for part in maybe if rng.random() < 0.35]


ODD = [
    "<UltmtDbtr/>",
    "<Purp/>",
    "text",
    "<!-- x -->",
    "<?pi x?>",
    "<Dbtr><Nm>A</Dbtr>",
    "<q:New>1</q:New>",
    "<New xml:id='a'>1</New>",
    "<New><![CDATA[1]]></New>",
    "<Cdtr><Nm>A &lt; B</Nm></Cdtr>",
    "<Cdtr><Nm>A & B</Nm></Cdtr>",
    "<Cdtr><Nm> A  B </Nm></Cdtr>",
    '<Cdtr Ccy="CAD"><Nm>A</Nm></Cdtr>',
    "<InstdAmt Ccy='CAD'>1</InstdAmt>",
    "<CdtTrfTxInf/>",
    "</CdtTrfTxInf><CdtTrfTxInf>",
    "<GrpHdr><MsgId>again</MsgId></GrpHdr>",
    f"<Ustrd>{'x' * 201}</Ustrd>",
]


def message(rng: Random, odd: float = 0.0) -> str:
    """A message of some of the parts, in some envelope."""
    parts = transaction_parts(rng)
    if rng.random() < odd:
        rng.shuffle(parts)
    if rng.random() < odd:
        parts.insert(rng.randrange(len(parts) + 1), rng.choice([*ODD, *parts]))
    gap = rng.choice(["", "\n  "])
    dated = ["", "<IntrBkSttlmDt>2026-03-03</IntrBkSttlmDt>"]
    typed = ["", "<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>"]
    count = f"<NbOfTxs>{'2' if rng.random() < 0.1 * odd else '1'}</NbOfTxs>"
    route = f"<InstgAgt>{agent(rng)}</InstgAgt>"
    group = [f"<MsgId>M</MsgId>{count}", rng.choice(dated), rng.choice(typed), rng.choice(["", route])]
    version = rng.choice(["08", "08", "12", "99"])
    content = (
        f"<FIToFICstmrCdtTrf>{rng.choice(['', f'<GrpHdr>{gap.join(group)}</GrpHdr>'])}{gap}"
        f"<CdtTrfTxInf>{gap.join(parts)}{gap}</CdtTrfTxInf></FIToFICstmrCdtTrf>"
    )
    prefix = rng.choice(["", "", "p"])
    if prefix:
        content = content.replace("</", "</p:").replace("<", "<p:").replace("<p:/p:", "</p:")
    colon = f"{prefix}:" if prefix else ""
    declared = f'xmlns{":" if prefix else ""}{prefix}="{NAMESPACE}pacs.008.001.{version}"'
    text = f"<{colon}Document {declared}>{content}</{colon}Document>"
    stated = rng.choice(["pacs.008.001.08", "pacs.008.001.12"])
    header = (
        f'<AppHdr xmlns="{NAMESPACE}head.001.001.02"><Fr><FIId>{agent(rng)}</FIId></Fr>'
        f"{rng.choice(['', f'<To><FIId>{agent(rng)}</FIId></To>'])}<MsgDefIdr>{stated}</MsgDefIdr></AppHdr>"
    )
    return rng.choice([text, f"<m>{header}{text}</m>", f"{header}\n{text}", f"<m><Id>1</Id>{header}<b>{text}</b></m>"])


def parsed(text: str) -> list[Item] | str:
    """What the parser says: the items, or why there are none."""
    try:
        return [item for found in bodies(parse_plain(text.encode())) for item in read_body(found)]
    except MessageError as error:
        return str(error)


def teach(shapes: Shapes, text: str) -> None:
    parts, items = pieces(text.encode()), parsed(text)
    if parts is not None and isinstance(items, list):
        found = list(bodies(parse_plain(text.encode())))
        if len(found) == 1:
            shapes.offer(parts, True, items, name_of(found[0].element))


def read(shapes: Shapes, text: str) -> list[Item] | None:
    parts = pieces(text.encode())
    return None if parts is None else shapes.read(parts, True)


def agree(shapes: Shapes, text: str) -> bool:
    """What is read without the parser is what the parser says; whether it was."""
    found = read(shapes, text)
    assert found is None or found == parsed(text), text
    return found is not None


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_any_combination_of_known_parts_says_what_the_parser_says(seed: int) -> None:
    rng = Random(seed)
    shapes = Shapes()
    for _ in range(15):
        teach(shapes, message(rng, odd=0.3))
    for _ in range(15):
        agree(shapes, message(rng, odd=0.5))


def well_taught() -> Shapes:
    rng, shapes = Random(1), Shapes()
    for _ in range(1_500):
        teach(shapes, message(rng, odd=0.1))
    return shapes


TAUGHT = well_taught()


def test_most_combinations_that_were_never_seen_are_read_without_the_parser() -> None:
    rng = Random(2)
    texts = [message(rng) for _ in range(1_000)]
    clean = [text for text in texts if all(isinstance(item, Transfer) and not item.warnings for item in parsed(text))]
    assert sum(agree(TAUGHT, text) for text in clean) > 0.75 * len(clean) > 100


@settings(max_examples=300)
@given(st.integers(0, 2**32), st.text(max_size=4), st.integers(0, 5))
def test_a_message_that_was_tampered_with_says_what_the_parser_says(seed: int, text: str, gone: int) -> None:
    rng = Random(seed)
    whole = message(rng, odd=0.5)
    position = rng.randrange(len(whole))
    try:
        changed = whole[:position] + text + whole[position + gone :]
        changed.encode()
    except UnicodeEncodeError:
        return
    agree(TAUGHT, whole)
    agree(TAUGHT, changed)


@settings(max_examples=300)
@given(st.integers(0, 2**32))
def test_pieces_of_markup_in_another_place_say_what_the_parser_says(seed: int) -> None:
    """Known chunks where they do not belong: moved, doubled or left out."""
    rng = Random(seed)
    chunks = message(rng).split("<")
    first, past = sorted(rng.choices(range(1, len(chunks)), k=2))
    to = rng.randrange(1, len(chunks))
    moved = chunks[first:past]
    agree(TAUGHT, "<".join(chunks[:to] + moved + chunks[to:]))
    agree(TAUGHT, "<".join(chunks[:first] + chunks[past:]))


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_part_says_what_the_parser_says(odd: str) -> None:
    rng = Random(odd)
    for _ in range(100):
        text = message(rng).replace("<Cdtr>", f"{odd}<Cdtr>").replace("<p:Cdtr>", f"{odd}<p:Cdtr>")
        agree(TAUGHT, text)
        teach(TAUGHT, text)
        agree(TAUGHT, text)


def test_what_was_read_before_changes_nothing() -> None:
    rng = Random(3)
    texts = [message(rng, odd=0.5) for _ in range(300)]
    for text in texts * 3:
        try:
            found: list[Item] | str = decode_xml(text.encode(), max_bytes=100_000)
        except MessageError as error:
            found = str(error)
        assert found == parsed(text)
