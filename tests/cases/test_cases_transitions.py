"""Every (state, event) pair: the legal ones by their rank, each illegal one refused."""

import pytest

from interceptor.cases.states import ACTS, ANSWERS, Clock, Event, How, State
from interceptor.cases.transitions import RULES, TABLE, step
from interceptor.errors import CaseError, Fault

_ILLEGAL = [(state, event) for state in State for event in Event if (state, event) not in TABLE]


@pytest.mark.parametrize(("state", "event"), _ILLEGAL, ids=lambda value: value.value)
def test_every_pair_outside_the_table_is_refused(state: State, event: Event) -> None:
    with pytest.raises(CaseError) as caught:
        step(state, event)
    assert caught.value.fault is Fault.ILLEGAL_STEP


def test_each_event_has_one_row() -> None:
    assert sorted(rule.event for rule in RULES) == sorted(Event)


def test_a_row_that_moves_names_where_to() -> None:
    for rule in RULES:
        assert (rule.to is not None) == bool(rule.moves), rule.event


def test_no_answer_but_money_and_notes_is_possible_before_sending() -> None:
    assert {event for event in ANSWERS if (State.DRAFT, event) in TABLE} == {Event.RETURNED, Event.NOTE}


@pytest.mark.parametrize("state", list(State))
def test_money_is_taken_in_every_state(state: State) -> None:
    assert step(state, Event.RETURNED).to is State.RETURNED


@pytest.mark.parametrize("event", sorted(ANSWERS))
def test_a_return_is_never_downgraded(event: Event) -> None:
    assert step(State.RETURNED, event).to is State.RETURNED


@pytest.mark.parametrize("stronger", [State.STOPPED, State.RETURN_EXPECTED])
def test_cancelled_is_not_undone_by_a_refusal_or_pending(stronger: State) -> None:
    assert step(stronger, Event.REJECTED) == (stronger, How.CALLS, step(stronger, Event.REJECTED).rule)
    assert step(stronger, Event.PENDING).how is How.LATE


def test_a_refusal_is_not_undone_by_pending() -> None:
    assert step(State.REJECTED, Event.PENDING) == (State.REJECTED, How.LATE, step(State.REJECTED, Event.PENDING).rule)
    assert step(State.REJECTED, Event.RETURN_EXPECTED).to is State.RETURN_EXPECTED


@pytest.mark.parametrize("event", [Event.PENDING, Event.ACK, Event.NO_COMMENT, Event.RETURN_EXPECTED])
def test_only_explicit_words_hold(event: Event) -> None:
    assert step(State.SENT, event).to is not State.HELD


@pytest.mark.parametrize("event", sorted(ANSWERS))
def test_an_answer_twice_does_not_move_twice(event: Event) -> None:
    for state in State:
        first = TABLE.get((state, event))
        if first is not None:
            again = step(first.to, event)
            assert again.to is first.to


def test_the_hold_clock_follows_a_hold_only() -> None:
    assert {rule.event for rule in RULES if rule.clock is Clock.HOLD} == {Event.HELD, Event.PARTLY_HELD}


def test_nothing_goes_out_of_a_draft_but_by_sending() -> None:
    moved = {event for event in ACTS if (State.DRAFT, event) in TABLE and step(State.DRAFT, event).how is How.MOVES}
    assert moved == {Event.SEND, Event.WITHDRAW, Event.CLOSE}
