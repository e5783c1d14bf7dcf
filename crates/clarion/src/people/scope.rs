//! Within whose list a statement runs. Supporters' records, consents, tags and notes are read and written by statements that cannot run
//! without one (`db::scoped_statements!`), and the layer itself puts it where the group's id belongs.

use crate::ids::Id;

/// One group's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope(Id);

impl Scope {
    /// The list of a group for which the caller acts: by `access::may`, an API key, or a row of the group itself.
    pub const fn of(group: Id) -> Self {
        Self(group)
    }

    /// The group.
    pub const fn group(self) -> Id {
        self.0
    }
}

impl db::Scope for Scope {
    fn owner(&self) -> &[u8; 16] {
        &self.0.0
    }
}
