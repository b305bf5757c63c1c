"""From a wire to its lanes: every lane that concerns payer or money, chosen or not, each with its reason.

Lanes start in parallel; police and FIU lanes start in the payer's country and never on suspicion alone
(research/recall.md 9 rules 2 to 4; DESIGN 6).
"""

from interceptor.routing.banks import bank_lanes
from interceptor.routing.desks import desk_lanes
from interceptor.routing.officials import official_lanes
from interceptor.routing.others import other_lanes
from interceptor.routing.plan import LanePlan, RouteRequest
from interceptor.routing.view import view


def plan(request: RouteRequest) -> tuple[LanePlan, ...]:
    """Every lane considered, chosen ones first in order of rank. Pure: the same request gives the same plan.

    Never empty: one bank instrument is always chosen, and an unknown country goes to a person. Where the evidence
    names two holders, both countries' desks are asked and every plan carries `jurisdictions_disagree`.
    """
    seen = view(request)
    plans = [*bank_lanes(seen), *desk_lanes(seen), *official_lanes(seen), *other_lanes(seen)]
    return tuple(sorted(plans, key=lambda item: (not item.chosen, item.rank, item.lane, item.country, item.leg)))


def chosen(plans: tuple[LanePlan, ...]) -> tuple[LanePlan, ...]:
    """Only the lanes to be used."""
    return tuple(item for item in plans if item.chosen)
