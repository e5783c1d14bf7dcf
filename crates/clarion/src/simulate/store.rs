//! The simulation's own look at the rows: what counters and tallies are compared with.

use crate::ids::Id;
use db::{Fault, Tx};
use std::collections::BTreeMap;

db::statements! {
    /// How many records each ballot has.
    RECORDS = "SELECT id, records FROM plan_ballot";
    /// The bytes of the places that are on the way.
    ON_THE_WAY = "SELECT CAST(SUM(LENGTH(on_the_way)) AS BIGINT) FROM delivery_slice WHERE sending_id = $1";
    /// Who of a sending has a delivery, and in which state.
    DELIVERIES = "SELECT identity_id, state FROM delivery WHERE sending_id = $1 ORDER BY identity_id";
    SIGNED = "SELECT COUNT(*) FROM signature WHERE petition_id = $1";
    SIGNED_TALLY = "SELECT CAST(SUM(signatures) AS BIGINT) FROM tally WHERE petition_id = $1";
    ANSWERED = "SELECT response, COUNT(*) FROM attendance WHERE event_id = $1 GROUP BY response";
    ANSWERED_TALLY = "SELECT response, CAST(SUM(attendances) AS BIGINT) FROM attendance_tally WHERE event_id = $1 GROUP BY response";
}

/// How many records each ballot has.
pub(super) fn records(tx: &mut Tx<'_>) -> Result<BTreeMap<Id, i64>, Fault> {
    Ok(tx.rows(&RECORDS, &[], |row| Ok((Id(row.id(0)?), row.int(1)?)))?.into_iter().collect())
}

/// The deliveries of a sending: human and state.
pub(super) fn deliveries(tx: &mut Tx<'_>, sending: Id) -> Result<BTreeMap<Id, i64>, Fault> {
    Ok(tx.rows(&DELIVERIES, &[(&sending).into()], |row| Ok((Id(row.id(0)?), row.int(1)?)))?.into_iter().collect())
}

/// How many mails of a sending are on the way: their slices name them by places of two bytes each.
pub(super) fn on_the_way(tx: &mut Tx<'_>, sending: Id) -> Result<i64, Fault> {
    Ok(tx.first(&ON_THE_WAY, &[(&sending).into()], |row| row.maybe_int(0))?.flatten().unwrap_or(0) / 2)
}

/// Signatures of a petition: as rows, and as its tally says.
pub(super) fn signed(tx: &mut Tx<'_>, petition: Id) -> Result<(i64, i64), Fault> {
    let rows = tx.first(&SIGNED, &[(&petition).into()], |row| row.int(0))?.unwrap_or(0);
    let tally = tx.first(&SIGNED_TALLY, &[(&petition).into()], |row| row.maybe_int(0))?.flatten().unwrap_or(0);
    Ok((rows, tally))
}

/// People by response.
pub(super) type Answers = BTreeMap<i64, i64>;

/// Answers to an event: as rows, and as its tally says.
pub(super) fn answered(tx: &mut Tx<'_>, event: Id) -> Result<(Answers, Answers), Fault> {
    let mut count = |statement| -> Result<Answers, Fault> {
        let counted = tx.rows(statement, &[(&event).into()], |row| Ok((row.int(0)?, row.int(1)?)))?;
        Ok(counted.into_iter().filter(|(_, people)| *people != 0).collect())
    };
    Ok((count(&ANSWERED)?, count(&ANSWERED_TALLY)?))
}
