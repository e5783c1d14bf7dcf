//! An event for a calendar: one VEVENT (RFC 5545), in UTC so that no zone rules travel along. On call is TENTATIVE, called CONFIRMED.

use super::pages::place_line;
use super::{Event, EventState};
use crate::web::lang::{self, Lang};
use jiff::Timestamp;
use std::fmt::Write;

/// A line of the format has at most so many bytes, its end not counted.
const LINE_BYTES_MAX: usize = 75;

/// The calendar's text. `url` is the event's page.
pub fn text(event: &Event, coalition: &str, lang: Lang, url: &str) -> String {
    let (state, summary) = match event.state() {
        EventState::Confirmed => ("CONFIRMED", event.title(lang).to_owned()),
        EventState::Cancelled | EventState::Released => ("CANCELLED", event.title(lang).to_owned()),
        EventState::OnCall | EventState::HeldBack | EventState::Unvetted => {
            ("TENTATIVE", lang::t(lang, "calendar-on-call", &[("title", event.title(lang).into())]))
        }
    };
    let about = lang::t(lang, "calendar-about", &[("coalition", coalition.into()), ("url", url.into())]);
    let mut out = String::new();
    let mut line = |name: &str, value: &str| fold(&mut out, &format!("{name}:{value}"));
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//Clarion//Events//EN");
    line("METHOD", "PUBLISH");
    line("BEGIN", "VEVENT");
    line("UID", &format!("{}@clarion", event.id));
    line("DTSTAMP", &instant(event.modified_at));
    // Whoever imports it again gets the newer words.
    line("SEQUENCE", &((event.modified_at - event.created_at) / 1_000_000).clamp(0, i64::from(i32::MAX)).to_string());
    line("DTSTART", &instant(event.times.starts_at));
    line("DTEND", &instant(event.times.ends_at));
    line("SUMMARY", &escaped(&summary));
    line("LOCATION", &escaped(&place_line(&event.place)));
    line("DESCRIPTION", &escaped(&about));
    line("URL", url);
    line("STATUS", state);
    line("END", "VEVENT");
    line("END", "VCALENDAR");
    out
}

fn instant(micros: i64) -> String {
    Timestamp::from_microsecond(micros).unwrap_or_default().strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// Breaks a line at whole characters; what follows begins with a space.
fn fold(out: &mut String, line: &str) {
    let mut room = LINE_BYTES_MAX;
    for c in line.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = LINE_BYTES_MAX - 1;
        }
        room -= c.len_utf8();
        write!(out, "{c}").expect("a text takes every character");
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::add::blank;
    use crate::ids::Id;

    #[test]
    fn a_calendar_has_short_lines_and_no_stray_signs() {
        let mut event = blank(Id::ZERO, Id::ZERO, Id::ZERO, "x".to_owned(), 0);
        event.title_en = "Read; aloud, together — ".repeat(6);
        event.vetted_at = Some(1);
        (event.times.starts_at, event.times.ends_at) = (1_800_000_000_000_000, 1_800_003_600_000_000);
        let text = text(&event, "Libraries", Lang::En, "https://act.example/events/x");
        assert!(text.split("\r\n").all(|line| line.len() <= LINE_BYTES_MAX), "{text}");
        let whole = text.replace("\r\n ", "");
        for part in
            ["DTSTART:20270115T080000Z", "STATUS:TENTATIVE", "Read\\; aloud\\, together", "URL:https://act.example/events/x"]
        {
            assert!(whole.contains(part), "{part} in {whole}");
        }
    }
}
