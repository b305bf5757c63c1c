"""Bad weather of every kind at once, short; the long form is `make faults`."""

from pathlib import Path

import pytest

from tests.faults.cluster import Parameters, check


@pytest.mark.slow
@pytest.mark.usefixtures("services_there")
def test_bad_weather_changes_nothing(tmp_path: Path) -> None:
    given = Parameters(
        wires=2_500,
        partitions=4,
        workers=2,
        kills=20,
        broker_restarts=2,
        database_restarts=3,
        seed=1,
        batch_size=20,
        outage=False,
    )
    assert not [each for each in check(tmp_path, given) if not each.kept]
