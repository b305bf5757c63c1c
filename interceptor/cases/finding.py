"""Which alert of a case a reply answers (research/iso20022.md 4.7)."""

from interceptor.cases.case import Alert, Case
from interceptor.cases.reply import Reply
from interceptor.errors import CaseError, Fault
from interceptor.messages.message_ids import case_reference


def alert_of(case: Case, reply: Reply) -> Alert:
    """The alert by its id; else by the id of our message; else the bank lane, by UETR or case id.

    A child keeps its parent's UETR, and answers come from agents further down than the one asked: the addressee that
    is the sender comes first, then a hop in the reply's currency, then the lowest hop. Raises `CaseError`
    (`unknown_alert`).
    """
    if reply.alert_id:
        return case.alert(reply.alert_id)
    if reply.message_id:
        for alert in case.alerts:
            if reply.message_id in alert.message_ids:
                return alert
    ours = (reply.uetr and reply.uetr == case.uetr) or reply.case_reference == case_reference(case.case_id)
    banks = [alert for alert in case.alerts if alert.lane == "bank"]
    if not ours or not banks:
        raise CaseError(Fault.UNKNOWN_ALERT)
    sender = (reply.sender or "")[:8].upper()
    return min(
        banks,
        key=lambda alert: (
            not sender or alert.addressee[:8].upper() != sender,
            reply.currency is not None and case.hop(alert.hop).currency != reply.currency,
            not alert.version,
            alert.hop,
        ),
    )
