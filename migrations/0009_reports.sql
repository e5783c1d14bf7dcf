-- What people report about public pages, for whoever keeps the server.
--
-- sealed: page, reason, words, the mailbox for an answer and the note at closing, under the data key of the page's group, or of the instance
-- where the page is no group's. waiting: it came over a limit without proof of work, and stands behind the others.
-- distributed by id
CREATE TABLE report (
  id BYTEA NOT NULL PRIMARY KEY,
  group_id BYTEA NOT NULL,
  sealed BYTEA NOT NULL,
  waiting BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  closed_at BIGINT
);
CREATE INDEX report_open ON report (waiting, id) WHERE closed_at IS NULL;
CREATE INDEX report_by_age ON report (created_at);
