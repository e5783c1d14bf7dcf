-- Groups ask to join a coalition: what its page asks them, and what was asked.

-- The form of a coalition, in the name of the steering group that switched it on: its key seals what is sent, and it signs the mails.
-- is_open: 1 where it takes requests, as long as that group steers. questions: what it asks besides, as JSON; public, like its words.
-- reference table
CREATE TABLE coalition_join_form (
  coalition_id BYTEA PRIMARY KEY,
  group_id BYTEA NOT NULL,
  is_open BIGINT NOT NULL,
  words_en TEXT NOT NULL,
  words_es TEXT NOT NULL,
  questions TEXT NOT NULL,
  changed_by BYTEA NOT NULL,
  changed_at BIGINT NOT NULL
);

-- What a group asked, sealed under the key of the form's group, its own id the record's. asker_key: while it is open the key of the
-- mailbox that confirmed it, or the group that asks; then its own id, so that whoever was answered may ask again. own_group_id: the group
-- on this server that asks. state: open, accepted, declined. answer_id: the deed of the answer.
-- reference table
CREATE TABLE coalition_join_request (
  id BYTEA PRIMARY KEY,
  coalition_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  asker_key BYTEA NOT NULL,
  own_group_id BYTEA,
  sealed BYTEA NOT NULL,
  state TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  answer_id BYTEA,
  answered_by_group BYTEA,
  answer_sealed BYTEA,
  answered_at BIGINT,
  UNIQUE (coalition_id, asker_key)
);
CREATE INDEX coalition_join_request_by_date ON coalition_join_request (asked_at);
