//! Drills from a plan's page: everything but the sending, with a report; and that nothing of it reaches anybody or is published.

use super::pages::House;
use super::running::{add_people, address, mails, sending, signs, writes};
use crate::harness::{Server, on_both};
use clarion::ids::Id;
use clarion::messages::calls::{Kind, State};
use clarion::messages::delivery;
use clarion::notices;
use std::time::Duration;
use testkit::wait_until;

const WITHIN: Duration = Duration::from_secs(60);

/// A plan that tells everyone if it is called, hosts if it is stood down, and nobody if it is on hold: its page.
pub(super) fn plan(house: &House<'_>, call_text: &str) -> String {
    let mut fields = house.fields();
    fields.retain(|(name, _)| name != "call_waves" && name != "call_text_en");
    let more = [("call_waves", "hosts"), ("call_waves", "everyone"), ("call_text_en", call_text), ("stand-down_waves", "hosts")];
    fields.extend(more.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let begun = house.post(&house.organiser, "/console/coalitions/lanterns/plans/new", &fields);
    assert_eq!(begun.status, 303, "{}", begun.text);
    begun.header("location").to_owned()
}

/// Starts a drill; where that leads.
pub(super) fn drills(house: &House<'_>, plan: &str, outcome: &str) -> String {
    let started = house.post(&house.organiser, &format!("{plan}/drills"), &[("outcome", outcome)]);
    assert_eq!(started.status, 303, "{}", started.text);
    started.header("location").to_owned()
}

pub(super) fn id_in(path: &str) -> Id {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

#[test]
fn a_drill_does_everything_but_send_and_is_reported_postgres_too() {
    on_both(|server| {
        let house = House::new(server);
        add_people(server, house.organiser.group);
        let plan = plan(&house, "Come at noon.");
        let page = house.get(&house.organiser, &plan).text;
        assert!(page.contains("Run a drill") && !page.contains("<option value=\"hold\""), "only of what tells somebody");
        assert_eq!(house.post(&house.partner, &format!("{plan}/drills"), &[("outcome", "call")]).status, 403);
        assert_eq!(drills(&house, &plan, "hold"), format!("{plan}?refused=drill-refused-nobody"));
        assert_eq!(drills(&house, &plan, "anything"), format!("{plan}?refused=drill-refused-nobody"));
        let drill = drills(&house, &plan, "call");
        assert_eq!(drills(&house, &plan, "stand-down"), format!("{plan}?refused=drill-refused-runs"));
        assert!(house.get(&house.organiser, &format!("{plan}?refused=drill-refused-runs")).text.contains("Wait for its end"));
        let worker = server.worker();
        server.app.waker.wake();
        let id = id_in(&drill);
        wait_until("the drill ends", WITHIN, || sending(server, id).state == State::Ended);
        let seen = sending(server, id);
        assert_eq!((seen.is_drill, seen.kind, seen.notice_code.as_str()), (true, Kind::Call, "DRILL"));
        let page = house.get(&house.delegates[1], &drill).text;
        for words in [
            "This is a drill.",
            ">Written</th>",
            "data-live=\"wave-2-handed-over\">3<",
            "Writing its emails took ",
            "no rate is registered for this server",
            "<h1>Drill: the call</h1>",
            &format!("href=\"{plan}\">The plan</a>"),
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(!page.contains(" UTC") && (page.contains(" MST.") || page.contains(" MDT.")), "as the plan says its times: {page}");
        assert!(!page.contains("/powers/correct"), "it has nobody to correct anything for");
        server.app.db.write_bulk("test.rate", |tx| delivery::set_rate(tx, Id::ZERO, 2)).unwrap();
        let page = house.get(&house.delegates[1], &drill).text;
        assert!(page.contains("Sent by email they would take 2 min.") && page.contains("Counted with 2 emails a minute"), "{page}");
        server.app.db.write_bulk("test.rate", |tx| delivery::set_rate(tx, Id::ZERO, 100)).unwrap();
        let page = house.get(&house.delegates[1], &drill).text;
        assert!(page.contains("Sent by email they would take less than a minute."), "{page}");
        assert!(house.get(&house.delegates[1], &format!("/es{drill}")).text.contains("Esto es un simulacro."));
        // Nothing left, nothing was published, and the plan is as it was, but for the list of its drills.
        let coalition = house.coalition;
        let told = server.app.db.read_blocking(move |tx| notices::newest_of(tx, coalition, 10)).unwrap();
        assert!(told.is_empty() && mails(server).is_empty(), "{told:?}");
        let page = house.get(&house.organiser, &plan).text;
        assert!(page.contains(&format!("href=\"{drill}\"")) && page.contains("Change the plan"), "{page}");
        let again = drills(&house, &plan, "stand-down");
        assert_ne!(again, drill, "one after the other");
        drop(worker);
    });
}

#[test]
fn a_drill_is_stopped_as_a_real_call_is_postgres_too() {
    on_both(|server| {
        let house = House::new(server);
        let plan = plan(&house, "Come at noon.");
        let id = id_in(&drills(&house, &plan, "call"));
        let [ada, bo] = [&house.delegates[0], &house.delegates[1]];
        let act = writes(&house, ada, id, "stop", &[("reason", "We only rehearse.")]);
        signs(&house, ada, &act);
        assert_eq!(sending(server, id).state, State::Running);
        signs(&house, bo, &act);
        assert_eq!(sending(server, id).state, State::Stopped);
        let page = house.get(bo, &address(id)).text;
        assert!(
            page.contains("Stopped: alder") && page.contains("The drill was stopped before its emails were written."),
            "{page}"
        );
    });
}

#[test]
fn words_that_could_not_be_published_are_not_rehearsed() {
    let server = Server::start(db::Engine::Sqlite);
    let house = House::new(&server);
    let plan = plan(&house, "Look at act.example for more.");
    assert_eq!(drills(&house, &plan, "call"), format!("{plan}?refused=ballot-refused-notice-words"));
    assert!(drills(&house, &plan, "stand-down").starts_with("/console/coalitions/lanterns/calls/"), "each outcome for itself");
}
