"""One payer on one day: where genuine payments, look-alikes and attacks are written."""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random
from typing import Any

from models.worlds.accounts import new_account
from models.worlds.banks import ordinary_bank
from models.worlds.contexts import GENUINE_CHECK, context
from models.worlds.firms import Firm, Relation, money, working_day
from models.worlds.payment import Holder, Payment
from models.worlds.world import World


@dataclass(frozen=True, slots=True)
class Scene:
    """`firm` on `day` in `world`."""

    world: World
    firm: Firm
    day: date

    @property
    def rng(self) -> Random:
        """The world's random stream."""
        return self.world.rng

    def moment(self, days: int = 0) -> datetime:
        """A time in office hours, so many working days from `day`."""
        return self.firm.moment(self.rng, working_day(self.day, days))

    def pay(
        self,
        creditor: Holder,
        amount: float,
        currency: str,
        remittance: str,
        *,
        days: int = 0,
        check: tuple[float, float, float] = GENUINE_CHECK,
        extra: dict[str, Any] | None = None,
        **fields: Any,
    ) -> Payment:
        """An order to `creditor`, `days` working days from now. `amount` is in units of a major currency; `extra` goes
        into the context if the payer gives one; `fields` are those of `Payment`."""
        world, serial = self.world, self.world.serial()
        said = context(self.rng, self.firm, serial, creditor.bank.country.code, check)
        if said and extra:
            said |= extra
        payment = Payment(
            time=self.moment(days),
            debtor=self.firm.holder,
            creditor=creditor,
            amount=money(amount, currency),
            currency=currency,
            remittance=remittance,
            context=said,
            reference=f"LK{self.day:%y%m%d}{serial:08d}",
            end_to_end=f"E2E-{serial:08d}" if self.rng.random() < 0.8 else "",
            uetr=str(uuid.UUID(int=world.rng.getrandbits(128), version=4)),
        )
        return replace(payment, **fields) if fields else payment

    def invoice(self, relation: Relation, *, payee: Holder | None = None, **more: Any) -> Payment:
        """The next invoice of `relation`, paid to its account or to `payee`; `more` as in `pay`."""
        relation.paid_until = max(relation.paid_until, working_day(self.day, more.get("days", 0)))
        text, documents = relation.next_references(self.rng)
        given = {"remittance": text, "documents": documents, **more}
        amount = given.pop("amount", None) or relation.amount(self.rng)
        return self.pay(payee or relation.payee, amount, relation.currency, **given)

    def elsewhere(self, holder: Holder) -> Holder:
        """The same party with a new account at another bank of the same country."""
        there = ordinary_bank(self.rng, holder.bank.country.code, other_than=holder.bank.code)
        account = new_account(self.rng, there.country, there.national, there.code)
        return Holder(holder.party, account, there)

    def suppliers(self) -> list[Relation]:
        """Payees that are firms: those owed something today, or all if there are none."""
        found = [relation for relation in self.firm.relations if not relation.person]
        return [relation for relation in found if self.firm.owes(relation, self.day)] or found

    def staff(self) -> list[Relation]:
        """Payees that are people on the payroll: those owed something today, or all if there are none."""
        found = [relation for relation in self.firm.relations if relation.person]
        return [relation for relation in found if self.firm.owes(relation, self.day)] or found
