"""Transfers between banks, and the covers among them: pacs.009 and MT202."""

from decimal import Decimal

from inbound_messages import GROUP, IDS, MT_BLOCK_3, SETTLED, UETR, document, mt103

from interceptor.messages import decode
from interceptor.transfers.transfer import Account, Agent, Party, Refusal, Skipped, Transfer

BANKS = """<Dbtr><FinInstnId><BICFI>XMPLCATT</BICFI></FinInstnId></Dbtr>
<DbtrAcct><Id><Othr><Id>nostro</Id></Othr></Id></DbtrAcct>
<Cdtr><FinInstnId><BICFI>STHNHKHH</BICFI><Nm>Southern</Nm><PstlAdr><Ctry>HK</Ctry></PstlAdr></FinInstnId></Cdtr>"""

UNDERLYING = """<UndrlygCstmrCdtTrf>
<Dbtr><Nm>Harbour and Finch</Nm></Dbtr><DbtrAgt><FinInstnId><BICFI>XMPLCATT</BICFI></FinInstnId></DbtrAgt>
<CdtrAgt><FinInstnId><BICFI>STHNHKHH</BICFI></FinInstnId></CdtrAgt><Cdtr><Nm>Cedar</Nm></Cdtr>
<CdtrAcct><Id><Othr><Id>999</Id></Othr></Id></CdtrAcct><RmtInf><Ustrd>closing</Ustrd></RmtInf>
<InstdAmt Ccy="EUR">5</InstdAmt></UndrlygCstmrCdtTrf>"""


def pacs009(extra: str = "") -> str:
    content = f"<FICdtTrf>{GROUP}<CdtTrfTxInf>{IDS}{SETTLED}{BANKS}{extra}</CdtTrfTxInf></FICdtTrf>"
    return document(content, "pacs.009.001.08")


def one(text: str) -> Transfer:
    (item,) = decode(text.encode())
    assert isinstance(item, Transfer), item
    return item


def test_a_cover_has_the_customers_parties() -> None:
    found = one(pacs009(UNDERLYING))
    assert (found.format, found.cover, found.uetr) == ("pacs.009", True, UETR)
    assert (found.debtor, found.creditor) == (Party(name="Harbour and Finch"), Party(name="Cedar"))
    assert found.debtor_account is None, "the account of the bank is not the customer's"
    assert found.creditor_account == Account(id="999")
    assert found.creditor_agent == Agent(bic="STHNHKHH")
    assert (found.remittance, found.instructed_amount) == (("closing",), Decimal(5))
    assert found.warnings == ()


def test_between_banks_the_banks_are_the_parties() -> None:
    found = one(pacs009())
    assert not found.cover
    assert (found.debtor, found.debtor_account) == (Party(bic="XMPLCATT"), Account(id="nostro"))
    assert found.creditor == Party(bic="STHNHKHH", name="Southern", country="HK")
    assert found.creditor_agent == Agent(bic="STHNHKHH", name="Southern", country="HK")
    assert found.warnings == ("financial_institution_transfer",)


FIRST = """:20:COV1
:21:INSTR1
:32A:260302CAD2300000,00
:52A:XMPLCATT
:53A:CORRUS33
:57A:NRTHUS33
:58A:/nostro
STHNHKHH
"""
SECOND = """:50K:/1
HARBOUR AND FINCH
:52A:BRCHCATT
:56A:NRTHUS33
:57A:STHNHKHHKLN
:59:/999
CEDAR
:70:CLOSING
:33B:EUR5,
"""


def test_mt202_cover_splits_at_the_first_50a() -> None:
    found = one(mt103(FIRST + SECOND, number="202", block3=f"{{3:{{119:COV}}{{121:{UETR}}}}}"))
    assert (found.format, found.message_name, found.cover, found.uetr) == ("mt202", "MT202", True, UETR)
    assert (found.instruction_id, found.end_to_end_id) == ("COV1", "INSTR1")
    assert (found.debtor, found.debtor_account) == (Party(name="HARBOUR AND FINCH"), Account(id="1"))
    assert (found.creditor, found.creditor_account) == (Party(name="CEDAR"), Account(id="999"))
    assert (found.debtor_agent, found.creditor_agent) == (Agent(bic="BRCHCATT"), Agent(bic="STHNHKHHKLN"))
    assert found.intermediaries == (Agent(bic="NRTHUS33"),)
    assert found.reimbursement_agents == (Agent(bic="CORRUS33"),)
    assert (found.remittance, found.instructed_amount) == (("CLOSING",), Decimal(5))


def test_mt202_cover_without_agents_of_its_own() -> None:
    second = SECOND.replace(":52A:BRCHCATT\n", "").replace(":57A:STHNHKHHKLN\n", "")
    found = one(mt103(FIRST + second, number="202"))
    assert (found.debtor_agent, found.creditor_agent) == (
        Agent(bic="XMPLCATT"),
        Agent(bic="STHNHKHH", account="nostro"),
    )


def test_mt202_between_banks() -> None:
    found = one(mt103(FIRST, number="205"))
    assert (found.message_name, found.cover) == ("MT205", False)
    assert (found.debtor, found.creditor) == (Party(bic="XMPLCATT"), Party(bic="STHNHKHH"))
    assert found.creditor_account == Account(id="nostro")
    assert found.creditor_agent == Agent(bic="NRTHUS33")
    assert "financial_institution_transfer" in found.warnings


def test_mt202_without_a_sender_bank_takes_the_sender() -> None:
    found = one(mt103(FIRST.replace(":52A:XMPLCATT\n", ""), number="202"))
    assert found.debtor == Party(bic="XMPLCATTXXX")


def test_mt202_return_and_refusal() -> None:
    assert decode(mt103(FIRST + ":72:/REJT/99\n/MREF/X1", number="202").encode()) == [Skipped("reject", 0, UETR, "X1")]
    (item,) = decode(mt103(FIRST.replace(":58A:/nostro\nSTHNHKHH\n", ""), number="202").encode())
    assert item == Refusal("missing_field", "creditor", 0)
    assert MT_BLOCK_3 in mt103()
