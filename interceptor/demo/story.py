"""The Vancouver case after the wire: what people and banks do, hour by hour, until the money is back.

Modelled on the case of June 2025 (research/indicators.md section 4 no. 56, recall.md 8): the wire of a law firm, CAD
2.3 million, Hong Kong, returned in full. Hours, officers and charges are ours. The receiving bank's answers are real
messages: its side reads our camt.056 and renders camt.029 and pacs.004, which come back through the ordinary door.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from interceptor.cases.case import Case, decode
from interceptor.cases.reply import Reply
from interceptor.cases.reply_message import from_answer
from interceptor.cases.states import Event
from interceptor.demo.day import Wire, options
from interceptor.desk import Desk
from interceptor.messages import answers, camt029, incoming_recalls, pacs004
from interceptor.messages.incoming_recall import IncomingRecall
from interceptor.messages.message_ids import answer_id
from interceptor.messages.outgoing_answers import Resolution, Return
from interceptor.pipeline import topics
from interceptor.store.outbox import StoreOutbox
from interceptor.store.store import Store
from interceptor.transfers.transfer import Agent, Charge

CHARGES = Decimal("15.00")
"""What the receiving bank takes off the return; ours."""
POLICE_REPORT = "VPD 25-104417 2025-06-05"
"""Invented number."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens, and the case after it."""

    at: datetime
    who: str
    what: str
    case: Case
    message: bytes | None = None
    """The message that came in, when it was one."""


class Story:
    """Plays the people. The engine and the desk are the real ones."""

    def __init__(self, store: Store, wire: Wire) -> None:
        self._store = store
        self._tenant = store.tenant("default")
        self._desk = Desk(self._tenant, options(), actor="officer-7")
        self._wire = wire
        assert wire.record.case_id is not None
        self._case_id = wire.record.case_id
        assert wire.record.received_at is not None
        self._start = datetime.fromisoformat(wire.record.received_at)

    def steps(self) -> Iterator[Step]:
        """Everything that happens after the decision, in order."""
        yield Step(
            self._start, "engine", "recalls alone: bank and desk lanes go out in the second of the wire", self._case()
        )
        yield self._call_back(timedelta(minutes=22))
        yield self._answer(timedelta(minutes=31), "desk", "ADCC", Event.ACK, "acknowledges, case opened", role="duty")
        yield self._hold(timedelta(hours=2, minutes=47))
        yield self._bank(
            timedelta(hours=15), "asks its customer and legal", lambda recall: self._resolve(recall, "PDCR")
        )
        yield self._bank(timedelta(days=6), "agrees to the cancellation", lambda recall: self._resolve(recall, "CNCL"))
        yield self._bank(timedelta(days=6, hours=5), "returns the money", self._return)
        yield self._close(timedelta(days=6, hours=6))

    def _call_back(self, after: timedelta) -> Step:
        now = self._start + after
        case = self._desk.report(self.register_number(), "confirmed", now, police_report=POLICE_REPORT)
        what = "calls the firm on the number on file: nobody there ordered this. Confirmed; the police are told"
        return Step(now, "our bank", what, case)

    def _hold(self, after: timedelta) -> Step:
        now = self._start + after
        return self._answer(
            after,
            "desk",
            "ADCC",
            Event.HELD,
            "holds the whole amount under a letter of no consent",
            amount=self._amount,
            currency="CAD",
            legal_basis="letter of no consent",
            expires_at=now + timedelta(days=30),
        )

    @property
    def _amount(self) -> Decimal:
        return Decimal(self._wire.record.amount)

    def _answer(self, after: timedelta, lane: str, who: str, event: Event, what: str, **said: object) -> Step:
        now = self._start + after
        alert = next(alert for alert in self._case().alerts if alert.lane == lane and alert.version)
        role = said.pop("role", "officer on duty")
        reply = Reply(
            reply_id=f"{who}-{event.value}",
            received_at=now,
            answer=event,
            alert_id=alert.alert_id,
            case_number="ADCC-2025-0605-118",
            officer_role=str(role),
            **said,  # type: ignore[arg-type]
        )
        return Step(now, who, what, self._desk.reply(reply, now))

    def _bank(
        self, after: timedelta, what: str, answer: Callable[[IncomingRecall], Callable[[datetime], bytes]]
    ) -> Step:
        now = self._start + after
        message = answer(self._recall())(now)
        case = self._case()
        for found in answers.read(message):
            case = self._desk.reply(from_answer(found, now), now)
        return Step(now, "receiving bank", what, case, message)

    def register_number(self) -> int:
        """Where the register has the wire."""
        return self._desk.find(self._wire.record.transfer_id)

    def _recall(self) -> IncomingRecall:
        return incoming_recalls.read(self.recall_bytes())[0]

    def recall_bytes(self) -> bytes:
        """Our camt.056, as it went to the receiving bank."""
        outbox = StoreOutbox(self._store.database, topics.decisions)
        for stream in outbox.streams():
            for message in outbox.read(stream, 0, 10_000):
                if message.topic == topics.recalls(topics.DEFAULT_TENANT) and message.key == self._case_id.encode():
                    return message.value
        raise AssertionError("the recall of the demonstration was not sent")

    def _resolve(self, recall: IncomingRecall, status: str) -> Callable[[datetime], bytes]:
        def render(now: datetime) -> bytes:
            return camt029.render(
                Resolution(
                    message_id=answer_id(recall.message_id or "", status, 1),
                    created_at=now,
                    recall=recall,
                    sender=self._receiver(recall),
                    receiver=self._sender(recall),
                    status=status,
                    reasons=("RQDA",) if status == "PDCR" else (),
                )
            )

        return render

    def _return(self, recall: IncomingRecall) -> Callable[[datetime], bytes]:
        def render(now: datetime) -> bytes:
            return pacs004.render(
                Return(
                    message_id=answer_id(recall.message_id or "", "return", 1),
                    created_at=now,
                    recall=recall,
                    sender=self._receiver(recall),
                    receiver=self._sender(recall),
                    amount=self._amount - CHARGES,
                    currency="CAD",
                    settlement_date=now.date().isoformat(),
                    charges=(Charge(CHARGES, "CAD"),),
                )
            )

        return render

    def _receiver(self, recall: IncomingRecall) -> Agent:
        return recall.assignee or Agent(bic="KSWKHKHHXXX")

    def _sender(self, recall: IncomingRecall) -> Agent:
        return recall.assigner or Agent(bic="LKWDCATTXXX")

    def _close(self, after: timedelta) -> Step:
        now = self._start + after
        case = self._desk.close(self._case_id, "returned", now)
        return Step(now, "our bank", "credits the client account and closes the case", case)

    def _case(self) -> Case:
        row = self._tenant.case(self._case_id)
        assert row is not None
        return decode(row[2])
