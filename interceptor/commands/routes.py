"""`interceptor routes`: which lanes can stop money on its way from one country to another, and by when."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Literal

import typer
from rich.text import Text

from interceptor.commands import common, lanes_view
from interceptor.commands.arguments import AsJson
from interceptor.commands.common import console, user_errors
from interceptor.commands.printing import money, text, when, write_json
from interceptor.errors import ConfigError, Fault
from interceptor.routing.countries import COUNTRIES
from interceptor.routing.directory import directory
from interceptor.routing.lanes import plan
from interceptor.routing.plan import LanePlan, Rail, RouteRequest
from interceptor.routing.receiving import Pair, bic_country, receiving
from interceptor.transfers.accounts import canonical_number, is_iban
from interceptor.transfers.money import parse_amount, parse_currency
from interceptor.transfers.reference_rates import in_usd
from interceptor.transfers.transfer import Account, Agent, Party, Transfer

Basis = Literal["suspected", "reported", "confirmed"]


@user_errors
def routes(
    payer: Annotated[str, typer.Argument(metavar="FROM", help="Payer's country, or the IBAN or BIC it pays from.")],
    receiver: Annotated[str, typer.Argument(metavar="TO", help="Receiving country, or the IBAN or BIC paid to.")],
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="Such as 2300000.00.")],
    currency: Annotated[str, typer.Argument(metavar="CURRENCY", help="ISO 4217 code.")],
    basis: Annotated[Basis, typer.Option(help="How sure we are.")] = "reported",
    sent_at: Annotated[str | None, typer.Option(help="When the wire left, ISO 8601; now when absent.")] = None,
    police_report: Annotated[bool, typer.Option(help="The payer's police report is at hand.")] = False,
    as_json: AsJson = False,
) -> None:
    """Which lanes can stop a wire FROM one country TO another: each with its clock, and what it waits for."""
    now = common.now()
    number, code = parse_amount(amount), parse_currency(currency)
    usd = in_usd(float(number), code)
    request = RouteRequest(
        payer_country=_places(payer)[0][0][0],
        countries=_places(receiver)[0],
        amount=number,
        currency=code,
        amount_usd=None if usd is None else Decimal(str(round(usd, 2))),
        rail=Rail(receiving_agent=_places(receiver)[1]),
        sent_at=_time(sent_at) if sent_at else now,
        now=now,
        basis=basis,
        police_report=police_report,
    )
    plans = plan(request)
    if as_json:
        write_json({"request": request, "lanes": plans})
        return
    _print(request, plans)


def _print(request: RouteRequest, plans: tuple[LanePlan, ...]) -> None:
    country = request.countries[0][0]
    way = f" from {_name(request.payer_country)} to {_name(country)}: {request.basis}, sent {when(request.sent_at)}\n"
    console.print(Text.assemble((money(request.amount, request.currency), "bold"), way))
    console.print(lanes_view.chosen_lanes(plans))
    console.print(lanes_view.other_lanes(plans))
    holds = [name for item in plans if item.chosen for name in item.powers]
    if holds:
        console.print(text("holds to ask for there: " + ", ".join(dict.fromkeys(holds)), "dim"))


def _name(country: str) -> str:
    row = directory().jurisdictions.get(country)
    return row.name if row else f"{country} (not in the directory)"


def _places(typed: str) -> tuple[tuple[Pair, ...], str | None]:
    """Where `typed` is, with the rule that says so, and the agent when it is a BIC."""
    place = canonical_number(typed)
    if place in COUNTRIES:
        return ((place, "given"),), None
    account, agent = None, None
    if is_iban(place):
        account = Account(id=place, iban=True)
    elif bic_country(place):
        agent = Agent(bic=place)
    else:
        raise ConfigError(Fault.BAD_PLACE, typed[:40])
    found = receiving(
        Transfer(
            format="json",
            message_name="json",
            amount=Decimal(1),
            currency="XXX",
            debtor=Party(),
            creditor=Party(),
            creditor_account=account,
            creditor_agent=agent,
        )
    )
    return found, agent.bic if agent else None


def _time(typed: str) -> datetime:
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError as error:
        raise ConfigError(Fault.BAD_TIME, typed[:40]) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
