//! Where API keys lie, by their hash.

use super::ApiKey;
use crate::ids::Id;
use db::{Fault, Tx};

db::statements! {
    /// Adds a key.
    ADD_API_KEY = "INSERT INTO api_key (hash, id, group_id, name, calls_per_second, created_at, revoked_at)
        VALUES ($1, $2, $3, $4, $5, $6, NULL) ON CONFLICT (hash) DO NOTHING";
    /// One key that still opens.
    API_KEY = "SELECT id, group_id, name, calls_per_second FROM api_key WHERE hash = $1 AND revoked_at IS NULL";
    /// Takes a key away.
    REVOKE_API_KEY = "UPDATE api_key SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
}

pub(crate) fn add_api_key(tx: &mut Tx<'_>, key: &ApiKey, hash: &[u8; 32], now: i64) -> Result<u64, Fault> {
    tx.run(
        &ADD_API_KEY,
        &[hash.into(), (&key.id).into(), (&key.group).into(), (&key.name).into(), key.calls_per_second.into(), now.into()],
    )
}

pub(crate) fn api_key(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<ApiKey>, Fault> {
    tx.first(&API_KEY, &[hash.into()], |row| {
        Ok(ApiKey { id: Id(row.id(0)?), group: Id(row.id(1)?), name: row.text(2)?, calls_per_second: row.int(3)? })
    })
}

pub(crate) fn revoke_api_key(tx: &mut Tx<'_>, key: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&REVOKE_API_KEY, &[(&key).into(), now.into()])? == 1)
}
