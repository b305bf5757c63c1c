"""References and document numbers against this payee's earlier ones (research/indicators.md 1.6 #46, #50)."""

from typing import Final

from interceptor.indicators.declaration import MET, UNSETTLED, indicator
from interceptor.indicators.subject import Subject
from interceptor.indicators.wording import creditor, plural, this_account
from interceptor.profiles.relationship import TEMPLATES

_LEAST_OF_PAYEE: Final = 3


def _style(template: str) -> str:
    """A template without its length class."""
    return template.rpartition(":")[0] or template


def _break_evidence(subject: Subject, value: float) -> str:
    relationship = subject.relationship
    known = ", ".join(_style(template) for template in relationship.templates[-2:]) if relationship is not None else ""
    here = _style(subject.payment.template or "")
    return f"The reference reads as {here}; those of {creditor(subject)} read as {known}."


@indicator(
    number=46,
    id="remittance_reference_break",
    typologies="VEC",
    data="P+H",
    strength="M",
    source="indicators.md 1.6 #46 (estimate); ABN",
    evidence=_break_evidence,
    steps=((0.5, 0.4), (1.0, 1.0)),
    gate=UNSETTLED,
)
def remittance_reference_break(subject: Subject) -> float | None:
    """1.0 when the style of the reference is new for a payee with a stable one, 0.5 when only its length is.

    Unknown before three payments, without remittance, or when the payee has no stable style.
    """
    relationship = subject.relationship
    template = subject.payment.template
    if relationship is None or template is None or relationship.count < _LEAST_OF_PAYEE:
        return None
    templates = relationship.templates
    if template in templates:
        return 0.0
    if not templates or len(templates) >= TEMPLATES:
        return None
    style = _style(template)
    return 0.5 if any(_style(known) == style for known in templates) else 1.0


def _duplicate_evidence(subject: Subject, value: float) -> str:
    return (
        f"{plural(int(value), 'invoice number')} of this wire to {this_account(subject)} was already paid to"
        f" {creditor(subject)} on another account."
    )


@indicator(
    number=50,
    id="duplicate_document_reference",
    typologies="VEC REF",
    data="P+H",
    strength="S",
    source="indicators.md 1.6 #50 (estimate)",
    evidence=_duplicate_evidence,
    gate=MET,
)
def duplicate_document_reference(subject: Subject) -> float | None:
    """Invoice numbers of this wire that this payee was already paid for on another account."""
    payment = subject.payment
    relationship = subject.relationship
    if not payment.documents or payment.account is None or relationship is None:
        return None
    account = payment.account[:4]
    paid = {entry[:4] for entry in relationship.documents if entry[4:] != account}
    return float(len(paid.intersection(payment.documents)))
