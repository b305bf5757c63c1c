"""From payments to wire records (DESIGN 5.1). A record holds what the bank would have, and no truth."""

import random
from collections.abc import Sequence
from typing import Any

from models.worlds import mt103, pacs008, wire_json
from models.worlds.contexts import stamp
from models.worlds.payment import Labelled, Payment, Truth

Mix = dict[str, float]
"""Format of DESIGN 5.1 and its share."""

DEFAULT_MIX: Mix = {"pacs.008": 0.6, "mt103": 0.3, "json": 0.1}
"""Assumption: a bank late in its move to ISO 20022."""


def record(payment: Payment, wire_format: str, rng: random.Random) -> dict[str, Any]:
    """One payment as a record in `pacs.008`, `mt103` or `json`. Raises `KeyError` for another format."""
    message: str | dict[str, Any]
    if wire_format == "pacs.008":
        message = pacs008.render((payment,), rng)
    elif wire_format == "mt103":
        message = mt103.render(payment, rng)
    elif wire_format == "json":
        message = wire_json.render(payment)
    else:
        raise KeyError(wire_format)
    return _record(payment, wire_format, message)


def _record(payment: Payment, wire_format: str, message: str | dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"received_at": stamp(payment.time), "format": wire_format, "message": message}
    if payment.context:
        found["context"] = payment.context
    return found


def labelled(payment: Payment, mix: Mix, rng: random.Random) -> Labelled:
    """One payment in a format drawn from `mix`."""
    wire_format = rng.choices(list(mix), list(mix.values()))[0]
    return Labelled(record(payment, wire_format, rng), (truth(payment),))


def batch(payments: Sequence[Payment], rng: random.Random) -> Labelled:
    """Several payments of one debtor as one pacs.008, received when the last was ordered, without a context."""
    last = max(payments, key=lambda payment: payment.time)
    found = {"received_at": stamp(last.time), "format": "pacs.008", "message": pacs008.render(payments, rng)}
    return Labelled(found, tuple(truth(payment) for payment in payments))


def truth(payment: Payment) -> Truth:
    """What is true of `payment`."""
    return Truth(payment.label, payment.situation)
