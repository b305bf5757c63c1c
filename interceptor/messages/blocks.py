"""Agents, parties and accounts as ISO 20022 writes them, shared by every outgoing message.

Lengths are the shortest of all versions rendered (for example `TwnNm` has 35 characters up to .11, 140 in .12), so one
writer serves them all.
"""

from interceptor.messages.outgoing_text import clean, identifier, valid_bic, valid_country, valid_lei
from interceptor.messages.writer import Writer
from interceptor.transfers.accounts import canonical_number
from interceptor.transfers.transfer import Account, Agent, Party


def write_agent(parent: Writer, tag: str, agent: Agent | None, member_only: bool = False) -> bool:
    """`agent` below `tag`; False, and nothing written, when there is nothing that identifies it.

    `member_only`: Fedwire names banks by clearing member id alone (research/iso20022.md 4.6).
    """
    if agent is None:
        return False
    outer = parent.child(tag)
    known = write_institution(outer, agent, member_only)
    if not known:
        parent.element.remove(outer.element)
    return known


def can_be_named(agent: Agent) -> bool:
    """True when a message can say which bank `agent` is: by BIC, clearing member id, LEI or name."""
    whole = valid_bic(agent.bic) or identifier(agent.member_id, 35) or valid_lei(agent.lei)
    return bool(whole or clean(agent.name, 140))


def write_institution(parent: Writer, agent: Agent, member_only: bool = False) -> bool:
    """`FinInstnId` of `agent`; False, and nothing written, when there is nothing that identifies it."""
    institution = parent.child("FinInstnId")
    member = identifier(agent.member_id, 35)
    if not (member_only and member):
        institution.text("BICFI", valid_bic(agent.bic))
    _write_member(institution, agent, member)
    if not (member_only and member):
        institution.text("LEI", valid_lei(agent.lei))
        if valid_bic(agent.bic) is None and (name := clean(agent.name, 140)) is not None:
            institution.text("Nm", name)
            _write_address(institution, Party(town=agent.town, country=agent.country))
    institution.drop_if_empty()
    return institution.element.getparent() is not None


def _write_member(institution: Writer, agent: Agent, member: str | None) -> None:
    if member is None:
        return
    clearing = institution.child("ClrSysMmbId")
    code = agent.clearing_system or ""
    if 3 <= len(code) <= 5 and code.isascii() and code.isalpha() and code.isupper():
        clearing.path("ClrSysId").text("Cd", code)
    elif (proprietary := clean(code, 35)) is not None:
        clearing.path("ClrSysId").text("Prtry", proprietary)
    clearing.text("MmbId", member)


def _write_address(parent: Writer, party: Party) -> None:
    # CBPR+ takes structured or hybrid addresses only, town and country always (research/iso20022.md 4.6).
    country, town = valid_country(party.country), clean(party.town, 35)
    if country is None or town is None:
        return
    address = parent.child("PstlAdr")
    address.text("StrtNm", clean(party.street, 70))
    address.text("PstCd", identifier(party.postcode, 16))
    address.text("TwnNm", town)
    address.text("CtrySubDvsn", clean(party.subdivision, 35))
    address.text("Ctry", country)


def write_party(parent: Writer, tag: str, party: Party | None, choice: bool = False) -> None:
    """`party` below `tag`, and below `Pty` where the type is a choice; nothing when it has no field we can write."""
    if party is None:
        return
    outer = parent.child(tag)
    inner = outer.child("Pty") if choice else outer
    inner.text("Nm", clean(party.name, 140))
    _write_address(inner, party)
    bic, lei = valid_bic(party.bic), valid_lei(party.lei)
    if bic or lei:
        organisation = inner.path("Id", "OrgId")
        organisation.text("AnyBIC", bic)
        organisation.text("LEI", lei)
    inner.text("CtryOfRes", valid_country(party.residence))
    if not len(inner.element):
        parent.element.remove(outer.element)


def write_account(parent: Writer, tag: str, account: Account | None) -> None:
    """`account` below `tag`; nothing when it has no number that fits: up to .09 an account is its number."""
    if account is None:
        return
    number = canonical_number(account.id or "")
    other = identifier(account.id, 34)
    iban = number if account.iban and _looks_like_iban(number) else None
    if iban is None and other is None:
        return
    writer = parent.child(tag)
    identification = writer.child("Id")
    if iban is not None:
        identification.text("IBAN", iban)
    else:
        identification.path("Othr").text("Id", other)
    writer.text("Nm", clean(account.name, 70))


def _looks_like_iban(number: str) -> bool:
    head = number[:4].isascii() and number[:2].isalpha() and number[2:4].isdigit()
    return head and number.isascii() and number.isalnum() and 5 <= len(number) <= 34
