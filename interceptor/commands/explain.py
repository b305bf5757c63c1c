"""`interceptor explain`: why a transfer was decided so."""

from interceptor.commands import arguments, common, explain_view
from interceptor.commands.common import load_settings, open_store, options, user_errors
from interceptor.commands.explanation import explained
from interceptor.commands.finding import find_transfer
from interceptor.commands.printing import write_json


@user_errors
def explain(
    transfer: arguments.Transfer,
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """Why a transfer was decided so: revisions, reasons with their weights, what would have released it, its lanes."""
    config = load_settings(tenant, data)
    chosen = options(config)
    now = common.now()
    with open_store(config, new=False, reading=True) as store:
        tenants = store.tenant(config.tenant, new=False)
        found = explained(tenants, find_transfer(tenants, transfer), chosen, now)
    if as_json:
        write_json(found)
    else:
        explain_view.show(found)
