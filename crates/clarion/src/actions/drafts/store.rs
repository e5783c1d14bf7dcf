//! All SQL about drafts.

use super::{Document, Draft, DraftState};
use crate::coalitions::Act;
use crate::ids::Id;
use db::{Fault, Row, Tx};

db::statements! {
    /// Keeps a new draft.
    ADD = "INSERT INTO petition_draft (id, group_id, coalition_id, state, version, document, drafted_by, drafted_at, changed_by, changed_at, returned_why)
        VALUES ($1, $2, $3, 'draft', 1, $4, $5, $6, $5, $6, '') ON CONFLICT (id) DO NOTHING";
    /// One.
    FIND = "SELECT id, group_id, coalition_id, state, version, document, drafted_by, changed_by, changed_at, sent_at,
        answered_by, answered_by_group, answered_at, returned_why FROM petition_draft WHERE id = $1";
    /// What a group is writing and what it sent.
    OF_GROUP = "SELECT id, group_id, coalition_id, state, version, document, drafted_by, changed_by, changed_at, sent_at,
        answered_by, answered_by_group, answered_at, returned_why FROM petition_draft
        WHERE group_id = $1 AND state IN ('draft', 'waiting') ORDER BY changed_at DESC, id DESC LIMIT $2";
    /// What waits in a group and in those that are in a coalition with it, after one. What another group writes in its own name concerns
    /// nobody else while two people sit there.
    WAITING_NEAR = "SELECT id, group_id, coalition_id, state, version, document, drafted_by, changed_by, changed_at, sent_at,
        answered_by, answered_by_group, answered_at, returned_why FROM petition_draft
        WHERE state = 'waiting' AND (group_id = $1 OR group_id IN
          (SELECT theirs.group_id FROM membership ours JOIN membership theirs ON theirs.coalition_id = ours.coalition_id WHERE ours.group_id = $1))
          AND (group_id = $1 OR coalition_id IS NOT NULL OR (SELECT COUNT(*) FROM seat s WHERE s.group_id = petition_draft.group_id) < 2)
          AND (sent_at > $2 OR (sent_at = $2 AND id > $3))
        ORDER BY sent_at, id LIMIT $4";
    /// Changes the version that was read; what waited has to be sent again.
    CHANGE = "UPDATE petition_draft SET coalition_id = $3, document = $4, changed_by = $5, changed_at = $6, version = version + 1, state = 'draft'
        WHERE id = $1 AND version = $2 AND group_id = $7 AND state IN ('draft', 'waiting')";
    /// Gives one up.
    DROP_DRAFT = "UPDATE petition_draft SET state = 'dropped' WHERE id = $1 AND state IN ('draft', 'waiting')";
    /// Sends the version that was read.
    SEND = "UPDATE petition_draft SET state = 'waiting', sent_at = $3, returned_why = '' WHERE id = $1 AND version = $2 AND state = 'draft'";
    /// Sends it back.
    SEND_BACK = "UPDATE petition_draft SET state = 'draft', returned_why = $3, answered_by = $4, answered_by_group = $5, answered_at = $6
        WHERE id = $1 AND version = $2 AND state = 'waiting'";
    /// Publishes the version that was read: by somebody who wrote at it neither first nor last, or by the one person of a group that
    /// says openly that they do.
    PUBLISH = "UPDATE petition_draft SET state = 'published', answered_by = $3, answered_by_group = $4, answered_at = $5
        WHERE id = $1 AND version = $2 AND state = 'waiting' AND ((drafted_by <> $3 AND changed_by <> $3)
          OR (coalition_id IS NULL AND group_id = $4 AND group_id IN (SELECT a.group_id FROM petition_alone a WHERE a.group_id = $4)
            AND (SELECT COUNT(*) FROM seat s WHERE s.group_id = $4) = 1))";
    /// Who said openly that one person publishes.
    ALONE = "SELECT account_id, since FROM petition_alone WHERE group_id = $1";
    /// Says it.
    SET_ALONE = "INSERT INTO petition_alone (group_id, account_id, since) VALUES ($1, $2, $3) ON CONFLICT (group_id) DO NOTHING";
    /// Says it no more.
    DROP_ALONE = "DELETE FROM petition_alone WHERE group_id = $1";
}

fn draft_row(row: &Row<'_>) -> Result<Draft, Fault> {
    let document: Document = serde_json::from_str(&row.text(5)?).map_err(|_| Fault::bug("a draft's document cannot be read"))?;
    Ok(Draft {
        id: Id(row.id(0)?),
        group: Id(row.id(1)?),
        coalition: row.maybe_id(2)?.map(Id),
        state: DraftState::of(&row.text(3)?)?,
        version: row.int(4)?,
        document,
        drafted_by: Id(row.id(6)?),
        changed_by: Id(row.id(7)?),
        changed_at: row.int(8)?,
        sent_at: row.maybe_int(9)?,
        answered_by: row.maybe_id(10)?.map(Id),
        answered_by_group: row.maybe_id(11)?.map(Id),
        answered_at: row.maybe_int(12)?,
        returned_why: row.text(13)?,
    })
}

fn text_of(document: &Document) -> String {
    serde_json::to_string(document).expect("texts and numbers always serialise")
}

pub(super) fn add(tx: &mut Tx<'_>, draft: &Draft) -> Result<bool, Fault> {
    let document = text_of(&draft.document);
    let params = [
        (&draft.id).into(),
        (&draft.group).into(),
        draft.coalition.as_ref().into(),
        (&document).into(),
        (&draft.drafted_by).into(),
        draft.changed_at.into(),
    ];
    Ok(tx.run(&ADD, &params)? == 1)
}

pub(super) fn find(tx: &mut Tx<'_>, id: Id) -> Result<Option<Draft>, Fault> {
    tx.first(&FIND, &[(&id).into()], draft_row)
}

pub(super) fn of_group(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<Draft>, Fault> {
    tx.rows(&OF_GROUP, &[(&group).into(), at_most.into()], draft_row)
}

/// A page of them, the longest waiting first: those after when and which.
pub(super) fn waiting_near(tx: &mut Tx<'_>, group: Id, (sent_at, id): (i64, Id), at_most: i64) -> Result<Vec<Draft>, Fault> {
    tx.rows(&WAITING_NEAR, &[(&group).into(), sent_at.into(), (&id).into(), at_most.into()], draft_row)
}

pub(super) fn change(
    tx: &mut Tx<'_>,
    (id, version): (Id, i64),
    coalition: Option<Id>,
    document: &Document,
    act: &Act,
) -> Result<bool, Fault> {
    let document = text_of(document);
    let params = [
        (&id).into(),
        version.into(),
        coalition.as_ref().into(),
        (&document).into(),
        (&act.account).into(),
        act.now.into(),
        (&act.group).into(),
    ];
    Ok(tx.run(&CHANGE, &params)? == 1)
}

pub(super) fn drop_draft(tx: &mut Tx<'_>, id: Id) -> Result<bool, Fault> {
    Ok(tx.run(&DROP_DRAFT, &[(&id).into()])? == 1)
}

pub(super) fn send(tx: &mut Tx<'_>, id: Id, version: i64, act: &Act) -> Result<bool, Fault> {
    Ok(tx.run(&SEND, &[(&id).into(), version.into(), act.now.into()])? == 1)
}

pub(super) fn send_back(tx: &mut Tx<'_>, id: Id, version: i64, why: &str, act: &Act) -> Result<bool, Fault> {
    let params = [(&id).into(), version.into(), why.into(), (&act.account).into(), (&act.group).into(), act.now.into()];
    Ok(tx.run(&SEND_BACK, &params)? == 1)
}

pub(super) fn publish(tx: &mut Tx<'_>, id: Id, version: i64, act: &Act) -> Result<bool, Fault> {
    let params = [(&id).into(), version.into(), (&act.account).into(), (&act.group).into(), act.now.into()];
    Ok(tx.run(&PUBLISH, &params)? == 1)
}

pub(super) fn alone(tx: &mut Tx<'_>, group: Id) -> Result<Option<(Id, i64)>, Fault> {
    tx.first(&ALONE, &[(&group).into()], |row| Ok((Id(row.id(0)?), row.int(1)?)))
}

pub(super) fn set_alone(tx: &mut Tx<'_>, act: &Act) -> Result<bool, Fault> {
    Ok(tx.run(&SET_ALONE, &[(&act.group).into(), (&act.account).into(), act.now.into()])? == 1)
}

pub(super) fn drop_alone(tx: &mut Tx<'_>, group: Id) -> Result<bool, Fault> {
    Ok(tx.run(&DROP_ALONE, &[(&group).into()])? == 1)
}
