"""Lanes that are shown but not used by us: powers of the receiving side, and tools for later."""

from collections.abc import Iterator

from interceptor.routing.build import build
from interceptor.routing.plan import LanePlan
from interceptor.routing.view import View


def other_lanes(view_: View) -> Iterator[LanePlan]:
    """Each with the reason why nothing is sent on it."""
    today = view_.request.now.date()
    for name in sorted(view_.books.roles.power):
        lane = view_.lanes[name]
        row = next((row for row in view_.rows if lane.reaches(row.alpha2)), None)
        if row is None:
            continue
        if lane.in_force_from is not None and lane.in_force_from > today:
            why = f"Not in force before {lane.in_force_from}."
        else:
            why = "A power of the receiving side, set off by holding bank, police or FIU there: named in the requests."
        yield build(view_, lane, chosen=False, why=why, addressee=row.authority or lane.name, row=row)
    for name in sorted(view_.books.roles.later):
        why = "It traces or keeps money later; it does not stop it, and sent too early it warns the holder."
        lane = view_.lanes[name]
        yield build(view_, lane, chosen=False, why=why, addressee="police and prosecutors", country=view_.payer_topic)
