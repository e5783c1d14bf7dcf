-- How long a group keeps people who did nothing, and what was written about them: its rules, what a rule would touch, and what runs did.

-- A rule that is switched on; no row, no rule. kind: quiet, left, asserted (people); notes, comments. id: the deed that switched it on or
-- changed it, from which its wait begins anew. announced: how many it would have touched then, as its owners were told.
-- reference table
CREATE TABLE retention_rule (
  group_id BYTEA NOT NULL,
  kind TEXT NOT NULL,
  id BYTEA NOT NULL,
  months BIGINT NOT NULL,
  account_id BYTEA NOT NULL,
  announced BIGINT NOT NULL,
  switched_on_at BIGINT NOT NULL,
  takes_effect_at BIGINT NOT NULL,
  PRIMARY KEY (group_id, kind)
);

-- What a rule would touch, counted before it is switched on: today, within 30 and within 90 days. counted_at: NULL while it is counted.
-- examples: ids of records with days and reasons, opened when they are shown. A newer look takes the place of the older one.
-- reference table
CREATE TABLE retention_look (
  group_id BYTEA NOT NULL,
  kind TEXT NOT NULL,
  id BYTEA NOT NULL,
  months BIGINT NOT NULL,
  asked_at BIGINT NOT NULL,
  counted_at BIGINT,
  today BIGINT NOT NULL,
  in_30_days BIGINT NOT NULL,
  in_90_days BIGINT NOT NULL,
  people BIGINT NOT NULL,
  examples BYTEA NOT NULL,
  PRIMARY KEY (group_id, kind)
);

-- What a rule did on a day, in numbers. reached: the record up to which the list was gone through, so that a run can be taken up again.
-- ended: done, off, merging, calling, enough; empty while it runs.
-- reference table
CREATE TABLE retention_run (
  group_id BYTEA NOT NULL,
  kind TEXT NOT NULL,
  day BIGINT NOT NULL,
  rule_id BYTEA NOT NULL,
  months BIGINT NOT NULL,
  reached BYTEA NOT NULL,
  touched BIGINT NOT NULL,
  began_at BIGINT NOT NULL,
  ended_at BIGINT,
  ended TEXT NOT NULL,
  PRIMARY KEY (group_id, kind, day)
);
CREATE INDEX retention_run_by_day ON retention_run (day);
