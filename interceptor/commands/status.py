"""`interceptor status`: how fresh the decisions are, and what waits."""

from typing import Any

import typer

from interceptor.commands import arguments, common, status_view
from interceptor.commands.common import console, load_settings, open_store, options, user_errors
from interceptor.commands.printing import write_json
from interceptor.observability.freshness import SILENT_AFTER, freshness
from interceptor.observability.snapshot import Snapshot, Snapshots


@user_errors
def status(data: arguments.Data = None, tenant: arguments.Tenant = None, as_json: arguments.AsJson = False) -> None:
    """How fresh decisions are, and what waits: records, messages, deadlines, tasks. Exits with 2 without an engine."""
    config = load_settings(tenant, data)
    with open_store(config, new=False, reading=True) as store:
        snapshot = Snapshots(store.tenant(config.tenant, new=False), common.now_ms).take()
    if as_json:
        write_json(_document(config.tenant, snapshot))
    else:
        console.print(status_view.page(snapshot, options(config).policy.alerts_per_hour))
    fresh = freshness(snapshot.words, snapshot.at_ms)
    if fresh is None or fresh.silent > SILENT_AFTER:
        raise typer.Exit(2)


def _document(tenant: str, snapshot: Snapshot) -> dict[str, Any]:
    fresh = freshness(snapshot.words, snapshot.at_ms)
    return {
        "schema": "interceptor.status/1",
        "tenant": tenant,
        "at_ms": snapshot.at_ms,
        "behind": fresh.behind if fresh else None,
        "oldest_undecided_seconds": fresh.waited if fresh else None,
        "since_newest_decision_seconds": fresh.decided if fresh else None,
        "silent_seconds": fresh.silent if fresh else None,
        "partitions": [
            {
                "topic": word.topic,
                "partition": word.partition,
                "behind": word.behind,
                "waited_seconds": word.waited,
                "said_ms": word.at_ms,
            }
            for word in snapshot.words
        ],
        "alerts_paused": snapshot.paused,
        "alerts_last_hour": snapshot.sent_last_hour,
        "outbox_pending": sum(max(marks.last - marks.marked, 0) for marks in snapshot.streams),
        "cases": [{"status": status, "basis": basis, "count": n} for (status, basis), n in snapshot.cases.items()],
        "next_stop_ms": min(snapshot.stops, default=None),
        "next_hold_ms": min(snapshot.holds, default=None),
        "tasks": {task.task: task.waiting for task in snapshot.tasks},
        "rejected": dict(snapshot.rejected),
    }
