//! Reach: each human once, rounded, once a day, and nothing that a group puts on its own list changes it.

use super::{Standing, coalition, done, owned, seen};
use crate::harness::{Server, on_both_in_time};
use clarion::clock::{DAY, MINUTE};
use clarion::coalitions::reach;
use clarion::ids::Id;
use clarion::people::{self, Coarse, Consent, ConsentStatus, Details, Purpose, consent};
use std::time::Duration;
use testkit::wait_until;

/// Puts people numbered so on a group's list; with a consent to calls where one is given.
pub fn add(server: &Server, group: Id, numbers: std::ops::Range<u64>, zip: &str, agreed: Option<ConsentStatus>) {
    let (app, now) = (&server.app, server.app.clock.now());
    let person = |number: u64| {
        let email = format!("person{number}@mail.example");
        let details = Details { email: email.clone(), ..Details::default() };
        let region = seal::zip::state(zip).unwrap_or_default().to_owned();
        let coarse = Coarse { country: "US".to_owned(), region, zip: zip.to_owned(), lang: "en".to_owned() };
        app.intake().person(group, now, Some(&email), details, coarse).unwrap()
    };
    let all: Vec<_> = numbers.map(person).collect();
    let agreed = agreed.map(|status| Consent {
        group,
        channel: seal::Channel::Email,
        purpose: Purpose::Calls,
        status,
        words: consent::Words::new("en", "Yes, tell me if it is called."),
        source: String::new(),
        noted_at: now,
    });
    let vault = app.vault.clone();
    done(server, move |tx| {
        let known = people::recognise(tx, &vault, now, &all.iter().collect::<Vec<_>>())?;
        let consents = known.iter().filter_map(|known| Some((known.identity, agreed.as_ref()?)));
        consent::note(tx, &consents.collect::<Vec<_>>())
    });
}

/// What the page says, once whatever it queued was done: the number in all, then each state's.
fn told(server: &Server, standing: &Standing) -> Vec<String> {
    let cookie = server.sign_in(standing.steering[0].owner);
    let path = "/console/coalitions/lanterns/reach";
    assert_eq!(server.page("GET", path, &cookie, b"").status, 200);
    let (_worker, coalition, clock) = (server.worker(), standing.id, server.app.clock.clone());
    let is_counted = || {
        let now = clock.now();
        seen(server, move |tx| Ok(reach::of(tx, coalition)?.is_some_and(|counted| !counted.is_old(now))))
    };
    wait_until("somebody counted", Duration::from_secs(60), is_counted);
    numbers(&server.page("GET", path, &cookie, b"").text)
}

fn numbers(page: &str) -> Vec<String> {
    let (_, counted) = page.split_once("id=\"counted\"").unwrap();
    let all = counted.split("In all: ").nth(1).map(|rest| rest.split('<').next().unwrap().to_owned());
    let cells = counted.split("<td class=\"number\">").skip(1).map(|cell| cell.split('<').next().unwrap().to_owned());
    all.into_iter().chain(cells).collect()
}

#[test]
fn each_human_counts_once_and_nothing_on_a_groups_own_list_changes_it_postgres_too() {
    on_both_in_time(|server| {
        let standing = coalition(server, 2);
        let [one, two] = [0, 1].map(|at| standing.steering[at].group);
        let stranger = owned(server, "Stranger").group;
        let yes = Some(ConsentStatus::Confirmed);
        add(server, one, 0..34, "45501", yes);
        add(server, two, 20..40, "45501", yes);
        add(server, standing.partner.group, 40..47, "90210", yes);
        // None of these counts: on a list only, left, said so by the group alone, of another coalition.
        add(server, one, 100..130, "90210", None);
        add(server, one, 130..160, "90210", Some(ConsentStatus::Unsubscribed));
        add(server, two, 160..190, "90210", Some(ConsentStatus::Asserted));
        add(server, stranger, 190..230, "90210", yes);
        let expected = ["50", "40", "under 10"];
        assert_eq!(told(server, &standing), expected, "forty and seven");
        // A group puts people on its list of whom it wants to know whether they agreed elsewhere; a day later it looks again.
        add(server, two, 0..20, "90210", None);
        add(server, two, 40..47, "45501", Some(ConsentStatus::Asserted));
        server.app.clock.advance(DAY + MINUTE);
        assert_eq!(told(server, &standing), expected, "neither the sum nor a state tells");
    });
}

#[test]
fn a_day_goes_by_between_two_counts_postgres_too() {
    on_both_in_time(|server| {
        let standing = coalition(server, 1);
        let group = standing.steering[0].group;
        add(server, group, 0..20, "45501", Some(ConsentStatus::Confirmed));
        assert_eq!(told(server, &standing), ["20", "20"]);
        add(server, group, 20..60, "45501", Some(ConsentStatus::Confirmed));
        server.app.clock.advance(DAY - MINUTE);
        assert_eq!(told(server, &standing), ["20", "20"], "not yet");
        server.app.clock.advance(MINUTE + MINUTE);
        assert_eq!(told(server, &standing), ["60", "60"]);
    });
}
