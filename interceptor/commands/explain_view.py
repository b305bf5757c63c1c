"""An explanation on the screen."""

from rich.table import Table
from rich.text import Text

from interceptor.commands.common import console
from interceptor.commands.explanation import Explanation
from interceptor.commands.lanes_view import lane_lines
from interceptor.commands.printing import money, state, table, text
from interceptor.pipeline.decision_record import DecisionRecord
from models.tables import BASE, parts


def show(found: Explanation) -> None:
    """Print it: what, how it was decided, why, what would have released it, and where a recall would go."""
    console.print(_head(found))
    if not found.decisions:
        console.print(text("learnt from history: it was never weighed, so there is no decision to explain", "yellow"))
        return
    console.print(_revisions(found.decisions))
    console.print(text(f"model {found.decisions[-1].model}, policy {found.decisions[-1].policy}", "dim"))
    _reasons(found)
    latest = found.decisions[-1]
    other = next((record.counterfactual for record in reversed(found.decisions) if record.counterfactual), None)
    if latest.decision != "release":
        console.print(text(f"it {other}" if other else "no small change would have released it", "bold"))
    console.print(lane_lines(found.lanes, title="lanes" if latest.case_id else "lanes, were it to be recalled now"))


def _head(found: Explanation) -> Text:
    return Text.assemble(
        ("transfer ", "dim"),
        text(found.transfer_id, "bold"),
        "\n",
        (money(found.amount, found.currency), "bold"),
        " to ",
        text(found.creditor or "a creditor without a name"),
        f" on {found.jurisdiction or '?'} account {found.creditor_account}, {found.stage}, {found.event_at[:16]}Z",
    )


def _revisions(decisions: list[DecisionRecord]) -> Table:
    made = table("revision", "cause", "decision", "action", "probability", right=["revision", "probability"])
    for record in decisions:
        made.add_row(
            str(record.revision),
            record.cause,
            state(record.decision),
            text(record.action),
            f"{record.score:.4%}",
        )
    return made


def _reasons(found: Explanation) -> None:
    """Reasons as they were given; for what needed none, the model's shares worked out again from the stored values."""
    told = next((record for record in reversed(found.decisions) if record.reasons is not None), None)
    made = table("weight", "why", "", right=["weight"])
    if told is not None and told.reasons is not None:
        for reason in told.reasons:
            made.add_row(_weight(reason.contribution), text(reason.indicator), text(reason.evidence))
    elif found.rescored is not None:
        for share in sorted(found.rescored.contributions, key=lambda item: -abs(item.contribution)):
            made.add_row(_weight(share.contribution), text(share.name), text(_values(share.name, found.values), "dim"))
    console.print(made)
    rescored = found.rescored
    if rescored is None:
        return
    if not rescored.same_model:
        words = f"decided with {found.decisions[-1].model}; {rescored.model} is in force"
        console.print(text(f"{words} and gives {rescored.probability:.4%} to the same values", "yellow"))
    if told is None:
        unknown = f"{len(found.unknown)} indicators were unknown" if found.unknown else "every indicator was known"
        console.print(text(f"weights are the model's, from the values of that time; {unknown}", "dim"))


def _weight(value: float) -> Text:
    return text(f"{value:+.2f}", "red" if value > 0 else "green")


def _values(name: str, values: dict[str, float]) -> str:
    if name == BASE:
        return "what every transfer starts from"
    return ", ".join(f"{values[part]:g}" for part in parts(name) if part in values) or "unknown"
