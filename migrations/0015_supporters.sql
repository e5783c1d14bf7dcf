-- What organisers keep beside a supporter's record: tags and notes.

-- A group's tags. The name is sealed under the group's data key; name_key, a keyed hash, keeps it once.
-- reference table
CREATE TABLE tag (
  id BYTEA PRIMARY KEY,
  group_id BYTEA NOT NULL,
  name_key BYTEA NOT NULL,
  sealed BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (group_id, name_key)
);

-- Who has which tag, by whom it was given.
-- distributed by identity_id; clustered
CREATE TABLE tagging (
  identity_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  tag_id BYTEA NOT NULL,
  account_id BYTEA NOT NULL,
  tagged_at BIGINT NOT NULL,
  PRIMARY KEY (identity_id, group_id, tag_id)
);
CREATE INDEX tagging_of_tag ON tagging (tag_id, identity_id);

-- What an organiser wrote about a supporter, for the group's own eyes.
-- distributed by identity_id
CREATE TABLE person_note (
  identity_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  account_id BYTEA NOT NULL,
  sealed BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (identity_id, group_id, id)
);
