CREATE TABLE register (
  number $ROWKEY,
  tenant INTEGER NOT NULL,
  transfer_id $BYTES NOT NULL,
  identifier $BYTES NOT NULL,
  account $BYTES NOT NULL,
  received_at BIGINT NOT NULL,
  event_at BIGINT NOT NULL,
  stage SMALLINT NOT NULL,
  folded SMALLINT NOT NULL,
  decision BIGINT NOT NULL,
  body $BYTES NOT NULL
);

-- 64-bit digest of a transfer id, an identifier or a creditor account -> register number.
CREATE TABLE lookup (key BIGINT NOT NULL, number BIGINT NOT NULL, PRIMARY KEY (key, number)) $CLUSTERED;
CREATE TABLE lookup_slice (
  slice INTEGER NOT NULL, stream INTEGER NOT NULL, through BIGINT NOT NULL,
  PRIMARY KEY (slice, stream)
);
