"""The decision record (DESIGN 5.3): the line that `score` writes and `wires.decisions` carries. No wall-clock field."""

import msgspec

SCHEMA = "interceptor.decision/1"


class JurisdictionFound(msgspec.Struct, gc=False):
    """One country that the receiving account may be in, and the rule of DESIGN 5.6 that says so."""

    country: str
    rule: str


class Reason(msgspec.Struct, gc=False):
    """One indicator's share of the score."""

    indicator: str
    contribution: float
    """Log-odds added to the model's sum; all contributions and the intercept add up to it exactly."""
    evidence: str


class AlertRaised(msgspec.Struct, gc=False):
    """One alert of the case, as it stands with this decision."""

    alert_id: str
    lane: str
    kind: str
    country: str
    state: str


class DecisionRecord(msgspec.Struct, kw_only=True, gc=False):
    """One revision of the decision on one transfer. Amounts are strings; times are ISO 8601 UTC."""

    schema: str = SCHEMA
    transfer_id: str
    tenant: str
    uetr: str | None
    end_to_end_id: str | None
    received_at: str | None
    revision: int
    cause: str
    """`scored`, `stage`, `lookback`, `report`, `reply`, `withdrawn` or `deadline`."""
    repeat_of: str | None = None
    """The transfer id when this record repeats a message seen before; the earlier decision follows."""
    score: float
    decision: str
    action: str
    stop_until: str | None = None
    jurisdiction: str | None
    jurisdictions: list[JurisdictionFound]
    creditor_account: str | None
    amount: str
    currency: str
    typology: str | None = None
    reasons: list[Reason] | None = None
    counterfactual: str | None = None
    model: str
    policy: str
    case_id: str | None = None
    alerts: list[AlertRaised] = []
    recoverable_usd: float | None = None
    """What acting at the first decision could be expected to save; None below the policy's review floor, and without a
    reference rate."""
    warnings: list[str] = []
    """Codes of what was read around: `bad_uetr`, `time_suspect`, `context:<field>`."""


class ErrorLine(msgspec.Struct, gc=False):
    """A record, or one transaction of it, that could not be read. It is kept, and a person must look at it."""

    error: str
    reason: str
    line: int
    transaction: int | None = None


class SkippedLine(msgspec.Struct, gc=False):
    """A record, or one transaction of it, that is no payment."""

    skipped: str
    line: int
    transaction: int | None = None


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(DecisionRecord)

encode = _encoder.encode
"""JSON bytes of any of the three."""

decode = _decoder.decode
"""The record in stored bytes."""
