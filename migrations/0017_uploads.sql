-- Lists that organisers send through the console: where each stands, what was decided about it, and who signed for its source.

-- file_id names its pieces in blob, gone at the end of the import or after seven days. sealed: the file's name and columns, what each
-- becomes, tags, and what a look at it found. version goes up with every change, so that of two at once one sees the other's.
-- signed_by and signed_at: whose statement about the source it is. import_id: its row in people_import, once it was begun.
-- reference table
CREATE TABLE people_upload (
  id BYTEA PRIMARY KEY,
  group_id BYTEA NOT NULL,
  account_id BYTEA NOT NULL,
  file_id BYTEA NOT NULL,
  pieces BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  sealed BYTEA NOT NULL,
  consent_source TEXT NOT NULL,
  signed_by BYTEA,
  signed_at BIGINT,
  import_id BYTEA,
  was_before BOOLEAN NOT NULL,
  problem TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX people_upload_of_group ON people_upload (group_id, id);
CREATE INDEX people_upload_by_age ON people_upload (expires_at);
