//! A sending: the messages of one outcome of a coalition, wave by wave, and what people may do while they are on their way.
//!
//! [`start`] is called once for each wave, with the words that a notice carries; delivery takes it from there. [`progress`] says how
//! far it is. The powers are in `powers.rs`. Whether somebody may use them for a group is asked of `access` by whoever calls.

mod pace;
mod powers;
mod progress;

pub use pace::{Pace, pace};
pub use powers::{
    Acted, By, CameTo, NewWords, PauseRefusal, Paused, Power, TwoRefusal, TwoSaid, acts, confirm_or_pause, correct, resume, stop,
};
pub use progress::{Doubt, GroupLine, Progress, Wave, audiences, in_doubt, progress, report};

use super::audience::Audience;
use super::{jobs, store};
use crate::ids::Id;
use crate::web::lang::Lang;
use db::{Fault, Tx};

/// What kind of words they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is called.
    Call = 1,
    /// It waits.
    Hold = 2,
    /// It is stood down.
    StandDown = 3,
    /// What was said before was wrong.
    Correction = 4,
}

impl Kind {
    pub(super) fn of(code: i64) -> Result<Self, Fault> {
        let known = [Self::Call, Self::Hold, Self::StandDown, Self::Correction].into_iter().find(|kind| *kind as i64 == code);
        known.ok_or_else(|| Fault::bug("a sending of an unknown kind"))
    }
}

/// How a sending stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// On its way; one group's pause may hold it up for a while.
    Running = 1,
    /// Held up until two groups resume it.
    Paused = 2,
    /// Two groups ended it before everybody was tried.
    Stopped = 3,
    /// Everybody was handed over, refused, or is in doubt.
    Ended = 4,
}

impl State {
    pub(super) fn of(code: i64) -> Result<Self, Fault> {
        let known = [Self::Running, Self::Paused, Self::Stopped, Self::Ended].into_iter().find(|state| *state as i64 == code);
        known.ok_or_else(|| Fault::bug("a sending in an unknown state"))
    }
}

/// Why a sending is paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyPaused {
    /// A group of the steering committee said so.
    Group = 1,
    /// Too much went wrong; see `delivery/errors.rs`.
    Errors = 2,
    /// There is no mail relay, and these are more mails than the outbox takes.
    Outbox = 3,
}

impl WhyPaused {
    pub(super) fn of(code: i64) -> Result<Self, Fault> {
        let known = [Self::Group, Self::Errors, Self::Outbox].into_iter().find(|why| *why as i64 == code);
        known.ok_or_else(|| Fault::bug("a sending paused for an unknown reason"))
    }
}

/// The messages of one outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// Its id.
    pub id: Id,
    /// Whose it is.
    pub coalition: Id,
    /// The plan that led to it.
    pub plan: Option<Id>,
    /// The sending whose words it corrects.
    pub corrects: Option<Id>,
    /// What kind of words.
    pub kind: Kind,
    /// Whether it is a drill, of which nothing can reach anybody.
    pub is_drill: bool,
    /// The short code under which anybody can read the true words.
    pub notice_code: String,
    /// How it stands.
    pub state: State,
    /// Counts changes of state. What two people do together names the one both saw.
    pub version: i64,
    /// One group's pause lapses then.
    pub paused_until: Option<i64>,
    /// Which group's.
    pub paused_by: Option<Id>,
    /// Why it is paused, if it is.
    pub why_paused: Option<WhyPaused>,
    /// When it was started.
    pub created_at: i64,
    /// When it was stopped or came to its end.
    pub ended_at: Option<i64>,
}

impl Sending {
    /// Until when nothing may be handed over: `None` while it runs, the end of time where it does not go on by itself.
    pub fn waits_until(&self, now: i64) -> Option<i64> {
        match self.state {
            State::Running => self.paused_until.filter(|until| *until > now),
            State::Paused | State::Stopped | State::Ended => Some(i64::MAX),
        }
    }
}

/// The words of a message in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Which language.
    pub lang: Lang,
    /// Subject on one line.
    pub subject: String,
    /// Plain text; an empty line parts paragraphs. It stands in both parts of the mail as it stands in the notice.
    pub body: String,
}

/// One wave to be started.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Its id: starting the same id again changes nothing.
    pub id: Id,
    /// What all waves of one outcome share; nobody gets two messages of it.
    pub sending: Id,
    /// Whose it is.
    pub coalition: Id,
    /// The plan that led to it.
    pub plan: Option<Id>,
    /// The sending whose words it corrects.
    pub corrects: Option<Id>,
    /// What kind of words.
    pub kind: Kind,
    /// Counts from 1; earlier waves leave first.
    pub wave: i64,
    /// Whether nothing of it may reach anybody.
    pub is_drill: bool,
    /// To whom.
    pub audience: Audience,
    /// The words, in the languages there are.
    pub words: Vec<Words>,
    /// The short code of the notice.
    pub notice_code: String,
    /// Not before this instant.
    pub starts_at: i64,
}

/// Starts one wave: from the commit on it is on its way. After it, wake the workers.
pub fn start(tx: &mut Tx<'_>, now: i64, new: &NewMessage) -> Result<(), Fault> {
    store::add(tx, new, now)?;
    jobs::queue_freezing(tx, new.id, new.starts_at, now)
}

/// One sending.
pub fn sending(tx: &mut Tx<'_>, id: Id) -> Result<Option<Sending>, Fault> {
    store::sending(tx, id)
}

/// The newest sendings of a coalition.
pub fn sendings_of(tx: &mut Tx<'_>, coalition: Id, at_most: i64) -> Result<Vec<Sending>, Fault> {
    store::sendings_of(tx, coalition, at_most)
}

/// Whether words of this coalition are on their way, or held up for a while; drills, which reach nobody, apart.
pub fn is_on_its_way(tx: &mut Tx<'_>, coalition: Id) -> Result<bool, Fault> {
    store::is_on_its_way(tx, coalition)
}

/// The newest drills of a plan.
pub fn drills_of(tx: &mut Tx<'_>, coalition: Id, plan: Id, at_most: i64) -> Result<Vec<Sending>, Fault> {
    store::drills_of(tx, coalition, plan, at_most)
}

/// The sendings that correct this one, the oldest first.
pub fn corrections(tx: &mut Tx<'_>, sending: &Sending) -> Result<Vec<Sending>, Fault> {
    store::corrections(tx, sending.coalition, sending.id)
}

/// The words of a message, in the languages there are.
pub fn words(tx: &mut Tx<'_>, message: Id) -> Result<Vec<Words>, Fault> {
    let read = |(lang, subject, body): (String, String, String)| Some(Words { lang: Lang::from_code(&lang)?, subject, body });
    Ok(store::words(tx, message)?.into_iter().filter_map(read).collect())
}
