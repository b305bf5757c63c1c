"""From a transfer and its context to the facts that profiles keep."""

from functools import lru_cache
from time import gmtime
from typing import Final

from interceptor.profiles import references
from interceptor.profiles.keys import account_digest, account_key, debtor_key, entity_digest
from interceptor.profiles.keys import name_key as name_profile_key
from interceptor.profiles.names import name_key
from interceptor.profiles.payment import Payment
from interceptor.profiles.statistics import DAY_SECONDS, log_amount, weight
from interceptor.transfers.accounts import canonical
from interceptor.transfers.context import EMPTY_CONTEXT, Context
from interceptor.transfers.identity import digest8
from interceptor.transfers.money import minor_units
from interceptor.transfers.reference_rates import in_usd
from interceptor.transfers.transfer import Agent, Transfer

LONGEST_NAME: Final = 70
_LATEST: Final = 253_402_300_799.0
"""9999-12-31T23:59:59Z: the last second that calendars know."""
_SHORTEST_TO_SHOW: Final = 7
"""Below this length the last three characters would be most of the number."""


def bank_of(agent: Agent | None) -> str | None:
    """BIC bank and country code (6 characters), else the clearing member id with its system, else None.

    Branches of one bank count as one: the last characters of a BIC name places and branches.
    """
    if agent is None:
        return None
    if agent.bic:
        return agent.bic[:6]
    return f"{agent.clearing_system or ''}{agent.member_id}"[:24] if agent.member_id else None


def is_round(amount: float, currency: str) -> bool:
    """Whole thousands; whole hundred thousands where the currency has no decimals, such as JPY."""
    return amount % (1000 if minor_units(currency) else 100_000) == 0


def _routes(transfer: Transfer, country: str) -> tuple[str, ...]:
    return tuple([f"{bank}>{country}" for bank in map(bank_of, transfer.intermediaries) if bank])


@lru_cache(maxsize=64)
def _calendar(day: int) -> tuple[int, int]:
    """Weekday and day of the month of a day number; the transfers of a batch are of few days."""
    date = gmtime(day * DAY_SECONDS)
    return date.tm_wday, date.tm_mday


def describe(
    tenant: str,
    transfer: Transfer,
    time: float,
    country: str,
    context: Context = EMPTY_CONTEXT,
    *,
    network: str | None = None,
) -> Payment:
    """Facts of `transfer`; `time` is the event time (epoch seconds UTC), `country` the receiving jurisdiction.

    `network` names the group of tenants that share creditor profiles; without it they are the tenant's own.
    The same arguments always give the same facts, so that a fold can be taken out later from the register's row.
    """
    if not 0.0 <= time <= _LATEST:
        time = 0.0 if time < 0.0 else _LATEST
    day, second = divmod(int(time), DAY_SECONDS)
    weekday, month_day = _calendar(day)
    creditor = transfer.creditor
    name = (creditor.name or "")[:LONGEST_NAME]
    key = name_key(name) if name else ""
    account = canonical(transfer.creditor_account)
    agent = bank_of(transfer.creditor_agent)
    amount = float(transfer.amount)
    usd = in_usd(amount, transfer.currency)
    template, documents = references.read(transfer)
    debtor_account = canonical(transfer.debtor_account)
    scope = network or tenant
    entity = entity_digest(tenant, key) if key else entity_digest(tenant, "", account or "")
    initiator = context.initiator
    limit = context.approval_limit
    return Payment(
        time=time,
        weight=weight(time),
        hour=second // 3600,
        weekday=weekday,
        month_day=month_day,
        debtor=debtor_key(tenant, debtor_account, "" if debtor_account else name_key(transfer.debtor.name or "")),
        entity=entity,
        name=name,
        name_key=key,
        lei=creditor.lei,
        account=account_digest(tenant, account) if account else None,
        tail=account[-3:] if account and len(account) >= _SHORTEST_TO_SHOW else "",
        agent=agent,
        account_key=account_key(scope, account, agent) if account else None,
        name_profile_key=name_profile_key(entity if scope == tenant else entity_digest(scope, key)) if key else None,
        country=country,
        home=creditor.country,
        amount=amount,
        currency=transfer.currency,
        amount_usd=usd,
        log_usd=None if usd is None else log_amount(usd),
        round=is_round(amount, transfer.currency),
        template=template,
        documents=documents,
        purpose=transfer.purpose or transfer.category_purpose,
        routes=_routes(transfer, country) if transfer.intermediaries else (),
        initiator=digest8("person", tenant, initiator) if initiator else None,
        channel=context.channel,
        limit=float(limit) if limit is not None else None,
    )
