//! All SQL about running petitions.

use super::dates::Dates;
use super::{Deed, Done};
use crate::coalitions::Act;
use crate::ids::Id;
use crate::petitions::PetitionState;
use db::{Fault, Tx};

db::statements! {
    /// Stops it or opens it again.
    SET_STATE = "UPDATE petition SET state = $4, modified_at = $5 WHERE id = $1 AND group_id = $2 AND state = $3";
    /// Closes it now.
    CLOSE = "UPDATE petition SET closes_at = $3, modified_at = $3 WHERE id = $1 AND group_id = $2 AND (closes_at IS NULL OR closes_at > $3)";
    /// Sets goal and dates of what was read.
    SET_DATES = "UPDATE petition SET goal = $4, opens_at = $5, closes_at = $6, modified_at = $7 WHERE id = $1 AND group_id = $2 AND modified_at = $3";
    /// Keeps a deed.
    ADD_ACT = "INSERT INTO petition_act (petition_id, id, kind, account_id, group_id, done_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (petition_id, id) DO NOTHING";
    /// What was done.
    ACTS = "SELECT kind, account_id, group_id, done_at FROM petition_act WHERE petition_id = $1 ORDER BY done_at DESC, id DESC LIMIT $2";
    /// How many signatures were recorded between two instants, which their ids hold.
    RECORDED = "SELECT COUNT(*) FROM signature WHERE petition_id = $1 AND id >= $2 AND id < $3";
}

pub(super) fn set_state(
    tx: &mut Tx<'_>,
    act: &Act,
    petition: Id,
    (from, to): (PetitionState, PetitionState),
) -> Result<bool, Fault> {
    let params = [(&petition).into(), (&act.group).into(), from.as_str().into(), to.as_str().into(), act.now.into()];
    Ok(tx.run(&SET_STATE, &params)? == 1)
}

pub(super) fn close(tx: &mut Tx<'_>, act: &Act, petition: Id) -> Result<bool, Fault> {
    Ok(tx.run(&CLOSE, &[(&petition).into(), (&act.group).into(), act.now.into()])? == 1)
}

pub(super) fn set_dates(
    tx: &mut Tx<'_>,
    act: &Act,
    petition: Id,
    (seen, changed_at): (i64, i64),
    dates: &Dates,
) -> Result<bool, Fault> {
    let params = [
        (&petition).into(),
        (&act.group).into(),
        seen.into(),
        dates.goal.into(),
        dates.opens_at.into(),
        dates.closes_at.into(),
        changed_at.into(),
    ];
    Ok(tx.run(&SET_DATES, &params)? == 1)
}

pub(super) fn add_act(tx: &mut Tx<'_>, act: &Act, petition: Id, deed: Deed) -> Result<(), Fault> {
    let params =
        [(&petition).into(), (&act.id).into(), deed.as_str().into(), (&act.account).into(), (&act.group).into(), act.now.into()];
    tx.run(&ADD_ACT, &params).map(drop)
}

pub(super) fn acts(tx: &mut Tx<'_>, petition: Id, at_most: i64) -> Result<Vec<Done>, Fault> {
    tx.rows(&ACTS, &[(&petition).into(), at_most.into()], |row| {
        Ok(Done { deed: Deed::of(&row.text(0)?)?, account: Id(row.id(1)?), group: Id(row.id(2)?), at: row.int(3)? })
    })
}

pub(super) fn recorded(tx: &mut Tx<'_>, petition: Id, (from, to): (Id, Id)) -> Result<i64, Fault> {
    Ok(tx.first(&RECORDED, &[(&petition).into(), (&from).into(), (&to).into()], |row| row.int(0))?.unwrap_or(0))
}
