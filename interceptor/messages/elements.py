"""Parties, agents and accounts as ISO 20022 nests them, shared by every payment message (research/iso20022.md 4.1)."""

from decimal import Decimal

from interceptor.messages.leaves import (
    BIC,
    COUNTRY,
    RESIDENCE,
    Appended,
    Blocks,
    ChargeAmount,
    Checked,
    Iban,
    OtherAccount,
    Present,
    Texts,
)
from interceptor.messages.values import bic
from interceptor.messages.walk import Block, Text, steps
from interceptor.transfers.transfer import Account, Agent, Charge, Party

_ADDRESS = {
    "PstlAdr/StrtNm": Text("street"),
    "PstlAdr/BldgNb": Appended("street"),
    "PstlAdr/PstCd": "postcode",
    "PstlAdr/TwnNm": Text("town"),
    "PstlAdr/CtrySubDvsn": Text("subdivision"),
    "PstlAdr/Ctry": COUNTRY,
    "PstlAdr/AdrLine": Texts("address"),
}

_PARTY = {
    "Nm": Text("name"),
    **_ADDRESS,
    "Id/OrgId/AnyBIC": BIC,
    "Id/OrgId/BICOrBEI": BIC,
    "Id/OrgId/LEI": "lei",
    "Id/OrgId/Othr/Id": Texts("identifiers"),
    "Id/PrvtId": Present("private", steps({"Othr/Id": Texts("identifiers")})),
    "CtryOfRes": RESIDENCE,
}
PARTY = steps(_PARTY)

BANK_AS_PARTY = steps(
    {
        "FinInstnId/BICFI": BIC,
        "FinInstnId/BIC": BIC,
        "FinInstnId/LEI": "lei",
        "FinInstnId/Nm": Text("name"),
        **{f"FinInstnId/{path}": step for path, step in _ADDRESS.items()},
        "FinInstnId/ClrSysMmbId/MmbId": Texts("identifiers"),
        "FinInstnId/Othr/Id": Texts("identifiers"),
    }
)
"""Debtor and creditor of a pacs.009, which are banks."""

AGENT = steps(
    {
        "FinInstnId/BICFI": BIC,
        "FinInstnId/BIC": BIC,  # up to pacs.008.001.02
        "FinInstnId/ClrSysMmbId/ClrSysId/Cd": "clearing_system",
        "FinInstnId/ClrSysMmbId/ClrSysId/Prtry": "clearing_system",
        "FinInstnId/ClrSysMmbId/MmbId": "member_id",
        "FinInstnId/LEI": "lei",
        "FinInstnId/Nm": Text("name"),
        "FinInstnId/PstlAdr/TwnNm": Text("town"),
        "FinInstnId/PstlAdr/Ctry": COUNTRY,
        "FinInstnId/PstlAdr/AdrLine": Texts("address"),
        "BrnchId/Id": "branch",
    }
)

ACCOUNT = steps(
    {
        "Id/IBAN": Iban(),
        "Id/Othr/Id": OtherAccount(),
        "Id/Othr/SchmeNm/Cd": "scheme",
        "Id/Othr/SchmeNm/Prtry": "scheme",
        "Prxy/Id": Text("proxy"),
        "Nm": Text("name"),
        "Ccy": "currency",
    }
)


def party(field: str) -> Block:
    """Step for a customer party."""
    return Block(field, PARTY, Party)


def bank_as_party(field: str) -> Block:
    """Step for the debtor or creditor of a pacs.009."""
    return Block(field, BANK_AS_PARTY, Party)


def agent(field: str) -> Block:
    """Step for a financial institution."""
    return Block(field, AGENT, Agent)


def agents(field: str) -> Blocks:
    """Step for one of several financial institutions in order, such as the intermediaries."""
    return Blocks(field, AGENT, Agent)


def account(field: str) -> Block:
    """Step for an account."""
    return Block(field, ACCOUNT, Account)


def _charge(amount: Decimal | None = None, currency: str | None = None, agent_bic: str | None = None) -> Charge | None:
    return Charge(amount, currency, agent_bic) if amount is not None and currency is not None else None


CHARGES = Blocks(
    "charges",
    steps({"Amt": ChargeAmount(), "Agt/FinInstnId/BICFI": Checked("agent_bic", bic, "bad_bic")}),
    _charge,
)
