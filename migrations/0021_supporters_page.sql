-- The supporter's page: links to it, asked for by anybody for any mailbox. Two groups that let their overlap be counted.

-- A row is written for any mailbox that is asked for, whoever reads it. day and place number the links of a mailbox: its key bounds the
-- mails of a day. sealed: the mailbox as typed, under the instance's key. mailed_at: who has its mail in hand.
-- distributed by matching_key
CREATE TABLE supporter_link (
  matching_key BYTEA NOT NULL,
  day BIGINT NOT NULL,
  place BIGINT NOT NULL,
  id BYTEA NOT NULL,
  token_hash BYTEA NOT NULL,
  lang TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  asked_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  mailed_at BIGINT,
  PRIMARY KEY (matching_key, day, place)
);
CREATE INDEX supporter_link_by_token ON supporter_link (token_hash);
CREATE INDEX supporter_link_by_age ON supporter_link (expires_at);

-- A group's word that its overlap with another one of the coalition may be counted. Counted only while both words stand.
-- reference table
CREATE TABLE overlap_word (
  coalition_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  other_id BYTEA NOT NULL,
  account_id BYTEA NOT NULL,
  given_at BIGINT NOT NULL,
  PRIMARY KEY (coalition_id, group_id, other_id)
);

-- What was last counted of two groups, the lesser id first. people: rounded; 0 stands for "under ten".
-- reference table
CREATE TABLE overlap (
  coalition_id BYTEA NOT NULL,
  first_id BYTEA NOT NULL,
  second_id BYTEA NOT NULL,
  people BIGINT NOT NULL,
  counted_at BIGINT NOT NULL,
  PRIMARY KEY (coalition_id, first_id, second_id)
);
