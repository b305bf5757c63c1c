"""The age of what waits is never told too low while its beginning is known."""

from hypothesis import given
from hypothesis import strategies as st
from watching import Clocks

from interceptor.observability import backlog as module
from interceptor.observability.backlog import Backlog


def test_nothing_waits(clocks: Clocks) -> None:
    backlog = Backlog(clocks.monotonic)
    backlog.sample(10, 10)
    assert (backlog.waiting, backlog.age, backlog.known) == (0, 0.0, True)


def test_one_record_after_a_quiet_night_is_young(clocks: Clocks) -> None:
    backlog = Backlog(clocks.monotonic)
    for _ in range(100):
        backlog.sample(10, 10)
        clocks.turn(300)
    clocks.turn(-297)
    backlog.sample(11, 10)
    assert (backlog.waiting, backlog.age) == (1, 3)


def test_a_stall_grows_from_its_beginning(clocks: Clocks) -> None:
    backlog = Backlog(clocks.monotonic)
    backlog.sample(10, 10)
    for more in range(1, 1000):
        clocks.turn(5)
        backlog.sample(10 + more, 10)
    assert backlog.age == 5 * 999
    assert len(backlog._samples) <= module._KEPT


def test_what_waited_before_we_came_is_known_at_least(clocks: Clocks) -> None:
    backlog = Backlog(clocks.monotonic)
    backlog.sample(500, 0)
    clocks.turn(7)
    backlog.sample(500, 100)
    assert (backlog.known, backlog.age) == (False, 7)
    backlog.sample(500, 500)
    assert backlog.known


def test_a_long_stall_keeps_few_samples(clocks: Clocks) -> None:
    backlog = Backlog(clocks.monotonic)
    backlog.sample(0, 0)
    for more in range(1, 3 * module._KEPT):
        clocks.turn(1)
        backlog.sample(more, 0)
    assert len(backlog._samples) <= module._KEPT
    assert backlog.age == 3 * module._KEPT - 1


_STEPS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 60)), max_size=60)


@given(_STEPS)
def test_the_age_is_a_bound_and_as_close_as_the_samples(steps: list[tuple[int, int, int]]) -> None:
    clocks = Clocks()
    backlog = Backlog(clocks.monotonic)
    arrived: list[float] = []  # when each number came, known to us alone
    done, gap = 0, 0.0
    backlog.sample(0, 0)
    for come, worked, seconds in steps:
        clocks.turn(seconds)
        gap = max(gap, seconds)
        arrived += [clocks.seconds] * come
        done = min(done + worked, len(arrived))
        backlog.sample(len(arrived), done)
        real = clocks.seconds - arrived[done] if done < len(arrived) else 0.0
        assert real <= backlog.age <= real + gap
