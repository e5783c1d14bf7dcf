//! All SQL of the supporter's page: its links, and what is held under one human across all groups.
//!
//! These are the only statements that read one human across groups for somebody's eyes: for the human's own.

use crate::ids::Id;
use crate::web::lang::Lang;
use db::{Fault, Row, Tx, Val};
use seal::MatchingKey;

db::statements! {
    /// Adds a link while the mailbox has had fewer than so many that day. Of two at once for one place one stands; run again, it finds
    /// its own.
    ADD_LINK = "WITH had AS (SELECT COUNT(*) AS links, COUNT(CASE WHEN token_hash = $4 THEN 1 END) AS own
            FROM supporter_link WHERE matching_key = $1 AND day = $2)
        INSERT INTO supporter_link (matching_key, day, place, id, token_hash, lang, sealed, asked_at, expires_at, mailed_at)
        SELECT $1, $2, links, $3, $4, $5, $6, $7, $8, NULL FROM had WHERE links < $9 AND own = 0
        ON CONFLICT (matching_key, day, place) DO NOTHING";
    /// What a link stands for while it works.
    LIVING_LINK = "SELECT matching_key, id, lang, sealed, expires_at FROM supporter_link WHERE token_hash = $1 AND expires_at > $2";
    /// Takes its mail in hand, once.
    CLAIM_MAIL = "UPDATE supporter_link SET mailed_at = $2 WHERE token_hash = $1 AND mailed_at IS NULL AND expires_at > $2";
    /// Gives it back: it certainly did not leave.
    GIVE_BACK_MAIL = "UPDATE supporter_link SET mailed_at = NULL WHERE token_hash = $1 AND mailed_at = $2";
    /// It was somebody else: every link of the mailbox ends.
    END_LINKS = "UPDATE supporter_link SET expires_at = $2 WHERE matching_key = $1 AND expires_at > $2";
    /// Links that have ended. A day's rows stand until the day is over, since none ends sooner.
    DROP_ENDED = "DELETE FROM supporter_link WHERE (matching_key, day, place) IN
        (SELECT matching_key, day, place FROM supporter_link WHERE expires_at <= $1 AND day < $3 ORDER BY expires_at LIMIT $2)";
    /// In which groups anything stands under a human.
    GROUPS_OF = "SELECT group_id FROM person WHERE identity_id = $1 UNION SELECT group_id FROM consent WHERE identity_id = $1
        UNION SELECT group_id FROM signature WHERE identity_id = $1 UNION SELECT group_id FROM attendance WHERE identity_id = $1
        UNION SELECT group_id FROM submission WHERE identity_id = $1
        UNION SELECT group_id FROM tagging WHERE identity_id = $1 UNION SELECT group_id FROM person_note WHERE identity_id = $1";
    /// What stands against writing to a mailbox, for one group or (sixteen zeros) for all.
    STOPS = "SELECT scope, kind, until, noted_at FROM suppression WHERE matching_key = $1 ORDER BY scope, kind";
    /// Lets mails come again.
    LIFT_STOP = "DELETE FROM suppression WHERE matching_key = $1 AND scope = $2 AND kind IN (1, 2)";
    /// Forms that wait for the mailbox, and those confirmed lately.
    FORMS = "SELECT action_id, kind, group_id, sealed, created_at, confirmed_at FROM pending WHERE matching_key = $1 ORDER BY created_at";
    /// Since when a mailbox is known to be read by whoever gave it.
    PROVED = "SELECT identity_id, proved_at FROM identity_key WHERE matching_key = $1";
    /// The record of a human in a group's list, with the day it was made.
    RECORD = "SELECT id, created_at FROM person WHERE identity_id = $1 AND group_id = $2";
    /// What a human signed on a group's pages.
    SIGNATURES = "SELECT id, petition_id, kind, sealed, created_at FROM signature WHERE identity_id = $1 AND group_id = $2 ORDER BY created_at";
    /// What they wrote with it goes.
    FORGET_WORDS = "UPDATE signature SET sealed = NULL, modified_at = $3 WHERE identity_id = $1 AND group_id = $2 AND sealed IS NOT NULL";
}

/// A link to be.
#[derive(Clone)]
pub(super) struct LinkRow {
    pub(super) matching_key: MatchingKey,
    pub(super) day: i64,
    pub(super) id: Id,
    pub(super) token_hash: [u8; 16],
    pub(super) lang: Lang,
    pub(super) sealed: Vec<u8>,
    pub(super) asked_at: i64,
    pub(super) expires_at: i64,
}

/// Whether it was added.
pub(super) fn add_link(tx: &mut Tx<'_>, row: &LinkRow, a_day_max: i64) -> Result<bool, Fault> {
    let params = [
        (&row.matching_key.0).into(),
        row.day.into(),
        (&row.id).into(),
        (&row.token_hash).into(),
        row.lang.code().into(),
        (&row.sealed).into(),
        row.asked_at.into(),
        row.expires_at.into(),
        a_day_max.into(),
    ];
    Ok(tx.run(&ADD_LINK, &params)? == 1)
}

/// A link that works.
pub(super) struct LivingLink {
    pub(super) matching_key: MatchingKey,
    pub(super) id: Id,
    pub(super) lang: Lang,
    pub(super) sealed: Vec<u8>,
    pub(super) expires_at: i64,
}

pub(super) fn living_link(tx: &mut Tx<'_>, token_hash: &[u8; 16], now: i64) -> Result<Option<LivingLink>, Fault> {
    tx.first(&LIVING_LINK, &[token_hash.into(), now.into()], |row| {
        Ok(LivingLink {
            matching_key: MatchingKey(row.id(0)?),
            id: Id(row.id(1)?),
            lang: Lang::from_code(&row.text(2)?).unwrap_or(Lang::En),
            sealed: row.bytes(3)?,
            expires_at: row.int(4)?,
        })
    })
}

pub(super) fn claim_mail(tx: &mut Tx<'_>, token_hash: &[u8; 16], now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&CLAIM_MAIL, &[token_hash.into(), now.into()])? == 1)
}

pub(super) fn give_back_mail(tx: &mut Tx<'_>, token_hash: &[u8; 16], claimed_at: i64) -> Result<u64, Fault> {
    tx.run(&GIVE_BACK_MAIL, &[token_hash.into(), claimed_at.into()])
}

pub(super) fn end_links(tx: &mut Tx<'_>, key: MatchingKey, now: i64) -> Result<u64, Fault> {
    tx.run(&END_LINKS, &[(&key.0).into(), now.into()])
}

pub(super) fn drop_ended(tx: &mut Tx<'_>, now: i64, at_most: i64) -> Result<u64, Fault> {
    let today = now.div_euclid(crate::clock::DAY);
    tx.run(&DROP_ENDED, &[now.into(), at_most.into(), today.into()])
}

/// In which groups anything stands under a human.
pub(super) fn groups_of(tx: &mut Tx<'_>, identity: Id) -> Result<Vec<Id>, Fault> {
    tx.rows(&GROUPS_OF, &[(&identity).into()], |row| Ok(Id(row.id(0)?)))
}

/// Something that stands against writing to a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StopRow {
    pub(super) scope: Id,
    pub(super) kind: i64,
    pub(super) until: Option<i64>,
    pub(super) noted_at: i64,
}

pub(super) fn stops(tx: &mut Tx<'_>, key: MatchingKey) -> Result<Vec<StopRow>, Fault> {
    tx.rows(&STOPS, &[(&key.0).into()], |row| {
        Ok(StopRow { scope: Id(row.id(0)?), kind: row.int(1)?, until: row.maybe_int(2)?, noted_at: row.int(3)? })
    })
}

pub(super) fn lift_stop(tx: &mut Tx<'_>, key: MatchingKey, scope: Id) -> Result<u64, Fault> {
    tx.run(&LIFT_STOP, &[(&key.0).into(), (&scope).into()])
}

/// A form that waits, or was confirmed lately.
pub(super) struct FormRow {
    pub(super) matching_key: MatchingKey,
    pub(super) action: Id,
    pub(super) kind: i64,
    pub(super) group: Id,
    pub(super) sealed: Vec<u8>,
    pub(super) created_at: i64,
    pub(super) confirmed_at: Option<i64>,
}

pub(super) fn forms(tx: &mut Tx<'_>, key: MatchingKey) -> Result<Vec<FormRow>, Fault> {
    tx.rows(&FORMS, &[(&key.0).into()], |row| {
        Ok(FormRow {
            matching_key: key,
            action: Id(row.id(0)?),
            kind: row.int(1)?,
            group: Id(row.id(2)?),
            sealed: row.bytes(3)?,
            created_at: row.int(4)?,
            confirmed_at: row.maybe_int(5)?,
        })
    })
}

/// The human behind a mailbox, and when it was proved first.
pub(super) fn identity(tx: &mut Tx<'_>, key: MatchingKey) -> Result<Option<(Id, Option<i64>)>, Fault> {
    tx.first(&PROVED, &[(&key.0).into()], |row| Ok((Id(row.id(0)?), row.maybe_int(1)?)))
}

/// The id of a human's record in a group's list, and when it was made.
pub(super) fn record(tx: &mut Tx<'_>, identity: Id, group: Id) -> Result<Option<(Id, i64)>, Fault> {
    tx.first(&RECORD, &[(&identity).into(), (&group).into()], |row| Ok((Id(row.id(0)?), row.int(1)?)))
}

/// A signature as it lies in the database.
pub(super) struct SignatureRow {
    pub(super) id: Id,
    pub(super) petition: Id,
    pub(super) kind: i64,
    pub(super) sealed: Option<Vec<u8>>,
    pub(super) created_at: i64,
}

pub(super) fn signatures(tx: &mut Tx<'_>, identity: Id, group: Id) -> Result<Vec<SignatureRow>, Fault> {
    let read = |row: &Row<'_>| {
        Ok(SignatureRow {
            id: Id(row.id(0)?),
            petition: Id(row.id(1)?),
            kind: row.int(2)?,
            sealed: row.maybe_bytes(3)?,
            created_at: row.int(4)?,
        })
    };
    tx.rows(&SIGNATURES, &[(&identity).into(), (&group).into()], read)
}

pub(super) fn forget_words(tx: &mut Tx<'_>, identity: Id, group: Id, now: i64) -> Result<u64, Fault> {
    let params: [Val<'_>; 3] = [(&identity).into(), (&group).into(), now.into()];
    tx.run(&FORGET_WORDS, &params)
}
