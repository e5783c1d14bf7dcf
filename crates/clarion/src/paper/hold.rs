//! Holding a sheet: whoever enters it has it alone, so that no two type it. Each line renews the hold; after a quarter of an hour without
//! one it is free for anybody.

use super::{find, store};
use crate::clock::MINUTE;
use crate::coalitions::Act;
use db::{Fault, Tx};

/// Longer than it takes to fetch a coffee, shorter than a colleague waits for somebody who went home.
pub const HELD_FOR: i64 = 15 * MINUTE;

refusals! {
    /// Why a sheet does not change hands.
    HoldRefusal {
        /// There is no such sheet of the group.
        Unknown = "paper-refused-unknown",
        /// It is closed.
        Closed = "paper-refused-closed",
        /// Somebody else enters it.
        Held = "paper-refused-held",
    }
}

/// Takes a sheet in hand, or renews that.
pub fn take(tx: &mut Tx<'_>, act: &Act, code: &str) -> Result<Result<(), HoldRefusal>, Fault> {
    let Some((sheet, _)) = find(tx, act.group, code)? else { return Ok(Err(HoldRefusal::Unknown)) };
    if store::take(tx, sheet.id, act.account, act.now + HELD_FOR, act.now)? {
        return Ok(Ok(()));
    }
    Ok(Err(if sheet.closed.is_some() { HoldRefusal::Closed } else { HoldRefusal::Held }))
}

/// Puts a sheet back, with the lines it has so far. Whoever does not hold it wanted that anyway.
pub fn let_go(tx: &mut Tx<'_>, act: &Act, code: &str) -> Result<Result<(), HoldRefusal>, Fault> {
    let Some((sheet, _)) = find(tx, act.group, code)? else { return Ok(Err(HoldRefusal::Unknown)) };
    store::let_go(tx, sheet.id, act.account, act.now)?;
    Ok(Ok(()))
}
