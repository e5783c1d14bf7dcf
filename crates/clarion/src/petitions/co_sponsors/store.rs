//! All SQL about co-sponsors and their consent.

use super::{Answer, Sponsorship};
use crate::coalitions::Act;
use crate::ids::Id;
use db::{Fault, Row, Tx};

db::statements! {
    /// All that were asked about a petition.
    OF_PETITION = "SELECT petition_id, group_id, answer, asked_at, answered_at FROM petition_sponsorship WHERE petition_id = $1 ORDER BY asked_at, group_id";
    /// What a group has not answered.
    ASKING = "SELECT petition_id, group_id, answer, asked_at, answered_at FROM petition_sponsorship
        WHERE group_id = $1 AND answer = 'asked' ORDER BY asked_at, petition_id LIMIT $2";
    /// Asks; a second time only whom it was taken back from, or who left.
    ASK = "INSERT INTO petition_sponsorship (petition_id, group_id, answer, asked_by, asked_at) VALUES ($1, $2, 'asked', $3, $4)
        ON CONFLICT (petition_id, group_id) DO UPDATE SET answer = 'asked', asked_by = excluded.asked_by, asked_at = excluded.asked_at, answered_at = NULL
        WHERE petition_sponsorship.answer IN ('withdrawn', 'left')";
    /// Takes a draft's row, so that whoever changes or publishes it waits.
    HOLD_DRAFT = "UPDATE petition_draft SET version = version WHERE id = $1";
    /// Accepts, also after declining.
    ACCEPT = "UPDATE petition_sponsorship SET answer = 'accepted', answered_by = $3, answered_at = $4
        WHERE petition_id = $1 AND group_id = $2 AND answer IN ('asked', 'declined')";
    /// Puts a group on the page, behind those who stand there: places only order them, and the instant of its word does.
    PUT_ON_PAGE = "INSERT INTO petition_sponsor (petition_id, group_id, place) VALUES ($1, $2, $3) ON CONFLICT (petition_id, group_id) DO NOTHING";
    /// Declines.
    DECLINE = "UPDATE petition_sponsorship SET answer = 'declined', answered_by = $3, answered_at = $4
        WHERE petition_id = $1 AND group_id = $2 AND answer = 'asked'";
    /// Ends it, whoever does; the command line's co-sponsors have no row before.
    END = "INSERT INTO petition_sponsorship (petition_id, group_id, answer, asked_by, asked_at, answered_by, answered_at) VALUES ($1, $2, $3, $4, $5, $4, $5)
        ON CONFLICT (petition_id, group_id) DO UPDATE SET answer = excluded.answer, answered_by = excluded.answered_by, answered_at = excluded.answered_at";
    /// Takes a group off the page.
    TAKE_OFF_PAGE = "DELETE FROM petition_sponsor WHERE petition_id = $1 AND group_id = $2";
    /// A draft says something else now: those who accepted are asked again.
    ASK_AGAIN = "UPDATE petition_sponsorship SET answer = 'asked', answered_by = NULL, answered_at = NULL WHERE petition_id = $1 AND answer = 'accepted'";
    /// A draft was given up: nobody is asked about it any more.
    ASK_NO_MORE = "UPDATE petition_sponsorship SET answer = 'withdrawn' WHERE petition_id = $1 AND answer IN ('asked', 'accepted')
        AND petition_id IN (SELECT d.id FROM petition_draft d WHERE d.id = $1 AND d.state IN ('draft', 'waiting'))";
}

fn sponsorship_row(row: &Row<'_>) -> Result<Sponsorship, Fault> {
    Ok(Sponsorship {
        petition: Id(row.id(0)?),
        group: Id(row.id(1)?),
        answer: Answer::of(&row.text(2)?)?,
        asked_at: row.int(3)?,
        answered_at: row.maybe_int(4)?,
    })
}

pub(super) fn of_petition(tx: &mut Tx<'_>, petition: Id) -> Result<Vec<Sponsorship>, Fault> {
    tx.rows(&OF_PETITION, &[(&petition).into()], sponsorship_row)
}

pub(super) fn asking(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<Sponsorship>, Fault> {
    tx.rows(&ASKING, &[(&group).into(), at_most.into()], sponsorship_row)
}

pub(super) fn ask(tx: &mut Tx<'_>, petition: Id, group: Id, act: &Act) -> Result<bool, Fault> {
    Ok(tx.run(&ASK, &[(&petition).into(), (&group).into(), (&act.account).into(), act.now.into()])? == 1)
}

/// Whether there is such a draft; then nobody else writes to it until the end of the transaction.
pub(super) fn hold_draft(tx: &mut Tx<'_>, draft: Id) -> Result<bool, Fault> {
    Ok(tx.run(&HOLD_DRAFT, &[(&draft).into()])? == 1)
}

pub(super) fn accept(tx: &mut Tx<'_>, petition: Id, act: &Act) -> Result<bool, Fault> {
    Ok(tx.run(&ACCEPT, &[(&petition).into(), (&act.group).into(), (&act.account).into(), act.now.into()])? == 1)
}

pub(super) fn put_on_page(tx: &mut Tx<'_>, petition: Id, act: &Act) -> Result<bool, Fault> {
    Ok(tx.run(&PUT_ON_PAGE, &[(&petition).into(), (&act.group).into(), act.now.into()])? == 1)
}

pub(super) fn decline(tx: &mut Tx<'_>, petition: Id, act: &Act) -> Result<bool, Fault> {
    Ok(tx.run(&DECLINE, &[(&petition).into(), (&act.group).into(), (&act.account).into(), act.now.into()])? == 1)
}

pub(super) fn end(tx: &mut Tx<'_>, petition: Id, group: Id, answer: Answer, act: &Act) -> Result<(), Fault> {
    let params = [(&petition).into(), (&group).into(), answer.as_str().into(), (&act.account).into(), act.now.into()];
    tx.run(&END, &params)?;
    tx.run(&TAKE_OFF_PAGE, &[(&petition).into(), (&group).into()]).map(drop)
}

pub(super) fn ask_again(tx: &mut Tx<'_>, petition: Id) -> Result<u64, Fault> {
    tx.run(&ASK_AGAIN, &[(&petition).into()])
}

pub(super) fn ask_no_more(tx: &mut Tx<'_>, draft: Id) -> Result<u64, Fault> {
    tx.run(&ASK_NO_MORE, &[(&draft).into()])
}
