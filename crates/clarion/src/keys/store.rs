//! Where wrapped secrets lie.

use crate::ids::Id;
use db::{Fault, Row, Tx, Val};

db::statements! {
    /// Adds a secret unless there is one.
    ADD_SECRET = "INSERT INTO secret (name, wrapped, version, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING";
    /// One secret.
    SECRET = "SELECT wrapped FROM secret WHERE name = $1";
    /// All of them.
    SECRETS = "SELECT name, wrapped FROM secret ORDER BY name";
    /// Wraps one anew.
    SET_SECRET = "UPDATE secret SET wrapped = $2 WHERE name = $1";
    /// All data keys, oldest first, so that the newest is taken in last.
    DATA_KEYS = "SELECT group_id, version, wrapped FROM data_key ORDER BY group_id, version";
    /// Adds a group's key.
    ADD_DATA_KEY = "INSERT INTO data_key (group_id, version, wrapped, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (group_id, version) DO NOTHING";
    /// Wraps one anew.
    SET_DATA_KEY = "UPDATE data_key SET wrapped = $3 WHERE group_id = $1 AND version = $2";
    /// A fact about this installation.
    FACT = "SELECT fact FROM instance_fact WHERE name = $1";
    /// Notes one.
    SET_FACT = "INSERT INTO instance_fact (name, fact, noted_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET fact = excluded.fact, noted_at = excluded.noted_at";
}

/// A data key as it lies in the database.
#[derive(Clone, Debug)]
pub struct WrappedKey {
    /// Whose it is.
    pub group: Id,
    /// Counts from 1.
    pub version: u16,
    /// Wrapped by the master key.
    pub wrapped: Vec<u8>,
    /// Fingerprint of that master key, where it was wrapped here.
    pub wrapped_by: Option<String>,
}

pub(crate) fn secret_or(tx: &mut Tx<'_>, name: &str, fresh: &[u8], version: i64, now: i64) -> Result<Vec<u8>, Fault> {
    tx.run(&ADD_SECRET, &[name.into(), fresh.into(), version.into(), now.into()])?;
    tx.first(&SECRET, &[name.into()], |row| row.bytes(0))?.ok_or_else(|| Fault::bug("a secret vanished"))
}

pub(crate) fn secrets(tx: &mut Tx<'_>) -> Result<Vec<(String, Vec<u8>)>, Fault> {
    tx.rows(&SECRETS, &[], |row| Ok((row.text(0)?, row.bytes(1)?)))
}

pub(crate) fn set_secret(tx: &mut Tx<'_>, name: &str, wrapped: &[u8]) -> Result<u64, Fault> {
    tx.run(&SET_SECRET, &[name.into(), wrapped.into()])
}

pub(crate) fn data_keys(tx: &mut Tx<'_>) -> Result<Vec<WrappedKey>, Fault> {
    tx.rows(&DATA_KEYS, &[], wrapped_key)
}

fn wrapped_key(row: &Row<'_>) -> Result<WrappedKey, Fault> {
    let version = u16::try_from(row.int(1)?).map_err(|_| Fault::bug("a data key's version"))?;
    Ok(WrappedKey { group: Id(row.id(0)?), version, wrapped: row.bytes(2)?, wrapped_by: None })
}

pub(crate) fn add_data_key(tx: &mut Tx<'_>, key: &WrappedKey, now: i64) -> Result<u64, Fault> {
    tx.run(&ADD_DATA_KEY, &[(&key.group).into(), Val::Int(key.version.into()), (&key.wrapped).into(), now.into()])
}

pub(crate) fn set_data_key(tx: &mut Tx<'_>, key: &WrappedKey) -> Result<u64, Fault> {
    tx.run(&SET_DATA_KEY, &[(&key.group).into(), Val::Int(key.version.into()), (&key.wrapped).into()])
}

pub(crate) fn fact(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>, Fault> {
    tx.first(&FACT, &[name.into()], |row| row.text(0))
}

pub(crate) fn set_fact(tx: &mut Tx<'_>, name: &str, fact: &str, now: i64) -> Result<u64, Fault> {
    tx.run(&SET_FACT, &[name.into(), fact.into(), now.into()])
}
