//! Counting answers: the tallies of one committed state, and the same from the rows themselves to compare with.

use super::store::{self, TallyRow};
use super::{AttendanceKind, Response};
use crate::ids::Id;
use db::{Fault, Tx};

/// How many answers stand, as of one committed state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Come if it is called, confirmed by the humans: the public number.
    pub coming: i64,
    /// Come if it is called, as groups say.
    pub asserted: i64,
    /// Stand on the waiting list.
    pub waiting: i64,
    /// Answered and do not come.
    pub not_coming: i64,
    /// When it was read, microseconds.
    pub as_of: i64,
}

impl Count {
    fn of(rows: &[TallyRow], as_of: i64) -> Self {
        let mut count = Self { as_of, ..Self::default() };
        for (kind, response, attendances) in rows {
            *match (response, kind) {
                (Response::Coming, AttendanceKind::Confirmed) => &mut count.coming,
                (Response::Coming, _) => &mut count.asserted,
                (Response::Waiting, _) => &mut count.waiting,
                (Response::NotComing, _) => &mut count.not_coming,
            } += attendances;
        }
        count
    }

    /// Everybody who comes if it is called.
    pub fn all_coming(&self) -> i64 {
        self.coming + self.asserted
    }
}

/// The count from the tallies.
pub fn count(tx: &mut Tx<'_>, event: Id, now: i64) -> Result<Count, Fault> {
    Ok(Count::of(&store::tally(tx, event)?, now))
}

/// The count from the rows: slow, for comparing within one snapshot.
pub fn recount(tx: &mut Tx<'_>, event: Id, now: i64) -> Result<Count, Fault> {
    Ok(Count::of(&store::rows_by_response(tx, event)?, now))
}
