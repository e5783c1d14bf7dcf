//! Telling by mail: those whose word a draft waits for that it waits, and its writers what became of it.
//!
//! The transaction in which it happens queues one job; that one finds who is to be told and queues a mail for each, under ids that
//! follow from draft, news and account, so that nobody is told twice. A mail names the title and leads to the console; the words
//! stand there and not in it, since a draft is private and mail lies in mailboxes.

use super::super::kinds::Words;
use super::approve::{self, Approvers};
use super::{Draft, DraftState, What, store};
use crate::access::{self, Deed, SeatRole, accounts, jobs as account_mails, may};
use crate::app::App;
use crate::coalitions::{self, Group, Role};
use crate::ids::Id;
use crate::messages::{Mailer, OutgoingMail};
use crate::petitions::co_sponsors;
use crate::web::views_organiser_mail::OrganiserMail;
use ::jobs::{Bounds, Job, NewJob, Outcome, Registry};
use db::{Fault, Tx};
use std::collections::BTreeMap;
use std::time::Duration;

const TELL: &str = "petitions.tell";
const MAIL: &str = "petitions.tell_one";
/// Tries for about two days, since relays have long nights too.
const BOUNDS: Bounds = Bounds {
    attempts_max: 56,
    retry_delay_min: Duration::from_secs(5),
    retry_delay_max: Duration::from_secs(3600),
    run_time_max: Duration::from_secs(60),
    parallel_max: 4,
};
/// So many are told at most; more than these answer no sooner.
const TOLD_MAX: usize = 100;
/// People of one group that are looked at.
const SEATED_MAX: i64 = 100;

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

fn job_id(kind: &str, payload: &[u8]) -> [u8; 16] {
    *blake3::derive_key(kind, payload).first_chunk().expect("a hash has 32 bytes")
}

/// Queues the telling. A draft that is sent a second time is told a second time. After it, wake the workers.
pub(super) fn queue(tx: &mut Tx<'_>, draft: Id, version: i64, news: News, now: i64) -> Result<(), Fault> {
    let payload = [&draft.0[..], &[news as u8], &version.to_le_bytes(), &now.to_le_bytes()].concat();
    ::jobs::queue(tx, &[NewJob { id: job_id(TELL, &payload), kind: TELL, payload: &payload, run_at: now, created_at: now }])
}

/// Queues a mail to each owner of a group that is asked to co-sponsor. After it, wake the workers.
pub(crate) fn queue_asked(tx: &mut Tx<'_>, petition: Id, group: Id, now: i64) -> Result<(), Fault> {
    let owners = accounts::seated_in(tx, group, SEATED_MAX)?.into_iter().filter(|(_, role)| *role == SeatRole::Owner);
    for (account, _) in owners.take(TOLD_MAX) {
        let head = [&petition.0[..], &[News::Asked as u8], &0i64.to_le_bytes(), &now.to_le_bytes()].concat();
        let payload = [&head[..], &account.id.0].concat();
        ::jobs::queue(tx, &[NewJob { id: job_id(MAIL, &payload), kind: MAIL, payload: &payload, run_at: now, created_at: now }])?;
    }
    Ok(())
}

/// Adds these kinds of job to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App, mailer: &Mailer) {
    let telling = app.clone();
    registry.add(TELL, BOUNDS, move |job| {
        let app = telling.clone();
        async move { tell_all(&app, &job).await }
    });
    let (app, mailer) = (app.clone(), mailer.clone());
    registry.add(MAIL, BOUNDS, move |job| {
        let (app, mailer) = (app.clone(), mailer.clone());
        async move { tell_one(&app, &mailer, &job).await }
    });
}

fn unreadable() -> Outcome {
    Outcome::GiveUp { reason: "its payload cannot be read".to_owned() }
}

fn away(fault: &Fault) -> Outcome {
    Outcome::retry(format!("the database: {:?}", fault.kind()))
}

/// Draft, news, version, and what follows after the instant of queueing.
fn read(payload: &[u8]) -> Option<(Id, News, i64, &[u8])> {
    let (draft, rest) = payload.split_first_chunk::<16>()?;
    let (news, rest) = rest.split_first()?;
    let news = News::ALL.into_iter().find(|known| *known as u8 == *news)?;
    let (version, rest) = rest.split_first_chunk::<8>()?;
    let (_, rest) = rest.split_first_chunk::<8>()?;
    Some((Id(*draft), news, i64::from_le_bytes(*version), rest))
}

async fn tell_all(app: &App, job: &Job) -> Outcome {
    let Some((draft, news, version, [])) = read(&job.payload) else { return unreadable() };
    let (now, payload) = (app.clock.now(), job.payload.clone());
    let told = app.db.write("petitions.tell", move |tx| {
        let Some(draft) = store::find(tx, draft)?.filter(|found| found.version == version && news.holds(found)) else {
            return Ok(());
        };
        for account in who(tx, &draft, news)?.into_keys() {
            let payload = [&payload[..], &account.0].concat();
            ::jobs::queue(
                tx,
                &[NewJob { id: job_id(MAIL, &payload), kind: MAIL, payload: &payload, run_at: now, created_at: now }],
            )?;
        }
        Ok(())
    });
    match told.await {
        Ok(()) => {
            app.waker.wake();
            Outcome::Done
        }
        Err(fault) => away(&fault),
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
        for (account, role) in accounts::seated_in(tx, group, SEATED_MAX)? {
            let Some(actor) = access::actor(tx, account.id)?.filter(|_| role >= needed && told.len() < TOLD_MAX) else { continue };
            if approve::may_approve(tx, &actor, draft, group)? {
                told.entry(account.id).or_insert(group);
            }
        }
    }
    Ok(told)
}

/// One reader, as they and the petition stand now.
struct Reader {
    petition: Id,
    what: What,
    words: Vec<Words>,
    of: Group,
    group: Group,
    account: accounts::Account,
}

/// The reader of a draft, as long as the news are true.
fn reader(tx: &mut Tx<'_>, (draft, version): (Id, i64), news: News, account: Id) -> Result<Option<Reader>, Fault> {
    let found = store::find(tx, draft)?.filter(|found| found.version == version && news.holds(found));
    let Some(draft) = found else { return Ok(None) };
    let Some(group) = who(tx, &draft, news)?.remove(&account) else { return Ok(None) };
    let what = draft.document.what();
    read_by(tx, (draft.id, draft.group, draft.document.words), (what, group), account)
}

/// An owner of a group that is asked, as long as it has not answered.
fn asked_owner(tx: &mut Tx<'_>, petition: Id, account: Id) -> Result<Option<Reader>, Fault> {
    let (Some(actor), Some(subject)) = (access::actor(tx, account)?, co_sponsors::subject(tx, petition)?) else { return Ok(None) };
    let mut asked = co_sponsors::of_petition(tx, petition)?;
    asked.retain(|known| known.answer == co_sponsors::Answer::Asked && may(&actor, &Deed::CoSponsor(known.group)));
    let Some(group) = asked.first().map(|known| known.group) else { return Ok(None) };
    read_by(tx, (petition, subject.group, subject.words), (What::Petition, group), account)
}

fn read_by(
    tx: &mut Tx<'_>,
    (petition, of, words): (Id, Id, Vec<Words>),
    (what, group): (What, Id),
    account: Id,
) -> Result<Option<Reader>, Fault> {
    let (of, group) = (coalitions::group(tx, of)?, coalitions::group(tx, group)?);
    let (Some(of), Some(group), Some(account)) = (of, group, accounts::account(tx, account)?) else { return Ok(None) };
    Ok(Some(Reader { petition, what, words, of, group, account }))
}

async fn tell_one(app: &App, mailer: &Mailer, job: &Job) -> Outcome {
    let Some((draft, news, version, account)) = read(&job.payload) else { return unreadable() };
    let Ok(account) = account.try_into().map(Id) else { return unreadable() };
    let found = app.db.read_newest(move |tx| match news {
        News::Asked => asked_owner(tx, draft, account),
        _ => reader(tx, (draft, version), news, account),
    });
    let mail = match found.await {
        Ok(Some(reader)) => write(app, &reader, news).map(Some),
        // Somebody answered meanwhile, or they sit there no more.
        Ok(None) => Ok(None),
        Err(fault) => Err(fault),
    };
    account_mails::hand_over_of(mailer, job, mail).await
}

fn write(app: &App, reader: &Reader, news: News) -> Result<OutgoingMail, Fault> {
    let Reader { petition, what, words, of, group, account } = reader;
    let (profile, lang) = (accounts::open(&app.vault, account.id, &account.sealed)?, account.lang);
    let place = match what {
        What::Petition => "petitions",
        What::Form => "forms",
        What::Update => "updates",
    };
    let path = format!("/console/groups/{}/{place}/{petition}", group.slug);
    let (subject, said, button) = news.words(*what);
    let title = words.iter().find(|words| words.lang == lang.code()).or(words.first());
    let words = OrganiserMail {
        lang,
        name: profile.name,
        subject,
        said,
        button,
        title: title.map_or_else(String::new, |words| words.title.clone()),
        of: of.name.clone(),
        url: format!("{}{}", app.settings.public_url, lang.path(&path)),
        group_name: group.name.clone(),
        postal_address: account_mails::on_one_line(&group.postal_address),
    }
    .words();
    Ok(account_mails::outgoing((account.id, app.clock.now()), group, profile.email, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_read_as_it_was_queued() {
        for news in News::ALL {
            let payload = [&[7; 16][..], &[news as u8], &3i64.to_le_bytes(), &9i64.to_le_bytes(), &[8; 16]].concat();
            assert_eq!(read(&payload), Some((Id([7; 16]), news, 3, &[8; 16][..])));
        }
        assert_eq!((read(&[7; 16]), read(&[9; 17])), (None, None));
    }
}
