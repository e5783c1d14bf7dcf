//! Entering a sheet: the next line, another text for one that stands, and the last one taken away. Nothing counts yet.

use super::line::{Row, Written};
use super::{Sheet, find, hold, store};
use crate::coalitions::Act;
use crate::ids::Id;
use crate::people::Intake;
use db::{Fault, Tx};

refusals! {
    /// Why a line is not written.
    EnterRefusal {
        /// There is no such sheet of the group.
        Unknown = "paper-refused-unknown",
        /// It is closed.
        Closed = "paper-refused-closed",
        /// Somebody else took it in hand meanwhile.
        Held = "paper-refused-held",
        /// A line with this number stands already, or is gone.
        Moved = "paper-refused-moved",
        /// It has as many lines as rows.
        Full = "paper-refused-lines",
    }
}

/// One line, sealed.
#[derive(Clone, Debug)]
pub struct NewLine(Row);

/// Seals a line of a group's sheet; one that cannot be read holds nothing.
pub fn prepare(intake: &Intake, now: i64, group: Id, number: i64, written: Option<&Written>) -> Result<NewLine, Fault> {
    let id = intake.ids.fresh(now);
    let sealed = written.map(|written| written.seal(intake, group, id)).transpose()?;
    Ok(NewLine(Row { number, id, group, sealed }))
}

/// Writes the next line.
pub fn enter(tx: &mut Tx<'_>, act: &Act, code: &str, line: &NewLine) -> Result<Result<(), EnterRefusal>, Fault> {
    let NewLine(row) = line;
    let Some((sheet, _)) = find(tx, act.group, code)? else { return Ok(Err(EnterRefusal::Unknown)) };
    if !store::advance(tx, sheet.id, act.account, row.number - 1, act.now + hold::HELD_FOR)? {
        // A commit in doubt is run again: our own line stands.
        let stands = store::lines(tx, sheet.id)?.iter().any(|standing| standing.id == row.id);
        return Ok(if stands { Ok(()) } else { Err(why(&sheet, act, row.number > sheet.rows)) });
    }
    store::set_line(tx, sheet.id, row)?;
    Ok(Ok(()))
}

/// Writes another text for a line that stands.
pub fn correct(tx: &mut Tx<'_>, act: &Act, code: &str, line: &NewLine) -> Result<Result<(), EnterRefusal>, Fault> {
    let NewLine(row) = line;
    let Some((sheet, _)) = find(tx, act.group, code)? else { return Ok(Err(EnterRefusal::Unknown)) };
    if row.number < 1 || !store::touch(tx, sheet.id, act.account, row.number, act.now + hold::HELD_FOR)? {
        return Ok(Err(why(&sheet, act, false)));
    }
    store::set_line(tx, sheet.id, row)?;
    Ok(Ok(()))
}

/// Takes the last line away; `number` is the one that was seen as the last.
pub fn undo(tx: &mut Tx<'_>, act: &Act, code: &str, number: i64) -> Result<Result<(), EnterRefusal>, Fault> {
    let Some((sheet, _)) = find(tx, act.group, code)? else { return Ok(Err(EnterRefusal::Unknown)) };
    if store::step_back(tx, sheet.id, act.account, number, act.now + hold::HELD_FOR)? {
        store::drop_line(tx, sheet.id, number)?;
        return Ok(Ok(()));
    }
    // Pressed twice, it was wanted once.
    let is_gone = sheet.closed.is_none() && sheet.holder(act.now) == Some(act.account) && sheet.lines + 1 == number;
    Ok(if is_gone { Ok(()) } else { Err(why(&sheet, act, false)) })
}

fn why(sheet: &Sheet, act: &Act, is_full: bool) -> EnterRefusal {
    match () {
        () if sheet.closed.is_some() => EnterRefusal::Closed,
        () if sheet.held_by != Some(act.account) => EnterRefusal::Held,
        () if is_full => EnterRefusal::Full,
        () => EnterRefusal::Moved,
    }
}
