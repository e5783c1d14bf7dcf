//! The demo's on-call events: real towns, made-up hosts and places, vetted by another group as real ones are.
//!
//! The last two are not vetted, so that an organiser sees what waits; some have a limit; what hosts state about access differs.

use super::{Problem, words};
use crate::actions::address::slug_of;
use crate::app::App;
use crate::clock::{DAY, HOUR};
use crate::events::add::{self, NewEvent};
use crate::events::vet::{self, Vetter};
use crate::events::{AccessAnswer, AccessFact, AccessFacts, Place, Private, SafetyBrief, Times};
use crate::ids::Id;
use db::{Fault, Tx};
use jiff::Timestamp;
use jiff::civil::time;

/// They take place so long after the demo was made, over four days.
const AHEAD: i64 = 45 * DAY;
/// The last of them, which nobody has vetted yet.
const UNVETTED: usize = 2;

/// Town, state, ZIP, zone.
#[rustfmt::skip]
const TOWNS: [(&str, &str, &str, &str); 40] = [
    ("Springfield", "OH", "45501", "America/New_York"), ("Athens", "OH", "45701", "America/New_York"),
    ("Marietta", "OH", "45750", "America/New_York"), ("Muncie", "IN", "47302", "America/Indiana/Indianapolis"),
    ("Terre Haute", "IN", "47807", "America/Indiana/Indianapolis"), ("Peoria", "IL", "61602", "America/Chicago"),
    ("Carbondale", "IL", "62901", "America/Chicago"), ("Duluth", "MN", "55802", "America/Chicago"),
    ("Mankato", "MN", "56001", "America/Chicago"), ("Eau Claire", "WI", "54701", "America/Chicago"),
    ("Dubuque", "IA", "52001", "America/Chicago"), ("Ames", "IA", "50010", "America/Chicago"),
    ("Lawrence", "KS", "66044", "America/Chicago"), ("Salina", "KS", "67401", "America/Chicago"),
    ("Lincoln", "NE", "68508", "America/Chicago"), ("Rapid City", "SD", "57701", "America/Denver"),
    ("Fargo", "ND", "58102", "America/Chicago"), ("Billings", "MT", "59101", "America/Denver"),
    ("Boise", "ID", "83702", "America/Boise"), ("Spokane", "WA", "99201", "America/Los_Angeles"),
    ("Bend", "OR", "97701", "America/Los_Angeles"), ("Chico", "CA", "95928", "America/Los_Angeles"),
    ("Fresno", "CA", "93721", "America/Los_Angeles"), ("Flagstaff", "AZ", "86001", "America/Phoenix"),
    ("Las Cruces", "NM", "88001", "America/Denver"), ("El Paso", "TX", "79901", "America/Denver"),
    ("Waco", "TX", "76701", "America/Chicago"), ("Tulsa", "OK", "74103", "America/Chicago"),
    ("Fayetteville", "AR", "72701", "America/Chicago"), ("Jackson", "MS", "39201", "America/Chicago"),
    ("Mobile", "AL", "36602", "America/Chicago"), ("Macon", "GA", "31201", "America/New_York"),
    ("Gainesville", "FL", "32601", "America/New_York"), ("Asheville", "NC", "28801", "America/New_York"),
    ("Roanoke", "VA", "24011", "America/New_York"), ("Charleston", "WV", "25301", "America/New_York"),
    ("Scranton", "PA", "18503", "America/New_York"), ("Ithaca", "NY", "14850", "America/New_York"),
    ("Burlington", "VT", "05401", "America/New_York"), ("Bangor", "ME", "04401", "America/New_York"),
];

/// An event with the group that vets it and the verdict's id; none where there is no other group, or for the last ones.
pub(super) struct MadeUp {
    event: NewEvent,
    vetted: Option<(Id, Id)>,
}

/// Makes all of them up. `groups` are the demo's, in their order.
pub(super) fn made_up(app: &App, now: i64, coalition: Id, groups: &[Id]) -> Result<Vec<MadeUp>, Problem> {
    let mut events = Vec::with_capacity(TOWNS.len());
    for (at, (town, region, zip, zone)) in TOWNS.into_iter().enumerate() {
        let group = groups[at % groups.len()];
        let mut event =
            add::blank(app.ids.fresh(now), group, coalition, slug_of(&format!("read-in {town} {region}"), "event"), now);
        event.title_en = format!("Read-in for evening hours, {town}");
        event.title_es = format!("Lectura pública por el horario de tarde, {town}");
        (event.words_en, event.words_es) = (words::EVENT_EN.to_owned(), words::EVENT_ES.to_owned());
        event.place = Place {
            name: "Steps of the sample library".to_owned(),
            street: format!("{} Example Street", 100 + at),
            city: town.to_owned(),
            region: region.to_owned(),
            zip: zip.to_owned(),
        };
        event.times = times(now, at, zone)?;
        event.expected = [80, 150, 250, 400, 900][at % 5];
        event.capacity = [None, None, None, Some(60), None, None, None, Some(25)][at % 8];
        event.origin_system = "Clarion".to_owned();
        if at % 3 != 2 {
            event.access_contact = format!("access@{}.example", slug_of(town, "event"));
            event.access_requests_by = Some(event.times.starts_at - 7 * DAY);
        }
        let access = access(at);
        let private = Private { host: add::host(&host_name(at), &format!("host{}@hosts.example", at + 1)), brief: brief() };
        let (host, sealed) = add::prepare_private(&app.intake(), &event, private, "en", now)??;
        let other = groups[(at + 1) % groups.len()];
        let is_vetted = other != group && at + UNVETTED < TOWNS.len();
        let vetted = is_vetted.then(|| (app.ids.fresh(now), other));
        events.push(MadeUp { event: NewEvent { event, access, sealed, host }, vetted });
    }
    Ok(events)
}

/// Half past five in the afternoon, for two hours.
fn times(now: i64, at: usize, zone: &str) -> Result<Times, Problem> {
    let day = Timestamp::from_microsecond(now + AHEAD + (at % 4) as i64 * DAY);
    let begins = day.ok().and_then(|day| {
        let date = day.in_tz(zone).ok()?.date();
        date.to_datetime(time(17, 30, 0, 0)).in_tz(zone).ok()
    });
    let begins = begins.ok_or_else(|| Problem::refused("The clock is wrong. Set the date."))?.timestamp().as_microsecond();
    Ok(Times { starts_at: begins, ends_at: begins + 2 * HOUR, time_zone: zone.to_owned() })
}

/// Some state much, some little, one in five nothing.
fn access(at: usize) -> AccessFacts {
    let stated = |is_there, note: &str| AccessAnswer { is_there, note: note.to_owned() };
    let all = [
        (AccessFact::StepFree, stated(true, "Ramp beside the steps, 20 yards from the street.")),
        (AccessFact::Seating, stated(true, "Sixty folding chairs.")),
        (AccessFact::Toilets, stated(at.is_multiple_of(2), "")),
        (AccessFact::Asl, stated(true, "One interpreter, beside the reading chair.")),
        (AccessFact::Transit, stated(true, "Bus stop in front of the door.")),
        (AccessFact::Livestream, stated(false, "")),
    ];
    all.into_iter().take([6, 4, 2, 0, 5][at % 5]).collect()
}

fn host_name(at: usize) -> String {
    format!("{} {}", words::GIVEN_NAMES[at % words::GIVEN_NAMES.len()], words::family_name(at * 7))
}

fn brief() -> SafetyBrief {
    let line = |text: &str| text.to_owned();
    SafetyBrief {
        assembly: line("Half an hour before, on the grass beside the steps."),
        route: line("We stay where we are."),
        staging: line("The same steps; we leave together."),
        chain: line("The host decides; two marshals stand beside the microphone."),
        care: line("Water at the table, first aid in the bag with the white cross."),
        trouble: line("Do not argue, do not touch; tell the host, who talks with the police."),
    }
}

/// Adds them.
pub(super) fn add_all(tx: &mut Tx<'_>, app: &App, now: i64, events: &[MadeUp]) -> Result<(), Fault> {
    for made_up in events {
        let id = made_up.event.event.id;
        if add::add(tx, &app.vault, now, &made_up.event)?.is_err() {
            return Err(Fault::bug("a made-up event is refused"));
        }
        if let Some((verdict, group)) = made_up.vetted {
            let by = Vetter { account: None, group };
            if vet::vet(tx, now, verdict, id, by)?.is_err() {
                return Err(Fault::bug("a made-up event is not vetted"));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_town_lies_in_its_state_and_has_a_zone() {
        for (town, region, zip, zone) in TOWNS {
            assert_eq!(seal::zip::state(zip), Some(region), "{town}");
            assert!(jiff::tz::TimeZone::get(zone).is_ok(), "{town}");
        }
    }
}
