"""What profiles learn when it is known what a transfer was (DESIGN 4: the engine must not learn the fraud)."""

from interceptor.pipeline.profiling import Profiling
from interceptor.pipeline.reading import UNKNOWN_COUNTRY
from interceptor.pipeline.records import read_context
from interceptor.pipeline.work import ATTEMPT, PAYMENT, STAGES, Entry
from interceptor.profiles.creditor_account import CONFIRMED, REPORTED
from interceptor.profiles.describing import describe
from interceptor.profiles.payees import Resolution
from interceptor.profiles.payment import Payment
from interceptor.routing.receiving import receiving

_BASES = {"reported": REPORTED, "confirmed": CONFIRMED, "cleared": 0}
_SENT = {STAGES["released"], STAGES["settled"]}


def payment_of(tenant: str, entry: Entry, network: str | None = None) -> Payment:
    """The facts of a transfer in the register, as they were described when it came.

    `network` as for `describe`: creditor profiles are those that the tenant reads now.
    """
    transfer = entry.registered.transfer
    countries = receiving(transfer)
    country = countries[0][0] if countries else UNKNOWN_COUNTRY
    context, _ = read_context(entry.registered.context)
    return describe(tenant, transfer, entry.event_ms / 1000, country, context, network=network)


class Learner:
    """Takes confirmed fraud out of the profiles, and puts cleared payments in."""

    def __init__(self, tenant: str, profiles: Profiling, now: float, network: str | None = None) -> None:
        """`now` is when the words of this act are spoken, epoch seconds UTC."""
        self._tenant = tenant
        self._profiles = profiles
        self._now = now
        self._network = network

    def learn(self, entry: Entry, label: str, case_id: str) -> None:
        """`label` is `reported`, `confirmed` or `cleared`, as a case says it."""
        payment, payee = self._facts(entry)
        profiles = self._profiles
        if label != "cleared" and entry.folded == PAYMENT:
            profiles.take_out(payment, payee, reported=True)
            entry.folded = ATTEMPT
            entry.changed = True
        elif label == "cleared" and entry.folded == ATTEMPT and entry.stage in _SENT:
            profiles.put_in(payment, payee, cleared=True)
            entry.folded = PAYMENT
            entry.changed = True
        else:
            profiles.mark_reported(payment, payee, reported=label != "cleared")
        profiles.mark(payment, case_id, _BASES[label], self._now)

    def suspect(self, entry: Entry) -> None:
        """A payment is intercepted after all: it becomes an attempt until its case is cleared."""
        payment, payee = self._facts(entry)
        if entry.folded == PAYMENT:
            self._profiles.take_out(payment, payee, reported=False)
            entry.folded = ATTEMPT
            entry.changed = True

    def _facts(self, entry: Entry) -> tuple[Payment, Resolution]:
        payment = payment_of(self._tenant, entry, self._network)
        payee = Resolution(entry.registered.entity, "name")
        self._profiles.ensure(payment)
        self._profiles.relationship(payment, payee)
        return payment, payee
