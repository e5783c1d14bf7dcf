//! Making an event, and changing what may always be changed: by the console, the command line, the API and the demo alike.
//!
//! A new event is seen by its coalition only, until somebody of another group vets it (`vet.rs`). Place, time and host of an event that
//! was vetted change by `change.rs`.

use super::access::AccessFacts;
use super::attending;
use super::{Event, Host, Place, Private, SafetyBrief, Standing, Times, store};
use crate::actions::address::is_slug;
use crate::clock::DAY;
use crate::coalitions;
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::{self, Coarse, Details, Intake, PersonInput};
use db::{Fault, Tx};
use jiff::tz::TimeZone;

/// A title's longest form in characters.
pub const TITLE_CHARS_MAX: usize = 150;
/// The words of an event.
pub const WORDS_CHARS_MAX: usize = 10_000;
/// A line such as a place's name.
pub const LINE_CHARS_MAX: usize = 200;
/// A note to an access fact, or a part of the safety brief.
pub const NOTE_CHARS_MAX: usize = 1_000;
/// The largest gathering that anybody hopes for.
pub const EXPECTED_MAX: i64 = 5_000_000;
/// Nothing that is called together lasts longer.
pub const LENGTH_MAX: i64 = 7 * DAY;
/// Above this many forms a minute a form asks for proof of work, unless the event says otherwise.
pub const USUAL_ANSWERS_PER_MINUTE: i64 = 100;

/// An event to be, with what is sealed of it.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// Its row; `slug` may still be taken.
    pub event: Event,
    /// What the host states about access.
    pub access: AccessFacts,
    /// The host and the safety brief, sealed under the event's id.
    pub sealed: Vec<u8>,
    /// The host in the group's list.
    pub host: PersonInput,
}

/// Why an event cannot be made or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EventRefusal {
    /// No title, or one that is too long.
    #[error("Give the event a title of at most 150 characters.")]
    Title,
    /// Words that are too long.
    #[error("The words are longer than 10,000 characters. Shorten them.")]
    Words,
    /// No place, or one that cannot be read.
    #[error("Say where it is: name of the place, street, city, state and a ZIP with five digits.")]
    Place,
    /// The ZIP lies in another state.
    #[error("This ZIP is not in this state. Check both.")]
    ZipElsewhere,
    /// A zone that is none.
    #[error("Give a time zone of the IANA list, for example America/Chicago.")]
    Zone,
    /// It would end before it begins, or weeks later.
    #[error("The event must end after it begins, within seven days.")]
    Times,
    /// It begins in the past.
    #[error("The event would begin in the past. Change its date.")]
    Past,
    /// A number of people that cannot be.
    #[error("Expected people must be a whole number from 1 to 5,000,000.")]
    Expected,
    /// A capacity that cannot be.
    #[error("A limit must let in at least one person; leave it out where there is none.")]
    Capacity,
    /// A note that is too long.
    #[error("A note or a line is too long. Shorten it.")]
    Note,
    /// No host, or a mailbox or number that cannot be one.
    #[error("Name the host, with an email address that can be written to.")]
    Host,
    /// The group is in no such coalition.
    #[error("This group is not in this coalition.")]
    Coalition,
    /// Somebody else's event has this address.
    #[error("Another event has this address. Choose another one.")]
    SlugTaken,
    /// A slug with other characters.
    #[error("An address has only small letters, digits and hyphens, at most 80.")]
    Slug,
}

/// Checks a place: whole, one line each, a ZIP of its state.
pub fn check_place(place: &Place) -> Result<(), EventRefusal> {
    let lines = [&place.name, &place.street, &place.city];
    if lines.iter().any(|line| line.is_empty()) || !crate::web::map::AREA_CODES.contains(&place.region.as_str()) {
        return Err(EventRefusal::Place);
    }
    if lines.iter().any(|line| seal::text::clean_line(line, LINE_CHARS_MAX).is_err()) {
        return Err(EventRefusal::Note);
    }
    match seal::zip::clean(&place.zip).filter(|zip| *zip == place.zip).map(|zip| seal::zip::state(&zip)) {
        None => Err(EventRefusal::Place),
        Some(Some(state)) if state != place.region => Err(EventRefusal::ZipElsewhere),
        Some(_) => Ok(()),
    }
}

/// Checks times against each other and against now.
pub fn check_times(times: &Times, now: i64) -> Result<(), EventRefusal> {
    if TimeZone::get(&times.time_zone).is_err() {
        return Err(EventRefusal::Zone);
    }
    // Numbers from other programs may be as far away as numbers go.
    match times.ends_at.checked_sub(times.starts_at) {
        Some(length) if length > 0 && length <= LENGTH_MAX => {}
        _ => return Err(EventRefusal::Times),
    }
    if times.starts_at <= now { Err(EventRefusal::Past) } else { Ok(()) }
}

/// Checks what may always be changed.
fn check_words(event: &Event, access: &AccessFacts) -> Result<(), EventRefusal> {
    let longer = |text: &str, most: usize| text.chars().count() > most;
    let titles = [&event.title_en, &event.title_es];
    let cleaned = |title: &&String| seal::text::clean_line(title, TITLE_CHARS_MAX).is_ok();
    if titles.iter().all(|title| title.is_empty()) || !titles.iter().all(cleaned) {
        return Err(EventRefusal::Title);
    }
    if longer(&event.words_en, WORDS_CHARS_MAX) || longer(&event.words_es, WORDS_CHARS_MAX) {
        return Err(EventRefusal::Words);
    }
    let notes = access.values().map(|answer| &answer.note).chain([&event.access_contact]);
    if notes.into_iter().any(|note| seal::text::clean(note, NOTE_CHARS_MAX).is_err()) {
        return Err(EventRefusal::Note);
    }
    if !(1..=EXPECTED_MAX).contains(&event.expected) {
        return Err(EventRefusal::Expected);
    }
    Ok(())
}

/// Checks what needs no database.
pub fn check(new: &NewEvent, now: i64) -> Result<(), EventRefusal> {
    check_words(&new.event, &new.access)?;
    check_place(&new.event.place)?;
    check_times(&new.event.times, now)?;
    if new.event.capacity.is_some_and(|capacity| !(1..=EXPECTED_MAX).contains(&capacity)) {
        return Err(EventRefusal::Capacity);
    }
    if !is_slug(&new.event.slug) {
        return Err(EventRefusal::Slug);
    }
    Ok(())
}

/// The host as somebody of the group's list, and the event's sealed part. Needs no transaction.
pub fn prepare_private(
    intake: &Intake,
    event: &Event,
    mut private: Private,
    lang: &str,
    now: i64,
) -> Result<Result<(PersonInput, Vec<u8>), EventRefusal>, Fault> {
    let host = &mut private.host;
    let (Ok(name), Ok(email)) = (seal::text::clean_line(&host.name, LINE_CHARS_MAX), seal::email::fold(&host.email)) else {
        return Ok(Err(EventRefusal::Host));
    };
    if name.is_empty() {
        return Ok(Err(EventRefusal::Host));
    }
    if !host.phone.is_empty() {
        match seal::phone::fold(&host.phone, "US") {
            Ok(phone) => host.phone = phone.e164,
            Err(_) => return Ok(Err(EventRefusal::Host)),
        }
    }
    if brief_parts(&private.brief).iter().any(|part| seal::text::clean(part, NOTE_CHARS_MAX).is_err()) {
        return Ok(Err(EventRefusal::Note));
    }
    private.host.email.clone_from(&email.typed);
    private.host.name.clone_from(&name);
    let details = Details { given_name: name, email: email.typed, phone: private.host.phone.clone(), ..Details::default() };
    let (region, zip) = (event.place.region.clone(), event.place.zip.clone());
    let coarse = Coarse { country: "US".to_owned(), region, zip, lang: lang.to_owned() };
    let person = intake.person(event.group, now, Some(&email.folded), details, coarse)?;
    let sealed = intake.vault.seal(event.group, &event.id.0, &private.to_bytes(), intake.ids.bytes())?;
    Ok(Ok((person, sealed)))
}

fn brief_parts(brief: &SafetyBrief) -> [&String; 6] {
    [&brief.assembly, &brief.route, &brief.staging, &brief.chain, &brief.care, &brief.trouble]
}

/// Makes it. The host is recognised in the group's list, so that a message can find them.
pub fn add(tx: &mut Tx<'_>, vault: &Vault, now: i64, new: &NewEvent) -> Result<Result<(), EventRefusal>, Fault> {
    if let Err(refusal) = check(new, now) {
        return Ok(Err(refusal));
    }
    if !coalitions::coalitions_of(tx, new.event.group)?.iter().any(|coalition| coalition.id == new.event.coalition) {
        return Ok(Err(EventRefusal::Coalition));
    }
    let host = people::recognise(tx, vault, now, &[&new.host])?;
    let host_identity = host.first().ok_or_else(|| Fault::bug("a host got no answer"))?.identity;
    let event = Event { host_identity, ..new.event.clone() };
    if !store::add_event(tx, &event, &new.sealed)? {
        // A commit in doubt is run again: our own row is no stranger's.
        let standing = store::event_by_slug(tx, &event.slug)?;
        if standing.is_none_or(|standing| standing.id != event.id) {
            return Ok(Err(EventRefusal::SlugTaken));
        }
    }
    store::set_access(tx, event.id, &new.access)?;
    if let Some(capacity) = event.capacity {
        attending::open_room(tx, event.id, capacity)?;
    }
    Ok(Ok(()))
}

/// Changes what may always be changed: titles, words, expected people, access. Place, time and host go by `change.rs`.
pub fn reword(tx: &mut Tx<'_>, event: &Event, access: &AccessFacts) -> Result<Result<(), EventRefusal>, Fault> {
    if let Err(refusal) = check_words(event, access) {
        return Ok(Err(refusal));
    }
    store::set_words(tx, event)?;
    store::set_access(tx, event.id, access)?;
    Ok(Ok(()))
}

/// What a host stated about access.
pub fn access_of(tx: &mut Tx<'_>, event: Id) -> Result<AccessFacts, Fault> {
    store::access(tx, event)
}

/// An event's row as it begins, for the caller to change.
pub fn blank(id: Id, group: Id, coalition: Id, slug: String, now: i64) -> Event {
    Event {
        id,
        group,
        coalition,
        slug,
        title_en: String::new(),
        title_es: String::new(),
        words_en: String::new(),
        words_es: String::new(),
        place: Place::default(),
        times: Times { time_zone: "America/New_York".to_owned(), ..Times::default() },
        expected: 1,
        capacity: None,
        access_contact: String::new(),
        access_requests_by: None,
        usual_answers_per_minute: USUAL_ANSWERS_PER_MINUTE,
        host: None,
        host_identity: Id::ZERO,
        standing: Standing::OnCall,
        vetted_by: None,
        vetted_at: None,
        held_back_by: None,
        frozen_by: None,
        origin_system: String::new(),
        created_at: now,
        modified_at: now,
    }
}

/// A host without a number.
pub fn host(name: &str, email: &str) -> Host {
    Host { name: name.to_owned(), email: email.to_owned(), phone: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::HOUR;

    fn place() -> Place {
        let line = |text: &str| text.to_owned();
        Place {
            name: line("Reading room"),
            street: line("1 Made-up Street"),
            city: line("Springfield"),
            region: line("OH"),
            zip: line("45501"),
        }
    }

    #[test]
    fn a_place_is_whole_and_its_zip_lies_in_its_state() {
        assert_eq!(check_place(&place()), Ok(()));
        assert_eq!(check_place(&Place { city: String::new(), ..place() }), Err(EventRefusal::Place));
        assert_eq!(check_place(&Place { zip: "4550".to_owned(), ..place() }), Err(EventRefusal::Place));
        assert_eq!(check_place(&Place { region: "CA".to_owned(), ..place() }), Err(EventRefusal::ZipElsewhere));
        assert_eq!(check_place(&Place { name: "a\nb".to_owned(), ..place() }), Err(EventRefusal::Note));
    }

    #[test]
    fn times_have_a_zone_an_order_and_lie_ahead() {
        let times = |starts_at, ends_at, zone: &str| Times { starts_at, ends_at, time_zone: zone.to_owned() };
        assert_eq!(check_times(&times(DAY, DAY + HOUR, "America/Chicago"), 0), Ok(()));
        assert_eq!(check_times(&times(DAY, DAY + HOUR, "Chicago"), 0), Err(EventRefusal::Zone));
        assert_eq!(check_times(&times(DAY, DAY, "UTC"), 0), Err(EventRefusal::Times));
        assert_eq!(check_times(&times(i64::MIN, i64::MAX, "UTC"), 0), Err(EventRefusal::Times));
        assert_eq!(check_times(&times(DAY, DAY + HOUR, "UTC"), 2 * DAY), Err(EventRefusal::Past));
    }

    #[test]
    fn there_are_at_least_two_marshals_and_one_for_each_250() {
        let mut event = blank(Id::ZERO, Id::ZERO, Id::ZERO, String::new(), 0);
        let floor = |event: &mut Event, expected| {
            event.expected = expected;
            event.marshals_floor()
        };
        assert_eq!([1, 500, 501, 2_000].map(|expected| floor(&mut event, expected)), [2, 2, 3, 8]);
    }
}
