"""Payments of a small world, for the tests of its renderers."""

from datetime import date

from models.worlds import genuine
from models.worlds.payment import Payment
from models.worlds.world import World


def some_payments(seed: int = 3, days: int = 8) -> list[Payment]:
    """Ordinary wires of 25 payers in many countries."""
    world = World(seed, 25, relations=12)
    return [
        payment
        for day in range(days)
        for firm in world.firms
        for payment in genuine.payments(world, firm, date(2025, 3, 3 + day))
    ]
