"""Building one `LanePlan`: what every lane has in common."""

from typing import Literal

from interceptor.routing.clocks import clock
from interceptor.routing.directory import CONFIDENCES, Jurisdiction, Lane
from interceptor.routing.plan import UNKNOWN, Kind, LanePlan, Leg
from interceptor.routing.requirements import complete_set, send_set
from interceptor.routing.view import Signature, View, below_threshold, priority

Column = Literal["B", "U", "I", "A", "F"]
_COLUMNS: dict[str, tuple[Kind, Column]] = {
    "bank": ("bank", "B"),
    "desk": ("desk", "A"),
    "police": ("police", "I"),
    "fiu": ("fiu", "F"),
}
_US_COLUMN = frozenset({"us_ic3_rat_ffkc", "us_fincen_rrp", "us_secret_service"})
UNSIGNED = Signature(False, "")


def powers(view_: View) -> tuple[str, ...]:
    """Holds that the receiving side could use today: lane ids, named in the request as what may be asked for."""
    today = view_.request.now.date()
    lanes = (view_.lanes[lane] for lane in sorted(view_.books.roles.power))
    return tuple(
        lane.id
        for lane in lanes
        if any(lane.reaches(row.alpha2) for row in view_.rows)
        and not (lane.in_force_from and lane.in_force_from > today)
    )


def build(
    view_: View,
    lane: Lane,
    *,
    chosen: bool,
    why: str,
    addressee: str,
    country: str | None = None,
    row: Jurisdiction | None = None,
    instrument: str | None = None,
    via: str | None = None,
    leg: Leg = "payment",
    waits_for: tuple[str, ...] = (),
    sign: Signature = UNSIGNED,
    minimum_text: bool = False,
    window_days: int | None = None,
    flags: tuple[str, ...] = (),
) -> LanePlan:
    """The plan of one lane; `row` is the receiving country that it concerns, `country` that of its topic."""
    request = view_.request
    kind, column = _COLUMNS[lane.kind]
    column = "U" if lane.id in _US_COLUMN else column
    below = below_threshold(view_, lane, row)
    times = clock(request, lane, row, window_days=window_days)
    late = times.latest_start is not None and request.now > times.latest_start
    marks = (*view_.flags, *flags, *(["below_threshold"] if below else []), *(["after_latest_start"] if late else []))
    ranks = view_.books.ranks
    rank = ranks.frontier_plus if via == "frontier_plus" else int(getattr(ranks, lane.kind))
    sources = [lane.source, *([view_.lanes[via].source] if via else []), *([row.source] if row else [])]
    confidences = [lane.confidence] + ([row.confidence] if row else ["unconfirmed"])
    return LanePlan(
        lane=lane.id,
        kind=kind,
        chosen=chosen,
        why=why,
        addressee=addressee,
        country=country or (row.alpha2 if row else UNKNOWN),
        receiving_countries=tuple(item.alpha2 for item in view_.rows),
        instrument=instrument or lane.name,
        via=via,
        leg=leg,
        rank=rank,
        priority=priority(view_, below=below),
        column=column,
        send_fields=send_set(request.rail.uetr is not False),
        complete_fields=complete_set(column),
        requires=_requires(lane, row),
        waits_for=waits_for,
        must_sign=sign.must,
        sign_why=sign.why,
        minimum_text=minimum_text,
        powers=powers(view_) if chosen else (),
        flags=marks,
        clock=times,
        source=" | ".join(sources),
        confidence=max(confidences, key=CONFIDENCES.index),
    )


def _requires(lane: Lane, row: Jurisdiction | None) -> tuple[str, ...]:
    """What this lane asks for; a desk also asks for what its country's row says."""
    own = row.requires if row is not None and lane.kind == "desk" else ()
    return tuple(dict.fromkeys((*lane.requires, *own)))
