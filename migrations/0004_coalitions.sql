-- Coalitions and their groups: founding, invitations, roles, delegates, who may share what; statements; invitations of people.
--
-- Whoever changes who is what in a coalition first takes its row (`UPDATE coalition SET state = state`), so that of two at once
-- one waits for the other. Open rows of a kind are unique by partial indexes; what ended stays as history.

-- state: standing (public), founding (waits for its founders), called off (never stood; its address is free again).
ALTER TABLE coalition ADD COLUMN state TEXT NOT NULL DEFAULT 'standing';

-- What a group says about itself beside its name and words. All public. A group without a row has stated nothing.
-- parent_agreed_at: when the parent's owner said yes; until then the parent is shown to nobody else.
-- reference table
CREATE TABLE group_profile (
  group_id BYTEA PRIMARY KEY,
  kind TEXT NOT NULL,
  legal_kind TEXT NOT NULL,
  city TEXT NOT NULL,
  region TEXT NOT NULL,
  website TEXT NOT NULL,
  parent_id BYTEA,
  parent_agreed_at BIGINT,
  modified_at BIGINT NOT NULL
);
CREATE INDEX group_profile_by_parent ON group_profile (parent_id) WHERE parent_id IS NOT NULL;

-- The groups that found a coalition as equals. answer: asked, agreed, declined.
-- reference table
CREATE TABLE founding (
  coalition_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  answer TEXT NOT NULL,
  answered_at BIGINT,
  PRIMARY KEY (coalition_id, group_id)
);
CREATE INDEX founding_of_group ON founding (group_id);

-- A group is asked to join. answer: open, accepted, declined, withdrawn, expired.
-- seconded_by_group: the second steering group, which an invitation to steer needs.
-- reference table
CREATE TABLE invitation (
  id BYTEA PRIMARY KEY,
  coalition_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  role TEXT NOT NULL,
  invited_by_group BYTEA NOT NULL,
  seconded_by_group BYTEA,
  invited_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  answer TEXT NOT NULL,
  answered_at BIGINT
);
CREATE UNIQUE INDEX invitation_open ON invitation (coalition_id, group_id) WHERE answer = 'open';
CREATE INDEX invitation_of_group ON invitation (group_id, id);

-- A proposed change of a group's role; role `out` ends its membership. state: open, done, withdrawn, expired.
-- reference table
CREATE TABLE role_change (
  id BYTEA PRIMARY KEY,
  coalition_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  role TEXT NOT NULL,
  proposed_by_group BYTEA NOT NULL,
  proposed_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  ended_at BIGINT
);
CREATE UNIQUE INDEX role_change_open ON role_change (coalition_id, group_id) WHERE state = 'open';

-- The steering groups that want a change: each once, whichever of its people speaks.
-- reference table
CREATE TABLE role_change_voice (
  change_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  account_id BYTEA NOT NULL,
  given_at BIGINT NOT NULL,
  PRIMARY KEY (change_id, group_id)
);

-- While a row stands here (an open ballot, a running call) no role in the coalition changes and no group leaves.
-- reference table
CREATE TABLE membership_freeze (
  coalition_id BYTEA NOT NULL,
  cause_id BYTEA NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (coalition_id, cause_id)
);

-- Who votes for a steering group. post: delegate, deputy. ended_why: replaced, resigned, recalled, seat ended, stepped down, left.
-- reference table
CREATE TABLE delegate (
  id BYTEA PRIMARY KEY,
  coalition_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  post TEXT NOT NULL,
  account_id BYTEA NOT NULL,
  named_by BYTEA NOT NULL,
  named_at BIGINT NOT NULL,
  ended_at BIGINT,
  ended_why TEXT
);
CREATE UNIQUE INDEX delegate_post ON delegate (coalition_id, group_id, post) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX delegate_person ON delegate (coalition_id, group_id, account_id) WHERE ended_at IS NULL;
CREATE INDEX delegate_of_account ON delegate (account_id) WHERE ended_at IS NULL;

-- A recall: one person of the group proposes, another confirms. state: open, confirmed, withdrawn, expired.
-- reference table
CREATE TABLE recall (
  id BYTEA PRIMARY KEY,
  delegate_id BYTEA NOT NULL,
  coalition_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  account_id BYTEA NOT NULL,
  proposed_by BYTEA NOT NULL,
  proposed_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  confirmed_by BYTEA,
  ended_at BIGINT
);
CREATE UNIQUE INDEX recall_open ON recall (delegate_id) WHERE state = 'open';
CREATE INDEX recall_of_coalition ON recall (coalition_id, id);

-- Which legal kinds may share what, where the coalition differs from the cautious default. first_kind <= second_kind.
-- reference table
CREATE TABLE sharing (
  coalition_id BYTEA NOT NULL,
  first_kind TEXT NOT NULL,
  second_kind TEXT NOT NULL,
  plans BOOLEAN NOT NULL,
  audiences BOOLEAN NOT NULL,
  money BOOLEAN NOT NULL,
  words BOOLEAN NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (coalition_id, first_kind, second_kind)
);

-- A proposed line of that table, which another steering group confirms. state: open, done, withdrawn, expired.
-- reference table
CREATE TABLE sharing_change (
  id BYTEA PRIMARY KEY,
  coalition_id BYTEA NOT NULL,
  first_kind TEXT NOT NULL,
  second_kind TEXT NOT NULL,
  plans BOOLEAN NOT NULL,
  audiences BOOLEAN NOT NULL,
  money BOOLEAN NOT NULL,
  words BOOLEAN NOT NULL,
  proposed_by_group BYTEA NOT NULL,
  proposed_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  ended_at BIGINT
);
CREATE UNIQUE INDEX sharing_change_open ON sharing_change (coalition_id, first_kind, second_kind) WHERE state = 'open';

-- What happened in a coalition, in order: who did it (account_id), for which group, to which group. Nothing is changed or deleted.
-- reference table
CREATE TABLE coalition_act (
  id BYTEA NOT NULL,
  kind TEXT NOT NULL,
  coalition_id BYTEA NOT NULL,
  account_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  subject_group_id BYTEA,
  detail TEXT NOT NULL,
  done_at BIGINT NOT NULL,
  PRIMARY KEY (id, kind)
);
CREATE INDEX coalition_act_of_coalition ON coalition_act (coalition_id, id);

-- Somebody is asked by mail to take a seat in a group; one row for each mailbox and group, a new invitation replaces the old.
-- The row is the queue of its mail. sealed: the mailbox. invited_by: an account, or sixteen zeros for the operator.
-- ended: accepted, declined, withdrawn, not delivered. ended_by: the session that accepting began.
-- distributed by matching_key
CREATE TABLE seat_invitation (
  matching_key BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  token_hash BYTEA NOT NULL,
  sealed BYTEA NOT NULL,
  role TEXT NOT NULL,
  lang TEXT NOT NULL,
  invited_by BYTEA NOT NULL,
  invited_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  mailed_at BIGINT,
  ended TEXT,
  ended_at BIGINT,
  ended_by BYTEA,
  PRIMARY KEY (matching_key, group_id)
);
CREATE INDEX seat_invitation_by_token ON seat_invitation (token_hash);
CREATE INDEX seat_invitation_of_group ON seat_invitation (group_id, id);

-- Public words of a coalition, or of a group alone (coalition_id NULL). state: draft, published, withdrawn, dropped.
-- version: raised by each change of the words, so that nobody publishes what they have not read.
-- reference table
CREATE TABLE statement (
  id BYTEA PRIMARY KEY,
  coalition_id BYTEA,
  group_id BYTEA NOT NULL,
  slug TEXT NOT NULL UNIQUE,
  title_en TEXT NOT NULL,
  title_es TEXT NOT NULL,
  text_en TEXT NOT NULL,
  text_es TEXT NOT NULL,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  drafted_by BYTEA NOT NULL,
  drafted_at BIGINT NOT NULL,
  published_by BYTEA,
  published_by_group BYTEA,
  published_at BIGINT,
  withdrawn_by_group BYTEA,
  withdrawn_at BIGINT,
  withdrawn_why TEXT
);
CREATE INDEX statement_of_coalition ON statement (coalition_id, id) WHERE coalition_id IS NOT NULL;
CREATE INDEX statement_of_group ON statement (group_id, id);
