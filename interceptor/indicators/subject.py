"""The subject of an assessment: one transfer with everything that is known about it when it is weighed."""

from typing import Final

from interceptor.indicators.lexicon import Reading, read
from interceptor.profiles.creditor_account import CreditorAccountProfile
from interceptor.profiles.creditor_name import CreditorNameProfile
from interceptor.profiles.debtor import DebtorProfile, Payee
from interceptor.profiles.directory import directory, payee_names
from interceptor.profiles.known_accounts import known_account, trusted
from interceptor.profiles.payees import Resolution
from interceptor.profiles.payment import Payment
from interceptor.profiles.relationship import TRUST_AFTER, KnownAccount, RelationshipProfile
from interceptor.profiles.statistics import DAY
from interceptor.transfers.context import EMPTY_CONTEXT, Context
from interceptor.transfers.gist import Gist
from interceptor.transfers.packed import Packed
from interceptor.transfers.transfer import Transfer

LEAST_HISTORY: Final = 5
"""Payments of a debtor below which novelty tells nothing: everything is new (our estimate)."""
USUAL_AFTER: Final = 7 * DAY
"""Seconds after which a payee's account is the one that another takes over from. Accounts first paid within a week of
each other are both its own: indicators.md 1.2 #1 weighs by the age of past payments (the figure is our estimate)."""
LEAST_DAYS: Final = 30.0
"""Days of history below which nothing can be called a newcomer: no account is known yet (DESIGN 4, `trust_after`)."""


class Subject:
    """One transfer, its context, and the profiles as they were before it. Indicators read it and never change it."""

    __slots__ = (
        "_payee_names",
        "_payees",
        "_reading",
        "_transfer",
        "account",
        "age_days",
        "amount",
        "amount_usd",
        "context",
        "countries",
        "country",
        "debtor",
        "disagreement",
        "earlier",
        "gist",
        "has_context",
        "identifier_reused",
        "known",
        "name",
        "new_account",
        "new_payee",
        "payee",
        "payment",
        "relationship",
        "settled",
        "time",
        "time_suspect",
        "trust_after",
    )

    def __init__(
        self,
        transfer: Transfer | Packed,
        payment: Payment,
        payee: Resolution,
        debtor: DebtorProfile,
        *,
        relationship: RelationshipProfile | None = None,
        account: CreditorAccountProfile | None = None,
        name: CreditorNameProfile | None = None,
        context: Context = EMPTY_CONTEXT,
        countries: tuple[tuple[str, str], ...] = (),
        disagreement: bool = False,
        identifier_reused: bool = False,
        time_suspect: bool = False,
        trust_after: float = TRUST_AFTER,
    ) -> None:
        """`account` and `name` are the merged shared profiles, None when they are not kept (unknown, not new).

        `name` may also be None on a settled account, where nothing asks for it.
        """
        self._payees: dict[bytes, Payee] | None = None
        self._payee_names = payee.known
        self._reading: Reading | None = None
        self._transfer = transfer
        self.gist = transfer.gist if isinstance(transfer, Packed) else Gist(transfer)
        """What indicators read of the message."""
        self.payment = payment
        self.payee = payee
        self.debtor = debtor
        self.relationship = relationship
        self.account = account
        self.name = name
        self.context = context
        self.has_context = context is not EMPTY_CONTEXT
        self.countries = countries
        """All (country, rule) pairs of DESIGN 5.6."""
        self.disagreement = disagreement
        """Strong evidence names two receiving countries."""
        self.identifier_reused = identifier_reused
        self.time_suspect = time_suspect
        self.trust_after = trust_after
        time = self.time = payment.time
        """Event time, epoch seconds UTC."""
        self.country = payment.country
        """Receiving jurisdiction, alpha-2, or ZZ."""
        self.amount = payment.amount
        """In the transfer's own currency."""
        self.amount_usd = payment.amount_usd
        """Approximate, for comparison only; None without a reference rate."""
        known: KnownAccount | None = known_account(relationship, payment.account) if relationship is not None else None
        self.known = known
        """This payee's account of this transfer, if it was paid or tried before."""
        self.settled = known is not None and trusted(known, time, trust_after)
        """The account is known for this payee: the common case, in which most indicators are silent."""
        self.new_payee = relationship is None or not relationship.count
        """This debtor never paid this payee (attempts do not count)."""
        self.new_account = not self.settled
        """The account is not (yet) known for this payee."""
        self.earlier = () if self.settled or self.new_payee else self._earlier()
        """The payee's other accounts that were paid a week or more before this one and never reported; empty when
        settled."""
        self.age_days = (time - debtor.first_seen) / DAY if debtor.first_seen else 0.0
        """Days since the debtor's first payment."""

    def _earlier(self) -> tuple[KnownAccount, ...]:
        known = self.known
        since = (known.first_paid if known is not None and known.count else self.time) - USUAL_AFTER
        return tuple(
            other
            for other in (self.relationship.accounts if self.relationship is not None else ())
            if other is not known and other.count and not other.reported and other.first_paid <= since
        )

    @property
    def transfer(self) -> Transfer:
        """The message itself, which sentences of evidence need: `gist` has what values are made of."""
        transfer = self._transfer
        return transfer.transfer if isinstance(transfer, Packed) else transfer

    @property
    def reading(self) -> Reading:
        """The remittance folded and searched, once and only when asked for."""
        if self._reading is None:
            self._reading = read(self.gist.remittance)
        return self._reading

    @property
    def payees(self) -> dict[bytes, Payee]:
        """The debtor's directory of payees, taken apart once and only when asked for."""
        if self._payees is None:
            self._payees = directory(self.debtor)
        return self._payees

    @property
    def payee_names(self) -> list[str]:
        """The names of the debtor's payees, in the order of its directory."""
        if self._payee_names is None:
            self._payee_names = payee_names(self.debtor)
        return self._payee_names

    @property
    def redirected(self) -> bool:
        """Indicator #1 holds: a payee paid before on other accounts is paid on one that is not (yet) known for it."""
        return bool(self.earlier)

    @property
    def young_payee(self) -> bool:
        """No account of the payee is known (yet), this one included: it is new, or was first paid days ago.

        A payee of the debtor's first 30 days is not young: it may have been paid for years before they began.
        """
        if self.new_payee or self.relationship is None:
            return True
        return not any(
            trusted(known, self.time, self.trust_after) or self.came_with_history(known)
            for known in self.relationship.accounts
        )

    def came_with_history(self, known: KnownAccount) -> bool:
        """The account was first paid in the debtor's first 30 days, so that nobody can say since when it is used."""
        began = self.debtor.first_seen + LEAST_DAYS * DAY
        return known.count > 0 and not known.reported and known.first_paid < began

    @property
    def has_history(self) -> bool:
        """The debtor has paid often enough for novelty to mean something."""
        return self.debtor.payments >= LEAST_HISTORY

    @property
    def has_long_history(self) -> bool:
        """The debtor has also been seen for long enough that a newcomer is one, and not merely seen first."""
        return self.debtor.payments >= LEAST_HISTORY and self.age_days >= LEAST_DAYS
