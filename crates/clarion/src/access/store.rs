//! Where API keys lie, by their hash.

use super::{ApiKey, ListedKey};
use crate::ids::Id;
use db::{Fault, Row, Tx};

db::statements! {
    /// Adds a key.
    ADD_API_KEY = "INSERT INTO api_key (hash, id, group_id, name, calls_per_second, created_at, revoked_at)
        VALUES ($1, $2, $3, $4, $5, $6, NULL) ON CONFLICT (hash) DO NOTHING";
    /// One key that still opens.
    API_KEY = "SELECT id, group_id, name, calls_per_second FROM api_key WHERE hash = $1 AND revoked_at IS NULL";
    /// Adds a key to a group that has fewer than so many.
    ADD_ANOTHER_API_KEY = "WITH standing AS (SELECT COUNT(*) AS api_keys FROM api_key WHERE group_id = $3 AND revoked_at IS NULL)
        INSERT INTO api_key (hash, id, group_id, name, calls_per_second, created_at, revoked_at)
        SELECT $1, $2, $3, $4, $5, $6, NULL FROM standing WHERE api_keys < $7
        ON CONFLICT (hash) DO NOTHING";
    /// A group's keys.
    API_KEYS = "SELECT id, group_id, name, calls_per_second, created_at, revoked_at FROM api_key WHERE group_id = $1 ORDER BY id DESC LIMIT $2";
    /// One key by its id.
    API_KEY_BY_ID = "SELECT id, group_id, name, calls_per_second, created_at, revoked_at FROM api_key WHERE id = $1";
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

/// `false` where the group has `at_most` keys that open, or this key already.
pub(crate) fn add_another_api_key(tx: &mut Tx<'_>, key: &ApiKey, hash: &[u8; 32], now: i64, at_most: i64) -> Result<bool, Fault> {
    let (id, group, name, rate) = ((&key.id).into(), (&key.group).into(), (&key.name).into(), key.calls_per_second.into());
    Ok(tx.run(&ADD_ANOTHER_API_KEY, &[hash.into(), id, group, name, rate, now.into(), at_most.into()])? == 1)
}

fn listed_key(row: &Row<'_>) -> Result<ListedKey, Fault> {
    let key = ApiKey { id: Id(row.id(0)?), group: Id(row.id(1)?), name: row.text(2)?, calls_per_second: row.int(3)? };
    Ok(ListedKey { key, created_at: row.int(4)?, revoked_at: row.maybe_int(5)? })
}

pub(crate) fn api_keys(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<ListedKey>, Fault> {
    tx.rows(&API_KEYS, &[(&group).into(), at_most.into()], listed_key)
}

pub(crate) fn api_key_by_id(tx: &mut Tx<'_>, key: Id) -> Result<Option<ListedKey>, Fault> {
    tx.first(&API_KEY_BY_ID, &[(&key).into()], listed_key)
}

pub(crate) fn revoke_api_key(tx: &mut Tx<'_>, key: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&REVOKE_API_KEY, &[(&key).into(), now.into()])? == 1)
}
