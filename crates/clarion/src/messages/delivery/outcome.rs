//! What became of one human of an audience, as it is counted and kept.

use super::super::calls::GroupLine;
use super::super::{BuildProblem, Outcome, Refused};
use db::Fault;

/// Why somebody of an audience gets no mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Refusal {
    /// They left, or their consent is gone.
    Left = 1,
    /// Their mailbox must not be written to.
    Suppressed = 2,
    /// The coalition wrote to them often enough this week.
    OftenEnough = 3,
    /// Somebody with the same mailbox got it.
    SameMailbox = 4,
    /// The group has no mailbox of them any more.
    NoMailbox = 5,
    /// The relay refused it for good.
    Relay = 6,
    /// The mailbox cannot be written in a mail.
    Unwritable = 7,
    /// The group has no postal address.
    NoPostalAddress = 8,
    /// The relay refused it for now, again and again.
    TriedTooOften = 9,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Left,
        Self::Suppressed,
        Self::OftenEnough,
        Self::SameMailbox,
        Self::NoMailbox,
        Self::Relay,
        Self::Unwritable,
        Self::NoPostalAddress,
        Self::TriedTooOften,
    ];

    /// The end of the id of its words in the locale files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Suppressed => "suppressed",
            Self::OftenEnough => "often-enough",
            Self::SameMailbox => "same-mailbox",
            Self::NoMailbox => "no-mailbox",
            Self::Relay => "relay",
            Self::Unwritable => "unwritable",
            Self::NoPostalAddress => "no-postal-address",
            Self::TriedTooOften => "tried-too-often",
        }
    }

    /// Whether the mail failed, rather than that it should not leave.
    pub(super) fn is_failure(self) -> bool {
        matches!(self, Self::Relay | Self::TriedTooOften | Self::NoPostalAddress)
    }
}

/// Where a human ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::messages) enum End {
    HandedOver,
    Refused(Refusal),
    InDoubt,
}

const IN_DOUBT: u8 = 255;

impl End {
    /// The byte in a tally.
    pub(super) fn code(self) -> u8 {
        match self {
            Self::HandedOver => 0,
            Self::Refused(why) => why as u8,
            Self::InDoubt => IN_DOUBT,
        }
    }

    pub(super) fn of(code: u8) -> Result<Self, Fault> {
        match code {
            0 => Ok(Self::HandedOver),
            IN_DOUBT => Ok(Self::InDoubt),
            code => {
                let why = Refusal::ALL.into_iter().find(|why| *why as u8 == code);
                why.map(Self::Refused).ok_or_else(|| Fault::bug("a tally names an unknown outcome"))
            }
        }
    }

    /// The state of a delivery, and the reason beside it.
    pub(super) fn state(self) -> (i64, i64) {
        match self {
            Self::HandedOver => (HANDED_OVER, 0),
            Self::Refused(why) => (REFUSED, why as i64),
            Self::InDoubt => (DOUBTFUL, 0),
        }
    }

    /// Counts people with this end in a line of the report.
    pub(in crate::messages) fn count(self, line: &mut GroupLine, people: i64) {
        match self {
            Self::HandedOver => line.handed_over += people,
            Self::InDoubt => line.in_doubt += people,
            Self::Refused(why) => line.refused.push((why, people)),
        }
    }
}

/// States of a delivery. One that is handed over is written so beforehand, and stays as it is when all goes well: as long as its slice
/// names its place among those on the way, it may not have arrived (a second write for each mail took a fifth of the time of a call).
pub(super) const WAITING: i64 = 1;
pub(super) const HANDED_OVER: i64 = 3;
const REFUSED: i64 = 4;
const DOUBTFUL: i64 = 5;

/// What follows from the answer to one mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It is decided.
    End(End),
    /// Refused for now: to be tried again, a number of times.
    TryAgain,
    /// Nothing was tried: to be tried as soon as that is possible.
    NotTried,
}

/// Reads the mailer's answer.
pub(super) fn answer(outcome: Outcome) -> Answer {
    match outcome {
        Outcome::Accepted => Answer::End(End::HandedOver),
        Outcome::InDoubt => Answer::End(End::InDoubt),
        Outcome::RefusedForNow { .. } => Answer::TryAgain,
        // The outbox refuses more than it takes; sendings that large are paused before (`sink.rs`).
        Outcome::NotSent | Outcome::Refused(Refused::Outbox) => Answer::NotTried,
        Outcome::Refused(Refused::Relay(_)) => Answer::End(End::Refused(Refusal::Relay)),
        Outcome::Refused(Refused::Build(BuildProblem::Mailbox)) => Answer::End(End::Refused(Refusal::Unwritable)),
        Outcome::Refused(Refused::Build(BuildProblem::PostalAddress)) => Answer::End(End::Refused(Refusal::NoPostalAddress)),
    }
}
