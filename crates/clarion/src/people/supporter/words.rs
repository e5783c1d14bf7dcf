//! What is held, in words: the same lines for the page and for the file, in the reader's language.

use super::look::{Held, OfGroup, Record};
use super::store::StopRow;
use crate::people::store::ConsentRow;
use crate::people::{ConsentStatus, NO_CONFIRMING_MAILS, NO_MAIL, NO_NEWS, NO_PAGE_MAILS, Purpose, server_words};
use crate::web::frame::Frame;
use crate::web::lang::Lang;
use crate::web::site::{SITE_ZONE, zoned};

/// One thing that is held.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    /// What it is.
    pub(super) what: String,
    /// What it says, or how it stands.
    pub(super) says: String,
    /// When it was noted, microseconds.
    pub(super) at: Option<i64>,
    /// How it is known: by the person's own word, or a group's with its source.
    pub(super) how: String,
    /// The words that were read, or written.
    pub(super) words: String,
    /// Its page, without language; empty for none.
    pub(super) path: String,
}

/// Lines of one kind.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Its word in a file.
    pub(super) id: &'static str,
    /// Its heading.
    pub(super) heading: String,
    pub(super) lines: Vec<Line>,
}

/// What one group holds, part by part; parts without a line are left out.
pub(super) fn of_group(frame: &Frame, held: &OfGroup, now: i64) -> Vec<Part> {
    let parts = [
        ("details", "own-details", held.record.as_ref().map_or_else(Vec::new, |record| details(frame, record))),
        ("consents", "own-consents", held.consents.iter().map(|said| consent(frame, said)).collect()),
        (
            "deeds",
            "own-deeds",
            held.deeds
                .iter()
                .map(|deed| Line {
                    what: deed.title.clone(),
                    says: frame.t(deed.how),
                    at: Some(deed.at),
                    how: String::new(),
                    words: deed.words.clone(),
                    path: deed.path.clone(),
                })
                .collect(),
        ),
        ("beside", "own-beside", beside(frame, held)),
        ("keys", "own-keys", stops(frame, &held.stops, now)),
    ];
    let part = |(id, heading, lines): (&'static str, &str, Vec<Line>)| Part { id, heading: frame.t(heading), lines };
    parts.into_iter().map(part).filter(|part| !part.lines.is_empty()).collect()
}

/// What stands for all groups together.
pub(super) fn of_all(frame: &Frame, held: &Held, now: i64) -> Part {
    let mut lines = stops(frame, &held.stops, now);
    if held.is_known {
        lines.push(Line { what: frame.t("own-key"), says: frame.t("own-key-what"), at: held.proved_at, ..Line::default() });
    }
    Part { id: "keys", heading: frame.t("own-keys-all"), lines }
}

fn details(frame: &Frame, record: &Record) -> Vec<Line> {
    let (details, coarse) = (&record.details, &record.coarse);
    let state = if coarse.region.is_empty() { String::new() } else { frame.t(&format!("state-{}", coarse.region)) };
    let lang = Lang::from_code(&coarse.lang).map_or(String::new(), |lang| lang.own_name().to_owned());
    let known = [
        ("form-given-name", &details.given_name),
        ("form-family-name", &details.family_name),
        ("form-email", &details.email),
        ("own-phone", &details.phone),
        ("supporters-street", &details.street),
        ("own-city", &details.locality),
        ("form-state", &state),
        ("form-zip", &coarse.zip),
        ("own-country", &coarse.country),
        ("supporters-lang", &lang),
    ];
    let line = |what: String, says: &String| Line { what, says: says.clone(), ..Line::default() };
    let known = known.into_iter().filter(|(_, says)| !says.is_empty()).map(|(id, says)| line(frame.t(id), says));
    let custom = details.custom.iter().map(|(name, says)| line(name.clone(), says));
    let foreign = details.identifiers.iter().map(|says| match says.strip_prefix("import:") {
        Some(number) => line(frame.t("own-identifier-import"), &number.to_owned()),
        None => line(frame.t("own-identifier"), says),
    });
    let since = [("own-since", record.created_at), ("own-changed", record.modified_at)];
    let since = since.into_iter().map(|(id, at)| Line { what: frame.t(id), at: Some(at), ..Line::default() });
    known.chain(custom).chain(foreign).chain(since).collect()
}

/// One consent, whole: it is its receipt.
pub(super) fn consent(frame: &Frame, said: &ConsentRow) -> Line {
    let purpose = match said.purpose {
        purpose if purpose == Purpose::News as i64 => "person-consent-news",
        purpose if purpose == Purpose::Calls as i64 => "person-consent-calls",
        _ => "person-consent-action",
    };
    let is_mail = said.channel == seal::Channel::Email.code();
    let channel = if is_mail { "person-consent-by-email" } else { "person-consent-by-phone" };
    let (says, how) = match said.status {
        status if status == ConsentStatus::Confirmed as i64 => ("own-consent-yes", "own-consent-confirmed"),
        status if status == ConsentStatus::Asserted as i64 => ("own-consent-yes", "own-consent-asserted"),
        status if status == ConsentStatus::Unsubscribed as i64 && said.source.is_empty() => ("own-consent-no", "own-consent-left"),
        status if status == ConsentStatus::Unsubscribed as i64 => ("own-consent-no", "own-consent-asserted"),
        _ => ("own-consent-no", "own-consent-failed"),
    };
    // What the server noted says more than how it stands, and nobody read it.
    let noted = server_words::in_lang(frame.lang, &said.words);
    let words = if noted.is_some() { String::new() } else { said.words.clone() };
    let mut how = noted.unwrap_or_else(|| frame.t(how));
    if !said.source.is_empty() {
        let source = server_words::source_in(frame.lang, &said.source);
        how = format!("{how} {}", frame.t1("own-consent-source", "source", source));
    }
    Line {
        what: format!("{}, {}", frame.t(purpose), frame.t(channel)),
        says: frame.t(says),
        at: Some(said.noted_at),
        how,
        words,
        path: String::new(),
    }
}

fn beside(frame: &Frame, held: &OfGroup) -> Vec<Line> {
    let tags = held.tags.iter().map(|tag| Line { what: frame.t("own-tag"), says: tag.clone(), ..Line::default() });
    let note =
        |(words, at): &(String, i64)| Line { what: frame.t("own-note"), at: Some(*at), words: words.clone(), ..Line::default() };
    tags.chain(held.notes.iter().map(note)).collect()
}

fn stops(frame: &Frame, stops: &[StopRow], now: i64) -> Vec<Line> {
    let stands = |stop: &&StopRow| stop.until.is_none_or(|until| until > now);
    let line = |stop: &StopRow| {
        let what = match stop.kind {
            NO_CONFIRMING_MAILS => "own-stop-confirming",
            NO_MAIL => "own-stop-mails",
            NO_NEWS => "own-stop-news",
            NO_PAGE_MAILS => "own-stop-page",
            _ => "own-stop-other",
        };
        let says = stop.until.map(|until| frame.t1("own-stop-until", "when", frame.date(&zoned(until, SITE_ZONE))));
        Line { what: frame.t(what), says: says.unwrap_or_default(), at: Some(stop.noted_at), ..Line::default() }
    };
    stops.iter().filter(stands).map(line).collect()
}
