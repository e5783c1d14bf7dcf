-- What people do while a coalition's words are on their way: the words that two of them are to sign, and what they signed.

-- Whether roles may change is seen in the sendings themselves: nobody has to remember to freeze and to thaw.
DROP TABLE membership_freeze;

-- Something that two people of different steering groups are to do to a sending. kind and round as in act: a group has one of each kind
-- in a round, and a new one takes the place of the one before. sealed: the words that both read and sign (plans/running/mod.rs), under
-- the instance's data key.
-- reference table
CREATE TABLE act_draft (
  id BYTEA PRIMARY KEY,
  sending_id BYTEA NOT NULL,
  kind BIGINT NOT NULL,
  round BIGINT NOT NULL,
  group_id BYTEA NOT NULL,
  account_id BYTEA NOT NULL,
  sealed BYTEA NOT NULL,
  noted_at BIGINT NOT NULL,
  UNIQUE (sending_id, kind, round, group_id)
);

-- The signature of an act: the whole words, the passkey's public key and its answer, so that it can be checked again when the passkey
-- is long gone.
-- reference table
CREATE TABLE act_signature (
  act_id BYTEA PRIMARY KEY,
  sending_id BYTEA NOT NULL,
  sealed BYTEA NOT NULL
);
