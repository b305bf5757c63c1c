"""`interceptor topics`: the topics of an installation on a Kafka cluster, as the plan has them."""

from pathlib import Path
from typing import Annotated

import typer

from interceptor.commands.common import console, user_errors
from interceptor.commands.working import settings_of
from interceptor.pipeline import topic_plan

app = typer.Typer(no_args_is_help=True, help="Topics on a Kafka cluster.")


@app.callback()
def _topics() -> None:
    pass


@app.command()
@user_errors
def apply(
    tenant: Annotated[
        list[str] | None, typer.Option(help="Whose topics; once for each tenant.", show_default=False)
    ] = None,
    partitions: Annotated[int, typer.Option(min=1, help="Of wires and decisions: the most workers there can be.")] = 4,
    replicas: Annotated[int, typer.Option(min=1, help="Copies of every topic.")] = 3,
    grant: Annotated[
        list[str] | None,
        typer.Option(
            help="Who has a role, such as engine=User:interceptor, bank:acme=User:acme, desk:hk=User:hkpf.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Only say what would change.")] = False,
    data: Annotated[Path | None, typer.Option(help="Folder of the settings.", show_default=False, hidden=True)] = None,
) -> None:
    """Make what is missing of topics and rights. Never deletes, and refuses to take partitions away."""
    from streams.kafka.topics import Grant, Topics, TopicSpec

    config = settings_of(tenant, data)
    tenants = config.all_tenants()
    planned = topic_plan.planned(tenants, partitions=partitions, in_sync=max(1, replicas - 1))
    rights = topic_plan.rights(grant or [], tenants, group=config.kafka.group, relay=config.kafka.relay)
    cluster = Topics(config.kafka.config())
    try:
        changes = cluster.compare(
            [TopicSpec(one.name, one.partitions, replicas, one.settings) for one in planned],
            [Grant(*right) for right in rights],
        )
        for change in changes:
            console.print(change.what, soft_wrap=True, highlight=False, markup=False)
        if not dry_run:
            cluster.apply(changes)
    finally:
        cluster.close()
    console.print(_sum(len(planned), len(rights), len(changes), dry_run=dry_run))


def _sum(topics: int, rights: int, changes: int, *, dry_run: bool) -> str:
    done = f"{changes} to change" if dry_run else f"{changes} changed"
    return f"{topics} topics and {rights} rights: {done if changes else 'all as they are to be'}"
