//! Who is in a coalition, and as what: invitations, changes of a role, leaving, and the time in which nothing of that moves.
//!
//! | deed | who decides |
//! |---|---|
//! | invite as partner or endorser | one steering group; the invited group accepts |
//! | invite to steer | two steering groups (one, where only one steers); the invited group accepts |
//! | raise a role | two steering groups other than the raised one (one, where there is only one other) |
//! | lower a role, put a group out | two thirds of the other steering groups, at least two |
//! | step down, leave | the group itself, unless nobody would steer |

pub mod change_role;
pub mod freeze;
pub mod invite;
pub mod leave;
pub(crate) mod store;

pub use change_role::RoleChange;
pub use invite::Invitation;
