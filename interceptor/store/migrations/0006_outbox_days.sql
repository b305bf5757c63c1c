-- Through which number a stream was published at a time: by it the upkeep knows how long ago a message was published.
CREATE TABLE outbox_day (
  stream INTEGER NOT NULL, at BIGINT NOT NULL, number BIGINT NOT NULL, PRIMARY KEY (stream, at)
);
