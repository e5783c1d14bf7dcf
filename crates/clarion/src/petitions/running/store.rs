//! All SQL about running petitions.

use super::earlier::Earlier;
use crate::actions::running::dates::Dates;
use crate::coalitions::Act;
use crate::ids::Id;
use crate::petitions::{PetitionState, PetitionWords};
use db::{Fault, Tx};

db::statements! {
    /// Stops it or opens it again.
    SET_STATE = "UPDATE petition SET state = $4, modified_at = CASE WHEN modified_at < $5 THEN $5 ELSE modified_at + 1 END
        WHERE id = $1 AND group_id = $2 AND state = $3";
    /// Closes it now.
    CLOSE = "UPDATE petition SET closes_at = $3, modified_at = CASE WHEN modified_at < $3 THEN $3 ELSE modified_at + 1 END WHERE id = $1 AND group_id = $2 AND (closes_at IS NULL OR closes_at > $3)";
    /// Sets goal and dates of what was read.
    SET_DATES = "UPDATE petition SET goal = $4, opens_at = $5, closes_at = $6, modified_at = $7 WHERE id = $1 AND group_id = $2 AND modified_at = $3";
    /// How many signatures were recorded between two instants, which their ids hold.
    RECORDED = "SELECT COUNT(*) FROM signature WHERE petition_id = $1 AND id >= $2 AND id < $3";
    /// How many were recorded on a group's petitions since an instant, as far as they are counted.
    RECORDED_SINCE = "SELECT COUNT(*) FROM (SELECT s.id FROM petition p JOIN signature s ON s.petition_id = p.id
        WHERE p.group_id = $1 AND s.id >= $2 LIMIT $3) recorded";
    /// All signatures on a group's petitions, from their counters.
    SIGNATURES_OF_GROUP = "SELECT CAST(COALESCE(SUM(t.signatures), 0) AS BIGINT) FROM petition p JOIN tally t ON t.petition_id = p.id
        WHERE p.group_id = $1";
    /// Whether a group has a petition.
    ANY_OF_GROUP = "SELECT id FROM petition WHERE group_id = $1 LIMIT 1";
    /// Keeps an earlier wording, once.
    KEEP_EARLIER = "INSERT INTO petition_earlier (petition_id, changed_at, lang, title, text_markdown, targets, signatures)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (petition_id, changed_at, lang) DO NOTHING";
    /// The earlier wordings.
    EARLIER = "SELECT changed_at, lang, title, text_markdown, targets, signatures FROM petition_earlier
        WHERE petition_id = $1 ORDER BY changed_at DESC, lang LIMIT $2";
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

pub(super) fn recorded(tx: &mut Tx<'_>, petition: Id, (from, to): (Id, Id)) -> Result<i64, Fault> {
    Ok(tx.first(&RECORDED, &[(&petition).into(), (&from).into(), (&to).into()], |row| row.int(0))?.unwrap_or(0))
}

pub(super) fn recorded_since(tx: &mut Tx<'_>, group: Id, from: Id, at_most: i64) -> Result<i64, Fault> {
    Ok(tx.first(&RECORDED_SINCE, &[(&group).into(), (&from).into(), at_most.into()], |row| row.int(0))?.unwrap_or(0))
}

pub(super) fn signatures_of_group(tx: &mut Tx<'_>, group: Id) -> Result<i64, Fault> {
    Ok(tx.first(&SIGNATURES_OF_GROUP, &[(&group).into()], |row| row.int(0))?.unwrap_or(0))
}

pub(super) fn has_any(tx: &mut Tx<'_>, group: Id) -> Result<bool, Fault> {
    Ok(tx.first(&ANY_OF_GROUP, &[(&group).into()], |row| row.id(0))?.is_some())
}

pub(super) fn keep_earlier(
    tx: &mut Tx<'_>,
    petition: Id,
    changed_at: i64,
    words: &PetitionWords,
    (targets, signatures): (&str, i64),
) -> Result<u64, Fault> {
    let params = [
        (&petition).into(),
        changed_at.into(),
        (&words.lang).into(),
        (&words.title).into(),
        (&words.text).into(),
        targets.into(),
        signatures.into(),
    ];
    tx.run(&KEEP_EARLIER, &params)
}

pub(super) fn earlier(tx: &mut Tx<'_>, petition: Id, at_most: i64) -> Result<Vec<Earlier>, Fault> {
    tx.rows(&EARLIER, &[(&petition).into(), at_most.into()], |row| {
        let words = PetitionWords { lang: row.text(1)?, title: row.text(2)?, text: row.text(3)?, thanks: String::new() };
        let targets = row.text(4)?.lines().map(str::to_owned).collect();
        Ok(Earlier { changed_at: row.int(0)?, words, targets, signatures: row.int(5)? })
    })
}
