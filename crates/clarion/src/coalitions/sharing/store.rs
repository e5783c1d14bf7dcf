//! All SQL about who may share what.

use super::change::SharingChange;
use super::{MayShare, Pair};
use crate::coalitions::profile::LegalKind;
use crate::ids::Id;
use db::{Fault, Row, Tx};

pub(super) const DONE: &str = "done";
pub(super) const WITHDRAWN: &str = "withdrawn";

db::statements! {
    /// What a coalition decided for a pair.
    DECIDED = "SELECT plans, audiences, money, words FROM sharing WHERE coalition_id = $1 AND first_kind = $2 AND second_kind = $3";
    /// All that it decided.
    ALL_DECIDED = "SELECT first_kind, second_kind, plans, audiences, money, words FROM sharing WHERE coalition_id = $1";
    /// The legal kinds of its groups, with how many have each.
    LEGAL_KINDS = "SELECT COALESCE(p.legal_kind, 'not-stated'), COUNT(*) FROM membership m LEFT JOIN group_profile p ON p.group_id = m.group_id
        WHERE m.coalition_id = $1 GROUP BY COALESCE(p.legal_kind, 'not-stated')";
    /// Decides.
    SET = "INSERT INTO sharing (coalition_id, first_kind, second_kind, plans, audiences, money, words, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (coalition_id, first_kind, second_kind) DO UPDATE SET plans = excluded.plans, audiences = excluded.audiences,
        money = excluded.money, words = excluded.words, changed_at = excluded.changed_at";
    /// Proposes, unless a change of that line waits.
    ADD = "INSERT INTO sharing_change (id, coalition_id, first_kind, second_kind, plans, audiences, money, words, proposed_by_group, proposed_at, expires_at, state, ended_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open', NULL) ON CONFLICT DO NOTHING";
    /// One proposal.
    CHANGE = "SELECT id, coalition_id, first_kind, second_kind, plans, audiences, money, words, proposed_by_group, expires_at, state
        FROM sharing_change WHERE id = $1";
    /// Those that wait.
    OPEN = "SELECT id, coalition_id, first_kind, second_kind, plans, audiences, money, words, proposed_by_group, expires_at, state
        FROM sharing_change WHERE coalition_id = $1 AND state = 'open' AND expires_at > $2 ORDER BY id";
    /// Those that waited too long make room.
    EXPIRE = "UPDATE sharing_change SET state = 'expired', ended_at = $2 WHERE coalition_id = $1 AND state = 'open' AND expires_at <= $2";
    /// Ends one.
    END = "UPDATE sharing_change SET state = $2, ended_at = $3 WHERE id = $1 AND state = 'open'";
}

fn kind(row: &Row<'_>, at: usize) -> Result<LegalKind, Fault> {
    LegalKind::of(&row.text(at)?).ok_or_else(|| Fault::bug("a legal kind"))
}

fn pair(row: &Row<'_>, at: usize) -> Result<Pair, Fault> {
    Ok(Pair::of(kind(row, at)?, kind(row, at + 1)?))
}

fn may(row: &Row<'_>, at: usize) -> Result<MayShare, Fault> {
    let [plans, audiences, money, words] = [row.bool(at)?, row.bool(at + 1)?, row.bool(at + 2)?, row.bool(at + 3)?];
    Ok(MayShare { plans, audiences, money, words })
}

pub(super) fn decided(tx: &mut Tx<'_>, coalition: Id, pair: Pair) -> Result<Option<MayShare>, Fault> {
    let params = [(&coalition).into(), pair.first().as_str().into(), pair.second().as_str().into()];
    tx.first(&DECIDED, &params, |row| may(row, 0))
}

pub(super) fn all_decided(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<(Pair, MayShare)>, Fault> {
    tx.rows(&ALL_DECIDED, &[(&coalition).into()], |row| Ok((pair(row, 0)?, may(row, 2)?)))
}

pub(super) fn legal_kinds(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<(LegalKind, i64)>, Fault> {
    let mut kinds = tx.rows(&LEGAL_KINDS, &[(&coalition).into()], |row| Ok((kind(row, 0)?, row.int(1)?)))?;
    kinds.sort_unstable();
    Ok(kinds)
}

pub(super) fn set(tx: &mut Tx<'_>, change: &SharingChange, now: i64) -> Result<(), Fault> {
    let MayShare { plans, audiences, money, words } = change.may;
    let params = [
        (&change.coalition).into(),
        change.pair.first().as_str().into(),
        change.pair.second().as_str().into(),
        plans.into(),
        audiences.into(),
        money.into(),
        words.into(),
        now.into(),
    ];
    tx.run(&SET, &params).map(drop)
}

pub(super) fn add(tx: &mut Tx<'_>, change: &SharingChange, now: i64) -> Result<bool, Fault> {
    let MayShare { plans, audiences, money, words } = change.may;
    let params = [
        (&change.id).into(),
        (&change.coalition).into(),
        change.pair.first().as_str().into(),
        change.pair.second().as_str().into(),
        plans.into(),
        audiences.into(),
        money.into(),
        words.into(),
        (&change.proposed_by).into(),
        now.into(),
        change.expires_at.into(),
    ];
    Ok(tx.run(&ADD, &params)? == 1)
}

fn change_row(row: &Row<'_>) -> Result<(SharingChange, String), Fault> {
    let (id, coalition, proposed_by) = (Id(row.id(0)?), Id(row.id(1)?), Id(row.id(8)?));
    let (pair, may, expires_at) = (pair(row, 2)?, may(row, 4)?, row.int(9)?);
    Ok((SharingChange { id, coalition, pair, may, proposed_by, expires_at }, row.text(10)?))
}

pub(super) fn change(tx: &mut Tx<'_>, id: Id) -> Result<Option<(SharingChange, String)>, Fault> {
    tx.first(&CHANGE, &[(&id).into()], change_row)
}

pub(super) fn open(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<Vec<SharingChange>, Fault> {
    let rows = tx.rows(&OPEN, &[(&coalition).into(), now.into()], change_row)?;
    Ok(rows.into_iter().map(|(change, _)| change).collect())
}

pub(super) fn expire(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<(), Fault> {
    tx.run(&EXPIRE, &[(&coalition).into(), now.into()]).map(drop)
}

pub(super) fn end(tx: &mut Tx<'_>, id: Id, state: &str, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&END, &[(&id).into(), state.into(), now.into()])? == 1)
}
