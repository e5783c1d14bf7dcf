-- What the API's lists need: who and what was changed after it was made, found by date.
--
-- Only changed rows stand in these indexes: whoever is new has one date for both, is found by id, and costs no further write.
CREATE INDEX person_changed ON person (group_id, modified_at) WHERE modified_at <> created_at;
CREATE INDEX signature_changed ON signature (petition_id, modified_at) WHERE modified_at <> created_at;

-- What the API keeps of a petition beside its words: foreign ids ("other_system:42") and the description above its text. Both public.
-- reference table
CREATE TABLE petition_identifier (
  petition_id BYTEA NOT NULL,
  identifier TEXT NOT NULL,
  PRIMARY KEY (petition_id, identifier)
);

-- reference table
CREATE TABLE petition_description (
  petition_id BYTEA PRIMARY KEY,
  description TEXT NOT NULL
);
