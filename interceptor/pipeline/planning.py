"""What routing and recalls need to know of a transfer in the register, worked out again whenever it is asked for."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import msgspec

from interceptor.cases.case import Basis, Case
from interceptor.cases.ledger import Ledger
from interceptor.cases.postings import Account
from interceptor.decisions.policy import DAY, Policy
from interceptor.decisions.recoverability import Rail as RecoveryRail
from interceptor.decisions.recoverability import is_sepa, rail_of
from interceptor.routing.lanes import plan
from interceptor.routing.plan import LanePlan, LocalSettings, Rail, RouteRequest
from interceptor.routing.receiving import bic_country, receiving
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
    country = agent and (bic_country(agent.bic) or agent.country)
    return country or institution.country


def recovery_rail(transfer: Transfer, institution: Institution) -> RecoveryRail:
    """The rail by which the chance of recovery is looked up."""
    countries = receiving(transfer)
    return rail_of(transfer, countries[0][0] if countries else None, payer_country(transfer, institution))


def onward_amount(case: Case, hop: int) -> Decimal:
    """What came to an onward hop, in its currency."""
    return Ledger(case.postings, case.opened_at, "").balance(hop, Account.ALERTED)


def _oldest_days(transfer: Transfer, policy: Policy) -> int:
    """Whole days after which routing makes drafts; the decision's own brake counts the part of a day."""
    return math.ceil(policy.max_alert_age(sepa=is_sepa(transfer)) / DAY)


def plans(
    sent: Sent,
    institution: Institution,
    settings: LocalSettings,
    policy: Policy,
    *,
    case: Case | None,
    hop: int,
    now: datetime,
    basis: Basis,
    holder: str | None = None,
) -> tuple[LanePlan, ...]:
    """Every lane considered for one hop of a case; `case` is None for the first hop of a case to be opened.

    `holder`, a BIC or a country, stands in for the creditor agent: an addressee said that the account is there.
    """
    transfer = sent.transfer
    amount, currency, countries = transfer.amount, transfer.currency, receiving(transfer)
    agent = transfer.creditor_agent
    receiver = (agent.bic or agent.member_id or agent.name) if agent else None
    if case is not None and hop > 1:
        place = case.hop(hop)
        countries = ((place.jurisdiction, "onward"),) if place.jurisdiction else ()
        receiver, currency = place.agent_bic, place.currency
        amount = onward_amount(case, hop)
    if holder is not None:
        country = bic_country(holder)
        countries = ((country or holder, "holder"),)
        receiver = holder if country else None
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
            settings=msgspec.structs.replace(settings, max_alert_age_days=_oldest_days(transfer, policy)),
        )
    )
