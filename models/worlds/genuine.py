"""Ordinary wires: supplier runs, new suppliers, payroll, sweeps, taxes, and a law firm's completions."""

from datetime import date
from math import exp, log

from models.worlds.firms import Firm, Relation
from models.worlds.parties import company, person
from models.worlds.payment import Payment
from models.worlds.scene import Scene
from models.worlds.world import World

_TURNOVER = 1 / 60
"""New suppliers per payer and working day: about four a year for a payer of this size (assumption)."""


def payments(world: World, firm: Firm, day: date) -> list[Payment]:
    """What `firm` orders on `day` in the ordinary course of business."""
    if day.weekday() > 4:
        return []
    scene = Scene(world, firm, day)
    found = [_bill(scene, relation) for relation in firm.relations if _due(scene, relation)]
    found += _tax(scene)
    if firm.group and day.weekday() in {1, 4}:
        found.append(_sweep(scene))
    if firm.sector == "legal":
        found += completions(scene)
    if world.rng.random() < _TURNOVER:
        found.append(new_supplier(scene))
    return found


def _due(scene: Scene, relation: Relation) -> bool:
    if not scene.firm.owes(relation, scene.day):
        return False
    return scene.rng.random() < {"irregular": 1 / 18, "monthly": 0.95, "weekly": 0.97}[relation.rhythm]


def _bill(scene: Scene, relation: Relation) -> Payment:
    if relation.person:
        text = f"{relation.style} {scene.day:%b %Y}".upper()
        return scene.invoice(relation, remittance=text, documents=(), purpose="SALA", category="SALA")
    moved = scene.world.moves.get(relation.payee.account)
    if moved is not None and scene.rng.random() < 0.4:
        # The supplier changed bank, and now this payer has heard of it too.
        relation.payee = moved
        return scene.invoice(relation, situation="bank_change")
    return scene.invoice(relation, urgent=scene.rng.random() < 0.03)


def _tax(scene: Scene) -> list[Payment]:
    firm = scene.firm
    if scene.day.day < 15 or not firm.relations or scene.rng.random() >= 1 / 16:
        return []
    office = scene.world.tax_office(firm.country)
    amount = firm.scale * exp(scene.rng.gauss(log(2.2), 0.7))
    text = f"TAX REMITTANCE {scene.day:%m/%Y} ACCT {sum(map(ord, firm.party.name)) * 7919 % 10_000_000:07d}"
    return [scene.pay(office, amount, firm.country.currency, text, purpose="TAXS")]


def _sweep(scene: Scene) -> Payment:
    relation = scene.rng.choice(scene.firm.group)
    return scene.invoice(relation, documents=(), purpose="INTC", category="INTC")


def new_supplier(scene: Scene) -> Payment:
    """Look-alike 2: a first invoice, small beside those of established payees, with a reference."""
    relation = scene.world.relation(scene.firm)
    relation.median *= 0.5
    if all(relation.payee is not known.payee for known in scene.firm.relations):
        scene.firm.relations.append(relation)
    return scene.invoice(relation, situation="new_supplier")


def completions(scene: Scene, *, per_day: float = 1.1) -> list[Payment]:
    """Look-alike 7: a client account pays sellers it never paid before, and lenders that recur."""
    count = sum(scene.rng.random() < per_day / 3 for _ in range(3))
    return [payment for _ in range(count) for payment in completion(scene)]


def completion(scene: Scene) -> list[Payment]:
    """One closing: the seller's proceeds, and for two in three the seller's lender."""
    rng, world, firm = scene.rng, scene.world, scene.firm
    home = firm.country
    price = exp(rng.gauss(log(720_000), 0.55))
    number, file = rng.randint(2, 980), f"{scene.day:%y}-{rng.randrange(1_000, 9_999)}"
    place = f"{number} {rng.choice(('Elm', 'Maple', 'Hastings', 'Dock', 'Orchard', 'Wharf'))} ST"
    seller = person(rng, home) if rng.random() < 0.75 else company(rng, home, "construction")
    payoff = price * rng.uniform(0.25, 0.7) if rng.random() < 0.66 else 0.0
    found = [
        scene.pay(
            world.holder(seller),
            price - payoff,
            home.currency,
            f"SALE PROCEEDS {place.upper()} FILE {file}",
            situation="completion",
        )
    ]
    if payoff:
        lender = world.lender(home)
        text = f"PAYOFF LOAN {rng.randrange(10**6, 10**7):07d} {place.upper()} FILE {file}"
        found.append(scene.pay(lender, payoff, home.currency, text, situation="completion"))
    return found
