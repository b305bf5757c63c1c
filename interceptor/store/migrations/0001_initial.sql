-- $ROWKEY, $BYTES and the like are filled in for each database; everything else both read alike. The register and its
-- index differ and are in files of their own beside this one.
-- Numbers of the register, of decisions and of the outbox are stream << 40 | n with gapless n, so that every stream
-- counts on its own and its rows lie together. A stream is one input partition of a tenant, or a tenant's desk.

CREATE TABLE meta (name $TEXT PRIMARY KEY, value $TEXT NOT NULL);
CREATE TABLE tenant_setting (
  tenant INTEGER NOT NULL, name $TEXT NOT NULL, value $TEXT NOT NULL, PRIMARY KEY (tenant, name)
) $CLUSTERED;

CREATE TABLE tenant (id $COUNTED, name $TEXT NOT NULL UNIQUE);

-- One row a stream: where to resume, who may write, and how far its numbers have come. Topic `desk` is no topic.
CREATE TABLE position (
  stream INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  topic $TEXT NOT NULL,
  partition INTEGER NOT NULL,
  cluster $TEXT NOT NULL,
  next_offset BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  register_count BIGINT NOT NULL,
  outbox_count BIGINT NOT NULL,
  rejected_count BIGINT NOT NULL,
  watermark BIGINT NOT NULL,
  UNIQUE (tenant, topic, partition)
);

-- Debtor accounts and debtor-creditor relationships: one writer each, relationships beside their debtor.
CREATE TABLE profile (key $BYTES PRIMARY KEY, version BIGINT NOT NULL, value $BYTES NOT NULL) $CLUSTERED;

-- Creditor accounts and names: one row a stream, merged when read.
CREATE TABLE shared_profile (
  key $BYTES NOT NULL,
  stream INTEGER NOT NULL,
  version BIGINT NOT NULL,
  value $BYTES NOT NULL,
  PRIMARY KEY (key, stream)
) $CLUSTERED;

-- A decision is its own outbox entry: both tables share one gapless sequence of numbers a stream.
CREATE TABLE decision (
  number $ROWKEY,
  tenant INTEGER NOT NULL,
  register BIGINT NOT NULL,
  revision INTEGER NOT NULL,
  kind SMALLINT NOT NULL,
  body $BYTES NOT NULL
);
CREATE TABLE outbox (
  number $ROWKEY,
  tenant INTEGER NOT NULL,
  topic $TEXT NOT NULL,
  key $BYTES NOT NULL,
  headers $BYTES NOT NULL,
  value $BYTES NOT NULL
);
CREATE TABLE outbox_mark (stream INTEGER PRIMARY KEY, number BIGINT NOT NULL);

CREATE TABLE case_file (
  case_id $TEXT PRIMARY KEY,
  tenant INTEGER NOT NULL,
  register BIGINT NOT NULL,
  status $TEXT NOT NULL,
  due_at BIGINT,
  version BIGINT NOT NULL,
  body $BYTES NOT NULL
);
CREATE INDEX case_file_due ON case_file (tenant, due_at);
-- Alert ids, message ids, UETRs and case numbers of others by which an answer finds its case.
CREATE TABLE case_reference (
  tenant INTEGER NOT NULL, reference $TEXT NOT NULL, case_id $TEXT NOT NULL,
  PRIMARY KEY (tenant, reference, case_id)
) $CLUSTERED;
-- What waits for a person.
CREATE TABLE task (
  tenant INTEGER NOT NULL, case_id $TEXT NOT NULL, task $TEXT NOT NULL, alert_id $TEXT NOT NULL,
  created_at BIGINT NOT NULL, due_at BIGINT, done SMALLINT NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, case_id, task, alert_id)
) $CLUSTERED;
-- Alerts by the time they left, for the cap an hour.
CREATE TABLE alert_sent (
  tenant INTEGER NOT NULL, sent_at BIGINT NOT NULL, alert_id $TEXT NOT NULL,
  PRIMARY KEY (tenant, sent_at, alert_id)
) $CLUSTERED;

CREATE TABLE rejected (
  number $ROWKEY,
  tenant INTEGER NOT NULL,
  source_offset BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  fault $TEXT NOT NULL,
  detail $TEXT NOT NULL,
  transaction_index INTEGER,
  size BIGINT NOT NULL,
  digest $TEXT NOT NULL,
  format $TEXT,
  context $BYTES NOT NULL,
  body $BYTES NOT NULL,
  replayed SMALLINT NOT NULL DEFAULT 0
);

CREATE TABLE audit (
  tenant INTEGER NOT NULL, writer $TEXT NOT NULL, number BIGINT NOT NULL, body $BYTES NOT NULL,
  PRIMARY KEY (tenant, writer, number)
);
