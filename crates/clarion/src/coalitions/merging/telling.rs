//! Telling the owners of a group that another asks it to become one with it, or to undo that: by mail, and what waits for them in the
//! console.
//!
//! The transaction that asks queues a mail for each owner of the other group, under an id that follows from the merge, the question and
//! the account, so that nobody is told twice. The mail leads to the console, where the answer is given.

use super::agree::OPEN_LOOKED;
use super::{Merge, State, store};
use crate::access::owner_mail::{self, News, Reader, TOLD_MAX};
use crate::access::{Deed, SeatRole, accounts};
use crate::app::App;
use crate::coalitions::{self, Act};
use crate::ids::Id;
use crate::messages::Mailer;
use ::jobs::Registry;
use db::{Fault, Tx};

const MAIL: &str = "groups.merge_mail";

/// What a merge waits for from one of its two groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    /// Whether to become one.
    Merge,
    /// Whether to undo it.
    Undo,
}

impl Question {
    /// The question that stands, if it is one to this group.
    fn to(merge: &Merge, group: Id) -> Option<Self> {
        match (merge.state, merge.apart) {
            (State::Asked, _) if merge.asked.group != group => Some(Self::Merge),
            (State::Merged, Some(word)) if word.group != group => Some(Self::Undo),
            _ => None,
        }
    }

    /// The message of its line in the console, which names the other group.
    pub(crate) fn line(self) -> &'static str {
        match self {
            Self::Merge => "asked-to-merge",
            Self::Undo => "asked-to-part",
        }
    }
}

/// What another group waits for from this one: the question, and the name of the group that asks.
pub(crate) fn waits_for(tx: &mut Tx<'_>, group: Id) -> Result<Option<(Question, String)>, Fault> {
    for merge in super::of_group(tx, group, OPEN_LOOKED)? {
        if let Some(question) = Question::to(&merge, group) {
            let asks = coalitions::group(tx, merge.other_of(group))?;
            return Ok(asks.map(|asks| (question, asks.name)));
        }
    }
    Ok(None)
}

/// Queues a mail to each owner of the other group but whoever asks. After it, wake the workers.
pub(super) fn queue(tx: &mut Tx<'_>, act: &Act, merge: Id, other: Id) -> Result<(), Fault> {
    // Asked again after it was taken back, that is another question.
    let once = [&merge.0[..], &act.now.to_le_bytes()].concat();
    let seated = accounts::seated_in(tx, other, TOLD_MAX)?;
    for (account, _) in seated.into_iter().filter(|(account, role)| *role == SeatRole::Owner && account.id != act.account) {
        owner_mail::queue_one(tx, MAIL, account.id, (&merge.0, &once), act.now)?;
    }
    Ok(())
}

/// Adds this kind of job to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App, mailer: &Mailer) {
    owner_mail::register(registry, (app, mailer), MAIL, owner_mail::ids, find);
}

/// As long as the question stands.
fn find(tx: &mut Tx<'_>, [merge]: [Id; 1], _: &Reader) -> Result<Option<News>, Fault> {
    let Some(merge) = store::merge(tx, merge)? else { return Ok(None) };
    let asked = merge.groups().into_iter().find_map(|group| Some((group, Question::to(&merge, group)?)));
    let Some((group, question)) = asked else { return Ok(None) };
    let (asks, group) = (coalitions::group(tx, merge.other_of(group))?, coalitions::group(tx, group)?);
    let (Some(asks), Some(group)) = (asks, group) else { return Ok(None) };
    let (subject, said) = match question {
        Question::Merge => ("merge-mail-subject", "merge-mail-said"),
        Question::Undo => ("merge-mail-undo-subject", "merge-mail-undo-said"),
    };
    Ok(Some(News {
        needs: Deed::MergeGroups(group.id),
        subject,
        said,
        button: "merge-mail-button",
        title: group.name.clone(),
        of: asks.name,
        path: format!("/console/groups/{}/merging", group.slug),
        group,
    }))
}
