-- How many different people a coalition's calls reach, as it was last counted. Only rounded numbers are kept.

-- people: in all, rounded; 0 stands for "under ten".
-- reference table
CREATE TABLE reach (
  coalition_id BYTEA PRIMARY KEY,
  people BIGINT NOT NULL,
  counted_at BIGINT NOT NULL
);

-- state: its code, empty where none is known.
-- reference table
CREATE TABLE reach_of_state (
  coalition_id BYTEA NOT NULL,
  state TEXT NOT NULL,
  people BIGINT NOT NULL,
  PRIMARY KEY (coalition_id, state)
);
