"""No label can take what comes from a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interceptor.observability import labels
from interceptor.pipeline import topics


@given(st.text())
def test_anything_else_counts_as_the_rest(text: str) -> None:
    for function, known in (
        (labels.decision, labels.DECISIONS),
        (labels.cause, labels.CAUSES),
        (labels.lane, labels.LANES),
        (labels.state, labels.STATES),
        (labels.fault, labels.FAULTS),
    ):
        assert function(text) in {*known, "other"}
    assert len(labels.country(text)) == 2
    assert labels.country(text + "x") == "ZZ"


@pytest.mark.parametrize("tenant", ["default", "acme"])
def test_topics_lose_tenant_and_country(tenant: str) -> None:
    assert labels.topic(topics.wires(tenant)) == "wires.outbound"
    assert labels.topic(topics.decisions(tenant)) == "wires.decisions"
    assert labels.topic(topics.rejected(tenant)) == "wires.rejected"
    assert labels.topic(topics.alerts("HK")) == "recalls.alerts"
    assert labels.topic(topics.recalls(tenant)) == "recalls.outbound"
    assert labels.topic(topics.checkpoints(tenant)) == "audit.checkpoints"
    assert labels.topic("wires.outbounds") == "other"
