"""The bank lane: one instrument for the payment, and one more for its cover."""

from collections.abc import Iterator

from interceptor.routing.build import build
from interceptor.routing.plan import LanePlan
from interceptor.routing.rails import SEPA_LANES, Verdict, instruments
from interceptor.routing.view import Signature, View, signature

# MT and camt.056 alike: a cover is a second thing to stop (research/recall.md 1.5, iso20022.md 4.6).
_COVERED = "Cover payment: the pacs.009 COV or MT202 COV leg is stopped too, at the reimbursement agents."


def bank_lanes(view_: View) -> Iterator[LanePlan]:
    """Every bank instrument, one of them chosen, and its twin for the cover leg of a COVE settlement."""
    receiver = view_.receiver.alpha2 if view_.receiver else None
    for verdict in instruments(view_.request, receiver):
        yield _one(view_, verdict)
        if verdict.chosen and view_.request.rail.settlement_method == "COVE":
            yield _one(view_, verdict, cover=True)


def _one(view_: View, verdict: Verdict, *, cover: bool = False) -> LanePlan:
    lane, row = view_.lanes[verdict.lane], view_.receiver
    personal = signature(view_, row, lane=lane)
    return build(
        view_,
        lane,
        chosen=verdict.chosen,
        why=_COVERED if cover else verdict.why,
        addressee="reimbursement agents" if cover else view_.request.rail.receiving_agent or "creditor agent",
        row=row,
        leg="cover" if cover else "payment",
        sign=_bank_signature(view_, personal) if verdict.chosen else Signature(False, ""),
        # A person has not looked yet: the recall may go, with the least that identifies the payment (DESIGN 6).
        minimum_text=verdict.chosen and personal.must,
        window_days=view_.books.rails.sepa_window_days if verdict.lane in SEPA_LANES else None,
    )


def _bank_signature(view_: View, personal: Signature) -> Signature:
    """Unlike the other lanes the bank lane goes unsigned, unless sanctions or the transfer's age forbid it."""
    if view_.draft:
        return personal
    if view_.request.contract_dispute:
        return Signature(True, "The parties dispute a genuine contract: a recall for fraud needs a person.")
    for row in view_.rows:
        if row.alpha2 in view_.books.forbidden:
            return Signature(True, f"{row.name}: {view_.books.forbidden[row.alpha2]}.")
        if "sanctions_clearance" in row.requires:
            return Signature(True, f"{row.name} needs sanctions clearance first.")
    return Signature(False, "")
