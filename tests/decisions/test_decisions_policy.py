"""The policy file: what it refuses, how it names the field, and what its label says."""

from importlib.resources import files

import pytest

from interceptor.decisions.policy import default, load
from interceptor.errors import ConfigError, Fault

TEXT = (files("interceptor.decisions") / "data" / "default_policy.toml").read_text()


def changed(old: str, new: str) -> bytes:
    assert old in TEXT
    return TEXT.replace(old, new).encode()


def test_the_shipped_policy() -> None:
    policy = default()
    assert policy.label == f"default@1:{policy.digest[:12]}"
    assert (policy.review_floor, policy.intercept_floor, policy.act_alone) == (0.02, 0.2, 0.5)
    assert policy.review_bar == 100
    assert policy.trust_after == 30 * 86_400
    assert policy.max_alert_age(sepa=False) == 30 * 86_400
    assert policy.max_alert_age(sepa=True) == 395 * 86_400


def test_comments_do_not_change_the_digest_but_numbers_do() -> None:
    assert load(TEXT.replace("# ", "# so ").encode()).digest == default().digest
    assert load(changed("act_alone = 0.5", "act_alone = 0.6")).digest != default().digest


def test_capacity_uses_the_fitted_bar() -> None:
    policy = load(changed('workload = "cost"', 'workload = "capacity"\nreviews_per_day = 25\nreview_worth_usd = 4000'))
    assert policy.review_bar == 4000


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("act_alone = 0.5", "act_alone = 1.5", "act_alone"),
        ("act_alone = 0.5", "act_alone = nan", "act_alone"),
        ("act_alone = 0.5", "", "act_alone"),
        ("act_alone = 0.5", "act_allone = 0.5\nact_alone = 0.5", "act_allone: no such field; did you mean act_alone"),
        ("act_alone = 0.5", "act_allone = 0.5", "act_allone: no such field; did you mean act_alone"),
        ("act_alone = 0.5", "act_alone = 0.5\nwhatever = 1", "whatever: no such field; the fields are name, version"),
        ("review_floor = 0.02", "review_floor = 0.3", "review_floor must not be above"),
        ('workload = "cost"', 'workload = "capacity"', "reviews_per_day"),
        ('workload = "cost"', 'workload = "hope"', "workload"),
        ('at_cut_off = "hold"', 'at_cut_off = "ask"', "at_cut_off"),
        ("stop_hours = 24", "stop_hours = 0", "stop_hours"),
        ("version = 1", "version = 0", "version"),
        ('name = "default"', 'name = "Default Policy"', "name"),
        ("alerts_per_hour = 20", "alerts_per_hour = -1", "alerts_per_hour"),
        ("version = 1", "version = = 1", "not TOML"),
    ],
)
def test_a_bad_field_is_named(old: str, new: str, named: str) -> None:
    with pytest.raises(ConfigError, match=named) as caught:
        load(changed(old, new))
    assert caught.value.fault is Fault.BAD_POLICY


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(ConfigError, match="not TOML"):
        load(b"\xff\xfe")
