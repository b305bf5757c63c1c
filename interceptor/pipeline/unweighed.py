"""The record of a transfer that was only learnt from history and never weighed: what a report on it starts from."""

from interceptor.decisions import scoring
from interceptor.decisions.policy import Policy
from interceptor.indicators.catalogue import CATALOGUE
from interceptor.pipeline.decision_record import DecisionRecord, JurisdictionFound
from interceptor.pipeline.times import format_time
from interceptor.pipeline.work import Entry
from interceptor.routing.receiving import receiving
from interceptor.transfers.accounts import canonical
from interceptor.transfers.money import plain
from interceptor.transfers.transfer import Transfer
from models.tables import TableModel


def unweighed(tenant: str, entry: Entry, model: TableModel, policy: Policy) -> DecisionRecord:
    """Revision 0, never published: the report that follows makes revision 1. The score is that of knowing nothing."""
    transfer: Transfer = entry.registered.transfer
    countries = receiving(transfer)
    digits = entry.transfer_id.hex()
    return DecisionRecord(
        transfer_id=f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}",
        tenant=tenant,
        uetr=transfer.uetr,
        end_to_end_id=transfer.end_to_end_id,
        received_at=format_time(entry.received_ms),
        revision=0,
        cause="report",
        score=model.probability(model.score([None] * len(CATALOGUE))),
        decision="release",
        action="none",
        jurisdiction=countries[0][0] if countries else None,
        jurisdictions=[JurisdictionFound(country, rule) for country, rule in countries],
        creditor_account=canonical(transfer.creditor_account),
        amount=plain(transfer.amount),
        currency=transfer.currency,
        model=scoring.label(model),
        policy=policy.label,
        warnings=[*transfer.warnings, "not_weighed"],
    )
