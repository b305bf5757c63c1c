"""What payment schemes want of a recall: the differences of research/iso20022.md 4.6 as a table.

The element order is the schema's and the same for all; only presence, naming and codes differ.
"""

from typing import Final, Literal, NamedTuple

from interceptor.errors import Fault, MessageError
from interceptor.transfers.transfer import Transfer


class Scheme(NamedTuple):
    """One scheme's rules for camt.056. Rows marked (practice) in the research stay open to configuration."""

    name: str
    case: Literal["transaction", "message", "none"]
    """Where `Case` stands: in `TxInf`, at the root, or nowhere."""
    uetr: bool
    """Refused without a UETR."""
    transaction_id: bool
    """Refused without the original `TxId`."""
    transaction_count: bool
    """`CtrlData/NbOfTxs` is written."""
    transaction_reference: bool
    """`OrgnlTxRef`, the copy of the original's parties, is written."""
    member_only: bool
    """Banks are named by clearing member id alone where they have one."""
    reasons: frozenset[str]
    """Cancellation reasons that the scheme takes."""
    business_service: str | None
    """Default `BizSvc`; it depends on the standards release, so a setting may replace it."""


FIN_REASONS: Final = frozenset("AGNT AM09 COVR CURR CUST CUTA DUPL FRAD TECH UPAY".split())
"""Cancellation reasons of MT n92, which CBPR+ has taken over (research/iso20022.md 4.6)."""

_SEPA_REASONS: Final = frozenset("DUPL TECH FRAD AC03 AM09 CUST".split())  # recall.md 1.4: recall, then RFRO
_ISO_REASONS: Final = FIN_REASONS | frozenset("UAPA MD06 AC03 ENUE DT01 NARR".split())  # iso20022.md 4.6, recall.md 1.1

SCHEMES: Final[dict[str, Scheme]] = {
    scheme.name: scheme
    for scheme in (
        # name, case, uetr, transaction_id, count, reference, member_only, reasons, business_service
        Scheme("cbpr", "transaction", True, False, False, False, False, FIN_REASONS, "swift.cbprplus.04"),
        Scheme("fedwire", "message", True, False, False, False, True, _ISO_REASONS, None),
        Scheme("rtp", "message", False, False, False, False, True, _ISO_REASONS, None),
        # SEPA's count is practice, not found in the research.
        Scheme("sepa", "transaction", False, True, True, True, False, _SEPA_REASONS, None),
        Scheme("hvps", "none", True, False, False, False, False, FIN_REASONS, "swift.iap.01"),
    )
}

_BY_CLEARING_SYSTEM: Final = {"FDW": "fedwire", "TCH": "rtp"}  # ISO external cash clearing system codes


def scheme(name: str) -> Scheme:
    """The scheme called `name`. Raises `MessageError` (`bad_field`)."""
    try:
        return SCHEMES[name]
    except KeyError:
        raise MessageError(Fault.BAD_FIELD, "scheme") from None


def scheme_of(transfer: Transfer) -> str:
    """Name of the scheme that the transfer itself shows: its clearing system, or EUR at service level SEPA."""
    named = _BY_CLEARING_SYSTEM.get(transfer.clearing_system or "")
    if named:
        return named
    return "sepa" if transfer.currency == "EUR" and "SEPA" in transfer.service_levels else "cbpr"
