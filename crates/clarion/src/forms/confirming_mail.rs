//! The words of a form's confirming mail. Nothing that was answered stands in it: whoever filled in the form may have entered a
//! stranger's mailbox.

use super::create::{self, NewForm};
use super::store;
use crate::coalitions::{self, Group};
use crate::ids::Id;
use crate::web::views_mail::{ConfirmSubmissionMail, MailFrame, MailLinks, MailWords};
use db::{Fault, Tx};
use seal::MatchingKey;
use std::collections::HashSet;

/// What every mail of a form shares.
pub struct Subject {
    whole: NewForm,
    /// The form's group, which writes.
    pub group: Group,
}

/// What the mails of a form need; `None` where it is gone.
pub fn subject(tx: &mut Tx<'_>, id: Id) -> Result<Option<Subject>, Fault> {
    let Some(whole) = create::find_by_id(tx, id)? else { return Ok(None) };
    let group = coalitions::group(tx, whole.form.group)?;
    Ok(group.map(|group| Subject { whole, group }))
}

/// Which of these mailboxes have answered already.
pub fn have_submitted(tx: &mut Tx<'_>, wanted: &[(MatchingKey, Id)]) -> Result<HashSet<(MatchingKey, Id)>, Fault> {
    store::have_submitted(tx, wanted)
}

impl Subject {
    /// The mail for a form that waits. Whoever has answered already reads so: their click changes what they said.
    pub fn mail(&self, mail: MailFrame, links: MailLinks, has_submitted: bool) -> MailWords {
        ConfirmSubmissionMail {
            form_title: self.whole.title_in(mail.lang).to_owned(),
            is_pledge: self.whole.form.kind == super::FormKind::Pledge,
            confirm_url: links.confirm_url,
            not_me_url: links.not_me_url,
            has_submitted,
            mail,
        }
        .words()
    }
}
