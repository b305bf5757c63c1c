"""`interceptor keys`: who may use the HTTP interface. A key is shown once, when it is made; the store has a digest."""

import logging
from datetime import timedelta
from typing import Annotated

import typer

from interceptor.commands import arguments, common
from interceptor.commands.common import console, errors, load_settings, open_store, user_errors
from interceptor.commands.printing import table, text, when, write_json
from interceptor.errors import ConfigError, Fault
from interceptor.housekeeping import Housekeeping
from interceptor.settings import Settings
from interceptor.store.api_keys import ApiKey, ApiKeys
from interceptor.web.api import keys

app = typer.Typer(no_args_is_help=True, help="API keys of banks and desks: each is bound to one tenant.")

_log = logging.getLogger("interceptor.keys")
_COUNTRY_LENGTH = 2


@app.command()
@user_errors
def create(
    tenant: Annotated[str, typer.Argument(metavar="TENANT", help="Whose wires the key is for.", show_default=False)],
    name: Annotated[str, typer.Option(help="What it is for, such as a system's name; never a person's.")],
    scope: Annotated[
        list[str] | None, typer.Option(help=f"What it allows, repeated: {', '.join(keys.SCOPES)}.", show_default=False)
    ] = None,
    jurisdiction: Annotated[
        str | None, typer.Option(help="Of a desk: the country whose alerts it answers.", show_default=False)
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, max=3_660, help="Days until it expires.")] = None,
    officer: arguments.Officer = "desk",
    data: arguments.Data = None,
    as_json: arguments.AsJson = False,
) -> None:
    """Make a key and print it, this once. Without --scope a bank's key sends wires and reports, and reads decisions."""
    config = load_settings(tenant, data)
    _require_served(config.tenant, load_settings(None, data))
    now = common.now_ms()
    key = keys.new_key()
    row = ApiKey(
        key_id=keys.id_of(key) or "",
        tenant=config.tenant,
        name=name[:140],
        digest=keys.digest_of(key),
        scopes=_scopes(scope, jurisdiction),
        jurisdiction=jurisdiction,
        created_at=now,
        expires_at=now + round(timedelta(days=days).total_seconds() * 1000) if days else None,
        revoked_at=None,
    )
    with open_store(config) as store:
        Housekeeping(store.tenant(config.tenant), officer).make_key(row, common.now())
    _log.info("API key created: %s", row.key_id)
    if as_json:
        write_json({"key": key, **_shown(row)})
        return
    typer.echo(key)
    errors.print(text(f"id {row.key_id}; keep the key: it is not shown again"))


def _require_served(tenant: str, config: Settings) -> None:
    """Before Kafka only the tenants of the settings are worked. Raises `ConfigError` (`not_served`)."""
    if config.kafka.servers and tenant not in config.all_tenants():
        raise ConfigError(Fault.NOT_SERVED, tenant)


def _scopes(asked: list[str] | None, jurisdiction: str | None) -> frozenset[str]:
    """Raises `ConfigError` (`bad_setting`)."""
    if jurisdiction is not None and not (len(jurisdiction) == _COUNTRY_LENGTH and jurisdiction.isalpha()):
        raise ConfigError(Fault.BAD_SETTING, "--jurisdiction is no ISO 3166 code")
    scopes = frozenset(asked or ([keys.REPLIES_WRITE] if jurisdiction else keys.BANK_SCOPES))
    unknown = scopes - keys.SCOPES.keys()
    if unknown:
        raise ConfigError(Fault.BAD_SETTING, f"--scope {min(unknown)[:40]}")
    if (keys.REPLIES_WRITE in scopes) != (jurisdiction is not None):
        raise ConfigError(Fault.BAD_SETTING, "--scope replies:write and --jurisdiction go together")
    return scopes


@app.command("list")
@user_errors
def list_keys(
    tenant: Annotated[str | None, typer.Argument(metavar="TENANT", help="Only of this tenant.")] = None,
    data: arguments.Data = None,
    as_json: arguments.AsJson = False,
) -> None:
    """Every key without its secret, oldest first."""
    config = load_settings(None, data)
    found = _all(config, tenant)
    if as_json:
        write_json([_shown(row) for row in found])
        return
    made = table("id", "tenant", "name", "allows", "made", "expires", "revoked")
    made.columns[0].no_wrap = True
    for row in found:
        scopes = " ".join(sorted(row.scopes)) + (f" {row.jurisdiction}" if row.jurisdiction else "")
        made.add_row(
            row.key_id,
            text(row.tenant),
            text(row.name),
            text(scopes),
            when(row.created_at),
            when(row.expires_at),
            when(row.revoked_at),
        )
    console.print(made)


def _all(config: Settings, tenant: str | None) -> list[ApiKey]:
    with open_store(config, new=False, reading=True) as store:
        return ApiKeys(store).all(tenant)


@app.command()
@user_errors
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="As `keys list` shows it.", show_default=False)],
    officer: arguments.Officer = "desk",
    data: arguments.Data = None,
) -> None:
    """Take a key back: from the next request on it opens nothing."""
    with open_store(load_settings(None, data), new=False) as store:
        found = ApiKeys(store).find(key_id)
        if found is None:
            raise ConfigError(Fault.UNKNOWN_API_KEY, key_id[:40])
        Housekeeping(store.tenant(found.tenant, new=False), officer).revoke_key(key_id, common.now())
    _log.info("API key revoked: %s", key_id)
    console.print(text(f"{key_id} opens nothing any more"))


def _shown(row: ApiKey) -> dict[str, object]:
    return {
        "key_id": row.key_id,
        "tenant": row.tenant,
        "name": row.name,
        "scopes": sorted(row.scopes),
        "jurisdiction": row.jurisdiction,
        "created_at": when(row.created_at),
        "expires_at": when(row.expires_at) if row.expires_at else None,
        "revoked_at": when(row.revoked_at) if row.revoked_at else None,
    }
