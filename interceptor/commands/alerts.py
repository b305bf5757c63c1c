"""`interceptor alerts`: pause and resume what leaves on its own (DESIGN 6, brakes)."""

from typing import Annotated

import typer

from interceptor.commands import arguments, common
from interceptor.commands.common import console, load_settings, open_store, options, user_errors
from interceptor.commands.printing import text, write_json
from interceptor.housekeeping import Housekeeping
from interceptor.pipeline.brakes import HOUR_MS, PAUSED

app = typer.Typer(no_args_is_help=True, help="The brake on alerts.")

Reason = Annotated[str, typer.Option(help="Why; it goes into the audit.")]


@app.command()
@user_errors
def pause(
    reason: Reason,
    officer: arguments.Officer = "desk",
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
) -> None:
    """New alerts become drafts for a person; unsent money is stopped as before."""
    config = load_settings(tenant, data)
    with open_store(config, new=False) as store:
        Housekeeping(store.tenant(config.tenant, new=False), officer).pause(reason, common.now())
    console.print(text(f"alerts of {config.tenant} are paused: new ones are drafts until `interceptor alerts resume`"))


@app.command()
@user_errors
def resume(
    reason: Reason = "",
    officer: arguments.Officer = "desk",
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
) -> None:
    """Alerts leave on their own again; drafts made meanwhile still wait for a person."""
    config = load_settings(tenant, data)
    with open_store(config, new=False) as store:
        Housekeeping(store.tenant(config.tenant, new=False), officer).resume(reason, common.now())
    console.print(
        text(f"alerts of {config.tenant} leave again; drafts made meanwhile wait in `interceptor cases list`")
    )


@app.command()
@user_errors
def status(data: arguments.Data = None, tenant: arguments.Tenant = None, as_json: arguments.AsJson = False) -> None:
    """Whether alerts leave on their own, and how many did in the last hour."""
    config = load_settings(tenant, data)
    with open_store(config, new=False, reading=True) as store:
        tenants = store.tenant(config.tenant, new=False)
        paused = tenants.setting(PAUSED) == "yes"
        sent = len(tenants.alert_times(common.now_ms() - HOUR_MS))
    cap = options(config).policy.alerts_per_hour
    if as_json:
        write_json({"tenant": config.tenant, "paused": paused, "sent_last_hour": sent, "alerts_per_hour": cap})
        return
    word = text("paused", "bold yellow") if paused else text("running", "green")
    console.print(
        text(f"alerts of {config.tenant}: "), word, text(f"; {sent} of at most {cap} in the last hour"), sep=""
    )
