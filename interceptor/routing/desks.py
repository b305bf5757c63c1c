"""The desk lane: the fraud desk of every country that may hold the money."""

from collections.abc import Iterator

from interceptor.routing.build import build
from interceptor.routing.directory import Jurisdiction, Lane
from interceptor.routing.plan import UNKNOWN, LanePlan
from interceptor.routing.view import Signature, View, authority, signature

GENERIC = "jurisdiction_desk"
LINK = "frontier_plus"


def desk_lanes(view_: View) -> Iterator[LanePlan]:
    """One chosen desk for each holder where one may be asked; the link to it is named in `via`."""
    if not view_.rows:
        yield _to_a_person(view_)
    for row in view_.rows:
        named = [lane for lane in _desks(view_) if lane.operates_in != {"*"} and lane.reaches(row.alpha2)]
        for lane in named or [view_.lanes[GENERIC]]:
            yield _one(view_, lane, row)
    link = view_.lanes[LINK]
    linked = [row.alpha2 for row in view_.rows if _linked(view_, row)]
    ends = f"{view_.request.payer_country} to {', '.join(row.alpha2 for row in view_.rows) or 'unknown'}"
    why = f"{ends}: the link carries the desk's request." if linked else f"{ends}: not both ends are members."
    yield build(view_, link, chosen=False, why=why, addressee="the desks themselves", row=view_.receiver)


def _desks(view_: View) -> list[Lane]:
    return [
        lane for name in sorted(view_.books.roles.request) if (lane := view_.lanes[name]).kind == "desk"
    ]  # fmt: skip


def _linked(view_: View, row: Jurisdiction) -> bool:
    members = view_.lanes[LINK].between
    return {view_.request.payer_country, row.alpha2} <= members and view_.request.payer_country != row.alpha2


def _one(view_: View, lane: Lane, row: Jurisdiction) -> LanePlan:
    linked, books = _linked(view_, row), view_.books
    domestic = view_.request.payer_country == row.alpha2
    refusal = None
    if row.alpha2 in books.forbidden:
        refusal = f"{row.name}: {books.forbidden[row.alpha2]}."
    elif lane.id in books.closed and not linked and not domestic:
        refusal = f"{lane.name} takes domestic reports only: {books.closed[lane.id]}."
    elif view_.request.contract_dispute:
        refusal = "The parties dispute a genuine contract: no desk is asked to hold money for that."
    if refusal is not None:
        return build(view_, lane, chosen=False, why=refusal, addressee=_addressee(lane, row), row=row)
    sign = signature(view_, row, lane=lane)
    if not sign.must and lane.id == GENERIC and not row.authority:
        sign = Signature(True, f"No desk was found for {row.name}: a person decides whom to ask.")
    return build(
        view_,
        lane,
        chosen=True,
        why=_why(view_, lane, row, linked=linked),
        addressee=_addressee(lane, row),
        row=row,
        via=LINK if linked else None,
        sign=sign,
    )


def _addressee(lane: Lane, row: Jurisdiction) -> str:
    return authority(row, what="Fraud desk") if lane.id == GENERIC else lane.name


def _why(view_: View, lane: Lane, row: Jurisdiction, *, linked: bool) -> str:
    if linked:
        pair = f"{view_.request.payer_country}-{row.alpha2}"
        return (
            f"The money is in {row.name}, and both ends ({pair}) are in FRONTIER+: desk to desk, ahead of NCB traffic."
        )
    if lane.id == GENERIC:
        return f"The money is in {row.name}, which has no anti-scam desk in the directory: its authority is asked."
    return f"The money is in {row.name}, and this is its desk."


def _to_a_person(view_: View) -> LanePlan:
    why = "Nothing in the wire tells the receiving country: a person finds out where the account is."
    sign = Signature(True, "The receiving country is unknown.")
    lane = view_.lanes[GENERIC]
    return build(view_, lane, chosen=True, why=why, addressee="own fraud desk", country=UNKNOWN, sign=sign)
