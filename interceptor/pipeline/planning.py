"""What routing and recalls need to know of a transfer in the register, worked out again whenever it is asked for."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from interceptor.cases.case import Basis, Case
from interceptor.decisions.recoverability import Rail as RecoveryRail
from interceptor.decisions.recoverability import rail_of
from interceptor.routing.lanes import plan
from interceptor.routing.plan import LanePlan, LocalSettings, Rail, RouteRequest
from interceptor.routing.receiving import receiving
from interceptor.transfers.reference_rates import in_usd
from interceptor.transfers.transfer import Agent, Transfer


@dataclass(frozen=True, slots=True)
class Institution:
    """Who we are."""

    name: str
    bic: str
    country: str

    @property
    def agent(self) -> Agent:
        """As a party of a message."""
        return Agent(bic=self.bic, name=self.name, country=self.country)


@dataclass(frozen=True, slots=True)
class Sent:
    """One transfer that a case is about."""

    transfer: Transfer
    event_ms: int
    covers: tuple[Transfer, ...] = ()

    @property
    def at(self) -> datetime:
        """Event time."""
        return datetime.fromtimestamp(self.event_ms / 1000, UTC)


def payer_country(transfer: Transfer, institution: Institution) -> str:
    """Country of the debtor's bank: where police and FIU lanes start."""
    agent = transfer.debtor_agent
    if agent and agent.bic:
        return agent.bic[4:6]
    return (agent and agent.country) or institution.country


def recovery_rail(transfer: Transfer, institution: Institution) -> RecoveryRail:
    """The rail by which the chance of recovery is looked up."""
    countries = receiving(transfer)
    return rail_of(transfer, countries[0][0] if countries else None, payer_country(transfer, institution))


def plans(
    sent: Sent,
    institution: Institution,
    settings: LocalSettings,
    *,
    case: Case | None,
    hop: int,
    now: datetime,
    basis: Basis,
) -> tuple[LanePlan, ...]:
    """Every lane considered for one hop of a case; `case` is None for the first hop of a case to be opened."""
    transfer = sent.transfer
    amount, currency, countries = transfer.amount, transfer.currency, receiving(transfer)
    agent = transfer.creditor_agent
    receiver = (agent.bic or agent.member_id or agent.name) if agent else None
    if case is not None and hop > 1:
        place = case.hop(hop)
        countries = ((place.jurisdiction, "onward"),) if place.jurisdiction else ()
        receiver, currency = place.agent_bic, place.currency
    usd = in_usd(float(amount), currency)
    return plan(
        RouteRequest(
            payer_country=payer_country(transfer, institution),
            countries=countries,
            amount=amount,
            currency=currency,
            amount_usd=None if usd is None else Decimal(str(round(usd, 2))),
            rail=Rail(
                format=transfer.format,
                uetr=transfer.uetr is not None,
                settlement_method=transfer.settlement_method,
                clearing_system=transfer.clearing_system,
                service_levels=transfer.service_levels,
                local_instrument=transfer.local_instrument,
                receiving_agent=receiver,
            ),
            sent_at=sent.at,
            now=now,
            basis=basis,
            police_report=case is not None and case.police_report is not None,
            contract_dispute=case is not None and case.dispute,
            settings=settings,
        )
    )
