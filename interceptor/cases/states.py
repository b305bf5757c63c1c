"""The words of an alert: its states, what may happen to it, and the clocks (research/alert-contents.md 3 and 4)."""

from enum import StrEnum


class State(StrEnum):
    """Where one alert stands. A state says what was answered, never where the money is: that is the ledger."""

    DRAFT = "draft"
    """Not sent: a person must sign, or a fact without which the lane refuses is missing."""
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    WAITING_SENDER = "waiting_sender"
    """The addressee asks us for more."""
    REROUTE = "reroute"
    """The addressee does not hold the account, and may have named who does."""
    PENDING = "pending"
    """Under way at the addressee. Pending is not held."""
    WAITING_INDEMNITY = "waiting_indemnity"
    SILENT = "silent"
    """The addressee may not say. Not a refusal, and never a clean account."""
    REJECTED = "rejected"
    STOPPED = "stopped"
    """Stopped on its way, before the creditor was credited; the return is expected."""
    RETURN_EXPECTED = "return_expected"
    """The addressee says that it will pay back. No money has come yet."""
    HELD = "held"
    PARTLY_HELD = "partly_held"
    GONE = "gone"
    RETURNED = "returned"
    """Money was credited to us. Never downgraded."""
    RELEASED = "released"
    """The holder let the money go to the account holder."""
    EXPIRED = "expired"
    FORFEITED_ELSEWHERE = "forfeited_elsewhere"
    """A court or a pro-rata payout gave the money to somebody else."""
    CLOSED_FALSE = "closed_false"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Event(StrEnum):
    """What can happen to an alert: an answer of the addressee, or an act of our own."""

    ACK = "ACK"
    NEED_INFO = "NEED_INFO"
    NOT_OURS = "NOT_OURS"
    STOPPED_IN_FLIGHT = "STOPPED_IN_FLIGHT"
    RETURN_EXPECTED = "RETURN_EXPECTED"
    HELD = "HELD"
    PARTLY_HELD = "PARTLY_HELD"
    GONE = "GONE"
    PENDING = "PENDING"
    REJECTED = "REJECTED"
    INDEMNITY_NEEDED = "INDEMNITY_NEEDED"
    NO_COMMENT = "NO_COMMENT"
    RETURNED = "RETURNED"
    RELEASED = "RELEASED"
    FORFEITED = "FORFEITED"
    FALSE_ALARM = "FALSE_ALARM"
    NOTE = "NOTE"

    SEND = "send"
    SIGN = "sign"
    COMPLETE = "complete"
    INDEMNIFY = "indemnify"
    CHASE = "chase"
    REPLACE = "replace"
    UNSENDABLE = "unsendable"
    UNDELIVERED = "undelivered"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    CLOSE = "close"


ANSWERS: frozenset[Event] = frozenset(event for event in Event if event.value.isupper())
"""What an addressee can say; the words of the contract `recalls.replies`."""

ACTS: frozenset[Event] = frozenset(Event) - ANSWERS
"""What we do ourselves, or what our own network and clocks do to an alert."""


class How(StrEnum):
    """What a legal event does in a state."""

    MOVES = "moves"
    """The state changes, and what the answer says of the money is booked."""
    KEEPS = "keeps"
    """The state stays, and what the answer says of the money is booked."""
    CALLS = "calls"
    """As `keeps`, and a person is called, because the answer contradicts what is known."""
    LATE = "late"
    """Older or weaker news than what is known: written down, nothing else."""


class Clock(StrEnum):
    """Which clock runs after an event."""

    NONE = "none"
    ANSWER = "answer"
    """The addressee's time to answer: hours by lane; then we chase."""
    OURS = "ours"
    """Our own time to act: minutes."""
    RETURN = "return"
    """The time for the promised money to come; then we chase."""
    HOLD = "hold"
    """The hold's expiry, with warnings at half-time and one working day before."""
