//! Later work of waiting forms: confirming mails, and the daily clean-up.
//!
//! A form's row in `pending` is the queue of its mail; a job names the rows of a slice of forms. Its mails are taken in hand by one
//! conditional UPDATE (so no more than [`MAILS_MAX`] leave however many workers run), written, handed over, and noted after that: a
//! worker killed in between may send again what it had on the way, at most [`ON_THE_WAY_MAX`] mails, and loses none.

use super::confirming_mail::{self, Subject, Writer};
use super::store::{self, PendingRow, SettledMail};
use super::take_form::CONFIRMING_MAILS;
use super::{Kind, clean_up};
use crate::app::App;
use crate::clock::MINUTE;
use crate::ids::Id;
use crate::messages::{self, Mailer, Refused};
use crate::people;
use ::jobs::{Bounds, Job, Outcome, Registry};
use db::{Fault, FaultKind, Gather, Tx};
use seal::MatchingKey;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// At most so many mails to one mailbox about one action (rules.md, rule 5).
pub const MAILS_MAX: i64 = 5;
/// Mails handed over and not yet noted, of all jobs of one process together (DESIGN, section 6, "Waves").
pub const ON_THE_WAY_MAX: usize = 64;
/// Mails written and handed over together. Half of what may be on the way: while one slice is noted, another leaves.
const SLICE: usize = 32;
/// A relay that takes longer over a slice leaves the rest of it in doubt.
const HAND_OVER_MAX: Duration = Duration::from_secs(240);
/// Longer than a run and a hand-over may take together: whoever holds an older lease is gone.
const LEASE: i64 = 10 * MINUTE;
/// Slices that may wait for one commit; far more than jobs run at once.
const WAITING_MAX: usize = 1024;

/// Tries for about two days, since relays have long nights too. Few at once: their slices share commits of some hundred rows.
const BOUNDS: Bounds = Bounds {
    attempts_max: 56,
    retry_delay_min: Duration::from_secs(5),
    retry_delay_max: Duration::from_secs(3600),
    run_time_max: Duration::from_secs(300),
    parallel_max: 16,
};

type Pair = (MatchingKey, Id);

/// Adds the kinds of job that waiting forms need to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App, mailer: &Mailer) {
    let mails = Arc::new(ConfirmingMails::new(app, mailer));
    registry.add(CONFIRMING_MAILS, BOUNDS, move |job| {
        let mails = Arc::clone(&mails);
        async move { mails.run(&job).await }
    });
    clean_up::register(registry, app);
}

/// Mails taken in hand until `lease`.
#[derive(Clone, Default)]
struct InHand {
    lease: i64,
    rows: Vec<PendingRow>,
}

struct ConfirmingMails {
    app: App,
    mailer: Mailer,
    claim: Gather<Vec<Pair>, InHand, Infallible>,
    settle: Gather<Vec<SettledMail>, (), Infallible>,
    on_the_way: Arc<Semaphore>,
}

impl ConfirmingMails {
    fn new(app: &App, mailer: &Mailer) -> Self {
        let clock = app.clock.clone();
        let claim =
            Gather::new(&app.db, "pending.claim_mails", WAITING_MAX, move |tx, slice: &[Vec<Pair>]| claim(tx, clock.now(), slice));
        let settle = Gather::new(&app.db, "pending.settle_mails", WAITING_MAX, |tx, slice: &[Vec<SettledMail>]| {
            let mut settled: Vec<SettledMail> = slice.iter().flatten().copied().collect();
            settled.sort_unstable();
            store::settle_mails(tx, &settled)?;
            Ok(slice.iter().map(|_| Ok(())).collect())
        });
        Self { app: app.clone(), mailer: mailer.clone(), claim, settle, on_the_way: Arc::new(Semaphore::new(ON_THE_WAY_MAX)) }
    }

    async fn run(self: &Arc<Self>, job: &Job) -> Outcome {
        let Some(mut pairs) = pairs_of(&job.payload) else {
            return Outcome::GiveUp { reason: "its payload cannot be read".to_owned() };
        };
        pairs.sort_unstable();
        let mut later = 0;
        for slice in pairs.chunks(SLICE) {
            // Nothing is taken in hand only to be let go again.
            if !self.mailer.is_ready() {
                return Outcome::retry("the mail relay is away");
            }
            match self.slice(slice).await {
                Ok(left_over) => later += left_over,
                Err(fault) => return Outcome::retry(format!("the database: {:?}", fault.kind())),
            }
        }
        match later {
            0 => Outcome::Done,
            _ => Outcome::retry(format!("{later} mails could not leave yet")),
        }
    }

    /// Sends what is due of a slice; how many mails must be tried again later.
    async fn slice(self: &Arc<Self>, pairs: &[Pair]) -> Result<usize, Fault> {
        let in_hand = answered(self.claim.submit(pairs.to_vec()).await)?;
        let lease = in_hand.lease;
        let mine: Vec<Pair> = in_hand.rows.iter().map(pair_of).collect();
        let done = match self.mail(in_hand, pairs).await {
            Ok(done) => done,
            Err(fault) => {
                // If this fails too, the lease ends by itself.
                drop(self.settle.submit(mine.iter().map(|(key, action)| (*key, *action, lease, false)).collect()).await);
                return Err(fault);
            }
        };
        Ok(done)
    }

    async fn mail(self: &Arc<Self>, in_hand: InHand, pairs: &[Pair]) -> Result<usize, Fault> {
        let lease = in_hand.lease;
        let brief = self.read_up(in_hand.rows, pairs).await?;
        let elsewhere = brief.elsewhere;
        let (mut settled, writings): (Vec<Pair>, Vec<Writing>) = (brief.left_out, brief.writings);
        let (targets, prepared) = self.write(writings, &mut settled).await?;
        let mut settled: Vec<SettledMail> = settled.into_iter().map(|(key, action)| (key, action, lease, false)).collect();
        if prepared.is_empty() {
            self.note(settled).await?;
            return Ok(elsewhere);
        }
        let mails = u32::try_from(prepared.len()).map_err(|_| Fault::bug("a slice is small"))?;
        let room = Arc::clone(&self.on_the_way).acquire_many_owned(mails).await;
        let room = room.map_err(|_| Fault::bug("the semaphore never closes"))?;
        // In a task of its own: a job that is cut off must neither leave its mails without a note, nor make room for others'.
        let mails = Arc::clone(self);
        let carried = tokio::spawn(async move {
            let outcomes = mails.hand_over(prepared).await;
            let mut later = 0;
            for ((key, action), outcome) in targets.into_iter().zip(outcomes) {
                let again = outcome.is_to_be_sent_again();
                later += usize::from(again);
                settled.push((key, action, lease, !again));
            }
            let noted = mails.note(settled).await;
            drop(room);
            noted.map(|()| later)
        });
        let later = carried.await.map_err(|_| Fault::bug("handing over mails panicked"))??;
        Ok(elsewhere + later)
    }

    async fn hand_over(&self, prepared: Vec<Prepared>) -> Vec<messages::Outcome> {
        let mails = prepared.len();
        let outcomes = tokio::time::timeout(HAND_OVER_MAX, self.mailer.hand_over(prepared)).await;
        outcomes.unwrap_or_else(|_| vec![messages::Outcome::InDoubt; mails])
    }

    async fn note(&self, settled: Vec<SettledMail>) -> Result<(), Fault> {
        match settled.is_empty() {
            true => Ok(()),
            false => answered(self.settle.submit(settled).await),
        }
    }

    /// Reads what the mails of these rows need.
    async fn read_up(&self, rows: Vec<PendingRow>, pairs: &[Pair]) -> Result<Brief, Fault> {
        let groups: BTreeSet<Id> = rows.iter().map(|row| row.group).collect();
        for group in groups {
            let known = self.app.vault.know(&self.app.db, group).await;
            known.map_err(|problem| Fault::new(FaultKind::Refused, problem.to_string()))?;
        }
        let claimed: HashSet<Pair> = rows.iter().map(pair_of).collect();
        let missed: Vec<Pair> = pairs.iter().filter(|pair| !claimed.contains(*pair)).copied().collect();
        let now = self.app.clock.now();
        self.app.db.read_newest(move |tx| brief(tx, now, &rows, &missed)).await
    }

    /// Writes and builds the mails on a thread of its own; whose cannot be opened is left out.
    async fn write(&self, writings: Vec<Writing>, left_out: &mut Vec<Pair>) -> Result<(Vec<Pair>, Vec<Prepared>), Fault> {
        let (app, mailer) = (self.app.clone(), self.mailer.clone());
        let written = tokio::task::spawn_blocking(move || {
            let (vault, ids, public_url) = (&app.vault, &app.ids, app.settings.public_url.as_str());
            let writer = Writer { vault, ids, public_url, now: app.clock.now() };
            let write = |writing: &Writing| {
                let mail = writer.write(&writing.row, &writing.subject, writing.has_taken_part);
                (pair_of(&writing.row), mail.map(|mail| mailer.prepare(mail)))
            };
            writings.iter().map(write).collect::<Vec<_>>()
        });
        let written = written.await.map_err(|_| Fault::bug("writing mails panicked"))?;
        let (mut targets, mut prepared) = (Vec::with_capacity(written.len()), Vec::with_capacity(written.len()));
        for (pair, mail) in written {
            match mail {
                Ok(mail) => {
                    targets.push(pair);
                    prepared.push(mail);
                }
                Err(fault) => {
                    tracing::error!(action = %pair.1, %fault, "a waiting form gets no mail");
                    left_out.push(pair);
                }
            }
        }
        Ok((targets, prepared))
    }
}

type Prepared = Result<crate::messages::BuiltMail, Refused>;

/// A mail to be written.
struct Writing {
    row: PendingRow,
    subject: Arc<Subject>,
    has_taken_part: bool,
}

/// What was read for a slice.
struct Brief {
    writings: Vec<Writing>,
    /// In hand, and no mail may or can be written.
    left_out: Vec<Pair>,
    /// Mails that are due and in another worker's hand.
    elsewhere: usize,
}

fn claim(tx: &mut Tx<'_>, now: i64, slice: &[Vec<Pair>]) -> Result<Vec<Result<InHand, Infallible>>, Fault> {
    let lease = now + LEASE;
    let mut wanted: Vec<Pair> = slice.iter().flatten().copied().collect();
    wanted.sort_unstable();
    wanted.dedup();
    let claimed = store::claim_mails(tx, now, lease, MAILS_MAX, &wanted)?;
    let mut rows: HashMap<Pair, PendingRow> = claimed.into_iter().map(|row| (pair_of(&row), row)).collect();
    // Of two jobs that ask for one mail the first has it.
    let mut taken = |pairs: &Vec<Pair>| pairs.iter().filter_map(|pair| rows.remove(pair)).collect();
    Ok(slice.iter().map(|pairs| Ok(InHand { lease, rows: taken(pairs) })).collect())
}

fn brief(tx: &mut Tx<'_>, now: i64, rows: &[PendingRow], missed: &[Pair]) -> Result<Brief, Fault> {
    let is_due = |row: &PendingRow| row.confirmed_at.is_none() && row.mails_sent < row.mails_wanted.min(MAILS_MAX);
    let elsewhere = store::find(tx, missed)?.iter().filter(|row| is_due(row)).count();
    let mut brief = Brief { writings: Vec::with_capacity(rows.len()), left_out: Vec::new(), elsewhere };
    let taken_part = taken_part(tx, rows)?;
    let stopped = stopped(tx, now, rows)?;
    let mut subjects: BTreeMap<Id, Option<Arc<Subject>>> = BTreeMap::new();
    for row in rows {
        let subject = match subjects.get(&row.action) {
            Some(known) => known.clone(),
            None => {
                let read = Subject::read(tx, row.kind, row.action)?.map(Arc::new);
                subjects.entry(row.action).or_insert(read).clone()
            }
        };
        match subject.filter(|_| !stopped.contains(&(row.matching_key, row.group))) {
            Some(subject) => {
                let has_taken_part = taken_part.contains(&pair_of(row));
                brief.writings.push(Writing { row: row.clone(), subject, has_taken_part });
            }
            None => brief.left_out.push(pair_of(row)),
        }
    }
    Ok(brief)
}

/// Those who have taken part already. Each kind has its own table to look in.
fn taken_part(tx: &mut Tx<'_>, rows: &[PendingRow]) -> Result<HashSet<Pair>, Fault> {
    let mut by_kind: BTreeMap<Kind, Vec<Pair>> = BTreeMap::new();
    for row in rows {
        by_kind.entry(row.kind).or_default().push(pair_of(row));
    }
    let mut taken_part = HashSet::new();
    for (kind, pairs) in by_kind {
        taken_part.extend(confirming_mail::have_taken_part(tx, kind, &pairs)?);
    }
    Ok(taken_part)
}

/// Mailboxes with the group that must not write to them. Asked for each group apart: what stops one stops no other.
fn stopped(tx: &mut Tx<'_>, now: i64, rows: &[PendingRow]) -> Result<HashSet<Pair>, Fault> {
    let mut by_group: BTreeMap<Id, Vec<Pair>> = BTreeMap::new();
    for row in rows {
        by_group.entry(row.group).or_default().push((row.matching_key, row.group));
    }
    let mut stopped = HashSet::new();
    for (group, wanted) in by_group {
        stopped.extend(people::not_to_be_asked(tx, &wanted, now)?.into_iter().map(|key| (key, group)));
    }
    Ok(stopped)
}

fn pair_of(row: &PendingRow) -> Pair {
    (row.matching_key, row.action)
}

/// The payload as `take_form` queues it: 16 bytes of matching key and 16 of action for each.
fn pairs_of(payload: &[u8]) -> Option<Vec<Pair>> {
    let (pairs, rest) = payload.as_chunks::<32>();
    let read = |bytes: &[u8; 32]| Some((MatchingKey(*bytes.first_chunk()?), Id(*bytes.last_chunk()?)));
    if rest.is_empty() { pairs.iter().map(read).collect() } else { None }
}

fn answered<T>(answer: Result<Result<T, Infallible>, Fault>) -> Result<T, Fault> {
    answer.map(|Ok(done)| done)
}
