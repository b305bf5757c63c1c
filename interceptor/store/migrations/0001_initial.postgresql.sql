-- A register row lies in the month in which its stream stood when it was written (docs/decisions/postgres.md): whole
-- months are dropped when their time is over. Month 0 is what is kept of dropped months; the default catches rows of
-- a month that has no partition yet.
CREATE TABLE register (
  number BIGINT NOT NULL,
  month INTEGER NOT NULL,
  tenant INTEGER NOT NULL,
  transfer_id BYTEA NOT NULL,
  identifier BYTEA NOT NULL,
  account BYTEA NOT NULL,
  received_at BIGINT NOT NULL,
  event_at BIGINT NOT NULL,
  stage SMALLINT NOT NULL,
  folded SMALLINT NOT NULL,
  decision BIGINT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (number, month)
) PARTITION BY LIST (month);
CREATE INDEX register_account ON register (account, number) WHERE account <> '';
CREATE TABLE register_kept PARTITION OF register FOR VALUES IN (0);
CREATE TABLE register_default PARTITION OF register DEFAULT;

-- From register number `first` on, the rows of a stream lie in `month`, until its next span.
CREATE TABLE register_span (
  stream INTEGER NOT NULL, first BIGINT NOT NULL, month INTEGER NOT NULL, PRIMARY KEY (stream, first)
);

-- One transfer id, one row, whatever its month and whoever writes.
CREATE TABLE transfer (transfer_id BYTEA PRIMARY KEY, number BIGINT NOT NULL) PARTITION BY HASH (transfer_id);
CREATE TABLE transfer_0 PARTITION OF transfer FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE transfer_1 PARTITION OF transfer FOR VALUES WITH (MODULUS 4, REMAINDER 1);
CREATE TABLE transfer_2 PARTITION OF transfer FOR VALUES WITH (MODULUS 4, REMAINDER 2);
CREATE TABLE transfer_3 PARTITION OF transfer FOR VALUES WITH (MODULUS 4, REMAINDER 3);

-- 64-bit digest of an identifier -> register number.
CREATE TABLE lookup (key BIGINT NOT NULL, number BIGINT NOT NULL, PRIMARY KEY (key, number)) PARTITION BY HASH (key);
CREATE TABLE lookup_0 PARTITION OF lookup FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE lookup_1 PARTITION OF lookup FOR VALUES WITH (MODULUS 4, REMAINDER 1);
CREATE TABLE lookup_2 PARTITION OF lookup FOR VALUES WITH (MODULUS 4, REMAINDER 2);
CREATE TABLE lookup_3 PARTITION OF lookup FOR VALUES WITH (MODULUS 4, REMAINDER 3);

-- Rows that are written again and again find room on their own page. Values are dense already: no second compression.
ALTER TABLE profile SET (fillfactor = 80);
ALTER TABLE profile ALTER value SET STORAGE EXTERNAL;
ALTER TABLE shared_profile SET (fillfactor = 80);
ALTER TABLE shared_profile ALTER value SET STORAGE EXTERNAL;
ALTER TABLE position SET (fillfactor = 50);
