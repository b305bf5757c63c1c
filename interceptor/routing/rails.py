"""Which bank-to-bank instrument takes the money back: exactly one of them is chosen, each has its reason.

SEPA allows one recall a payment, so the choice is made once (research/recall.md 1.4 to 1.6, 9 rule 6).
"""

from typing import NamedTuple

from interceptor.routing.countries import family
from interceptor.routing.directory import directory
from interceptor.routing.plan import RouteRequest
from interceptor.routing.playbooks import playbooks

BILATERAL, STOP_AND_RECALL, MT192 = "camt056_bilateral", "swift_stop_and_recall", "mt192"
SEPA_LANES = frozenset({"sct_recall", "sct_rfro", "sct_inst_recall"})


class Verdict(NamedTuple):
    """One instrument considered."""

    lane: str
    chosen: bool
    why: str


def instruments(request: RouteRequest, receiver: str | None) -> tuple[Verdict, ...]:
    """Every bank instrument with its verdict; exactly one is chosen. `receiver` is None when unknown."""
    chosen, why = _choose(request, receiver)
    return tuple(
        Verdict(lane, lane == chosen, why if lane == chosen else _not_chosen(request, lane, chosen, receiver))
        for lane in sorted(playbooks().roles.instrument)
    )


def is_sepa(request: RouteRequest, receiver: str | None) -> bool:
    """True for a SEPA credit transfer: EUR, both ends in the scheme, and not a large-value or Swift payment."""
    rail, scope = request.rail, directory().lanes["sct_recall"]
    if request.currency != "EUR" or receiver is None:
        return False
    if not (scope.reaches(request.payer_country) and scope.reaches(receiver)):
        return False
    if "SEPA" in rail.service_levels:
        return True
    on_swift = rail.settlement_method in {"INDA", "INGA", "COVE"} or any(
        s.startswith("G0") for s in rail.service_levels
    )
    return not (_is_mt(request) or on_swift or rail.clearing_system in playbooks().rails.large_value)


def _is_mt(request: RouteRequest) -> bool:
    return (request.rail.format or "").startswith("mt")


def _choose(request: RouteRequest, receiver: str | None) -> tuple[str, str]:
    if is_sepa(request, receiver):
        days = (request.now - request.sent_at).days
        if days <= playbooks().rails.sepa_window_days:
            return _sepa(request)
    national = _national(request, receiver)
    return national if national is not None else _swift(request)


def _sepa(request: RouteRequest) -> tuple[str, str]:
    once = "one request a payment, so its reason is fixed now"
    if request.settings.sepa_reason == "CUST":
        return "sct_rfro", f"SEPA transfer, and this bank asks for deceived payers by RFRO with CUST; {once}."
    if request.rail.local_instrument == "INST":
        return "sct_inst_recall", f"SEPA instant transfer: recall with FRAD, and the desk in the same minute; {once}."
    return (
        "sct_recall",
        f"SEPA transfer in EUR with both ends in the scheme: recall with FRAD within 13 months; {once}.",
    )


def _national(request: RouteRequest, receiver: str | None) -> tuple[str, str] | None:
    rails, rail = playbooks().rails, request.rail
    ends = {family(request.payer_country), family(receiver) if receiver else ""}
    if request.currency == "USD" and rail.clearing_system in rails.fednow:
        return "fednow_return_request", "The payment went over FedNow: its return request owes an answer."
    domestic_usd = ends == {"US"} and not _is_mt(request) and rail.clearing_system is None
    if request.currency == "USD" and (rail.clearing_system in rails.fedwire or domestic_usd):
        return (
            "fedwire_return_request",
            "The payment went over Fedwire: a return is voluntary, often against indemnity.",
        )
    if request.currency == "GBP" and rail.clearing_system in rails.chaps:
        return "chaps_recall", "The payment went over CHAPS; its manual was not read, so only the minimum text goes."
    return None


def _swift(request: RouteRequest) -> tuple[str, str]:
    settings, has_uetr = request.settings, request.rail.uetr
    start = settings.stop_and_recall_from or playbooks().rails.stop_and_recall_from
    if has_uetr and request.now.date() >= start:
        return STOP_AND_RECALL, f"From {start} cancellations on Swift go through Stop and Recall, keyed by the UETR."
    if settings.recall_format == "mt" or (settings.recall_format == "auto" and _is_mt(request)):
        return MT192, "The wire was an MT message, and Stop and Recall is not yet in force: MT192 to the next agent."
    if has_uetr is False and settings.recall_format == "auto":
        return MT192, "The wire has no UETR, which camt.056 on Swift needs and nobody may invent: MT192 by reference."
    return BILATERAL, "Cross-border wire in ISO 20022 before Stop and Recall is in force: camt.056 to the next agent."


def _not_chosen(request: RouteRequest, lane: str, chosen: str, receiver: str | None) -> str:
    if lane in SEPA_LANES:
        if is_sepa(request, receiver):
            return f"{chosen} takes this payment's one request, or the 13 months are over."
        return "Not a SEPA transfer: it takes EUR, both ends in the scheme, and no large-value or Swift rail."
    own_rail = {
        "fedwire_return_request": "The payment did not go over Fedwire.",
        "fednow_return_request": "The payment did not go over FedNow.",
        "chaps_recall": "The payment is not known to have gone over CHAPS.",
    }
    if lane in own_rail:
        return own_rail[lane]
    if chosen not in {BILATERAL, STOP_AND_RECALL, MT192}:
        return f"The payment's own rail has a recall: {chosen}."
    if lane == STOP_AND_RECALL:
        return "Not in force on this date by configuration, or the wire has no UETR."
    return f"{chosen} carries the request; two for one leg would cross."
