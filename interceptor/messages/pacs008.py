"""pacs.008, the customer credit transfer, versions .01 to .13 and later (research/iso20022.md 4.1).

Every path is the same in .08 to .13; older ones only lack some, so that one table reads them all.
"""

from collections.abc import Sequence

from lxml import etree

from interceptor.messages.elements import CHARGES, account, agent, agents, party
from interceptor.messages.leaves import RATE, UETR, Blocks, Checked, Earliest, Instructed, Present, Settled, Texts
from interceptor.messages.transactions import read_transactions
from interceptor.messages.values import iso_date
from interceptor.messages.walk import Found, Text, steps
from interceptor.transfers.transfer import Item

SETTLEMENT_DATE = Checked("settlement_date", iso_date, "bad_date")


def _instruction(code: str | None = None, text: str | None = None) -> str:
    return "/".join(part for part in (code, text) if part)


INSTRUCTION = Blocks("instructions", steps({"Cd": "code", "InstrInf": Text("text")}), _instruction)

PAYMENT_TYPE = {
    "PmtTpInf/SvcLvl/Cd": Texts("service_levels"),
    "PmtTpInf/SvcLvl/Prtry": Texts("service_levels"),
    "PmtTpInf/LclInstrm/Cd": "local_instrument",
    "PmtTpInf/LclInstrm/Prtry": "local_instrument",
    "PmtTpInf/CtgyPurp/Cd": "category_purpose",
    "PmtTpInf/CtgyPurp/Prtry": "category_purpose",
    "PmtTpInf/InstrPrty": "priority",
}

PAYMENT_IDS = {
    "PmtId/InstrId": "instruction_id",
    "PmtId/EndToEndId": "end_to_end_id",
    "PmtId/TxId": "transaction_id",
    "PmtId/UETR": UETR,
    "PmtId/ClrSysRef": "clearing_reference",
}

SETTLEMENT = {
    "IntrBkSttlmAmt": Settled(),
    "IntrBkSttlmDt": SETTLEMENT_DATE,
    "SttlmPrty": "priority",
    "SttlmTmReq/CLSTm": Earliest("settle_by"),
    "SttlmTmReq/TillTm": Earliest("settle_by"),
    "SttlmTmReq/RjctTm": Earliest("settle_by"),
}

ROUTE = {
    "InstgAgt": agent("instructing_agent"),
    "InstdAgt": agent("instructed_agent"),
    "PrvsInstgAgt": agents("previous_agents"),  # before .07
    "PrvsInstgAgt1": agents("previous_agents"),
    "PrvsInstgAgt2": agents("previous_agents"),
    "PrvsInstgAgt3": agents("previous_agents"),
    "IntrmyAgt1": agents("intermediaries"),
    "IntrmyAgt2": agents("intermediaries"),
    "IntrmyAgt3": agents("intermediaries"),
}

DEBTOR = {
    "Dbtr": party("debtor"),
    "DbtrAcct": account("debtor_account"),
    "DbtrAgt": agent("debtor_agent"),
    "DbtrAgtAcct/Id/IBAN": "debtor_agent_account",
    "DbtrAgtAcct/Id/Othr/Id": "debtor_agent_account",
    "UltmtDbtr": party("ultimate_debtor"),
}

CREDITOR = {
    "CdtrAgt": agent("creditor_agent"),
    "CdtrAgtAcct/Id/IBAN": "creditor_agent_account",
    "CdtrAgtAcct/Id/Othr/Id": "creditor_agent_account",
    "Cdtr": party("creditor"),
    "CdtrAcct": account("creditor_account"),
    "UltmtCdtr": party("ultimate_creditor"),
}

PURPOSE = {
    "Purp/Cd": "purpose",
    "Purp/Prtry": Text("purpose"),
    "InstrForCdtrAgt": INSTRUCTION,
    "InstrForNxtAgt": INSTRUCTION,
    "RgltryRptg/Dtls/Cd": Texts("regulatory"),
    "RgltryRptg/Dtls/Inf": Texts("regulatory"),
    "RltdRmtInf/RmtId": Texts("references"),
    "RmtInf/Ustrd": Texts("remittance"),
    "RmtInf/Strd/RfrdDocInf/Nb": Texts("documents"),
    "RmtInf/Strd/CdtrRefInf/Ref": Texts("references"),
    "RmtInf/Strd/AddtlRmtInf": Texts("remittance"),
    "RmtInf/Strd/TaxRmt": Present("tax"),
    "ChrgBr": "charge_bearer",
}

TRANSACTION = steps(
    {
        **PAYMENT_IDS,
        **PAYMENT_TYPE,
        **SETTLEMENT,
        "InstdAmt": Instructed(),
        "XchgRate": RATE,
        "ChrgsInf": CHARGES,
        **ROUTE,
        "InitgPty": party("initiating_party"),
        **DEBTOR,
        **CREDITOR,
        **PURPOSE,
    }
)

GROUP_HEADER = {
    "MsgId": "message_id",
    "CreDtTm": "created_at",
    "NbOfTxs": "stated_count",
    "IntrBkSttlmDt": SETTLEMENT_DATE,
    "SttlmInf/SttlmMtd": "settlement_method",
    "SttlmInf/ClrSys/Cd": "clearing_system",
    "SttlmInf/ClrSys/Prtry": "clearing_system",
    "SttlmInf/InstgRmbrsmntAgt": agents("reimbursement_agents"),
    "SttlmInf/InstdRmbrsmntAgt": agents("reimbursement_agents"),
    "SttlmInf/ThrdRmbrsmntAgt": agents("reimbursement_agents"),
    "InstgAgt": agent("instructing_agent"),
    "InstdAgt": agent("instructed_agent"),
    **PAYMENT_TYPE,
}
"""What may stand in the header of a batch instead of in each transaction."""

MESSAGE = steps({"GrpHdr": steps(GROUP_HEADER), "CdtTrfTxInf": TRANSACTION})


def read(body: etree._Element, common: Found, warnings: Sequence[str]) -> list[Item]:
    """The transfers of a `FIToFICstmrCdtTrf`; `common` holds what the envelope says of all of them."""
    return read_transactions(body, MESSAGE, common, warnings)
