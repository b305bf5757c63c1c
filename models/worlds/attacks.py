"""Attack campaigns as in the cases of research/indicators.md section 4. Each gives its payments, labelled.

Shares of typologies and destinations follow section 3.3; what no source gives is an assumption. In vendor fraud the
payer's own staff fill in the real reference of the real invoice (section 5), so its text is normal.
"""

from collections.abc import Callable
from dataclasses import replace
from math import exp, log

from models.worlds.accounts import new_account
from models.worlds.banks import Bank, bank, mule_prone_bank, ordinary_bank
from models.worlds.contexts import MULE_CHECK, cut_off, stamp
from models.worlds.firms import Relation
from models.worlds.parties import Party, person, shell
from models.worlds.payment import Holder, Label, Payment
from models.worlds.scene import Scene
from models.worlds.tables import Country, countries

Campaign = Callable[[Scene], list[Payment]]

_DESTINATIONS = {"HK": 30, "CN": 14, "GB": 10, "MX": 8, "AE": 7, "SG": 6, "VN": 5, "US": 5, "PL": 4, "PT": 3, "HU": 3,
                 "TH": 3, "LT": 2}  # fmt: skip
"""Foreign first hops, in the order of section 3.3; the weights are an assumption."""

FOLLOWED_UP = 0.57
"""Share of schemes with two or more payments: 30 of 53 cases (section 3.4)."""


def abroad(scene: Scene) -> Country:
    """A foreign destination."""
    choices = {code: weight for code, weight in _DESTINATIONS.items() if code != scene.firm.country.code}
    code: str = scene.rng.choices(list(choices), list(choices.values()))[0]
    return countries()[code]


def mule(scene: Scene, who: Party | None, country: Country) -> Holder:
    """An account in the criminal's hands: one in eight is used again, one in five is at a mule-prone provider.

    Without `who` the holder is a shell of the country.
    """
    rng, world = scene.rng, scene.world
    if world.mules and rng.random() < 0.125:
        used = rng.choice(world.mules)
        return used._replace(party=who) if who else used
    at: Bank = mule_prone_bank(rng) if rng.random() < 0.2 else ordinary_bank(rng, country.code)
    holder = Holder(who or shell(rng, country), new_account(rng, at.country, at.national, at.code), at)
    world.mules.append(holder)
    return holder


def loss(scene: Scene, median: float) -> float:
    """A heavy-tailed amount: log-normal, mean three times the median (section 3.2)."""
    return exp(scene.rng.gauss(log(median), 1.45))


def target(scene: Scene) -> Relation:
    """The supplier that is impersonated: the larger its invoices, the likelier."""
    found = scene.suppliers()
    return scene.rng.choices(found, [relation.median for relation in found])[0]


def vendor_redirection(scene: Scene) -> list[Payment]:
    """VEC: a known supplier's invoices go to a new account, at home more often than abroad (sections 3.3 and 4)."""
    rng, relation = scene.rng, target(scene)
    home = rng.random() < 0.6
    who = relation.payee.party
    if rng.random() < 0.07:
        # An individual's account (K22, K51).
        who = person(rng, relation.payee.bank.country)
    country = relation.payee.bank.country if home else abroad(scene)
    if home and rng.random() < 0.3:
        country = scene.firm.country
    account = mule(scene, who, country)
    found: list[Payment] = []
    days = 0
    count = 1 + (rng.random() < FOLLOWED_UP) + (rng.random() < 0.3)
    if rng.random() < 0.15:
        found.append(_diverted(scene, relation, account, 0, amount=relation.median * rng.uniform(0.02, 0.08)))
        days = rng.randint(1, 5)
    for nth in range(count):
        if nth and rng.random() < 0.25:
            # "The first transfer was returned, please use this account" (K4, K32, K45).
            account = mule(scene, who, country)
        found.append(_diverted(scene, relation, account, days))
        days += rng.randint(1, 8)
    return _labelled(scene, "VEC", "vendor_redirection", found)


def _diverted(scene: Scene, relation: Relation, account: Holder, days: int, amount: float | None = None) -> Payment:
    extra = {"beneficiary_changed_at": stamp(scene.moment(days - 2 if days > 1 else 0))} if not days else {}
    if scene.rng.random() < 0.12:
        text, documents = relation.next_references(scene.rng)
        text = f"{text} UPDATED BANK DETAILS"
        return scene.invoice(
            relation, payee=account, days=days, amount=amount, check=MULE_CHECK, remittance=text, documents=documents
        )
    return scene.invoice(relation, payee=account, days=days, amount=amount, check=MULE_CHECK, extra=extra)


def executive_series(scene: Scene) -> list[Payment]:
    """CEO: a new payee abroad, a large sum, then larger ones within days (K2, K20, K23, K26)."""
    rng = scene.rng
    account = mule(scene, None, abroad(scene))
    amount = max(loss(scene, 48_000), scene.firm.scale * rng.uniform(2, 8))
    texts = ("CONSULTING SERVICES", "SERVICE FEE", "PAYMENT", "INVOICE", "EQUIPMENT PURCHASE", "PROJECT COSTS")
    text, currency = rng.choice(texts), rng.choice((scene.firm.country.currency, "USD", "EUR"))
    found, days = [], 0
    for _ in range(1 + (rng.random() < FOLLOWED_UP) * rng.randint(1, 4)):
        when = scene.moment(days)
        extra = {"channel": rng.choice((scene.firm.channel, "email")), "cut_off_at": cut_off(when, rng.randint(10, 90))}
        hurry = rng.random() < 0.5
        payment = scene.pay(account, amount, currency, text, days=days, check=MULE_CHECK, extra=extra, urgent=hurry)
        found.append(replace(payment, time=when))
        amount *= rng.uniform(1.1, 4.0)
        days += rng.randint(1, 5)
    return _labelled(scene, "CEO", "executive_series", found)


def acquisition(scene: Scene) -> list[Payment]:
    """MNA: a deposit for a secret purchase, or a capital call to a trading name (K7, K20, K32)."""
    rng = scene.rng
    account = mule(scene, None, abroad(scene))
    project = rng.choice(("FALCON", "HARBOUR", "NORDIC", "ATLAS"))
    calls = scene.firm.sector == "fund"
    text = f"CAPITAL CALL NO {rng.randint(2, 9)}" if calls else f"ACQUISITION DEPOSIT PROJECT {project}"
    amount = max(loss(scene, 240_000), scene.firm.scale * rng.uniform(5, 25))
    found = [scene.pay(account, amount, rng.choice(("USD", "EUR")), text, check=MULE_CHECK, urgent=True)]
    if rng.random() < FOLLOWED_UP:
        found.append(scene.pay(account, amount * rng.uniform(1.5, 3), "USD", text, days=rng.randint(1, 4)))
    return _labelled(scene, "MNA", "acquisition", found)


def closing_redirection(scene: Scene) -> list[Payment]:
    """ATT: sale proceeds or a settlement to an account that is not the party's; 88% at home (FTA23, K11, K44, K54)."""
    rng, firm = scene.rng, scene.firm
    home = rng.random() < 0.88
    who = None if rng.random() < 0.35 else person(rng, firm.country)
    account = mule(scene, who, firm.country if home else abroad(scene))
    text = rng.choice(("CLOSING FUNDS", "SETTLEMENT MATTER", "SALE PROCEEDS", "MORTGAGE PAYOUT"))
    text = f"{text} {rng.randrange(100, 9_000)}"
    amount = loss(scene, 120_000)
    payment = scene.pay(account, amount, firm.country.currency, text, check=MULE_CHECK, extra={"channel": "email"})
    return _labelled(scene, "ATT", "closing_redirection", [payment])


def payroll_diversion(scene: Scene) -> list[Payment]:
    """PAY: a salary to a prepaid or e-money account in the employee's name."""
    rng = scene.rng
    staff = scene.staff()
    if not staff:
        return vendor_redirection(scene)
    at = mule_prone_bank(rng)
    found = []
    for relation in rng.sample(staff, min(len(staff), rng.choice((1, 1, 2)))):
        account = Holder(relation.payee.party, new_account(rng, at.country, at.national, at.code), at)
        text = f"{relation.style} {scene.day:%b %Y}".upper()
        found.append(scene.invoice(relation, payee=account, remittance=text, documents=(), purpose="SALA",
                                   category="SALA", check=MULE_CHECK))  # fmt: skip
    return _labelled(scene, "PAY", "payroll_diversion", found)


def mandate_takeover(scene: Scene) -> list[Payment]:
    """ACC: a new user, or orders by e-mail in the customer's name: similar wires to new payees (K21, K50)."""
    rng = scene.rng
    user = f"u{rng.randrange(10_000, 99_999)}"
    extra = {"channel": "email", "initiator": user, "approver": user, "initiator_since": stamp(scene.moment())}
    country = scene.firm.country if rng.random() < 0.4 else abroad(scene)
    account = mule(scene, None, country)
    amount = loss(scene, 70_000)
    found, days = [], 0
    for _ in range(rng.randint(2, 5)):
        text = rng.choice(("INVOICE", "LOAN", "EQUIPMENT PURCHASE"))
        value = amount * rng.uniform(0.8, 1.3)
        found.append(scene.pay(account, value, scene.firm.country.currency, text, days=days, check=MULE_CHECK,
                               extra=extra))  # fmt: skip
        days += rng.randint(1, 6)
        if rng.random() < 0.2:
            account = mule(scene, None, country)
    return _labelled(scene, "ACC", "mandate_takeover", found)


def refund(scene: Scene) -> list[Payment]:
    """REF: an overpayment is asked back, to an account that it did not come from."""
    rng = scene.rng
    account = mule(scene, None, scene.firm.country if rng.random() < 0.5 else abroad(scene))
    origin = new_account(rng, scene.firm.country, "7712345678", bank("BRKW", scene.firm.country.code).code)
    found = scene.pay(account, loss(scene, 30_000), scene.firm.country.currency, "REFUND OVERPAYMENT", check=MULE_CHECK,
                      extra={"credit_received_account": origin.number})  # fmt: skip
    return _labelled(scene, "REF", "refund", [found])


def third_party(scene: Scene) -> list[Payment]:
    """VEC: "pay our supplier directly": the invoice is the vendor's, the account a stranger's (K11, HKL)."""
    relation = target(scene)
    account = mule(scene, None, abroad(scene))
    text, documents = relation.next_references(scene.rng)
    owed = relation.payee.party.name
    payment = scene.invoice(relation, payee=account, remittance=f"{text} OBO {owed.upper()}", documents=documents,
                            ultimate_creditor=owed, check=MULE_CHECK)  # fmt: skip
    return _labelled(scene, "VEC", "third_party", [payment])


def identifier_reuse(scene: Scene) -> list[Payment]:
    """VEC: an order already sent comes again under the same identifiers, with the account exchanged."""
    relation = target(scene)
    first = scene.invoice(relation)
    account = mule(scene, relation.payee.party, relation.payee.bank.country)
    again = replace(first, creditor=account, time=scene.moment(1), context={})
    return [first, *_labelled(scene, "VEC", "identifier_reuse", [again])]


def _labelled(scene: Scene, typology: str, pattern: str, found: list[Payment]) -> list[Payment]:
    campaign = f"{pattern}-{scene.world.serial():08d}"
    for nth, payment in enumerate(found, 1):
        payment.label = Label(campaign, typology, pattern, nth)
    return found


CAMPAIGNS: dict[str, tuple[Campaign, float]] = {
    "vendor_redirection": (vendor_redirection, 0.44),
    "executive_series": (executive_series, 0.15),
    "closing_redirection": (closing_redirection, 0.12),
    "acquisition": (acquisition, 0.07),
    "payroll_diversion": (payroll_diversion, 0.07),
    "mandate_takeover": (mandate_takeover, 0.06),
    "refund": (refund, 0.03),
    "third_party": (third_party, 0.04),
    "identifier_reuse": (identifier_reuse, 0.02),
}
"""Every kind of campaign and its share: vendor 39% and executive 12% in 2018, our cases 31, 14, 7, 6 (section 3.3)."""
