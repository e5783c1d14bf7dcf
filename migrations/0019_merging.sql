-- Two groups become one: who agreed, how far it has come, and what stood before, for as long as it can be taken apart again.

-- former_id goes into survivor_id. state: asked (by one group), agreed (by both; the numbers are counted), running, merged, parting (is taken
-- apart), parted, withdrawn, kept (30 days over: it stays). asked_by_group and agreed_by_group: the two words; part_word_group: who wants it taken
-- apart. phase and cursor: where the job is; slices counts its writes, so that two workers take turns. The counts are those of the preview
-- until it runs, then of what was done. both_people and stricter: NULL until they were counted, which only follows the second word.
-- reference table
CREATE TABLE group_merge (
  id BYTEA PRIMARY KEY,
  former_id BYTEA NOT NULL,
  survivor_id BYTEA NOT NULL,
  state TEXT NOT NULL,
  asked_by_group BYTEA NOT NULL,
  asked_by BYTEA NOT NULL,
  asked_at BIGINT NOT NULL,
  agreed_by BYTEA,
  agreed_at BIGINT,
  former_people BIGINT,
  survivor_people BIGINT,
  both_people BIGINT,
  stricter BIGINT,
  texts_ending BIGINT,
  counted_at BIGINT,
  started_by BYTEA,
  began_at BIGINT,
  phase BIGINT NOT NULL,
  cursor BYTEA NOT NULL,
  slices BIGINT NOT NULL,
  people_done BIGINT NOT NULL,
  merged_at BIGINT,
  part_word_group BYTEA,
  part_word_by BYTEA,
  part_word_at BIGINT,
  parted_at BIGINT
);
CREATE INDEX group_merge_of_former ON group_merge (former_id, state);
CREATE INDEX group_merge_of_survivor ON group_merge (survivor_id, state);

-- What the two groups held about one human before: both sides, row for row, sealed parts as they lay under their group's key. Gone when it
-- was taken apart, after 30 days, and when the human is erased from either list.
-- distributed by identity_id
CREATE TABLE group_merge_image (
  identity_id BYTEA NOT NULL,
  merge_id BYTEA NOT NULL,
  image BYTEA NOT NULL,
  PRIMARY KEY (identity_id, merge_id)
);
CREATE INDEX group_merge_image_of_merge ON group_merge_image (merge_id, identity_id);

-- A stop of the former group that now holds for the survivor too, with the date by which it is known again.
-- distributed by matching_key; clustered
CREATE TABLE group_merge_stop (
  matching_key BYTEA NOT NULL,
  merge_id BYTEA NOT NULL,
  kind BIGINT NOT NULL,
  noted_at BIGINT NOT NULL,
  PRIMARY KEY (matching_key, merge_id, kind)
);
CREATE INDEX group_merge_stop_of_merge ON group_merge_stop (merge_id, matching_key);

-- Petitions, events, keys, seats, memberships, tags and the like that changed hands, and how they stood. kind and detail: merging/things.
-- reference table
CREATE TABLE group_merge_thing (
  merge_id BYTEA NOT NULL,
  kind TEXT NOT NULL,
  id BYTEA NOT NULL,
  other_id BYTEA NOT NULL,
  word TEXT NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (merge_id, kind, id, other_id)
);

-- Who has not been told yet that their group became part of another: the next mail says so.
-- distributed by identity_id; clustered
CREATE TABLE group_merge_telling (
  identity_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  merge_id BYTEA NOT NULL,
  PRIMARY KEY (identity_id, group_id, merge_id)
);
