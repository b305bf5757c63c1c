"""Genuine payments that look like fraud: the look-alikes of research/indicators.md section 2, by their numbers there.

New suppliers (2), completions (7), sweeps (11) and taxes (14) also occur in `genuine`, as they do every day. How often
the others happen is not published (section 7): the shares below are assumptions.
"""

from collections.abc import Callable
from dataclasses import replace
from math import exp, log

from models.worlds.accounts import new_account
from models.worlds.banks import collector
from models.worlds.contexts import stamp
from models.worlds.genuine import completion
from models.worlds.genuine import new_supplier as first_invoice
from models.worlds.parties import company, party, person
from models.worlds.payment import Holder, Payment
from models.worlds.scene import Scene
from models.worlds.tables import countries, words

Situation = Callable[[Scene], list[Payment]]


def bank_change(scene: Scene) -> list[Payment]:
    """1: a supplier moves to another bank in its country; its other customers follow over weeks."""
    relation = scene.rng.choice(scene.suppliers())
    moved = scene.elsewhere(relation.payee)
    scene.world.moves[relation.payee.account] = moved
    relation.payee = moved
    extra = {"callback_verified": True, "beneficiary_changed_at": stamp(scene.moment(-1))}
    said = extra if scene.rng.random() < 0.7 else None
    return [scene.invoice(relation, extra=said)]


def factoring(scene: Scene) -> list[Payment]:
    """3: a supplier assigns its receivables; the factor is paid from now on, citing the seller."""
    relation = scene.rng.choice(scene.suppliers())
    seller = relation.payee.party.name
    factor = scene.world.factor(relation.payee.bank.country)
    relation.payee = factor
    relation.style = f"{relation.style} SELLER {seller[:40].upper()}"
    return [scene.invoice(relation)]


def renamed(scene: Scene) -> list[Payment]:
    """4: a supplier is merged into its group and bills under a longer name from the group's account."""
    relation = scene.rng.choice(scene.suppliers())
    old = relation.payee.party
    stem, _, form = old.name.rpartition(" ")
    moved = scene.elsewhere(relation.payee)._replace(party=replace(old, name=f"{stem} Group {form}"))
    scene.world.moves[relation.payee.account] = moved
    relation.payee = moved
    return [scene.invoice(relation)]


def acquisition_closing(scene: Scene) -> list[Payment]:
    """5: one large, uneven sum to a law firm's escrow account."""
    rng, home = scene.rng, scene.firm.country
    stem = rng.choice(words("stem", home.region))
    firm = scene.world.holder(party(rng, home, f"{stem} {rng.choice(words('family', home.region))} LLP Escrow Account"))
    text = f"SPA COMPLETION PROJECT {stem.split()[0].upper()} ESCROW REF {rng.randrange(1_000, 9_999)}"
    amount = scene.firm.scale * exp(rng.gauss(log(60), 0.6))
    return [scene.pay(firm, amount, home.currency, text, extra={"callback_verified": True})]


def capital_call(scene: Scene) -> list[Payment]:
    """6: a drawdown to a fund's account at its administrator, in a fund centre."""
    rng = scene.rng
    country = countries()[rng.choice(("IE", "US", "GB", "SG"))]
    stem = rng.choice(words("stem", "en"))
    who = scene.world.holder(party(rng, country, f"{stem} Capital Partners {rng.choice(('II', 'III', 'V'))} LP"))
    call = rng.randint(1, 9)
    text = f"CAPITAL CALL NO {call} ADMIN REF CC-{call:04d}"
    return [scene.pay(who, scene.firm.scale * exp(rng.gauss(log(25), 0.7)), "USD", text)]


def settlement(scene: Scene) -> list[Payment]:
    """8: a claim is settled, to the claimant."""
    rng, home = scene.rng, scene.firm.country
    who = scene.world.holder(person(rng, home))
    text = f"SETTLEMENT MATTER {rng.randrange(1_000, 9_999)} CLIENT TRUST"
    return [scene.pay(who, exp(rng.gauss(log(45_000), 0.8)), home.currency, text)]


def bonus(scene: Scene) -> list[Payment]:
    """9: a bonus run to people on their known accounts; dividends to new ones where there is no payroll."""
    staff = scene.staff()
    rng = scene.rng
    if staff:
        return [
            scene.invoice(
                one, amount=one.median * rng.uniform(0.5, 3), remittance=f"BONUS {scene.day:%Y}", documents=(),
                purpose="BONU", category="BONU",
            )
            for one in staff
        ]  # fmt: skip
    home = scene.firm.country
    owners = [scene.world.holder(person(rng, home)) for _ in range(rng.randint(3, 6))]
    value = scene.firm.scale * rng.uniform(1, 4)
    return [scene.pay(one, value, home.currency, f"DIVIDEND {scene.day:%Y}", purpose="DIVI") for one in owners]


def employee_bank_change(scene: Scene) -> list[Payment]:
    """10: one employee's pay goes to a new account in the employee's name, and stays there."""
    staff = scene.staff()
    if not staff:
        return bank_change(scene)
    one = scene.rng.choice(staff)
    one.payee = scene.elsewhere(one.payee)
    text = f"{one.style} {scene.day:%b %Y}".upper()
    return [scene.invoice(one, remittance=text, documents=(), purpose="SALA", category="SALA")]


def group_funding(scene: Scene) -> list[Payment]:
    """11: two large fundings of a new group company in a day."""
    rng, firm = scene.rng, scene.firm
    country = countries()[rng.choice(("GB", "NL", "SG", "US", "DE"))]
    stem = firm.party.name.rsplit(" ", 1)[0]
    own = scene.world.holder(party(rng, country, f"{stem} {country.name} {country.forms[0]}"))
    return [
        scene.pay(own, firm.scale * rng.uniform(8, 30), firm.country.currency, f"INTERCOMPANY LOAN {part} OF 2",
                  purpose="INTC", category="INTC")
        for part in (1, 2)
    ]  # fmt: skip


def seasonal(scene: Scene) -> list[Payment]:
    """12: harvest, event or charter: a supplier abroad, once a year."""
    rng = scene.rng
    country = countries()[rng.choice(("ES", "IT", "TR", "MX", "ZA", "NZ"))]
    who = scene.world.holder(company(rng, country, rng.choice(("food", "transport"))))
    text = f"SEASON {scene.day:%Y} CONTRACT {rng.randrange(100, 999)} INV {rng.randrange(1_000, 9_999)}"
    return [scene.pay(who, scene.firm.scale * rng.uniform(0.8, 4), scene.world.currency(scene.firm, country), text)]


def refund_to_customer(scene: Scene) -> list[Payment]:
    """13: a credit goes back to the account that it came from."""
    rng, home = scene.rng, scene.firm.country
    who = scene.world.holder(company(rng, home, "services"))
    text = f"REFUND RE YOUR PMT {scene.day:%d %b} REF {rng.randrange(1_000, 9_999)}".upper()
    extra = {"credit_received_account": who.account.number}
    return [scene.pay(who, scene.firm.scale * rng.uniform(0.1, 1.5), home.currency, text, extra=extra)]


def customs(scene: Scene) -> list[Payment]:
    """14: a first payment to a public authority, at home, on the day that it is due."""
    rng, home = scene.rng, scene.firm.country
    text = f"CUSTOMS DUTY DECL {rng.randrange(10**8, 10**9)} {scene.day:%m/%Y}"
    office = scene.world.customs_office(home)
    return [scene.pay(office, scene.firm.scale * rng.uniform(0.5, 6), home.currency, text, purpose="TAXS", urgent=True)]


def payment_collector(scene: Scene) -> list[Payment]:
    """15: a supplier takes payment by a collector, with a virtual IBAN of its own for this invoice."""
    relation = scene.rng.choice(scene.suppliers())
    at = collector()
    name = f"{at.name} re {relation.payee.party.name}"
    account = new_account(scene.rng, at.country, at.national, at.code)
    payee = Holder(party(scene.rng, at.country, name), account, at)
    return [scene.invoice(relation, payee=payee)]


def group_hub(scene: Scene) -> list[Payment]:
    """16: a supplier's shared service centre in another country collects, naming the supplier as ultimate creditor."""
    relation = scene.rng.choice(scene.suppliers())
    old = relation.payee.party
    country = countries()[scene.rng.choice(("IE", "NL", "PL", "SG"))]
    stem = " ".join(old.name.split()[:2])
    hub = scene.world.holder(party(scene.rng, country, f"{stem} Shared Services {country.forms[0]}"))
    relation.payee = hub
    return [scene.invoice(relation, ultimate_creditor=old.name)]


def advance_payment(scene: Scene) -> list[Payment]:
    """17: a deposit to a new manufacturer overseas; the hardest class."""
    rng = scene.rng
    country = countries()[rng.choice(("CN", "VN", "IN", "TR", "TW", "HK"))]
    who = scene.world.holder(company(rng, country, rng.choice(("manufacturing", "electronics", "textile"))))
    text = f"30 PCT DEPOSIT PROFORMA PI-{rng.randrange(1_000, 9_999)} PO {rng.randrange(40_000, 60_000)}"
    return [scene.pay(who, scene.firm.scale * rng.uniform(1, 5), "USD", text)]


def litigation_deposit(scene: Scene) -> list[Payment]:
    """18: urgent, confidential and real: a deposit with counsel, called back."""
    rng, home = scene.rng, scene.firm.country
    stem = rng.choice(words("family", home.region))
    who = scene.world.holder(party(rng, home, f"{stem} & Partners LLP Trust Account"))
    text = f"RETAINER AND DEPOSIT MATTER {rng.randrange(10_000, 99_999)}"
    extra = {"callback_verified": True}
    amount = scene.firm.scale * rng.uniform(2, 10)
    return [scene.pay(who, amount, home.currency, text, urgent=True, extra=extra)]


def grant(scene: Scene) -> list[Payment]:
    """19: a grant to a partner in the country of the project."""
    rng = scene.rng
    country = countries()[rng.choice(("PH", "IN", "VN", "MX", "ZA"))]
    stem = rng.choice(words("stem", country.region))
    who = scene.world.holder(party(rng, country, f"{stem} Community Foundation"))
    text = f"GRANT AGREEMENT GA-{rng.randrange(100, 999)} TRANCHE {rng.randint(1, 4)}"
    return [scene.pay(who, exp(rng.gauss(log(30_000), 0.7)), "USD", text)]


def account_migration(scene: Scene) -> list[Payment]:
    """20: a bank renumbers: every payee of the payer there is paid on a new number at the same BIC."""
    code = scene.rng.choice(scene.suppliers()).payee.bank.bic
    moved = [relation for relation in scene.suppliers() if relation.payee.bank.bic == code]
    for relation in moved:
        at = relation.payee.bank
        relation.payee = relation.payee._replace(account=new_account(scene.rng, at.country, at.national[::-1], at.code))
    return [scene.invoice(relation) for relation in moved]


def new_supplier(scene: Scene) -> list[Payment]:
    """2: a first invoice of a new supplier."""
    return [first_invoice(scene)]


SITUATIONS: dict[str, tuple[Situation, float]] = {
    "bank_change": (bank_change, 0.24),
    "new_supplier": (new_supplier, 0.10),
    "factoring": (factoring, 0.05),
    "renamed": (renamed, 0.05),
    "acquisition_closing": (acquisition_closing, 0.02),
    "capital_call": (capital_call, 0.03),
    "completion": (completion, 0.03),
    "settlement": (settlement, 0.04),
    "bonus": (bonus, 0.01),
    "employee_bank_change": (employee_bank_change, 0.05),
    "group_funding": (group_funding, 0.04),
    "seasonal": (seasonal, 0.05),
    "refund_to_customer": (refund_to_customer, 0.06),
    "customs": (customs, 0.03),
    "payment_collector": (payment_collector, 0.06),
    "group_hub": (group_hub, 0.03),
    "advance_payment": (advance_payment, 0.06),
    "litigation_deposit": (litigation_deposit, 0.02),
    "grant": (grant, 0.02),
    "account_migration": (account_migration, 0.01),
}
"""The twenty look-alikes in the order of section 2, each with its share of those that happen."""


def happen(name: str, scene: Scene) -> list[Payment]:
    """The payments of one situation, marked with its name."""
    found = SITUATIONS[name][0](scene)
    for payment in found:
        payment.situation = name
    return found
