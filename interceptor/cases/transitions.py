"""The alert state table, as data: one row an event, naming the states in which it is possible and what it does.

A (state, event) pair that no row names is illegal. Answers come twice, out of order and from several people, so a
weaker answer after a stronger one is `late`, not an error (research/iso20022.md 4.7: returned > cancelled >
rejected > pending). Rows and clocks: research/alert-contents.md 3 and 4; codes: research/recall.md 1.2 and 1.3.
"""

from typing import NamedTuple

import msgspec

from interceptor.cases.states import Clock, Event, How, State
from interceptor.errors import CaseError, Fault

DRAFT, SENT, ACKNOWLEDGED, WAITING_SENDER, REROUTE = (
    State.DRAFT,
    State.SENT,
    State.ACKNOWLEDGED,
    State.WAITING_SENDER,
    State.REROUTE,
)
PENDING, WAITING_INDEMNITY, SILENT, REJECTED = State.PENDING, State.WAITING_INDEMNITY, State.SILENT, State.REJECTED
STOPPED, RETURN_EXPECTED, HELD, PARTLY_HELD = State.STOPPED, State.RETURN_EXPECTED, State.HELD, State.PARTLY_HELD
GONE, RETURNED, RELEASED, EXPIRED = State.GONE, State.RETURNED, State.RELEASED, State.EXPIRED
FORFEITED, CLOSED_FALSE = State.FORFEITED_ELSEWHERE, State.CLOSED_FALSE
WITHDRAWN, CLOSED = State.WITHDRAWN, State.CLOSED

_OURS = (WAITING_SENDER, WAITING_INDEMNITY)  # the addressee waits for us
_THEIRS = (SENT, ACKNOWLEDGED, REROUTE, PENDING, SILENT)  # we wait, and nothing is said of the money
_ASKED = (*_THEIRS, *_OURS)
_PROMISED = (STOPPED, RETURN_EXPECTED)
_KEPT = (HELD, PARTLY_HELD)
_LET_GO = (RELEASED, EXPIRED)
_SHUT = (CLOSED_FALSE, WITHDRAWN, CLOSED)
_LIVE = (*_ASKED, REJECTED, *_PROMISED, *_KEPT, GONE)
_ENDED = (RETURNED, *_LET_GO, FORFEITED)


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One event: where it is possible, what it does there, what it must carry, and the clock that follows."""

    event: Event
    meaning: str
    to: State | None = None
    """The state that `moves` lead to."""
    moves: tuple[State, ...] = ()
    keeps: tuple[State, ...] = ()
    calls: tuple[State, ...] = ()
    late: tuple[State, ...] = ()
    must: tuple[str, ...] = ()
    """Fields of the reply without which it is refused: money without an amount cannot be booked."""
    carries: tuple[str, ...] = ()
    """Further fields that the answer should carry; what is absent is written down, and asked for."""
    clock: Clock = Clock.NONE


class Step(NamedTuple):
    """A legal step."""

    to: State
    how: How
    rule: Rule


_ANSWER_RULES: tuple[Rule, ...] = (
    Rule(
        event=Event.ACK,
        meaning="the addressee has the alert",
        to=ACKNOWLEDGED,
        moves=(SENT, SILENT),
        keeps=(ACKNOWLEDGED,),
        late=(REROUTE, PENDING, *_OURS, REJECTED, *_PROMISED, *_KEPT, GONE, *_ENDED, *_SHUT),
        carries=("case_number", "officer_role"),
        clock=Clock.ANSWER,
    ),
    Rule(
        event=Event.NEED_INFO,
        meaning="the addressee asks for missing facts",
        to=WAITING_SENDER,
        moves=(*_THEIRS, WAITING_INDEMNITY),
        keeps=(WAITING_SENDER,),
        calls=(REJECTED, *_PROMISED, *_KEPT, GONE),
        late=(*_ENDED, *_SHUT),
        carries=("missing",),
        clock=Clock.OURS,
    ),
    Rule(
        event=Event.NOT_OURS,
        meaning="the account is not with the addressee, or the request was passed on",
        to=REROUTE,
        moves=(SENT, ACKNOWLEDGED, PENDING, SILENT, *_OURS, REJECTED),
        keeps=(REROUTE,),
        calls=(*_PROMISED, *_KEPT, GONE),
        late=(*_ENDED, *_SHUT),
        carries=("holder",),
        clock=Clock.OURS,
    ),
    Rule(
        event=Event.STOPPED_IN_FLIGHT,
        meaning="the payment was stopped before the creditor was credited",
        to=STOPPED,
        moves=(*_ASKED, REJECTED),
        keeps=_PROMISED,
        calls=(*_KEPT, GONE),
        late=(*_ENDED, *_SHUT),
        carries=("sender", "happened_at"),
        clock=Clock.RETURN,
    ),
    Rule(
        event=Event.RETURN_EXPECTED,
        meaning="the addressee will pay back (CNCL, IPAY, CWFW, or RETURNED without a return's id)",
        to=RETURN_EXPECTED,
        moves=(*_ASKED, REJECTED, EXPIRED),
        keeps=(*_PROMISED, *_KEPT),
        calls=(GONE, RELEASED, CLOSED),
        late=(RETURNED, FORFEITED, CLOSED_FALSE, WITHDRAWN),
        clock=Clock.RETURN,
    ),
    Rule(
        event=Event.HELD,
        meaning="the money is held, frozen, blocked or under a lien",
        to=HELD,
        moves=(*_ASKED, REJECTED, *_PROMISED, PARTLY_HELD, GONE, *_LET_GO, CLOSED),
        keeps=(HELD, RETURNED),
        calls=(WITHDRAWN, CLOSED_FALSE),
        must=("amount", "currency"),
        carries=("expires_at", "legal_basis"),
        clock=Clock.HOLD,
    ),
    Rule(
        event=Event.PARTLY_HELD,
        meaning="a part is held, the rest has left the account",
        to=PARTLY_HELD,
        moves=(*_ASKED, REJECTED, *_PROMISED, HELD, GONE, *_LET_GO, CLOSED),
        keeps=(PARTLY_HELD, RETURNED),
        calls=(WITHDRAWN, CLOSED_FALSE),
        must=("amount", "currency"),
        carries=("gone", "onward", "expires_at", "legal_basis"),
        clock=Clock.HOLD,
    ),
    Rule(
        event=Event.GONE,
        meaning="the money has left the account",
        to=GONE,
        moves=(*_ASKED, REJECTED, *_PROMISED, *_KEPT, *_LET_GO),
        keeps=(GONE, RETURNED),
        calls=(CLOSED,),
        late=(WITHDRAWN, CLOSED_FALSE),
        carries=("happened_at", "onward"),
        clock=Clock.OURS,
    ),
    Rule(
        event=Event.PENDING,
        meaning="under way, for the reason given (ADAC, RQDA, ARPL, PDCR, legal review); not held",
        to=PENDING,
        moves=(SENT, ACKNOWLEDGED, REROUTE, SILENT),
        keeps=(PENDING,),
        late=(*_OURS, REJECTED, *_PROMISED, *_KEPT, GONE, *_ENDED, *_SHUT),
        carries=("code",),
        clock=Clock.ANSWER,
    ),
    Rule(
        event=Event.REJECTED,
        meaning="the request is refused, for the reason given",
        to=REJECTED,
        moves=_ASKED,
        keeps=(REJECTED,),
        calls=(*_PROMISED, *_KEPT, GONE),
        late=(*_ENDED, *_SHUT),
        carries=("code",),
        clock=Clock.OURS,
    ),
    Rule(
        event=Event.INDEMNITY_NEEDED,
        meaning="an indemnity is asked for first (IDMN)",
        to=WAITING_INDEMNITY,
        moves=(*_THEIRS, WAITING_SENDER, REJECTED),
        keeps=(WAITING_INDEMNITY,),
        calls=(*_PROMISED, *_KEPT),
        late=(GONE, *_ENDED, *_SHUT),
        carries=("text", "amount"),
        clock=Clock.OURS,
    ),
    Rule(
        event=Event.NO_COMMENT,
        meaning="the addressee may not say (tipping-off, secrecy)",
        to=SILENT,
        moves=(SENT, ACKNOWLEDGED),
        keeps=(SILENT,),
        late=(REROUTE, PENDING, *_OURS, REJECTED, *_PROMISED, *_KEPT, GONE, *_ENDED, *_SHUT),
        clock=Clock.ANSWER,
    ),
    Rule(
        event=Event.RETURNED,
        meaning="money was credited to us (pacs.004, or its id given)",
        to=RETURNED,
        moves=(DRAFT, *_LIVE, *_LET_GO, FORFEITED, *_SHUT),
        keeps=(RETURNED,),
        must=("amount", "currency"),
        carries=("charges", "return_id", "happened_at"),
    ),
    Rule(
        event=Event.RELEASED,
        meaning="the hold was lifted in favour of the account holder",
        to=RELEASED,
        moves=(*_ASKED, REJECTED, *_PROMISED, *_KEPT, EXPIRED),
        keeps=(RELEASED, RETURNED, WITHDRAWN, CLOSED_FALSE),
        calls=(GONE, CLOSED),
        carries=("text", "happened_at"),
        clock=Clock.OURS,
    ),
    Rule(
        event=Event.FORFEITED,
        meaning="a court or a pro-rata payout gave held money to others",
        to=FORFEITED,
        moves=(*_LIVE, *_LET_GO),
        keeps=(FORFEITED, RETURNED),
        calls=_SHUT,
        carries=("amount", "legal_basis", "happened_at"),
    ),
    Rule(
        event=Event.FALSE_ALARM,
        meaning="the addressee says, with evidence, that the payment was honest",
        to=CLOSED_FALSE,
        moves=(*_LIVE, *_LET_GO),
        keeps=(CLOSED_FALSE, WITHDRAWN),
        calls=(RETURNED, CLOSED),
        must=("text",),
    ),
    Rule(
        event=Event.NOTE,
        meaning="information only (INFO, NINF, a receipt, a code that we do not know)",
        keeps=tuple(State),
    ),
)

_ACT_RULES: tuple[Rule, ...] = (
    Rule(event=Event.SEND, meaning="the alert goes out", to=SENT, moves=(DRAFT,), clock=Clock.ANSWER),
    Rule(event=Event.SIGN, meaning="an officer signs the draft", keeps=(DRAFT,)),
    Rule(
        event=Event.COMPLETE,
        meaning="version n+1 with more facts",
        to=ACKNOWLEDGED,
        moves=(WAITING_SENDER,),
        keeps=(DRAFT, SENT, ACKNOWLEDGED, PENDING, SILENT, WAITING_INDEMNITY, REJECTED, *_PROMISED, *_KEPT, GONE),
        clock=Clock.ANSWER,
    ),
    Rule(
        event=Event.INDEMNIFY,
        meaning="an indemnity, signed by a named officer, was sent",
        to=ACKNOWLEDGED,
        moves=(WAITING_INDEMNITY,),
        keeps=(*_PROMISED, *_KEPT),
        clock=Clock.ANSWER,
    ),
    Rule(
        event=Event.CHASE,
        meaning="the addressee is asked for its answer (pacs.028 on the bank lane)",
        keeps=(SENT, ACKNOWLEDGED, PENDING, SILENT, *_PROMISED, *_KEPT),
        clock=Clock.ANSWER,
    ),
    Rule(
        event=Event.REPLACE,
        meaning="another alert, to the right holder, takes this one's place",
        to=CLOSED,
        moves=(REROUTE, REJECTED),
    ),
    Rule(
        event=Event.UNSENDABLE,
        meaning="no message could be made of it: a person sends it by hand",
        to=DRAFT,
        moves=(SENT,),
        clock=Clock.OURS,
    ),
    Rule(
        event=Event.UNDELIVERED,
        meaning="the network refused our message (admi.002, pacs.002 RJCT): it is sent again at once",
        to=DRAFT,
        moves=(SENT, SILENT),
        keeps=(ACKNOWLEDGED, *_OURS, REROUTE, PENDING, REJECTED, *_PROMISED, *_KEPT, GONE, WITHDRAWN),
        clock=Clock.OURS,
    ),
    Rule(
        event=Event.EXPIRE,
        meaning="the hold's time ran out and nobody renewed it",
        to=EXPIRED,
        moves=_KEPT,
        clock=Clock.OURS,
    ),
    Rule(
        event=Event.WITHDRAW,
        meaning="we take the alert back: the payment was honest, or was never sent",
        to=WITHDRAWN,
        moves=(DRAFT, *_LIVE, EXPIRED),
        keeps=(WITHDRAWN,),
    ),
    Rule(
        event=Event.REOPEN,
        meaning="the payer reports the fraud after all: what was taken back is asked for again",
        to=DRAFT,
        moves=(WITHDRAWN, CLOSED_FALSE),
        clock=Clock.OURS,
    ),
    Rule(
        event=Event.CLOSE,
        meaning="the case closes, and the addressee is told the outcome",
        to=CLOSED,
        moves=(DRAFT, *_LIVE, *_ENDED),
        keeps=_SHUT,
    ),
)

RULES: tuple[Rule, ...] = _ANSWER_RULES + _ACT_RULES


def _table() -> dict[tuple[State, Event], Step]:
    table: dict[tuple[State, Event], Step] = {}
    for rule in RULES:
        for how, states in (
            (How.MOVES, rule.moves),
            (How.KEEPS, rule.keeps),
            (How.CALLS, rule.calls),
            (How.LATE, rule.late),
        ):
            for state in states:
                if (state, rule.event) in table:
                    raise AssertionError(f"two rows for {state} {rule.event}")
                table[state, rule.event] = Step(rule.to if how is How.MOVES and rule.to else state, how, rule)
    return table


TABLE: dict[tuple[State, Event], Step] = _table()
"""Every legal (state, event) pair; what is not here is illegal."""


def step(state: State, event: Event) -> Step:
    """The step of `event` in `state`. Raises `CaseError` (`illegal_step`) for a pair that the table does not have."""
    found = TABLE.get((state, event))
    if found is None:
        raise CaseError(Fault.ILLEGAL_STEP, f"{event.value} in {state.value}")
    return found
