"""One request seen against the directory: the payer's row, the holders' rows, and what both mean for every lane."""

from datetime import timedelta
from decimal import Decimal

import msgspec

from interceptor.routing.countries import PARENTS, family
from interceptor.routing.directory import Jurisdiction, Lane, directory
from interceptor.routing.plan import UNKNOWN, Priority, RouteRequest
from interceptor.routing.playbooks import Playbooks, playbooks
from interceptor.routing.receiving import disagreement, held_by_emi, holders

_LADDER: tuple[Priority, ...] = ("urgent", "high", "normal")


class Signature(msgspec.Struct, frozen=True):
    """Whether a person has to sign, and why."""

    must: bool
    why: str


class View(msgspec.Struct, frozen=True):
    """A request with its rows looked up once."""

    request: RouteRequest
    payer: Jurisdiction | None
    rows: tuple[Jurisdiction, ...]
    """Directory rows of the countries that may hold the account, likeliest first; empty = unknown."""
    flags: tuple[str, ...]
    books: Playbooks
    lanes: dict[str, Lane]

    @property
    def receiver(self) -> Jurisdiction | None:
        """Row of THE jurisdiction."""
        return self.rows[0] if self.rows else None

    @property
    def payer_topic(self) -> str:
        """Country of the police and FIU topics."""
        return self.payer.alpha2 if self.payer else UNKNOWN

    @property
    def draft(self) -> bool:
        """True when the transfer is older than the bank alerts on its own (DESIGN 6, brakes)."""
        return self.request.now - self.request.sent_at > timedelta(days=self.request.settings.max_alert_age_days)


def view(request: RouteRequest) -> View:
    """Looks the request's countries up; countries without a row count as unknown."""
    book = directory()
    rows = tuple(book.jurisdictions[country] for country in holders(request.countries) if country in book.jurisdictions)
    flags = []
    if not rows:
        flags.append("jurisdiction_unknown")
    if disagreement(request.countries):
        flags.append("jurisdictions_disagree")
    if held_by_emi(request.countries):
        flags.append("emi_account")
    found = View(
        request=request,
        payer=book.jurisdictions.get(request.payer_country),
        rows=rows,
        flags=tuple(flags),
        books=playbooks(),
        lanes=dict(book.lanes),
    )
    return msgspec.structs.replace(found, flags=(*flags, "draft_age")) if found.draft else found


def authority(row: Jurisdiction | None, *, what: str) -> str:
    """Who is addressed in that country: its row's authority, its parent's, or in plain words `what` of the country."""
    if row is None:
        return f"{what} of the payer's country (not in the directory: a person decides)"
    if row.authority:
        return row.authority
    parent = directory().jurisdictions.get(PARENTS.get(row.alpha2, ""))
    return parent.authority if parent is not None and parent.authority else f"{what} of {row.name}"


def same_country(view_: View) -> bool:
    """True when payer and money are under the same authorities."""
    return view_.receiver is not None and family(view_.request.payer_country) == family(view_.receiver.alpha2)


def signature(view_: View, *rows: Jurisdiction | None, lane: Lane | None = None) -> Signature:
    """A person signs where the directory says so, is not sure, or knows nothing (DESIGN 6)."""
    if view_.draft:
        days = view_.request.settings.max_alert_age_days
        return Signature(True, f"The transfer is older than {days} days: a draft for a person.")
    for row in rows:
        if row is None:
            return Signature(True, "The country is not known: a person decides where this goes.")
        if "sanctions_clearance" in row.requires:
            return Signature(True, f"{row.name} needs sanctions clearance first.")
        if row.human_review:
            return Signature(True, f"The directory asks for human review for {row.name}.")
        if row.confidence == "unconfirmed":
            return Signature(True, f"The directory's row of {row.name} is unconfirmed.")
    if lane is not None and lane.confidence == "unconfirmed":
        return Signature(True, f"The directory's row of the lane {lane.id} is unconfirmed.")
    return Signature(False, "")


def below_threshold(view_: View, lane: Lane, row: Jurisdiction | None) -> bool:
    """True only when the amount is known to be under the lane's or, for its own desk, the row's least amount."""
    limits = [(lane.min_amount, lane.currency)]
    if row is not None and lane.kind == "desk":
        limits.append((row.min_amount, row.min_amount_currency))
    return any(_under(view_.request, least, currency) for least, currency in limits if least is not None)


def _under(request: RouteRequest, least: Decimal, currency: str) -> bool:
    if request.currency == currency:
        return request.amount < least
    return currency == "USD" and request.amount_usd is not None and request.amount_usd < least


def priority(view_: View, *, below: bool) -> Priority:
    """Urgent within a day of the payment, high within three; a threshold takes one step off, never the request.

    Hours from playbooks.toml; that thresholds are hints only: research/recall.md 9 rule 16.
    """
    hours = (view_.request.now - view_.request.sent_at) / timedelta(hours=1)
    rule = view_.books.priority
    step = 0 if hours <= rule.urgent_hours else 1 if hours <= rule.high_hours else 2
    return _LADDER[min(step + below, 2)]
