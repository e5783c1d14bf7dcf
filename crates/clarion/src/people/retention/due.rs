//! When a rule concerns somebody: from what they did and allowed alone. Pure, so that the look beforehand and the run say the same.
//!
//! The time runs from the last thing that speaks for keeping somebody. An answer to an event that comes speaks for them until it is over.

use super::{Kind, MONTH};
use crate::people::{ConsentStatus, Purpose};
use seal::Channel;

/// A consent as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// By which channel.
    pub channel: i64,
    /// For what.
    pub purpose: i64,
    /// How it stands.
    pub status: i64,
    /// Since when.
    pub noted_at: i64,
}

impl Held {
    fn is(&self, status: ConsentStatus) -> bool {
        self.status == status as i64
    }

    /// Allows a group to write, whoever says so.
    fn is_yes(&self) -> bool {
        self.is(ConsentStatus::Confirmed) || self.is(ConsentStatus::Asserted)
    }

    /// Concerns what a group sends by itself, not one action.
    fn is_lasting(&self) -> bool {
        self.purpose == Purpose::News as i64 || self.purpose == Purpose::Calls as i64
    }
}

/// What is known of somebody on a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Since when they stand on it.
    pub joined_at: i64,
    /// When they last did something, if they ever did.
    pub acted_at: Option<i64>,
    /// What they allowed.
    pub consents: Vec<Held>,
}

/// From what the time is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// They came to the list, and nothing followed.
    Joined = 1,
    /// They did something.
    Acted = 2,
    /// They agreed to something themselves.
    Agreed = 3,
    /// They left.
    Left = 4,
    /// The group said that they agreed.
    Asserted = 5,
    /// It was written.
    Written = 6,
}

impl Since {
    pub(super) fn of(code: i64) -> Option<Self> {
        [Self::Joined, Self::Acted, Self::Agreed, Self::Left, Self::Asserted, Self::Written]
            .into_iter()
            .find(|since| *since as i64 == code)
    }
}

/// From when on the months of a rule about people are counted for somebody; `None` where it does not concern them.
pub fn since(kind: Kind, facts: &Facts) -> Option<(Since, i64)> {
    let newest = |which: &dyn Fn(&Held) -> bool| facts.consents.iter().filter(|held| which(held)).map(|held| held.noted_at).max();
    let last = |first: (Since, i64)| {
        let acted = facts.acted_at.map(|at| (Since::Acted, at));
        [Some(first), acted].into_iter().flatten().max_by_key(|(_, at)| *at).unwrap_or(first)
    };
    match kind {
        Kind::Quiet => {
            let agreed = newest(&|held| held.is(ConsentStatus::Confirmed)).map(|at| (Since::Agreed, at));
            let joined = last((Since::Joined, facts.joined_at));
            Some(agreed.into_iter().fold(joined, |one, other| if other.1 > one.1 { other } else { one }))
        }
        Kind::Left => {
            let news = |held: &Held| held.purpose == Purpose::News as i64 && held.channel == Channel::Email.code();
            let no = |held: &Held| held.is(ConsentStatus::Unsubscribed) || held.is(ConsentStatus::Complained);
            let left = newest(&|held| news(held) && no(held))?;
            let allows_more = facts.consents.iter().any(|held| held.is_lasting() && held.is_yes());
            (!allows_more).then(|| last((Since::Left, left)))
        }
        Kind::Asserted => {
            let asserted = newest(&|held| held.is_lasting() && held.is(ConsentStatus::Asserted))?;
            let confirmed = facts.consents.iter().any(|held| held.is(ConsentStatus::Confirmed));
            (!confirmed).then(|| last((Since::Asserted, asserted)))
        }
        Kind::Notes | Kind::Comments => None,
    }
}

/// When what began then is due, by a rule of so many months.
pub fn due_at(since: i64, months: i64) -> i64 {
    since.saturating_add(months.saturating_mul(MONTH))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::DAY;

    const EMAIL: i64 = 1;
    const PHONE: i64 = 2;

    fn held(channel: i64, purpose: Purpose, status: ConsentStatus, noted_at: i64) -> Held {
        Held { channel, purpose: purpose as i64, status: status as i64, noted_at }
    }

    fn facts(acted_at: Option<i64>, consents: &[Held]) -> Facts {
        Facts { joined_at: 10, acted_at, consents: consents.to_vec() }
    }

    use ConsentStatus::{Asserted, Complained, Confirmed, Unsubscribed};
    use Purpose::{ActionOnly, Calls, News};

    #[test]
    fn a_year_is_twelve_months() {
        assert_eq!(due_at(0, 12), 365 * DAY);
        assert_eq!(due_at(i64::MAX - 1, 12), i64::MAX);
    }

    #[test]
    fn whoever_does_or_confirms_something_is_not_quiet_from_then_on() {
        for (facts, expected) in [
            (facts(None, &[]), (Since::Joined, 10)),
            (facts(Some(20), &[]), (Since::Acted, 20)),
            (facts(Some(5), &[]), (Since::Joined, 10)),
            (facts(Some(20), &[held(EMAIL, News, Confirmed, 30)]), (Since::Agreed, 30)),
            (facts(Some(40), &[held(EMAIL, ActionOnly, Confirmed, 30)]), (Since::Acted, 40)),
            // What a group says of them, and that they left, is no sign of theirs that they want to stay.
            (facts(None, &[held(EMAIL, News, Asserted, 30), held(PHONE, News, Unsubscribed, 40)]), (Since::Joined, 10)),
        ] {
            assert_eq!(since(Kind::Quiet, &facts), Some(expected), "{facts:?}");
        }
    }

    #[test]
    fn whoever_left_the_news_and_allows_nothing_else_has_left() {
        let no = held(EMAIL, News, Unsubscribed, 30);
        assert_eq!(since(Kind::Left, &facts(None, &[no])), Some((Since::Left, 30)));
        assert_eq!(since(Kind::Left, &facts(Some(50), &[no])), Some((Since::Acted, 50)), "they came back to do something");
        assert_eq!(since(Kind::Left, &facts(None, &[held(EMAIL, News, Complained, 30)])), Some((Since::Left, 30)));
        for yes in [held(EMAIL, Calls, Confirmed, 1), held(PHONE, News, Asserted, 1)] {
            assert_eq!(since(Kind::Left, &facts(None, &[no, yes])), None, "{yes:?}");
        }
        assert_eq!(since(Kind::Left, &facts(None, &[held(EMAIL, Calls, Unsubscribed, 30)])), None, "the calls only");
        assert_eq!(since(Kind::Left, &facts(None, &[])), None);
    }

    #[test]
    fn whoever_never_said_yes_themselves_is_only_asserted() {
        let said = held(EMAIL, News, Asserted, 30);
        assert_eq!(since(Kind::Asserted, &facts(None, &[said])), Some((Since::Asserted, 30)));
        assert_eq!(since(Kind::Asserted, &facts(Some(50), &[said])), Some((Since::Acted, 50)));
        assert_eq!(since(Kind::Asserted, &facts(None, &[said, held(EMAIL, Calls, Confirmed, 1)])), None);
        assert_eq!(since(Kind::Asserted, &facts(None, &[held(EMAIL, News, Unsubscribed, 30)])), None, "left");
        assert_eq!(since(Kind::Asserted, &facts(None, &[])), None, "nobody said anything: they are quiet");
    }

    #[test]
    fn notes_and_comments_are_no_people() {
        for kind in [Kind::Notes, Kind::Comments] {
            assert_eq!(since(kind, &facts(None, &[])), None);
        }
    }
}
