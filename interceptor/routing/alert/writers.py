"""One writer for each field of the table: from transfer, plan and facts to the field's part, or None when unknown."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from interceptor.routing.alert import parts
from interceptor.routing.alert.facts import CaseFacts
from interceptor.routing.alert.words import clean, free, instructed, moment, name, number, opening, summary
from interceptor.routing.countries import COUNTRIES
from interceptor.routing.plan import LanePlan
from interceptor.routing.receiving import bic_country
from interceptor.transfers.money import plain
from interceptor.transfers.transfer import Account, Agent, Transfer

Writer = Callable[[Transfer, LanePlan, CaseFacts], Any]


def _code(text: str | None) -> str | None:
    return free(text, 140) or None if text else None


def _country(text: str | None) -> str | None:
    return text if text in COUNTRIES else None


def _institution(agent: Agent | None) -> parts.Institution | None:
    if agent is None:
        return None
    found = parts.Institution(
        name=name(agent.name),
        bic=_code(agent.bic),
        lei=_code(agent.lei),
        clearing_system=_code(agent.clearing_system),
        member_id=_code(agent.member_id),
        branch=_code(agent.branch),
        town=free(agent.town) if agent.town else None,
        country=_country(agent.country) or bic_country(agent.bic),
    )
    return found if found.model_dump(exclude_none=True) else None


def _sender(transfer: Transfer, _: LanePlan, facts: CaseFacts) -> parts.Institution | None:
    return _institution(facts.sender or transfer.debtor_agent or transfer.instructing_agent)


def _assignee(transfer: Transfer, plan: LanePlan, facts: CaseFacts) -> parts.Institution | None:
    if facts.onward is not None:
        return _institution(facts.onward.agent)
    if plan.leg == "cover" and transfer.reimbursement_agents:
        return _institution(transfer.reimbursement_agents[0])
    return _institution(transfer.creditor_agent or transfer.instructed_agent)


def _references(transfer: Transfer, _: LanePlan, __: CaseFacts) -> parts.References | None:
    end_to_end = transfer.end_to_end_id
    found = parts.References(
        end_to_end_id=_code(end_to_end) if end_to_end != "NOTPROVIDED" else None,
        transaction_id=_code(transfer.transaction_id),
        instruction_id=_code(transfer.instruction_id),
        clearing_reference=_code(transfer.clearing_reference),
    )
    return found if found.model_dump(exclude_none=True) else None


def _original(transfer: Transfer, _: LanePlan, __: CaseFacts) -> parts.OriginalMessage:
    return parts.OriginalMessage(
        message_id=_code(transfer.message_id),
        message_name=free(transfer.message_name, 140),
        created_at=_code(transfer.created_at),
    )


def _amounts(transfer: Transfer, _: LanePlan, facts: CaseFacts) -> parts.Amounts:
    if facts.onward is not None:
        return parts.Amounts(settled=parts.Money(amount=plain(facts.onward.amount), currency=facts.onward.currency))
    instructed_money = None
    if transfer.instructed_amount is not None and transfer.instructed_currency is not None:
        instructed_money = parts.Money(amount=plain(transfer.instructed_amount), currency=transfer.instructed_currency)
    settled = parts.Money(amount=plain(transfer.amount), currency=transfer.currency)
    charges = tuple(parts.Money(amount=plain(item.amount), currency=item.currency) for item in transfer.charges)
    return parts.Amounts(
        settled=settled, instructed=instructed_money if instructed_money != settled else None, charges=charges
    )


def _times(transfer: Transfer, plan: LanePlan, facts: CaseFacts) -> parts.Times:
    zone = plan.clock.time_zone
    return parts.Times(
        settlement_date=_code(transfer.settlement_date),
        debited_at=moment(facts.debited_at, zone),
        credited_at=moment(facts.credited_at, zone),
    )


def _route(transfer: Transfer, _: LanePlan, __: CaseFacts) -> parts.Route:
    return parts.Route(
        settlement_method=_code(transfer.settlement_method),
        clearing_system=_code(transfer.clearing_system),
        intermediaries=tuple(found for agent in transfer.intermediaries if (found := _institution(agent))),
        reimbursement_agents=tuple(found for agent in transfer.reimbursement_agents if (found := _institution(agent))),
    )


def _debtor_place(transfer: Transfer, _: LanePlan, __: CaseFacts) -> parts.Place | None:
    debtor = transfer.debtor
    found = parts.Place(
        town=free(debtor.town) if debtor.town else None,
        subdivision=free(debtor.subdivision) if debtor.subdivision else None,
        country=_country(debtor.country),
    )
    return found if found.model_dump(exclude_none=True) else None


def _account_at(account: Account | None, agent: Agent | None) -> parts.AccountAt | None:
    institution = _institution(agent)
    if account is None and institution is None:
        return None
    shown = number(account.id) if account is not None and account.id else None
    proxy = free(account.proxy) if account is not None and account.proxy else None
    return parts.AccountAt(account=shown, proxy=proxy, institution=institution)


def _creditor_account(transfer: Transfer, _: LanePlan, facts: CaseFacts) -> parts.AccountAt | None:
    if facts.onward is not None:
        return _account_at(facts.onward.account, facts.onward.agent)
    return _account_at(transfer.creditor_account, transfer.creditor_agent)


def _creditor_name(transfer: Transfer, _: LanePlan, facts: CaseFacts) -> parts.Instructed | None:
    return instructed(facts.onward.name if facts.onward is not None else transfer.creditor.name)


def _expected(_: Transfer, __: LanePlan, facts: CaseFacts) -> parts.Expected | None:
    expected = name(facts.expected_creditor)
    if expected is None:
        return None
    country = _country(facts.expected_creditor_country)
    return parts.Expected(name=expected, country=country, name_match=_code(facts.payee_check))


def _remittance(transfer: Transfer, _: LanePlan, __: CaseFacts) -> tuple[str, ...] | None:
    lines = (*transfer.remittance, *transfer.documents, *transfer.references)
    return tuple(free(line, 1_000) for line in lines[:20]) or None


def _recall(_: Transfer, plan: LanePlan, facts: CaseFacts) -> parts.Recall:
    sent = facts.recall
    if sent is None:
        return parts.Recall(sent=False)
    return parts.Recall(
        sent=True,
        sent_at=moment(sent.sent_at, plan.clock.time_zone),
        message_id=_code(sent.message_id),
        answer=_code(sent.answer),
    )


def _police(_: Transfer, __: LanePlan, facts: CaseFacts) -> parts.Police | None:
    report = facts.police_report
    if report is None:
        return None
    return parts.Police(
        force=free(report.force) if report.force else None,
        number=free(report.number, 140) if report.number else None,
        reported_on=report.reported_on,
        reference=free(report.reference, 140) if report.reference else None,
    )


def _filed(_: Transfer, __: LanePlan, facts: CaseFacts) -> parts.Filed | None:
    report = facts.suspicious_activity_report
    return parts.Filed(fiu=free(report.fiu), filed_on=report.filed_on) if report is not None else None


def _indemnity(transfer: Transfer, _: LanePlan, facts: CaseFacts) -> parts.Indemnity | None:
    if facts.indemnity is None:
        return None
    limit = parts.Money(amount=plain(facts.indemnity), currency=transfer.currency)
    return parts.Indemnity(limit=limit, expires_on=facts.indemnity_expires_on)


def _legal_basis(_: Transfer, plan: LanePlan, facts: CaseFacts) -> parts.LegalBasis:
    asked = facts.legal_basis or plan.powers or ("any hold available under your law",)
    return parts.LegalBasis(asked=tuple(free(item, 140) for item in asked), onward_use=facts.onward_use)


def _evidence(_: Transfer, __: LanePlan, facts: CaseFacts) -> parts.Evidence | None:
    if not facts.evidence:
        return None
    digests = tuple(clean(digest, 140) for digest in facts.evidence)
    return parts.Evidence(sha256=digests, handling=clean(facts.handling, 140), retention_until=facts.retention_until)


def _expiry(_: Transfer, plan: LanePlan, facts: CaseFacts) -> parts.Expiry | None:
    if facts.expires_at is None and facts.next_review is None:
        return None
    zone = plan.clock.time_zone
    return parts.Expiry(expires_at=moment(facts.expires_at, zone), next_review=moment(facts.next_review, zone))


def _technical(_: Transfer, __: LanePlan, facts: CaseFacts) -> tuple[str, ...] | None:
    return tuple(free(item, 140) for item in facts.technical_indicators) or None


WRITERS: MappingProxyType[str, Writer] = MappingProxyType(
    {
        "sender": _sender,
        "officer": lambda _t, _p, facts: _code(facts.officer),
        "assignee": _assignee,
        "cancellation_id": lambda _t, _p, facts: _code(facts.cancellation_id),
        "uetr": lambda transfer, _p, _f: transfer.uetr,
        "references": _references,
        "original_message": _original,
        "amounts": _amounts,
        "times": _times,
        "route": _route,
        "reason": lambda _t, _p, facts: parts.Reason(code=facts.reason_code, narrative=opening(facts.basis)),
        "typology": lambda _t, _p, facts: _code(facts.typology),
        "summary": lambda _t, _p, facts: summary(facts.basis, facts.payer_says, facts.bank_sees),
        "debtor_name": lambda transfer, _p, _f: name(transfer.debtor.name),
        "debtor_place": _debtor_place,
        "debtor_account": lambda transfer, _p, _f: _account_at(transfer.debtor_account, transfer.debtor_agent),
        "debtor_contact": lambda _t, _p, facts: _code(facts.debtor_contact),
        "creditor_name": _creditor_name,
        "expected_creditor": _expected,
        "creditor_account": _creditor_account,
        "ultimate_creditor": lambda transfer, _p, _f: (
            name(transfer.ultimate_creditor.name) if transfer.ultimate_creditor is not None else None
        ),
        "remittance": _remittance,
        "recall": _recall,
        "police_report": _police,
        "ic3_complaint": lambda _t, _p, facts: _code(facts.ic3_complaint),
        "suspicious_activity_report": _filed,
        "victim_statement": lambda _t, _p, facts: (
            parts.Statement(sha256=facts.victim_statement) if facts.victim_statement else None
        ),
        "indemnity": _indemnity,
        "requested_actions": lambda _t, _p, facts: facts.requested_actions or None,
        "legal_basis": _legal_basis,
        "linked_alerts": lambda _t, _p, facts: tuple(clean(item, 140) for item in facts.linked_alerts) or None,
        "technical_indicators": _technical,
        "evidence": _evidence,
        "language": lambda _t, _p, facts: parts.Language(tag=facts.language),
        "expiry": _expiry,
    }
)
"""By field name of data/alert_fields.csv; tests check that every sendable field has one, and internal ones none."""
