"""Which messages there are: payments that are read, and others that are known to be no payment."""

from typing import Final

PAYMENTS: Final[dict[str, str]] = {
    "FIToFICstmrCdtTrf": "pacs.008",
    "pacs.008.001.01": "pacs.008",  # the first version names its root after itself
    "FICdtTrf": "pacs.009",
    "FinInstnCdtTrf": "pacs.009",  # up to .02
    "pacs.009.001.01": "pacs.009",
    "CstmrCdtTrfInitn": "pain.001",
    "pain.001.001.02": "pain.001",
}
"""Local name of the message element to the format that reads it."""

OTHERS: Final[dict[str, str]] = {
    "FIToFIPmtStsRpt": "pacs.002",
    "FIToFICstmrDrctDbt": "pacs.003",
    "PmtRtr": "pacs.004",
    "FIToFIPmtRvsl": "pacs.007",
    "FIDrctDbt": "pacs.010",
    "FIToFIPmtStsReq": "pacs.028",
    "MltlSttlmReq": "pacs.029",
    "CstmrPmtStsRpt": "pain.002",
    "CstmrPmtRvsl": "pain.007",
    "CstmrDrctDbtInitn": "pain.008",
    "CdtrPmtActvtnReq": "pain.013",
    "CdtrPmtActvtnReqStsRpt": "pain.014",
    "GetAcct": "camt.003",
    "RtrAcct": "camt.004",
    "BkToCstmrAcctRpt": "camt.052",
    "BkToCstmrStmt": "camt.053",
    "BkToCstmrDbtCdtNtfctn": "camt.054",
    "CstmrPmtCxlReq": "camt.055",
    "FIToFIPmtCxlReq": "camt.056",
    "NtfctnToRcv": "camt.057",
    "AcctRptgReq": "camt.060",
    "UblToApply": "camt.026",
    "ClmNonRct": "camt.027",
    "AddtlPmtInf": "camt.028",
    "RsltnOfInvstgtn": "camt.029",
    "NtfctnOfCaseAssgnmt": "camt.030",
    "RjctInvstgtn": "camt.031",
    "ReqToModfyPmt": "camt.087",
    "InvstgtnReq": "camt.110",
    "InvstgtnRspn": "camt.111",
    "RctAck": "admi.007",
    "SysEvtNtfctn": "admi.004",
    "SysEvtAck": "admi.011",
    "RsndReq": "admi.006",
}
"""Local name of the message element to the short name of a message that moves no money of the debtor's."""

BODIES: Final = frozenset(PAYMENTS) | frozenset(OTHERS)

MT_PAYMENTS: Final[dict[str, str]] = {"103": "mt103", "202": "mt202", "205": "mt202"}
"""MT type to the format that reads it."""

MT_UNREAD: Final = frozenset({"101", "102", "200", "201", "203"})
"""MT types that order money to be sent, and that are not read: they are rejected, never passed over."""
