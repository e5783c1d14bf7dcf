-- Webhooks: addresses of a group's own to which is posted what people do, the queue of what waits to be posted, and what became of it.

-- sealed: the address and the secrets. kinds: words with commas between. action_id: only what concerns this petition, form or event.
-- failing_since: when it first failed after the last success. rests_until: nothing is posted before, since it failed a moment ago.
-- off_why: why the server switched it off; empty while nobody but its owners did.
-- reference table
CREATE TABLE webhook (
  id BYTEA PRIMARY KEY,
  group_id BYTEA NOT NULL,
  sealed BYTEA NOT NULL,
  kinds TEXT NOT NULL,
  action_id BYTEA,
  is_on BOOLEAN NOT NULL,
  off_why TEXT NOT NULL,
  failing_since BIGINT,
  rests_until BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL
);
CREATE INDEX webhook_of_group ON webhook (group_id, id);
CREATE INDEX webhook_that_is_on ON webhook (group_id) WHERE is_on;

-- What waits to be posted: ids only, what they name is read when it is posted. action_id: zeros where no action is concerned.
-- record_id: the signature, submission, answer or person. due_at: not before; while a worker has it in hand, when that one is taken to
-- be gone.
-- distributed by webhook_id
CREATE TABLE webhook_delivery (
  webhook_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  kind TEXT NOT NULL,
  action_id BYTEA NOT NULL,
  record_id BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  PRIMARY KEY (webhook_id, id)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, due_at);

-- Each try, kept 30 days. status: what the receiver answered, 0 for nothing. problem: a word for why it failed; empty if it did not.
-- distributed by webhook_id
CREATE TABLE webhook_attempt (
  webhook_id BYTEA NOT NULL,
  delivery_id BYTEA NOT NULL,
  attempt BIGINT NOT NULL,
  kind TEXT NOT NULL,
  status BIGINT NOT NULL,
  problem TEXT NOT NULL,
  took_ms BIGINT NOT NULL,
  tried_at BIGINT NOT NULL,
  PRIMARY KEY (webhook_id, delivery_id, attempt)
);
CREATE INDEX webhook_attempt_of_hook ON webhook_attempt (webhook_id, tried_at);
CREATE INDEX webhook_attempt_by_age ON webhook_attempt (tried_at);
