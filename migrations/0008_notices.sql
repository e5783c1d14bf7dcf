-- Signed notices, and the append-only public log of each coalition.
--
-- A log's rows are only ever added: the size moves up by a conditional update, and the keys below hold each place once, so that
-- two writers cannot fork it. The log holds salted hashes; documents stand beside it and can be withdrawn.

-- vkey: the public part of the coalition's signing key; its secret is derived in the server, from a secret that the master key wraps.
-- origin: the log's name for good, even when the site moves.
-- reference table
CREATE TABLE coalition_log (
  coalition_id BYTEA PRIMARY KEY,
  origin TEXT NOT NULL UNIQUE,
  vkey TEXT NOT NULL,
  size BIGINT NOT NULL,
  -- The time of the newest entry: times in a log never run backwards, whatever clocks do.
  newest_at BIGINT NOT NULL,
  begun_at BIGINT NOT NULL
);

-- entry: the bytes that are hashed and served (time and salted hash). document_id and kind are for us and are not in them.
-- reference table
CREATE TABLE log_entry (
  coalition_id BYTEA NOT NULL,
  place BIGINT NOT NULL,
  document_id BYTEA NOT NULL,
  kind TEXT NOT NULL,
  entered_at BIGINT NOT NULL,
  entry BYTEA NOT NULL,
  PRIMARY KEY (coalition_id, place),
  UNIQUE (coalition_id, document_id)
);

-- Hashes of complete subtrees: level 0 are the leaves.
-- reference table
CREATE TABLE log_hash (
  coalition_id BYTEA NOT NULL,
  level BIGINT NOT NULL,
  place BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (coalition_id, level, place)
);

-- What the coalition's key signed: one checkpoint for each size that was ever shown.
-- reference table
CREATE TABLE log_checkpoint (
  coalition_id BYTEA NOT NULL,
  size BIGINT NOT NULL,
  note TEXT NOT NULL,
  signed_at BIGINT NOT NULL,
  PRIMARY KEY (coalition_id, size)
);

-- Member groups' machines whose cosignatures are taken.
-- reference table
CREATE TABLE log_witness (
  coalition_id BYTEA NOT NULL,
  name TEXT NOT NULL,
  vkey TEXT NOT NULL,
  named_at BIGINT NOT NULL,
  PRIMARY KEY (coalition_id, name)
);

-- line: the signature line as it stands under the checkpoint.
-- reference table
CREATE TABLE log_cosignature (
  coalition_id BYTEA NOT NULL,
  size BIGINT NOT NULL,
  witness TEXT NOT NULL,
  line TEXT NOT NULL,
  taken_at BIGINT NOT NULL,
  PRIMARY KEY (coalition_id, size, witness)
);

-- note: the signed words, public; NULL once they were withdrawn.
-- reference table
CREATE TABLE notice (
  id BYTEA PRIMARY KEY,
  coalition_id BYTEA NOT NULL,
  code TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  issued_at BIGINT NOT NULL,
  note TEXT,
  withdrawn_at BIGINT
);
CREATE INDEX notice_of_coalition ON notice (coalition_id, issued_at);
CREATE INDEX notice_by_time ON notice (issued_at);
