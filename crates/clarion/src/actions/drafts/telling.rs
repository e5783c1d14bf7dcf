//! Telling by mail: those whose word a draft waits for that it waits, and its writers what became of it.
//!
//! The transaction in which it happens queues one job; that one finds who is to be told and queues a mail for each, under ids that
//! follow from draft, news and account, so that nobody is told twice. A mail names the title and leads to the console; the words
//! stand there and not in it, since a draft is private and mail lies in mailboxes.

use super::super::kinds::Words;
use super::approve::{self, Approvers};
use super::{Draft, DraftState, What, store};
use crate::access::owner_mail::{self, Reader};
use crate::access::{self, Deed, SeatRole, accounts, may};
use crate::app::App;
use crate::coalitions::{self, Role};
use crate::ids::Id;
use crate::messages::Mailer;
use crate::petitions::co_sponsors;
use crate::web::lang::Lang;
use ::jobs::{Job, NewJob, Outcome, Registry};
use db::{Fault, Tx};
use std::collections::BTreeMap;

const TELL: &str = "petitions.tell";
const MAIL: &str = "petitions.tell_one";

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// It waits for somebody's word.
    Waiting,
    /// It was sent back with a reason.
    Returned,
    /// It was published.
    Published,
    /// A group is asked to co-sponsor it.
    Asked,
}

impl News {
    const ALL: [Self; 4] = [Self::Waiting, Self::Returned, Self::Published, Self::Asked];

    /// Whether it is still so. What something else has overtaken is told to nobody.
    fn holds(self, draft: &Draft) -> bool {
        match self {
            Self::Waiting => draft.state == DraftState::Waiting,
            Self::Returned => draft.state == DraftState::Draft && !draft.returned_why.is_empty(),
            Self::Published => draft.state == DraftState::Published,
            Self::Asked => false,
        }
    }

    fn words(self, what: What) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Published if what == What::Update => {
                ("petition-mail-published-subject", "update-mail-published", "petition-mail-look")
            }
            Self::Waiting => ("petition-mail-waiting-subject", "petition-mail-waiting", "petition-mail-read"),
            Self::Returned => ("petition-mail-returned-subject", "petition-mail-returned", "petition-mail-look"),
            Self::Published => ("petition-mail-published-subject", "petition-mail-published", "petition-mail-look"),
            Self::Asked => ("petition-mail-asked-subject", "petition-mail-asked", "petition-mail-read"),
        }
    }
}

/// Queues the telling. A draft that is sent a second time is told a second time. After it, wake the workers.
pub(super) fn queue(tx: &mut Tx<'_>, draft: Id, version: i64, news: News, now: i64) -> Result<(), Fault> {
    let payload = [&draft.0[..], &[news as u8], &version.to_le_bytes(), &now.to_le_bytes()].concat();
    let id = *blake3::derive_key(TELL, &payload).first_chunk().expect("a hash has 32 bytes");
    ::jobs::queue(tx, &[NewJob { id, kind: TELL, payload: &payload, run_at: now, created_at: now }])
}

/// Queues a mail to each owner of a group that is asked to co-sponsor. After it, wake the workers.
pub(crate) fn queue_asked(tx: &mut Tx<'_>, petition: Id, group: Id, now: i64) -> Result<(), Fault> {
    let what = [&petition.0[..], &[News::Asked as u8], &0i64.to_le_bytes(), &now.to_le_bytes()].concat();
    owner_mail::queue(tx, MAIL, group, (&what, &what), now)
}

/// Adds these kinds of job to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App, mailer: &Mailer) {
    let telling = app.clone();
    registry.add(TELL, owner_mail::BOUNDS, move |job| {
        let app = telling.clone();
        async move { tell_all(&app, &job).await }
    });
    owner_mail::register(registry, (app, mailer), MAIL, read, find);
}

/// What is told of: draft or petition, and a draft's version.
type About = (Id, News, i64);

/// What a payload is about. At its end is the instant of queueing.
fn read(payload: &[u8]) -> Option<About> {
    let (draft, rest) = payload.split_first_chunk::<16>()?;
    let (news, rest) = rest.split_first()?;
    let news = News::ALL.into_iter().find(|known| *known as u8 == *news)?;
    let (version, rest) = rest.split_first_chunk::<8>()?;
    (rest.len() == 8).then(|| (Id(*draft), news, i64::from_le_bytes(*version)))
}

async fn tell_all(app: &App, job: &Job) -> Outcome {
    let Some((draft, news, version)) = read(&job.payload) else {
        return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
    };
    let (now, payload) = (app.clock.now(), job.payload.clone());
    let told = app.db.write("petitions.tell", move |tx| {
        let Some(draft) = store::find(tx, draft)?.filter(|found| found.version == version && news.holds(found)) else {
            return Ok(());
        };
        for account in who(tx, &draft, news)?.into_keys() {
            owner_mail::queue_one(tx, MAIL, account, (&payload, &payload), now)?;
        }
        Ok(())
    });
    match told.await {
        Ok(()) => {
            app.waker.wake();
            Outcome::Done
        }
        Err(fault) => Outcome::retry(format!("the database: {:?}", fault.kind())),
    }
}

/// Who hears of it, each with the group in whose name they would answer. Of other groups the owners hear of it: all who sit there may
/// answer, and find it in the console.
fn who(tx: &mut Tx<'_>, draft: &Draft, news: News) -> Result<BTreeMap<Id, Id>, Fault> {
    if news != News::Waiting {
        return Ok([draft.drafted_by, draft.changed_by].map(|account| (account, draft.group)).into());
    }
    let mut groups = Vec::new();
    let (of, needed) = match approve::approvers(tx, draft)? {
        Approvers::Alone | Approvers::Nobody => return Ok(BTreeMap::new()),
        Approvers::Own => {
            groups.push(draft.group);
            (Vec::new(), SeatRole::Organiser)
        }
        Approvers::Steering(coalition) => (vec![coalition], SeatRole::Owner),
        Approvers::Neighbours(coalitions) => (coalitions, SeatRole::Owner),
    };
    for coalition in of {
        let members = coalitions::members(tx, coalition.id)?.into_iter();
        groups.extend(members.filter(|(_, role)| role == Role::Steering.as_str()).map(|(group, _)| group.id));
    }
    let mut told = BTreeMap::new();
    for group in groups {
        for (account, role) in accounts::seated_in(tx, group, owner_mail::TOLD_MAX)? {
            let Some(actor) =
                access::actor(tx, account.id)?.filter(|_| role >= needed && told.len() < owner_mail::TOLD_MAX as usize)
            else {
                continue;
            };
            if approve::may_approve(tx, &actor, draft, group)? {
                told.entry(account.id).or_insert(group);
            }
        }
    }
    Ok(told)
}

/// What there is to tell somebody, as long as it is true.
fn find(tx: &mut Tx<'_>, (of, news, version): About, reader: &Reader) -> Result<Option<owner_mail::News>, Fault> {
    match news {
        News::Asked => asked_owner(tx, of, reader),
        _ => reader_of_draft(tx, (of, version), news, reader),
    }
}

fn reader_of_draft(
    tx: &mut Tx<'_>,
    (draft, version): (Id, i64),
    news: News,
    reader: &Reader,
) -> Result<Option<owner_mail::News>, Fault> {
    let found = store::find(tx, draft)?.filter(|found| found.version == version && news.holds(found));
    let Some(draft) = found else { return Ok(None) };
    let Some(group) = who(tx, &draft, news)?.remove(&reader.account) else { return Ok(None) };
    let what = draft.document.what();
    // Who may approve was asked just now; who wrote it hears of it as long as they sit in the group.
    told(tx, (draft.id, draft.group, &draft.document.words), (news, what), (Deed::SeeGroup(group), group), reader.lang)
}

/// To an owner of a group that is asked, as long as it has not answered.
fn asked_owner(tx: &mut Tx<'_>, petition: Id, reader: &Reader) -> Result<Option<owner_mail::News>, Fault> {
    let (actor, subject) = (access::actor(tx, reader.account)?, co_sponsors::subject(tx, petition)?);
    let Some((actor, subject)) = actor.zip(subject) else { return Ok(None) };
    let mut asked = co_sponsors::of_petition(tx, petition)?;
    asked.retain(|known| known.answer == co_sponsors::Answer::Asked && may(&actor, &Deed::CoSponsor(known.group)));
    let Some(group) = asked.first().map(|known| known.group) else { return Ok(None) };
    let about = (News::Asked, What::Petition);
    told(tx, (petition, subject.group, &subject.words), about, (Deed::CoSponsor(group), group), reader.lang)
}

fn told(
    tx: &mut Tx<'_>,
    (id, of, words): (Id, Id, &[Words]),
    (news, what): (News, What),
    (needs, group): (Deed, Id),
    lang: Lang,
) -> Result<Option<owner_mail::News>, Fault> {
    let (of, group) = (coalitions::group(tx, of)?, coalitions::group(tx, group)?);
    let Some((of, group)) = of.zip(group) else { return Ok(None) };
    let place = match what {
        What::Petition => "petitions",
        What::Form => "forms",
        What::Update => "updates",
    };
    let (subject, said, button) = news.words(what);
    let title = words.iter().find(|words| words.lang == lang.code()).or(words.first());
    let title = title.map_or_else(String::new, |words| words.title.clone());
    let path = format!("/console/groups/{}/{place}/{id}", group.slug);
    Ok(Some(owner_mail::News { needs, group, subject, said, button, title, of: of.name, path }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_read_as_it_was_queued() {
        for news in News::ALL {
            let payload = [&[7; 16][..], &[news as u8], &3i64.to_le_bytes(), &9i64.to_le_bytes()].concat();
            assert_eq!(read(&payload), Some((Id([7; 16]), news, 3)));
            assert_eq!(read(&payload[..32]), None);
        }
        assert_eq!((read(&[7; 16]), read(&[9; 33])), (None, None));
    }
}
