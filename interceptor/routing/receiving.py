"""The receiving jurisdiction of a transfer, by the order of DESIGN 5.6 and research/iso20022.md 4.2.

Every piece of evidence is returned with the rule that gave it: an IBAN in one country, an agent in another and a
creditor address in a third is a warning in itself, not noise to be resolved.
"""

from collections.abc import Sequence
from typing import Final

from interceptor.routing.clearing import clearing_country, is_aba, rail_country
from interceptor.routing.countries import COUNTRIES, OWN_AUTHORITIES, PARENTS, family, iban_shape, named_in
from interceptor.transfers.accounts import canonical_number, is_iban
from interceptor.transfers.transfer import Agent, Transfer

Pair = tuple[str, str]
"""(ISO 3166 alpha-2 country, rule)."""

HOLDER_RULES: Final = frozenset({"iban", "agent_bic", "clearing_system", "agent_address"})
"""Rules that speak of where the account is held; the others speak of where its owner says to be."""

WEAK_RULES: Final = frozenset(
    {"clearing_system_weak", "creditor_bic", "iban_unchecked", "free_text", "rail", "instructed_agent"}
)
"""Never above a BIC, and never a disagreement."""

EMI_HOSTS: Final = frozenset({"CY", "LT", "LU", "LV", "MT"})
"""IBAN countries whose rows in jurisdictions.csv say that e-money institutions hold the accounts: the money may be
run from abroad, and a recall goes to the institution, not to its settlement bank."""


def receiving(transfer: Transfer) -> tuple[Pair, ...]:
    """All (country, rule) pairs, the first one is THE jurisdiction; empty when nothing tells it.

    Rules in order: `iban`, `agent_bic`, `clearing_system`, `agent_address`, `creditor_address`,
    `creditor_residence`, then the weak ones: `clearing_system_weak`, `creditor_bic`,
    `iban_unchecked` (country and length of an IBAN, but its check digits fail), `free_text`, `rail`,
    `instructed_agent`. An IBAN counts only if length and mod 97 hold. A GB or FR IBAN held in a territory with
    authorities of its own (JE, GG, IM, RE, …) gives way to the BIC or branch that names the territory.
    """
    pairs: list[Pair] = []
    account = transfer.creditor_account
    if account is not None and account.id:
        number = canonical_number(account.id)
        if is_iban(number):
            pairs.append((number[:2], "iban"))
    weak: Pair | None = None
    agent = transfer.creditor_agent
    if agent is not None:
        if (country := bic_country(agent.bic)) is not None:
            pairs.append((country, "agent_bic"))
        if agent.clearing_system is not None or agent.member_id is not None:
            weak = _clearing(agent, pairs)
        if agent.country is not None and (country := _code(agent.country)) is not None:
            pairs.append((country, "agent_address"))
    creditor = transfer.creditor
    if creditor.country is not None and (country := _code(creditor.country)) is not None:
        pairs.append((country, "creditor_address"))
    if creditor.residence is not None and (country := _code(creditor.residence)) is not None:
        pairs.append((country, "creditor_residence"))
    if weak is not None:
        pairs.append(weak)
    if not pairs or pairs[0][1] not in HOLDER_RULES:
        _weak(transfer, pairs)
    elif len(pairs) > 1 and pairs[0][0] in OWN_AUTHORITIES:
        return _refined(pairs)
    return tuple(pairs)


def bic_country(bic: str | None) -> str | None:
    """Letters 5 and 6 of a BIC of 8 or 11 characters when they are a country (XK included), else None."""
    if bic is None or len(bic) not in {8, 11}:
        return None
    country = bic[4:6]
    return country if country in COUNTRIES else None


def disagreement(pairs: Sequence[Pair]) -> bool:
    """True when strong evidence names two countries. Territories agree with their parent (GP with FR, JE with GB)."""
    first: str | None = None
    for country, rule in pairs:
        if rule in WEAK_RULES:
            continue
        group = PARENTS.get(country, country)
        if first is None:
            first = group
        elif group != first:
            return True
    return False


def holders(pairs: Sequence[Pair]) -> tuple[str, ...]:
    """Countries that may hold the account, likeliest first, one of each family (research/recall.md 9 rule 3).

    Without evidence of the holder it is the first pair's country alone; empty when nothing is known.
    """
    found: dict[str, str] = {}
    for country, rule in pairs:
        if rule in HOLDER_RULES:
            found.setdefault(family(country), country)
    return tuple(found.values()) or tuple(country for country, _ in pairs[:1])


def held_by_emi(pairs: Sequence[Pair]) -> bool:
    """True when the account's IBAN is of a country where e-money institutions hold many accounts for abroad."""
    return bool(pairs) and pairs[0][1] == "iban" and pairs[0][0] in EMI_HOSTS


def _code(text: str) -> str | None:
    if text in COUNTRIES:
        return text
    folded = text.strip().upper()
    return folded if folded in COUNTRIES else None


def _clearing(agent: Agent, pairs: list[Pair]) -> Pair | None:
    """Appends the clearing-system pair, or returns it when it is only weak."""
    found = clearing_country(agent.clearing_system) if agent.clearing_system else None
    member = agent.member_id
    if found is None and member:
        # Some gateways put the code before the number and leave the code element out.
        found = clearing_country(member) if member[:2].isalpha() else None
        if found is None and is_aba(member):
            return ("US", "clearing_system_weak")
    if found is None:
        return None
    if found.weak:
        return (found.country, "clearing_system_weak")
    pairs.append((found.country, "clearing_system"))
    return None


def _weak(transfer: Transfer, pairs: list[Pair]) -> None:
    """Appends what is left when the message does not say where the account is held."""
    creditor, agent = transfer.creditor, transfer.creditor_agent
    if (country := bic_country(creditor.bic)) is not None:
        pairs.append((country, "creditor_bic"))
    instructed = transfer.instructed_agent
    next_agent = bic_country(instructed.bic) if instructed is not None and not pairs else None
    # With neither a creditor agent nor an intermediary the next agent is the creditor's bank; else it may not be.
    direct = agent is None and not transfer.intermediaries
    if next_agent is not None and direct:
        pairs.append((next_agent, "instructed_agent"))
    account = transfer.creditor_account
    if account is not None and account.id and (country := iban_shape(canonical_number(account.id))) is not None:
        pairs.append((country, "iban_unchecked"))
    texts = (agent.address[-1:] if agent is not None else ()) + creditor.address[-1:]
    pairs.extend((country, "free_text") for line in texts if (country := named_in(line)) is not None)
    if transfer.clearing_system and (country := rail_country(transfer.clearing_system)) is not None:
        pairs.append((country, "rail"))
    if next_agent is not None and not pairs:
        pairs.append((next_agent, "instructed_agent"))


def _refined(pairs: list[Pair]) -> tuple[Pair, ...]:
    """The pair of a territory before that of its parent's IBAN or BIC, when the holder is shown to be there."""
    parent = pairs[0][0]
    for pair in pairs:
        if pair[1] in HOLDER_RULES and PARENTS.get(pair[0]) == parent:
            pairs.remove(pair)
            return (pair, *pairs)
    return tuple(pairs)
