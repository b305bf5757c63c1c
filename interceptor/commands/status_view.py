"""How fresh the decisions are and what waits, on the screen."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from interceptor.commands.printing import harmless, text
from interceptor.observability.freshness import SILENT_AFTER, Freshness, Word, freshness
from interceptor.observability.snapshot import Snapshot
from interceptor.store.figures import TaskCount

SLOW = 60.0
"""Seconds that a wire may wait for its decision before it is shown as late: some can be stopped for minutes only."""


def fresh(state: Freshness | None) -> Text:
    """The one line that a desk needs before it trusts the queue below it."""
    if state is None:
        return text("freshness unknown: no engine has left word here", "dim")
    if state.silent > SILENT_AFTER:
        last = f"; {_records(state.behind)} waited then" if state.behind else ""
        return text(f"NO WORD from the engine for {span(state.silent)}{last}: this may be out of date", "bold red")
    decided = f"; newest decision {span(state.decided)} ago" if state.decided is not None else ""
    if not state.behind:
        return text(f"up to date: nothing waits for a decision{decided}", "green")
    waiting = f"{_records(state.behind)} wait for a decision, the oldest for at most {span(state.waited)}{decided}"
    return text(f"BEHIND: {waiting}", "bold red") if state.waited > SLOW else text(waiting, "yellow")


def page(snapshot: Snapshot, cap: int) -> RenderableType:
    """Everything that `interceptor status` shows."""
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    rows.add_row("decisions", fresh(freshness(snapshot.words, snapshot.at_ms)))
    for word in snapshot.words:
        rows.add_row("", _partition(word, snapshot.at_ms))
    paused = text("paused by a person", "bold yellow") if snapshot.paused else text("leave on their own", "green")
    rows.add_row("alerts", Text.assemble(paused, f"; {snapshot.sent_last_hour} of at most {cap} in the last hour"))
    pending = sum(max(marks.last - marks.marked, 0) for marks in snapshot.streams)
    rows.add_row("outbox", text(f"{pending:,} messages wait to be published" if pending else "all is published"))
    rows.add_row("cases", text(_cases(snapshot)))
    rows.add_row("deadlines", text(_deadlines(snapshot)))
    rows.add_row("tasks", text(_tasks(snapshot.tasks, snapshot.at_ms)))
    rejected = sum(count for _, count in snapshot.rejected)
    faults = ", ".join(f"{fault} {count:,}" for fault, count in snapshot.rejected)
    rows.add_row("unread", text(f"{_records(rejected)} could not be read: {faults}" if rejected else "none"))
    return Group(rows)


def _partition(word: Word, now_ms: int) -> Text:
    said = span(max(now_ms - word.at_ms, 0) / 1000)
    waited = f", the oldest for {span(word.waited)}" if word.behind else ""
    name = harmless(word.topic)
    return text(f"{name} {word.partition}: {word.behind:,} wait{waited} (said {said} ago)", "dim")


def _cases(snapshot: Snapshot) -> str:
    counts: dict[str, int] = {}
    for (status, _), count in snapshot.cases.items():
        counts[status] = counts.get(status, 0) + count
    return ", ".join(f"{count:,} {status}" for status, count in sorted(counts.items(), reverse=True)) or "none"


def _deadlines(snapshot: Snapshot) -> str:
    found = []
    for name, moments in (("stop", snapshot.stops), ("hold", snapshot.holds)):
        if moments:
            left = (min(moments) - snapshot.at_ms) / 1000
            when = f"in {span(left)}" if left >= 0 else f"{span(-left)} ago"
            found.append(f"{len(moments):,} {name}{'s' if len(moments) > 1 else ''}, the next ends {when}")
    return "; ".join(found) or "none"


def _tasks(tasks: list[TaskCount], now_ms: int) -> str:
    if not tasks:
        return "none"
    oldest = span(max(now_ms - min(task.oldest for task in tasks), 0) / 1000)
    return ", ".join(f"{task.task} {task.waiting:,}" for task in tasks) + f"; the oldest waits {oldest}"


def _records(count: int) -> str:
    return f"{count:,} record{'s' if count != 1 else ''}"


def span(seconds: float) -> str:
    """A length of time in its largest sensible unit."""
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"
