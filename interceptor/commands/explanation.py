"""Why a transfer was decided so, worked out from what the register kept of it at that time."""

from datetime import datetime

import msgspec

from interceptor.cases.case import Basis, Case
from interceptor.cases.opening import case_id_of
from interceptor.commands.finding import read_case
from interceptor.decisions import scoring
from interceptor.engine import Options
from interceptor.errors import CaseError
from interceptor.indicators.catalogue import CATALOGUE
from interceptor.pipeline import decision_record, registered
from interceptor.pipeline.decision_record import DecisionRecord
from interceptor.pipeline.planning import Sent, plans
from interceptor.pipeline.registered import Registered
from interceptor.pipeline.times import format_time
from interceptor.pipeline.work import STAGE_NAMES
from interceptor.routing.plan import LanePlan
from interceptor.store.reading import Readings
from interceptor.store.tenant import TenantStore
from interceptor.transfers.accounts import canonical, masked
from interceptor.transfers.identity import uuid_text
from models.tables import TableModel


class Share(msgspec.Struct):
    """What one indicator, or a pair, adds to the model's sum."""

    name: str
    contribution: float
    """Log-odds before calibration; with the base rate they add up to the sum."""


class Rescored(msgspec.Struct, kw_only=True):
    """The values of that time under the model in force."""

    model: str
    same_model: bool
    """True when the latest decision was made with this very model."""
    probability: float
    contributions: list[Share]


class Explanation(msgspec.Struct, kw_only=True):
    """Everything that `explain` tells; `--json` writes it."""

    schema: str = "interceptor.explanation/1"
    transfer_id: str
    stage: str
    event_at: str
    received_at: str
    amount: str
    currency: str
    creditor: str | None
    creditor_account: str
    jurisdiction: str | None
    decisions: list[DecisionRecord]
    """Every revision, oldest first."""
    values: dict[str, float]
    """Indicators that were known and not 0, by id."""
    unknown: list[str]
    rescored: Rescored | None
    """None for a transfer that was only learnt from: it was never weighed."""
    lanes: tuple[LanePlan, ...]


def explained(store: TenantStore, number: int, chosen: Options, now: datetime) -> Explanation:
    """The explanation of the transfer with that register number."""
    _, digest, _, _, received, event, stage, _, _, body = store.register([number])[number]
    kept = registered.decode(body)
    records = [decision_record.decode(line) for line in Readings(store).decisions(number)]
    decisions = [record for record in records if record.repeat_of is None]
    transfer_id = uuid_text(digest)
    case = _case(store, transfer_id)
    basis: Basis = case.basis if case else "suspected"
    sent = Sent(kept.transfer, event)
    lanes = plans(sent, chosen.institution, chosen.local, chosen.policy, case=case, hop=1, now=now, basis=basis)
    transfer = kept.transfer
    return Explanation(
        transfer_id=transfer_id,
        stage=STAGE_NAMES[stage],
        event_at=format_time(event),
        received_at=format_time(received),
        amount=format(transfer.amount, "f"),
        currency=transfer.currency,
        creditor=transfer.creditor.name,
        creditor_account=masked(canonical(transfer.creditor_account)),
        jurisdiction=decisions[-1].jurisdiction if decisions else None,
        decisions=decisions,
        values=_known(kept),
        unknown=[item.id for item, value in zip(CATALOGUE, kept.values(), strict=True) if value is None],
        rescored=_rescored(chosen.model, kept, decisions[-1]) if decisions else None,
        lanes=lanes,
    )


def _case(store: TenantStore, transfer_id: str) -> Case | None:
    try:
        return read_case(store, case_id_of(store.name, transfer_id))
    except CaseError:
        return None


def _known(kept: Registered) -> dict[str, float]:
    return {item.id: value for item, value in zip(CATALOGUE, kept.values(), strict=True) if value}


def _rescored(model: TableModel, kept: Registered, latest: DecisionRecord) -> Rescored:
    values = kept.values()
    label = scoring.label(model)
    return Rescored(
        model=label,
        same_model=label == latest.model,
        probability=model.probability(model.score(values)),
        contributions=[Share(name, weight) for name, weight in model.contributions(values)],
    )
