//! Webhooks: addresses of a group's own to which the server posts what people do, signed as Standard Webhooks, in the form that
//! receivers of the Action Network API know.
//!
//! | step | where |
//! |---|---|
//! | an owner adds one, which begins switched off | [`console`] |
//! | somebody signs: in the same transaction a row is written for each hook that wants it ([`happened`]) | `webhook_delivery` |
//! | a worker takes a few rows in hand, reads what they name as the group may see it ([`content`]), posts it ([`post`]) | [`deliver`] |
//! | what became of it is noted; what failed is tried again ([`RETRIES`]), then given up | [`deliver`] |
//!
//! Rows hold ids: what is posted is what stands when it is posted, so whoever was erased meanwhile is not told.

pub mod address;
pub mod console;
mod content;
mod deliver;
mod happened;
mod one;
mod post;
mod signature;
pub(crate) mod store;
mod telling;

pub use address::Reach;
pub(crate) use happened::{Happened, note};

use crate::app::App;
use crate::clock::{DAY, HOUR, MINUTE, SECOND};
use crate::ids::Id;
use crate::keys::Vault;
use crate::messages::Mailer;
use ::jobs::Registry;
use axum::Router;
use db::Fault;
use serde::{Deserialize, Serialize};
use signature::Secret;

/// A group has at most so many: each is written to for whatever somebody does.
pub const HOOKS_MAX: i64 = 10;
/// How long after each failure a delivery is tried again (microseconds): after the last it is given up, some 61 hours after it began.
pub const RETRIES: [i64; 8] = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 20 * HOUR, 24 * HOUR];
/// A delivery is given up at this age, however seldom it could be tried: what is older is no news.
pub const KEPT_TRYING: i64 = 3 * DAY;
/// After a failure nothing is posted to the same hook for so long, so that a receiver that lies down is not kept there by its backlog.
pub const REST: i64 = 30 * SECOND;
/// A hook that has failed for so long, without one success in between, is switched off.
pub const FAILING_MAX: i64 = 5 * DAY;
/// The secret before the last still signs for so long.
pub const OLD_SECRET_LIFE: i64 = DAY;
/// What became of each try is kept for so long.
pub const LOG_LIFE: i64 = 30 * DAY;
/// And of each hook so many at most: more are no log that somebody reads.
pub const LOG_MAX: i64 = 1_000;
/// A hook for which more waits is switched off: its receiver would need most of a day for them, or does not answer at all.
pub const WAITING_MAX: i64 = 50_000;

/// What a hook is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Somebody signed.
    Signature,
    /// Somebody submitted a form, or answered it anew.
    Submission,
    /// Somebody answered an event, cancelled or came back.
    Attendance,
    /// Somebody new stands on the list.
    Supporter,
    /// Somebody left the group's news.
    Unsubscribe,
    /// Somebody was erased.
    Erasure,
    /// An owner tries the hook.
    Test,
}

impl Kind {
    /// Those that an owner may choose.
    pub const CHOSEN: [Self; 6] =
        [Self::Signature, Self::Submission, Self::Attendance, Self::Supporter, Self::Unsubscribe, Self::Erasure];

    /// Whether it is about one petition, form or event.
    fn is_of_an_action(self) -> bool {
        matches!(self, Self::Signature | Self::Submission | Self::Attendance)
    }

    /// The word in the column and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Submission => "submission",
            Self::Attendance => "attendance",
            Self::Supporter => "supporter",
            Self::Unsubscribe => "unsubscribe",
            Self::Erasure => "erasure",
            Self::Test => "test",
        }
    }

    fn of(word: &str) -> Result<Self, Fault> {
        let all = Self::CHOSEN.into_iter().chain([Self::Test]);
        all.into_iter().find(|kind| kind.as_str() == word).ok_or_else(|| Fault::bug("a webhook's kind"))
    }

    /// The id of its words.
    fn message(self) -> String {
        format!("webhook-kind-{}", self.as_str())
    }

    fn all_of(words: &str) -> Result<Vec<Self>, Fault> {
        words.split(',').filter(|word| !word.is_empty()).map(Self::of).collect()
    }

    fn words(kinds: &[Self]) -> String {
        kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(",")
    }
}

/// What is sealed of a hook.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Sealed {
    url: String,
    secret: Secret,
    /// The secret before this one, and until when it signs too.
    old: Option<(Secret, i64)>,
}

impl Sealed {
    fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("texts always serialise")
    }

    fn open(vault: &Vault, group: Id, hook: Id, sealed: &[u8]) -> Result<Self, Fault> {
        let plain = vault.open_sealed(group, &hook.0, sealed)?;
        serde_json::from_slice(&plain).map_err(|_| Fault::bug("a webhook cannot be read"))
    }

    /// The secrets that sign at this time.
    fn secrets(&self, now: i64) -> impl Iterator<Item = &Secret> {
        let old = self.old.as_ref().filter(|(_, until)| now < *until).map(|(secret, _)| secret);
        std::iter::once(&self.secret).chain(old)
    }
}

/// A webhook as it lies in the database.
#[derive(Clone, Debug)]
struct Hook {
    id: Id,
    group: Id,
    sealed: Vec<u8>,
    kinds: Vec<Kind>,
    /// The petition, form or event that it is about; all of them where there is none.
    action: Option<Id>,
    is_on: bool,
    /// Why the server switched it off.
    off_why: String,
    failing_since: Option<i64>,
    rests_until: i64,
    created_at: i64,
}

/// The addresses in the console, without language.
pub fn routes() -> Router<App> {
    console::routes()
}

/// Somebody new on a group's list.
pub(crate) fn new_supporter(group: Id, person: Id, at: i64) -> Happened {
    Happened { group, kind: Kind::Supporter, action: Id::ZERO, record: person, at }
}

/// Adds the kinds of job that webhooks need to the registry of a worker.
pub fn register(registry: &mut Registry, app: &App, mailer: &Mailer) {
    deliver::register(registry, app);
    telling::register(registry, app, mailer);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Ids;

    #[test]
    fn kinds_are_read_as_they_are_written() {
        let kinds = [Kind::Signature, Kind::Erasure];
        assert_eq!(Kind::all_of(&Kind::words(&kinds)).ok().as_deref(), Some(&kinds[..]));
        assert!(Kind::all_of("signature,other").is_err());
    }

    #[test]
    fn the_secret_before_the_last_signs_for_a_day() {
        let (new, old) = (Secret::new(&Ids::seeded(1)), Secret::new(&Ids::seeded(2)));
        let sealed = Sealed { url: String::new(), secret: new, old: Some((old, 100)) };
        assert_eq!((sealed.secrets(99).count(), sealed.secrets(100).count()), (2, 1));
    }

    #[test]
    fn retries_grow_and_end_within_the_age_that_is_tried() {
        assert!(RETRIES.is_sorted() && RETRIES.iter().sum::<i64>() < KEPT_TRYING);
    }
}
