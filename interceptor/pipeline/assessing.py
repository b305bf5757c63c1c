"""Weighing one transfer: profiles, indicators, model, policy. Reads the profiles as they are before the transfer."""

from collections.abc import Sequence
from dataclasses import dataclass

from interceptor.decisions import counterfactual, explanation, scoring
from interceptor.decisions.decide import Circumstances, Decision, decide
from interceptor.decisions.policy import Policy
from interceptor.decisions.recoverability import is_sepa, rail_of
from interceptor.indicators import patterns
from interceptor.indicators.evaluate import evaluate
from interceptor.indicators.subject import Subject
from interceptor.pipeline.brakes import Brakes
from interceptor.pipeline.profiling import Profiling
from interceptor.pipeline.work import STAGE_NAMES, Work
from interceptor.profiles.payees import Resolution, resolve
from models.tables import TableModel


@dataclass(slots=True)
class Explained:
    """Why: for review and intercept, or for all when asked."""

    typology: str | None
    reasons: list[explanation.Reason]
    counterfactual: str | None


@dataclass(init=False, slots=True)
class Assessment:
    """One weighed transfer."""

    payee: Resolution
    values: list[float | None]
    decision: Decision
    explained: Explained | None

    def __init__(
        self,
        payee: Resolution,
        values: list[float | None],
        decision: Decision,
        explained: Explained | None,
    ) -> None:
        self.payee = payee
        self.values = values
        self.decision = decision
        self.explained = explained


class Assessor:
    """Weighs transfers with one model and one policy."""

    def __init__(self, tenant: str, model: TableModel, policy: Policy, home: str, *, explain_all: bool = False) -> None:
        self._tenant = tenant
        self._policy = policy
        self._model = model
        self._home = home
        self._explain_all = explain_all
        self.model_label = scoring.label(model)
        self.policy_label = policy.label

    def assess(self, work: Work, profiles: Profiling, *, reused: bool, brakes: Brakes) -> Assessment:
        """The probability that `work` is fraud, the decision, and why."""
        payment = work.payment
        payee = resolve(self._tenant, profiles.debtors.get(payment.debtor), payment)
        subject = self.subject(work, payee, profiles, reused=reused)
        values = evaluate(subject)
        probability = self._model.probability(self._model.score(values))
        if probability < self._policy.review_floor:
            decision = Decision(decision="release", action="none", probability=probability)
        else:
            decision = decide(probability, self.circumstances(work, brakes), self._policy)
        explained = None
        if self._explain_all or decision.decision != "release":
            explained = self._explain(subject, values, work, brakes)
        return Assessment(payee, values, decision, explained)

    def subject(self, work: Work, payee: Resolution, profiles: Profiling, *, reused: bool) -> Subject:
        """What the indicators read."""
        payment = work.payment
        relationship = profiles.relationship(payment, payee)
        settled = profiles.settled(payment, relationship)
        return Subject(
            work.packed,
            payment,
            payee,
            profiles.debtors.get(payment.debtor),
            relationship=relationship,
            account=profiles.account(payment, settled=settled),
            name=profiles.name(payment, settled=settled),
            context=work.context,
            countries=work.countries,
            identifier_reused=reused,
            time_suspect=work.time.suspect or work.record.suspect_time,
            trust_after=self._policy.trust_after,
        )

    def circumstances(self, work: Work, brakes: Brakes) -> Circumstances:
        """Everything beside the probability that the policy asks for."""
        payment, transfer, context = work.payment, work.transfer, work.context
        cut_off = context.cut_off_at
        return Circumstances(
            stage=STAGE_NAMES[work.stage],  # type: ignore[arg-type]
            time=payment.time,
            now=work.time.now_ms / 1000,
            amount_usd=payment.amount_usd,
            rail=rail_of(transfer, payment.country, self._home),
            country=payment.country,
            sepa=is_sepa(transfer),
            cut_off=cut_off.timestamp() if cut_off else None,
            alerts_this_hour=brakes.this_hour(work.time.now_ms),
            paused=brakes.paused,
        )

    def _explain(self, subject: Subject, values: Sequence[float | None], work: Work, brakes: Brakes) -> Explained:
        at = self.circumstances(work, brakes)
        fired = patterns.fired_ids(values) | patterns.facts(subject)
        other = counterfactual.counterfactual(
            self._model, values, lambda probability: decide(probability, at, self._policy).decision
        )
        return Explained(
            typology=patterns.typology(fired).typology,
            reasons=explanation.reasons(self._model, subject, values),
            counterfactual=other.text if other else None,
        )
