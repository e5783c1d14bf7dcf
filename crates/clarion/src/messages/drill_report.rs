//! What the page of a drill says beyond that of a real sending: for each wave how long it took to write its mails, why people would get
//! none, and how long the mails would take; and from where that pace is known.

use super::calls::{self, Pace, Sending, Wave};
use super::delivery::Refusal;
use super::progress_pages::refusal;
use crate::web::frame::Frame;
use crate::web::site;
use crate::web::views_messages::{DrillReport, DrillWave};
use db::{Fault, Tx};
use std::collections::BTreeMap;

/// What was counted of a drill.
pub(super) struct Counted {
    pace: Pace,
    is_stopped: bool,
    refused: BTreeMap<(i64, Refusal), i64>,
}

/// Counts it; nothing for a real sending.
pub(super) fn count(tx: &mut Tx<'_>, sending: &Sending) -> Result<Option<Counted>, Fault> {
    if !sending.is_drill {
        return Ok(None);
    }
    let mut refused = BTreeMap::new();
    for line in calls::report(tx, sending.id)? {
        for (why, people) in line.refused {
            *refused.entry((line.wave, why)).or_default() += people;
        }
    }
    let is_stopped = sending.state == calls::State::Stopped;
    Ok(Some(Counted { pace: calls::pace(tx, sending.coalition)?, is_stopped, refused }))
}

/// The report in a language, with times in a zone.
pub(super) fn report(frame: &Frame, counted: &Counted, waves: &[Wave], zone: &str) -> DrillReport {
    let wave = |wave: &Wave| {
        let heading = frame.t1("drill-wave", "wave", wave.number);
        let not_done = if counted.is_stopped { "drill-stopped" } else { "drill-not-yet" };
        let mut facts = vec![took(frame, wave).unwrap_or_else(|| frame.t(not_done))];
        facts.extend(wave.ended_at.and_then(|_| by_mail(frame, counted.pace, wave.people.handed_over)));
        let refused = counted.refused.range((wave.number, Refusal::Left)..).take_while(|((number, _), _)| *number == wave.number);
        facts
            .extend(refused.map(|((_, why), people)| format!("{}: {}", frame.number(people.unsigned_abs()), refusal(frame, *why))));
        DrillWave { heading, facts }
    };
    DrillReport { waves: waves.iter().map(wave).collect(), pace: pace(frame, counted.pace, zone) }
}

/// From its first mail to its last.
fn took(frame: &Frame, wave: &Wave) -> Option<String> {
    let ended = wave.ended_at?;
    let tenths = (ended - wave.first_at.or(wave.frozen_at)?).max(0) / 100_000;
    Some(frame.t1("drill-took", "seconds", format!("{}.{}", tenths / 10, tenths % 10)))
}

/// How long so many mails take at a pace; nothing where nobody knows. What is done within a minute is not rounded up to one, which
/// would read as if the pace were one in a minute.
pub(crate) fn by_mail(frame: &Frame, pace: Pace, mails: i64) -> Option<String> {
    let time = match pace.minutes(mails)? {
        1 if pace.mails_a_minute() > Some(mails) => frame.t("time-under-a-minute"),
        minutes => duration(minutes),
    };
    Some(frame.t1("drill-by-mail", "time", time))
}

/// "1 h 40 min", as both languages write it.
fn duration(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// From where the pace is known.
pub(crate) fn pace(frame: &Frame, pace: Pace, zone: &str) -> String {
    match pace {
        Pace::Registered(mails) => frame.tn("pace-registered", mails.unsigned_abs()),
        Pace::Measured { mails_a_minute, at } => {
            let when = frame.date(&site::zoned(at, zone));
            frame.tn1("pace-measured", mails_a_minute.unsigned_abs(), "when", when)
        }
        Pace::Unknown => frame.t("pace-unknown"),
    }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn a_time_is_said_in_hours_and_minutes() {
        assert_eq!([0, 59, 60, 100].map(duration), ["0 min", "59 min", "1 h 0 min", "1 h 40 min"]);
    }
}
