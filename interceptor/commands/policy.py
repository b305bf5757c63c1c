"""`interceptor policy`: the bar of a review, fitted to what a desk can do in a day."""

import math
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, NamedTuple

import msgspec
import typer

from interceptor.commands import arguments
from interceptor.commands.common import console, load_settings, options, user_errors
from interceptor.commands.printing import text, write_json
from interceptor.decisions.capacity import fit
from interceptor.decisions.policy import DAY
from interceptor.errors import Fault, MessageError
from streams.replay import Line, replay

app = typer.Typer(no_args_is_help=True, help="The policy that turns a probability into a decision.")

_LEAST_DAYS = 1.0


class _Decision(msgspec.Struct):
    """What is read of a decision record; other lines of the file lack its first field."""

    transfer_id: str | None = None
    received_at: str | None = None
    revision: int = 1
    repeat_of: str | None = None
    score: float = 0.0
    decision: str = ""
    recoverable_usd: float | None = None


_decision = msgspec.json.Decoder(_Decision)


class _Past(NamedTuple):
    """First decisions that passed the review floor."""

    worths: list[float]
    """US dollars that acting could be expected to save; infinite without a reference rate, since those always pass."""
    days: float
    """Between the first and the last wire, at least one."""


@app.callback()
def _group() -> None:
    """One command so far, but a group."""


@app.command("fit")
@user_errors
def fit_bar(
    source: Annotated[str, typer.Argument(help="Decision records: output of `score`, .gz, .zst, folder, or -.")],
    capacity: Annotated[int, typer.Option(min=1, help="Wires that the desk can look at in a day.")],
    days: Annotated[
        float | None, typer.Option(min=_LEAST_DAYS, help="Days of work in it; the span of its times when absent.")
    ] = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """Find the bar that would have given the desk no more than it can do, from decisions of the past."""
    policy = options(load_settings(tenant)).policy
    past = _read(source, policy.review_floor)
    over = days or past.days
    bar = fit(past.worths, over, capacity)
    passed = sum(worth >= bar for worth in past.worths)
    if math.isinf(bar):
        raise typer.BadParameter(
            f"{sum(map(math.isinf, past.worths))} of these wires have no reference rate and pass every bar:"
            " more than the desk can do"
        )
    found = {
        "workload": "capacity",
        "reviews_per_day": capacity,
        "review_worth_usd": round(math.ceil(bar * 100) / 100, 2),
        "review_floor": policy.review_floor,
        "days": round(over, 2),
        "doubted": len(past.worths),
        "passed": passed,
    }
    if as_json:
        write_json(found)
        return
    console.print(
        text(
            f"{len(past.worths):,} wires in {over:.1f} days were at or above review_floor {policy.review_floor:g};"
            f" {passed:,} pass the bar, {passed / over:.1f} a day. For the policy file:"
        )
    )
    for name in ("workload", "reviews_per_day", "review_worth_usd"):
        sys.stdout.write(f"{name} = {msgspec.json.encode(found[name]).decode()}\n")


def _read(source: str, floor: float) -> _Past:
    """Raises `MessageError` (`not_json`) for a line that is none, `ConfigError` and `StreamError` as their callees."""
    worths: list[float] = []
    first = last = None
    for decision in _decisions(source):
        if decision.revision != 1 or decision.repeat_of:
            continue
        if decision.received_at:
            time = datetime.fromisoformat(decision.received_at)
            first, last = min(first or time, time), max(last or time, time)
        if decision.score >= floor:
            worths.append(math.inf if decision.recoverable_usd is None else decision.recoverable_usd)
    span = (last - first).total_seconds() / DAY if first and last else 0.0
    return _Past(worths, max(_LEAST_DAYS, span))


def _decisions(source: str) -> Iterator[_Decision]:
    for item in replay(source):
        if not isinstance(item, Line):
            raise MessageError(Fault.NOT_JSON, "one decision record a line")
        try:
            found = _decision.decode(item.value)
        except msgspec.MsgspecError as error:
            raise MessageError(Fault.NOT_JSON, f"line {item.number}") from error
        if found.transfer_id:
            yield found
