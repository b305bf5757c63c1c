"""Settings of one installation: environment variables `INTERCEPTOR_*`, then `interceptor.toml`, then these defaults."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from interceptor.errors import ConfigError, Fault
from interceptor.kafka_settings import KafkaSettings
from interceptor.store.maintaining import LEAST
from interceptor.store.upkeep import LEAST_OUTBOX_DAYS, OUTBOX_DAYS

TENANT = r"[a-z0-9][a-z0-9_-]{0,62}"
"""Shape of a tenant's name: it becomes part of topic names."""


class Settings(BaseSettings):
    """Everything that differs between installations; what differs between tenants is in their policy file."""

    model_config = SettingsConfigDict(
        env_prefix="INTERCEPTOR_",
        toml_file="interceptor.toml",
        extra="forbid",
        env_nested_delimiter="_",
        env_nested_max_split=1,
    )

    data: Path = Path("var")
    """Folder of the store, the embedded log and the audit key."""
    store: SecretStr | None = None
    """Where state lives: the path of a SQLite file, or `postgresql://user:password@host/name`. Absent: `store.db` in
    the data folder."""
    store_reader: SecretStr | None = None
    """Beside a `store` on PostgreSQL: a URL for commands and pages that only read, such as one of a replica."""
    register_months: Annotated[int, Field(ge=LEAST)] | None = None
    """How many months of transfers with their decisions the upkeep keeps, and of records that could not be read; all of
    them when absent. What a case stands on is always kept."""
    outbox_days: Annotated[int, Field(ge=LEAST_OUTBOX_DAYS)] = OUTBOX_DAYS
    """For how many days the upkeep keeps messages that are published: alerts, recalls and what else is no decision."""
    upkeep: bool = True
    """Do the store's daily upkeep beside the relay, on SQLite beside the engine. Off: run `interceptor store maintain`
    daily."""
    log_days: Annotated[int, Field(ge=LEAST_OUTBOX_DAYS)] | None = None
    """For how many days at least the embedded log keeps records, inputs once they are worked; for good when absent."""
    audit_key: Path | None = None
    """Private key that signs the audit's checkpoints, Ed25519 in PEM; `audit.key` in the data folder when absent."""
    tenant: Annotated[str, Field(pattern=f"^{TENANT}$")] = "default"
    """Whose wires an input belongs to when neither topic nor API key says so."""
    tenants: str = ""
    """Whose topics workers work, with commas between; `tenant` alone when absent. Before Kafka, `serve` takes the wires
    of these and refuses others: give it the same."""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "CA"
    """Where our institution is: used when a wire names no debtor agent."""
    institution: str = "Example Bank"
    """Our name, as alerts give it."""
    bic: Annotated[str, Field(pattern=r"^[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$")] = "XMPLCAT0"
    """Our BIC: assigner of a recall when the wire names no instructing agent."""
    policy: Path | None = None
    """Policy file; the shipped default when absent."""
    policies: Path | None = None
    """Folder with one policy file a tenant, `<tenant>.toml`; a tenant without one has `policy`."""
    model: Path | None = None
    """Model file; the shipped expert tables when absent."""
    share_accounts: Literal["no", "digest", "account"] = "no"
    """Tell others of confirmed mule accounts on `intel.accounts`: not at all, by SHA-256, or by number."""
    network: bool = False
    """Share creditor accounts and names with the other tenants of the store that share theirs: counts and dates only
    (see the guide on intelligence). Every engine, worker and command of a tenant must have the same."""
    batch_size: Annotated[int, Field(ge=1, le=5_000)] = 500
    """Most records of one micro-batch."""
    cache_size: Annotated[int, Field(ge=0)] = 20_000
    """Debtor and relationship profiles kept in memory between batches; 0 keeps none."""
    metrics_port: Annotated[int, Field(ge=0, le=65_535)] | None = None
    """Port of `/metrics`, `/healthz` and `/readyz` of a worker or relay; not served when absent, 0 is any free one."""
    metrics_bind: str = "127.0.0.1"
    """Address that they are served on. They tell counts and sums of money: keep them inside."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """From which level on a worker or relay logs."""
    http_host: str = "127.0.0.1"
    """Address that `serve` listens on; one that others can reach needs TLS."""
    http_port: Annotated[int, Field(ge=0, le=65_535)] = 8443
    """Port that `serve` listens on; 0 takes a free one."""
    http_certificate: Path | None = None
    """TLS certificate and its chain, PEM."""
    http_key: Path | None = None
    """Private key of the certificate, PEM."""
    http_behind_proxy: bool = False
    """TLS ends before us: plain HTTP is taken on an address that others can reach."""
    http_body_bytes: Annotated[int, Field(ge=1_024, le=256 * 1024 * 1024)] = 32 * 1024 * 1024
    """Most bytes of the body of one request, packed or unpacked."""
    kafka: KafkaSettings = KafkaSettings()
    """Kafka, for `worker`, `relay`, `topics` and `serve`: a table `[kafka]` in the file."""

    def all_tenants(self) -> list[str]:
        """Whose topics a worker works. Raises `ConfigError` (`bad_setting`)."""
        named = [name.strip() for name in self.tenants.split(",") if name.strip()] or [self.tenant]
        for name in named:
            if not re.fullmatch(TENANT, name):
                raise ConfigError(Fault.BAD_SETTING, "tenants: letters, digits, _ and - only, lower case")
        return list(dict.fromkeys(named))

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments before environment before file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load(**overrides: object) -> Settings:
    """The settings in force. Raises `ConfigError` naming the first bad one."""
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise ConfigError(Fault.BAD_SETTING, f"{name}: {first['msg']}") from error
