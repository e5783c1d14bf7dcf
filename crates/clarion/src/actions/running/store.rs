//! All SQL about what was done with petitions and forms.

use super::{Deed, Done};
use crate::coalitions::Act;
use crate::ids::Id;
use db::{Fault, Tx};

db::statements! {
    /// Keeps a deed.
    ADD_ACT = "INSERT INTO petition_act (petition_id, id, kind, account_id, group_id, done_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (petition_id, id) DO NOTHING";
    /// What was done.
    ACTS = "SELECT kind, account_id, group_id, done_at FROM petition_act WHERE petition_id = $1 ORDER BY done_at DESC, id DESC LIMIT $2";
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
