"""What the bank knows beside the message, for the payers whose channel hands it over."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from models.worlds.firms import Firm

CHECKED_COUNTRIES = frozenset({"GB", "NL", "FR", "DE", "IE", "ES", "IT", "BE", "AT", "PT", "LT", "AU"})
"""Where a payee check answers for domestic and SEPA accounts (assumption)."""


def stamp(when: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, as a bank's gateway writes it."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def payee_check(rng: random.Random, payer: str, receiving: str, shares: tuple[float, float, float]) -> str:
    """An answer with these shares of match, close match and no match, or `unavailable` off the covered corridors."""
    alone = payer != receiving and not {payer, receiving}.isdisjoint({"GB", "AU"})
    if alone or not {payer, receiving} <= CHECKED_COUNTRIES:
        return "unavailable"
    answer: str = rng.choices(("match", "close_match", "no_match", "unavailable"), (*shares, 0.02))[0]
    return answer


GENUINE_CHECK = (0.94, 0.035, 0.015)
"""Genuine payees fail a check now and then; the rate is not published (indicators.md section 7), so an assumption."""

MULE_CHECK = (0.08, 0.10, 0.80)
"""A redirected payee mostly fails the check where there is one; some mules carry the true name (K1, K30)."""


def context(
    rng: random.Random, firm: Firm, serial: int, receiving: str, shares: tuple[float, float, float]
) -> dict[str, Any]:
    """An ordinary context: who entered and approved it, the channel, and what the payee check said."""
    if not firm.gives_context:
        return {}
    initiator, approver = rng.sample(firm.staff, 2)
    found: dict[str, Any] = {
        "payment_id": f"PAY-{serial:08d}",
        "stage": "released",
        "channel": firm.channel,
        "initiator": initiator,
        "approver": approver,
    }
    if firm.channel != "host_to_host":
        found["payee_check"] = payee_check(rng, firm.country.code, receiving, shares)
    return found


def cut_off(when: datetime, minutes: int) -> str:
    """A cut-off so many minutes after `when`."""
    return stamp(when + timedelta(minutes=minutes))
