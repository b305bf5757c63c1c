"""MT202 and MT205, the transfer between banks; as COV the cover of a customer's transfer (research/iso20022.md 4.3)."""

from interceptor.messages import mt103
from interceptor.messages.mt import MtMessage
from interceptor.messages.mt_fields import optional_money
from interceptor.messages.mt_sequence import Sequence
from interceptor.messages.walk import Found, warn
from interceptor.transfers.transfer import Account, Agent, Item, Party


def read(message: MtMessage) -> Item:
    """The transfer of an MT202: with a sequence B the cover of that customer's transfer, else between banks.

    Raises `MessageError` when the amount, or both the party and the account of a side, cannot be read.
    """
    warnings: list[str] = []
    first, second = _sequences(message.tags)
    banks = Sequence(first, warnings)
    if (other := mt103.returned(message, banks)) is not None:
        return other
    found = mt103.envelope(message, "mt202", f"MT{message.type or '202'}", warnings)
    found |= mt103.amounts(banks)
    reimbursement = tuple(agent for agent in map(banks.agent, ("53", "54")) if agent is not None)
    if second:
        found |= _cover(banks, Sequence(second, warnings), found)
    else:
        warn(warnings, "financial_institution_transfer")
        found |= _between_banks(banks, found)
    found["end_to_end_id"] = banks.code("21")
    found["reimbursement_agents"] = reimbursement
    return mt103.finish(found, warnings)


def _sequences(tags: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Sequence B begins at the first 50a and uses 52a, 56a and 57a again."""
    for position, (tag, _) in enumerate(tags):
        if tag[:2] == "50":
            return tags[:position], tags[position:]
    return tags, []


def _cover(banks: Sequence, customer: Sequence, found: Found) -> Found:
    told = mt103.parties(customer)
    told |= mt103.text(customer, told)
    told["debtor_agent"] = told["debtor_agent"] or banks.agent("52") or found.get("instructing_agent")
    told["creditor_agent"] = told["creditor_agent"] or banks.agent("58")
    told["cover"] = True
    if customer.one("33B") is not None:
        told["instructed_currency"], told["instructed_amount"] = optional_money(
            customer.one("33B"), customer.warnings, "bad_instructed_amount"
        )
    return told


def _between_banks(banks: Sequence, found: Found) -> Found:
    debtor = banks.agent("52") or found.get("instructing_agent")
    creditor = banks.agent("58")
    intermediary = banks.agent("56")
    told: Found = {
        "intermediaries": (intermediary,) if intermediary else (),
        "debtor": _party(debtor),
        "debtor_account": _account(debtor),
        "debtor_agent": debtor,
        "creditor": _party(creditor),
        "creditor_account": _account(creditor),
        "creditor_agent": banks.agent("57") or creditor,
    }
    return told | mt103.text(banks, told)


def _party(bank: Agent | None) -> Party | None:
    if bank is None:
        return None
    return Party(
        name=bank.name,
        bic=bank.bic,
        town=bank.town,
        address=bank.address,
        identifiers=(bank.member_id,) if bank.member_id else (),
    )


def _account(bank: Agent | None) -> Account | None:
    return Account(id=bank.account) if bank is not None and bank.account else None
