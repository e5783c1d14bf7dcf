//! What a group's leaving means, line by line with numbers, before an owner confirms it; and what ends when it has left.
//!
//! Each line is a table that ties a group to a coalition; why it stays, goes along or ends: docs/decisions/0019. Whoever confirms names
//! what they saw: where that changed meanwhile, nothing happens and the page says so. A group that is put out loses the same.

mod store;

pub(crate) use store::STATEMENTS;

use crate::coalitions::{self, Act, Role};
use crate::ids::Id;
use db::{Fault, Tx};

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Stays the group's, whatever coalition it is in.
    GoesAlong,
    /// Ends at once.
    Ends,
    /// Stays in the coalition, sealed or by internal ids, for a reason.
    StaysSealed,
    /// Stays as it is, for all to see.
    Stays,
}

macro_rules! lines {
    ($($(#[$doc:meta])* $case:ident = $word:literal, $fate:ident;)+) => {
        /// Something that ties a group to a coalition.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Line { $($(#[$doc])* $case),+ }

        impl Line {
            /// All of them, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$case),+];

            /// The word that its messages end with.
            pub fn word(self) -> &'static str {
                match self { $(Self::$case => $word),+ }
            }

            /// What becomes of it.
            pub fn fate(self) -> Fate {
                match self { $(Self::$case => Fate::$fate),+ }
            }
        }
    };
}

lines! {
    /// Petitions of the group in the coalition's name.
    Petitions = "petitions", GoesAlong;
    /// Forms likewise.
    Forms = "forms", GoesAlong;
    /// Petitions and forms that are being written in its name.
    Drafts = "drafts", GoesAlong;
    /// Events that the coalition called.
    CalledEvents = "called-events", GoesAlong;
    /// Delegate and deputy.
    Posts = "posts", Ends;
    /// Ballots that run.
    Ballots = "ballots", Ends;
    /// Events that take place only if the coalition calls.
    OnCallEvents = "on-call-events", Ends;
    /// Statements of the coalition that the group is writing.
    StatementDrafts = "statement-drafts", Ends;
    /// Groups it invited.
    Invitations = "invitations", Ends;
    /// Changes of its role, and changes of sharing that it proposed.
    Proposals = "proposals", Ends;
    /// The form by which groups ask to join, if it stands in this group's name and is switched on.
    JoinForm = "join-form", Ends;
    /// Agreements to count people in common.
    Overlaps = "overlaps", Ends;
    /// Petitions of others in the coalition that it co-sponsors.
    CoSponsored = "co-sponsored", Stays;
    /// Co-sponsors from the coalition on its own petitions.
    CoSponsors = "co-sponsors", Stays;
    /// Statements that it wrote.
    Statements = "statements", Stays;
    /// Plans that its people began.
    Plans = "plans", StaysSealed;
    /// Calls and other words, with who got them by internal ids.
    Sendings = "sendings", StaysSealed;
}

/// What leaving would mean now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// What the group is in the coalition.
    pub role: Role,
    /// How many other groups are told.
    pub others: usize,
    /// Each line of which there is something, with how much.
    pub lines: Vec<(Line, i64)>,
}

impl Preview {
    /// What stands for it in the form: whoever confirms names what they saw.
    pub fn seen(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.role.as_str().as_bytes());
        for (line, count) in &self.lines {
            hasher.update(line.word().as_bytes()).update(&count.to_le_bytes());
        }
        hasher.finalize().to_hex()[..32].to_owned()
    }
}

/// What it would mean now; `None` where the group is not in the coalition.
pub fn preview(tx: &mut Tx<'_>, coalition: Id, group: Id, now: i64) -> Result<Option<Preview>, Fault> {
    let Some(role) = coalitions::role_of(tx, coalition, group)? else { return Ok(None) };
    let others = coalitions::members(tx, coalition)?.len().saturating_sub(1);
    let mut lines = Vec::new();
    for line in Line::ALL {
        let count = store::count(tx, *line, coalition, group, now)?;
        if count > 0 {
            lines.push((*line, count));
        }
    }
    Ok(Some(Preview { role, others, lines }))
}

/// Ends what cannot outlast the membership, in the transaction that ended it. Posts and ballots are ended where they are.
pub(super) fn wind_up(tx: &mut Tx<'_>, act: &Act, coalition: Id, group: Id) -> Result<(), Fault> {
    store::wind_up(tx, coalition, group, act.now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_saw_other_numbers_saw_something_else() {
        let seen = |role, lines: &[(Line, i64)]| Preview { role, others: 3, lines: lines.to_vec() }.seen();
        let one = seen(Role::Partner, &[(Line::Petitions, 1)]);
        assert_eq!(one.len(), 32);
        assert_eq!(one, Preview { role: Role::Partner, others: 7, lines: vec![(Line::Petitions, 1)] }.seen(), "who else is in it");
        for other in [
            seen(Role::Steering, &[(Line::Petitions, 1)]),
            seen(Role::Partner, &[(Line::Forms, 1)]),
            seen(Role::Partner, &[(Line::Petitions, 2)]),
        ] {
            assert_ne!(one, other);
        }
    }
}
