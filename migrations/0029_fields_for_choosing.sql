-- Custom fields for choosing: a group's field with fixed choices, whose id on a person is a clear fact, as a tag's is.

-- chooses: 1 where the field has choices. dropped_at: since when what it holds is being taken from the records; the row goes last.
ALTER TABLE custom_field ADD COLUMN chooses BIGINT NOT NULL DEFAULT 0;
ALTER TABLE custom_field ADD COLUMN dropped_at BIGINT;

-- The choices of a group's fields. text_key: keyed hash of the field and the folded text. A retired choice stays with whoever has it.
-- reference table
CREATE TABLE field_choice (
  id BYTEA PRIMARY KEY,
  group_id BYTEA NOT NULL,
  field_id BYTEA NOT NULL,
  text_key BYTEA NOT NULL,
  sealed BYTEA NOT NULL,
  place BIGINT NOT NULL,
  retired_at BIGINT,
  UNIQUE (group_id, field_id, text_key)
);

-- Which choice a person of a group's list has: one for each field.
-- distributed by identity_id; clustered
CREATE TABLE field_chosen (
  identity_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  field_id BYTEA NOT NULL,
  choice_id BYTEA NOT NULL,
  PRIMARY KEY (identity_id, group_id, field_id)
);
CREATE INDEX field_chosen_of_choice ON field_chosen (choice_id, identity_id);
