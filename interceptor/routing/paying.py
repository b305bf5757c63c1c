"""The paying side of a transfer, as routing needs it: the payer's country and the rail that was taken."""

from interceptor.routing.countries import COUNTRIES
from interceptor.routing.plan import UNKNOWN, Rail
from interceptor.routing.receiving import bic_country
from interceptor.transfers.accounts import canonical_number, is_iban
from interceptor.transfers.transfer import Transfer


def payer_country(transfer: Transfer, home: str = UNKNOWN) -> str:
    """Country where the victim is, since the police lane starts there (research/recall.md 0.3).

    The debtor's address, else its residence, its IBAN, its agent's BIC; else `home`, the country of the bank that
    runs this engine.
    """
    debtor = transfer.debtor
    for country in (debtor.country, debtor.residence):
        if country in COUNTRIES:
            return country
    account = transfer.debtor_account
    if account is not None and account.id and is_iban(number := canonical_number(account.id)):
        return number[:2]
    for agent in (transfer.debtor_agent, transfer.instructing_agent):
        if agent is not None and (country := bic_country(agent.bic)) is not None:
            return country
    return home


def rail_of(transfer: Transfer) -> Rail:
    """What the message says of the payment system, and whom the bank lane addresses."""
    agent = transfer.creditor_agent or transfer.instructed_agent
    return Rail(
        format=transfer.format,
        uetr=transfer.uetr is not None,
        settlement_method=transfer.settlement_method,
        clearing_system=transfer.clearing_system,
        service_levels=transfer.service_levels,
        local_instrument=transfer.local_instrument,
        receiving_agent=(agent.bic or agent.member_id or agent.name) if agent is not None else None,
    )
