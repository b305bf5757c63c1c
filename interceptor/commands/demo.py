"""`interceptor demo`: a bank's day with frauds in it, then the Vancouver–Hong Kong case from wire to full return."""

from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from interceptor.commands import demo_view
from interceptor.commands.common import console, progress, user_errors
from interceptor.demo import files
from interceptor.demo.day import INSTITUTION, Day, Wire, learn_history, options, play
from interceptor.demo.story import Step, Story
from interceptor.pipeline import registered
from interceptor.pipeline.planning import Sent, plans
from interceptor.routing.plan import LanePlan, LocalSettings
from interceptor.store.store import Store


@user_errors
def demo(
    output: Annotated[
        Path | None, typer.Option(help="Also write decisions, cases, alerts, messages and the audit chain here.")
    ] = None,
) -> None:
    """A bank's day in a minute: wires scored, frauds stopped, one case followed until every cent is accounted for."""
    with Store.temporary() as store:
        day = _the_day(store)
        assert day.vancouver is not None
        steps = _the_case(store, day.vancouver)
        if output is not None:
            counts = files.write(output, store, steps)
            what = ", ".join(f"{count} {name}" for name, count in counts.items())
            console.print(f"\nwritten to {output}: {what}")
        console.print(demo_view.farewell())


def _the_day(store: Store) -> Day:
    console.print(demo_view.chapter(1, f"A day at {INSTITUTION.name} (invented), 5 June 2025"))
    start = perf_counter()
    with progress("learning what is normal") as advance:
        learnt = learn_history(store, advance)
    with progress("deciding the day's wires") as advance:
        day = play(store, advance)
    spent = perf_counter() - start
    console.print(
        f"Learnt from {learnt:,} wires of four months, decided on {len(day.wires)} of one day: {spent:.1f} s.\n"
    )
    console.print(demo_view.alarms(day))
    console.print(demo_view.score_card(day))
    return day


def _the_case(store: Store, wire: Wire) -> list[Step]:
    console.print(demo_view.chapter(2, "The wire from Vancouver"))
    console.print(demo_view.wire(wire))
    console.print(demo_view.chapter(3, "Who can stop it, once the firm has confirmed the fraud"))
    story = Story(store, wire)
    console.print(demo_view.lanes(_plans(store, story, wire)))
    console.print()
    console.print(demo_view.recall(story.recall_bytes()))
    console.print(demo_view.chapter(4, "Following the money (waiting is skipped; + is the time it stands for)"))
    steps: list[Step] = []
    before = datetime.fromisoformat(wire.record.received_at or "")
    for step in story.steps():
        console.print(demo_view.step(step, step.at - before))
        before = step.at
        steps.append(step)
    console.print(demo_view.end(steps[-1].case))
    return steps


def _plans(store: Store, story: Story, wire: Wire) -> tuple[LanePlan, ...]:
    tenant = store.tenant("default")
    row = tenant.register([story.register_number()])[story.register_number()]
    sent = Sent(registered.decode(row[9]).transfer, row[5])
    now = datetime.fromisoformat(wire.record.received_at or "")
    return plans(sent, INSTITUTION, LocalSettings(), options().policy, case=None, hop=1, now=now, basis="confirmed")
