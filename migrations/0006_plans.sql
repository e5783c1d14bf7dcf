-- Plans: what a coalition prepares, the ballots on it, and what came of them.
--
-- All words are sealed (a stolen database must not tell what somebody prepares): under the data key of the instance, since a plan is
-- its coalition's and no group's. Everything here is small: a coalition has some plans, a ballot some hundred records.

-- state: draft, ballot (frozen, groups vote), decided (waits for its start), hold, called, stood-down.
-- version: the newest one, which an edit must name. ballot_id: the ballot that froze it last. facts: how many were noted.
-- reference table
CREATE TABLE plan (
  id BYTEA PRIMARY KEY,
  coalition_id BYTEA NOT NULL,
  -- The group whose organiser began it.
  group_id BYTEA NOT NULL,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  ballot_id BYTEA,
  facts BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL
);
CREATE INDEX plan_of_coalition ON plan (coalition_id, id);

-- Every save is a version; none is ever changed. id: of the sealed document.
-- reference table
CREATE TABLE plan_version (
  plan_id BYTEA NOT NULL,
  version BIGINT NOT NULL,
  id BYTEA NOT NULL,
  account_id BYTEA NOT NULL,
  sealed BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (plan_id, version)
);

-- What happened, with its source, as people noted it. Nothing here is ever changed or taken away.
-- reference table
CREATE TABLE plan_fact (
  plan_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  account_id BYTEA NOT NULL,
  sealed BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (plan_id, id)
);

-- A plan frozen for a vote, and where that stands. state: prepared, open, decided, halted, started.
-- records and head are the end of the chain of plan_record: whoever adds one takes this row first.
-- reference table
CREATE TABLE plan_ballot (
  id BYTEA PRIMARY KEY,
  plan_id BYTEA NOT NULL,
  coalition_id BYTEA NOT NULL,
  version BIGINT NOT NULL,
  -- The group that had it prepared: each has one prepared ballot of a plan at most.
  group_id BYTEA NOT NULL,
  state TEXT NOT NULL,
  -- The frozen plan, and its hash, which every ballot signs.
  sealed BYTEA NOT NULL,
  plan_hash BYTEA NOT NULL,
  deadline BIGINT NOT NULL,
  records BIGINT NOT NULL,
  head BYTEA NOT NULL,
  consult_until BIGINT,
  opened_at BIGINT,
  outcome TEXT,
  decided_at BIGINT,
  starts_at BIGINT,
  started_at BIGINT,
  prepared_at BIGINT NOT NULL
);
CREATE INDEX plan_ballot_of_plan ON plan_ballot (plan_id, id);
CREATE INDEX plan_ballot_waiting ON plan_ballot (state, deadline) WHERE state IN ('open', 'decided');

-- What happened in a ballot, in order: openings, ballots, recalls, departures, the decision, halts, the start.
-- challenge: what the passkey signed, so that the same signature is never taken twice.
-- reference table
CREATE TABLE plan_record (
  ballot_id BYTEA NOT NULL,
  number BIGINT NOT NULL,
  id BYTEA NOT NULL,
  challenge BYTEA,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (ballot_id, number),
  UNIQUE (ballot_id, id),
  UNIQUE (ballot_id, challenge)
);

-- The waves of an outcome that started, each with the message that carries it.
-- audience: hosts, rsvps, near-events, everyone.
-- reference table
CREATE TABLE plan_wave (
  ballot_id BYTEA NOT NULL,
  number BIGINT NOT NULL,
  message_id BYTEA NOT NULL,
  audience TEXT NOT NULL,
  miles BIGINT,
  started_at BIGINT NOT NULL,
  PRIMARY KEY (ballot_id, number)
);

-- What a coalition decided about its ballots. passkey_wait_minutes: a new passkey of a delegate counts after so long.
-- reference table
CREATE TABLE plan_policy (
  coalition_id BYTEA PRIMARY KEY,
  passkey_wait_minutes BIGINT NOT NULL,
  modified_at BIGINT NOT NULL
);
