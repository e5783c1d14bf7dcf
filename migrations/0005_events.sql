-- On-call events: what happens, where and when, if the coalition calls; who vetted it; who comes. And where ZIPs lie.

-- What an unproved mailbox sent waits in one table, whatever the action: a signature or an attendance, and more kinds to come.
-- kind: 1 signature, 2 attendance.
ALTER TABLE pending RENAME COLUMN petition_id TO action_id;
ALTER TABLE pending ADD COLUMN kind BIGINT NOT NULL DEFAULT 1;
UPDATE job SET kind = 'pending.confirming_mails' WHERE kind = 'petitions.confirming_mails';
DELETE FROM job WHERE kind = 'petitions.clean_up';

-- state: on_call, confirmed (the coalition called), released (it stood down), cancelled (its group). vetted_at: until then nobody but its
-- group and its coalition's organisers sees it. held_back_by: a change of place, time or contact that waits for others' word; until then
-- the event is held back, whatever its state. frozen_by: the plan whose hash holds it. capacity: no limit if NULL.
-- host_identity_id: the human who hosts, as the group's list knows them; host_account_id: their account, if they have one.
-- What stands here is public, but for `sealed`: the host's name, mailbox and number, and the safety brief.
-- reference table
CREATE TABLE event (
  id BYTEA PRIMARY KEY,
  group_id BYTEA NOT NULL,
  coalition_id BYTEA NOT NULL,
  slug TEXT NOT NULL UNIQUE,
  title_en TEXT NOT NULL,
  title_es TEXT NOT NULL,
  words_en TEXT NOT NULL,
  words_es TEXT NOT NULL,
  place_name TEXT NOT NULL,
  street TEXT NOT NULL,
  city TEXT NOT NULL,
  region TEXT NOT NULL,
  zip TEXT NOT NULL,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  time_zone TEXT NOT NULL,
  expected BIGINT NOT NULL,
  capacity BIGINT,
  -- Whom to ask about access, as the host publishes it, and until when.
  access_contact TEXT NOT NULL,
  access_requests_by BIGINT,
  usual_answers_per_minute BIGINT NOT NULL,
  host_account_id BYTEA,
  host_identity_id BYTEA NOT NULL,
  sealed BYTEA NOT NULL,
  state TEXT NOT NULL,
  vetted_by_account BYTEA,
  vetted_by_group BYTEA,
  vetted_at BIGINT,
  held_back_by BYTEA,
  frozen_by BYTEA,
  origin_system TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL
);
CREATE INDEX event_of_coalition ON event (coalition_id, starts_at, id);
CREATE INDEX event_of_group ON event (group_id, id);

-- One access fact that the host stated. A missing row is "not stated", never "no". answer: 1 yes, 2 no.
-- reference table
CREATE TABLE event_access (
  event_id BYTEA NOT NULL,
  fact TEXT NOT NULL,
  answer BIGINT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (event_id, fact)
);

-- Who said yes or no to an event before it became public, and why not. verdict: 1 vetted, 2 refused.
-- reference table
CREATE TABLE event_vetting (
  id BYTEA PRIMARY KEY,
  event_id BYTEA NOT NULL,
  account_id BYTEA,
  group_id BYTEA NOT NULL,
  verdict BIGINT NOT NULL,
  reason TEXT NOT NULL,
  noted_at BIGINT NOT NULL
);
CREATE INDEX event_vetting_of_event ON event_vetting (event_id, noted_at);

-- A change of place, time or contact of an event that was vetted: what stood, what is to stand, and what became of it.
-- words_needed: how many people of different groups must confirm it; words_given: how many did, counted here so that of two at once the
-- second knows of the first. sealed: the old and the new host, if the contact changes.
-- outcome: 0 waits, 1 stands, 2 withdrawn. told_at: when those who had been told the old facts were sent the correction.
-- reference table
CREATE TABLE event_change (
  id BYTEA PRIMARY KEY,
  event_id BYTEA NOT NULL,
  account_id BYTEA,
  old_facts TEXT NOT NULL,
  new_facts TEXT NOT NULL,
  sealed BYTEA,
  words_needed BIGINT NOT NULL,
  words_given BIGINT NOT NULL,
  outcome BIGINT NOT NULL,
  proposed_at BIGINT NOT NULL,
  ended_at BIGINT,
  told_at BIGINT
);
CREATE INDEX event_change_of_event ON event_change (event_id, proposed_at);

-- Who confirmed a change: once for each group, once for each account.
-- reference table
CREATE TABLE event_change_word (
  change_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  account_id BYTEA NOT NULL,
  noted_at BIGINT NOT NULL,
  PRIMARY KEY (change_id, group_id),
  UNIQUE (change_id, account_id)
);

-- A person's answer to an event: once for each human, by the primary key.
-- kind: as a signature's (1 confirmed by the human, 2 asserted by an API key, 3 imported, 4 on paper).
-- response: 1 comes if it is called, 2 stands on the waiting list, 3 does not come. ticket: the order of the waiting list.
-- any_hour: words about this event may pass quiet hours. token_hash: of the token that the id gives, by which
-- they change or cancel from any mail about the event. sealed: their note to the host.
-- distributed by identity_id; clustered
CREATE TABLE attendance (
  identity_id BYTEA NOT NULL,
  event_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  person_id BYTEA NOT NULL,
  kind BIGINT NOT NULL,
  response BIGINT NOT NULL,
  ticket BIGINT NOT NULL,
  any_hour BOOLEAN NOT NULL,
  region TEXT NOT NULL,
  token_hash BYTEA NOT NULL,
  sealed BYTEA,
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL,
  PRIMARY KEY (identity_id, event_id)
);
CREATE INDEX attendance_of_event ON attendance (event_id, id);
CREATE INDEX attendance_waiting ON attendance (event_id, ticket) WHERE response = 2;
CREATE INDEX attendance_by_token ON attendance (token_hash);

-- The places of an event that has a limit; one without a limit has no row. taken: places given. tickets: answers so far, the order of the
-- waiting list. granted: how many of the last slice got a place, read back from the same UPDATE.
-- distributed by event_id
CREATE TABLE event_room (
  event_id BYTEA PRIMARY KEY,
  capacity BIGINT NOT NULL,
  taken BIGINT NOT NULL,
  tickets BIGINT NOT NULL,
  granted BIGINT NOT NULL
);

-- How many answers stand, raised in the transaction that changes them, one row for each writer connection.
-- distributed by event_id; clustered
CREATE TABLE attendance_tally (
  event_id BYTEA NOT NULL,
  kind BIGINT NOT NULL,
  response BIGINT NOT NULL,
  stripe BIGINT NOT NULL,
  attendances BIGINT NOT NULL,
  PRIMARY KEY (event_id, kind, response, stripe)
);

-- Where the middle of a ZIP's area lies, in degrees. Imported, not shipped.
-- reference table
CREATE TABLE zip_place (
  zip TEXT PRIMARY KEY,
  latitude DOUBLE PRECISION NOT NULL,
  longitude DOUBLE PRECISION NOT NULL
);
CREATE INDEX zip_place_by_latitude ON zip_place (latitude);
