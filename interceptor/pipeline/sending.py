"""From an effect of a case to the bytes that leave: rendered once, inside the commit; these are sent and sent again."""

from datetime import date, datetime
from typing import NamedTuple

import msgspec

from interceptor.cases.case import Alert, Case
from interceptor.cases.effects import SendAlert, SendOutcome, SendRecall, SendStatusRequest, SendWithdrawal
from interceptor.cases.told import Told
from interceptor.decisions.policy import Policy
from interceptor.errors import Fault, MessageError
from interceptor.messages import camt056, mt192, pacs028
from interceptor.messages.recall import Recall, StatusRequest, cover_leg, recall_of
from interceptor.pipeline import topics
from interceptor.pipeline.notices import Notice, Outcome, Reminder, Withdrawal, about
from interceptor.pipeline.planning import Institution, Sent, onward_amount, plans
from interceptor.routing.alert import CaseFacts, Onward, PoliceReport, RecallSent, ReportFiled, build, render
from interceptor.routing.plan import LanePlan, LocalSettings
from interceptor.routing.receiving import bic_country
from interceptor.transfers.transfer import Account, Agent, Transfer

Sendable = SendAlert | SendRecall | SendStatusRequest | SendWithdrawal | SendOutcome


class Outgoing(NamedTuple):
    """One message for a topic."""

    topic: str
    key: str
    format: str
    value: bytes


class Sender:
    """Renders what a case sends."""

    def __init__(self, tenant: str, institution: Institution, settings: LocalSettings, policy: Policy) -> None:
        self._gateway = topics.recalls(tenant)
        self._institution = institution
        self._settings = settings
        self._policy = policy

    def render(self, effect: Sendable, case: Case, sent: Sent, now: datetime) -> Outgoing:
        """The message of one effect.

        Raises `MessageError` when a strict format cannot carry this transfer: a person must then send it by hand.
        """
        alert = case.alert(effect.alert_id)
        if isinstance(effect, SendRecall):
            return self._recall(case, alert, sent, now)
        if isinstance(effect, SendAlert):
            return self._alert(case, alert, sent, now)
        if isinstance(effect, SendStatusRequest):
            return self._chase(effect, case, alert, sent, now)
        if isinstance(effect, SendWithdrawal):
            return self._notice(Withdrawal, case, alert, now, reason=effect.reason)
        return self._notice(Outcome, case, alert, now, outcome=_outcome(case))

    def _alert(self, case: Case, alert: Alert, sent: Sent, now: datetime) -> Outgoing:
        plan = self._plan(case, alert, sent, now)
        recalls = [other for other in case.alerts if other.lane == "bank" and other.sent_at is not None]
        parents = [other.alert_id for other in case.alerts if other.hop == case.hop(alert.hop).parent]
        told = case.told
        facts = CaseFacts(
            case_id=case.case_id,
            alert_id=alert.alert_id,
            version=alert.version,
            hop=alert.hop,
            parent_alert_id=parents[0] if parents else None,
            basis=case.basis,
            created_at=now,
            complete=case.basis != "suspected" or alert.signed_by is not None,
            demo=case.demo,
            approver=alert.signed_by,
            sender=self._sender(sent.transfer),
            typology=case.typology,
            payer_says=told.payer_says,
            debited_at=case.transfer_at,
            credited_at=told.credited_at,
            onward=_onward(case, alert),
            probability=case.probability,
            officer=told.officer or alert.signed_by,
            debtor_contact=told.debtor_contact,
            expected_creditor=told.expected_creditor,
            expected_creditor_country=told.expected_creditor_country,
            recall=_recall_sent(recalls[0]) if recalls else None,
            police_report=_police_report(case),
            ic3_complaint=told.ic3_complaint,
            suspicious_activity_report=_filed(told),
            victim_statement=told.victim_statement,
            indemnity=told.indemnity,
            indemnity_expires_on=told.indemnity_expires_on,
            onward_use=told.onward_use,
            evidence=told.evidence,
            next_review=alert.due_at,
        )
        document = build(_held_at(sent.transfer, alert), plan, facts)
        return Outgoing(topics.alerts(alert.country), alert.alert_id, "interceptor.alert/1", render(document))

    def _sender(self, transfer: Transfer) -> Agent | None:
        return None if transfer.debtor_agent or transfer.instructing_agent else self._institution.agent

    def _plan(self, case: Case, alert: Alert, sent: Sent, now: datetime) -> LanePlan:
        """The plan that the alert was raised by, as it is now; the addressee stays the one that was asked."""
        planned = plans(
            sent,
            self._institution,
            self._settings,
            self._policy,
            case=case,
            hop=alert.hop,
            now=now,
            basis=case.basis,
            holder=alert.rerouted_to,
        )
        same = [plan for plan in planned if (plan.lane, plan.leg) == (alert.kind, alert.leg)]
        if not same:
            raise MessageError(Fault.BAD_FIELD, "the directory no longer has this lane")
        nearest = min(same, key=lambda plan: (plan.country != alert.country, plan.addressee != alert.addressee))
        return msgspec.structs.replace(nearest, addressee=alert.addressee)

    def _recall(self, case: Case, alert: Alert, sent: Sent, now: datetime) -> Outgoing:
        """The recall in its lane's format; as MT192 where camt.056 would need a UETR that the transfer lacks."""
        recall = self._request(case, alert, sent, now)
        if alert.kind == "mt192":
            return Outgoing(self._gateway, case.case_id, "mt192", mt192.render(recall))
        try:
            return Outgoing(self._gateway, case.case_id, "camt.056", camt056.render(recall))
        except MessageError as error:
            if error.fault is not Fault.NO_UETR:
                raise
        return Outgoing(self._gateway, case.case_id, "mt192", mt192.render(recall))

    def _request(self, case: Case, alert: Alert, sent: Sent, now: datetime) -> Recall:
        transfer = _leg(sent, alert)
        if transfer.instructing_agent is None and transfer.debtor_agent is None:
            transfer = msgspec.structs.replace(transfer, instructing_agent=self._institution.agent)
        recall = recall_of(
            transfer,
            alert_id=alert.alert_id,
            case_id=case.case_id,
            created_at=now,
            version=max(alert.version, 1),
            basis=case.basis,
            by_customer=case.basis == "reported",
        )
        place = case.hop(alert.hop)
        receiver = alert.rerouted_to or (place.agent_bic if alert.hop > 1 else None)
        if receiver:
            recall = msgspec.structs.replace(recall, assignee=Agent(bic=receiver))
        return recall

    def _chase(self, effect: SendStatusRequest, case: Case, alert: Alert, sent: Sent, now: datetime) -> Outgoing:
        reminder = self._notice(Reminder, case, alert, now, ordinal=effect.ordinal)
        if alert.lane != "bank" or alert.kind == "mt192":
            return reminder
        recall = self._request(case, alert, sent, now)
        request = StatusRequest(message_id=effect.message_id, created_at=now, recall=recall)
        try:
            return Outgoing(self._gateway, case.case_id, "pacs.028", pacs028.render(request))
        except MessageError as error:
            if error.fault is not Fault.NO_UETR:
                raise
        return reminder

    def _notice(self, kind: type[Notice], case: Case, alert: Alert, now: datetime, **more: object) -> Outgoing:
        notice = kind(**about(case, alert, now.isoformat().replace("+00:00", "Z")), **more)  # type: ignore[arg-type]
        topic = self._gateway if alert.lane == "bank" else topics.alerts(alert.country)
        key = case.case_id if alert.lane == "bank" else alert.alert_id
        return Outgoing(topic, key, notice.schema, msgspec.json.encode(notice))


def _leg(sent: Sent, alert: Alert) -> Transfer:
    """The transfer, or its cover: as it was seen, else as far as the transfer shows it."""
    if alert.leg == "payment":
        return sent.transfer
    return sent.covers[0] if sent.covers else cover_leg(sent.transfer) or sent.transfer


def _held_at(transfer: Transfer, alert: Alert) -> Transfer:
    """The transfer with the holder that an addressee named in place of the creditor agent, for a rerouted alert."""
    holder = alert.rerouted_to
    if holder is None:
        return transfer
    country = bic_country(holder)
    agent = Agent(bic=holder) if country else Agent(country=holder)
    moved: Transfer = msgspec.structs.replace(transfer, creditor_agent=agent)
    return moved


def _onward(case: Case, alert: Alert) -> Onward | None:
    """Where the money of an onward hop is; without it the alert would ask for the account that it has left."""
    if alert.hop == 1:
        return None
    place = case.hop(alert.hop)
    return Onward(
        account=Account(id=place.account_number),
        agent=Agent(bic=place.agent_bic, country=place.jurisdiction),
        amount=onward_amount(case, alert.hop),
        currency=place.currency,
    )


def _recall_sent(alert: Alert) -> RecallSent | None:
    """Field 26: the recall that is out, with the code of its latest answer."""
    if alert.sent_at is None:
        return None
    codes = [entry.code for entry in alert.history if entry.code]
    return RecallSent(sent_at=alert.sent_at, message_id=alert.message_ids[-1], answer=codes[-1] if codes else None)


def _filed(told: Told) -> ReportFiled | None:
    if told.filed_with is None or told.filed_on is None:
        return None
    return ReportFiled(fiu=told.filed_with, filed_on=told.filed_on)


def _police_report(case: Case) -> PoliceReport | None:
    """Force, number and date out of the case's one reference; the reference itself when it does not have all three."""
    if not case.police_report:
        return None
    words = case.police_report.split()
    for position, word in enumerate(words):
        try:
            day = date.fromisoformat(word.strip("(),;"))
        except ValueError:
            continue
        force, *number = [*words[:position], *words[position + 1 :]]
        if number:
            return PoliceReport(force=force, number=" ".join(number), reported_on=day)
    return PoliceReport(reference=case.police_report)


def _outcome(case: Case) -> str:
    return case.closing.reason if case.closing else case.status
