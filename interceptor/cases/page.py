"""The state table as a page: `python -m interceptor.cases.page > docs/reference/states.md`."""

import sys

from interceptor.cases.reasons import REJECTIONS
from interceptor.cases.states import ANSWERS, Event, How, State
from interceptor.cases.transitions import RULES, TABLE, Rule

_HEAD = """# Alert states

Written by `python -m interceptor.cases.page` from `interceptor/cases/transitions.py`; the tests compare the two.

A state says what was answered; where the money is, the ledger says. Answers come twice, out of order and from
several people, so each event does one of four things in a state, and where the table has nothing it is refused
(`illegal_step`):

- **moves**: the state changes, and what the answer says of the money is booked;
- **keeps**: the state stays, and the money is booked;
- **calls**: as keeps, and a person is called, because the answer contradicts what is known;
- **late**: older or weaker news: written down, nothing else.
"""


def render() -> str:
    """The page as Markdown."""
    parts = [_HEAD]
    for title, answers in (("## What an addressee answers", True), ("## What we do ourselves", False)):
        rules = [rule for rule in RULES if (rule.event in ANSWERS) is answers]
        parts += [title, "", *_rules(rules), ""]
    parts += ["## Every state and event", "", *_grid(), ""]
    parts += ["## Codes of a refusal", "", "| code | meaning | task for a person |", "|---|---|---|"]
    parts += [f"| {code} | {reading.meaning} | `{reading.task}` |" for code, reading in REJECTIONS.items()]
    parts += ["", "A code that is not listed goes to a person and refuses nothing.", ""]
    return "\n".join(parts)


def _rules(rules: list[Rule]) -> list[str]:
    lines = ["| event | meaning | leads to | must carry | should carry | next clock |", "|---|---|---|---|---|---|"]
    lines += [
        f"| `{rule.event.value}` | {rule.meaning} | {rule.to.value if rule.to else 'stays'} "
        f"| {', '.join(rule.must)} | {', '.join(rule.carries)} | {rule.clock.value} |"
        for rule in rules
    ]
    return lines


def _grid() -> list[str]:
    lines = ["| in state | moves to | keeps | calls | late | refused |", "|---|---|---|---|---|---|"]
    for state in State:
        cells: dict[How | None, list[str]] = {how: [] for how in (*How, None)}
        for event in Event:
            step = TABLE.get((state, event))
            shown = f"{event.value} → {step.to.value}" if step and step.how is How.MOVES else event.value
            cells[step.how if step else None].append(shown)
        row = " | ".join(", ".join(cells[how]) for how in (*How, None))
        lines.append(f"| **{state.value}** | {row} |")
    return lines


if __name__ == "__main__":
    sys.stdout.write(render())
