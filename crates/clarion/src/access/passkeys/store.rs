//! All SQL about passkeys and the challenges they answered.

use super::Passkey;
use crate::ids::Id;
use crate::trust::Hash;
use db::{Fault, Row, Tx};

db::statements! {
    /// Adds a passkey, unless its credential is known.
    ADD_PASSKEY = "INSERT INTO passkey (id, account_id, credential_id, cose, algorithm, sign_count, sealed, registered_at, used_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL) ON CONFLICT (credential_id) DO NOTHING";
    /// One by what the authenticator calls it.
    PASSKEY_BY_CREDENTIAL = "SELECT id, account_id, credential_id, cose, algorithm, sign_count, sealed, registered_at, used_at
        FROM passkey WHERE credential_id = $1";
    /// An account's.
    PASSKEYS_OF = "SELECT id, account_id, credential_id, cose, algorithm, sign_count, sealed, registered_at, used_at
        FROM passkey WHERE account_id = $1 ORDER BY registered_at, id LIMIT $2";
    /// Takes one away.
    DROP_PASSKEY = "DELETE FROM passkey WHERE account_id = $1 AND id = $2";
    /// Notes a use. A counter that stands still or goes back is of a copy; one that is always zero is none.
    USE_PASSKEY = "UPDATE passkey SET sign_count = $2, used_at = $3 WHERE id = $1 AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0))";
    /// Notes that a challenge was answered: one row changes for whoever answered first, and again for the same answer run again.
    ANSWER_CHALLENGE = "INSERT INTO answered_challenge (challenge_hash, answered_by, answered_at) VALUES ($1, $2, $3)
        ON CONFLICT (challenge_hash) DO UPDATE SET answered_at = excluded.answered_at
        WHERE answered_challenge.answered_by = excluded.answered_by";
    /// Forgets challenges that are too old to be answered again.
    DROP_OLD_CHALLENGES = "DELETE FROM answered_challenge WHERE answered_at <= $1";
}

fn passkey_row(row: &Row<'_>) -> Result<Passkey, Fault> {
    Ok(Passkey {
        id: Id(row.id(0)?),
        account: Id(row.id(1)?),
        credential_id: row.bytes(2)?,
        public_key: row.bytes(3)?,
        algorithm: row.int(4)?,
        sign_count: row.int(5)?,
        sealed_name: row.bytes(6)?,
        registered_at: row.int(7)?,
        used_at: row.maybe_int(8)?,
    })
}

/// Whether its credential was new.
pub(super) fn add_passkey(tx: &mut Tx<'_>, new: &Passkey) -> Result<bool, Fault> {
    let params = [
        (&new.id).into(),
        (&new.account).into(),
        (&new.credential_id).into(),
        (&new.public_key).into(),
        new.algorithm.into(),
        new.sign_count.into(),
        (&new.sealed_name).into(),
        new.registered_at.into(),
    ];
    Ok(tx.run(&ADD_PASSKEY, &params)? == 1)
}

pub(super) fn passkey_by_credential(tx: &mut Tx<'_>, credential_id: &[u8]) -> Result<Option<Passkey>, Fault> {
    tx.first(&PASSKEY_BY_CREDENTIAL, &[credential_id.into()], passkey_row)
}

pub(super) fn passkeys_of(tx: &mut Tx<'_>, account: Id, at_most: i64) -> Result<Vec<Passkey>, Fault> {
    tx.rows(&PASSKEYS_OF, &[(&account).into(), at_most.into()], passkey_row)
}

pub(super) fn drop_passkey(tx: &mut Tx<'_>, account: Id, id: Id) -> Result<bool, Fault> {
    Ok(tx.run(&DROP_PASSKEY, &[(&account).into(), (&id).into()])? == 1)
}

/// Whether its counter moved forward, as far as it has one.
pub(super) fn use_passkey(tx: &mut Tx<'_>, id: Id, sign_count: i64, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&USE_PASSKEY, &[(&id).into(), sign_count.into(), now.into()])? == 1)
}

/// Whether nobody else answered it.
pub(super) fn answer_challenge(tx: &mut Tx<'_>, challenge: &Hash, by: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&ANSWER_CHALLENGE, &[(&challenge.0).into(), (&by).into(), now.into()])? == 1)
}

pub(super) fn drop_old_challenges(tx: &mut Tx<'_>, answered_before: i64) -> Result<u64, Fault> {
    tx.run(&DROP_OLD_CHALLENGES, &[answered_before.into()])
}
