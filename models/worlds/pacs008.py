"""Payments as pacs.008.001.08 to .13 in one of the envelopes that gateways use (research/iso20022.md 2 and 4.1)."""

import random
import re
from collections.abc import Sequence
from datetime import timedelta

from models.worlds.banks import Bank
from models.worlds.parties import Party
from models.worlds.payment import Holder, Payment
from models.worlds.xml_text import Node, write

VERSIONS = ("08", "09", "10", "11", "12", "13")
_VERSION_WEIGHTS = (60, 8, 10, 6, 8, 8)
ENVELOPES = {
    "": 10,
    "Envelope": 20,
    'Envelope xmlns="urn:swift:xsd:envelope"': 20,
    "BusinessMessage": 20,
    "RequestPayload": 15,
    'Message xmlns="urn:swift:xsd:envelope"': 5,
    'BizMsgEnvlp xmlns="urn:iso:std:iso:20022:tech:xsd:nvlp.001.001.01"': 5,
}
"""Envelope element around header and document (empty: the bare document), with its weight (assumption)."""

_OPENING_OR_CLOSING = re.compile(r"<(/?)(?=[A-Z])")


def render(payments: Sequence[Payment], rng: random.Random, *, version: str = "", envelope: str | None = None) -> str:
    """One message with all `payments`, which have one debtor agent. Style is drawn from `rng` unless given."""
    version = version or rng.choices(VERSIONS, _VERSION_WEIGHTS)[0]
    if envelope is None:
        envelope = rng.choices(list(ENVELOPES), list(ENVELOPES.values()))[0]
    prefix = rng.choices(("", "pacs", "Doc", "doc"), (80, 12, 4, 4))[0]
    indent = None if rng.random() < 0.12 else 0
    first = payments[0]
    depth = None if indent is None else int(bool(envelope))
    document = write((_document_tag(version), [_message(payments)]), depth)
    if prefix:
        document = _OPENING_OR_CLOSING.sub(rf"<\1{prefix}:", document).replace(" xmlns=", f" xmlns:{prefix}=", 1)
    end = "" if indent is None else "\n"
    declaration = f'<?xml version="1.0" encoding="UTF-8"?>{end}'
    if not envelope:
        return declaration + document
    header = write(_header(first, version), depth)
    return f"{declaration}<{envelope}>{end}{header}{document}</{envelope.split(' ')[0]}>{end}"


def _document_tag(version: str) -> str:
    return f'Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.{version}"'


def _header(first: Payment, version: str) -> Node:
    return (
        'AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"',
        [
            ("Fr", [("FIId", [("FinInstnId", [("BICFI", f"{first.debtor.bank.bic}XXX")])])]),
            ("To", [("FIId", [("FinInstnId", [("BICFI", f"{first.creditor.bank.bic}XXX")])])]),
            ("BizMsgIdr", first.reference),
            ("MsgDefIdr", f"pacs.008.001.{version}"),
            ("BizSvc", "swift.cbprplus.03"),
            ("CreDt", _created(first)),
        ],
    )


def _created(payment: Payment) -> str:
    return (payment.time - timedelta(seconds=40)).isoformat(timespec="seconds")


def _message(payments: Sequence[Payment]) -> Node:
    first = payments[0]
    head: Node = (
        "GrpHdr",
        [
            ("MsgId", first.reference),
            ("CreDtTm", _created(first)),
            ("NbOfTxs", str(len(payments))),
            ("SttlmInf", [("SttlmMtd", "INDA")]),
        ],
    )
    return ("FIToFICstmrCdtTrf", [head, *[_transaction(payment) for payment in payments]])


def _transaction(payment: Payment) -> Node:
    currency = payment.currency
    amount = f"{payment.amount:f}"
    return (
        "CdtTrfTxInf",
        [
            (
                "PmtId",
                [
                    ("InstrId", payment.reference),
                    ("EndToEndId", payment.end_to_end or "NOTPROVIDED"),
                    ("TxId", payment.reference),
                    ("UETR", payment.uetr),
                ],
            ),
            (
                "PmtTpInf",
                [
                    ("InstrPrty", "HIGH" if payment.urgent else "NORM"),
                    ("SvcLvl", [("Cd", "G001")]),
                    ("CtgyPurp", [("Cd", payment.category)]),
                ],
            ),
            (f'IntrBkSttlmAmt Ccy="{currency}"', amount),
            ("IntrBkSttlmDt", f"{payment.time:%Y-%m-%d}"),
            (f'InstdAmt Ccy="{currency}"', amount),
            ("ChrgBr", "SHAR"),
            ("InstgAgt", _institution(payment.debtor.bank)),
            ("InstdAgt", _institution(payment.creditor.bank)),
            ("Dbtr", _party(payment.debtor.party)),
            ("DbtrAcct", _account(payment.debtor)),
            ("DbtrAgt", _agent(payment.debtor.bank)),
            ("CdtrAgt", _agent(payment.creditor.bank)),
            ("Cdtr", _party(payment.creditor.party)),
            ("CdtrAcct", _account(payment.creditor)),
            ("UltmtCdtr", [("Nm", payment.ultimate_creditor)]),
            ("Purp", [("Cd", payment.purpose)]),
            ("RmtInf", _remittance(payment)),
        ],
    )


def _remittance(payment: Payment) -> list[Node | None]:
    documents: list[Node | None] = [
        ("Strd", [("RfrdDocInf", [("Tp", [("CdOrPrtry", [("Cd", "CINV")])]), ("Nb", number)])])
        for number in payment.documents
    ]
    return [("Ustrd", payment.remittance), *documents]


def _institution(bank: Bank) -> list[Node | None]:
    return [("FinInstnId", [("BICFI", f"{bank.bic}XXX")])]


def _agent(bank: Bank) -> list[Node | None]:
    system = bank.country.clearing
    member: Node | None = None
    if system and bank.member:
        member = ("ClrSysMmbId", [("ClrSysId", [("Cd", system)]), ("MmbId", bank.member)])
    address: Node = ("PstlAdr", [("TwnNm", bank.town), ("Ctry", bank.country.code)])
    return [("FinInstnId", [("BICFI", f"{bank.bic}XXX"), member, ("Nm", bank.name), address])]


def _party(party: Party) -> list[Node | None]:
    address: Node = (
        "PstlAdr",
        [
            ("StrtNm", party.street),
            ("BldgNb", party.number),
            ("PstCd", party.postcode),
            ("TwnNm", party.town),
            ("Ctry", party.country.code),
        ],
    )
    identity: Node | None = ("Id", [("OrgId", [("LEI", party.lei)])]) if party.lei else None
    return [("Nm", party.name), address, identity]


def _account(holder: Holder) -> list[Node | None]:
    number = holder.account.number
    return [("Id", [("IBAN", number) if holder.account.iban else ("Othr", [("Id", number)])])]
