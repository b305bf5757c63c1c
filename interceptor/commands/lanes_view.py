"""Lanes on the screen: which way a request goes, why, by when, and what it waits for."""

from datetime import datetime
from zoneinfo import ZoneInfo

from rich.table import Table
from rich.text import Text

from interceptor.commands.printing import table, text, when
from interceptor.routing.plan import LanePlan
from interceptor.routing.table import topic

_PRIORITIES = {"urgent": "bold red", "high": "yellow", "normal": "green"}


def chosen_lanes(plans: tuple[LanePlan, ...]) -> Table:
    """The lanes that are used, each with all that a person needs to start it."""
    made = Table.grid(padding=(0, 1))
    made.add_column(justify="right", no_wrap=True)
    made.add_column(overflow="fold")
    for plan in plans:
        if plan.chosen:
            head = Text.assemble(text(plan.lane, "bold"), "  ", text(plan.addressee))
            made.add_row(text(f"● {plan.kind}", _PRIORITIES[plan.priority]), head)
            for label, line in _lines(plan):
                made.add_row(text(label, "dim"), line)
            made.add_row()
    return made


def other_lanes(plans: tuple[LanePlan, ...]) -> Table:
    """The lanes that were considered and not chosen, each with the reason."""
    made = table("not chosen", "", "why")
    for plan in plans:
        if not plan.chosen:
            made.add_row(text(plan.kind), text(plan.lane), text(plan.why, "dim"))
    return made


def lane_lines(plans: tuple[LanePlan, ...], *, title: str) -> Table:
    """The lanes that are used, one line each."""
    made = table("lane", "to", "chase", "waits for", title=title)
    for plan in plans:
        if plan.chosen:
            made.add_row(
                Text.assemble(text(plan.kind, "bold"), " ", text(plan.lane, "dim")),
                text(plan.addressee),
                when(plan.clock.chase_at),
                text("; ".join(_waits(plan)) or "nothing", "yellow" if _waits(plan) else "green"),
            )
    return made


def _waits(plan: LanePlan) -> list[str]:
    return [_words(name) for name in plan.waits_for] + ([f"a signature: {plan.sign_why}"] if plan.must_sign else [])


def _lines(plan: LanePlan) -> list[tuple[str, Text]]:
    """Label and text of each line below a lane's head."""
    clock = plan.clock
    lines = [("why", text(plan.why))]
    if clock.latest_start is not None:
        lines.append(("start by", text(_both(clock.latest_start, clock.time_zone))))
    lines.append(("chase", text(_both(clock.chase_at, clock.time_zone))))
    if plan.kind != "bank":
        lines.append(("hold", text(clock.hold_rule)))
    waits = _waits(plan)
    lines.append(("waits for", text("; ".join(waits) or "nothing, it may go", "yellow" if waits else "green")))
    if plan.minimum_text:
        lines.append(("text", text("the minimum, until a person has signed")))
    if plan.requires:
        lines.append(("in full", text(", ".join(_words(name) for name in plan.requires))))
    if plan.flags:
        lines.append(("note", text(", ".join(_words(name) for name in plan.flags), "red")))
    lines.append(("topic", text(f"{topic(plan)}, {plan.priority}", "dim")))
    lines.append(("source", text(f"{plan.confidence}: {plan.source}", "dim")))
    return lines


def _both(moment: datetime, zone: str) -> str:
    """A time in UTC and on the receiver's clock."""
    there = moment.astimezone(ZoneInfo(zone))
    return f"{when(moment)}, there {there:%a %d %b %H:%M} ({zone})"


def _words(name: str) -> str:
    return name.replace("_", " ")
