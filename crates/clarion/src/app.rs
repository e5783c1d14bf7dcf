//! What the whole server shares: the database, the secrets, time, ids, and the verbs that a crowd does.

use crate::access;
use crate::clock::Clock;
use crate::config::Settings;
use crate::events::{self, Answered, RsvpInput, RsvpRefusal, attending, rsvp};
use crate::forms::{self, SubmitInput, SubmitRefusal, Submitted};
use crate::ids::Ids;
use crate::keys::Vault;
use crate::osdi::marks::AllMarks;
use crate::outgoing::Names;
use crate::pending::held::Held;
use crate::pending::limits::Limits;
use crate::pending::proof_of_work::ProofOfWork;
use crate::pending::take_form::{self, FormInput};
use crate::people::Intake;
use crate::people::long_sets::LongSets;
use crate::people::news_totals::NewsTotals;
use crate::people::roster::Rosters;
use crate::people::totals::Totals;
use crate::petitions::confirm::{self, ConfirmInput, ConfirmRefusal};
use crate::petitions::{self, SignInput, SignRefusal, Signed, sign};
use crate::web::live::Live;
use db::{Db, Fault, Gather, Tx};
use std::convert::Infallible;
use std::ops::Deref;
use std::sync::Arc;

/// How many people may wait in one gathered verb; more are told to come again (503).
const WAITING_MAX: usize = 8192;

/// The server. Every layer that a request passes takes a clone, so a clone counts one reference and no more.
#[derive(Clone)]
pub struct App {
    parts: Arc<Parts>,
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

impl From<Parts> for App {
    fn from(parts: Parts) -> Self {
        Self { parts: Arc::new(parts) }
    }
}

impl App {
    /// Puts the parts together.
    pub fn new(db: Db, vault: Vault, clock: Clock, ids: Ids, settings: Arc<Settings>) -> Self {
        Parts::new(db, vault, clock, ids, settings).into()
    }
}

/// The server's parts.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The secrets.
    pub vault: Vault,
    /// Time.
    pub clock: Clock,
    /// Ids and randomness.
    pub ids: Ids,
    /// The settings.
    pub settings: Arc<Settings>,
    /// Finds the addresses of other servers.
    pub names: Names,
    /// Signing, gathered.
    pub sign: Gather<SignInput, Signed, SignRefusal>,
    /// Taking forms, gathered.
    pub take_form: Gather<FormInput, (), Infallible>,
    /// Confirming, gathered.
    pub confirm: Gather<ConfirmInput, Signed, ConfirmRefusal>,
    /// Wakes the workers after something was queued.
    pub waker: jobs::Waker,
    /// Holds the answers to forms.
    pub held: Arc<Held>,
    /// Counts forms against their limits.
    pub limits: Arc<Limits>,
    /// Counts tries to sign in.
    pub sign_in_limits: Arc<access::limits::Limits>,
    /// Makes and checks proofs of work.
    pub proof_of_work: Arc<ProofOfWork>,
    /// Confirming answers to events, gathered.
    pub confirm_answer: Gather<attending::confirm::ConfirmInput, Answered, attending::confirm::ConfirmRefusal>,
    /// Answering events for an API key, gathered.
    pub rsvp: Gather<RsvpInput, Answered, RsvpRefusal>,
    /// Submitting a form for an API key, gathered.
    pub submit: Gather<SubmitInput, Submitted, SubmitRefusal>,
    /// Confirming submissions, gathered.
    pub confirm_submission: Gather<forms::confirm::ConfirmInput, Submitted, forms::confirm::ConfirmRefusal>,
    /// The forms that people look at.
    pub live_forms: Arc<Live<forms::live::Facts>>,
    /// The events that people look at.
    pub live_events: Arc<Live<events::live::Facts>>,
    /// The coalitions' lists of events.
    pub live_lists: Arc<Live<events::live::ListFacts>>,
    /// The lists that organisers look through.
    pub rosters: Arc<Rosters>,
    /// Marks in long lists, from which they are counted and paged.
    pub marks: Arc<AllMarks>,
    /// How many people stand on each list.
    pub totals: Arc<Totals>,
    /// How many people of a long list stand how towards its news.
    pub news_totals: Arc<NewsTotals>,
    /// Which sets of people were long a moment ago.
    pub long_sets: Arc<LongSets>,
    /// The petitions that people look at.
    pub live_petitions: Arc<Live<petitions::live::Facts>>,
    /// Told when the server stops, so that endless answers end.
    pub stopping: Stopping,
}

impl Parts {
    /// Makes them.
    pub fn new(db: Db, vault: Vault, clock: Clock, ids: Ids, settings: Arc<Settings>) -> Self {
        let crowd = Crowd { db: &db, vault: &vault, clock: &clock };
        let form_ids = ids.clone();
        Self {
            sign: crowd.gather("petitions.sign", |tx, vault, now, slice| sign(tx, vault, now, &each(slice))),
            confirm: crowd.gather("petitions.confirm", confirm::confirm),
            rsvp: crowd.gather("events.rsvp", |tx, vault, now, slice| rsvp(tx, vault, now, &each(slice))),
            confirm_answer: crowd.gather("events.confirm", attending::confirm::confirm),
            submit: crowd.gather("forms.submit", |tx, vault, now, slice| forms::submit(tx, vault, now, &each(slice))),
            confirm_submission: crowd.gather("forms.confirm", forms::confirm::confirm),
            take_form: crowd.gather("pending.take_form", move |tx, _, _, slice| take_form::take(tx, &form_ids, slice)),
            limits: Arc::new(Limits::new(&ids)),
            sign_in_limits: Arc::new(access::limits::Limits::new(&ids)),
            proof_of_work: Arc::new(ProofOfWork::new(ids.bytes(), ids.bytes())),
            db,
            vault,
            clock,
            ids,
            settings,
            names: Names::default(),
            waker: jobs::Waker::default(),
            held: Arc::default(),
            live_forms: Arc::default(),
            live_events: Arc::default(),
            live_lists: Arc::default(),
            live_petitions: Arc::default(),
            rosters: Arc::default(),
            marks: Arc::default(),
            totals: Arc::default(),
            news_totals: Arc::default(),
            long_sets: Arc::default(),
            stopping: Stopping::default(),
        }
    }

    /// What keys and seals somebody who comes in.
    pub fn intake(&self) -> Intake {
        Intake { vault: self.vault.clone(), ids: self.ids.clone() }
    }
}

/// What the verbs of a crowd are done with.
struct Crowd<'a> {
    db: &'a Db,
    vault: &'a Vault,
    clock: &'a Clock,
}

impl Crowd<'_> {
    fn gather<I: Send + 'static, O: Send + 'static, R: Send + 'static>(
        &self,
        name: &'static str,
        verb: impl Fn(&mut Tx<'_>, &Vault, i64, &[I]) -> Result<Vec<Result<O, R>>, Fault> + Send + Sync + 'static,
    ) -> Gather<I, O, R> {
        let (vault, clock) = (self.vault.clone(), self.clock.clone());
        Gather::new(self.db, name, WAITING_MAX, move |tx, slice| verb(tx, &vault, clock.now(), slice))
    }
}

/// The same for verbs that others call with what they have borrowed.
fn each<T>(slice: &[T]) -> Vec<&T> {
    slice.iter().collect()
}

/// A signal that is given once: the server stops. Cheap to clone.
#[derive(Clone)]
pub struct Stopping {
    stopped: Arc<tokio::sync::watch::Sender<bool>>,
}

impl Default for Stopping {
    fn default() -> Self {
        Self { stopped: Arc::new(tokio::sync::watch::Sender::new(false)) }
    }
}

impl Stopping {
    /// Gives the signal.
    pub fn stop(&self) {
        self.stopped.send_replace(true);
    }

    /// Waits for it.
    pub async fn wait(&self) {
        let mut stopped = self.stopped.subscribe();
        // The sender lives as long as we hold it, so the wait cannot fail.
        drop(stopped.wait_for(|stopped| *stopped).await);
    }
}
