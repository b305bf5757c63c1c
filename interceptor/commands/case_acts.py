"""Acts of people on cases: open, sign, complete, withdraw, close, and letting the clocks strike."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import typer

from interceptor.cases.case import Case
from interceptor.cases.postings import Account
from interceptor.cases.told import NOTHING
from interceptor.commands import arguments, case_data, case_view, common, telling
from interceptor.commands.common import console, load_settings, open_store, options, user_errors
from interceptor.commands.finding import find_alert, find_case, find_transfer
from interceptor.commands.printing import text, write_json
from interceptor.desk import Desk
from interceptor.store.tenant import TenantStore


class AtDesk(NamedTuple):
    """A tenant's store with the desk that acts on it."""

    store: TenantStore
    desk: Desk


@contextmanager
def at_desk(tenant: str | None, data: Path | None, officer: str) -> Iterator[AtDesk]:
    """Open the installation's store for one short act; an engine may be running."""
    config = load_settings(tenant, data)
    with open_store(config, new=False) as store:
        tenants = store.tenant(config.tenant, new=False)
        yield AtDesk(tenants, Desk(tenants, options(config), officer))


def tell(case: Case, *, as_json: bool) -> None:
    """What the act left."""
    now = common.now()
    if as_json:
        write_json(case_data.summary(case, now))
    else:
        console.print(case_view.brief(case, now))


@user_errors
def open_case(
    transfer: arguments.Transfer,
    basis: Annotated[Literal["reported", "confirmed"], typer.Option(help="Who says so: the payer, or a call-back.")],
    police_report: Annotated[str | None, typer.Option(help="Force, number and date of the payer's report.")] = None,
    dispute: Annotated[bool, typer.Option(help="A genuine contract dispute: police and FIU are left out.")] = False,
    officer: arguments.Officer = "desk",
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """A person reports a transfer: its case is opened, or made surer, and its lanes start."""
    with at_desk(tenant, data, officer) as at:
        number = find_transfer(at.store, transfer)
        now = common.now()
        case = at.desk.report(number, basis, now, dispute=dispute, police_report=police_report)
    tell(case, as_json=as_json)


@user_errors
def sign(
    case: arguments.Case,
    alert: arguments.Alert,
    by_hand: Annotated[bool, typer.Option("--by-hand", help="It was sent another way: wait for its answer.")] = False,
    officer: arguments.Officer = "desk",
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """Sign a draft alert; it goes at once, unless a fact is missing without which the lane refuses."""
    with at_desk(tenant, data, officer) as at:
        found = find_case(at.store, case)
        signed = find_alert(found, alert)
        act = at.desk.sent_by_hand if by_hand else at.desk.sign
        done = act(found.case_id, signed.alert_id, common.now())
    tell(done, as_json=as_json)


@user_errors
def complete(
    case: arguments.Case,
    police_report: Annotated[str | None, typer.Option(help="Force, number and date of the payer's report.")] = None,
    fact: Annotated[
        list[str] | None, typer.Option(help="What was done, by its name, such as bank_sar; may be repeated.")
    ] = None,
    callback: telling.Callback = None,
    payer_contact: telling.PayerContact = None,
    payer_says: telling.PayerSays = None,
    expected_payee: telling.ExpectedPayee = None,
    expected_country: telling.ExpectedCountry = None,
    credited_at: telling.CreditedAt = None,
    complaint: telling.Complaint = None,
    filed_with: telling.FiledWith = None,
    filed_on: telling.FiledOn = None,
    statement: telling.Statement = None,
    evidence: telling.Evidence = None,
    onward_use: telling.OnwardUse = None,
    officer: arguments.Officer = "desk",
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """More is known: drafts that waited for it go, and sent alerts follow as their next version."""
    told = telling.told(
        callback=callback,
        payer_contact=payer_contact,
        payer_says=payer_says,
        expected_payee=expected_payee,
        expected_country=expected_country,
        credited_at=credited_at,
        complaint=complaint,
        filed_with=filed_with,
        filed_on=filed_on,
        statement=statement,
        evidence=evidence,
        onward_use=onward_use,
    )
    if not police_report and not fact and told == NOTHING:
        raise typer.BadParameter("give --police-report, or another fact")
    with at_desk(tenant, data, officer) as at:
        found = find_case(at.store, case)
        done = at.desk.complete(found.case_id, frozenset(fact or ()), police_report, common.now(), told)
    tell(done, as_json=as_json)


@user_errors
def withdraw(
    case: arguments.Case,
    reason: Annotated[str, typer.Option(help="Why the payment was honest.")],
    officer: arguments.Officer = "desk",
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """The payment was honest: every alert is taken back at once."""
    with at_desk(tenant, data, officer) as at:
        found = find_case(at.store, case)
        done = at.desk.withdraw(found.case_id, reason, common.now())
    tell(done, as_json=as_json)


@user_errors
def reroute(
    case: arguments.Case,
    alert: arguments.Alert,
    holder: Annotated[
        str | None, typer.Option(help="BIC or country; the one that the answer named when absent.")
    ] = None,
    officer: arguments.Officer = "desk",
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """The account is elsewhere: the alert ends, and another one asks whoever holds the account."""
    with at_desk(tenant, data, officer) as at:
        found = find_case(at.store, case)
        done = at.desk.reroute(found.case_id, find_alert(found, alert).alert_id, common.now(), holder)
    tell(done, as_json=as_json)


@user_errors
def reopen(
    case: arguments.Case,
    basis: Annotated[Literal["reported", "confirmed"], typer.Option(help="Who says so: the payer, or a call-back.")],
    officer: arguments.Officer = "desk",
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """The payer reports the fraud after all: a withdrawn case is open again, and its alerts go out as new versions."""
    with at_desk(tenant, data, officer) as at:
        found = find_case(at.store, case)
        done = at.desk.reopen(found.case_id, basis, common.now())
    tell(done, as_json=as_json)


@user_errors
def done(
    case: arguments.Case,
    task: Annotated[str, typer.Argument(metavar="TASK", help="As `cases show` names it.", show_default=False)],
    alert: Annotated[str | None, typer.Option(help="Alert id, where several alerts have this task.")] = None,
    officer: arguments.Officer = "desk",
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """A task was done by a person; tasks whose cause is gone end by themselves."""
    with at_desk(tenant, data, officer) as at:
        found = find_case(at.store, case)
        alert_id = find_alert(found, alert).alert_id if alert else None
        left = at.desk.done(found.case_id, task, common.now(), alert_id)
    tell(left, as_json=as_json)


@user_errors
def indemnify(
    case: arguments.Case,
    alert: arguments.Alert,
    limit: Annotated[str | None, typer.Option(help="Most that it covers, in the transfer's currency.")] = None,
    expires_on: Annotated[str | None, typer.Option(help="Its last day, YYYY-MM-DD.")] = None,
    officer: arguments.Officer = "desk",
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """The indemnity that the addressee asked for was sent, signed by the officer who acts; its clock runs again."""
    most = arguments.amount("--limit", limit)
    last = telling.day("--expires-on", expires_on)
    with at_desk(tenant, data, officer) as at:
        found = find_case(at.store, case)
        alert_id = find_alert(found, alert).alert_id
        done = at.desk.indemnify(found.case_id, alert_id, common.now(), most, last)
    tell(done, as_json=as_json)


@user_errors
def write_off(
    case: arguments.Case,
    to: Annotated[Literal["lost", "charges", "forfeited"], typer.Option(help="What became of the money.")],
    reason: Annotated[str, typer.Option(help="Why; it stands beside the posting.")],
    amount: Annotated[str | None, typer.Option(help="All that is unknown on the hop when absent.")] = None,
    hop: Annotated[int, typer.Option(min=1, help="Where the money was last.")] = 1,
    officer: arguments.Officer = "desk",
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """Give money that nobody accounts for a place, so that the case can be closed."""
    given = arguments.amount("--amount", amount)
    with at_desk(tenant, data, officer) as at:
        found = find_case(at.store, case)
        done = at.desk.write_off(found.case_id, hop, Account(to), reason, common.now(), given)
    tell(done, as_json=as_json)


@user_errors
def close(
    case: arguments.Case,
    reason: Annotated[str, typer.Option(help="How it ended.")],
    held_owner: Annotated[str | None, typer.Option(help="Who owns the next step for money still held.")] = None,
    officer: arguments.Officer = "desk",
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """Close a case all of whose money has a place."""
    with at_desk(tenant, data, officer) as at:
        found = find_case(at.store, case)
        done = at.desk.close(found.case_id, reason, common.now(), held_owner)
    tell(done, as_json=as_json)


@user_errors
def due(
    officer: arguments.Officer = "clock",
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """Let every clock strike whose time has come: chase, warn of holds and end them, strike deadlines."""
    with at_desk(tenant, data, officer) as at:
        struck = at.desk.expire(common.now())
    if as_json:
        write_json(struck)
    else:
        for case_id in struck:
            console.print(text(f"struck: case {case_id}"))
        if not struck:
            console.print(text("no clock was due"))
