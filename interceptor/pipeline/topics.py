"""Names of topics (DESIGN 5.4)."""

DEFAULT_TENANT = "default"


def of_tenant(topic: str, tenant: str) -> str:
    """`topic` for one tenant: the plain name for the tenant `default`, else with the tenant behind it."""
    return topic if tenant == DEFAULT_TENANT else f"{topic}.{tenant}"


def wires(tenant: str) -> str:
    """In: wire records."""
    return of_tenant("wires.outbound", tenant)


def reports(tenant: str) -> str:
    """In: what payers and officers report."""
    return of_tenant("wires.reports", tenant)


def replies(tenant: str) -> str:
    """In: what desks and banks answer."""
    return of_tenant("recalls.replies", tenant)


def suspects(tenant: str) -> str:
    """In and out: suspect accounts that others name, and those that we confirm and share."""
    return of_tenant("intel.accounts", tenant)


def acts(tenant: str) -> list[str]:
    """Every topic in whose records are acts of the desk."""
    return [reports(tenant), replies(tenant), suspects(tenant)]


def decisions(tenant: str) -> str:
    """Out: decision records."""
    return of_tenant("wires.decisions", tenant)


def rejected(tenant: str) -> str:
    """Out: what could not be read."""
    return of_tenant("wires.rejected", tenant)


def alerts(country: str) -> str:
    """Out: alerts for the addressee's jurisdiction; `zz` is unknown, to a person."""
    return f"recalls.alerts.{country.lower()}"


def recalls(tenant: str) -> str:
    """Out: camt.056, MT192 and pacs.028 bytes for the bank's gateway."""
    return of_tenant("recalls.outbound", tenant)


def checkpoints(tenant: str) -> str:
    """Out: signed heads of the audit chains."""
    return of_tenant("audit.checkpoints", tenant)
