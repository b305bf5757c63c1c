"""`interceptor cases`: the queue and one case; the acts on cases are in `case_acts`."""

from typing import Annotated

import msgspec
import typer

from interceptor.cases import case as case_file
from interceptor.commands import arguments, case_acts, case_data, case_reply, case_view, common, status_view
from interceptor.commands.common import console, load_settings, open_store, user_errors
from interceptor.commands.finding import find_case
from interceptor.commands.printing import write_json
from interceptor.observability.freshness import freshness, words
from interceptor.store.figures import Figures
from interceptor.store.reading import Readings

app = typer.Typer(no_args_is_help=True, help="The cases: what was intercepted, and where its money is.")


@app.command("list")
@user_errors
def list_cases(
    everything: Annotated[bool, typer.Option("--all", help="Closed cases too.")] = False,
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """Open cases, the most money still recoverable first."""
    config = load_settings(tenant, data)
    now = common.now()
    with open_store(config, new=False, reading=True) as store:
        tenants = store.tenant(config.tenant, new=False)
        cases = [case_file.decode(row[2]) for row in tenants.cases()]
        fresh = freshness(words(Figures(tenants)), common.now_ms())
    if as_json:
        closed = [case for case in cases if case.status == "closed"] if everything else []
        rated = [case for _, case in case_data.in_queue(cases, now)]
        write_json([msgspec.to_builtins(case_data.summary(case, now)) for case in rated + closed])
        return
    console.print(status_view.fresh(fresh), soft_wrap=True)
    console.print(case_view.case_list(cases, now, closed=everything))


@app.command()
@user_errors
def show(
    case: arguments.Case,
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """Everything about one case: hops, ledger, alerts and clocks, holds, open tasks, history."""
    config = load_settings(tenant, data)
    now = common.now()
    with open_store(config, new=False, reading=True) as store:
        tenants = store.tenant(config.tenant, new=False)
        found = find_case(tenants, case)
        tasks = Readings(tenants).tasks(found.case_id)
    if as_json:
        write_json(case_data.full(found, tasks, now))
        return
    console.print(case_view.case_page(found, tasks, now))


for _name, _act in (
    ("open", case_acts.open_case),
    ("reply", case_reply.reply),
    ("sign", case_acts.sign),
    ("complete", case_acts.complete),
    ("withdraw", case_acts.withdraw),
    ("reroute", case_acts.reroute),
    ("reopen", case_acts.reopen),
    ("done", case_acts.done),
    ("indemnify", case_acts.indemnify),
    ("write-off", case_acts.write_off),
    ("close", case_acts.close),
    ("due", case_acts.due),
):
    app.command(_name)(_act)
