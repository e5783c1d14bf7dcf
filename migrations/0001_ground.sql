-- The ground: secrets, groups, people, petitions, signatures, jobs.
--
-- Ids are UUIDv7 as 16 bytes; times are microseconds since 1970 UTC; `sealed` columns are blobs under a group's data key.
-- Above each table stands how it would be spread over several servers; a table that grows with people names its column, and
-- each of its unique keys contains it. No foreign keys: they could not cross those servers, and the verbs keep what they would.

-- Secrets of the server, wrapped by the master key: the matching secret, the secret of form stamps.
-- reference table
CREATE TABLE secret (
  name TEXT PRIMARY KEY,
  wrapped BYTEA NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);

-- Facts about this installation, such as when the recovery sheet was confirmed.
-- reference table
CREATE TABLE instance_fact (
  name TEXT PRIMARY KEY,
  fact TEXT NOT NULL,
  noted_at BIGINT NOT NULL
);

-- Data keys, one or more for each group, wrapped by the master key. The newest version seals, all open.
-- reference table
CREATE TABLE data_key (
  group_id BYTEA NOT NULL,
  version BIGINT NOT NULL,
  wrapped BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (group_id, version)
);

-- reference table
CREATE TABLE coalition (
  id BYTEA PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  about_en TEXT NOT NULL,
  about_es TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- Any body with its own list. What stands here is public. (`group` alone is a word of SQL.)
-- reference table
CREATE TABLE groups (
  id BYTEA PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  about_en TEXT NOT NULL,
  about_es TEXT NOT NULL,
  -- Where letters reach the group: no mail leaves without it.
  postal_address TEXT NOT NULL,
  -- The country that addresses without one are taken to be in, such as US.
  country TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- role: steering, partner, endorser.
-- reference table
CREATE TABLE membership (
  coalition_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  role TEXT NOT NULL,
  joined_at BIGINT NOT NULL,
  PRIMARY KEY (coalition_id, group_id)
);

-- API keys, by their hash. calls_per_second 0: no rate (demo keys).
-- reference table
CREATE TABLE api_key (
  hash BYTEA PRIMARY KEY,
  id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  name TEXT NOT NULL,
  calls_per_second BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  revoked_at BIGINT
);

-- Offices and public bodies that actions address; sets such as `governors` or `administration`, separated by spaces.
-- reference table
CREATE TABLE office (
  id BYTEA PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  title_en TEXT NOT NULL,
  title_es TEXT NOT NULL,
  body_en TEXT NOT NULL,
  body_es TEXT NOT NULL,
  level TEXT NOT NULL,
  division TEXT NOT NULL,
  sets TEXT NOT NULL
);

-- Who holds or held an office, from when to when (YYYY-MM-DD, NULL where the source says nothing), from which source, checked when.
-- reference table
CREATE TABLE holding (
  id BYTEA PRIMARY KEY,
  office_id BYTEA NOT NULL,
  name TEXT NOT NULL,
  starts_on TEXT,
  ends_on TEXT,
  emails TEXT NOT NULL,
  phones TEXT NOT NULL,
  sources TEXT NOT NULL,
  checked_on TEXT NOT NULL,
  -- The term itself, so that the same file brings nothing twice.
  term TEXT NOT NULL,
  UNIQUE (office_id, term)
);

-- state: open, stopped (closing is a date). usual_signatures_per_minute: above it a form asks for proof of work.
-- reference table
CREATE TABLE petition (
  id BYTEA PRIMARY KEY,
  group_id BYTEA NOT NULL,
  coalition_id BYTEA,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  origin_system TEXT NOT NULL,
  state TEXT NOT NULL,
  goal BIGINT NOT NULL,
  opens_at BIGINT,
  closes_at BIGINT,
  time_zone TEXT NOT NULL,
  usual_signatures_per_minute BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL
);
CREATE INDEX petition_of_group ON petition (group_id, id);

-- The words of a petition in one language; the page's own language first.
-- reference table
CREATE TABLE petition_words (
  petition_id BYTEA NOT NULL,
  lang TEXT NOT NULL,
  title TEXT NOT NULL,
  text_markdown TEXT NOT NULL,
  thanks_markdown TEXT NOT NULL,
  PRIMARY KEY (petition_id, lang)
);

-- reference table
CREATE TABLE petition_sponsor (
  petition_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  place BIGINT NOT NULL,
  PRIMARY KEY (petition_id, group_id)
);

-- A target is an office, or a name where the API gave only that.
-- reference table
CREATE TABLE petition_target (
  petition_id BYTEA NOT NULL,
  place BIGINT NOT NULL,
  office_id BYTEA,
  name TEXT NOT NULL,
  PRIMARY KEY (petition_id, place)
);

-- The words that people consented to, kept once: id is the hash of the text.
-- reference table
CREATE TABLE consent_words (
  id BYTEA PRIMARY KEY,
  lang TEXT NOT NULL,
  words TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- The human behind an address. proved_at: when whoever reads the mailbox or number said so.
-- distributed by matching_key; clustered
CREATE TABLE identity_key (
  matching_key BYTEA NOT NULL PRIMARY KEY,
  identity_id BYTEA NOT NULL,
  proved_at BIGINT
);

-- One group's record of a supporter. Clear are only coarse facts for choosing audiences.
-- identity_id: of the mailbox, or of the number where there is no mailbox; phone_identity_id: of the number.
-- distributed by identity_id
CREATE TABLE person (
  identity_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  phone_identity_id BYTEA,
  sealed BYTEA NOT NULL,
  country TEXT NOT NULL,
  region TEXT NOT NULL,
  zip TEXT NOT NULL,
  lang TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL,
  PRIMARY KEY (identity_id, group_id)
);
CREATE INDEX person_of_group ON person (group_id, id);
CREATE INDEX person_by_phone ON person (phone_identity_id, group_id) WHERE phone_identity_id IS NOT NULL;

-- A person's part in a petition: once for each human, by the primary key.
-- kind: 1 confirmed by the human, 2 asserted by an API key, 3 imported, 4 on paper.
-- distributed by identity_id; clustered
CREATE TABLE signature (
  identity_id BYTEA NOT NULL,
  petition_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  person_id BYTEA NOT NULL,
  kind BIGINT NOT NULL,
  region TEXT NOT NULL,
  sealed BYTEA,
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL,
  PRIMARY KEY (identity_id, petition_id)
);
CREATE INDEX signature_of_petition ON signature (petition_id, id);
CREATE INDEX signature_of_person ON signature (person_id, created_at);

-- How many signatures stand, raised in the transaction that adds them, one row for each writer connection.
-- distributed by petition_id; clustered
CREATE TABLE tally (
  petition_id BYTEA NOT NULL,
  kind BIGINT NOT NULL,
  region TEXT NOT NULL,
  stripe BIGINT NOT NULL,
  signatures BIGINT NOT NULL,
  PRIMARY KEY (petition_id, kind, region, stripe)
);

-- channel: 1 e-mail, 2 phone. purpose: 1 news of the group, 2 calls of the coalition, 3 this action only.
-- status: 1 confirmed, 2 asserted, 3 unsubscribed, 4 bounced, 5 complained.
-- distributed by identity_id; clustered
CREATE TABLE consent (
  identity_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  channel BIGINT NOT NULL,
  purpose BIGINT NOT NULL,
  status BIGINT NOT NULL,
  words_id BYTEA NOT NULL,
  source TEXT NOT NULL,
  noted_at BIGINT NOT NULL,
  PRIMARY KEY (identity_id, group_id, channel, purpose)
);

-- Addresses that must not be written to, by matching key, so that it survives erasure. scope: a group, or sixteen zeros for all.
-- kind: 1 no confirming mails ("it wasn't me"), 2 no mail at all.
-- distributed by matching_key; clustered
CREATE TABLE suppression (
  matching_key BYTEA NOT NULL,
  scope BYTEA NOT NULL,
  kind BIGINT NOT NULL,
  until BIGINT,
  noted_at BIGINT NOT NULL,
  PRIMARY KEY (matching_key, scope, kind)
);

-- What an unproved mailbox sent: in no list, answer, export or count until it is confirmed. The row is also the queue of its mail.
-- mails_wanted counts accepted forms, mails_sent what left; confirmed_at ends it, the row stays until it expires.
-- mail_lease_until: until then one worker has its mail in hand, and no other may send one.
-- distributed by matching_key
CREATE TABLE pending (
  matching_key BYTEA NOT NULL,
  petition_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  token_hash BYTEA NOT NULL,
  sealed BYTEA NOT NULL,
  waiting BOOLEAN NOT NULL,
  mails_wanted BIGINT NOT NULL,
  mails_sent BIGINT NOT NULL,
  mail_lease_until BIGINT,
  created_at BIGINT NOT NULL,
  confirmed_at BIGINT,
  PRIMARY KEY (matching_key, petition_id)
);
CREATE INDEX pending_by_token ON pending (token_hash);
CREATE INDEX pending_by_age ON pending (created_at);

-- Foreign ids ("other_system:42") by keyed hash, since they may hold a name; the text itself is sealed with its record.
-- distributed by foreign_key; clustered
CREATE TABLE identifier (
  foreign_key BYTEA NOT NULL PRIMARY KEY,
  group_id BYTEA NOT NULL,
  record_id BYTEA NOT NULL
);

-- Later work, queued in the transaction that makes it necessary. state: 0 waiting, 1 done, 2 given up.
-- run_at is when a worker may next take it: claiming moves it to the end of the lease. worker: who holds it.
-- distributed by id
CREATE TABLE job (
  id BYTEA NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  payload BYTEA NOT NULL,
  state BIGINT NOT NULL,
  run_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  worker BYTEA,
  reason TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX job_due ON job (kind, run_at) WHERE state = 0;
CREATE INDEX job_ended ON job (state, ended_at) WHERE state <> 0;

-- Uploads, refused rows, exports: sealed like rows, in pieces of 256 KiB, gone after seven days.
-- distributed by id
CREATE TABLE blob (
  id BYTEA NOT NULL,
  piece BIGINT NOT NULL,
  group_id BYTEA NOT NULL,
  kind TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (id, piece)
);
CREATE INDEX blob_by_age ON blob (expires_at);

-- An import, so that it can go on where it stopped. file_hash: keyed hash of the file, of which columns were read and of the petition, so
-- that a mended mapping is another import. byte_offset and line: what is read next. refused_pieces: how many pieces of refused_blob stand.
-- reference table
CREATE TABLE people_import (
  id BYTEA PRIMARY KEY,
  group_id BYTEA NOT NULL,
  file_hash BYTEA NOT NULL,
  consent_source TEXT NOT NULL,
  -- The columns and what they became: a column's name can be somebody's.
  sealed BYTEA NOT NULL,
  byte_offset BIGINT NOT NULL,
  line BIGINT NOT NULL,
  rows_read BIGINT NOT NULL,
  rows_added BIGINT NOT NULL,
  rows_updated BIGINT NOT NULL,
  rows_refused BIGINT NOT NULL,
  refused_blob BYTEA NOT NULL,
  refused_pieces BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at BIGINT,
  UNIQUE (group_id, file_hash)
);
