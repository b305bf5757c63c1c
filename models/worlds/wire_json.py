"""A payment as a JSON transfer with the field names of research/iso20022.md 4.1."""

from typing import Any

from models.worlds.parties import Party
from models.worlds.payment import Holder, Payment


def render(payment: Payment) -> dict[str, Any]:
    """The object of the record's `message`; amounts are strings."""
    found = {
        "message_id": payment.reference,
        "created_at": payment.time.isoformat(timespec="seconds"),
        "instruction_id": payment.reference,
        "end_to_end_id": payment.end_to_end or None,
        "uetr": payment.uetr,
        "settlement_amount": f"{payment.amount:f}",
        "settlement_currency": payment.currency,
        "settlement_date": f"{payment.time:%Y-%m-%d}",
        "charge_bearer": "SHAR",
        "category_purpose": payment.category or None,
        "purpose": payment.purpose or None,
        "priority": "HIGH" if payment.urgent else None,
        "debtor": _party(payment.debtor.party),
        "debtor_account": {"id": payment.debtor.account.number},
        "debtor_agent": {"bic": payment.debtor.bank.bic},
        "creditor_agent": _agent(payment.creditor),
        "creditor": _party(payment.creditor.party),
        "creditor_account": {"id": payment.creditor.account.number},
        "ultimate_creditor": payment.ultimate_creditor or None,
        "remittance": [payment.remittance] if payment.remittance else None,
        "documents": list(payment.documents) or None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _agent(holder: Holder) -> dict[str, str]:
    bank = holder.bank
    found = {"bic": bank.bic, "name": bank.name}
    if bank.country.clearing and bank.member:
        found |= {"clearing_system": bank.country.clearing, "member_id": bank.member}
    return found


def _party(party: Party) -> dict[str, Any]:
    address = {"street": f"{party.number} {party.street}", "town": party.town, "country": party.country.code}
    if party.postcode:
        address["postcode"] = party.postcode
    found: dict[str, Any] = {"name": party.name, "address": address}
    return found | ({"lei": party.lei} if party.lei else {})
