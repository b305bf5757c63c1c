"""Any sequence of replies, acts and clock strikes: the ledger balances, states are legal, records are lossless."""

from datetime import timedelta
from decimal import Decimal

from case_builder import ALL, AMOUNT, NOW, opened
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from interceptor.cases.acts import complete, indemnify, raise_basis, reroute, sign, withdraw
from interceptor.cases.answers import apply
from interceptor.cases.case import decode, encode
from interceptor.cases.clocks import due, expire
from interceptor.cases.closing import close, obstacles, write_off
from interceptor.cases.effects import CaseChange, PlanLanes
from interceptor.cases.ledger import Ledger
from interceptor.cases.opening import add_alerts
from interceptor.cases.postings import PLACES, Account
from interceptor.cases.reopening import reopen
from interceptor.cases.reply import Onward, Reply
from interceptor.cases.stages import change_stage
from interceptor.cases.states import ANSWERS, Event, State
from interceptor.errors import CaseError

_CENTS = st.integers(1, 300_000_000).map(lambda cents: Decimal(cents) / 100)
_ONWARD = st.builds(
    Onward,
    channel=st.sampled_from(["transfer", "transfer", "transfer", "cash", "crypto"]),
    account=st.sampled_from(["9-1", "9-2", None]),
    bic=st.sampled_from(["STHBHKHH", "WSTBSGSG", None]),
    amount=_CENTS,
    currency=st.sampled_from(["CAD", "HKD", "JPY"]),
    debited=st.none() | _CENTS,
    rate=st.none() | st.sampled_from([Decimal("5.73"), Decimal("0.0091"), Decimal("108.3")]),
)
_REPLY = st.fixed_dictionaries(
    {
        "answer": st.sampled_from(
            [*sorted({*ANSWERS, Event.UNDELIVERED} - {Event.FALSE_ALARM}) * 3, Event.FALSE_ALARM]
        ),
        "reply_id": st.integers(0, 60).map(str),
        "amount": st.none() | _CENTS,
        "currency": st.sampled_from(["CAD", "CAD", "HKD", "JPY", None]),
        "charges": st.none() | _CENTS,
        "gone": st.none() | _CENTS,
        "equivalent": st.none() | _CENTS,
        "expires_at": st.none() | st.integers(-2, 40).map(lambda days: NOW + timedelta(days=days)),
        "happened_at": st.none() | st.integers(-9, 9).map(lambda hours: NOW + timedelta(hours=hours)),
        "code": st.sampled_from([None, "CUST", "AM04", "ZZ99"]),
        "text": st.sampled_from([None, "shown"]),
        "return_id": st.none() | st.integers(0, 20).map(str),
        "onward": st.lists(_ONWARD, max_size=3).map(tuple),
    }
)
_PICK = st.integers(0, 999)


class CaseMachine(RuleBasedStateMachine):
    """Everything the engine and people can do to a case, in any order; what is refused must leave it as it was."""

    @initialize(
        basis=st.sampled_from(["suspected", "reported"]), stage=st.sampled_from(["released", "released", "initiated"])
    )
    def open(self, basis: str, stage: str) -> None:
        self.now = NOW
        self.case = opened(basis=basis, stage=stage, stop_until=NOW + timedelta(hours=3)).case

    def _take(self, change: CaseChange) -> None:
        before = {alert.alert_id: alert.state for alert in self.case.alerts}
        self.case = change.case
        for alert in self.case.alerts:
            if before.get(alert.alert_id) is State.RETURNED:
                assert alert.state in (State.RETURNED, State.CLOSED)
        for effect in change.effects:
            if isinstance(effect, PlanLanes):
                self.case = add_alerts(self.case, effect.hop, ALL, self.now).case

    def _alert_id(self, pick: int) -> str | None:
        return self.case.alerts[pick % len(self.case.alerts)].alert_id if self.case.alerts else None

    @rule(pick=_PICK, fields=_REPLY)
    def reply(self, pick: int, fields: dict[str, object]) -> None:
        reply = Reply(alert_id=self._alert_id(pick), received_at=self.now, **fields)  # type: ignore[arg-type]
        try:
            change = apply(self.case, reply, self.now)
        except CaseError:
            return
        assert apply(change.case, reply, self.now) == (change.case, ())
        self._take(change)

    @rule(pick=_PICK, number=st.integers(100, 10_000_000), fields=_REPLY)
    def proper_reply(self, pick: int, number: int, fields: dict[str, object]) -> None:
        """With everything that an answer must carry, so that more of them are taken."""
        alert_id = self._alert_id(pick)
        if alert_id is None:
            return
        currency = self.case.hop(self.case.alert(alert_id).hop).currency
        amount = fields["amount"] or Decimal(number) / 100
        more = {"reply_id": f"proper-{number}", "amount": amount, "currency": currency, "code": "CUST", "text": "shown"}
        self.reply(pick, {**fields, **more})

    @rule(pick=_PICK, act=st.sampled_from([sign, reroute, indemnify]))
    def act(self, pick: int, act: object) -> None:
        alert_id = self._alert_id(pick)
        if alert_id is None:
            return
        try:
            self._take(act(self.case, alert_id, "officer-7", self.now))  # type: ignore[operator]
        except CaseError:
            return

    @rule(basis=st.sampled_from(["suspected", "reported", "confirmed"]))
    def surer(self, basis: str) -> None:
        try:
            self._take(raise_basis(self.case, basis, "officer-7", self.now))  # type: ignore[arg-type]
        except CaseError:
            return

    @rule(stage=st.sampled_from(["released", "settled", "cancelled"]))
    def stage(self, stage: str) -> None:
        try:
            self._take(change_stage(self.case, stage, self.now, plans=ALL))  # type: ignore[arg-type]
        except CaseError:
            return

    @rule()
    def facts(self) -> None:
        self._take(complete(self.case, frozenset({"payer_city"}), "officer-7", self.now, police_report="VPD 25-1"))

    @rule(really=st.sampled_from([True] + [False] * 9))
    def take_back(self, really: bool) -> None:
        if not really:
            return
        try:
            self._take(withdraw(self.case, "honest", self.now))
        except CaseError:
            assert self.case.status == "closed"

    @rule(basis=st.sampled_from(["reported", "confirmed"]))
    def after_all(self, basis: str) -> None:
        withdrawn = self.case.withdrawn
        try:
            self._take(reopen(self.case, basis, "officer-7", self.now, stop_until=self.now))  # type: ignore[arg-type]
        except CaseError:
            return
        assert withdrawn
        assert self.case.status != "closed"

    @rule(hours=st.integers(1, 400))
    def strike(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        for _ in range(3):
            self._take(expire(self.case, self.now))
        moment = due(self.case)
        assert moment is None or moment > self.now, "a clock strikes once"

    @rule(pick=_PICK, amount=_CENTS)
    def give_up(self, pick: int, amount: Decimal) -> None:
        try:
            self._take(
                write_off(
                    self.case,
                    1 + pick % len(self.case.hops),
                    Account.LOST,
                    amount,
                    by="o",
                    reason="r",
                    now=self.now,
                )
            )
        except CaseError:
            return

    @rule(owner=st.sampled_from([None, "desk HK"]))
    def end(self, owner: str | None) -> None:
        found = obstacles(self.case, owner)
        try:
            self._take(close(self.case, reason="done", by="officer-7", now=self.now, held_owner=owner))
        except CaseError:
            assert found
        else:
            assert self.case.status == "closed"

    @invariant()
    def balanced(self) -> None:
        ledger = Ledger(self.case.postings, self.now, "")
        ledger.verify()
        assert ledger.balance(1, Account.ALERTED) == AMOUNT
        assert ledger.balance(1, *PLACES) == AMOUNT
        for hop in ledger.hops():
            assert all(ledger.balance(hop, account) >= 0 for account in Account)
            held = max((hold.amount for hold in self.case.holds if hold.hop == hop and hold.active), default=Decimal(0))
            assert held or not ledger.balance(hop, Account.HELD), "what is held has a hold with an expiry"

    @invariant()
    def lossless(self) -> None:
        assert decode(encode(self.case)) == self.case

    @invariant()
    def no_open_money_is_forgotten(self) -> None:
        if self.case.status == "closed":
            assert not [place for place in obstacles(self.case, "owner") if place]


CaseMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestCaseMachine = CaseMachine.TestCase
