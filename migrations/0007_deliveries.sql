-- Words of a coalition on their way: one outcome and its waves, who is to get them, and what became of each.

-- The messages of one outcome together. kind: 1 call, 2 hold, 3 stand down, 4 correction.
-- state: 1 running, 2 paused, 3 stopped, 4 ended. version counts changes of state; what two people do names the one they saw.
-- paused_until: one group's pause lapses then; the state stays running. why_paused: 1 a group, 2 errors, 3 the outbox.
-- failed_before, handed_over_before: when two people last let it go on; only what failed since then can pause it again.
-- reference table
CREATE TABLE sending (
  id BYTEA PRIMARY KEY,
  coalition_id BYTEA NOT NULL,
  plan_id BYTEA,
  -- Whose words a correction corrects.
  corrects_id BYTEA,
  kind BIGINT NOT NULL,
  is_drill BOOLEAN NOT NULL,
  notice_code TEXT NOT NULL,
  state BIGINT NOT NULL,
  version BIGINT NOT NULL,
  paused_until BIGINT,
  paused_by BYTEA,
  why_paused BIGINT,
  failed_before BIGINT NOT NULL,
  handed_over_before BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX sending_of_coalition ON sending (coalition_id, id);

-- One wave. freezer: who freezes its audience at the moment, so that two who try do not mix theirs.
-- people: how many humans stood in it when it was frozen. first_at: when the first mail was handed over.
-- reference table
CREATE TABLE message (
  id BYTEA PRIMARY KEY,
  sending_id BYTEA NOT NULL,
  wave BIGINT NOT NULL,
  audience TEXT NOT NULL,
  freezer BYTEA,
  frozen_at BIGINT,
  people BIGINT NOT NULL,
  starts_at BIGINT NOT NULL,
  first_at BIGINT,
  ended_at BIGINT,
  UNIQUE (sending_id, wave)
);

-- reference table
CREATE TABLE message_words (
  message_id BYTEA NOT NULL,
  lang TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (message_id, lang)
);

-- What somebody of a steering group did to a sending. kind: 1 pause, 2 resume, 3 stop, 4 correct.
-- round: the version they saw; 0 for a pause, which each group has once. words_hash: of the words both must have seen.
-- reference table
CREATE TABLE act (
  id BYTEA PRIMARY KEY,
  sending_id BYTEA NOT NULL,
  kind BIGINT NOT NULL,
  round BIGINT NOT NULL,
  group_id BYTEA NOT NULL,
  account_id BYTEA NOT NULL,
  words_hash BYTEA NOT NULL,
  noted_at BIGINT NOT NULL,
  UNIQUE (sending_id, kind, round, group_id)
);

-- The frozen audience in the order of identities, 33 bytes a human (audience/entry.rs). Never changed; kept apart from what moves.
-- distributed by message_id
CREATE TABLE audience_slice (
  message_id BYTEA NOT NULL,
  number BIGINT NOT NULL,
  entries BYTEA NOT NULL,
  PRIMARY KEY (message_id, number)
);

-- How far a slice is. One worker has it until lease_until; step counts its writes, so that whoever lost the lease writes no more.
-- next: the place of the first human who was not tried yet. on_the_way: places handed over and not yet noted, two bytes each.
-- failed: people whose mail failed, or was refused for now and waits. held: places to be tried again, with when (delivery/held.rs). tally: by group and outcome (delivery/tally.rs).
-- distributed by message_id
CREATE TABLE delivery_slice (
  message_id BYTEA NOT NULL,
  number BIGINT NOT NULL,
  sending_id BYTEA NOT NULL,
  wave BIGINT NOT NULL,
  people BIGINT NOT NULL,
  next BIGINT NOT NULL,
  on_the_way BYTEA NOT NULL,
  held BYTEA NOT NULL,
  tally BYTEA NOT NULL,
  handed_over BIGINT NOT NULL,
  refused BIGINT NOT NULL,
  in_doubt BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  worker BYTEA,
  step BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (message_id, number)
);
CREATE INDEX delivery_slice_open ON delivery_slice (sending_id, wave, number) WHERE ended_at IS NULL;

-- A message to one human: once for each sending, whichever wave it was. Written before the mail is handed over.
-- state: 1 waiting, 2 on the way, 3 handed over, 4 refused, 5 in doubt. reason: why it was refused (delivery/outcome.rs).
-- distributed by identity_id; clustered
CREATE TABLE delivery (
  identity_id BYTEA NOT NULL,
  sending_id BYTEA NOT NULL,
  message_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  state BIGINT NOT NULL,
  reason BIGINT NOT NULL,
  noted_at BIGINT NOT NULL,
  PRIMARY KEY (identity_id, sending_id)
);
CREATE INDEX delivery_in_doubt ON delivery (sending_id, identity_id) WHERE state = 5;

-- Once for each address, whoever the server takes its reader for.
-- distributed by matching_key; clustered
CREATE TABLE delivery_address (
  matching_key BYTEA NOT NULL,
  sending_id BYTEA NOT NULL,
  channel BIGINT NOT NULL,
  PRIMARY KEY (matching_key, sending_id, channel)
);

-- How often the groups of a coalition wrote to a human, by week since 1970 and purpose of the consent.
-- allowed: the bound when it was last raised.
-- distributed by identity_id; clustered
CREATE TABLE contact (
  identity_id BYTEA NOT NULL,
  coalition_id BYTEA NOT NULL,
  purpose BIGINT NOT NULL,
  week BIGINT NOT NULL,
  contacts BIGINT NOT NULL,
  allowed BIGINT NOT NULL,
  PRIMARY KEY (identity_id, coalition_id, purpose, week)
);

-- How many mails a sender may hand over in a minute. sender_id: a group, or sixteen zeros for the server's own sender.
-- reference table
CREATE TABLE sender_rate (
  sender_id BYTEA PRIMARY KEY,
  mails_a_minute BIGINT NOT NULL,
  minute BIGINT NOT NULL,
  mails BIGINT NOT NULL
);
