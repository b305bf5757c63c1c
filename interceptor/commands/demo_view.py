"""The demonstration on the screen: the day's alarms, the wire from Vancouver, its lanes, and the way of the money."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from interceptor.cases.case import Case
from interceptor.commands.case_data import totals
from interceptor.commands.printing import money, state, table, text
from interceptor.demo.day import Day, Wire
from interceptor.demo.story import Step
from interceptor.messages import incoming_recalls
from interceptor.pipeline.decision_record import DecisionRecord
from interceptor.routing.plan import LanePlan

_HONG_KONG = ZoneInfo("Asia/Hong_Kong")
_VANCOUVER = ZoneInfo("America/Vancouver")
_LANES = {"bank": "receiving bank", "desk": "anti-scam desk", "police": "police", "fiu": "financial intelligence"}
_REASONS = 6
"""Heaviest reasons shown."""


def chapter(number: int, title: str) -> RenderableType:
    """A heading."""
    return Group(Text(), Rule(Text(f"{number}  {title}", style="bold"), align="left", style="dim"))


def alarms(day: Day) -> RenderableType:
    """Every wire that was held back, recalled or put before a person, and every fraud that was missed."""
    made = Table.grid(padding=(0, 1))
    made.add_column(width=5)
    made.add_column()
    made.add_row("", _alarm("amount", "to", "decision", "P", "in truth", style="dim"))
    for wire in day.wires:
        record = wire.record
        if record.decision == "release" and wire.label is None:
            continue
        score = f"{record.score:.0%}" if record.score >= 0.01 else "<1%"
        amount = money(record.amount, record.currency)
        line = _alarm(amount, record.jurisdiction or "?", _verdict(record), score, _truth(wire))
        made.add_row(text((record.received_at or "")[11:16], "dim"), Group(line, text(_heaviest(record), "dim")))
    return made


def _alarm(amount: str, country: str, decision: str | Text, score: str, truth: str | Text, style: str = "") -> Table:
    """One line; the widths hold the longest usual words, so that all lines stand under each other."""
    line = Table.grid(padding=(0, 1))
    for width, side in ((16, "right"), (2, "left"), (18, "left"), (4, "right"), (None, "left")):
        line.add_column(width=width, justify="right" if side == "right" else "left")
    line.add_row(text(amount), text(country), decision, text(score), truth, style=style)
    return line


def _verdict(record: DecisionRecord) -> Text:
    return Text.assemble(state(record.decision), f" → {record.action}" if record.action != "none" else "")


def _heaviest(record: DecisionRecord) -> str:
    if not record.reasons:
        return "nothing in the message or its history gave it away"
    return record.reasons[0].evidence


def _truth(wire: Wire) -> Text:
    story = (wire.story or "ordinary").replace("_", " ")
    return text(f"fraud: {story}", "red") if wire.label else text(f"honest: {story}", "green")


def score_card(day: Day) -> RenderableType:
    """How the day went, in numbers that a desk would ask for."""
    frauds = [wire for wire in day.wires if wire.label]
    honest = [wire for wire in day.wires if not wire.label]
    alike = [wire for wire in honest if wire.story]
    stopped = sum(wire.record.decision == "intercept" for wire in frauds)
    doubted = sum(wire.record.decision == "review" for wire in frauds)
    wrong = sum(wire.record.decision == "intercept" for wire in honest)
    asked = sum(wire.record.decision == "review" for wire in honest)
    return Text.assemble(
        (f"{stopped + doubted} of {len(frauds)}", "bold"),
        f" frauds caught: {stopped} intercepted and {doubted} put before a person. Of ",
        (f"{len(honest)}", "bold"),
        f" honest wires, {len(alike)} of them made to look like fraud, ",
        (f"{wrong}", "bold"),
        " intercepted and ",
        (f"{asked}", "bold"),
        " put before a person.",
    )


def wire(found: Wire) -> RenderableType:
    """The Vancouver wire and why it was stopped."""
    record = found.record
    head = Table.grid(padding=(0, 2))
    head.add_row(text("amount", "dim"), text(money(record.amount, record.currency), "bold"))
    head.add_row(text("from", "dim"), text("a Vancouver law firm's client trust account (invented)"))
    rule = record.jurisdictions[0].rule.replace("_", " ")
    head.add_row(text("to", "dim"), text(f"account …{(record.creditor_account or '')[-3:]} in Hong Kong, by {rule}"))
    head.add_row(text("sent", "dim"), text(_both(datetime.fromisoformat(record.received_at or ""), _VANCOUVER)))
    head.add_row(text("UETR", "dim"), text(record.uetr))
    head.add_row(text("decision", "dim"), Text.assemble(_verdict(record), f", probability {record.score:.1%}"))
    head.add_row(text("policy", "dim"), text(f"{record.policy}, model {record.model}", "dim"))
    reasons = table("weight", "reason", right=("weight",))
    for reason in (record.reasons or [])[:_REASONS]:
        reasons.add_row(text(f"{reason.contribution:+.2f}"), text(reason.evidence))
    counter = text(f"It {record.counterfactual}.", "italic") if record.counterfactual else Text()
    return Group(Panel(head, border_style="dim", expand=False), reasons, counter)


def lanes(plans: tuple[LanePlan, ...]) -> RenderableType:
    """The lanes to stop the money, chosen ones with their clocks; the others in one line."""
    made = Table.grid(padding=(0, 2))
    for plan in plans:
        if plan.chosen:
            made.add_row(Text.assemble((_LANES[plan.kind], "bold"), "\n", (plan.lane, "dim")), _lane(plan))
            made.add_row()
    left = sum(not plan.chosen for plan in plans)
    note = text(f"{left} other lanes were considered and not chosen: interceptor routes CA HK 2300000 CAD", "dim")
    return Group(made, note)


def _lane(plan: LanePlan) -> RenderableType:
    waits = [name.replace("_", " ") for name in plan.waits_for] + (["a signature"] if plan.must_sign else [])
    return Group(
        text(plan.addressee),
        text(plan.why, "dim"),
        Text.assemble(
            ("chase at ", "dim"),
            _both(plan.clock.chase_at, ZoneInfo(plan.clock.time_zone)),
            (", waits for ", "dim"),
            (", ".join(waits) or "nothing", "yellow" if waits else "green"),
        ),
    )


def recall(message: bytes) -> RenderableType:
    """The heart of the camt.056 that went to the receiving bank."""
    found = incoming_recalls.read(message)[0]
    body = Table.grid(padding=(0, 2))
    for label, value in (
        ("Assgnmt/Id", found.message_id),
        ("OrgnlMsgNmId", found.original_message_name),
        ("OrgnlUETR", found.uetr),
        ("OrgnlIntrBkSttlmAmt", money(found.amount or Decimal(0), found.currency or "")),
        ("CxlRsnInf/Rsn/Cd", ", ".join(found.reasons)),
        ("AddtlInf", " ".join(found.text)),
    ):
        body.add_row(text(label, "dim"), text(value))
    title = f"camt.056.001.08, {len(message):,} bytes, valid by its schema"
    return Panel(body, title=title, title_align="left", border_style="dim", expand=False)


def step(found: Step, waited: timedelta) -> RenderableType:
    """One step of the story, the time it stands for, and the ledger after it."""
    line = Table.grid(padding=(0, 2))
    line.add_column(width=14, justify="right", no_wrap=True)
    line.add_column()
    sent = [alert for alert in found.case.alerts if alert.version or alert.gates]
    states = Text("  ").join(Text.assemble((alert.lane, "dim"), " ", state(alert.state.value)) for alert in sent)
    told = Text.assemble((found.who, "bold"), " ", text(found.what))
    line.add_row(
        text(f"+ {_span(waited)}", "dim"),
        Group(text(_both(found.at, _HONG_KONG), "dim"), told, ledger(found.case), states, Text()),
    )
    return line


def ledger(case: Case) -> Text:
    """The balance in one line: what was alerted, and where it is."""
    places = totals(case)
    parts = [f"{place.replace('_', ' ')} {money(amount)}" for place, amount in places.items()]
    return Text.assemble(f"alerted {money(case.amount, case.currency)} = ", (" + ".join(parts), "cyan"))


def end(case: Case) -> RenderableType:
    """The last line: the sum that must hold."""
    places = totals(case)
    back, charges = places.get("returned", Decimal(0)), places.get("charges", Decimal(0))
    holds = back + charges == case.amount
    line = Text.assemble(
        f"alerted {money(case.amount, case.currency)} = returned {money(back, case.currency)}"
        f" + charges {money(charges, case.currency)}",
        ("   ✓" if holds else "   ✗ THE LEDGER DOES NOT ADD UP", "bold green" if holds else "bold red"),
    )
    return Panel(line, border_style="green" if holds else "red", expand=False)


def farewell() -> RenderableType:
    """Where to go from here."""
    words = text("With your own file: README.md. One case by hand: docs/guides/first-steps.md.", "dim")
    return Padding(words, (1, 0, 0, 0))


def _both(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment:%d %b %H:%M}Z ({moment.astimezone(zone):%d %b %H:%M %Z})"


def _span(waited: timedelta) -> str:
    minutes = round(waited.total_seconds() / 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [f"{days} d"] * bool(days) + [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes)
    return " ".join(parts[:2]) or "0 min"
