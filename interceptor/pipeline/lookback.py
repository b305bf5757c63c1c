"""Looking back: what a report on one account says of the payments that went there before.

The second payment to a mule, released last week on thin evidence, is weighed again with the one fact that is new: its
account is named in a report. Nothing else is recomputed, so the revision can be explained line by line.
"""

from collections.abc import Iterator

from interceptor.decisions import scoring
from interceptor.decisions.decide import Circumstances, Decision, decide
from interceptor.decisions.policy import Policy
from interceptor.decisions.recoverability import is_sepa
from interceptor.indicators.catalogue import CATALOGUE, POSITIONS
from interceptor.pipeline.brakes import Brakes
from interceptor.pipeline.casework import Casework
from interceptor.pipeline.decision_record import DecisionRecord, Reason
from interceptor.pipeline.entries import Entries
from interceptor.pipeline.learning import Learner
from interceptor.pipeline.planning import Institution, recovery_rail
from interceptor.pipeline.revising import Reviser, time_of
from interceptor.pipeline.work import KINDS, STAGE_NAMES, STAGES, Entry
from interceptor.store.tenant import TenantStore
from interceptor.transfers.reference_rates import in_usd
from models.tables import BASE, TableModel

_REPORT = POSITIONS["creditor_account_prior_report"]
_REPORTED = CATALOGUE[_REPORT].steps[-1][0]
"""Value of the indicator for a report that a payer or officer made."""
_EARLIER = "As it was when the payment was sent."


class LookBack:
    """Weighs earlier payments to a reported account again, within one commit."""

    def __init__(
        self,
        store: TenantStore,
        entries: Entries,
        casework: Casework,
        reviser: Reviser,
        learner: Learner,
        brakes: Brakes,
        *,
        model: TableModel,
        policy: Policy,
        institution: Institution,
        now_ms: int,
    ) -> None:
        self._store = store
        self._entries = entries
        self._casework = casework
        self._reviser = reviser
        self._learner = learner
        self._brakes = brakes
        self._model = model
        self._policy = policy
        self._institution = institution
        self._now_ms = now_ms
        self._now = now_ms / 1000

    def run(self, reported: Entry) -> None:
        """Revise what went to the account of `reported` and would be decided otherwise today."""
        sepa = is_sepa(reported.registered.transfer)
        self.run_account(reported.account, _REPORTED, sepa=sepa, but=reported.number)

    def run_account(self, account: bytes, reported: float, *, sepa: bool = False, but: int | None = None) -> None:
        """The same for an account of the register, by the value that the indicator of reports has now.

        `but` is the register number of a transfer that is in hand already.
        """
        for entry in self._earlier(account, sepa, but):
            values = entry.registered.values()
            values[_REPORT] = reported
            probability = self._model.probability(self._model.score(values))
            decision = decide(probability, self._circumstances(entry), self._policy)
            record = self._reviser.record_of(entry)
            if KINDS[decision.decision] > KINDS[record.decision]:
                self._revise(entry, record, decision, values)

    def _earlier(self, account: bytes, sepa: bool, but: int | None) -> Iterator[Entry]:
        if not account:
            return
        oldest = (self._now - self._policy.max_alert_age(sepa=sepa)) * 1000
        numbers = self._store.find_stored("account", account)
        self._entries.load(numbers)
        for number in sorted(self._store.register(numbers)):
            entry = self._entries.of(number)
            # Where there is a case a person has the payment in hand, or had.
            record = entry.record
            decided = record is not None and record.case_id is None
            if number != but and decided and entry.stage != STAGES["cancelled"] and entry.event_ms > oldest:
                yield entry

    def _circumstances(self, entry: Entry) -> Circumstances:
        transfer = entry.registered.transfer
        record = self._reviser.record_of(entry)
        return Circumstances(
            stage=STAGE_NAMES[entry.stage],  # type: ignore[arg-type]
            time=entry.event_ms / 1000,
            now=self._now,
            amount_usd=in_usd(float(transfer.amount), transfer.currency),
            rail=recovery_rail(transfer, self._institution),
            country=record.jurisdiction,
            sepa=is_sepa(transfer),
            alerts_this_hour=self._brakes.this_hour(self._now_ms),
            paused=self._brakes.paused,
        )

    def _revise(self, entry: Entry, record: DecisionRecord, decision: Decision, values: list[float | None]) -> None:
        known = {reason.indicator: reason.evidence for reason in record.reasons or ()}
        known[CATALOGUE[_REPORT].id] = "The creditor account has since been named in a report."
        contributions = [pair for pair in self._model.contributions(values) if pair[0] != BASE]
        contributions.sort(key=lambda pair: (pair[1] < 0, -abs(pair[1]), pair[0]))
        record.reasons = [Reason(name, weight, known.get(name, _EARLIER)) for name, weight in contributions]
        record.revision += 1
        record.cause = "lookback"
        record.repeat_of = None
        record.score = decision.probability
        record.decision = decision.decision
        record.action = decision.action
        record.stop_until = time_of(decision.stop_until)
        record.counterfactual = None
        record.model = scoring.label(self._model)
        record.policy = self._policy.label
        if decision.decision == "intercept":
            sent = self._casework.sent(entry.number)
            self._casework.open(sent, entry.number, record, stage=entry.stage, why=decision.why)
            self._learner.suspect(entry)
        self._reviser.write(entry, record)
