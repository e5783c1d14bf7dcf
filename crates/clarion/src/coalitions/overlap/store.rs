//! All SQL of overlaps.

use super::Two;
use crate::coalitions::Act;
use crate::coalitions::reach::People;
use crate::ids::Id;
use db::{Fault, Tx};

db::statements! {
    /// One word of one group about another.
    ADD_WORD = "INSERT INTO overlap_word (coalition_id, group_id, other_id, account_id, given_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (coalition_id, group_id, other_id) DO NOTHING";
    /// Words that a group gave before it left and came back.
    DROP_STALE_WORDS = "DELETE FROM overlap_word WHERE coalition_id = $1 AND group_id = $2
        AND given_at < (SELECT m.joined_at FROM membership m WHERE m.coalition_id = $1 AND m.group_id = $2)";
    /// The words between two groups of which both are in the coalition, each given since its group joined.
    WORDS = "SELECT w.group_id, w.other_id FROM overlap_word w
        JOIN membership m ON m.coalition_id = w.coalition_id AND m.group_id = w.group_id AND m.joined_at <= w.given_at
        JOIN membership o ON o.coalition_id = w.coalition_id AND o.group_id = w.other_id
        WHERE w.coalition_id = $1 AND (w.group_id = $2 OR w.other_id = $2) ORDER BY w.given_at, w.group_id, w.other_id";
    /// Both words of two groups.
    DROP_WORDS = "DELETE FROM overlap_word WHERE coalition_id = $1 AND ((group_id = $2 AND other_id = $3) OR (group_id = $3 AND other_id = $2))";
    /// What was last counted.
    KEPT = "SELECT people, counted_at FROM overlap WHERE coalition_id = $1 AND first_id = $2 AND second_id = $3";
    /// Of two that count at once one keeps.
    RENEW = "UPDATE overlap SET people = $4, counted_at = $5 WHERE coalition_id = $1 AND first_id = $2 AND second_id = $3 AND counted_at <= $6";
    ADD = "INSERT INTO overlap (coalition_id, first_id, second_id, people, counted_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (coalition_id, first_id, second_id) DO NOTHING";
    DROP_COUNT = "DELETE FROM overlap WHERE coalition_id = $1 AND first_id = $2 AND second_id = $3";
    /// Different humans on both lists who agreed to mails of each from their own mailbox, long enough ago.
    COUNT = "SELECT COUNT(*) FROM person p CROSS JOIN person q
        WHERE p.group_id = $1 AND q.identity_id = p.identity_id AND q.group_id = $2
        AND EXISTS (SELECT 1 FROM consent c WHERE c.identity_id = p.identity_id AND c.group_id = $1
            AND c.channel = 1 AND c.purpose IN (1, 2) AND c.status = 1 AND c.noted_at <= $3)
        AND EXISTS (SELECT 1 FROM consent c WHERE c.identity_id = p.identity_id AND c.group_id = $2
            AND c.channel = 1 AND c.purpose IN (1, 2) AND c.status = 1 AND c.noted_at <= $3)";
}

pub(super) fn add_word(tx: &mut Tx<'_>, act: &Act, coalition: Id, other: Id) -> Result<bool, Fault> {
    let params = [(&coalition).into(), (&act.group).into(), (&other).into(), (&act.account).into(), act.now.into()];
    Ok(tx.run(&ADD_WORD, &params)? == 1)
}

pub(super) fn drop_stale_words(tx: &mut Tx<'_>, coalition: Id, group: Id) -> Result<u64, Fault> {
    tx.run(&DROP_STALE_WORDS, &[(&coalition).into(), (&group).into()])
}

/// Who gave a word, and about whom.
pub(super) fn words(tx: &mut Tx<'_>, coalition: Id, group: Id) -> Result<Vec<(Id, Id)>, Fault> {
    tx.rows(&WORDS, &[(&coalition).into(), (&group).into()], |row| Ok((Id(row.id(0)?), Id(row.id(1)?))))
}

/// Whether any was there.
pub(super) fn drop_words(tx: &mut Tx<'_>, coalition: Id, one: Id, other: Id) -> Result<bool, Fault> {
    Ok(tx.run(&DROP_WORDS, &[(&coalition).into(), (&one).into(), (&other).into()])? > 0)
}

pub(super) fn kept(tx: &mut Tx<'_>, coalition: Id, two: Two) -> Result<Option<(People, i64)>, Fault> {
    let params = [(&coalition).into(), (&two.first).into(), (&two.second).into()];
    tx.first(&KEPT, &params, |row| Ok((People::from_column(row.int(0)?), row.int(1)?)))
}

pub(super) fn keep(tx: &mut Tx<'_>, coalition: Id, two: Two, people: People, now: i64, before: i64) -> Result<(), Fault> {
    let new = [(&coalition).into(), (&two.first).into(), (&two.second).into(), people.to_column().into(), now.into()];
    let [coalition, first, second, people, now] = new;
    if tx.run(&RENEW, &[coalition, first, second, people, now, before.into()])? == 0 {
        tx.run(&ADD, &new)?;
    }
    Ok(())
}

pub(super) fn drop_count(tx: &mut Tx<'_>, coalition: Id, two: Two) -> Result<u64, Fault> {
    tx.run(&DROP_COUNT, &[(&coalition).into(), (&two.first).into(), (&two.second).into()])
}

pub(super) fn count(tx: &mut Tx<'_>, two: Two, settled_by: i64) -> Result<i64, Fault> {
    let params = [(&two.first).into(), (&two.second).into(), settled_by.into()];
    Ok(tx.first(&COUNT, &params, |row| row.int(0))?.unwrap_or(0))
}
