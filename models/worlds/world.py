"""A world: payers of one bank, the suppliers they share, tax offices and a payment collector, all from a seed."""

import random
from math import exp, log

from models.worlds.accounts import Account, new_account
from models.worlds.banks import bank, ordinary_bank
from models.worlds.firms import SECTORS, Firm, Relation
from models.worlds.parties import Party, company, party, person
from models.worlds.payment import Holder
from models.worlds.tables import Country, countries, words

HOME_CODE = "LKWD"
"""The bank whose outbound wires these are, at home in each payer's country."""

_PAYER_COUNTRIES = ("CA",) * 4 + ("US",) * 4 + ("GB",) * 3 + ("DE", "FR", "NL", "IE", "AU", "SG", "ES")
_SECTOR_MIX = (
    ("manufacturing",) * 5 + ("importer",) * 3 + ("construction",) * 3 + ("public",) * 2 + ("legal",) * 2
    + ("retail",) * 2 + ("fund", "healthcare", "payroll")
)  # fmt: skip
_SOURCING = ("US", "DE", "CN", "GB", "NL", "IT", "PL", "TR", "IN", "MX", "HK", "JP", "VN", "CA", "FR", "TW", "CH")
_STYLES = (
    "INV {n}", "INV {n} PO {po}", "INVOICE {n}", "/INV/{n}", "Statement {n}", "PO {po} INV {n}", "ORDER {po} / {n}",
    "CONTRACT C-{po} INV {n}", "REF {n} VAT INCL", "/RFB/{n}", "ACCT 77{po} BILL {n}", "SOW {po} MILESTONE {n}",
)  # fmt: skip
_LOCAL_STYLES = {
    "de": ("RECHNUNG {n}", "RE-NR {n} BEST {po}"),
    "fr": ("FACTURE {n}", "FAC {n} CDE {po}"),
    "es": ("FACTURA {n}", "FRA {n} PEDIDO {po}"),
    "it": ("FATTURA {n}", "FT {n}"),
    "nl": ("FACTUUR {n}",),
}


class World:
    """Everything that exists before the first wire, and the random stream that goes on from there."""

    def __init__(
        self, seed: int, payers: int, *, relations: int = 14, countries_of_payers: tuple[str, ...] = ()
    ) -> None:
        self.rng = random.Random(seed)
        self.suppliers: dict[tuple[str, str], list[Holder]] = {}
        self.mules: list[Holder] = []
        self._serial = 0
        self.moves: dict[Account, Holder] = {}
        """Where payees that changed bank are now; their payers follow one by one."""
        self._offices: dict[tuple[str, str], Holder] = {}
        self._lenders: dict[str, list[Holder]] = {}
        homes = countries_of_payers or _PAYER_COUNTRIES
        # Sectors take turns, so that small worlds have each of them.
        sectors = [_SECTOR_MIX[number * 7 % len(_SECTOR_MIX)] for number in range(payers)]
        self.firms = [self._firm(self.rng.choice(homes), sector, relations) for sector in sectors]

    def serial(self) -> int:
        """The next number; never given twice."""
        self._serial += 1
        return self._serial

    def holder(self, who: Party, *, at: str = "") -> Holder:
        """`who` with a new account at an ordinary bank in its country, or in country `at`."""
        there = ordinary_bank(self.rng, at or who.country.code)
        return Holder(who, new_account(self.rng, there.country, there.national, there.code), there)

    def supplier(self, country: Country, trade: str) -> Holder:
        """A supplier: half the time one that others pay as well."""
        known = self.suppliers.setdefault((country.code, trade), [])
        if known and self.rng.random() < 0.5:
            return self.rng.choice(known)
        known.append(self.holder(company(self.rng, country, trade)))
        return known[-1]

    def tax_office(self, country: Country) -> Holder:
        """The one tax office of a country."""
        return self._one(country, f"{country.name} Revenue Collection Office")

    def customs_office(self, country: Country) -> Holder:
        """The one customs office of a country."""
        return self._one(country, f"{country.name} Customs and Excise Office")

    def factor(self, country: Country) -> Holder:
        """The one factor of a country, which many sellers use."""
        return self._one(country, f"{words('stem', country.region)[0]} Factoring {country.forms[0]}")

    def _one(self, country: Country, name: str) -> Holder:
        if (country.code, name) not in self._offices:
            self._offices[country.code, name] = self.holder(party(self.rng, country, name))
        return self._offices[country.code, name]

    def lender(self, country: Country) -> Holder:
        """One of a few mortgage lenders of a country, whose payoff accounts recur across law firms."""
        known = self._lenders.setdefault(country.code, [])
        if len(known) < 5:
            stem = self.rng.choice(words("stem", country.region))
            known.append(self.holder(party(self.rng, country, f"{stem} Mortgage Lending {country.forms[0]}")))
        return self.rng.choice(known)

    def relation(self, firm: Firm, *, trade: str = "", home: bool | None = None) -> Relation:
        """A new payee of `firm`, at home or abroad, with its own rhythm, size and style of reference."""
        rng = self.rng
        trade = trade or rng.choice(SECTORS[firm.sector])
        abroad = {"importer": 0.75, "manufacturing": 0.35, "public": 0.03, "legal": 0.02}.get(firm.sector, 0.15)
        stays = home if home is not None else rng.random() >= abroad
        country = firm.country if stays else countries()[rng.choice(_SOURCING)]
        payee = self.supplier(country, trade)
        style = rng.choice(_LOCAL_STYLES.get(country.region, _STYLES) if rng.random() < 0.5 else _STYLES)
        return Relation(
            payee=payee,
            trade=trade,
            currency=self.currency(firm, country),
            median=exp(rng.gauss(log(firm.scale), 1.0)),
            spread=rng.choice((0.05, 0.25, 0.4, 0.6)),
            rhythm=rng.choice(("monthly", "monthly", "monthly", "weekly", "irregular")),
            every=rng.choice((1, 2, 4, 4)),
            style=style,
            counter=rng.randrange(1_000, 90_000),
            months=frozenset(rng.sample(range(1, 13), 4)) if rng.random() < 0.08 else frozenset(range(1, 13)),
        )

    def currency(self, firm: Firm, country: Country) -> str:
        """What an invoice from `country` is in: its own money, or US dollars for seven in ten outside the majors."""
        if country.code == firm.country.code or country.currency in {"EUR", "GBP", "USD", "CHF", "CAD"}:
            return country.currency
        return "USD" if self.rng.random() < 0.7 else country.currency

    def _firm(self, code: str, sector: str, relations: int) -> Firm:
        rng = self.rng
        country = countries()[code]
        firm = self.payer(country, sector, self._payer_party(country, sector))
        for _ in range(max(4, round(rng.gauss(relations, relations / 5)))):
            self._add(firm, self.relation(firm))
        if sector in {"manufacturing", "importer", "fund", "retail"} and rng.random() < 0.6:
            firm.group = [self._group_account(firm, code), self._group_account(firm, rng.choice(("GB", "NL", "SG")))]
        # Wires to employees: a payroll office for all, one firm in six for a few abroad or on the road (assumption).
        employees = relations if sector == "payroll" else 5 * (rng.random() < 0.17)
        for _ in range(employees):
            self._add(firm, self._employee(firm))
        return firm

    def payer(self, country: Country, sector: str, who: Party) -> Firm:
        """A payer without payees yet, on an account at the bank whose wires these are."""
        rng = self.rng
        home = bank(HOME_CODE, country.code)
        account = new_account(rng, country, home.national, home.code)
        return Firm(
            holder=Holder(who, account, home),
            sector=sector,
            scale=exp(rng.gauss(log(9_000), 0.9)),
            run_weekday=rng.randrange(1, 5),
            run_day=rng.randint(3, 27),
            staff=tuple(f"u{rng.randrange(10_000, 99_999)}" for _ in range(4)),
            gives_context=rng.random() < 0.45,
            channel=rng.choice(("online", "online", "host_to_host", "branch")),
        )

    def _add(self, firm: Firm, relation: Relation) -> None:
        if all(relation.payee is not known.payee for known in firm.relations):
            firm.relations.append(relation)

    def _payer_party(self, country: Country, sector: str) -> Party:
        rng = self.rng
        stem = rng.choice(words("stem", country.region))
        if sector == "public":
            return party(rng, country, f"{rng.choice(('City of', 'Municipality of', 'County of'))} {stem}")
        if sector == "legal":
            return party(rng, country, f"{stem} {rng.choice(words('family', country.region))} LLP Client Account")
        if sector == "fund":
            return party(rng, country, f"{stem} Growth Fund {rng.choice(('II', 'III', 'IV'))} LP")
        return company(rng, country, rng.choice(SECTORS[sector]))

    def _group_account(self, firm: Firm, code: str) -> Relation:
        country = countries()[code]
        stem = firm.party.name.rsplit(" ", 1)[0]
        own = self.holder(party(self.rng, country, f"{stem} Holdings {self.rng.choice(country.forms)}"))
        currency = firm.country.currency
        return Relation(own, "group", currency, firm.scale * 20, 0.3, "weekly", 1, "INTERCOMPANY FUNDING {n}", 100)

    def _employee(self, firm: Firm) -> Relation:
        who = person(self.rng, firm.country)
        style = f"SALARY EMP {self.rng.randrange(10_000, 99_999)}"
        pay = self.rng.uniform(2_600, 7_500)
        return Relation(
            self.holder(who), "salary", firm.country.currency, pay, 0.02, "weekly", 2, style, 1, person=True
        )
