-- Petitions written in the console: drafts, which somebody else than their writers publishes.
--
-- A draft is no petition. It stands in a table of its own, so that nothing that lists, shows or signs petitions can meet one.

-- id: the petition will have it too. state: draft, waiting (for approval), published, dropped. version: raised by each change, so that
-- nobody approves what they have not read. document: words, address, dates, goal and targets as they were entered, in JSON.
-- drafted_by and changed_by, who wrote first and last: neither may approve. returned_why: why it was last sent back; may be empty.
-- reference table
CREATE TABLE petition_draft (
  id BYTEA PRIMARY KEY,
  group_id BYTEA NOT NULL,
  coalition_id BYTEA,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  document TEXT NOT NULL,
  drafted_by BYTEA NOT NULL,
  drafted_at BIGINT NOT NULL,
  changed_by BYTEA NOT NULL,
  changed_at BIGINT NOT NULL,
  sent_at BIGINT,
  answered_by BYTEA,
  answered_by_group BYTEA,
  answered_at BIGINT,
  returned_why TEXT NOT NULL
);
CREATE INDEX petition_draft_of_group ON petition_draft (group_id, id);
CREATE INDEX petition_draft_waiting ON petition_draft (group_id) WHERE state = 'waiting';

-- Groups that say openly: as long as one person alone sits here, they publish what they wrote. Whoever said so, and when.
-- reference table
CREATE TABLE petition_alone (
  group_id BYTEA PRIMARY KEY,
  account_id BYTEA NOT NULL,
  since BIGINT NOT NULL
);

-- A group is asked to co-sponsor a petition, or a draft that will be one. It stands on the page (petition_sponsor) only once an owner of
-- it accepted. answer: asked, accepted, declined, withdrawn (by the page's group), left.
-- reference table
CREATE TABLE petition_sponsorship (
  petition_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  answer TEXT NOT NULL,
  asked_by BYTEA NOT NULL,
  asked_at BIGINT NOT NULL,
  answered_by BYTEA,
  answered_at BIGINT,
  PRIMARY KEY (petition_id, group_id)
);
CREATE INDEX petition_sponsorship_of_group ON petition_sponsorship (group_id, answer);

-- What was done with a published petition, by whom, for which group. kind: published, stopped, reopened, closed, dated.
-- reference table
CREATE TABLE petition_act (
  petition_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  kind TEXT NOT NULL,
  account_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  done_at BIGINT NOT NULL,
  PRIMARY KEY (petition_id, id)
);

-- What a petition said before it was changed with signatures on it, in one language, to whom, and how many had signed that. A program
-- with the group's key changes words; the page shows what they were.
-- reference table
CREATE TABLE petition_earlier (
  petition_id BYTEA NOT NULL,
  changed_at BIGINT NOT NULL,
  lang TEXT NOT NULL,
  title TEXT NOT NULL,
  text_markdown TEXT NOT NULL,
  targets TEXT NOT NULL,
  signatures BIGINT NOT NULL,
  PRIMARY KEY (petition_id, changed_at, lang)
);
