"""What a rejection code asks of us, as data (research/recall.md 1.3). An unknown code goes to a person."""

import msgspec


class Reading(msgspec.Struct, frozen=True):
    """How the engine reads one code of a refusal."""

    meaning: str
    task: str
    """What a person is called for; a stable word that the console and the counters use."""


REJECTIONS: dict[str, Reading] = {
    "ARDT": Reading("already returned", "reconcile"),
    "AC04": Reading("account closed: the money is gone or blocked", "ask_onward_account"),
    "AM04": Reading("not enough funds: a part or all is gone", "trace_onward"),
    "NOOR": Reading("the original was never received", "check_route"),
    "NOAS": Reading("the creditor does not answer", "chase_or_accept"),
    "CUST": Reading("the creditor refuses", "escalate_police"),
    "LEGL": Reading("legal bar: an authority may have frozen the money already", "ask_whether_frozen"),
    "RR04": Reading("regulatory bar: an authority may have frozen the money already", "ask_whether_frozen"),
    "AGNT": Reading("an agent refuses", "try_other_agent"),
    "FRNA": Reading("complements a refusal: forward to the next agent", "try_other_agent"),
}
"""Codes that are a refusal. PTNA, IDMN and the pending codes are other answers, mapped where messages are read."""

NO_REASON = Reading("refused without a reason", "ask_reason")
