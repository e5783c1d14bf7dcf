-- Forms: sign-ups, surveys and pledges, what people answered to their questions, and how often each choice was made.
--
-- A form that is being written is a petition_draft whose document has a part about a form: the same eyes approve it.

-- kind: sign_up, survey, pledge. state: open, stopped (closing is a date). questions: the questions in order, with their keys and
-- choices, in JSON; fixed once it is published. usual_per_minute: above it a form asks for proof of work.
-- reference table
CREATE TABLE form (
  id BYTEA PRIMARY KEY,
  group_id BYTEA NOT NULL,
  coalition_id BYTEA,
  slug TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  origin_system TEXT NOT NULL,
  state TEXT NOT NULL,
  goal BIGINT NOT NULL,
  closes_at BIGINT,
  time_zone TEXT NOT NULL,
  usual_per_minute BIGINT NOT NULL,
  questions TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL
);
CREATE INDEX form_of_group ON form (group_id, id);
CREATE INDEX form_of_coalition ON form (coalition_id, id) WHERE coalition_id IS NOT NULL;

-- reference table
CREATE TABLE form_words (
  form_id BYTEA NOT NULL,
  lang TEXT NOT NULL,
  title TEXT NOT NULL,
  text_markdown TEXT NOT NULL,
  thanks_markdown TEXT NOT NULL,
  PRIMARY KEY (form_id, lang)
);

-- What the API keeps of a form beside its words: foreign ids ("other_system:42"). Public.
-- reference table
CREATE TABLE form_identifier (
  form_id BYTEA NOT NULL,
  identifier TEXT NOT NULL,
  PRIMARY KEY (form_id, identifier)
);

-- A person's part in a form: once for each human, by the primary key. A later one of the same human, proved, takes its place.
-- kind: as a signature's. sealed: what they answered; NULL once they were erased, while the counts stay.
-- distributed by identity_id; clustered
CREATE TABLE submission (
  identity_id BYTEA NOT NULL,
  form_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  person_id BYTEA NOT NULL,
  kind BIGINT NOT NULL,
  region TEXT NOT NULL,
  sealed BYTEA,
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL,
  PRIMARY KEY (identity_id, form_id)
);
CREATE INDEX submission_of_form ON submission (form_id, id);
CREATE INDEX submission_of_person ON submission (person_id, created_at);
CREATE INDEX submission_changed ON submission (form_id, modified_at) WHERE modified_at <> created_at;

-- How many submissions stand, raised in the transaction that changes them, one row for each writer connection.
-- distributed by form_id; clustered
CREATE TABLE submission_tally (
  form_id BYTEA NOT NULL,
  kind BIGINT NOT NULL,
  region TEXT NOT NULL,
  stripe BIGINT NOT NULL,
  submissions BIGINT NOT NULL,
  PRIMARY KEY (form_id, kind, region, stripe)
);

-- How often each choice of a question was made, and, under the empty choice, how many answered it; raised the same way.
-- distributed by form_id; clustered
CREATE TABLE answer_tally (
  form_id BYTEA NOT NULL,
  question TEXT NOT NULL,
  choice TEXT NOT NULL,
  stripe BIGINT NOT NULL,
  answers BIGINT NOT NULL,
  PRIMARY KEY (form_id, question, choice, stripe)
);
