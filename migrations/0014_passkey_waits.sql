-- How long a coalition's new passkeys wait is changed by two people of different steering groups.

-- How often it was changed: what people sign names it, so that no signature fits twice.
ALTER TABLE plan_policy ADD COLUMN changes BIGINT NOT NULL DEFAULT 0;

-- A group that wants another time. It has one word in a round; a new one takes the place of the one before. word: what its person
-- signed, and their passkey's answer; it names nobody. signed_hash: of the signed words, so that a commit in doubt is known again.
-- reference table
CREATE TABLE passkey_wait_word (
  coalition_id BYTEA NOT NULL,
  changes BIGINT NOT NULL,
  group_id BYTEA NOT NULL,
  account_id BYTEA NOT NULL,
  minutes BIGINT NOT NULL,
  signed_at BIGINT NOT NULL,
  signed_hash BYTEA NOT NULL,
  word BYTEA NOT NULL,
  PRIMARY KEY (coalition_id, changes, group_id),
  UNIQUE (coalition_id, signed_hash)
);
