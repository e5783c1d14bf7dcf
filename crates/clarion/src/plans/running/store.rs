//! All SQL about what two people are to sign while words are on their way, and what they signed.

use super::{Draft, Signature, Written};
use crate::ids::Id;
use crate::plans::Tools;
use crate::trust::canonical;
use db::{Fault, Row, Tx};

db::statements! {
    /// Writes a draft, in the place of what the group had written before.
    SET_DRAFT = "INSERT INTO act_draft (id, sending_id, kind, round, group_id, account_id, sealed, noted_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (sending_id, kind, round, group_id) DO UPDATE SET id = excluded.id,
            account_id = excluded.account_id, sealed = excluded.sealed, noted_at = excluded.noted_at";
    /// One draft.
    DRAFT = "SELECT id, group_id, account_id, sealed, noted_at FROM act_draft WHERE id = $1";
    /// Those of a sending as it stands.
    DRAFTS = "SELECT id, group_id, account_id, sealed, noted_at FROM act_draft WHERE sending_id = $1 AND round = $2 ORDER BY id LIMIT $3";
    /// Keeps a signature.
    ADD_SIGNATURE = "INSERT INTO act_signature (act_id, sending_id, sealed) VALUES ($1, $2, $3) ON CONFLICT (act_id) DO NOTHING";
    /// The signatures over a sending, in the order in which they were given.
    SIGNATURES = "SELECT act_id, sealed FROM act_signature WHERE sending_id = $1 ORDER BY act_id LIMIT $2";
}

pub(super) fn set_draft(tx: &mut Tx<'_>, written: &Written, kind: i64, sealed: &[u8]) -> Result<(), Fault> {
    let params = [
        (&written.id).into(),
        (&written.draft.sending).into(),
        kind.into(),
        written.draft.round.into(),
        (&written.group).into(),
        (&written.account).into(),
        sealed.into(),
        written.at.into(),
    ];
    tx.run(&SET_DRAFT, &params).map(drop)
}

/// A draft before it is opened: id, group, account, sealed, time.
type DraftRow = (Id, Id, Id, Vec<u8>, i64);

fn draft_row(row: &Row<'_>) -> Result<DraftRow, Fault> {
    Ok((Id(row.id(0)?), Id(row.id(1)?), Id(row.id(2)?), row.bytes(3)?, row.int(4)?))
}

fn opened(tools: &Tools, (id, group, account, sealed, at): DraftRow) -> Result<Written, Fault> {
    let draft: Draft = canonical::read(&tools.open(id, &sealed)?).map_err(|_| Fault::bug("the words of an act cannot be read"))?;
    Ok(Written { id, draft, group, account, at })
}

pub(super) fn draft(tx: &mut Tx<'_>, tools: &Tools, id: Id) -> Result<Option<Written>, Fault> {
    let row = tx.first(&DRAFT, &[(&id).into()], draft_row)?;
    row.map(|row| opened(tools, row)).transpose()
}

pub(super) fn drafts(tx: &mut Tx<'_>, tools: &Tools, sending: Id, round: i64, at_most: i64) -> Result<Vec<Written>, Fault> {
    let rows = tx.rows(&DRAFTS, &[(&sending).into(), round.into(), at_most.into()], draft_row)?;
    rows.into_iter().map(|row| opened(tools, row)).collect()
}

pub(super) fn add_signature(tx: &mut Tx<'_>, act: Id, sending: Id, sealed: &[u8]) -> Result<(), Fault> {
    tx.run(&ADD_SIGNATURE, &[(&act).into(), (&sending).into(), sealed.into()]).map(drop)
}

pub(super) fn signatures(tx: &mut Tx<'_>, tools: &Tools, sending: Id, at_most: i64) -> Result<Vec<(Id, Signature)>, Fault> {
    let rows = tx.rows(&SIGNATURES, &[(&sending).into(), at_most.into()], |row| Ok((Id(row.id(0)?), row.bytes(1)?)))?;
    let open = |(act, sealed): (Id, Vec<u8>)| {
        let signature = canonical::read(&tools.open(act, &sealed)?).map_err(|_| Fault::bug("a signature cannot be read"))?;
        Ok((act, signature))
    };
    rows.into_iter().map(open).collect()
}
