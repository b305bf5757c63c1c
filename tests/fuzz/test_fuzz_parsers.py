"""Every parser under every kind of broken input, in a few seconds; `slow` runs it for longer, `make fuzz` guided."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.mutations import mutated, pumped
from tests.fuzz.samples import samples
from tests.fuzz.targets import TARGETS, run

NAMES = sorted(TARGETS)
FEW, MANY = 25, 2_000
PUMPED_BYTES = 200_000

seeds = st.integers(0, 2**32)
anything = st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))


def broken(name: str) -> st.SearchStrategy[bytes]:
    """Valid inputs after one to six changes."""
    return st.builds(mutated, st.sampled_from(samples(TARGETS[name].samples)), seeds, st.integers(1, 6))


def crossed(name: str) -> st.SearchStrategy[bytes]:
    """The beginning of one valid input and the end of another, of any kind."""
    every = [sample for target in TARGETS.values() for sample in samples(target.samples)]
    ends = st.tuples(st.sampled_from(every), st.floats(0, 1)).map(lambda pair: pair[0][int(len(pair[0]) * pair[1]) :])
    starts = st.tuples(st.sampled_from(samples(TARGETS[name].samples)), st.floats(0, 1))
    return st.tuples(starts.map(lambda pair: pair[0][: int(len(pair[0]) * pair[1])]), ends).map(b"".join)


def check(name: str, examples: int) -> None:
    @settings(
        max_examples=examples,
        derandomize=examples == FEW,  # the fast suite gives the same answer every day
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(anything | broken(name) | broken(name) | crossed(name))
    def kept(data: bytes) -> None:
        run(name, data)

    kept()


@pytest.mark.parametrize("name", NAMES)
def test_seeds_keep_the_promise(name: str) -> None:
    for sample in samples(TARGETS[name].samples):
        run(name, sample)


@pytest.mark.parametrize("name", NAMES)
def test_broken_input_keeps_the_promise(name: str) -> None:
    check(name, FEW)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.slow
def test_much_broken_input_keeps_the_promise(name: str) -> None:
    check(name, MANY)


@pytest.mark.parametrize("name", NAMES)
def test_repetition_takes_no_more_than_its_time(name: str) -> None:
    for seed, sample in enumerate(samples(TARGETS[name].samples)[:3]):
        run(name, pumped(sample, seed, PUMPED_BYTES))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.slow
def test_much_repetition_takes_no_more_than_its_time(name: str) -> None:
    for seed in range(20):
        for sample in samples(TARGETS[name].samples):
            run(name, pumped(sample, seed, PUMPED_BYTES))
