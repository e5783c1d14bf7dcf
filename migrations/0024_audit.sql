-- What organisers did in a group's name, each entry holding the hash of the one before.

-- The end of each group's chain. Whoever adds an entry takes it, so that of two at once one waits.
-- reference table
CREATE TABLE audit_head (
  group_id BYTEA PRIMARY KEY,
  number BIGINT NOT NULL,
  hash BYTEA NOT NULL
);

-- id: the deed's own, so that one that is written again stands once. about: what it concerned; zeros where nothing else says.
-- reference table
CREATE TABLE audit_entry (
  group_id BYTEA NOT NULL,
  number BIGINT NOT NULL,
  id BYTEA NOT NULL,
  account_id BYTEA NOT NULL,
  deed TEXT NOT NULL,
  about BYTEA NOT NULL,
  done_at BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (group_id, number),
  UNIQUE (group_id, id)
);
