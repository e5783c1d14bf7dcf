//! All SQL about statements.

use super::{Statement, StatementState, StatementWords};
use crate::coalitions::Act;
use crate::ids::Id;
use db::{Fault, Row, Tx};

db::statements! {
    /// Keeps a draft, unless its address is taken.
    ADD = "INSERT INTO statement (id, coalition_id, group_id, slug, title_en, title_es, text_en, text_es, state, version, drafted_by, drafted_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'draft', 1, $9, $10) ON CONFLICT (slug) DO NOTHING";
    /// One.
    FIND = "SELECT id, coalition_id, group_id, slug, title_en, title_es, text_en, text_es, state, version, drafted_by, published_by_group, published_at,
        withdrawn_by_group, withdrawn_at, withdrawn_why FROM statement WHERE id = $1";
    /// One by its address.
    BY_SLUG = "SELECT id, coalition_id, group_id, slug, title_en, title_es, text_en, text_es, state, version, drafted_by, published_by_group, published_at,
        withdrawn_by_group, withdrawn_at, withdrawn_why FROM statement WHERE slug = $1";
    /// Those of a coalition in one state.
    OF_COALITION = "SELECT id, coalition_id, group_id, slug, title_en, title_es, text_en, text_es, state, version, drafted_by, published_by_group, published_at,
        withdrawn_by_group, withdrawn_at, withdrawn_why FROM statement WHERE coalition_id = $1 AND state = $2 ORDER BY published_at DESC, id DESC LIMIT $3";
    /// Those that a group has for itself in one state.
    OF_GROUP = "SELECT id, coalition_id, group_id, slug, title_en, title_es, text_en, text_es, state, version, drafted_by, published_by_group, published_at,
        withdrawn_by_group, withdrawn_at, withdrawn_why FROM statement
        WHERE group_id = $1 AND coalition_id IS NULL AND state = $2 ORDER BY published_at DESC, id DESC LIMIT $3";
    /// Changes the words of the version that was read; the group and person become their drafters.
    CHANGE = "UPDATE statement SET title_en = $3, title_es = $4, text_en = $5, text_es = $6, version = version + 1, group_id = $7, drafted_by = $8
        WHERE id = $1 AND version = $2 AND state = 'draft'";
    /// Gives a draft up.
    DROP_DRAFT = "UPDATE statement SET state = 'dropped' WHERE id = $1 AND state = 'draft'";
    /// Publishes the version that was read; a coalition's by another person of another group than drafted it.
    PUBLISH = "UPDATE statement SET state = 'published', published_by = $3, published_by_group = $4, published_at = $5
        WHERE id = $1 AND version = $2 AND state = 'draft' AND (coalition_id IS NULL OR (group_id <> $4 AND drafted_by <> $3))";
    /// Withdraws.
    WITHDRAW = "UPDATE statement SET state = 'withdrawn', withdrawn_by_group = $2, withdrawn_at = $3, withdrawn_why = $4 WHERE id = $1 AND state = 'published'";
}

pub(super) fn add(tx: &mut Tx<'_>, new: &Statement, now: i64) -> Result<bool, Fault> {
    let params = [
        (&new.id).into(),
        new.coalition.as_ref().into(),
        (&new.group).into(),
        (&new.slug).into(),
        (&new.words.title_en).into(),
        (&new.words.title_es).into(),
        (&new.words.text_en).into(),
        (&new.words.text_es).into(),
        (&new.drafted_by).into(),
        now.into(),
    ];
    Ok(tx.run(&ADD, &params)? == 1)
}

fn statement_row(row: &Row<'_>) -> Result<Statement, Fault> {
    Ok(Statement {
        id: Id(row.id(0)?),
        coalition: row.maybe_id(1)?.map(Id),
        group: Id(row.id(2)?),
        slug: row.text(3)?,
        words: StatementWords { title_en: row.text(4)?, title_es: row.text(5)?, text_en: row.text(6)?, text_es: row.text(7)? },
        state: StatementState::of(&row.text(8)?)?,
        version: row.int(9)?,
        drafted_by: Id(row.id(10)?),
        published_by: row.maybe_id(11)?.map(Id),
        published_at: row.maybe_int(12)?,
        withdrawn_by: row.maybe_id(13)?.map(Id),
        withdrawn_at: row.maybe_int(14)?,
        withdrawn_why: row.maybe_text(15)?.unwrap_or_default(),
    })
}

pub(super) fn find(tx: &mut Tx<'_>, id: Id) -> Result<Option<Statement>, Fault> {
    tx.first(&FIND, &[(&id).into()], statement_row)
}

pub(super) fn by_slug(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Statement>, Fault> {
    tx.first(&BY_SLUG, &[slug.into()], statement_row)
}

pub(super) fn of_coalition(tx: &mut Tx<'_>, coalition: Id, state: StatementState, at_most: i64) -> Result<Vec<Statement>, Fault> {
    tx.rows(&OF_COALITION, &[(&coalition).into(), state.as_str().into(), at_most.into()], statement_row)
}

pub(super) fn of_group(tx: &mut Tx<'_>, group: Id, state: StatementState, at_most: i64) -> Result<Vec<Statement>, Fault> {
    tx.rows(&OF_GROUP, &[(&group).into(), state.as_str().into(), at_most.into()], statement_row)
}

pub(super) fn change(tx: &mut Tx<'_>, id: Id, version: i64, words: &StatementWords, act: &Act) -> Result<bool, Fault> {
    let params = [
        (&id).into(),
        version.into(),
        (&words.title_en).into(),
        (&words.title_es).into(),
        (&words.text_en).into(),
        (&words.text_es).into(),
        (&act.group).into(),
        (&act.account).into(),
    ];
    Ok(tx.run(&CHANGE, &params)? == 1)
}

pub(super) fn drop_draft(tx: &mut Tx<'_>, id: Id) -> Result<bool, Fault> {
    Ok(tx.run(&DROP_DRAFT, &[(&id).into()])? == 1)
}

pub(super) fn publish(tx: &mut Tx<'_>, id: Id, version: i64, act: &Act) -> Result<bool, Fault> {
    let params = [(&id).into(), version.into(), (&act.account).into(), (&act.group).into(), act.now.into()];
    Ok(tx.run(&PUBLISH, &params)? == 1)
}

pub(super) fn withdraw(tx: &mut Tx<'_>, id: Id, why: &str, act: &Act) -> Result<bool, Fault> {
    Ok(tx.run(&WITHDRAW, &[(&id).into(), (&act.group).into(), act.now.into(), why.into()])? == 1)
}
