//! All SQL about API keys, accounts, seats and sessions. Links, passkeys and recovery codes have stores beside their verbs.

use super::Scopes;
use super::accounts::{Account, NewAccount};
use super::links::{Link, NewLink};
use super::sessions::{BeganBy, Device, NewSession, Session};
use super::{ApiKey, ListedKey, Seat, SeatRole};
use crate::ids::Id;
use crate::web::lang::Lang;
use db::{Fault, Row, Tx};
use seal::MatchingKey;

db::statements! {
    /// Another name, or another language of mails.
    SET_ACCOUNT = "UPDATE account SET sealed = $2, lang = $3 WHERE id = $1";
    /// Adds a key.
    ADD_API_KEY = "INSERT INTO api_key (hash, id, group_id, name, calls_per_second, scopes, created_at, revoked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, NULL) ON CONFLICT (hash) DO NOTHING";
    /// One key that still opens.
    API_KEY = "SELECT id, group_id, name, calls_per_second, scopes FROM api_key WHERE hash = $1 AND revoked_at IS NULL";
    /// Adds a key to a group that has fewer than so many.
    ADD_ANOTHER_API_KEY = "WITH standing AS (SELECT COUNT(*) AS api_keys FROM api_key WHERE group_id = $3 AND revoked_at IS NULL)
        INSERT INTO api_key (hash, id, group_id, name, calls_per_second, scopes, created_at, revoked_at)
        SELECT $1, $2, $3, $4, $5, $6, $7, NULL FROM standing WHERE api_keys < $8
        ON CONFLICT (hash) DO NOTHING";
    /// A group's keys.
    API_KEYS = "SELECT id, group_id, name, calls_per_second, scopes, created_at, revoked_at FROM api_key WHERE group_id = $1 ORDER BY id DESC LIMIT $2";
    /// One key by its id.
    API_KEY_BY_ID = "SELECT id, group_id, name, calls_per_second, scopes, created_at, revoked_at FROM api_key WHERE id = $1";
    /// Takes a key away.
    REVOKE_API_KEY = "UPDATE api_key SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    /// Adds an account, unless its mailbox has one.
    ADD_ACCOUNT = "INSERT INTO account (id, matching_key, sealed, lang, created_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (matching_key) DO NOTHING";
    /// One account.
    ACCOUNT = "SELECT id, sealed, lang, created_at FROM account WHERE id = $1";
    /// The account of a mailbox.
    ACCOUNT_BY_KEY = "SELECT id, sealed, lang, created_at FROM account WHERE matching_key = $1";
    /// Accounts in the order of their making.
    ACCOUNTS = "SELECT id, sealed, lang, created_at FROM account WHERE id > $1 ORDER BY id LIMIT $2";
    /// Gives a seat, or another role to one who sits there.
    SET_SEAT = "INSERT INTO seat (account_id, group_id, role, given_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (account_id, group_id) DO UPDATE SET role = excluded.role";
    /// Takes a seat away.
    DROP_SEAT = "DELETE FROM seat WHERE account_id = $1 AND group_id = $2";
    /// An account's seats.
    SEATS = "SELECT group_id, role FROM seat WHERE account_id = $1 ORDER BY given_at, group_id LIMIT $2";
    /// Who sits in a group.
    SEATED_IN = "SELECT a.id, a.sealed, a.lang, a.created_at, s.role FROM seat s JOIN account a ON a.id = s.account_id
        WHERE s.group_id = $1 ORDER BY s.given_at, a.id LIMIT $2";
    /// Begins a session.
    ADD_SESSION = "INSERT INTO session (token_hash, id, account_id, began_by, browser, system, began_at, seen_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT (token_hash) DO NOTHING";
    /// Whether it is there.
    HAS_SESSION = "SELECT began_at FROM session WHERE id = $1";
    /// The living session of a cookie, and who it is.
    SESSION = "SELECT s.id, s.account_id, s.began_by, s.browser, s.system, s.began_at, s.seen_at, a.sealed
        FROM session s JOIN account a ON a.id = s.account_id
        WHERE s.token_hash = $1 AND s.began_at > $2 AND s.seen_at > $3";
    /// An account's living sessions.
    SESSIONS = "SELECT id, account_id, began_by, browser, system, began_at, seen_at FROM session
        WHERE account_id = $1 AND began_at > $2 AND seen_at > $3 ORDER BY seen_at DESC, id DESC LIMIT $4";
    /// Notes a use.
    TOUCH_SESSION = "UPDATE session SET seen_at = $2 WHERE id = $1 AND seen_at < $2";
    /// Ends one of an account's sessions.
    DROP_SESSION = "DELETE FROM session WHERE account_id = $1 AND id = $2";
    /// Ends all but one.
    DROP_OTHER_SESSIONS = "DELETE FROM session WHERE account_id = $1 AND id <> $2";
    /// Ends those that were used least lately, beyond a number.
    DROP_LEAST_USED = "DELETE FROM session WHERE account_id = $1 AND id NOT IN
        (SELECT id FROM session WHERE account_id = $1 ORDER BY seen_at DESC, id DESC LIMIT $2)";
    /// Ends the session of a cookie, before another takes its place.
    DROP_SESSION_OF = "DELETE FROM session WHERE token_hash = $1";
    /// Forgets sessions that ended by themselves.
    DROP_ENDED = "DELETE FROM session WHERE seen_at <= $1 OR began_at <= $2";
    /// Adds a link.
    ADD_LINK = "INSERT INTO sign_in_link (token_hash, id, matching_key, lang, next_path, created_at, expires_at, used_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, NULL) ON CONFLICT (token_hash) DO NOTHING";
    /// One link.
    LINK = "SELECT id, matching_key, lang, expires_at, used_by FROM sign_in_link WHERE id = $1";
    /// The mailbox of a link that still works.
    LIVING_LINK = "SELECT matching_key FROM sign_in_link WHERE token_hash = $1 AND expires_at > $2 AND used_by IS NULL";
    /// Uses a link, once: a commit in doubt finds its own session there.
    USE_LINK = "UPDATE sign_in_link SET used_by = $2 WHERE token_hash = $1 AND expires_at > $3
        AND (used_by IS NULL OR used_by = $2) RETURNING matching_key, next_path";
    /// Takes away all recovery codes of an account.
    DROP_CODES = "DELETE FROM recovery_code WHERE account_id = $1";
    /// Adds one.
    ADD_CODE = "INSERT INTO recovery_code (account_id, code_hash, made_at, used_by) VALUES ($1, $2, $3, NULL)
        ON CONFLICT (account_id, code_hash) DO NOTHING";
    /// How many still work.
    CODES_LEFT = "SELECT COUNT(*) FROM recovery_code WHERE account_id = $1 AND used_by IS NULL";
    /// Uses one, once: a commit in doubt finds its own session there.
    USE_CODE = "UPDATE recovery_code SET used_by = $3 WHERE account_id = $1 AND code_hash = $2 AND (used_by IS NULL OR used_by = $3)";
    /// Forgets links that ended.
    DROP_OLD_LINKS = "DELETE FROM sign_in_link WHERE expires_at <= $1";
}

pub(crate) fn add_api_key(tx: &mut Tx<'_>, key: &ApiKey, hash: &[u8; 32], now: i64) -> Result<u64, Fault> {
    let (rate, scopes) = (key.calls_per_second.into(), key.scopes.to_string());
    let params = [hash.into(), (&key.id).into(), (&key.group).into(), (&key.name).into(), rate, (&scopes).into(), now.into()];
    tx.run(&ADD_API_KEY, &params)
}

fn api_key_row(row: &Row<'_>) -> Result<ApiKey, Fault> {
    let scopes = Scopes::from_words(&row.text(4)?).ok_or_else(|| Fault::bug("a key has unknown scopes"))?;
    Ok(ApiKey { id: Id(row.id(0)?), group: Id(row.id(1)?), name: row.text(2)?, calls_per_second: row.int(3)?, scopes })
}

pub(crate) fn api_key(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<ApiKey>, Fault> {
    tx.first(&API_KEY, &[hash.into()], api_key_row)
}

/// `false` where the group has `at_most` keys that open, or this key already.
pub(crate) fn add_another_api_key(tx: &mut Tx<'_>, key: &ApiKey, hash: &[u8; 32], now: i64, at_most: i64) -> Result<bool, Fault> {
    let (id, group, name, rate) = ((&key.id).into(), (&key.group).into(), (&key.name).into(), key.calls_per_second.into());
    let scopes = key.scopes.to_string();
    Ok(tx.run(&ADD_ANOTHER_API_KEY, &[hash.into(), id, group, name, rate, (&scopes).into(), now.into(), at_most.into()])? == 1)
}

fn listed_key(row: &Row<'_>) -> Result<ListedKey, Fault> {
    Ok(ListedKey { key: api_key_row(row)?, created_at: row.int(5)?, revoked_at: row.maybe_int(6)? })
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

fn account_row(row: &Row<'_>) -> Result<Account, Fault> {
    Ok(Account { id: Id(row.id(0)?), sealed: row.bytes(1)?, lang: lang_of(&row.text(2)?)?, created_at: row.int(3)? })
}

fn role_of(word: &str) -> Result<SeatRole, Fault> {
    SeatRole::from_word(word).ok_or_else(|| Fault::bug("a seat's role"))
}

pub(super) fn set_account(tx: &mut Tx<'_>, account: Id, sealed: &[u8], lang: Lang) -> Result<(), Fault> {
    tx.run(&SET_ACCOUNT, &[(&account).into(), sealed.into(), lang.code().into()]).map(drop)
}

pub(super) fn add_account(tx: &mut Tx<'_>, new: &NewAccount) -> Result<u64, Fault> {
    let (key, lang) = (&new.matching_key.0, new.lang.code());
    tx.run(&ADD_ACCOUNT, &[(&new.id).into(), key.into(), (&new.sealed).into(), lang.into(), new.created_at.into()])
}

pub(super) fn account(tx: &mut Tx<'_>, id: Id) -> Result<Option<Account>, Fault> {
    tx.first(&ACCOUNT, &[(&id).into()], account_row)
}

pub(super) fn account_by_key(tx: &mut Tx<'_>, key: MatchingKey) -> Result<Option<Account>, Fault> {
    tx.first(&ACCOUNT_BY_KEY, &[(&key.0).into()], account_row)
}

pub(super) fn accounts(tx: &mut Tx<'_>, after: Id, at_most: i64) -> Result<Vec<Account>, Fault> {
    tx.rows(&ACCOUNTS, &[(&after).into(), at_most.into()], account_row)
}

pub(super) fn set_seat(tx: &mut Tx<'_>, account: Id, seat: Seat, now: i64) -> Result<(), Fault> {
    tx.run(&SET_SEAT, &[(&account).into(), (&seat.group).into(), seat.role.as_str().into(), now.into()]).map(drop)
}

pub(super) fn drop_seat(tx: &mut Tx<'_>, account: Id, group: Id) -> Result<bool, Fault> {
    Ok(tx.run(&DROP_SEAT, &[(&account).into(), (&group).into()])? == 1)
}

pub(super) fn seats(tx: &mut Tx<'_>, account: Id, at_most: i64) -> Result<Vec<Seat>, Fault> {
    tx.rows(&SEATS, &[(&account).into(), at_most.into()], |row| Ok(Seat { group: Id(row.id(0)?), role: role_of(&row.text(1)?)? }))
}

pub(super) fn seated_in(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<(Account, SeatRole)>, Fault> {
    tx.rows(&SEATED_IN, &[(&group).into(), at_most.into()], |row| Ok((account_row(row)?, role_of(&row.text(4)?)?)))
}

fn lang_of(code: &str) -> Result<Lang, Fault> {
    Lang::from_code(code).ok_or_else(|| Fault::bug("a language in the database"))
}

pub(super) fn add_link(tx: &mut Tx<'_>, new: &NewLink) -> Result<(), Fault> {
    let params = [
        (&new.token_hash).into(),
        (&new.id).into(),
        (&new.matching_key.0).into(),
        new.lang.code().into(),
        (&new.next_path).into(),
        new.created_at.into(),
        new.expires_at.into(),
    ];
    tx.run(&ADD_LINK, &params).map(drop)
}

pub(super) fn link(tx: &mut Tx<'_>, id: Id) -> Result<Option<Link>, Fault> {
    tx.first(&LINK, &[(&id).into()], |row| {
        Ok(Link {
            id: Id(row.id(0)?),
            matching_key: MatchingKey(row.id(1)?),
            lang: lang_of(&row.text(2)?)?,
            expires_at: row.int(3)?,
            is_used: row.maybe_id(4)?.is_some(),
        })
    })
}

pub(super) fn living_link(tx: &mut Tx<'_>, token_hash: &[u8; 16], now: i64) -> Result<Option<MatchingKey>, Fault> {
    tx.first(&LIVING_LINK, &[token_hash.into(), now.into()], |row| Ok(MatchingKey(row.id(0)?)))
}

/// The mailbox and where to go, if it was this session that used the link.
pub(super) fn use_link(
    tx: &mut Tx<'_>,
    token_hash: &[u8; 16],
    session: Id,
    now: i64,
) -> Result<Option<(MatchingKey, String)>, Fault> {
    let params = [token_hash.into(), (&session).into(), now.into()];
    tx.first(&USE_LINK, &params, |row| Ok((MatchingKey(row.id(0)?), row.text(1)?)))
}

pub(super) fn drop_codes(tx: &mut Tx<'_>, account: Id) -> Result<(), Fault> {
    tx.run(&DROP_CODES, &[(&account).into()]).map(drop)
}

pub(super) fn add_codes(tx: &mut Tx<'_>, account: Id, hashes: &[[u8; 16]], now: i64) -> Result<(), Fault> {
    let rows: Vec<_> = hashes.iter().map(|hash| [(&account).into(), hash.into(), now.into()]).collect();
    tx.many(&ADD_CODE, &rows).map(drop)
}

pub(super) fn codes_left(tx: &mut Tx<'_>, account: Id) -> Result<usize, Fault> {
    let left = tx.first(&CODES_LEFT, &[(&account).into()], |row| row.int(0))?;
    Ok(left.and_then(|left| usize::try_from(left).ok()).unwrap_or(0))
}

/// Whether it was this session that used it.
pub(super) fn use_code(tx: &mut Tx<'_>, account: Id, hash: &[u8; 16], session: Id) -> Result<bool, Fault> {
    Ok(tx.run(&USE_CODE, &[(&account).into(), hash.into(), (&session).into()])? == 1)
}

pub(super) fn drop_old_links(tx: &mut Tx<'_>, ended_before: i64) -> Result<u64, Fault> {
    tx.run(&DROP_OLD_LINKS, &[ended_before.into()])
}

pub(super) fn drop_session_of(tx: &mut Tx<'_>, token_hash: &[u8; 16]) -> Result<(), Fault> {
    tx.run(&DROP_SESSION_OF, &[token_hash.into()]).map(drop)
}

pub(super) fn add_session(tx: &mut Tx<'_>, account: Id, new: &NewSession) -> Result<(), Fault> {
    let params = [
        (&new.token_hash).into(),
        (&new.id).into(),
        (&account).into(),
        new.began_by.as_str().into(),
        (&new.device.browser).into(),
        (&new.device.system).into(),
        new.now.into(),
    ];
    tx.run(&ADD_SESSION, &params).map(drop)
}

pub(super) fn has_session(tx: &mut Tx<'_>, id: Id) -> Result<bool, Fault> {
    Ok(tx.first(&HAS_SESSION, &[(&id).into()], |row| row.int(0))?.is_some())
}

fn session_row(row: &Row<'_>) -> Result<Session, Fault> {
    Ok(Session {
        id: Id(row.id(0)?),
        account: Id(row.id(1)?),
        began_by: BeganBy::of(&row.text(2)?)?,
        device: Device { browser: row.text(3)?, system: row.text(4)? },
        began_at: row.int(5)?,
        seen_at: row.int(6)?,
    })
}

/// The session of a cookie that began and was seen after these times.
pub(super) fn session(
    tx: &mut Tx<'_>,
    token_hash: &[u8; 16],
    began_after: i64,
    seen_after: i64,
) -> Result<Option<(Session, Vec<u8>)>, Fault> {
    let params = [token_hash.into(), began_after.into(), seen_after.into()];
    tx.first(&SESSION, &params, |row| Ok((session_row(row)?, row.bytes(7)?)))
}

pub(super) fn sessions(
    tx: &mut Tx<'_>,
    account: Id,
    began_after: i64,
    seen_after: i64,
    at_most: i64,
) -> Result<Vec<Session>, Fault> {
    tx.rows(&SESSIONS, &[(&account).into(), began_after.into(), seen_after.into(), at_most.into()], session_row)
}

pub(super) fn touch_session(tx: &mut Tx<'_>, id: Id, now: i64) -> Result<(), Fault> {
    tx.run(&TOUCH_SESSION, &[(&id).into(), now.into()]).map(drop)
}

pub(super) fn drop_session(tx: &mut Tx<'_>, account: Id, id: Id) -> Result<bool, Fault> {
    Ok(tx.run(&DROP_SESSION, &[(&account).into(), (&id).into()])? == 1)
}

pub(super) fn drop_other_sessions(tx: &mut Tx<'_>, account: Id, keep: Id) -> Result<u64, Fault> {
    tx.run(&DROP_OTHER_SESSIONS, &[(&account).into(), (&keep).into()])
}

pub(super) fn drop_least_used(tx: &mut Tx<'_>, account: Id, keep: i64) -> Result<(), Fault> {
    tx.run(&DROP_LEAST_USED, &[(&account).into(), keep.into()]).map(drop)
}

pub(super) fn drop_ended(tx: &mut Tx<'_>, seen_before: i64, began_before: i64) -> Result<u64, Fault> {
    tx.run(&DROP_ENDED, &[seen_before.into(), began_before.into()])
}
