//! What is missing before a plan could be carried out: said with where it is mended, and gone once it is.

use super::drills::{drills, id_in, plan};
use super::pages::House;
use super::running::{add_people, sending};
use crate::harness::{Server, on_both};
use clarion::clock::{DAY, HOUR};
use clarion::coalitions::Act;
use clarion::coalitions::delegates::{Post, name};
use clarion::events::add::{self, NewEvent};
use clarion::events::vet::{self, Vetter};
use clarion::events::{AccessFacts, Place, Private, Times};
use clarion::ids::Id;
use clarion::messages::calls::State;
use clarion::plans::set_passkey_wait_minutes;
use std::time::Duration;
use testkit::wait_until;

const WITHIN: Duration = Duration::from_secs(60);

/// An event of a group in Ohio of which its host said little.
fn add_event(server: &Server, group: Id, coalition: Id) -> Id {
    add_event_in(server, group, coalition, ("lantern-walk", "OH", "45501"))
}

fn add_event_in(server: &Server, group: Id, coalition: Id, (slug, region, zip): (&str, &str, &str)) -> Id {
    let (app, now) = (&server.app, server.app.clock.now());
    let mut event = add::blank(app.ids.fresh(now), group, coalition, slug.to_owned(), now);
    event.title_en = "Lantern walk".to_owned();
    let line = |text: &str| text.to_owned();
    let (name, street, city) = (line("The square"), line("1 Example Street"), line("Springfield"));
    event.place = Place { name, street, city, region: line(region), zip: line(zip) };
    event.times = Times { starts_at: now + DAY, ends_at: now + DAY + HOUR, time_zone: line("America/New_York") };
    let private = Private { host: add::host("Hana Host", "hana@hosts.example"), ..Private::default() };
    let (host, sealed) = add::prepare_private(&app.intake(), &event, private, "en", now).unwrap().unwrap();
    let id = event.id;
    let (new, vault) = (NewEvent { event, access: AccessFacts::new(), sealed, host }, app.vault.clone());
    app.db.write_bulk("test.event", move |tx| add::add(tx, &vault, now, &new)).unwrap().unwrap();
    id
}

#[test]
fn states_stand_in_the_order_of_their_names() {
    let server = Server::start(db::Engine::Sqlite);
    let house = House::new(&server);
    let plan = plan(&house, "Come at noon.");
    for event in [("walk-1", "AK", "99501"), ("walk-2", "AZ", "85001"), ("walk-3", "AR", "72201"), ("walk-4", "AL", "35203")] {
        add_event_in(&server, house.organiser.group, house.coalition, event);
    }
    let page = house.get(&house.organiser, &format!("{plan}/readiness")).text;
    let at = |state: &str| page.find(&format!("<th scope=\"row\">{state}</th>")).unwrap();
    let places = ["Alabama", "Alaska", "Arizona", "Arkansas"].map(at);
    assert!(places.is_sorted(), "{places:?}");
    assert!(page.contains("Springfield, Arizona"), "and events say them in full");
}

#[test]
fn each_thing_that_is_missing_is_named_and_leads_to_its_mend_postgres_too() {
    on_both(|server| {
        let house = House::new(server);
        add_people(server, house.organiser.group);
        let plan = plan(&house, "Look at act.example.");
        let page = format!("{plan}/readiness");
        assert_eq!(house.get(&house.partner, &page).status, 403);
        assert!(house.get(&house.organiser, &plan).text.contains(&format!("href=\"{page}\"")), "the plan leads here");
        let event = add_event(server, house.organiser.group, house.coalition);
        let seen = house.get(&house.organiser, &page).text;
        for (words, to) in [
            ("Its words cannot be published as they are", format!("{plan}/edit")),
            ("No drill has come to its end yet", format!("{plan}#drills")),
            ("It tells nobody by message", format!("{plan}/edit")),
            ("It has named no deputy", "/console/coalitions/lanterns/delegates".to_owned()),
            ("Nobody of another group has checked it yet", "/console/events/lantern-walk".to_owned()),
            ("Nothing is stated about access", "/console/events/lantern-walk/words".to_owned()),
        ] {
            assert!(seen.contains(&format!("<a href=\"{to}\">{words}")), "{words}: {seen}");
        }
        assert!(seen.contains("None of the 2 steering groups is ready yet.") && seen.contains(">Ohio</th>"), "{seen}");
        assert!(!seen.contains("has a passkey that counts now"), "they have some");

        // A passkey that still waits is none.
        let (coalition, now) = (house.coalition, server.app.clock.now());
        let waits = move |minutes| move |tx: &mut db::Tx<'_>| set_passkey_wait_minutes(tx, coalition, minutes, now);
        server.app.db.write_bulk("test.wait", waits(24 * 60)).unwrap();
        assert!(house.get(&house.organiser, &page).text.contains("Neither delegate nor deputy has a passkey that counts now"));
        server.app.db.write_bulk("test.wait", waits(0)).unwrap();

        // What was mended is gone.
        let bo = &house.delegates[1];
        let (by, id) = (Vetter { account: Some(bo.account), group: bo.group }, server.app.ids.fresh(now));
        let vet = move |tx: &mut db::Tx<'_>| vet::vet(tx, now, id, event, by);
        server.app.db.write_bulk("test.vet", vet).unwrap().unwrap();
        let deputy = &house.organiser;
        let (account, act) =
            (deputy.account, Act { id: server.app.ids.fresh(now), account: deputy.account, group: deputy.group, now });
        let named = move |tx: &mut db::Tx<'_>| name::name(tx, &act, coalition, Post::Deputy, account, true);
        assert_eq!(server.app.db.write_bulk("test.name", named).unwrap(), Ok(()));
        let seen = house.get(&house.organiser, &page).text;
        assert!(
            seen.contains("1 of 2 steering groups are ready") && !seen.contains("Nobody of another group has checked it yet"),
            "{seen}"
        );
    });
}

#[test]
fn a_drill_says_whom_an_outcome_reaches_until_the_plan_changes_postgres_too() {
    on_both(|server| {
        let house = House::new(server);
        add_people(server, house.organiser.group);
        let plan = plan(&house, "Come at noon.");
        let page = format!("{plan}/readiness");
        let worker = server.worker();
        let drill = drills(&house, &plan, "call");
        wait_until("the drill ends", WITHIN, || sending(server, id_in(&drill)).state == State::Ended);
        let seen = house.get(&house.organiser, &page).text;
        assert!(seen.contains("Last drill: ") && seen.contains(&format!("href=\"{drill}\"")), "{seen}");
        assert!(seen.contains("Wave 2: about &#60;10 people by email."), "few people are not counted out: {seen}");
        assert!(house.get(&house.organiser, &format!("/es{page}")).text.contains("Último simulacro: "));
        let mut fields = house.fields();
        fields.push(("version".to_owned(), "1".to_owned()));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(house.post(&house.organiser, &format!("{plan}/edit"), &fields).status, 303);
        assert!(house.get(&house.organiser, &page).text.contains("The plan was changed since its last drill"));
        drop(worker);
    });
}
