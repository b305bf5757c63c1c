"""A case on the screen: hops, ledger, alerts, holds, what waits for a person, and what has happened."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from interceptor.cases.case import Alert, Case, Hop
from interceptor.cases.clocks import due
from interceptor.commands.case_data import balances, in_queue, recoverable, totals
from interceptor.commands.printing import figures, money, named, short, state, table, text, until, when
from interceptor.store.reading import Task

_WORDS = {"in_flight": "in flight", "moved_on": "moved on"}


def case_list(cases: list[Case], now: datetime, *, closed: bool) -> RenderableType:
    """The queue: most money still recoverable first; closed cases behind, when asked for."""
    made = Table.grid(padding=(0, 2))
    made.add_column(no_wrap=True)
    made.add_column(overflow="fold")
    for worth, case in in_queue(cases, now):
        made.add_row(text(short(case.case_id), "bold"), _line(case, f"≈ USD {worth:,.0f} recoverable of", now))
    for case in cases if closed else ():
        if case.status == "closed":
            made.add_row(text(short(case.case_id), "dim"), _line(case, "closed:", now))
    return made if made.row_count else text("no open cases", "dim")


def _line(case: Case, worth: str, now: datetime) -> Text:
    clock = due(case)
    alerts = Text(", ").join(_state_of(alert) for alert in case.alerts)
    return Text.assemble(
        text(worth, "bold" if case.status != "closed" else "dim"),
        f" {money(case.amount, case.currency)} to {case.hops[0].jurisdiction or 'an unknown country'}, ",
        "withdrawn" if case.withdrawn else case.basis,
        f", next clock {until(clock, now)}" if clock else "",
        "\n",
        text(_places(totals(case), case.currency), "dim"),
        ": " if case.alerts else "",
        alerts,
    )


def _state_of(alert: Alert) -> Text:
    onward = f" (hop {alert.hop})" if alert.hop > 1 else ""
    return Text.assemble(alert.lane, " ", state(alert.state.value), onward)


def _places(amounts: dict[str, Decimal], currency: str) -> str:
    return ", ".join(f"{_WORDS.get(place, place)} {figures(amount, currency)}" for place, amount in amounts.items())


def case_page(case: Case, tasks: list[Task], now: datetime) -> RenderableType:
    """Everything about one case."""
    parts = [_head(case, now), _hops(case), _ledger(case), alerts(case, now)]
    parts += [_holds(case, now)] if case.holds else []
    parts += [_tasks(tasks, now)] if tasks else []
    return Group(*parts, _history(case))


def brief(case: Case, now: datetime) -> RenderableType:
    """What an act left: the case's state, its ledger and its alerts."""
    return Group(_head(case, now), _ledger(case), alerts(case, now))


def _head(case: Case, now: datetime) -> Text:
    marks = [name for name in ("withdrawn", "dispute", "demo") if getattr(case, name)]
    head = Text.assemble(
        ("case ", "dim"),
        text(case.case_id, "bold"),
        "  ",
        state(case.status),
        *(f", {mark}" for mark in marks),
        "\n",
        (money(case.amount, case.currency), "bold"),
        f", {case.basis} ({case.probability:.1%}), ",
        text(case.typology or "no typology"),
        f", transfer {case.stage} {when(case.transfer_at)}\n",
        ("transfer ", "dim"),
        text(case.transfer_id),
        *((("  UETR ", "dim"), text(case.uetr)) if case.uetr else ()),
    )
    if case.police_report:
        head.append_text(Text.assemble(("\npolice report ", "dim"), text(case.police_report)))
    if case.stop is not None and case.stop.active:
        head.append("\n").append_text(
            text(f"stopped until {when(case.stop.until)} ({until(case.stop.until, now)})", "green")
        )
    if case.closing is not None:
        head.append("\n").append_text(
            text(f"closed {when(case.closing.time)} by {case.closing.by}: {case.closing.reason}")
        )
    else:
        head.append(f"\nstill recoverable ≈ USD {recoverable(case, now):,.0f}")
    return head


def _hops(case: Case) -> RenderableType:
    roots: dict[int | None, Tree] = {None: Tree(text("where the money has been", "bold"))}
    for hop in case.hops:
        parent = roots.get(hop.parent, roots[None])
        roots[hop.number] = parent.add(_hop(hop))
    return Padding(roots[None], (1, 0, 0, 0))


def _hop(hop: Hop) -> Text:
    return text(f"hop {hop.number}: {hop.jurisdiction or '?'}, {hop.agent_bic or 'agent unknown'}, {hop.account}")


def _ledger(case: Case) -> RenderableType:
    """The equation of each hop in words and figures."""
    lines = [text("ledger", "bold")]
    for balance in balances(case):
        currency = balance.currency
        line = Text(f"  hop {balance.hop}  {money(balance.alerted, currency)} alerted = ")
        places = [
            Text.assemble((figures(amount, currency), "bold"), f" {_WORDS.get(place, place)}")
            for place, amount in balance.places.items()
        ]
        line.append_text(Text(" + ").join(places))
        if balance.surplus:
            line.append(f"  (and {figures(balance.surplus, currency)} more than was alerted)", "yellow")
        lines.append(line)
    return Padding(Text("\n").join(lines), (1, 0, 0, 0))


def alerts(case: Case, now: datetime) -> RenderableType:
    """Every alert with its state, its clock, and what keeps it a draft."""
    if not case.alerts:
        return Padding(text("no alerts: the money has not left", "dim"), (1, 0, 0, 0))
    made = table("alert", "lane", "to", "state", "note")
    for alert in case.alerts:
        onward = f" hop {alert.hop}" if alert.hop > 1 else ""
        made.add_row(
            short(alert.alert_id),
            Text.assemble(text(alert.lane, "bold"), onward, "\n", text(alert.kind, "dim")),
            text(f"{alert.addressee} ({alert.country})"),
            Text.assemble(state(alert.state.value), "\n", text(_clock(alert, now), "dim")),
            text(_note(alert), "yellow" if alert.gates else "dim"),
        )
    return made


def _clock(alert: Alert, now: datetime) -> str:
    return f"due {until(alert.due_at, now)}" if alert.due_at else ""


def _note(alert: Alert) -> str:
    notes = ["waits: " + ", ".join(alert.gates).replace("fact:", "").replace("_", " ")] if alert.gates else []
    if alert.case_number:
        notes.append(f"their number {alert.case_number}")
    if alert.chased:
        notes.append(f"chased {alert.chased} times")
    if alert.pending and alert.version:
        notes.append("to follow: " + ", ".join(alert.pending).replace("_", " "))
    return "; ".join(notes)


def _holds(case: Case, now: datetime) -> RenderableType:
    made = table("hold", "amount", "placed", "expires", "", "basis", right=["amount"])
    for hold in case.holds:
        made.add_row(
            short(hold.alert_id),
            text(money(hold.amount, hold.currency)),
            when(hold.placed_at),
            when(hold.expires_at),
            text(until(hold.expires_at, now) if hold.active else "ended", "" if hold.active else "dim"),
            text(("assumed expiry; " if hold.assumed_expiry else "") + (hold.legal_basis or "")),
        )
    return made


def _tasks(tasks: list[Task], now: datetime) -> RenderableType:
    made = table("waits for a person", "alert", "since", "due")
    for task in tasks:
        moment = datetime.fromtimestamp(task.due_at / 1000, UTC) if task.due_at else None
        made.add_row(
            text(task.task.replace("_", " ")), short(task.alert_id or None), when(task.created_at), until(moment, now)
        )
    return made


def _history(case: Case) -> RenderableType:
    made = table("history", "", "what", "leads to", "by")
    lines = [(case.opened_at, "case", "opened", "open", "")]
    lines += [
        (entry.time, f"{alert.lane} {short(alert.alert_id)}", _event(entry), entry.state.value, entry.cause)
        for alert in case.alerts
        for entry in alert.history
    ]
    lines += [(posting.time, f"hop {posting.hop}", _posting(posting), "", posting.cause) for posting in case.postings]
    if case.closing is not None:
        lines.append((case.closing.time, "case", "closed", "closed", case.closing.by))
    for moment, who, what, leads_to, by in sorted(lines, key=lambda line: line[0]):
        made.add_row(when(moment), text(who), text(what), state(leads_to), text(named(by), "dim"))
    return made


def _event(entry: Any) -> str:
    code = f" {entry.code}" if entry.code else ""
    late = " (late)" if entry.how.value == "late" else ""
    return f"{entry.event.value.lower().replace('_', ' ')}{code}{late}"


def _posting(posting: Any) -> str:
    source, place = (account.value.replace("_", " ") for account in (posting.debit, posting.credit))
    return f"{money(posting.amount, posting.currency)} {source} → {place}"
