"""A tenant's policy: the numbers that turn a probability and an amount of money into a decision."""

import hashlib
import json
import tomllib
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from interceptor.errors import ConfigError, Fault

HOUR: Final = 3600.0
DAY: Final = 24 * HOUR

_Probability = Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)]
_Dollars = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]


class Policy(BaseModel):
    """One version of a tenant's policy; the shipped `default_policy.toml` gives the source of each number."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
    version: Annotated[int, Field(ge=1)]
    review_floor: _Probability
    """No review below it, whatever the amount."""
    intercept_floor: _Probability
    """No intercept below it, whatever the amount."""
    act_alone: _Probability
    """Released money is recalled without a person only above it."""
    workload: Literal["cost", "capacity"]
    """What sets the bar of a review: what it costs, or how many a day the desk can do."""
    review_cost_usd: _Dollars
    false_stop_cost_usd: _Dollars
    """What it costs to keep back or recall a genuine wire."""
    reviews_per_day: Annotated[int, Field(ge=1)] | None = None
    review_worth_usd: _Dollars | None = None
    """Money expected to be saved from which a review is worth a place in the day; from `interceptor policy fit`."""
    stop_hours: Annotated[float, Field(gt=0, le=24 * 31)]
    at_cut_off: Literal["release", "hold"]
    """Declared default for a stop that nobody has decided on in time."""
    max_alert_age_days: Annotated[float, Field(gt=0)]
    max_alert_age_sepa_days: Annotated[float, Field(gt=0, le=396)]
    alerts_per_hour: Annotated[int, Field(ge=0)]
    trust_after_days: Annotated[float, Field(ge=0)]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.review_floor > self.intercept_floor:
            raise ValueError("review_floor must not be above intercept_floor")
        if self.workload == "capacity" and (self.reviews_per_day is None or self.review_worth_usd is None):
            raise ValueError('workload "capacity" needs reviews_per_day and review_worth_usd')
        return self

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical content: the same numbers have the same digest, whatever the comments."""
        text = json.dumps(self.model_dump(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def label(self) -> str:
        """What a decision record carries: `name@version`, then the first 12 digits of the digest."""
        return f"{self.name}@{self.version}:{self.digest[:12]}"

    @property
    def review_bar(self) -> float:
        """US dollars that a review must be expected to save."""
        if self.workload == "capacity" and self.review_worth_usd is not None:
            return self.review_worth_usd
        return self.review_cost_usd

    @property
    def trust_after(self) -> float:
        """Seconds without a report after which an account is known."""
        return self.trust_after_days * DAY

    def max_alert_age(self, *, sepa: bool) -> float:
        """Seconds after which a transfer makes a draft only."""
        return (self.max_alert_age_sepa_days if sepa else self.max_alert_age_days) * DAY


def load(body: bytes) -> Policy:
    """The policy in a TOML file's bytes. Raises `ConfigError` (`bad_policy`) naming the first bad field."""
    try:
        return Policy.model_validate(tomllib.loads(body.decode()))
    except ValidationError as error:
        raise ConfigError(Fault.BAD_POLICY, _told(error)) from error
    except (ValueError, RecursionError) as error:  # TOML itself, UTF-8, an integer of thousands of digits, deep nesting
        raise ConfigError(Fault.BAD_POLICY, f"not TOML: {error}") from error


def _told(error: ValidationError) -> str:
    """What is wrong, a misspelt field before the one that is missing because of it."""
    found = error.errors(include_url=False)
    first = next((item for item in found if item["type"] == "extra_forbidden"), found[0])
    field = ".".join(map(str, first["loc"]))
    if first["type"] == "extra_forbidden":
        near = get_close_matches(field, Policy.model_fields, n=1)
        known = f"did you mean {near[0]}?" if near else f"the fields are {', '.join(Policy.model_fields)}"
        return f"{field}: no such field; {known}"
    message = first["msg"].removeprefix("Value error, ")
    return f"{field}: {message}" if field else message


@cache
def default() -> Policy:
    """The shipped policy."""
    return load((files("interceptor.decisions") / "data" / "default_policy.toml").read_bytes())
