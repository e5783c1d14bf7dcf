-- Servers keep lists in memory, and marks and numbers of them; what comes and what changes they find by its dates. Who goes leaves none.

-- How often somebody was taken out of a group's list, or brought to it with an older id: raised in the transaction that does so, by all
-- who erase and by merging, never by who signs. A group of which nothing stands here is at 0.
-- reference table
CREATE TABLE list_epoch (
  group_id BYTEA PRIMARY KEY,
  epoch BIGINT NOT NULL
);
