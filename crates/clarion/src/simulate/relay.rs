//! The simulated mail relay: it keeps a book of what it took, and answers as relays do on bad days.
//!
//! It takes mails and says so, refuses them for good or for now, takes them and loses its answer, answers twice, or is away; and the
//! process that hands mails over may die when some of them are taken. The book is the simulation's own word about who got what; the
//! server has no part in it.

use super::dice::Dice;
use super::fates::FateBook;
use super::leanings::Leanings;
use crate::clock::{Clock, SECOND};
use crate::ids::Id;
use crate::messages::delivery::Sink;
use crate::messages::{Builder, BuiltMail, Outcome, OutgoingMail, Refused};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A cross relay does so many times as often what a kind one does seldom.
const CROSS_TIMES: usize = 5;

/// The relay's temper for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Temper {
    /// Takes nearly everything.
    Kind,
    /// Refuses much for now, loses answers.
    Cross,
    /// Is not there.
    Away,
}

/// A mail as the relay knows it.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    /// The mailbox, folded.
    pub(super) to: String,
    /// Its subject.
    pub(super) subject: String,
}

struct Book {
    dice: Dice,
    /// Of a thousand mails so many each: see `leanings.rs`.
    in_thousand: [usize; 5],
    /// Of a thousand times that mails come, so often the process dies meanwhile.
    deaths: usize,
    temper: Temper,
    /// Everything that was ever built.
    built: BTreeMap<Id, Letter>,
    /// What was taken, in its order.
    taken: Vec<Id>,
    /// Mails that were offered again after they had been taken.
    doubled: Vec<Id>,
}

/// The relay as a sink of the delivery engine.
#[derive(Clone)]
pub(super) struct SimulatedRelay {
    builder: Builder,
    clock: Clock,
    fates: Arc<FateBook>,
    book: Arc<Mutex<Book>>,
}

impl SimulatedRelay {
    pub(super) fn new(builder: Builder, clock: Clock, fates: Arc<FateBook>, dice: Dice, leanings: &Leanings) -> Self {
        let (in_thousand, deaths) = (leanings.relay, leanings.deaths_handing_over);
        let (built, taken, doubled) = (BTreeMap::new(), Vec::new(), Vec::new());
        let book = Book { dice, in_thousand, deaths, temper: Temper::Kind, built, taken, doubled };
        Self { builder, clock, fates, book: Arc::new(Mutex::new(book)) }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_temper(&self, temper: Temper) {
        self.book().temper = temper;
    }

    /// Mails taken after the first `seen`, with their letters.
    pub(super) fn taken_after(&self, seen: usize) -> Vec<(Id, Letter)> {
        let book = self.book();
        book.taken[seen..].iter().filter_map(|id| Some((*id, book.built.get(id)?.clone()))).collect()
    }

    /// A mail that was offered again after it had been taken, if there is one.
    pub(super) fn doubled(&self) -> Option<Id> {
        self.book().doubled.first().copied()
    }
}

impl Book {
    fn hand_over(&mut self, mail: Id) -> Outcome {
        if self.taken.contains(&mail) {
            self.doubled.push(mail);
        }
        let times = match self.temper {
            Temper::Away => return Outcome::NotSent,
            Temper::Kind => 1,
            Temper::Cross => CROSS_TIMES,
        };
        let unkind = [
            (Outcome::Refused(Refused::Relay(550)), false),
            (Outcome::RefusedForNow { code: 451 }, false),
            (Outcome::InDoubt, true),
            (Outcome::InDoubt, false),
            (Outcome::NotSent, false),
        ];
        let (mut drawn, mut what) = (self.dice.below(1000), (Outcome::Accepted, true));
        for (unkind, share) in unkind.into_iter().zip(self.in_thousand) {
            if drawn < share * times {
                what = unkind;
                break;
            }
            drawn -= share * times;
        }
        let (outcome, is_taken) = what;
        if is_taken {
            self.taken.push(mail);
        }
        outcome
    }
}

impl Sink for SimulatedRelay {
    const IS_DRILL: bool = false;

    fn prepare(&self, mail: OutgoingMail) -> Result<BuiltMail, Refused> {
        let to = seal::email::fold(&mail.to).map_or_else(|_| mail.to.clone(), |folded| folded.folded);
        self.book().built.insert(mail.id, Letter { to, subject: mail.subject.clone() });
        self.builder.prepare(mail)
    }

    async fn hand_over(&self, mails: Vec<BuiltMail>) -> Vec<Outcome> {
        // A process that has ended hands nothing over.
        if self.fates.has_died() {
            return vec![Outcome::NotSent; mails.len()];
        }
        let mut book = self.book();
        self.clock.advance(book.dice.below(8) as i64 * SECOND);
        let mut outcomes = vec![Outcome::NotSent; mails.len()];
        let deaths = book.deaths;
        let dies = book.dice.in_thousand(deaths) && self.fates.end_now();
        // Those before the death were taken or not; nobody hears of it.
        let reached = if dies { book.dice.below(mails.len() + 1) } else { mails.len() };
        for (outcome, mail) in outcomes.iter_mut().zip(&mails).take(reached) {
            *outcome = book.hand_over(mail.id());
        }
        let answers_twice = book.dice.in_thousand(20);
        if answers_twice { [outcomes.as_slice(), outcomes.as_slice()].concat() } else { outcomes }
    }

    fn is_ready(&self) -> bool {
        self.book().temper != Temper::Away
    }

    fn is_too_many(&self, _: i64) -> bool {
        false
    }
}
