-- What the API tells apart by ids of its own: taggings, custom fields; and how far a list that moves here from another system has come.

-- Taggings have an id of their own. For those that were given before, it is put together from the tag's and the record's: the tags of
-- a person differ in their beginnings, the people of a tag in their ends.
ALTER TABLE tagging ADD COLUMN id BYTEA;
UPDATE tagging SET id = (SELECT CAST(substr(tagging.tag_id, 1, 8) || substr(p.id, 9, 8) AS BYTEA)
  FROM person p WHERE p.identity_id = tagging.identity_id AND p.group_id = tagging.group_id);
CREATE INDEX tagging_by_id ON tagging (tag_id, id);

-- The names of a group's custom fields. What they hold of a person lies sealed in the person's record, and chooses nobody.
-- reference table
CREATE TABLE custom_field (
  id BYTEA PRIMARY KEY,
  group_id BYTEA NOT NULL,
  name_key BYTEA NOT NULL,
  sealed BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (group_id, name_key)
);

-- Questions that a group asks of its list again and again. Name and question are sealed under the name's key, since a question that is
-- saved again keeps its id.
-- reference table
CREATE TABLE saved_query (
  id BYTEA PRIMARY KEY,
  group_id BYTEA NOT NULL,
  name_key BYTEA NOT NULL,
  sealed BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL,
  UNIQUE (group_id, name_key)
);

-- A group's list that moves here from another system, by the keyed hash of the address it comes from. turn: how many transactions it
-- took so far; each of them moves it on by one. state: where to go on after a stop, and what was counted; ids of the other system's
-- tags and petitions, and of no person.
-- reference table
CREATE TABLE migrating (
  group_id BYTEA NOT NULL,
  source_key BYTEA NOT NULL,
  turn BIGINT NOT NULL,
  state TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (group_id, source_key)
);

-- A petition is found by the id that it had elsewhere.
CREATE INDEX petition_identifier_of ON petition_identifier (identifier);
