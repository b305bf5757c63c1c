"""Which payers a kind of fraud or look-alike happens to."""

from collections.abc import Callable, Sequence

from models.worlds.firms import Firm
from models.worlds.world import World


def _pays_people(firm: Firm) -> bool:
    return any(relation.person for relation in firm.relations)


def _pays_suppliers(firm: Firm) -> bool:
    return any(not relation.person for relation in firm.relations)


_WANTED: dict[str, Callable[[Firm], bool]] = {
    "payroll_diversion": _pays_people,
    "employee_bank_change": _pays_people,
    "closing_redirection": lambda firm: firm.sector in {"legal", "construction"},
    "completion": lambda firm: firm.sector == "legal",
    "settlement": lambda firm: firm.sector in {"legal", "public"},
    "capital_call": lambda firm: firm.sector == "fund",
}
"""What a payer must be like; for kinds not named, it must pay suppliers."""


def suited(world: World, name: str, firms: Sequence[Firm]) -> Firm:
    """One of `firms` that `name` may happen to; any of them if none is of the kind. Raises `IndexError` for none."""
    wanted = _WANTED.get(name, _pays_suppliers)
    return world.rng.choice([firm for firm in firms if wanted(firm)] or firms)
