"""`interceptor store`: make its tables, look it over, and keep its months."""

from typing import Annotated

import msgspec
import typer

from interceptor.commands import arguments, common
from interceptor.commands.common import console, load_settings, open_store, user_errors
from interceptor.commands.printing import table, text, write_json
from interceptor.commands.upkeep import chores
from interceptor.store.facts import WRONG
from interceptor.store.maintaining import LEAST
from interceptor.upkeeping import perform

app = typer.Typer(no_args_is_help=True, help="The store itself: its tables, its state, its upkeep.")


@app.command()
@user_errors
def migrate(data: arguments.Data = None) -> None:
    """Make or renew the tables. Whatever opens the store does it too; here it is a step of its own for a deployment."""
    with open_store(load_settings(None, data)) as store:
        console.print(text(f"the store has schema {store.facts()['schema']}"))


@app.command()
@user_errors
def check(data: arguments.Data = None, as_json: arguments.AsJson = False) -> None:
    """Whether the store is sound and durable. Exit 1 when something is to be put right."""
    config = load_settings(None, data).model_copy(update={"store_reader": None})
    with open_store(config, new=False, reading=True) as store:
        facts = store.facts()
    if as_json:
        write_json(facts)
    else:
        shown = table("what", "")
        for name, fact in facts.items():
            shown.add_row(name, text(fact, "bold red" if fact.startswith(WRONG) else ""))
        console.print(shown)
    if any(fact.startswith(WRONG) for fact in facts.values()):
        raise typer.Exit(1)


@app.command()
@user_errors
def maintain(
    months: Annotated[
        int | None,
        typer.Option(min=LEAST, help="Months of transfers to keep; the setting `register_months` when absent."),
    ] = None,
    data: arguments.Data = None,
    as_json: arguments.AsJson = False,
) -> None:
    """Do the store's daily upkeep now. A relay, and `run` or `serve` on SQLite, do it by themselves once a day.

    It makes the register's coming months (PostgreSQL), removes what is no longer kept, and signs the audit.
    """
    config = load_settings(None, data)
    if months is not None:
        config = config.model_copy(update={"register_months": months})
    with open_store(config, new=False) as store:
        done = perform(store, chores(config), common.now_ms())
    if as_json:
        write_json(msgspec.to_builtins(done))
    else:
        for what, found in (("made", done.made), ("dropped", done.dropped), ("not published yet", done.waiting)):
            console.print(text(f"{what}: {', '.join(map(str, found)) or 'none'}"))
        console.print(text(f"rows brought home: {done.moved:,}"))
        console.print(text(f"rows removed: {done.removed:,}"))
        console.print(text(f"checkpoints of the audit: {done.signed:,}"))
        if done.unsigned:
            console.print(text(f"audits that no key was there to sign: {done.unsigned:,}; see `audit_key`", "yellow"))
