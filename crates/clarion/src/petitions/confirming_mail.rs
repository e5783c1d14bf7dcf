//! The words of a petition's confirming mail, and of the one for somebody who has long signed.

use super::{Petition, PetitionWords, store};
use crate::coalitions::{self, Group};
use crate::ids::Id;
use crate::web::lang::Lang;
use crate::web::views_mail::{AlreadySignedMail, ConfirmMail, MailFrame, MailLinks, MailWords};
use db::{Fault, Tx};
use seal::MatchingKey;
use std::collections::HashSet;

/// What every mail of a petition shares.
pub struct Subject {
    petition: Petition,
    words: Vec<PetitionWords>,
    /// The page's group, which writes.
    pub group: Group,
}

/// What the mails of a petition need; `None` where it is gone.
pub fn subject(tx: &mut Tx<'_>, id: Id) -> Result<Option<Subject>, Fault> {
    let Some(petition) = store::petition(tx, id)? else { return Ok(None) };
    let Some(group) = coalitions::group(tx, petition.group)? else { return Ok(None) };
    let words = store::words(tx, id)?;
    Ok(Some(Subject { petition, words, group }))
}

/// Which of these mailboxes have signed already.
pub fn have_signed(tx: &mut Tx<'_>, wanted: &[(MatchingKey, Id)]) -> Result<HashSet<(MatchingKey, Id)>, Fault> {
    store::have_signed(tx, wanted)
}

impl Subject {
    /// The mail for a form that waits, or for one that came from somebody who has signed.
    pub fn mail(&self, mail: MailFrame, links: MailLinks, has_signed: bool) -> MailWords {
        let petition_title = self.title(mail.lang);
        match has_signed {
            true => {
                let path = mail.lang.path(&format!("/petitions/{}", self.petition.slug));
                AlreadySignedMail { mail, petition_title, petition_url: format!("{}{path}", links.public_url) }.words()
            }
            false => ConfirmMail { mail, petition_title, not_me_url: links.not_me_url, confirm_url: links.confirm_url }.words(),
        }
    }

    /// The title in the reader's language, or in the petition's own.
    fn title(&self, lang: Lang) -> String {
        let own = self.words.iter().find(|words| words.lang == lang.code()).or(self.words.first());
        own.map_or_else(|| self.petition.name.clone(), |words| words.title.clone())
    }
}
