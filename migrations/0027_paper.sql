-- Sheets on which people sign a petition by hand: printed, entered by one person at a time, closed once.

-- code: printed and typed; it names the sheet, never a person. number: counted within the petition. petition_words: the hash of what the
-- sheet says, to tell whether the petition says something else by now. consent_words: those beside the box, as they are printed.
-- held_by: who enters it, until held_until; without a holder held_until says when it was last touched. version: raised by each change of its lines.
-- lines: entered so far; after closing, all that were. with_address, without_address, illegible, repeated: what they were.
-- reference table
CREATE TABLE paper_sheet (
  id BYTEA PRIMARY KEY,
  petition_id BYTEA NOT NULL,
  number BIGINT NOT NULL,
  code TEXT NOT NULL UNIQUE,
  lang TEXT NOT NULL,
  rows_printed BIGINT NOT NULL,
  petition_words BYTEA NOT NULL,
  consent_words TEXT NOT NULL,
  printed_by BYTEA NOT NULL,
  printed_at BIGINT NOT NULL,
  held_by BYTEA,
  held_until BIGINT NOT NULL,
  version BIGINT NOT NULL,
  lines BIGINT NOT NULL,
  with_address BIGINT NOT NULL,
  without_address BIGINT NOT NULL,
  illegible BIGINT NOT NULL,
  repeated BIGINT NOT NULL,
  closed_by BYTEA,
  closed_at BIGINT,
  UNIQUE (petition_id, number)
);
CREATE INDEX paper_sheet_begun ON paper_sheet (held_until) WHERE closed_at IS NULL AND lines > 0;

-- The lines of a sheet until it is closed; then they are signatures. sealed: what stands on the line, under the data key of group_id (the
-- petition's group when it was entered); NULL where it cannot be read.
-- distributed by sheet_id; clustered
CREATE TABLE paper_line (
  sheet_id BYTEA NOT NULL,
  number BIGINT NOT NULL,
  id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  sealed BYTEA,
  PRIMARY KEY (sheet_id, number)
);
