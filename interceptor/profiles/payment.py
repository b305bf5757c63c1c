"""What profiles and indicators need to know of one transfer, worked out once."""

from dataclasses import dataclass


@dataclass(init=False, slots=True)
class Payment:
    """Facts of one transfer in the form in which profiles keep them. `describing.describe` builds it."""

    time: float
    """Event time, epoch seconds UTC."""
    weight: float
    """Of this payment in decayed sums, see `statistics.weight`."""
    hour: int
    weekday: int
    """Monday is 0."""
    month_day: int
    """1 to 31. Hour and days are UTC."""
    debtor: bytes
    """8-byte key of the debtor account."""
    entity: bytes
    """8-byte digest of the creditor's name key; of the account when the name has no letters or digits."""
    name: str
    """Creditor's name as written, cut to 70 characters."""
    name_key: str
    """See `names.py`; empty when the name has no letters or digits."""
    lei: str | None
    account: bytes | None
    """8-byte digest of the creditor account's number, None when the message has none."""
    tail: str
    """Last three characters of the creditor account, to show; empty when it is too short to cut."""
    agent: str | None
    """Bank of the account: BIC bank and country (6 characters), else clearing member id."""
    account_key: bytes | None
    """Row key of the shared account profile, None without an account."""
    name_profile_key: bytes | None
    """Row key of the shared name profile, None without a name."""
    country: str
    """Receiving jurisdiction, alpha-2, or ZZ."""
    home: str | None
    """Country of the creditor's address."""
    amount: float
    currency: str
    amount_usd: float | None
    """Approximate, for comparison only."""
    log_usd: float | None
    """Natural log of `amount_usd`."""
    round: bool
    """A figure of thousands, see `describing.is_round`."""
    template: str | None
    """Style of the reference, see `references.py`; None without remittance."""
    documents: tuple[bytes, ...]
    """4-byte digests of invoice numbers."""
    purpose: str | None
    routes: tuple[str, ...]
    """Intermediary bank and receiving country."""
    initiator: bytes | None
    """8-byte digest."""
    channel: str | None
    limit: float | None
    """Approval limit in `currency`."""

    def __init__(
        self,
        time: float,
        weight: float,
        hour: int,
        weekday: int,
        month_day: int,
        debtor: bytes,
        entity: bytes,
        name: str,
        name_key: str,
        lei: str | None,
        account: bytes | None,
        tail: str,
        agent: str | None,
        account_key: bytes | None,
        name_profile_key: bytes | None,
        country: str,
        home: str | None,
        amount: float,
        currency: str,
        amount_usd: float | None,
        log_usd: float | None,
        round: bool,  # noqa: A002
        template: str | None,
        documents: tuple[bytes, ...],
        purpose: str | None,
        routes: tuple[str, ...],
        initiator: bytes | None,
        channel: str | None,
        limit: float | None,
    ) -> None:
        self.time = time
        self.weight = weight
        self.hour = hour
        self.weekday = weekday
        self.month_day = month_day
        self.debtor = debtor
        self.entity = entity
        self.name = name
        self.name_key = name_key
        self.lei = lei
        self.account = account
        self.tail = tail
        self.agent = agent
        self.account_key = account_key
        self.name_profile_key = name_profile_key
        self.country = country
        self.home = home
        self.amount = amount
        self.currency = currency
        self.amount_usd = amount_usd
        self.log_usd = log_usd
        self.round = round
        self.template = template
        self.documents = documents
        self.purpose = purpose
        self.routes = routes
        self.initiator = initiator
        self.channel = channel
        self.limit = limit
