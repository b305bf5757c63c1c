"""Police and FIU lanes: they start in the payer's country and go to its own authorities (research/recall.md 0.3, 4)."""

from collections.abc import Iterator

from interceptor.routing.build import build
from interceptor.routing.countries import family
from interceptor.routing.directory import Jurisdiction, Lane
from interceptor.routing.plan import LanePlan
from interceptor.routing.view import Signature, View, authority, same_country, signature

US_POLICE, US_FIU, SECRET_SERVICE = "us_ic3_rat_ffkc", "us_fincen_rrp", "us_secret_service"
IGRIP, PAYER_POLICE, EGMONT, OWN_FIU = "interpol_igrip", "payer_police", "egmont_fiu_request", "own_fiu_report"


def official_lanes(view_: View) -> Iterator[LanePlan]:
    """Every police and FIU request lane that concerns the payer's country, chosen or not."""
    for lane, fits, why in (*_police(view_), *_fiu(view_)):
        stop = _barred(view_, view_.lanes[lane])
        yield _one(view_, view_.lanes[lane], chosen=fits and stop is None, why=stop if fits and stop else why)


def _barred(view_: View, lane: Lane) -> str | None:
    if view_.request.contract_dispute:
        return "The parties dispute a genuine contract: that never enters the police or FIU lane (INTERPOL, article 3)."
    if view_.request.basis == "suspected":
        return (
            f"Suspected by the engine alone: the {lane.kind} lane waits until the payer reports it or it is confirmed."
        )
    return None


def _police(view_: View) -> Iterator[tuple[str, bool, str]]:
    payer, abroad = family(view_.request.payer_country), not same_country(view_)
    if payer == "US":
        yield US_POLICE, True, "The payer is in the United States: IC3 starts the Financial Fraud Kill Chain."
    in_us = any(family(row.alpha2) == "US" for row in view_.rows)
    if in_us and payer != "US":
        fits = payer in view_.books.payers[SECRET_SERVICE]
        why = (
            "The Canadian centre refers US-bound money to the Secret Service."
            if fits
            else "Documented as a Canadian referral only; the payer's police may still ask."
        )
        yield SECRET_SERVICE, fits, why
    barrier = _no_ncb(view_)
    reach = "; ".join(filter(None, (_ncb_route(view_, row) for row in view_.rows)))
    igrip = abroad and barrier is None and bool(view_.rows)
    if igrip:
        why = f"The police of the payer's country ask by I-GRIP, NCB to NCB{': ' + reach if reach else ''}."
    elif not abroad:
        why = "Payer and money are in one country: no INTERPOL request is needed."
    else:
        why = f"{barrier or 'The receiving country is unknown'}."
    yield IGRIP, igrip, why
    own = not igrip and payer != "US"
    why = (
        "I-GRIP carries the request."
        if igrip
        else "IC3 is the entry."
        if payer == "US"
        else _own_police(view_, barrier)
    )
    yield PAYER_POLICE, own, why


def _own_police(view_: View, barrier: str | None) -> str:
    if barrier is None:
        return "The payer's own police take the report."
    return f"{barrier}: the payer's police take it on by liaison officers."


def _no_ncb(view_: View) -> str | None:
    for row in view_.rows:
        if row.alpha2 in view_.books.no_ncb:
            return view_.books.no_ncb[row.alpha2]
        if not row.interpol_member and not row.ncb:
            return f"{row.name} has no NCB"
    return None


def _ncb_route(view_: View, row: Jurisdiction) -> str:
    if row.alpha2 in view_.books.ncb:
        return f"{row.name} through {view_.books.ncb[row.alpha2]}"
    return "" if row.interpol_member else f"{row.name} through {row.ncb}"


def _fiu(view_: View) -> Iterator[tuple[str, bool, str]]:
    payer, abroad = view_.payer, not same_country(view_)
    egmont = view_.lanes[EGMONT]
    if family(view_.request.payer_country) == "US":
        yield US_FIU, abroad, "The payer is in the United States: FinCEN's Rapid Response Program reaches foreign FIUs."
    sides = [(view_.request.payer_country, "payer's"), *((row.alpha2, "receiving") for row in view_.rows)]
    # A territory without an FIU of its own is served by its parent's (the jurisdictions file names it).
    missing = [
        f"{country} ({side} side)"
        for country, side in sides
        if not (egmont.reaches(country) or egmont.reaches(family(country)))
    ]
    both = abroad and not missing and bool(view_.rows)
    if both:
        why = "Both FIUs are in the Egmont Group: the payer's FIU asks, fed by the bank's suspicious-activity report."
    elif not abroad:
        why = "Payer and money are in one country: no FIU abroad is needed."
    else:
        why = f"No Egmont link: {', '.join(missing) or 'the receiving country is unknown'}."
    yield EGMONT, both, why
    own = not both and payer is not None and bool(_fiu_name(payer))
    if both:
        why = "The Egmont request starts from the same report."
    elif own:
        why = "The payer's own FIU gets the report and chooses the way; a foreign FIU is never written to directly."
    else:
        why = "No FIU of the payer's country is in the directory."
    yield OWN_FIU, own, why


def _fiu_name(row: Jurisdiction | None) -> str:
    return row.egmont_fiu if row is not None else ""


def _one(view_: View, lane: Lane, *, chosen: bool, why: str) -> LanePlan:
    payer, report = view_.payer, view_.request.police_report
    waits: tuple[str, ...] = () if report else ("police_report",)
    if lane.id == US_POLICE and not report:
        waits = (*waits, "ic3_complaint")
    if lane.kind == "fiu":
        addressee = _fiu_name(payer) or authority(None, what="FIU")
        sign = Signature(True, "A suspicious-activity report is a person's act.")
        waits = (*waits, "bank_sar")
    else:
        addressee = authority(payer, what="Police")
        # Personal data reach the receiving country by this lane, so its row decides too (recall.md 9 rule 5).
        sign = signature(view_, *(view_.rows or (None,)), lane=lane)
        if not sign.must and payer is None:
            sign = signature(view_, None)
    return build(
        view_,
        lane,
        chosen=chosen,
        why=why,
        addressee=addressee,
        country=view_.payer_topic,
        row=view_.receiver,
        waits_for=waits if chosen else (),
        sign=sign if chosen else Signature(False, ""),
    )
