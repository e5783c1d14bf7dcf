-- Who may sign in: accounts of organisers, their seats in groups, links, sessions, passkeys, recovery codes.
--
-- Organisers are few beside supporters, so all of these are reference tables. What names an organiser is sealed under the data key
-- of the instance, which is the "group" of sixteen zeros.

-- matching_key: of the mailbox, by which an account is found. sealed: name and mailbox.
-- reference table
CREATE TABLE account (
  id BYTEA PRIMARY KEY,
  matching_key BYTEA NOT NULL UNIQUE,
  sealed BYTEA NOT NULL,
  lang TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- An account's part in a group. role: owner, organiser.
-- reference table
CREATE TABLE seat (
  account_id BYTEA NOT NULL,
  group_id BYTEA NOT NULL,
  role TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, group_id)
);
CREATE INDEX seat_of_group ON seat (group_id, account_id);

-- A link that signs somebody in once. A row is written for any mailbox that is asked for, so that nobody learns who has an account;
-- whether there is one is looked up when the mail is written and when the link is used. used_by: the session that it began.
-- next_path: where in the console whoever asked wanted to go.
-- reference table
CREATE TABLE sign_in_link (
  token_hash BYTEA PRIMARY KEY,
  id BYTEA NOT NULL UNIQUE,
  matching_key BYTEA NOT NULL,
  lang TEXT NOT NULL,
  next_path TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_by BYTEA
);
CREATE INDEX sign_in_link_by_age ON sign_in_link (expires_at);

-- A browser that is signed in. began_by: link, passkey, recovery code. browser and system: as coarse as "Firefox" and "Android".
-- seen_at moves in steps of some minutes, so that looking at a page costs no write.
-- reference table
CREATE TABLE session (
  token_hash BYTEA PRIMARY KEY,
  id BYTEA NOT NULL UNIQUE,
  account_id BYTEA NOT NULL,
  began_by TEXT NOT NULL,
  browser TEXT NOT NULL,
  system TEXT NOT NULL,
  began_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL
);
CREATE INDEX session_of_account ON session (account_id, seen_at);
CREATE INDEX session_by_age ON session (seen_at);

-- cose: the public key as the authenticator gave it (COSE_Key), so that ballots can be checked by anybody. algorithm: of COSE, -7 for
-- ES256. sealed: the name its owner gave it.
-- reference table
CREATE TABLE passkey (
  id BYTEA PRIMARY KEY,
  account_id BYTEA NOT NULL,
  credential_id BYTEA NOT NULL UNIQUE,
  cose BYTEA NOT NULL,
  algorithm BIGINT NOT NULL,
  sign_count BIGINT NOT NULL,
  sealed BYTEA NOT NULL,
  registered_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX passkey_of_account ON passkey (account_id, registered_at);

-- Challenges of passkeys that were answered, so that no answer works twice. Those that were not answered are not kept: they carry
-- their own date and a code that only this server can make.
-- reference table
CREATE TABLE answered_challenge (
  challenge_hash BYTEA PRIMARY KEY,
  answered_by BYTEA NOT NULL,
  answered_at BIGINT NOT NULL
);
CREATE INDEX answered_challenge_by_age ON answered_challenge (answered_at);

-- Codes on paper that sign in when mailbox and passkeys are lost, by a hash keyed with a secret of the server.
-- reference table
CREATE TABLE recovery_code (
  account_id BYTEA NOT NULL,
  code_hash BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  used_by BYTEA,
  PRIMARY KEY (account_id, code_hash)
);
