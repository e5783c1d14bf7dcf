//! How many mails leave in a minute, and how we know: what an honest time is made of. Nothing is guessed: where no rate is registered
//! and nothing was ever measured, the time is unknown, and whoever asks is told so.

use super::super::delivery;
use super::{Progress, State, progress, sendings_of};
use crate::clock::MINUTE;
use crate::ids::Id;
use db::{Fault, Tx};

/// Sendings of a coalition that are looked at for one that can be measured.
const LOOKED_AT: i64 = 20;
/// Fewer mails say nothing about a rate: they fit into the relay's hands at once.
const MEASURED_MIN: i64 = 100;

/// Mails in a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As it is registered for the server's sender: no more leave.
    Registered(i64),
    /// As the newest real sending of the coalition went, of those that were large enough.
    Measured {
        /// Mails in a minute, from the first to the last.
        mails_a_minute: i64,
        /// When that sending was started.
        at: i64,
    },
    /// Neither.
    Unknown,
}

impl Pace {
    /// The rate; `None` where nobody knows.
    pub fn mails_a_minute(self) -> Option<i64> {
        match self {
            Self::Registered(mails_a_minute) | Self::Measured { mails_a_minute, .. } => Some(mails_a_minute),
            Self::Unknown => None,
        }
    }

    /// The minutes that so many mails take, rounded up; `None` where nobody knows.
    pub fn minutes(self, mails: i64) -> Option<i64> {
        let mails_a_minute = self.mails_a_minute()?;
        Some((mails + mails_a_minute - 1).div_euclid(mails_a_minute.max(1)))
    }
}

/// At which pace the mails of a coalition leave.
pub fn pace(tx: &mut Tx<'_>, coalition: Id) -> Result<Pace, Fault> {
    if let Some(rate) = delivery::rate(tx, Id::ZERO)?.filter(|rate| *rate > 0) {
        return Ok(Pace::Registered(rate));
    }
    for sending in sendings_of(tx, coalition, LOOKED_AT)? {
        if sending.is_drill || sending.state != State::Ended {
            continue;
        }
        let waves = progress(tx, sending.id)?;
        let first = waves.iter().filter_map(|wave| wave.first_at).min();
        let (Some(first), Some(last)) = (first, sending.ended_at) else { continue };
        if let Some(mails_a_minute) = measured(Progress::of(&waves).handed_over, last - first) {
            return Ok(Pace::Measured { mails_a_minute, at: sending.created_at });
        }
    }
    Ok(Pace::Unknown)
}

fn measured(mails: i64, took: i64) -> Option<i64> {
    (mails >= MEASURED_MIN && took > 0).then(|| (mails.saturating_mul(MINUTE) / took).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_rounded_up_and_never_guessed() {
        assert_eq!([0, 1, 600, 601].map(|mails| Pace::Registered(600).minutes(mails)), [0, 1, 1, 2].map(Some));
        assert_eq!(Pace::Unknown.minutes(5), None);
        assert_eq!(measured(99, MINUTE), None);
        assert_eq!(measured(1_200, 2 * MINUTE), Some(600));
        assert_eq!(measured(100, 200 * MINUTE), Some(1), "slower than one in a minute is still no standstill");
    }
}
