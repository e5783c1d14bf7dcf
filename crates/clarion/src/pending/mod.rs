//! What an unproved mailbox sent: one sealed row until that mailbox answers, whatever the action.
//!
//! A form of a page, or of a program without a key, waits here; its row is the queue of its confirming mail. What a click then does is
//! the verb of the domain that the row's [`Kind`] names.

mod clean_up;
mod confirming_mail;
pub mod form;
pub mod held;
pub mod jobs;
pub mod limits;
pub mod link;
pub mod pages;
pub mod proof_of_work;
pub(crate) mod public_form;
pub(crate) mod store;
pub mod take_form;

/// Parts of mails to people whose details somebody typed.
pub(crate) mod mail_parts {
    pub(crate) use super::confirming_mail::{greeted, on_one_line};
}

pub use link::{Link, WaitingForm, claim, look};
pub use take_form::{FormContent, FormInput};

use crate::app::App;
use crate::ids::Id;
use db::{Fault, Tx};
use seal::MatchingKey;
use serde::{Deserialize, Serialize};

/// Drops what a mailbox sent to a group and did not confirm.
pub(crate) fn forget(tx: &mut Tx<'_>, key: MatchingKey, group: Id) -> Result<(), Fault> {
    store::drop_of(tx, key, group).map(drop)
}

/// Takes a checked form of a group; the one write that every accepted form makes, from a page or without an API key.
pub async fn accept(app: &App, of: (Kind, Id), content: &FormContent, waiting: bool) -> Result<(), Fault> {
    let may_leave = app.held.begin();
    let input = take_form::prepare(&app.vault, &app.ids, of, content, waiting, app.clock.now())?;
    match app.take_form.submit(input).await? {
        Ok(()) => app.waker.wake(),
        Err(never) => match never {},
    }
    // An error means that nothing holds it.
    may_leave.await.ok();
    Ok(())
}

/// What a form asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(i64)]
pub enum Kind {
    /// To sign a petition.
    #[default]
    Signature = 1,
    /// To come to an event.
    Attendance = 2,
    /// To answer a form with questions of its own.
    Submission = 3,
    /// That a group may join a coalition.
    Joining = 4,
}

impl Kind {
    /// Reads the column.
    pub(crate) fn of(code: i64) -> Result<Self, Fault> {
        let known =
            [Self::Signature, Self::Attendance, Self::Submission, Self::Joining].into_iter().find(|kind| *kind as i64 == code);
        known.ok_or_else(|| Fault::bug("what a waiting form is for"))
    }
}
