//! All SQL of requests to join a coalition.

use super::{JoinForm, Request};
use crate::ids::Id;
use db::{Fault, Row, Tx, Val};

pub(super) const OPEN: &str = "open";
pub(super) const ACCEPTED: &str = "accepted";
pub(super) const DECLINED: &str = "declined";

db::statements! {
    FORM = "SELECT coalition_id, group_id, is_open, words_en, words_es, questions FROM coalition_join_form WHERE coalition_id = $1";
    SET_FORM = "INSERT INTO coalition_join_form (coalition_id, group_id, is_open, words_en, words_es, questions, changed_by, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (coalition_id) DO UPDATE
        SET group_id = excluded.group_id, is_open = excluded.is_open, words_en = excluded.words_en, words_es = excluded.words_es,
            questions = excluded.questions, changed_by = excluded.changed_by, changed_at = excluded.changed_at";
    /// Whoever asks again while their request waits says it anew.
    ASK = "INSERT INTO coalition_join_request (id, coalition_id, group_id, asker_key, own_group_id, sealed, state, asked_at)
        VALUES ($1, $2, $3, $4, $5, $6, 'open', $7) ON CONFLICT (coalition_id, asker_key) DO UPDATE
        SET id = excluded.id, group_id = excluded.group_id, sealed = excluded.sealed, asked_at = excluded.asked_at";
    REQUEST = "SELECT id, coalition_id, group_id, own_group_id, sealed, state, asked_at, answer_id, answer_sealed, answered_by_group
        FROM coalition_join_request WHERE id = $1";
    WAITING = "SELECT id, coalition_id, group_id, own_group_id, sealed, state, asked_at, answer_id, answer_sealed, answered_by_group
        FROM coalition_join_request WHERE coalition_id = $1 AND state = 'open' ORDER BY asked_at, id LIMIT $2";
    WAITING_COUNT = "SELECT COUNT(*) FROM coalition_join_request WHERE coalition_id = $1 AND state = 'open'";
    WAITING_FROM = "SELECT id FROM coalition_join_request WHERE coalition_id = $1 AND asker_key = $2 AND state = 'open'";
    /// Of two answers at once one is given. The asker's key makes room for another request.
    ANSWER = "UPDATE coalition_join_request SET state = $3, asker_key = id, answer_id = $4, answered_by_group = $5,
        answer_sealed = $6, answered_at = $7 WHERE id = $1 AND coalition_id = $2 AND state = 'open'";
    DROP_OLD = "DELETE FROM coalition_join_request WHERE asked_at < $1";
}

pub(super) fn form(tx: &mut Tx<'_>, coalition: Id) -> Result<Option<JoinForm>, Fault> {
    let read = |row: &Row<'_>| {
        Ok(JoinForm {
            coalition: Id(row.id(0)?),
            group: Id(row.id(1)?),
            is_open: row.int(2)? == 1,
            words_en: row.text(3)?,
            words_es: row.text(4)?,
            questions: serde_json::from_str(&row.text(5)?).map_err(|_| Fault::bug("questions that cannot be read"))?,
        })
    };
    tx.first(&FORM, &[(&coalition).into()], read)
}

pub(super) fn set_form(tx: &mut Tx<'_>, form: &JoinForm, by: Id, now: i64) -> Result<u64, Fault> {
    let questions = serde_json::to_string(&form.questions).expect("questions are texts");
    let params: [Val<'_>; 8] = [
        (&form.coalition).into(),
        (&form.group).into(),
        i64::from(form.is_open).into(),
        (&form.words_en).into(),
        (&form.words_es).into(),
        (&questions).into(),
        (&by).into(),
        now.into(),
    ];
    tx.run(&SET_FORM, &params)
}

/// Adds a request, or says it anew where the same asker's waits.
pub(super) fn ask(tx: &mut Tx<'_>, new: &Request, asker: &[u8; 16]) -> Result<u64, Fault> {
    let params: [Val<'_>; 7] = [
        (&new.id).into(),
        (&new.coalition).into(),
        (&new.group).into(),
        asker.into(),
        new.own_group.as_ref().into(),
        (&new.sealed).into(),
        new.asked_at.into(),
    ];
    tx.run(&ASK, &params)
}

fn request_row(row: &Row<'_>) -> Result<Request, Fault> {
    Ok(Request {
        id: Id(row.id(0)?),
        coalition: Id(row.id(1)?),
        group: Id(row.id(2)?),
        own_group: row.maybe_id(3)?.map(Id),
        sealed: row.bytes(4)?,
        state: row.text(5)?,
        asked_at: row.int(6)?,
        answer_id: row.maybe_id(7)?.map(Id),
        answer_sealed: row.maybe_bytes(8)?,
        answered_by: row.maybe_id(9)?.map(Id),
    })
}

pub(super) fn request(tx: &mut Tx<'_>, id: Id) -> Result<Option<Request>, Fault> {
    tx.first(&REQUEST, &[(&id).into()], request_row)
}

pub(super) fn waiting(tx: &mut Tx<'_>, coalition: Id, at_most: i64) -> Result<Vec<Request>, Fault> {
    tx.rows(&WAITING, &[(&coalition).into(), at_most.into()], request_row)
}

pub(super) fn waiting_count(tx: &mut Tx<'_>, coalition: Id) -> Result<i64, Fault> {
    Ok(tx.first(&WAITING_COUNT, &[(&coalition).into()], |row| row.int(0))?.unwrap_or(0))
}

/// Whether a request of the same asker waits.
pub(super) fn waits(tx: &mut Tx<'_>, coalition: Id, asker: &[u8; 16]) -> Result<bool, Fault> {
    Ok(tx.first(&WAITING_FROM, &[(&coalition).into(), asker.into()], |_| Ok(()))?.is_some())
}

/// An answer as it is kept.
pub(super) struct Answered<'a> {
    pub(super) state: &'static str,
    pub(super) deed: Id,
    pub(super) by: Id,
    pub(super) sealed: Option<&'a [u8]>,
    pub(super) now: i64,
}

/// Keeps an answer; `false` where the request waits no more.
pub(super) fn answer(tx: &mut Tx<'_>, (id, coalition): (Id, Id), answer: &Answered<'_>) -> Result<bool, Fault> {
    let params: [Val<'_>; 7] = [
        (&id).into(),
        (&coalition).into(),
        answer.state.into(),
        (&answer.deed).into(),
        (&answer.by).into(),
        answer.sealed.into(),
        answer.now.into(),
    ];
    Ok(tx.run(&ANSWER, &params)? == 1)
}

pub(super) fn drop_old(tx: &mut Tx<'_>, before: i64) -> Result<u64, Fault> {
    tx.run(&DROP_OLD, &[before.into()])
}
