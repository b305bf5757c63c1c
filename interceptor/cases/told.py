"""What people have told about a case beyond its transfer: the facts of the complete set that no message carries.

Field numbers are those of research/alert-contents.md section 2. A fact goes only to the lanes whose column takes it;
digests stand for documents, which are sent on request.
"""

from datetime import date, datetime
from decimal import Decimal

import msgspec


class Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Facts by word of mouth. Absent means that nobody has told it yet. People are references into the directory."""

    officer: str | None = None
    """4: who may be called back, in place of whoever signed the alert."""
    credited_at: datetime | None = None
    """12: when the money was credited, UTC."""
    payer_says: tuple[str, ...] = ()
    """16: what the payer says, neutral, sentence by sentence."""
    debtor_contact: str | None = None
    """20: whom to speak to at the payer."""
    expected_creditor: str | None = None
    """22: the name of the party that the payer meant to pay."""
    expected_creditor_country: str | None = None
    ic3_complaint: str | None = None
    """28: id of the complaint to the US centre."""
    filed_with: str | None = None
    """29: the FIU with which a suspicious-activity report was filed; never its text."""
    filed_on: date | None = None
    victim_statement: str | None = None
    """30: SHA-256 of the sworn statement."""
    indemnity: Decimal | None = None
    """31: limit of the indemnity that an officer has issued, in the transfer's currency."""
    indemnity_expires_on: date | None = None
    onward_use: bool | None = None
    """33: consent to the addressee's onward use of the facts."""
    evidence: tuple[str, ...] = ()
    """36: SHA-256 digests of documents that are kept."""

    def fields(self) -> frozenset[str]:
        """Alert fields that these facts fill."""
        return frozenset(field for name, field in _FIELDS.items() if getattr(self, name))

    def also(self, more: "Told") -> "Told":
        """These facts with those of `more`, which win where both speak; sentences and digests are added."""
        given = msgspec.structs.asdict(more)
        added = {name: (*getattr(self, name), *given[name]) for name in ("payer_says", "evidence")}
        new = {name: value for name, value in given.items() if value is not None} | {
            name: tuple(dict.fromkeys(values)) for name, values in added.items()
        }
        return msgspec.structs.replace(self, **new)


NOTHING = Told()

TOLD_ONLY = frozenset(
    {"officer", "debtor_contact", "ic3_complaint", "suspicious_activity_report", "victim_statement", "evidence"}
)
"""Alert fields that are filled by what people tell, and by nothing else."""

_FIELDS = {
    "officer": "officer",
    "credited_at": "times",
    "payer_says": "summary",
    "debtor_contact": "debtor_contact",
    "expected_creditor": "expected_creditor",
    "ic3_complaint": "ic3_complaint",
    "filed_with": "suspicious_activity_report",
    "victim_statement": "victim_statement",
    "indemnity": "indemnity",
    "evidence": "evidence",
}
