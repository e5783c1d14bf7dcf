//! Who is in a coalition, and as what: invitations, changes of a role, leaving. While words are on their way, only joining moves.
//!
//! | deed | who decides |
//! |---|---|
//! | invite as partner or endorser | one steering group; the invited group accepts |
//! | invite to steer | two steering groups (one, where only one steers); the invited group accepts |
//! | raise a role | two steering groups other than the raised one (one, where there is only one other) |
//! | lower a role, put a group out | two thirds of the other steering groups, at least two |
//! | step down, leave | the group itself, unless nobody would steer |

pub mod change_role;
pub mod invite;
pub mod leave;
pub mod leaving;
pub(crate) mod store;
pub mod telling;

pub use change_role::RoleChange;
pub use invite::Invitation;

/// Whether words of the coalition are on their way: then nobody leaves and no role changes, because who is told by whom, and who may
/// stop it, was settled when they started. Messages know it; whoever calls a verb here asks them, with the coalition in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calling {
    /// Nothing is on its way.
    Not,
    /// A call, or another word to its people, is on its way or held up.
    Now,
}
