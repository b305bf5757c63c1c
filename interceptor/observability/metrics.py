"""Every metric of a process that works or relays: name, labels and meaning, in one registry of its own.

Counters are totals of this process since its start. What the store says (cases, money, tasks) is in `scrape`.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Info, ProcessCollector, disable_created_metrics

from interceptor.observability.histogram import QUICK, WAITING, Histogram

disable_created_metrics()  # type: ignore[no-untyped-call]  # a time of birth beside every counter helps nobody here


class Metrics:
    """The registry and its metrics; one a process."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.info = Info(
            "interceptor", "Version of the program, the model and the policy.", ["tenant"], registry=registry
        )
        self._engine(registry)
        self._waiting(registry)
        self._store(registry)
        self._relay(registry)
        self._upkeep(registry)

    def _engine(self, registry: CollectorRegistry) -> None:
        tenant = ["tenant"]
        self.records = Counter("interceptor_records", "Records read, by topic.", ["tenant", "topic"], registry=registry)
        self.transfers = Counter(
            "interceptor_transfers", "Transfers seen for the first time.", tenant, registry=registry
        )
        self.decisions = Counter(
            "interceptor_decisions",
            "Decision records, all revisions, by decision and receiving jurisdiction.",
            ["tenant", "decision", "jurisdiction"],
            registry=registry,
        )
        self.revisions = Counter(
            "interceptor_decision_causes", "Decision records, by cause.", ["tenant", "cause"], registry=registry
        )
        self.rejected = Counter(
            "interceptor_rejected",
            "Records or transactions that could not be read, by fault.",
            ["tenant", "fault"],
            registry=registry,
        )
        self.alerts = Counter(
            "interceptor_alerts",
            "Alerts and recalls that were put into the outbox, every version, by lane and jurisdiction.",
            ["tenant", "lane", "jurisdiction"],
            registry=registry,
        )
        self.to_decision = Histogram(
            "interceptor_decision_latency_seconds",
            "From `received-at` of a transfer to the commit of its first decision.",
            tenant,
            WAITING,
            registry,
        )
        self.to_alert = Histogram(
            "interceptor_alert_latency_seconds",
            "From `received-at` of a transfer to the publication of the first alert or recall that the engine raised.",
            ["topic"],
            WAITING,
            registry,
        )

    def _waiting(self, registry: CollectorRegistry) -> None:
        place = ["tenant", "topic", "partition"]
        self.lag = Gauge("interceptor_lag_records", "Records that wait in a partition.", place, registry=registry)
        self.oldest = Gauge(
            "interceptor_oldest_undecided_seconds",
            "Freshness: how long the first waiting record of a partition has waited, at most.",
            place,
            registry=registry,
        )
        self.newest = Gauge(
            "interceptor_newest_decision_timestamp_seconds",
            "When the newest decision was committed.",
            ["tenant"],
            registry=registry,
        )
        self.work = Histogram(
            "interceptor_work_seconds",
            "Time to work one partition's share of a poll, commit included.",
            ["topic"],
            QUICK,
            registry,
        )
        self.partitions = Gauge(
            "interceptor_partitions", "Partitions that this worker holds.", ["tenant"], registry=registry
        )
        self.turned = Gauge(
            "interceptor_loop_turned_timestamp_seconds",
            "When the loop of this process last turned.",
            ["loop"],
            registry=registry,
        )
        self.stopped = Counter(
            "interceptor_partitions_stopped",
            "Times that a partition could not go on without a person.",
            ["tenant"],
            registry=registry,
        )
        self.stalls = Counter(
            "interceptor_stalls", "Times that the watchdog found the consumer stalled.", ["topic"], registry=registry
        )
        self.fenced = Counter(
            "interceptor_fenced",
            "Times that another worker had taken a partition of this one.",
            ["tenant"],
            registry=registry,
        )

    def _store(self, registry: CollectorRegistry) -> None:
        self.commits = Counter(
            "interceptor_store_commits",
            "Commits by outcome: `committed`, `conflict` (run again), `fenced` (another worker is there), `failed`.",
            ["outcome"],
            registry=registry,
        )
        self.commit = Histogram(
            "interceptor_store_commit_seconds", "Time of one commit, durable when it ends.", [], QUICK, registry
        )
        self.sick = Gauge(
            "interceptor_store_sick",
            "1 while the worker is paused because the store does not answer.",
            registry=registry,
        )

    def _relay(self, registry: CollectorRegistry) -> None:
        self.published = Counter(
            "interceptor_relay_published", "Messages published, by topic.", ["topic"], registry=registry
        )
        self.resumptions = Counter(
            "interceptor_relay_resumptions",
            "Streams taken over, by what said where to go on; anything but `committed` may send messages again.",
            ["basis"],
            registry=registry,
        )
        self.relay_active = Gauge(
            "interceptor_relay_active", "1 while this process publishes, 0 while it stands by.", registry=registry
        )
        self.publish = Histogram(
            "interceptor_relay_publish_seconds", "Time of one published batch with its mark.", [], QUICK, registry
        )
        self.relay_failures = Counter(
            "interceptor_relay_failures",
            "Batches or rounds that could not be published; they are tried again.",
            registry=registry,
        )
        self.relay_fenced = Counter(
            "interceptor_relay_fenced", "Times that another relay took a stream over.", registry=registry
        )
        self.pending = Gauge(
            "interceptor_relay_pending_messages",
            "Messages of a stream not yet published.",
            ["stream"],
            registry=registry,
        )
        self.oldest_pending = Gauge(
            "interceptor_relay_oldest_pending_seconds",
            "How long the first unpublished message of a stream has waited, at most.",
            ["stream"],
            registry=registry,
        )

    def _upkeep(self, registry: CollectorRegistry) -> None:
        self.upkeep_failures = Counter(
            "interceptor_upkeep_failures",
            "Times that the daily upkeep of the store failed in this process; it is tried again.",
            registry=registry,
        )
        self.upkeep = Gauge(
            "interceptor_upkeep_seconds", "Time of the last upkeep that this process did.", registry=registry
        )
