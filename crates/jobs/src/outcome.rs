//! What a handler answers, and what follows from it: ended, or when it runs again.

use crate::store::{Ending, Lease};
use std::time::Duration;

/// A reason is an id or a kind of failure, so it is short.
const REASON_CHARS_MAX: usize = 200;
/// Retries of jobs that failed together are spread by this share of their delay, up and down.
const JITTER_PERCENT: i64 = 20;

/// What a handler answers. A reason names ids and kinds of failure, never a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// It failed in a way that may pass: again after a growing delay, until the kind's attempts are used up.
    Retry {
        /// What failed.
        reason: String,
    },
    /// The same, at a time that the handler knows better; it counts as an attempt too, so that everything ends.
    RetryAt {
        /// Microseconds UTC.
        at: i64,
        /// What it waits for.
        reason: String,
    },
    /// It will never succeed.
    GiveUp {
        /// Why.
        reason: String,
    },
}

impl Outcome {
    /// A failure that may pass.
    pub fn retry(reason: impl Into<String>) -> Self {
        Self::Retry { reason: reason.into() }
    }
}

/// The bounds of one kind of job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How often it is tried before it is given up.
    pub attempts_max: i64,
    /// The delay after the first failure; it doubles with each further one.
    pub retry_delay_min: Duration,
    /// The delay stops growing here.
    pub retry_delay_max: Duration,
    /// A run that takes longer is cut off and counts as failed.
    pub run_time_max: Duration,
    /// How many of this kind one worker runs at once.
    pub parallel_max: usize,
}

impl Default for Bounds {
    /// Twelve attempts over about five hours, five minutes for each.
    fn default() -> Self {
        Self {
            attempts_max: 12,
            retry_delay_min: Duration::from_secs(5),
            retry_delay_max: Duration::from_secs(3600),
            run_time_max: Duration::from_secs(300),
            parallel_max: 512,
        }
    }
}

/// How long after its n-th failure a job waits, in microseconds. Without randomness: the job's id spreads the crowd.
pub(crate) fn retry_delay_micros(bounds: &Bounds, lease: &Lease) -> i64 {
    let doublings = u32::try_from(lease.attempts.clamp(1, 32) - 1).unwrap_or(0);
    let delay = bounds.retry_delay_min.saturating_mul(1 << doublings).min(bounds.retry_delay_max);
    let delay = micros(delay);
    let spread = delay / 100 * JITTER_PERCENT;
    if spread == 0 {
        return delay;
    }
    let hash = blake3::hash(&[lease.id.as_slice(), &lease.attempts.to_le_bytes()].concat());
    let dice = u64::from_le_bytes(hash.as_bytes()[..8].try_into().expect("a hash has 32 bytes"));
    delay - spread + (dice % (2 * spread as u64 + 1)) as i64
}

/// A duration in the unit of the clock and the database.
pub(crate) fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX / 4)
}

/// What is written down for an outcome.
pub(crate) fn ending(bounds: &Bounds, lease: Lease, outcome: Outcome, now: i64) -> Ending {
    let ended = |state, reason: &str| Ending {
        lease,
        state,
        run_at: now,
        reason: short(reason),
        ended_at: Some(now),
        attempts: lease.attempts,
    };
    let again = |run_at, reason: &str| match lease.attempts < bounds.attempts_max {
        true => Ending { run_at, ended_at: None, ..ended(Ending::WAITING, reason) },
        false => ended(Ending::GIVEN_UP, reason),
    };
    match outcome {
        Outcome::Done => ended(Ending::DONE, ""),
        Outcome::Retry { reason } => again(now.saturating_add(retry_delay_micros(bounds, &lease)), &reason),
        Outcome::RetryAt { at, reason } => again(at, &reason),
        Outcome::GiveUp { reason } => ended(Ending::GIVEN_UP, &reason),
    }
}

/// A job that was cut off because its worker stops: due at once, and the attempt is not held against it.
pub(crate) fn handed_back(lease: Lease, now: i64) -> Ending {
    let reason = "its worker was stopped".to_owned();
    Ending { lease, state: Ending::WAITING, run_at: now, reason, ended_at: None, attempts: lease.attempts - 1 }
}

/// One refused reason would hold back the whole round, and PostgreSQL refuses a NUL.
fn short(reason: &str) -> String {
    reason.chars().take(REASON_CHARS_MAX).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lease(attempts: i64) -> Lease {
        Lease { id: [7; 16], attempts }
    }

    #[test]
    fn the_delay_doubles_up_to_its_bound_and_is_spread_by_the_id() {
        let bounds =
            Bounds { retry_delay_min: Duration::from_secs(10), retry_delay_max: Duration::from_secs(100), ..Bounds::default() };
        for (attempts, seconds) in [(1, 10), (2, 20), (3, 40), (4, 80), (5, 100), (60, 100)] {
            let delay = retry_delay_micros(&bounds, &lease(attempts));
            let around = seconds * 800_000..=seconds * 1_200_000;
            assert!(around.contains(&delay), "attempt {attempts}: {delay}");
            assert_eq!(delay, retry_delay_micros(&bounds, &lease(attempts)), "the same each time");
        }
        let other = Lease { id: [8; 16], attempts: 1 };
        assert_ne!(retry_delay_micros(&bounds, &lease(1)), retry_delay_micros(&bounds, &other));
        let none = Bounds { retry_delay_min: Duration::ZERO, ..bounds };
        assert_eq!(retry_delay_micros(&none, &lease(3)), 0);
    }

    #[test]
    fn the_last_attempt_is_given_up_with_its_reason() {
        let bounds = Bounds { attempts_max: 3, ..Bounds::default() };
        assert_eq!(ending(&bounds, lease(2), Outcome::retry("smtp: 451"), 9).state, Ending::WAITING);
        let last = ending(&bounds, lease(3), Outcome::retry("smtp:\0 451"), 9);
        assert_eq!((last.state, last.reason.as_str(), last.ended_at), (Ending::GIVEN_UP, "smtp:  451", Some(9)));
        let at = Outcome::RetryAt { at: 77, reason: "rate".into() };
        assert_eq!(ending(&bounds, lease(1), at.clone(), 9).run_at, 77);
        assert_eq!(ending(&bounds, lease(3), at, 9).state, Ending::GIVEN_UP);
    }
}
