-- Passkeys of delegates that count before their waiting time is over, because somebody of a second steering group signed for them with
-- a passkey of their own. The words that only a button gave are gone with their table: they count no more, and passkeys that rested
-- on them wait like all others. They stay in the logs in which they stand.
DROP TABLE passkey_confirmation;

-- entry_id: the passkey's entry in the coalition's log. Nothing here is ever changed or taken away: it is who signed, and when.
-- reference table
CREATE TABLE passkey_confirmation (
  coalition_id BYTEA NOT NULL,
  entry_id BYTEA NOT NULL,
  -- The group that signed, who of it did, and with which passkey.
  group_id BYTEA NOT NULL,
  account_id BYTEA NOT NULL,
  passkey_id BYTEA NOT NULL,
  confirmed_at BIGINT NOT NULL,
  -- The signed words with the passkey's answer. They name nobody, and stand in the public file of a decision.
  word BYTEA NOT NULL,
  PRIMARY KEY (coalition_id, entry_id)
);
