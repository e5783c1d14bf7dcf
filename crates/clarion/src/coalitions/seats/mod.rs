//! People of a group: invited by mail to a seat, seated when they follow the link, and unseated.
//!
//! The link proves the mailbox, so accepting makes an account if there is none, gives the seat, and signs in. It works once, for
//! [`invite::INVITATION_LIFE`]; a new invitation to the same mailbox takes the old one's place.

pub mod accept;
pub mod invite;
pub mod jobs;
pub mod pages;
pub mod remove;
pub(crate) mod store;

use crate::access::SeatRole;
use crate::ids::Id;
use crate::keys::Vault;
use crate::web::lang::Lang;
use db::{Fault, Tx};
use seal::MatchingKey;
use serde::{Deserialize, Serialize};

/// People of a group on one page.
pub const SEATED_MAX: i64 = 500;

/// The operator invites, on the command line.
pub const OPERATOR: Id = Id::ZERO;

/// Somebody who is asked to take a seat.
#[derive(Clone, PartialEq, Eq)]
pub struct SeatInvitation {
    /// The mailbox.
    pub matching_key: MatchingKey,
    /// The group.
    pub group: Id,
    /// Of this invitation; a newer one to the same mailbox has another.
    pub id: Id,
    /// [`Invited`], sealed under the group's key.
    pub sealed: Vec<u8>,
    /// Which seat.
    pub role: SeatRole,
    /// The language of the mail.
    pub lang: Lang,
    /// Who asks; [`OPERATOR`] for the operator.
    pub invited_by: Id,
    /// When.
    pub invited_at: i64,
    /// Until when the link works.
    pub expires_at: i64,
    /// When the mail left.
    pub mailed_at: Option<i64>,
    /// How it ended, if it did.
    pub ended: Option<Ended>,
    /// The session that accepting began.
    pub ended_by: Option<Id>,
}

/// How an invitation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The seat was taken.
    Accepted,
    /// Its mailbox wants none.
    Declined,
    /// An owner took it back.
    Withdrawn,
    /// The relay refused the mail for good.
    NotDelivered,
}

impl Ended {
    fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::NotDelivered => "not delivered",
        }
    }

    fn of(word: &str) -> Result<Self, Fault> {
        let all = [Self::Accepted, Self::Declined, Self::Withdrawn, Self::NotDelivered];
        all.into_iter().find(|ended| ended.as_str() == word).ok_or_else(|| Fault::bug("how a seat's invitation ended"))
    }
}

/// What is sealed of an invitation.
#[derive(Clone, Serialize, Deserialize)]
pub struct Invited {
    /// The mailbox as it was typed.
    pub email: String,
}

impl SeatInvitation {
    /// Opens whose mailbox it is.
    pub fn open(&self, vault: &Vault) -> Result<Invited, Fault> {
        let plain = vault.open_sealed(self.group, &self.id.0, &self.sealed)?;
        serde_json::from_slice(&plain).map_err(|_| Fault::bug("an invitation to a seat cannot be read"))
    }

    /// Whether its link still works.
    pub fn is_open(&self, now: i64) -> bool {
        self.ended.is_none() && self.expires_at > now
    }
}

/// The invitations of a group that were not answered, the newest first.
pub fn waiting(tx: &mut Tx<'_>, group: Id) -> Result<Vec<SeatInvitation>, Fault> {
    store::waiting(tx, group, SEATED_MAX)
}
