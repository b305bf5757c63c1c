"""An element that stands twice: of two readings, the first and the last one, none is taken in silence.

Each element of a rich pacs.008 is put in a second time with other texts. Removing the one or the other by hand gives
what a reader would say that takes the first, or the last. Where they differ, ours must refuse, or have both.
"""

from copy import deepcopy
from typing import Any

import msgspec
import pytest
from lxml import etree

from interceptor.errors import Fault, MessageError
from interceptor.messages import decode
from interceptor.transfers.transfer import Refusal, Transfer

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"
RICH = f"""<Document xmlns="{NAMESPACE}"><FIToFICstmrCdtTrf>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-02T14:03:11+00:00</CreDtTm><NbOfTxs>1</NbOfTxs>
<SttlmInf><SttlmMtd>INDA</SttlmMtd></SttlmInf><InstgAgt><FinInstnId><BICFI>XMPLCATTXXX</BICFI></FinInstnId></InstgAgt></GrpHdr>
<CdtTrfTxInf><PmtId><InstrId>I1</InstrId><EndToEndId>E1</EndToEndId><TxId>T1</TxId>
<UETR>7a562c67-ca16-48ba-b074-65581be6f001</UETR></PmtId>
<PmtTpInf><SvcLvl><Cd>URGP</Cd></SvcLvl><CtgyPurp><Cd>SUPP</Cd></CtgyPurp></PmtTpInf>
<IntrBkSttlmAmt Ccy="CAD">100.25</IntrBkSttlmAmt><IntrBkSttlmDt>2026-03-02</IntrBkSttlmDt>
<InstdAmt Ccy="USD">75.10</InstdAmt><XchgRate>1.3</XchgRate><ChrgBr>SHAR</ChrgBr>
<ChrgsInf><Amt Ccy="CAD">5.00</Amt><Agt><FinInstnId><BICFI>XMPLCATTXXX</BICFI></FinInstnId></Agt></ChrgsInf>
<IntrmyAgt1><FinInstnId><BICFI>MIDLUS33XXX</BICFI></FinInstnId></IntrmyAgt1>
<UltmtDbtr><Nm>Maple Holdings</Nm></UltmtDbtr>
<Dbtr><Nm>Maple Grove</Nm><PstlAdr><StrtNm>Elm</StrtNm><TwnNm>Bath</TwnNm><Ctry>CA</Ctry></PstlAdr></Dbtr>
<DbtrAcct><Id><Othr><Id>000118-44</Id></Othr></Id></DbtrAcct>
<DbtrAgt><FinInstnId><BICFI>XMPLCATTXXX</BICFI></FinInstnId></DbtrAgt>
<CdtrAgt><FinInstnId><BICFI>STHNHKHHXXX</BICFI>
<ClrSysMmbId><ClrSysId><Cd>HKNCC</Cd></ClrSysId><MmbId>004</MmbId></ClrSysMmbId></FinInstnId></CdtrAgt>
<Cdtr><Nm>Cedar Timber</Nm><PstlAdr><Ctry>HK</Ctry><AdrLine>1 Pier</AdrLine></PstlAdr></Cdtr>
<CdtrAcct><Id><IBAN>GB82WEST12345698765432</IBAN></Id></CdtrAcct>
<UltmtCdtr><Nm>Cedar Mills</Nm></UltmtCdtr><Purp><Cd>GDDS</Cd></Purp>
<RmtInf><Ustrd>INV 1</Ustrd><Strd><RfrdDocInf><Nb>77</Nb></RfrdDocInf></Strd></RmtInf>
</CdtTrfTxInf></FIToFICstmrCdtTrf></Document>"""
OTHER = {
    "100.25": "900.25", "75.10": "99.10", "5.00": "6.00", "1.3": "1.4", "2026-03-02": "2026-03-03", "CA": "GB",
    "HK": "SG",
    "7a562c67-ca16-48ba-b074-65581be6f001": "7a562c67-ca16-48ba-b074-65581be6f002", "STHNHKHHXXX": "STHBSGSGXXX",
    "XMPLCATTXXX": "NRTHUS33XXX", "MIDLUS33XXX": "NRTHUS33XXX", "GB82WEST12345698765432": "DE89370400440532013000",
    "2026-03-02T14:03:11+00:00": "2026-03-02T15:03:11+00:00", "1": "2",
}  # fmt: skip
"""Another value of the same form; where there is none, a letter is added."""
PLACES = [
    etree.ElementTree(tree).getpath(element)
    for tree in [etree.fromstring(RICH.encode())]
    for element in tree.iter()
    if element.getparent() is not None and not element.tag.endswith(("FIToFICstmrCdtTrf", "CdtTrfTxInf"))
]


def read(tree: Any) -> Any:
    try:
        (item,) = decode(etree.tostring(tree))
    except MessageError as error:
        return Refusal(error.fault.code, error.detail)
    return item


def twice(place: str, *, other: bool, first: bool = True, last: bool = True) -> Any:
    """The message with the element at `place` and a second one after it, or with one of the two."""
    tree = etree.fromstring(RICH.encode())
    (element,) = tree.xpath(place)
    again = deepcopy(element)
    if other:
        for node in again.iter():
            if node.text and node.text.strip():
                node.text = OTHER.get(node.text.strip(), f"{node.text}X")
    element.addnext(again)
    if not first:
        element.getparent().remove(element)
    if not last:
        again.getparent().remove(again)
    return read(tree)


def texts(item: Any) -> set[str]:
    """Every text of a transfer."""
    if isinstance(item, Transfer):
        return texts(msgspec.to_builtins(item))
    if isinstance(item, dict):
        return texts(list(item.values()))
    if isinstance(item, list | tuple):
        return set().union(*map(texts, item))
    return {item} if isinstance(item, str) else set()


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.replace("*", "").strip("/"))
def test_none_of_two_readings_is_taken_in_silence(place: str) -> None:
    both = twice(place, other=True)
    first, last = twice(place, other=True, last=False), twice(place, other=True, first=False)
    if first == last:  # not read at all
        return
    if isinstance(both, Refusal):
        assert both.fault == Fault.REPEATED_ELEMENT.code
        return
    assert isinstance(both, Transfer)
    assert texts(first) | texts(last) <= texts(both), "gathered: both are there"


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.replace("*", "").strip("/"))
def test_saying_the_same_twice_changes_nothing_but_a_warning(place: str) -> None:
    both, one = twice(place, other=False), read(etree.fromstring(RICH.encode()))
    assert isinstance(both, Transfer)
    assert texts(both) - {"repeated_element"} == texts(one), "what is gathered may be there twice"


@pytest.mark.parametrize("field", ["amount", "currency", "creditor_account", "creditor"])
def test_a_name_twice_in_json_is_refused_unless_it_says_the_same(field: str) -> None:
    given = {"amount": '"1.00"', "currency": '"CAD"', "debtor": '{"name": "A"}', "creditor": '{"name": "B"}',
             "creditor_account": '{"id": "1234"}'}  # fmt: skip
    other = {"amount": '"2.00"', "currency": '"USD"', "creditor_account": '{"id": "9"}', "creditor": '{"name": "C"}'}
    pairs = ", ".join(f'"{name}": {value}' for name, value in given.items())
    assert isinstance(decode(f'{{{pairs}, "{field}": {given[field]}}}'.encode(), "json")[0], Transfer)
    with pytest.raises(MessageError, match=field) as caught:
        decode(f'{{{pairs}, "{field}": {other[field]}}}'.encode(), "json")
    assert caught.value.fault is Fault.REPEATED_ELEMENT


def test_markup_that_says_the_same_twice_is_not_learned() -> None:
    tree = etree.fromstring(RICH.encode())
    (element,) = tree.xpath("//*[local-name()='IntrBkSttlmAmt']")
    element.addnext(deepcopy(element))
    same = etree.tostring(tree)
    for _ in range(4):
        (item,) = decode(same)
        assert "repeated_element" in item.warnings
    different = same.replace(b"100.25", b"900.25", 1)
    (item,) = decode(different)
    assert isinstance(item, Refusal)
