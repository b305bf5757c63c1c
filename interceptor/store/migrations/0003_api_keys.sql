-- Keys of the HTTP interface. Only a digest of a key is kept; `key_id` is its public beginning, by which it is found.
-- Times are milliseconds since 1970. `jurisdiction` binds a desk's key to the alerts of one country.
CREATE TABLE api_key (
  key_id TEXT PRIMARY KEY,
  tenant INTEGER NOT NULL,
  name TEXT NOT NULL,
  digest $BYTES NOT NULL,
  scopes TEXT NOT NULL,
  jurisdiction TEXT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT
);
