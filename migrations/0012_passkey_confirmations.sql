-- Passkeys of delegates that count before their waiting time is over, because somebody of a second steering group vouched for them.
-- entry_id: the passkey's entry in the coalition's log. Nothing here is ever changed or taken away: it is who vouched, and when.
-- reference table
CREATE TABLE passkey_confirmation (
  coalition_id BYTEA NOT NULL,
  entry_id BYTEA NOT NULL,
  -- The group that vouched, and who of it did.
  group_id BYTEA NOT NULL,
  account_id BYTEA NOT NULL,
  confirmed_at BIGINT NOT NULL,
  PRIMARY KEY (coalition_id, entry_id)
);
